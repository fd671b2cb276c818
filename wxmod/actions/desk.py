"""The duty desk (值班台): one open record, its programme, who is at it, and the only clock."""

import getpass
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from platformdirs import user_data_path

from wxmod.actions.registry.adoption import in_force
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.domain.text import bare, is_second, normalise
from wxmod.domain.times import from_utc_text
from wxmod.domain.typed import FormFaults
from wxmod.program import Program, load_program, program_folder
from wxmod.rules import Finding, Severity
from wxmod.rules.waivers import Hold, waiving
from wxmod.store import chains, journal, tables
from wxmod.store.bodies import RuleWaived
from wxmod.store.database import closing_on_failure, open_store
from wxmod.store.entries import Draft, decode, new_uid
from wxmod.store.journal import Receipt
from wxmod.store.lineage import key_of
from wxmod.store.pen import Store
from wxmod.wording import N_, _

DEMO = "wxmod-demo-"  # the folder of a throw-away record begins with this


class Refused(WxmodError):  # noqa: N818  reads as what it is
    """An intent the rules block; nothing was written."""

    exit_code = 1

    def __init__(
        self, findings: Sequence[Finding], holds: Mapping[str, Hold] = MappingProxyType({})
    ) -> None:
        """Say each block with what to do about it, and whether it may be set aside.

        Args:
            holds: By rule code, how fast a block holds, where setting it aside was possible at all.
        """
        self.findings = tuple(findings)
        self.holds = holds
        blocks = [f for f in findings if f.severity is Severity.BLOCK]
        lines = "\n".join(
            _blocked(
                f,
                holds.get(f.code),
            )
            for f in blocks
        )
        super().__init__(
            N_("规则不允许，没有写入：\n{said}"),
            said=lines,
        )

    def as_dict(self) -> dict[str, Any]:
        """The refusal as `--json` prints it."""
        return super().as_dict() | {"findings": [f.as_dict() for f in self.findings]}


def _blocked(finding: Finding, hold: Hold | None) -> str:
    held = f"  [{hold.label}]" if hold else ""
    return f"{finding.code} {finding.message}{held}\n    → {_(finding.rule.remedy)}"


