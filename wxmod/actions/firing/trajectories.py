"""Trajectory tables of the programme: listed, imported, begun blank, and the one a unit is laid by."""

from datetime import datetime
from pathlib import Path

from wxmod.actions.desk import Desk
from wxmod.domain.errors import BadInput, UnknownName, reason
from wxmod.domain.firing.trajectories import TrajectoryTable
from wxmod.domain.registry.equipment import Equipment
from wxmod.files import SHARED, text_of, write_over
from wxmod.program import Program, program_folder
from wxmod.program.ground import FOLDER, blank_trajectories, read_trajectories
from wxmod.resources import data
from wxmod.wording import N_


def trajectory_tables(program: Program) -> tuple[TrajectoryTable, ...]:
    """Every trajectory table, the demonstration one among them."""
    return program.trajectories


def table(program: Program, name: str) -> TrajectoryTable:
    """The table of that name.

    Raises:
        UnknownName: there is none.
    """
    for each in program.trajectories:
        if each.name == name:
            return each
    raise UnknownName(N_("射表"), name, [t.name for t in program.trajectories])


def import_table(
    desk: Desk,
    path: Path,
    folder: str | None = None,
) -> tuple[TrajectoryTable, Path]:
    """Check a table and put it into the programme's folder.

    Args:
        folder: The programme, where not the one the record was made for.

    Raises:
        UnreadableFileError, BadInput: it is no table; its ammunition is not in the programme; the name is taken;
            the programme is a shipped one, which nobody changes.
    """
    told = read_trajectories(path)
    _check_known(desk.program, told.ammunition)
    if any(t.name == told.name for t in desk.program.trajectories):
        raise BadInput(N_("已有射表 {name}；改版请另取名，旧表留着"), name=told.name)
    home = program_folder(folder or desk.store.program)
    if home.resolve().is_relative_to(data().resolve()):
        raise BadInput(
            N_("内置业务方案不能改：{home}"),
            remedy=N_("把它复制到自己的目录，用 --program DIR 指定"),
            home=home,
        )
    target = home / FOLDER / f"{told.name}.csv"
    target.parent.mkdir(exist_ok=True)
    write_over(target, text_of(path).encode(), SHARED)
    return told, target


def _check_known(program: Program, ammunition: str) -> None:
    known = [a.code for a in program.ammunition]
    if ammunition not in known:
        raise BadInput(
            N_("业务方案中没有弹药型号 {ammunition}"),
            remedy=N_(
                "先在业务方案 ammunition.csv 加上这个型号，或改射表的 ammunition 列；已有：{known}"
            ),
            ammunition=ammunition,
            known=" ".join(known),
        )


def blank_table(program: Program, ammunition: str, out: Path | None) -> str:
    """An empty table to copy the maker's into; also written to *out*, where nothing may stand yet.

    Raises:
        BadInput: no such ammunition; *out* is there already or cannot be written.
    """
    _check_known(program, ammunition)
    text = blank_trajectories(ammunition)
    if out:
        try:
            with out.open(
                "x", encoding="utf-8-sig", newline="\r\n"
            ) as file:  # a spreadsheet reads it so
                file.write(text)
        except OSError as error:
            raise BadInput(N_("{path} 写不进去：{why}"), path=out, why=reason(error)) from error
    return text


def table_for(
    desk: Desk,
    unit: Equipment,
    name: str | None,
    at: datetime,
) -> TrajectoryTable:
    """The table named, else the latest of the ammunition the unit takes.

    Raises:
        BadInput: there is none; nobody makes one up.
    """
    if name:
        chosen = table(desk.program, name)
        _refuse_foreign(chosen, unit)
        return chosen
    day = desk.local(at).date()
    held = [t for t in desk.program.trajectories if _made_for(t, unit) and t.dated <= day]
    if not held:
        raise BadInput(
            N_("未核实：没有 {ammunition} 的射表，算不出诸元"),
            remedy=N_(
                "把厂家射表抄入 wxmod plan table blank {ammunition} --out FILE.csv，再用 plan table import 导入"
            ),
            ammunition=" ".join(unit.accepts) or unit.id,
        )
    return max(held, key=lambda t: t.dated)


def _made_for(held: TrajectoryTable, unit: Equipment) -> bool:
    """A table belongs to an ammunition type and, where it says so, to the piece that fires it."""
    return held.ammunition in unit.accepts and held.launcher in {"", unit.model}


def _refuse_foreign(held: TrajectoryTable, unit: Equipment) -> None:
    if held.demonstration or _made_for(held, unit):
        return
    made_for = f"{held.launcher} {held.ammunition}"
    raise BadInput(
        N_("射表 {table} 是 {made_for} 的，{unit}（{model}）用 {accepts}，不能用它"),
        remedy=N_("换本装备弹药的射表；没有的，用 wxmod plan table import 导入"),
        table=held.name,
        made_for=made_for.strip(),
        unit=unit.id,
        model=unit.model,
        accepts=" ".join(unit.accepts) or "-",
    )
