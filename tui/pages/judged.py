"""What the words of the form come to: the operations they tell, what does not fit, and what the rules say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.text import Text

from tui.chrome.text import plain, spaced
from tui.pages.fields import LABELS
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.domain.errors import WxmodError
from wxmod.domain.typed import FormFaults
from wxmod.rules import Finding, Severity
from wxmod.wording import _
from wxmod.words import defaults, missions
from wxmod.words.missions import Told


@dataclass(frozen=True)
class Judgement:
    """What came of reading the form.

    Attributes:
        told: The operations it tells; none where something does not fit.
        faults: What does not fit, by the form's field.
        findings: What the rules say, by the form's field.
    """

    told: Sequence[Told] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[tuple[str, Finding]] = ()

    @property
    def fields(self) -> list[str]:
        """Fields the rules say something of, each once."""
        return list(dict.fromkeys(name for name, _finding in self.findings))

    def beside(self, name: str) -> list[Finding]:
        """What the rules say of one field, the gravest first."""
        found = [each for at, each in self.findings if at == name]
        grave = {severity: n for n, severity in enumerate((Severity.BLOCK, Severity.WARN))}
        return sorted(
            found,
            key=lambda each: grave.get(each.severity, len(grave)),
        )

    def of(self, severity: Severity) -> list[Finding]:
        """What the rules say that weighs so much."""
        return [each for _name, each in self.findings if each.severity is severity]

    def count(self, severity: Severity) -> int:
        """How much of it there is."""
        return len(self.of(severity))


def judge(desk: Desk, words: Mapping[str, str], corrects: OperationRow | None) -> Judgement:
    """Read the form's words and ask the rules; nothing is written.

    Args:
        corrects: The telling that would be replaced; its rounds are not counted beside the new ones.
    """
    try:
        told = missions.read(desk, words, corrects.operation if corrects else None)
        if corrects and len(told) == 1:
            whole = defaults.corrected(corrects.operation, told[0].operation)
            told = [told[0]._replace(operation=whole)]
        no = None
        if corrects:
            no = corrects.no
        found = [pair for each in told for pair in _findings(desk, each, no)]
    except FormFaults as error:
        return Judgement(faults=error.by_field)
    except WxmodError as error:
        return Judgement(faults={"site": str(error)})
    return Judgement(told, {}, found)


def _findings(desk: Desk, told: Told, no: str | None) -> list[tuple[str, Finding]]:
    found = recording.judge(desk, told.operation, no=no)
    return [
        (
            missions.field_of(
                each.field,
                told.rows,
            ),
            each,
        )
        for each in found
    ]


def verdict(judgement: Judgement, empty: Sequence[str]) -> Text:
    """In one line whether it can be recorded: what is required and *empty*, what is wrong, what the rules say."""
    wrong = [name for name in judgement.faults if name not in empty]
    if empty or wrong:
        return plain(_unfinished(empty, wrong), "bold yellow")
    blocks = judgement.count(Severity.BLOCK)
    if blocks:
        said = _("✗ {n} 项禁止（仍可照实记录）  Ctrl+S 记录").format(n=blocks)
        return plain(said, "bold red")
    warnings = judgement.count(Severity.WARN)
    if warnings:
        said = _("! {n} 项提醒，可以记录  Ctrl+S").format(n=warnings)
        return plain(said, "bold yellow")
    return plain(_("✓ 可以记录  Ctrl+S"), "bold green")


def _unfinished(empty: Sequence[str], wrong: Sequence[str]) -> str:
    parts = []
    if empty:
        named = " ".join(map(_label, empty))
        parts.append(
            _("还差 {n} 项：{names}").format(
                n=len(empty),
                names=named,
            )
        )
    if wrong:
        named = " ".join(map(_label, wrong))
        parts.append(
            _("有误 {n} 项：{names}").format(
                n=len(wrong),
                names=named,
            )
        )
    return spaced(*parts)


def _label(name: str) -> str:
    """A field by its label; of a further release, with its row."""
    column, _dash, row = name.partition("-")
    return _(LABELS.get(column, column)) + row
