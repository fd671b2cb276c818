"""What an airspace application waits for, by when; and its messages, with every item they carry.

The items follow the legal minimum (unit, airspace, time limit) and common practice: the text and the code table of
QX/T 422-2018 could not be read, so items have no code and are marked as unverified.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from wxmod.domain.airspace import OPEN, Clearance, ClearanceStatus
from wxmod.domain.times import Window
from wxmod.program import Planning, Program
from wxmod.wording import N_, Term, _, titled


class Due(Term):
    """What happens to an application next."""

    ANSWER = "answer", N_("应得到答复")
    OPENS = "opens", N_("批准时段开始")
    LAPSES = "lapses", N_("批准时段结束")
    END_REPORT = "end-report", N_("应报作业结束")


class Deadline(NamedTuple):
    """A moment somebody has to act by."""

    number: str
    due: Due
    at: datetime

    def minutes_left(self, now: datetime) -> float:
        """Negative once it has passed."""
        return (self.at - now).total_seconds() / 60


def deadlines(held: Clearance, settings: Planning, now: datetime) -> tuple[Deadline, ...]:
    """What an open application waits for, the soonest first; nothing once it is answered no, withdrawn or closed."""
    return (
        tuple(
            sorted(
                _deadlines(held, settings, now),
                key=lambda d: d.at,
            )
        )
        if held.status in OPEN
        else ()
    )


def _deadlines(held: Clearance, settings: Planning, now: datetime) -> Iterator[Deadline]:
    day = now.date()
    if held.granted is None:
        minutes = settings.airspace_answer_minutes.value_on(day)
        if held.status is ClearanceStatus.DELAYED and held.not_before:
            yield Deadline(held.number, Due.ANSWER, held.not_before)
        elif minutes is not None:
            yield Deadline(
                held.number,
                Due.ANSWER,
                held.requested_at + timedelta(minutes=minutes),
            )
        return
    if held.granted.start > now:
        yield Deadline(
            held.number,
            Due.OPENS,
            held.granted.start,
        )
    if held.granted.end >= now:
        yield Deadline(
            held.number,
            Due.LAPSES,
            held.granted.end,
        )
    minutes = settings.airspace_end_report_minutes.value_on(day)
    if minutes is not None:
        yield Deadline(
            held.number,
            Due.END_REPORT,
            held.granted.end + timedelta(minutes=minutes),
        )


class MessageKind(Term):
    REQUEST = "request", N_("空域申请")
    START = "start", N_("作业开始报")
    END = "end", N_("作业结束报")
    CANCEL = "cancel", N_("撤销申请")


class Item(NamedTuple):
    """One item of a message.

    Attributes:
        code: Its code in QX/T 422-2018; None while that is not known.
    """

    name: str
    label: str
    value: str
    code: str | None = None


class Message(NamedTuple):
    """A message to flight control, as a form and as words for telephone or fax."""

    kind: MessageKind
    number: str
    items: tuple[Item, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Items whose value is not known."""
        return tuple(item.name for item in self.items if not item.value)

    @property
    def text(self) -> str:
        """One item to a line, in the current language."""
        blank = _("（未填）")
        said = [f"{titled(item.label)}: {item.value or blank}" for item in self.items]
        return "\n".join([titled(self.kind.label), *said])

    def as_dict(self) -> dict[str, object]:
        """The message as `--json` prints it."""
        return {
            "kind": self.kind.value,
            "number": self.number,
            "standard": "QX/T 422-2018",
            "standard_read": False,
            "items": [item._asdict() for item in self.items],
            "unknown": list(self.unknown),
            "text": self.text,
        }


_LABELS = {
    "number": N_("申请号"),
    "unit": N_("申报单位"),
    "sites": N_("作业点"),
    "equipment": N_("装备"),
    "window": N_("申请时段"),
    "minutes": N_("时长（分钟）"),
    "height": N_("最大高度（海拔 m）"),
    "azimuths": N_("方位"),
    "approval": N_("批复"),
    "granted": N_("批准时段"),
    "started": N_("实际开始"),
    "ended": N_("实际结束"),
    "applicant": N_("申请人"),
    "contact": N_("联系人"),
    "phone": N_("联系电话"),
    "remarks": N_("备注"),
}
_ASKED = (
    "number",
    "unit",
    "sites",
    "equipment",
    "window",
    "minutes",
    "height",
    "azimuths",
    "applicant",
    "contact",
    "phone",
    "remarks",
)
_CITED = ("number", "unit", "sites", "approval", "granted")
_FORMS = {
    MessageKind.REQUEST: _ASKED,
    MessageKind.START: (*_CITED, "started", "contact", "phone"),
    MessageKind.END: (*_CITED, "started", "ended", "contact", "phone"),
    MessageKind.CANCEL: ("number", "unit", "sites", "window", "contact", "phone", "remarks"),
}


def message(
    kind: MessageKind,
    held: Clearance,
    program: Program,
    now: datetime,
) -> Message:
    """The message of that kind about an application; times on the county's clock."""
    values = _values(held, program, now)
    return Message(
        kind,
        held.number,
        tuple(
            Item(
                name,
                _(_LABELS[name]),
                values[name],
            )
            for name in _FORMS[kind]
        ),
    )


def _values(held: Clearance, program: Program, now: datetime) -> Mapping[str, str]:
    day, settings = now.astimezone(program.zone).date(), program.planning

    def clock(at: datetime | None) -> str:
        return f"{at.astimezone(program.zone):%Y-%m-%d %H:%M}" if at else ""

    def span(window: Window | None) -> str:
        return f"{clock(window.start)} – {clock(window.end)}" if window else ""

    azimuths = (held.azimuth_from_deg, held.azimuth_to_deg)
    return {
        "number": held.number,
        "unit": program.bureau,
        "sites": "; ".join(_site(program, s) for s in held.sites),
        "equipment": " ".join(kind.label for kind in held.equipment),
        "window": span(held.wanted),
        "minutes": f"{held.wanted.minutes:.0f}",
        "approval": held.approval,
        "granted": span(held.granted),
        "height": f"{held.max_height_msl_m:g}" if held.max_height_msl_m is not None else "",
        "azimuths": "–".join(f"{a:g}°" for a in azimuths if a is not None),
        "started": clock(held.started_at),
        "ended": clock(held.closed_at),
        "applicant": held.requested_by,
        "contact": settings.contact.value_on(day) or "",
        "phone": settings.phone.value_on(day) or "",
        "remarks": held.remarks,
    }


def _site(program: Program, code: str) -> str:
    site = next((s for s in program.sites if s.code == code), None)
    if site is None:
        return code
    place = f" {site.position.lon:.4f}°E {site.position.lat:.4f}°N" if site.position else ""
    sure = f" ({site.position_confidence.label})" if site.position else ""
    return f"{site.name} {code}{place}{sure}"
