"""A year in plain text: the paragraph bureaus publish, then where each figure comes from."""

from collections.abc import Iterator, Mapping

from wxmod.documents.year import FIGURE_NAMES, Line, Precision, Rate, Retold, Sealed, YearSummary
from wxmod.stops import clauses, items
from wxmod.wording import N_, _, language

_CONSUMED = (
    ("rockets", N_("发射火箭弹 {n} 枚")),
    ("shells", N_("发射炮弹 {n} 发")),
    ("flares", N_("燃烧焰条 {n} 支")),
    ("unknown", N_("批号不明 {n} 发")),
)
_PURPOSES = {"rain": N_("实施增雨（雪）作业 {n} 次"), "hail": N_("开展防雹作业 {n} 次")}


_STOPS = {"zh": ("，", "；", "。", ""), "en": (", ", "; ", ".", " ")}


def paragraph(summary: YearSummary, bureau: str) -> str:
    """The year in the words of the county's yearly plan; only what is not zero is said."""
    comma, semicolon, stop, gap = _STOPS[language()]
    opening = _(
        "{year} 年，{bureau}抓住 {seized} 次有利天气过程，共组织开展人影作业 {n} 次。"
    ).format(
        year=summary.year,
        bureau=bureau,
        seized=len(summary.seized),
        n=summary.total.operations,
    )
    parts = [comma.join(_clauses(_(_PURPOSES[line.key]), line)) for line in summary.by_purpose]
    return opening + (gap + _("其中") + gap + semicolon.join(parts) + stop if parts else "")


def _clauses(opening: str, line: Line) -> list[str]:
    consumed = [
        _(said).format(n=getattr(line, name)) for name, said in _CONSUMED if getattr(line, name)
    ]
    return [opening.format(n=line.operations), *consumed, _area(line)]


def _area(line: Line) -> str:
    """The area claimed; what is not known is said to be so, and is never nought."""
    if line.without_area == 0:
        return _("作业累计影响面积总计 {km2:g} 平方公里").format(km2=line.area_km2)
    if line.without_area == line.operations:
        return _("作业累计影响面积 —（{n} 次没有面积）").format(n=line.without_area)
    text = _("作业累计影响面积总计 {km2:g} 平方公里（另有 {n} 次没有面积）")
    return text.format(km2=line.area_km2, n=line.without_area)


HEAD = (
    N_("次数"),
    N_("火箭弹"),
    N_("炮弹"),
    N_("焰条"),
    N_("累计 km²"),
    N_("去重 km²"),
)


def row(line: Line) -> tuple[object, ...]:
    """The figures of one line, in the order of `HEAD`."""
    is_unknown = line.operations > 0 and line.without_area == line.operations
    return (
        line.operations,
        line.rockets,
        line.shells,
        line.flares,
        "—" if is_unknown else f"{line.area_km2:g}",
        "—" if is_unknown else f"{line.union_km2:g}",
    )


