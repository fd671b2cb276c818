"""What click says to the user, in the user's language: headings of help, and what was wrong with a command."""

import re
from collections.abc import Iterable
from typing import Any

import click
from click import exceptions as wrong

from wxmod.domain.errors import BadInput
from wxmod.wording import N_, _

_HEADINGS = {"Options": N_("选项"), "Commands": N_("命令"), "Arguments": N_("参数")}


class HelpPage(click.HelpFormatter):
    """Help with its headings in the current language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _("用法：") + " ")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        told = [(name, said.replace("[required]", _("[必填]"))) for name, said in rows]
        super().write_dl(told, col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_(_HEADINGS.get(heading, "")) or heading)


def help_option() -> click.Option:
    """``--help``, explained in the current language."""

    def show(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
        if asked and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=_("显示帮助"),
    )


def said(error: click.ClickException) -> BadInput:
    """What click complains of as an error of ours."""
    what, fields = _what(error)
    context = getattr(error, "ctx", None)
    where = context.command_path if context else "wxmod"
    return BadInput(what, remedy=N_("看 {where} --help"), where=where, **fields)


def _what(error: click.ClickException) -> tuple[str, dict[str, Any]]:
    match error:
        case wrong.NoSuchOption():
            near = " ".join(error.possibilities or ())
            return (N_("没有选项 {name}，是不是 {near}？") if near else N_("没有选项 {name}")), {
                "name": error.option_name,
                "near": near,
            }
        case wrong.MissingParameter():
            return N_("缺少 {name}"), {"name": _name(error)}
        case wrong.BadParameter():
            return N_("{name} 不对：{why}"), {"name": _name(error), "why": _why(error)}
        case wrong.UsageError() if unknown := re.match(
            r"No such command ['\"](.*)['\"]", error.message
        ):
            return N_("没有命令 {name}"), {"name": unknown[1]}
        case _:
            return N_("命令不对：{why}"), {"why": error.format_message()}


def _why(error: click.BadParameter) -> str:
    """What a value should have been; click's own words where it says more."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return _(N_("应为下列之一：{expected}")).format(expected=" ".join(map(str, kind.choices)))
    if isinstance(kind, click.types.IntParamType):
        least = kind.min if isinstance(kind, click.IntRange) else None
        return _(N_("应为整数")) + ("" if least is None else f" {least}…")
    return error.message


def _name(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    return (
        parameter.opts[-1]
        if isinstance(parameter, click.Option)
        else parameter.make_metavar(_context(error))
    )


def _context(error: click.BadParameter) -> click.Context:
    return error.ctx or click.Context(click.Command("wxmod"))
