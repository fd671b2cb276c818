"""The words of a public notice (作业公告), from what was entered and what the programme says.

Contents after the Henan form DB41/T 1977-2020 as far as it was read: basis and purpose, first and last moment, places
and the ground that residue may reach, tools, possible effects, who to call.
"""

from collections.abc import Iterator

from wxmod.domain.command.notices import PublicNotice
from wxmod.program import Program
from wxmod.wording import N_, _, titled


def words(notice: PublicNotice, program: Program) -> str:
    """The notice as it is posted; what is not known stands as a blank to be filled in."""
    blank = _(N_("（待填）"))
    title = _(N_("{unit}人工影响天气作业公告")).format(unit=notice.issued_by)
    line = _(N_("{n}. {label}：{value}"))
    parts = enumerate(
        _parts(notice, program),
        1,
    )
    told = [
        line.format(
            n=n,
            label=titled(label),
            value=value or blank,
        )
        for n, (label, value) in parts
    ]
    return "\n".join(
        [
            title,
            "",
            *told,
            "",
            _(N_("特此公告。")),
            notice.issued_by,
            f"{notice.issued_on}",
        ]
    )


def _parts(notice: PublicNotice, program: Program) -> Iterator[tuple[str, str]]:
    first, last = (at.astimezone(program.zone) for at in (notice.window.start, notice.window.end))
    yield _(N_("作业依据和目的")), notice.basis
    yield _(N_("作业时间")), f"{first:%Y-%m-%d %H:%M} – {last:%Y-%m-%d %H:%M}"
    yield _(N_("作业点")), _(N_("、")).join(_site(program, code) for code in notice.sites)
    yield _(N_("受影响的安全区域")), notice.area
    yield _(N_("作业内容")), " ".join(p.label for p in notice.purposes)
    yield _(N_("作业工具")), " ".join(kind.label for kind in notice.equipment)
    yield _(N_("可能的影响和注意事项")), notice.effects
    yield _(N_("联系人")), notice.contact
    yield _(N_("联系电话")), notice.phone


def _site(program: Program, code: str) -> str:
    site = next((s for s in program.sites if s.code == code), None)
    return (
        _(N_("{town}{site}（{code}）")).format(
            town=site.town,
            site=site.name,
            code=code,
        )
        if site
        else code
    )
