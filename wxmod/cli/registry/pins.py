"""`wxmod people pin`, and PINs asked for where two people act; never on the command line, where others read them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.registry import pins
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.cli.face import Session
from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.domain.text import normalise
from wxmod.files import text_of
from wxmod.rules.waivers import Hold, held
from wxmod.wording import N_, _
from wxmod.words.intents import waived
from wxmod.words.reading import optional

ENVIRONMENT = "WXMOD_PINS"


def proven(
    desk: Desk,
    words: Mapping[str, Any],
    *,
    alone: bool = False,
) -> frozenset[str]:
    """Who has proved who they are: whoever acts and whoever stands beside, where the programme asks for it.

    PINs told in a file or the environment are tried even where it does not: a wrong one is never passed over.

    Args:
        alone: Ask even where nobody stands beside and no rule is set aside.

    Raises:
        BadInput: a PIN is wrong.
    """
    witness = normalise(words.get("witness") or "")
    codes = list(reasons(words))
    takes_two = held(
        codes,
        Hold.TWO,
        desk.program.law,
        desk.today(),
    )
    asked = bool(takes_two) or (pins.required(desk) and bool(witness or alone or codes))
    if not asked and _written(words.get("pin_file")) is None:
        return frozenset()
    by = normalise(words.get("by") or "") or desk.actor
    people = tuple(dict.fromkeys(who for who in (by, witness) if who))
    return pins.prove(desk, pins_of(people, words.get("pin_file")))


def reasons(words: Mapping[str, Any]) -> dict[str, str]:
    """The blocks the options set aside, code to reason.

    Raises:
        BadInput: one without a reason.
    """
    pairs = [text.partition("=") for text in words.get("waived") or ()]
    return waived({normalise(code).upper(): why for code, _equals, why in pairs})


def waiver(desk: Desk, words: Mapping[str, Any]) -> Waiver:
    """What the options set aside, and who stands for it.

    Raises:
        BadInput: one without a reason, or a PIN is wrong.
    """
    by = optional(words.get("by") or "")
    witness = optional(words.get("witness") or "")
    return Waiver(
        reasons(words),
        by,
        witness,
        proven(desk, words),
    )


def waives(command: Any) -> Any:
    """The options of whoever sets a block aside."""
    options = (
        ("--witness", _("豁免的第二人（多数禁止项须两人）")),
        (
            "--pin-file",
            _("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
        ),
    )
    for flag, text in reversed(options):
        command = click.option(flag, help=text)(command)
    text = _("豁免一条禁止规则并写明理由；能否豁免、须几人见 wxmod rule CODE")
    return click.option(
        "--waive",
        "waived",
        multiple=True,
        metavar="CODE=WHY",
        help=text,
    )(command)


def vouched(desk: Desk, words: Mapping[str, Any]) -> Waiver:
    """Who vouches for an act about people: whoever acts and whoever stands beside, each by their PIN if they have one.

    Where just one person has a PIN yet, nobody else can, so nobody need name them.

    Raises:
        BadInput: a PIN is wrong.
    """
    able = pins.able(desk)
    by, witness = (normalise(words.get(name) or "") or None for name in ("by", "witness"))
    if by is None and len(able) == 1:
        (by,) = able
    named = {by or desk.actor, witness or ""}
    people = sorted(named & able, key=lambda who: who == witness)
    sure = pins.prove(desk, pins_of(tuple(people), words.get("pin_file")))
    return Waiver(by=by, witness=witness, proven=sure)


def pins_of(people: tuple[str, ...], file: str | None) -> dict[str, str]:
    """The PINs of *people*, from the file or the environment, else asked for; whoever has none is left out."""
    written = _written(file)
    if written is None and _typing():
        return {who: ask(_("{who} 的口令").format(who=who)) for who in people}
    known = written or {}
    return {who: known[who] for who in people if who in known}


def _typing() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty()


def ask(said: str, *, twice: bool = False) -> str:
    """A PIN typed on the terminal, not shown."""
    again = _("再输一次") if twice else False
    return str(click.prompt(said, hide_input=True, confirmation_prompt=again, err=True))


def _written(file: str | None) -> dict[str, str] | None:
    """PINs written ``PERSON=PIN``, one to a line; None where nobody wrote any."""
    text = _text(Path(file)) if file else os.environ.get(ENVIRONMENT)
    if text is None:
        return None
    found = {}
    for line in text.splitlines():
        if line.strip():
            who, _equals, typed = line.partition("=")
            found[normalise(who)] = typed
    return found


def _text(file: Path) -> str:
    try:
        return text_of(file)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(file, expected="UTF-8", found=reason(error)) from error


@click.command(
    help=_(
        "设定或更换口令；在终端上输入，不显示。首次口令由已有口令的人担保（--by、--witness），"
        "忘记的由局管理员（--reset-by）和另一人（--witness）重设。"
    )
)
@click.argument("person")
@click.option(
    "--reset-by",
    metavar="PERSON",
    help=_("重设口令的局管理员"),
)
@click.option("--by", help=_("担保人（第二个人的口令由第一个人担保，此后须两人）"))
@click.option("--witness", help=_("第二人"))
@click.option(
    "--alone", metavar="WHY", help=_("无第二人可担保时由局管理员单人重设，写明理由；记为差异")
)
@click.option("--pin-file", help=_("脚本用：每行 编号=口令；旧口令写作 编号:old=口令"))
@click.pass_obj
def pin(session: Session, /, person: str, **words: Any) -> None:
    desk, who = session.desk, normalise(person)
    typed = _written(words["pin_file"])
    if typed is None and not _typing():
        raise BadInput(
            N_("这里没有终端可输入口令"), remedy=N_("用 --pin-file 或环境变量 WXMOD_PINS")
        )
    reset = bool(words["reset_by"])
    old, vouchers = "", NOTHING_WAIVED
    if reset:
        waive = {pins.ALONE_RULE: words["alone"]} if words["alone"] else {}
        vouchers = vouched(desk, words | {"by": words["reset_by"]})._replace(reasons=waive)
    elif who in pins.enrolled(desk):
        old = ask(_("旧口令")) if typed is None else typed.get(f"{who}:old", "")
    else:
        vouchers = vouched(desk, words)
    new = ask(_("新口令"), twice=True) if typed is None else typed.get(who, "")
    outcome = pins.set_pin(
        desk,
        who,
        new,
        old=old,
        reset=reset,
        vouched=vouchers,
    )
    text = _("已设口令：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), text)
