"""Public notices (作业公告): the public and the police are told before anything is fired (Decree 348 art. 12)."""

from datetime import date

from wxmod.domain.base import Value
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import Code, Name, OneOrMore, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_

WANTED = {
    "basis": N_("作业依据和目的"),
    "area": N_("受影响的安全区域"),
    "effects": N_("可能的影响和注意事项"),
    "contact": N_("联系人"),
    "phone": N_("联系电话"),
}
"""What a notice has to state besides its sites, tools and times (DB41/T 1977-2020, as far as its text was read)."""


class PublicNotice(Value):
    """One notice as it was published.

    Attributes:
        window: First to last moment of work it announces.
        area: The ground where residue may fall, in words.
        published: Where it was posted or printed.
        police_told_on: Day the police were notified; None if that is not on record.
    """

    number: Code
    issued_on: date
    issued_by: Name
    window: Window
    sites: OneOrMore[Code]
    purposes: OneOrMore[Purpose]
    equipment: OneOrMore[EquipmentKind]
    basis: Remark = ""
    area: Remark = ""
    effects: Remark = ""
    contact: Name = ""
    phone: Name = ""
    published: Name = ""
    police_told_on: date | None = None

    def covers(
        self,
        site: str,
        kind: EquipmentKind,
        purpose: Purpose,
        time: Window,
    ) -> bool:
        """Whether work of that kind at *site* throughout *time* was announced."""
        if site not in self.sites:
            return False
        if kind not in self.equipment:
            return False
        if purpose not in self.purposes and purpose.family not in self.purposes:
            return False
        return self.window.covers(time)

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields a notice has to state and this one leaves empty."""
        return tuple(field for field in WANTED if not getattr(self, field))
