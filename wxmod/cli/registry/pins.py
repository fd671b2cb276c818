"""`wxmod people pin`, and PINs asked for where two people act; never on the command line, where others read them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.registry import pins
from wxmod.actions.waiver import Waiver
from wxmod.cli.face import Session
from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.domain.text import normalise
from wxmod.files import text_of
from wxmod.rules.waivers import Hold, held
from wxmod.wording import N_, _
from wxmod.words.intents import waived
from wxmod.words.reading import optional

ENVIRONMENT = "WXMOD_PINS"


def proven(desk: Desk, words: Mapping[str, Any], *, alone: bool = False) -> frozenset[str]:
    """Who has proved who they are: whoever acts and whoever stands beside, where the programme asks for it.

    PINs told in a file or the environment are tried even where it does not: a wrong one is never passed over.

    Args:
        alone: Ask even where nobody stands beside and no rule is set aside.

    Raises:
        BadInput: a PIN is wrong.
    """
    witness = normalise(words.get("witness") or "")
    codes = list(reasons(words))
    takes_two = held(codes, Hold.TWO, desk.program.law, desk.today())
    asked = bool(takes_two) or (pins.required(desk) and bool(witness or alone or codes))
    if not asked and _told(words.get("pin_file")) is None:
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
    return Waiver(reasons(words), by, witness, proven(desk, words))


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
    return click.option("--waive", "waived", multiple=True, metavar="CODE=WHY", help=text)(command)


def pins_of(people: tuple[str, ...], file: str | None) -> dict[str, str]:
    """The PINs of *people*, from the file or the environment, else asked for; whoever has none is left out."""
    told = _told(file)
    if told is None and _typing():
        return {who: ask(_("{who} 的口令").format(who=who)) for who in people}
    return {who: told[who] for who in people if told and who in told}


def _typing() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty()


def ask(said: str, *, twice: bool = False) -> str:
    """A PIN typed on the terminal, not shown."""
    again = _("再输一次") if twice else False
    return str(click.prompt(said, hide_input=True, confirmation_prompt=again, err=True))


def _told(file: str | None) -> dict[str, str] | None:
    """PINs written ``PERSON=PIN``, one to a line; None where nobody wrote any."""
    if file:
        try:
            text = text_of(Path(file))
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFileError(Path(file), expected="UTF-8", found=reason(error)) from error
    elif (found := os.environ.get(ENVIRONMENT)) is not None:
        text = found
    else:
        return None
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return {normalise(who): pin for who, _equals, pin in pairs}


@click.command(
    help=_("设定或更换口令；在终端上输入，不显示。忘记口令由局管理员用 --reset-by 重设。")
)
@click.argument("person")
@click.option("--reset-by", metavar="PERSON", help=_("重设口令的局管理员"))
@click.option("--pin-file", help=_("脚本用：每行 编号=口令；旧口令写作 编号:old=口令"))
@click.pass_obj
def pin(
    session: Session,
    /,
    person: str,
    reset_by: str | None,
    pin_file: str | None,
) -> None:
    desk, who = session.desk, normalise(person)
    told, admin = _told(pin_file), normalise(reset_by or "")
    if told is None and not _typing():
        raise BadInput(
            N_("这里没有终端可输入口令"), remedy=N_("用 --pin-file 或环境变量 WXMOD_PINS")
        )
    old = ""
    if who in pins.enrolled(desk) and not admin:
        old = ask(_("旧口令")) if told is None else told.get(f"{who}:old", "")
    by = (
        (
            admin,
            ask(_("{who} 的口令").format(who=admin)) if told is None else told.get(admin, ""),
        )
        if admin
        else None
    )
    new = ask(_("新口令"), twice=True) if told is None else told.get(who, "")
    outcome = pins.set_pin(desk, who, new, old=old, reset_by=by)
    text = _("已设口令：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), text)
