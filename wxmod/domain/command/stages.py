"""The stages a process goes through (五段式 or another scheme), and the products each leaves behind."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.command.processes import Process
from wxmod.domain.registry.people import Role
from wxmod.domain.text import Code, Codes, Name, OneOrMore, Real, Remark, Sha256, refuse_unseen
from wxmod.domain.times import Window
from wxmod.wording import N_, Term, either


class Need(Term):
    """What a stage cannot do without."""

    DEMAND = "demand", N_("作业需求")
    GUIDANCE = "guidance", N_("上级指导或 CPAS 结论")
    EVIDENCE = "evidence", N_("天气判据")
    READY = "ready", N_("至少一件装备可作业")
    AIRSPACE = "airspace", N_("空域批复")
    INSTRUCTION = "instruction", N_("作业指令")
    ACKNOWLEDGED = "acknowledged", N_("作业点确认")
    OPERATION = "operation", N_("作业记录")
    REPORTED = "reported", N_("书面上报")
    EFFECT = "effect", N_("效果检验记录")


class Section(Term):
    """A part of a product that can be drafted."""

    PROCESS = "process", N_("天气过程")
    DEMAND = "demand", N_("作业需求分析")
    GUIDANCE = "guidance", N_("上级指导和 CPAS 结论")
    EVIDENCE = "evidence", N_("作业条件")
    READINESS = "readiness", N_("装备和人员")
    STOCK = "stock", N_("弹药")
    PROPOSAL = "proposal", N_("作业安排")
    AIRSPACE = "airspace", N_("空域")
    INSTRUCTIONS = "instructions", N_("作业指令")
    OPERATIONS = "operations", N_("作业情况")
    EFFECT = "effect", N_("作业效果")
    DEVIATIONS = "deviations", N_("与指令的偏差")
    FINDINGS = "findings", N_("校验提示")


class Edge(Value):
    """A moment told by a process: hours after its start or end, before it when negative."""

    of: Literal["start", "end"] = "start"
    hours: Real

    def at(self, window: Window) -> datetime:
        """That moment for a process in *window*."""
        edge = window.start if self.of == "start" else window.end
        return edge + timedelta(hours=self.hours)


class Stage(Value):
    """One stage of a scheme.

    Attributes:
        product: What it leaves behind.
        opens, closes: When it is made; None where the scheme says no times.
        maker, signer: Who drafts and who signs it.
        ours: Whether the county makes it; otherwise it comes from above and is attached as guidance.
    """

    code: Code
    name: Name
    name_en: Name
    product: Name
    product_en: Name
    opens: Edge | None = None
    closes: Edge | None = None
    maker: Role = Role.FORECASTER
    signer: Role = Role.COMMANDER
    ours: bool = True
    needs: tuple[Need, ...] = ()
    sections: tuple[Section, ...] = (Section.PROCESS,)

    @property
    def label(self) -> str:
        """Its name in the current language."""
        return either(self.name, self.name_en)

    @property
    def product_label(self) -> str:
        """Its product in the current language."""
        return either(self.product, self.product_en)

    def window(self, process: Process) -> Window | None:
        """When its product for *process* is due; None where the scheme says no times."""
        if self.opens is None or self.closes is None:
            return None
        return Window(
            start=self.opens.at(process.window),
            end=self.closes.at(process.window),
        )


class Scheme(Value):
    """An order of stages, with the paper it comes from."""

    name: Name
    name_en: Name
    stages: OneOrMore[Stage]
    source: Remark
    confidence: Confidence

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        codes = [stage.code for stage in self.stages]
        if len(set(codes)) != len(codes):
            raise PydanticCustomError("stage_twice", "a stage stands twice in a scheme")
        return self

    def before(self, code: str) -> tuple[Stage, ...]:
        """The stages that come before one."""
        codes = [stage.code for stage in self.stages]
        if code not in codes:
            return ()
        return self.stages[: codes.index(code)]


class GuidanceKind(Term):
    UPPER = "upper", N_("上级指导")
    CPAS = "cpas", N_("CPAS 结论")
    DEMAND = "demand", N_("作业需求")
    OTHER = "other", N_("其他")


def _seen(text: str) -> str:
    return refuse_unseen(text, allowed="\n\t")


Text = Annotated[
    str,
    AfterValidator(_seen),
    StringConstraints(max_length=20_000),
]
"""A whole document, kept as written."""


class Guidance(Value):
    """A conclusion from elsewhere that products rest on: what it says, who said it, and the file if there is one.

    Attributes:
        stage: Where it belongs, if to one stage.
    """

    number: Code
    process: Code
    kind: GuidanceKind
    stage: Code | None = None
    title: Name
    issued_by: Name = ""
    issued_at: Instant | None = None
    text: Text = ""
    file: Name = ""
    sha256: Sha256 | None = None


class Product(Value):
    """A product as it was signed.

    Attributes:
        process: The process it is about; a written report may be about an instruction or a single operation instead.
        cites: Numbers of the products and guidance it rests on.
        operations: Numbers of the operations a written report tells of.
    """

    number: Code
    process: Code
    scheme: Code
    stage: Code
    title: Name
    text: Annotated[Text, Field(min_length=1)]
    signed_by: Code
    signed_at: Instant
    cites: Codes = ()
    operations: Codes = ()
