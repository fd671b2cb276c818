"""The duty desk (值班台): one open record, its programme, who is at it, and the only clock."""

import getpass
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_data_path

from wxmod.actions.registry.adoption import in_force
from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.domain.text import normalise
from wxmod.domain.times import from_utc_text
from wxmod.program import Program, load_program, program_folder
from wxmod.rules import Finding, Severity
from wxmod.store import chains, journal
from wxmod.store.bodies import RuleWaived
from wxmod.store.database import closing_on_failure, open_store
from wxmod.store.entries import Draft, decode, new_uid
from wxmod.store.journal import Receipt
from wxmod.store.lineage import key_of
from wxmod.store.pen import Store
from wxmod.wording import N_, _

DEMO = "wxmod-demo-"  # the folder of a throw-away record begins with this


class Refused(WxmodError):  # noqa: N818  reads as what it is
    """An intent the rules block; nothing was written."""

    exit_code = 1

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        blocks = [f for f in findings if f.severity is Severity.BLOCK]
        said = "\n".join(f"{f.code} {f.message}\n    → {_(f.rule.remedy)}" for f in blocks)
        super().__init__(N_("规则不允许，没有写入：\n{said}"), said=said)

    def as_dict(self) -> dict[str, Any]:
        """The refusal as `--json` prints it."""
        return super().as_dict() | {"findings": [f.as_dict() for f in self.findings]}


class Outcome(NamedTuple):
    """What came of a command.

    Attributes:
        name: Number or id of what was written.
        receipt: Proof of the (last) entry.
        findings: What the rules said of it.
    """

    name: str
    receipt: Receipt
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The outcome as `--json` prints it."""
        return {
            "name": self.name,
            "seq": self.receipt.seq,
            "mark": self.receipt.mark,
            "repeated": self.receipt.repeated,
            "findings": [f.as_dict() for f in self.findings],
        }


@dataclass(frozen=True)
class Desk:
    """Where every action takes place.

    Attributes:
        actor: Id of the person at the desk, as entries will name them.
        clock: The one source of the present moment.
        program_notice: What whoever works here must know of the programme: its folder says something else, say.
    """

    store: Store
    program: Program
    actor: str
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    program_notice: str = ""

    def now(self) -> datetime:
        """The present moment, to the second."""
        return self.clock().replace(microsecond=0)

    def today(self) -> date:
        """The day on the county's clock."""
        return self.now().astimezone(self.program.zone).date()

    def local(self, at: datetime) -> datetime:
        """A moment on the county's clock."""
        return at.astimezone(self.program.zone)

    def write(
        self,
        kind: str,
        body: Value,
        *,
        at: datetime | None = None,
        uid: str | None = None,
        witness: str | None = None,
        by: str | None = None,
    ) -> Receipt:
        """Write one entry that happened *at* (now, if not given); acknowledged only once it is on the disk."""
        key = key_of(self.store, uid) if uid else new_uid()
        draft = Draft(
            kind,
            body,
            at or self.now(),
            by or self.actor,
            key,
            witness,
        )
        return journal.append(self.store, draft, now=self.now())

    def earlier(self, uid: str | None) -> Receipt | None:
        """The receipt of the command with this key if it was written here before, or None."""
        return journal.receipt(self.store, key_of(self.store, uid)) if uid else None

    def earlier_body(self, uid: str | None, kind: str) -> tuple[Receipt, Value] | None:
        """What the command with this key wrote before, if it was one of *kind*; or None.

        Raises:
            BadInput: the key was given to a command of another kind, which must not pass for this one.
        """
        found = self.earlier(uid)
        entry = chains.entry(self.store, found.ref) if found else None
        if found is None or entry is None:
            return None
        if entry.kind != kind:
            raise self.key_taken(uid or "", found)
        return found, decode(entry)

    @staticmethod
    def key_taken(uid: str, by: Receipt) -> BadInput:
        """The error that a key stands for something else."""
        what = N_("同一操作编号 {uid} 已写过另一内容（第 {seq} 条）")
        return BadInput(
            what,
            remedy=N_("重新打开表单后再提交"),
            uid=uid,
            seq=by.seq,
        )

    def moment(self, at: datetime | None, uid: str | None) -> datetime:
        """When something happened: *at*; unsaid, when the command with this key was given before, else now."""
        earlier = None if at else self.earlier(uid)
        entry = chains.entry(self.store, earlier.ref) if earlier else None
        return at or (
            from_utc_text(entry.occurred_at).astimezone(self.now().tzinfo) if entry else self.now()
        )

    def guard(
        self,
        subject: str,
        findings: Sequence[Finding],
        waive: Mapping[str, str],
        by: str | None = None,
    ) -> None:
        """Let an intent pass, or refuse it; each waived block is written with its reason, in the name of who acts.

        Raises:
            Refused: a block is not waived.
        """
        blocks = [f for f in findings if f.severity is Severity.BLOCK]
        if any(f.code not in waive for f in blocks):
            raise Refused(findings)
        for code in dict.fromkeys(f.code for f in blocks):
            self.write(
                "rule.waived", RuleWaived(subject=subject, rule=code, reason=waive[code]), by=by
            )

    @cached_property
    def places(self) -> dict[str, str]:
        """Every store of the programme, account to name."""
        return self.program.places()


class SetClock:
    """A clock that was set to some moment and runs on from there; the example's, whose year is past."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Let it be *at* now."""
        self._behind = datetime.now(UTC) - at

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self._behind


def default_path() -> Path:
    """Where the record is when nobody says: ``$WXMOD_DB``, else the platform's place for user data."""
    asked = os.environ.get("WXMOD_DB")
    return Path(asked) if asked else user_data_path("wxmod", appauthor=False) / "wxmod.db"


def default_actor() -> str:
    """Who is at the desk when nobody says: ``$WXMOD_ACTOR``, else the login name."""
    try:
        name = os.environ.get("WXMOD_ACTOR") or getpass.getuser()
    except (KeyError, OSError):  # no login name, as in some containers
        name = "operator"
    return "".join(c for c in normalise(name) if c.isalnum() or c in "._-") or "operator"


def open_desk(
    path: Path,
    *,
    program: str | None = None,
    actor: str | None = None,
    read_only: bool = False,
    network: bool = False,
) -> Desk:
    """The desk over the record in *path*, with the programme it adopted; under another one it is only read."""
    store = open_store(path, read_only=read_only, network=network)
    with closing_on_failure(store.conn):
        found = in_force(store, program)
    store.read_only = store.read_only or found.read_only
    return Desk(
        store,
        found.program,
        actor or default_actor(),
        program_notice=found.notice,
    )


def fresh_key() -> str:
    """An idempotency key for a form that opens."""
    return new_uid()


def moment() -> datetime:
    """Now, to the second, where no desk is open yet."""
    return datetime.now(UTC).replace(microsecond=0)


def machine_day() -> date:
    """Today where no programme says which clock counts."""
    return datetime.now(UTC).date()


def default_law(program: str | None) -> tuple[str, date]:
    """The law file of a programme (the shipped one, if not named) and the day on its clock."""
    loaded = load_program(program_folder(program or "yuxian"))
    return loaded.law, datetime.now(loaded.zone).date()
