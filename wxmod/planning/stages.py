"""The mission board: where each process stands, who must make what by when, and what is missing for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, Need, Product, Scheme, Stage
from wxmod.domain.times import Window
from wxmod.planning.owed import Owed
from wxmod.wording import N_, Term


class State(Term):
    DONE = "done", N_("已完成")
    DONE_LATE = "done-late", N_("迟做")
    DUE = "due", N_("该做")
    WAITING = "waiting", N_("未到")
    OVERDUE = "overdue", N_("逾期")
    FROM_ABOVE = "from-above", N_("由上级制作")
    RECEIVED = "received", N_("上级已下发")


class Step(NamedTuple):
    """One stage of one process.

    Attributes:
        window: When its product is due; None where the scheme says no times.
        product: Number of what was signed; of what came from above, where that makes it.
        who: People who may sign it; nobody here where it comes from above.
        missing: What it needs and the record does not hold.
    """

    stage: Stage
    state: State
    window: Window | None
    product: str | None
    who: tuple[str, ...]
    missing: tuple[Need, ...]

    def as_dict(self) -> dict[str, object]:
        """The step as `--json` prints it."""
        return {
            "stage": self.stage.code,
            "name": self.stage.label,
            "product_name": self.stage.product_label,
            "state": self.state.value,
            "window": self.window.model_dump(mode="json") if self.window else None,
            "product": self.product,
            "maker": self.stage.maker.value,
            "signer": self.stage.signer.value,
            "who": list(self.who),
            "missing": [need.value for need in self.missing],
        }


class Mission(NamedTuple):
    """A process with its steps, and the written report that is owed for it.

    Attributes:
        scheme: Code of the scheme it follows; "" where the programme names none for its day, and then it has no steps.
    """

    process: Process
    scheme: str
    steps: tuple[Step, ...]
    report: Owed | None = None

    @property
    def next(self) -> Step | None:
        """What somebody can still make in time, else what was missed, else what comes; None when all is made."""
        order = (State.DUE, State.OVERDUE, State.WAITING)
        return next(
            (step for state in order for step in self.steps if step.state is state),
            None,
        )

    def as_dict(self, now: datetime) -> dict[str, object]:
        """The mission as `--json` prints it."""
        following = self.next
        return {
            "process": self.process.id,
            "window": self.process.window.model_dump(mode="json"),
            "scheme": self.scheme,
            "purposes": [p.value for p in self.process.purposes],
            "next": following.stage.code if following else None,
            "steps": [step.as_dict() for step in self.steps],
            "report": self.report.as_dict(now) if self.report else None,
        }


class Held(NamedTuple):
    """What the record holds for a process.

    Attributes:
        products: Signed for it, the latest of a stage last; those of another scheme do not count.
        guidance: Attached to it, the latest last.
        met: What of the needs is there.
        signers: People by role, as codes.
    """

    products: Sequence[Product]
    guidance: Sequence[Guidance]
    met: frozenset[Need]
    signers: Mapping[str, tuple[str, ...]]


def mission(
    process: Process,
    scheme: tuple[str, Scheme],
    held: Held,
    now: datetime,
) -> Mission:
    """Where *process* stands in *scheme* (its code and itself)."""
    code, stages = scheme
    made = {product.stage: product for product in held.products if product.scheme == code}
    told = {each.stage: each.number for each in held.guidance if each.stage}
    steps = (
        _step(
            stage,
            made.get(stage.code),
            held,
            stage.window(process),
            now,
        )
        if stage.ours
        else _from_above(
            stage,
            told.get(stage.code),
            stage.window(process),
        )
        for stage in stages.stages
    )
    return Mission(process, code, tuple(steps))


def _step(
    stage: Stage,
    product: Product | None,
    held: Held,
    window: Window | None,
    now: datetime,
) -> Step:
    missing = () if product else tuple(need for need in stage.needs if need not in held.met)
    who = held.signers.get(stage.signer.value, ())
    return Step(
        stage,
        _state(window, product, now),
        window,
        product.number if product else None,
        who,
        missing,
    )


def _from_above(stage: Stage, received: str | None, window: Window | None) -> Step:
    return Step(
        stage,
        State.RECEIVED if received else State.FROM_ABOVE,
        window,
        received,
        (),
        (),
    )


def _state(window: Window | None, product: Product | None, now: datetime) -> State:
    if product:
        return State.DONE_LATE if is_late(window, product) else State.DONE
    if window is None:
        return State.DUE
    if now < window.start:
        return State.WAITING
    return State.DUE if now <= window.end else State.OVERDUE


def is_late(window: Window | None, product: Product) -> bool:
    """Whether a product was signed after its stage had closed."""
    return window is not None and product.signed_at > window.end
