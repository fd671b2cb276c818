"""One declaration for each kind of entry: its body, its words, what it feeds, what may keep it out.

A body is a public format: a site that updates a year late must still be read.  So a kind keeps every version it was
ever written in, and tests keep one stored body of each.  A field added to a body has a default that says what entries
of before left unsaid; a change no default can cover needs a model of its own for the versions before.

Nothing else lists the kinds: reading, writing, projecting, naming and `docs/model.md` go by this table.
"""

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.codes import Scanned
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.counters import CounterRead
from wxmod.domain.ammunition.custody import SpotCheckDrawn, StoreHandedOver
from wxmod.domain.ammunition.ledger import Lot, Stocktake
from wxmod.domain.ammunition.lots import LotResumed, LotStopped
from wxmod.domain.ammunition.missions import OperationClosed
from wxmod.domain.ammunition.periods import PeriodSealed
from wxmod.domain.base import Value
from wxmod.domain.command.instructions import Instruction, InstructionAnswered, InstructionCancelled
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, Product
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.exchange import (
    BundleTaken,
    ConflictResolved,
    ForkFound,
    KeyRevoked,
    KeyTrusted,
    RecordRestored,
)
from wxmod.domain.operations.effects import EffectNoted
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person
from wxmod.domain.registry.pins import PinSet, PinTried
from wxmod.domain.registry.programs import ProgramAdopted
from wxmod.store.bodies import (
    DiscrepancyExplained,
    OperationCorrected,
    OperationRecorded,
    RuleWaived,
    Transferred,
)
from wxmod.store.kind import Kind
from wxmod.wording import N_

# What every movement touches.
_LEDGER = "movement, balance, holding, shortfall, discrepancy"

