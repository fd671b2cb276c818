"""What a rule says of itself: one page for all, written from the registry and the law file, and one for each.

``python -m wxmod.rules.docs > docs/rules.md`` writes the page; a test compares it.
"""

import sys
from datetime import date

from wxmod import rules as registry
from wxmod import wording
from wxmod.rules.catalogue import Rule, Severity
from wxmod.rules.law import LawText, basis, beside, laws
from wxmod.rules.waivers import waiving
from wxmod.wording import N_, _


def explain(rule: Rule, jurisdiction: str, on: date) -> str:
    """One rule in the current language: what it finds, why, what to do, and the law in force on a day."""
    held = basis(rule.basis, jurisdiction, on)
    told = [
        f"{rule.code} {rule.name} · {rule.severity.label}",
        _(rule.message),
        "",
        _(N_("为什么：{why}")).format(why=_(rule.why)),
        _(N_("怎么办：{remedy}")).format(remedy=_(rule.remedy)),
        *(_law_lines(held) if held else [_(N_("依据：本地区法规库没有此条，按内部规范执行"))]),
        *(line for text in beside(rule.basis, jurisdiction, on) for line in _law_lines(text)),
        *_waiver_lines(rule, jurisdiction, on),
    ]
    return "\n".join(told)


def _waiver_lines(rule: Rule, jurisdiction: str, on: date) -> list[str]:
    if rule.severity is not Severity.BLOCK:
        return []
    found = waiving(rule.code, jurisdiction, on)
    line = _(N_("豁免：{hold}（{confidence}）"))
    return [
        line.format(hold=found.hold.label, confidence=found.confidence.label),
        _(N_("  出处：{source}")).format(source=found.source),
    ]


def _law_lines(text: LawText) -> list[str]:
    chinese = wording.language() == "zh"
    cited = _(N_("依据：{law}（{confidence}）"))
    lines = [
        cited.format(law=text.cited, confidence=text.confidence.label),
        f"  {text.zh if chinese else text.en}",
    ]
    if text.quote:
        lines.append(_(N_("  原文：“{quote}”")).format(quote=text.quote))
    if text.unread:
        lines.append(_(N_("  原文未见")))
    return [*lines, _(N_("  出处：{source}")).format(source=text.source)]


def document(rule: Rule, jurisdiction: str, on: date) -> dict[str, object]:
    """One rule as `--json` prints it."""
    held = basis(rule.basis, jurisdiction, on)
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "on": rule.on.__name__,
        "message": _(rule.message),
        "why": _(rule.why),
        "remedy": _(rule.remedy),
        "basis": rule.basis,
        "law": held.model_dump(mode="json") if held else None,
        "also": [text.model_dump(mode="json") for text in beside(rule.basis, jurisdiction, on)],
        "waiver": _waiver(rule, jurisdiction, on),
    }


def _waiver(rule: Rule, jurisdiction: str, on: date) -> dict[str, object] | None:
    """Whether a block may be set aside, and by whom; nothing where the rule blocks nothing."""
    if rule.severity is not Severity.BLOCK:
        return None
    found = waiving(rule.code, jurisdiction, on)
    return found.model_dump(mode="json", exclude={"codes"})


def page(jurisdiction: str) -> str:
    """Every rule in both languages, as Markdown."""
    parts = [
        "# 校验规则 · Rules",
        "",
        "由规则登记表生成，请勿手改。 *Generated from the registry; do not edit.*",
        "",
    ]
    for rule in registry.rules():
        parts += [
            f"## {rule.code} `{rule.name}`",
            "",
        ]
        for code in wording.LANGUAGES:
            parts += [
                *_section(rule, jurisdiction, code),
                "",
            ]
    return "\n".join(parts)


def _section(rule: Rule, jurisdiction: str, code: str) -> list[str]:
    before = wording.language()
    wording.use(code)
    try:
        texts = laws(jurisdiction).get(rule.basis, ())
        cited = "; ".join(f"{text.since} {text.cited}" for text in texts)
        lines = [
            f"**{rule.severity.label}** · {_(rule.message)}  ",
            f"{_(rule.why)}  ",
            f"→ {_(rule.remedy)}  ",
            cited,
        ]
        if rule.severity is Severity.BLOCK:
            lines[-1] += "  "
            lines.append(waiving(rule.code, jurisdiction, date.max).hold.label)
        return lines
    finally:
        wording.use(before)


if __name__ == "__main__":
    sys.stdout.write(page("cn"))
