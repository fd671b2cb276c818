"""Products signed, and guidance from elsewhere attached."""

import hashlib
from pathlib import Path
from typing import Any

from wxmod.actions import judging
from wxmod.actions.command import stages
from wxmod.actions.command.repeated import numbered_before
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, Product, Stage
from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.files import bytes_of
from wxmod.rules import Signing, check
from wxmod.store import tables
from wxmod.wording import N_

# A conclusion from elsewhere: a document with pictures, of which only the digest is kept.
_LARGEST = 256 * 2**20


def sign(
    desk: Desk,
    edited: stages.Draft,
    *,
    by: str | None = None,
    uid: str | None = None,
) -> Outcome:
    """Sign a product; a second one of the same stage supersedes the first, which stays.

    Args:
        edited: A draft as a person left it.

    Raises:
        Refused: not the signer's duty, or it cites what is not there.
        UnknownName: no such process.
    """
    with desk.store.writing():
        if earlier := numbered_before(desk, uid, "product"):
            return earlier
        held, stage = stages.one(desk, edited.process), edited.stage
        made = Product(
            number=f"{held.id}-{stage.code}-{1 + len(tables.command.products(desk.store, held.id))}",
            process=held.id,
            scheme=stages.scheme_of(desk, held)[0],
            stage=stage.code,
            title=stage.product_label,
            text=edited.text,
            signed_by=by or desk.actor,
            signed_at=desk.now(),
            cites=edited.cites,
        )
        findings = check(
            _signing(desk, held, stage, made),
            judging.for_rounds(desk),
        )
        desk.guard(made.number, findings)
        receipt = desk.write("product.signed", made, uid=uid, by=by)
    return Outcome(made.number, receipt, findings)


def _signing(
    desk: Desk,
    process: Process,
    stage: Stage,
    made: Product,
) -> Signing:
    held, told = (
        tables.command.products(
            desk.store,
            process.id,
        ),
        tables.command.guidance(
            desk.store,
            process.id,
        ),
    )
    before = {s.code: s.ours for s in stages.scheme_of(desk, process)[1].before(stage.code)}
    latest = {g.stage: g.number for g in told if not before.get(g.stage or "", True)}
    latest |= {p.stage: p.number for p in held if before.get(p.stage) and p.scheme == made.scheme}
    window = stage.window(process)
    return Signing(
        product=made,
        due=window.end if window else None,
        signer=stage.signer,
        earlier=tuple(latest.values()),
        known=(*(g.number for g in told), *(p.number for p in held)),
        ours=stage.ours,
    )


def attach(
    desk: Desk,
    told: dict[str, Any],
    path: Path | None = None,
    *,
    uid: str | None = None,
) -> Outcome:
    """Attach a conclusion from elsewhere to a process.

    Args:
        told: Fields of a `Guidance` without its number.
        path: The file it came in; its name and SHA-256 are kept, and its words where they are UTF-8 text.

    Raises:
        BadInput: it says nothing.
        UnknownName: no such process, or its scheme has no such stage.
        UnreadableFileError: the file cannot be read.
    """
    about = stages.one(desk, told["process"])
    if told.get("stage"):
        stages.stage_of(desk, about, told["stage"])
    whole = told | (_file(path) if path else {})
    if not (whole.get("text") or whole.get("sha256")):
        raise BadInput(
            N_("指导须有文字或文件"),
            remedy=N_("用 --text 或 --file 给出"),
        )
    with desk.store.writing():
        if earlier := numbered_before(desk, uid, "guidance"):
            return earlier
        before = tables.command.guidance(desk.store, told["process"])
        number = f"{told['process']}-ZD{1 + len(before)}"
        receipt = desk.write(
            "guidance.attached", Guidance.model_validate(whole | {"number": number}), uid=uid
        )
    return Outcome(number, receipt)


def _file(path: Path) -> dict[str, Any]:
    try:
        raw = bytes_of(path, _LARGEST)
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected=N_("文件"),
            found=reason(error),
        ) from error
    kept = {
        "file": path.name,
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    return kept | ({"text": stages.read(path)} if path.suffix.lower() in {".txt", ".md"} else {})