class Outcome(NamedTuple):
    """What came of a command.

    Attributes:
        name: Number or id of what was written.
        receipt: Proof of the (last) entry.
        findings: What the rules said of it.
    """

    name: str
    receipt: Receipt
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The outcome as `--json` prints it."""
        return {
            "name": self.name,
            "seq": self.receipt.seq,
            "mark": self.receipt.mark,
            "repeated": self.receipt.repeated,
            "findings": [f.as_dict() for f in self.findings],
        }


@dataclass(frozen=True)
class Desk:
    """Where every action takes place.

    Attributes:
        actor: Id of the person at the desk, as entries will name them.
        clock: The one source of the present moment.
        program_notice: What whoever works here must know of the programme: its folder says something else, say.
    """

    store: Store
    program: Program
    actor: str
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    program_notice: str = ""

    def now(self) -> datetime:
        """The present moment, to the second."""
        return self.clock().replace(microsecond=0)

    def today(self) -> date:
        """The day on the county's clock."""
        return self.now().astimezone(self.program.zone).date()

    def local(self, at: datetime) -> datetime:
        """A moment on the county's clock."""
        return at.astimezone(self.program.zone)

    def write(
        self,
        kind: str,
        body: Value,
        *,
        at: datetime | None = None,
        uid: str | None = None,
        witness: str | None = None,
        by: str | None = None,
    ) -> Receipt:
        """Write one entry that happened *at* (now, if not given); acknowledged only once it is on the disk.

        Raises:
            FormFaults: *at* is still to come.
        """
        self.happened({"at": at})
        key = key_of(self.store, uid) if uid else new_uid()
        now = self.now()
        draft = Draft(
            kind,
            body,
            at or now,
            by or self.actor,
            key,
            witness,
        )
        return journal.append(self.store, draft, now=now)

    def happened(self, moments: Mapping[str, datetime | None]) -> None:
        """Let pass what happened, field by field; nothing happens in the future, beyond what two clocks may differ.

        Raises:
            FormFaults: a moment is still to come.
        """
        now = self.now()
        minutes = self.program.planning.clock_tolerance_minutes.value_on(self.today())
        latest = now + timedelta(minutes=minutes or 0)
        late = {name: at for name, at in moments.items() if at is not None and at > latest}
        if late:
            sentence = _("{at:%Y-%m-%d %H:%M} 还没有到，此刻是 {now:%Y-%m-%d %H:%M}")
            raise FormFaults(
                {
                    name: sentence.format(
                        at=self.local(at),
                        now=self.local(now),
                    )
                    for name, at in late.items()
                }
            )

    def earlier(self, uid: str | None) -> Receipt | None:
        """The receipt of the command with this key if it was written here before, or None."""
        return (
            journal.receipt(
                self.store,
                key_of(self.store, uid),
            )
            if uid
            else None
        )

    def earlier_body(self, uid: str | None, kind: str) -> tuple[Receipt, Value] | None:
        """What the command with this key wrote before, if it was one of *kind*; or None.

        Raises:
            BadInput: the key was given to a command of another kind, which must not pass for this one.
        """
        found = self.earlier(uid)
        entry = chains.entry(self.store, found.ref) if found else None
        if found is None or entry is None:
            return None
        if entry.kind != kind:
            raise self.key_taken(uid or "", found)
        return found, decode(entry)

    @staticmethod
    def key_taken(uid: str, by: Receipt) -> BadInput:
        """The error that a key stands for something else."""
        what = N_("同一操作编号 {uid} 已写过另一内容（第 {seq} 条）")
        return BadInput(
            what,
            remedy=N_("重新打开表单后再提交"),
            uid=uid,
            seq=by.seq,
        )

    def moment(self, at: datetime | None, uid: str | None) -> datetime:
        """When something happened: *at*; unsaid, when the command with this key was given before, else now."""
        earlier = None if at else self.earlier(uid)
        entry = chains.entry(self.store, earlier.ref) if earlier else None
        return at or (
            from_utc_text(entry.occurred_at).astimezone(self.now().tzinfo) if entry else self.now()
        )

    def guard(
        self,
        subject: str,
        findings: Sequence[Finding],
        waiver: Waiver = NOTHING_WAIVED,
    ) -> None:
        """Let an intent pass, or refuse it; each block set aside is written with its reason, in the name of who does.

        Raises:
            Refused: a block is not set aside, or is one that nobody may set aside.
            BadInput: it takes two people who have proved who they are.
        """
        blocks = [f.code for f in findings if f.severity is Severity.BLOCK]
        law, today = self.program.law, self.today()
        holds = {code: waiving(code, law, today).hold for code in dict.fromkeys(blocks)}
        fixed = Hold.NEVER in holds.values()
        if fixed or any(code not in waiver.reasons for code in holds):
            raise Refused(findings, holds)
        by_two = {code for code, hold in holds.items() if hold is Hold.TWO}
        if by_two:
            self._refuse_one_alone(sorted(by_two), waiver)
        for code in holds:
            body = RuleWaived(
                subject=subject,
                rule=code,
                reason=waiver.reasons[code],
            )
            witness = waiver.witness if code in by_two else None
            self.write(
                "rule.waived",
                body,
                by=waiver.by,
                witness=witness,
            )

    def _refuse_one_alone(self, codes: Sequence[str], waiver: Waiver) -> None:
        """Two people of the roster, each with a PIN of their own; one under two numbers is one."""
        by = waiver.by or self.actor
        both = {by, waiver.witness or by}
        people = tables.registry.people(self.store)
        names = {bare(people[who].name) for who in both if who in people}
        known = both <= waiver.proven and len(names) == len(both)
        if not (known and is_second(waiver.witness, by)):
            raise BadInput(
                N_("{codes} 须两人凭口令、写明理由才能豁免"),
                remedy=N_("用 --witness 指明第二人，两人各输自己的口令（脚本用 --pin-file）"),
                codes=" ".join(codes),
            )

    @cached_property
    def places(self) -> dict[str, str]:
        """Every store of the programme, account to name."""
        return self.program.places()


class SetClock:
    """A clock that was set to some moment and runs on from there; the example's, whose year is past."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Let it be *at* now."""
        self._behind = datetime.now(UTC) - at

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self._behind


def default_path() -> Path:
    """Where the record is when nobody says: ``$WXMOD_DB``, else the platform's place for user data."""
    asked = os.environ.get("WXMOD_DB")
    if asked:
        # A service's settings or a quoted line hand it over as it is written, which no shell has gone through.
        return Path(asked).expanduser()
    return user_data_path("wxmod", appauthor=False) / "wxmod.db"


def default_actor() -> str:
    """Who is at the desk when nobody says: ``$WXMOD_ACTOR``, else the login name."""
    try:
        name = os.environ.get("WXMOD_ACTOR") or getpass.getuser()
    except (KeyError, OSError):  # no login name, as in some containers
        name = "operator"
    return "".join(c for c in normalise(name) if c.isalnum() or c in "._-") or "operator"


def open_desk(
    path: Path,
    *,
    program: str | None = None,
    actor: str | None = None,
    read_only: bool = False,
    network: bool = False,
) -> Desk:
    """The desk over the record in *path*, with the programme it adopted; under another one it is only read."""
    store = open_store(path, read_only=read_only, network=network)
    with closing_on_failure(store.conn):
        found = in_force(store, program)
    store.read_only = store.read_only or found.read_only
    return Desk(
        store,
        found.program,
        actor or default_actor(),
        program_notice=found.notice,
    )


def fresh_key() -> str:
    """An idempotency key for a form that opens."""
    return new_uid()


def moment() -> datetime:
    """Now, to the second, where no desk is open yet."""
    return datetime.now(UTC).replace(microsecond=0)


def machine_day() -> date:
    """Today where no programme says which clock counts."""
    return datetime.now(UTC).date()


def default_law(program: str | None) -> tuple[str, date]:
    """The law file of a programme (the shipped one, if not named) and the day on its clock."""
    loaded = load_program(program_folder(program or "yuxian"))
    return loaded.law, datetime.now(loaded.zone).date()