def tables(
    summary: YearSummary, names: Mapping[str, str]
) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Title and rows of every table; *names* gives the words for keys such as sites and purposes."""
    groups = (
        (N_("按目的"), (*summary.by_purpose, summary.total)),
        (N_("按作业点"), summary.by_site),
        (N_("按月"), summary.by_month),
        (N_("按服务重点"), summary.by_focus),
        (N_("按方式"), summary.by_mode),
        (N_("按面积方法"), summary.by_area_method),
    )
    return [
        (
            _(title),
            [(names.get(line.key, line.key), *row(line)) for line in lines],
        )
        for title, lines in groups
    ]


def notes(summary: YearSummary) -> list[str]:
    """What a reader must know before quoting the figures."""
    total = summary.total
    said = [
        _("有利过程 {all} 次，其中作业 {seized} 次，错过 {missed} 次。").format(
            all=len(summary.processes),
            seized=len(summary.seized),
            missed=len(summary.missed),
        ),
        _("年检 {inspected}；参加作业人员训练、考核、备案齐全 {crew}。").format(
            inspected=_rate(summary.inspected), crew=_rate(summary.crew)
        ),
        _(
            "跨零点、跨月、跨年的作业按首发时刻归属，过程按开始时刻归属；弹药账、封账和各县汇总同此。"
        ),
        _("累计面积重叠部分重复计算；去重面积只计县界内至少覆盖一次的部分。"),
        _("{n}/{all} 次有范围；定额和填报面积以等面积圆示意。").format(
            n=total.outlined, all=total.operations
        ),
        summary.boundary_source,
    ]
    if summary.reconstructed:
        text = _("其中 {n} 次为重构示例：仅合计为公布数字，逐次内容不是实况。")
        said.insert(0, text.format(n=summary.reconstructed))
    return [*said, *_doubts(summary)]


def _doubts(summary: YearSummary) -> Iterator[str]:
    """What keeps the figures from being final, or goes beside them."""
    total = summary.total
    if total.without_area:
        yield _("{n} 次没有面积，累计面积不含这些作业。").format(n=total.without_area)
    if total.duds:
        yield _("另有故障弹 {n} 发。").format(n=total.duds)
    if summary.precision and summary.precision.counted:
        text = _("作业实施精准率 {rate}（本系统的定义：{source}）；没有指令的作业 {n} 次。")
        yield text.format(
            rate=_rate(Rate(summary.precision.precise, summary.precision.counted)),
            source=summary.precision.source,
            n=summary.precision.uninstructed,
        )
        yield from _precision_notes(summary.precision)
    if summary.doubtful:
        text = _("{n} 次疑似重复或不可能（见 wxmod op show）：{names}；核对后才能定稿。")
        yield text.format(n=len(summary.doubtful), names="、".join(summary.doubtful))
    for footing in summary.footings:
        if footing.ours != footing.other:
            text = _(
                "{name} 两种算法不符：作业记录 {ours:g}，弹药账或分项合计 {other:g}；查明后才能定稿。"
            )
            name = _(FIGURE_NAMES[footing.name])
            yield text.format(name=name, ours=footing.ours, other=footing.other)
    if summary.waived:
        text = _("豁免 {n} 次：{each}。")
        yield text.format(n=len(summary.waived), each=clauses(summary.waived))
    if summary.open_discrepancies:
        text = _("有 {n} 条账实差异未解释，本汇总不能作为定稿。")
        yield text.format(n=summary.open_discrepancies)
    if summary.sealed:
        yield from _since_sealed(summary.sealed)


def _since_sealed(sealed: Sealed) -> Iterator[str]:
    """What the sealed paper said, what it would say today, and why."""
    for figure in sealed.figures:
        text = _("封账时{name} {was:g}，现为 {now:g}。")
        yield text.format(name=_(FIGURE_NAMES[figure.name]), was=figure.was, now=figure.now)
    for each in sealed.why:
        text = _("封账后更正 {no}（{by}，第 {ref} 条）：{changes}；原因：{reason}。")
        yield text.format(
            no=each.no,
            by=each.by,
            ref=each.ref,
            changes=_changes(each),
            reason=each.reason or _("补记"),
        )


def _changes(retold: Retold) -> str:
    names = [name for name in FIGURE_NAMES if retold.was.get(name) != retold.now.get(name)]
    parts = []
    for name in names:
        was, now = retold.was.get(name, 0), retold.now.get(name, 0)
        parts.append(f"{_(FIGURE_NAMES[name])} {was:g}→{now:g}")
    return "、".join(parts)


def _precision_notes(held: Precision) -> Iterator[str]:
    """What the rate takes in beside the operations that agreed, each with its numbers."""
    notes = (
        (_("没有执行的指令 {n} 条，计入分母：{numbers}。"), held.unexecuted),
        (_("空域、地点、方位或高度违规而不算精准的 {n} 次：{numbers}。"), held.barred),
        (_("有项目不能评判（指令没有写或没有定偏差限）的 {n} 次：{numbers}。"), held.unjudged),
    )
    for sentence, numbers in notes:
        if numbers:
            yield sentence.format(n=len(numbers), numbers=items(numbers))


def _rate(rate: Rate) -> str:
    return f"{rate.done}/{rate.due}" + (
        f" ({rate.percent:.0f}%)" if rate.percent is not None else ""
    )
