"""Written reports of work done (书面上报): who owes one by when, drafted, signed, and noted in the operations.

Like a product of a stage, but about what was done: a process, else an instruction, else one operation.
"""

from collections.abc import Sequence
from datetime import datetime

from wxmod.actions import judging
from wxmod.actions.command.material import known, operations_of
from wxmod.actions.command.owing import reports_owed
from wxmod.actions.command.repeated import numbered_before
from wxmod.actions.command.stages import Draft
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.operations import recording
from wxmod.documents.drafts import draft
from wxmod.domain.command.stages import Product, Stage
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.rules import Signing, check
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow
from wxmod.wording import N_

SCHEME = "report"
"""What a report names as its scheme: it belongs to none."""


def draft_of(desk: Desk, subject: str) -> Draft:
    """First words of a report, from what is on record now; nothing is written.

    Raises:
        UnknownName: no process, instruction or operation of that name.
        BadInput: nothing was done, or the programme describes no report.
    """
    told = known(
        desk,
        subject,
        _form(desk),
        _told_of(desk, subject),
    )
    return Draft(subject, told.stage, draft(told), told.cites)


def sign(
    desk: Desk,
    edited: Draft,
    *,
    by: str | None = None,
    sent: datetime | None = None,
    uid: str | None = None,
) -> Outcome:
    """Sign a report and note in each of its operations that it was reported.

    Args:
        edited: A draft as a person left it.
        sent: When it went up; now, if not given.

    Raises:
        Refused: not the signer's duty, or it cites what is not there.
        BadInput: it would have gone up before the work was over.
    """
    with desk.store.writing():
        if earlier := numbered_before(desk, uid, "product"):
            return earlier
        rows, moment = _told_of(desk, edited.process), sent or desk.now()
        if moment < max(row.operation.window.end for row in rows):
            raise BadInput(N_("上报时刻早于作业结束"), remedy=N_("核对 --sent"))
        made = _product(desk, edited, [row.no for row in rows], by)
        findings = check(
            _signing(desk, edited.stage, made),
            judging.for_rounds(desk),
        )
        desk.guard(made.number, findings)
        receipt = desk.write("product.signed", made, uid=uid, by=by)
        for row in rows:
            if row.operation.reported_at is None:
                told = row.operation.model_copy(update={"reported_at": moment})
                recording.correct(desk, row.no, told, reason=made.number)
    return Outcome(made.number, receipt, findings)


def _product(
    desk: Desk,
    edited: Draft,
    told: Sequence[str],
    by: str | None,
) -> Product:
    held = tables.command.products(desk.store, edited.process)
    number = f"{edited.process}-{edited.stage.code}-{1 + len(held)}"
    return Product(
        number=number,
        process=edited.process,
        scheme=SCHEME,
        stage=edited.stage.code,
        title=edited.stage.product_label,
        text=edited.text,
        signed_by=by or desk.actor,
        signed_at=desk.now(),
        cites=edited.cites,
        operations=tuple(told),
    )


def _signing(desk: Desk, stage: Stage, made: Product) -> Signing:
    products = [p.number for p in tables.command.products(desk.store, made.process)]
    guidance = [g.number for g in tables.command.guidance(desk.store, made.process)]
    owing = [o.due for o in reports_owed(desk) if o.subject == made.process]
    due = next(iter(owing), None)
    return Signing(
        product=made,
        due=due,
        signer=stage.signer,
        known=(*guidance, *products),
    )


def _form(desk: Desk) -> Stage:
    held = desk.program.planning.report
    if held is None:
        raise BadInput(N_("业务方案没有书面报告的格式"), remedy=N_("在 planning.toml 写 [report]"))
    return held


def _told_of(desk: Desk, subject: str) -> list[OperationRow]:
    """The operations a report about *subject* tells of."""
    if tables.command.process(desk.store, subject):
        rows = operations_of(desk, subject)
    else:
        rows = [
            recording.get(desk, no) for no in tables.rounds.mission_operations(desk.store, subject)
        ]
        if not rows and tables.command.instruction(desk.store, subject) is None:
            owing = [each.subject for each in reports_owed(desk)]
            raise UnknownName(
                N_("过程、指令或作业"),
                subject,
                owing[-5:],
            )
    if not rows:
        raise BadInput(
            N_("{subject} 还没有作业记录，没有可报的"),
            remedy=N_("先用 wxmod op record 记录作业"),
            subject=subject,
        )
    return rows
