"""`wxmod init`, `verify`, `backup`, `restore` and `drill`: looking after the record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wxmod.actions import Desk
from wxmod.actions.record import keeping, setup
from wxmod.actions.registry import programs
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import FilePath, FolderPath
from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.registry.programs import SHOWN
from wxmod.wording import N_, _

_FILE = FilePath()


@click.command(help=_("为一个业务方案建立记录库，并登记其装备和人员。"))
@click.pass_obj
def init(session: Session, /) -> None:
    path = session.path()
    desk = setup.init(path, program=session.option("program") or "yuxian", network=session.network)
    # Said at once: who started with the wrong folder sees it by the numbers.
    units, people = len(desk.program.equipment), len(desk.program.people)
    said = _("已建立 {path}：{name}，装备 {units}，人员 {people}").format(
        path=path,
        name=desk.program.name,
        units=units,
        people=people,
    )
    warned = (
        _("这是示例方案：人员、位置和部分设置未核实，启用前请换成本局资料。")
        if desk.program.example
        else ""
    )
    document = {
        "path": str(path),
        "program": desk.program.code,
        "equipment": units,
        "people": people,
    }
    session.emit(document, show.paragraphs(said, warned))


@click.command(help=_("校验散列链、账表、表结构和文件；有断即退出码 4。"))
@click.option("--rebuild", is_flag=True, help=_("先由流水重建全部账表"))
@click.option(
    "--since-seal",
    is_flag=True,
    help=_("只校验最近一次封账以来的流水和结存（快）；没有封账则全部校验"),
)
@click.option(
    "--since-anchor", is_flag=True, help=_("只查各链最近一次回执之后的流水，不查账表；几秒即可")
)
@click.option(
    "--anchor",
    metavar="HEAD|FILE",
    help=_(
        "并与存于别处的链首（链:序号:散列 或 序号·散列）、含链首的文件或交换包对照：尾部缺失、整链重写只有它能发现"
    ),
)
@click.pass_obj
def verify(
    session: Session,
    /,
    *,
    rebuild: bool,
    since_seal: bool,
    since_anchor: bool,
    anchor: str | None,
) -> None:
    desk = session.desk
    # First, so that what is verified is what was made anew.
    if rebuild:
        keeping.rebuild(desk)
    since = None
    signer = ""
    if anchor:
        signer, found = keeping.verify_with(desk, anchor)
    elif since_seal:
        found, since = keeping.verify_since(desk)
    elif since_anchor:
        found = keeping.verify_since_anchor(desk)
    else:
        with _progress() as show:
            found = keeping.verify(desk, progress=show)
    said = _said(found, since)
    said += _judged_by(desk)
    said += [f"{chain}  {seq}·{seal[:8]}" for chain, (seq, seal) in found.heads.items()]
    if signer:
        said.append(_("凭据签名指纹（请与对方核对）：{print}").format(print=signer))
    more = {
        "since": since,
        "signer": signer or None,
        "programs": [span._asdict() for span in programs.spans(desk)],
    }
    session.emit(_found_dict(found) | more, "\n".join(said))
    # Everything is printed before the exit code says that something is wrong.
    if found.breaks:
        raise IntegrityFailure(
            N_("记录不一致：{n} 处"),
            remedy=N_("不要继续写入；用备份恢复，并保留此文件备查"),
            n=len(found.breaks),
        )


def _said(found: keeping.Verdict, since: str | None) -> list[str]:
    """Whether the record is whole, then what is broken and what is worth knowing, in lines."""
    lines = []
    if not found.breaks:
        sound = _("完好：{n} 条流水，链、表、库一致")
        if since:
            sound = _("自封账 {since} 起完好：{n} 条流水")
        lines.append(sound.format(n=found.entries, since=since))
    lines += [f"✗ {each.check} {each.where} {each.what}" for each in found.breaks]
    lines += [f"※ {each.where} {each.what}" for each in found.notes]
    return lines


def _found_dict(found: keeping.Verdict) -> dict[str, object]:
    return {
        "entries": found.entries,
        "heads": [
            {"chain": chain, "seq": seq, "hash": seal} for chain, (seq, seal) in found.heads.items()
        ],
        "breaks": [each._asdict() for each in found.breaks],
        "notes": [each._asdict() for each in found.notes],
    }


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    from wxmod.cli import progress  # noqa: PLC0415  brings the readers of weather with it

    with progress.looked_through() as show:
        yield show


def _judged_by(desk: Desk) -> list[str]:
    """Which programme each stretch of each chain was judged by, in lines."""
    said = _("※ {chain}  第 {since}–{until} 条按业务方案 {digest}  {who}")
    lines = []
    for span in programs.spans(desk):
        line = said.format(
            chain=span.chain,
            since=span.since,
            until=span.until or "",
            digest=span.digest[:SHOWN] or _("没有采用"),
            who=" ".join(each for each in (span.actor, span.witness) if each),
        )
        lines.append(line.rstrip())
    return lines


@click.command(help=_("把记录库复制到 FILE，并重新打开校验副本。"))
@click.argument("file", type=_FILE)
@click.pass_obj
def backup(session: Session, /, file: Path) -> None:
    done = keeping.backup(session.desk, file)
    entries = done.verdict.entries
    said = _("已备份到 {path}：{n} 条流水，校验通过").format(path=done.path, n=entries)
    warned = ""
    if done.same_disk:
        warned = _("※ 与记录库在同一块盘上：盘坏了两份都没有，再备份一份到 U 盘或移动硬盘")
    document = {"path": str(done.path), "entries": entries, "same_disk": done.same_disk}
    session.emit(document, "\n".join(filter(None, [said, warned])))


@click.command(help=_("校验备份 FILE 并恢复为 --db 所指的记录库（须不存在）。"))
@click.argument("file", type=_FILE)
@click.pass_obj
def restore(session: Session, /, file: Path) -> None:
    path = session.path()
    found, chain = keeping.restore(file, path, network=session.network)
    said = _("已恢复到 {path}：{n} 条流水，校验通过").format(path=path, n=found.entries)
    onward = _(
        "此后写入新链 {chain}；交换前请对方认可：wxmod bundle trust KEY --chain {chain}"
    ).format(chain=chain)
    session.emit({"path": str(path), "entries": found.entries, "chain": chain}, f"{said}\n{onward}")


@click.command(
    help=_("演练恢复：把最新的自动备份（或 FILE）恢复到临时处，完整校验，与现记录库比对，再删去。")
)
@click.argument("file", type=_FILE, required=False)
@click.pass_obj
def drill(session: Session, /, file: Path | None) -> None:
    done = keeping.drill(session.desk, file)
    said = _("可以恢复：{path}，{n} 条流水，校验通过；现在的记录库多 {behind} 条").format(
        path=done.copy,
        n=done.verdict.entries,
        behind=done.behind,
    )
    document = {"path": str(done.copy), "entries": done.verdict.entries, "behind": done.behind}
    session.emit(document, said)


@click.command(help=_("把全部账表导出为 CSV，流水导出为逐行 JSON，供审计和长期保存。"))
@click.argument("folder", type=FolderPath())
@click.option("--parquet", is_flag=True, help=_("导出为 Parquet，供省级用 DuckDB 等审计"))
@click.pass_obj
def export(session: Session, /, folder: Path, *, parquet: bool) -> None:
    written = keeping.export(session.desk, folder, columns=parquet)
    said = _("已导出到 {path}：{n} 个文件").format(path=folder, n=len(written))
    session.emit({"path": str(folder), "rows": written}, said)