_DECLARED = (
    Kind(
        "operation.recorded",
        OperationRecorded,
        N_("作业登记"),
        project="operations.recorded",
        refuse="operations.refuse_number",
        holds="the whole operation",
        feeds=f"operation, operation_version, operation_under, release, {_LEDGER}",
    ),
    Kind(
        "operation.corrected",
        OperationCorrected,
        N_("作业更正、作废"),
        project="operations.corrected",
        refuse="operations.refuse_unknown",
        holds="the whole operation anew, which entry it corrects and why",
        feeds=f"operation, operation_version, operation_under, release, movement_retold, {_LEDGER}",
    ),
    Kind(
        "operation.closed",
        OperationClosed,
        N_("作业结束"),
        project="rounds.operation_closed",
        holds="the mission declared complete, what is left in hand",
        feeds="closure",
    ),
    Kind(
        "ammunition.transferred",
        Transferred,
        N_("弹药收发"),
        project="ammunition.transferred",
        versions=3,
        holds="kind and movements between accounts; a second person beside the actor",
        feeds=f"mission_movement, {_LEDGER}",
    ),
    Kind(
        "ammunition.dispatched",
        Dispatched,
        N_("弹药发运"),
        project="ammunition.dispatched",
        versions=2,
        refuse="ammunition.refuse_consignment",
        holds="a consignment leaving a store, where it is bound for and by when; a second person",
        feeds=f"consignment, dispatch, mission_movement, {_LEDGER}",
    ),
    Kind(
        "ammunition.scanned",
        Scanned,
        N_("编码"),
        project="rounds.scanned",
        holds="codes read beside a movement or an operation",
        feeds="scan, serial",
    ),
    Kind(
        "ammunition.counted",
        Stocktake,
        N_("盘点"),
        project="ammunition.counted",
        holds="a blind stocktake by two people",
        feeds="stocktake, discrepancy",
    ),
    Kind(
        "ammunition.explained",
        DiscrepancyExplained,
        N_("差异的解释"),
        project="ammunition.explained",
        versions=3,
        holds="why a count differed, with the rounds written off or found",
        feeds=f"explanation, {_LEDGER}",
    ),
    Kind(
        "lot.registered",
        Lot,
        N_("批号登记"),
        project="registry.lot_registered",
        holds="type, maker, made, expires, stopped",
        feeds="lot, lot_telling",
    ),
    Kind(
        "lot.stopped",
        LotStopped,
        N_("批号停用"),
        project="rounds.lot_standing",
        holds="a quality notice: the lot is kept back from a moment on",
        feeds="lot_standing",
    ),
    Kind(
        "lot.resumed",
        LotResumed,
        N_("批号恢复"),
        project="rounds.lot_standing",
        holds="the notice lifted from a moment on",
        feeds="lot_standing",
    ),
    Kind(
        "counter.read",
        CounterRead,
        N_("计数器读数"),
        project="rounds.counter_read",
        holds="readings of a shot counter, its file by SHA-256",
        feeds="counter",
    ),
    Kind(
        "equipment.registered",
        Equipment,
        N_("装备登记"),
        versions=2,
        project="registry.equipment_registered",
        holds="the unit from a moment on, and which fields the entry is about",
        feeds="equipment",
    ),
    Kind(
        "equipment.inspected",
        Inspection,
        N_("装备年检"),
        project="registry.equipment_inspected",
        holds="one inspection",
        feeds="inspection",
    ),
    Kind(
        "person.registered",
        Person,
        N_("人员登记"),
        versions=2,
        project="registry.person_registered",
        holds="roles, training, examination, police filing, insurance from a moment on, and which fields the "
        "entry is about; by chain, [whose word counts](adr/0026-trust.md)",
        feeds="person",
    ),
    Kind(
        "program.adopted",
        ProgramAdopted,
        N_("业务方案采用"),
        project="programs.adopted",
        holds="the programme put in force, all its files and their SHA-256; two people after the first",
        feeds="programme",
    ),
    Kind(
        "person.pin_set",
        PinSet,
        N_("口令设置"),
        project="pins.pin_set",
        versions=3,
        holds="scrypt of a PIN",
        feeds="pin, pin_wrong",
    ),
    Kind(
        "person.pin_tried",
        PinTried,
        N_("口令试输"),
        project="pins.pin_tried",
        versions=2,
        holds="a wrong try, or the right one after it",
        feeds="pin_wrong",
    ),
    Kind(
        "airspace.requested",
        Clearance,
        N_("空域申请"),
        project="airspace.airspace_requested",
        versions=2,
        holds="the clearance as asked for",
        feeds="clearance, clearance_telling, given_number",
    ),
    Kind(
        "airspace.answered",
        Clearance,
        N_("空域答复"),
        project="airspace.airspace_told",
        versions=2,
        holds="the clearance as answered",
        feeds="clearance, clearance_telling",
    ),
    Kind(
        "airspace.started",
        Clearance,
        N_("空域开始报"),
        project="airspace.airspace_told",
        holds="the clearance with its start reported",
        feeds="clearance, clearance_telling",
    ),
    Kind(
        "airspace.cancelled",
        Clearance,
        N_("空域撤销"),
        project="airspace.airspace_told",
        holds="the clearance given back unused",
        feeds="clearance, clearance_telling",
    ),
    Kind(
        "airspace.closed",
        Clearance,
        N_("空域关闭"),
        project="airspace.airspace_told",
        versions=2,
        holds="the clearance with its end reported",
        feeds="clearance, clearance_telling",
    ),
    Kind(
        "notice.issued",
        PublicNotice,
        N_("作业公告"),
        project="command.notice_issued",
        holds="a public notice (作业公告) as published",
        feeds="public_notice",
    ),
    Kind(
        "product.signed",
        Product,
        N_("五段产品签发"),
        project="command.product_signed",
        holds="a stage's product as signed, with what it cites",
        feeds="product",
    ),
    Kind(
        "guidance.attached",
        Guidance,
        N_("上级指导"),
        project="command.guidance_attached",
        holds="a conclusion from elsewhere, with its file's SHA-256",
        feeds="guidance",
    ),
    Kind(
        "suspension.evaluated",
        SuspensionEvaluated,
        N_("暂停判断"),
        project="command.suspension_evaluated",
        holds="one look at a reason to stop, whether it stops or not",
        feeds="suspension",
    ),
    Kind(
        "effect.noted",
        EffectNoted,
        N_("效果记述"),
        project="command.effect_noted",
        holds="what was seen after an operation",
        feeds="effect",
    ),
    Kind(
        "instruction.issued",
        Instruction,
        N_("作业指令"),
        project="command.instruction_issued",
        holds="the whole instruction",
        feeds="instruction, instruction_telling",
    ),
    Kind(
        "instruction.revised",
        Instruction,
        N_("指令修改"),
        project="command.instruction_revised",
        holds="the whole instruction, its revision counted up",
        feeds="instruction, instruction_telling",
    ),
    Kind(
        "instruction.answered",
        InstructionAnswered,
        N_("指令回复"),
        project="command.instruction_answered",
        holds="which revision was read back or refused, by whom",
        feeds="instruction_answer",
    ),
    Kind(
        "instruction.cancelled",
        InstructionCancelled,
        N_("指令取消"),
        project="command.instruction_cancelled",
        holds="why it no longer holds",
        feeds="instruction_answer",
    ),
    Kind(
        "process.confirmed",
        Process,
        N_("过程确认"),
        project="command.process_confirmed",
        versions=2,
        holds="window, purposes, evidence, files by SHA-256",
        feeds="process",
    ),
    Kind(
        "rule.waived",
        RuleWaived,
        N_("规则豁免"),
        project="waivers.rule_waived",
        holds="which block, for what, why",
        feeds="waiver",
    ),
    Kind(
        "key.trusted",
        KeyTrusted,
        N_("密钥认可"),
        project="exchange.trusted",
        versions=2,
        holds="a public key, whose it is and what it may send",
        feeds="trust, bound",
    ),
    Kind(
        "key.revoked",
        KeyRevoked,
        N_("密钥吊销"),
        project="exchange.revoked",
        holds="why nothing more is accepted under a key",
        feeds="trust",
    ),
    Kind(
        "bundle.taken",
        BundleTaken,
        N_("交换包接收"),
        project="exchange.taken",
        versions=2,
        holds="receipt for a bundle, with what its giver signed",
        feeds="anchor, pace",
    ),
    Kind(
        "bundle.forked",
        ForkFound,
        N_("链分叉"),
        project="exchange.forked",
        holds="two histories of one chain met",
        feeds="fork",
    ),
    Kind(
        "record.restored",
        RecordRestored,
        N_("记录恢复"),
        project="exchange.restored",
        holds="the head of the chain this one goes on from",
        feeds="anchor",
    ),
    Kind(
        "conflict.resolved",
        ConflictResolved,
        N_("冲突处理"),
        project="exchange.resolved",
        versions=2,
        holds="why a conflict between chains needs no more attention",
        feeds="resolution",
    ),
    Kind(
        "period.sealed",
        PeriodSealed,
        N_("封账"),
        project="periods.sealed",
        versions=2,
        holds="a month or year: what every account held at its end, the head of every "
        "chain, open differences, the figures of its operations; two people",
        feeds="period_seal, anchor",
    ),
    Kind(
        "store.handed_over",
        StoreHandedOver,
        N_("库点交接"),
        project="custody.handed_over",
        holds="the count by who leaves and who takes over",
        feeds="stocktake, custodian, discrepancy",
    ),
    Kind(
        "spot_check.drawn",
        SpotCheckDrawn,
        N_("抽查名单"),
        project="custody.drawn",
        holds="seed, list, digest of what could be drawn",
        feeds="spot_check",
    ),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _DECLARED}
CURRENT = {kind.name: kind.versions for kind in _DECLARED}
BODIES: dict[tuple[str, int], type[Value]] = {
    (kind.name, version): kind.body(version)
    for kind in _DECLARED
    for version in range(1, kind.versions + 1)
}


def page() -> str:
    """The kinds as a table of `docs/model.md`."""
    lines = ["| entry kind | | body | tables it feeds |", "|---|---|---|---|"]
    lines += [
        f"| {kind.name} v{kind.versions} | {kind.label} | {kind.holds} | {kind.feeds} |"
        for kind in _DECLARED
    ]
    return "\n".join(lines) + "\n"
