"""What click says to the user, in the user's language: headings of help, and what was wrong with a command."""

import re
from collections.abc import Iterable
from typing import Any

import click
from click import exceptions as wrong

from wxmod.domain.errors import BadInput
from wxmod.wording import N_, _

_HEADINGS = {
    "Options": N_("选项"),
    "Commands": N_("命令"),
    "Arguments": N_("参数"),
}


class HelpPage(click.HelpFormatter):
    """Help with its headings in the current language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(
            prog,
            args,
            prefix or _("用法：") + " ",
        )

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        required = _("[必填]")
        translated = []
        for name, explanation in rows:
            translated.append((name, explanation.replace("[required]", required)))
        super().write_dl(
            translated,
            col_max,
            col_spacing,
        )

    def write_heading(self, heading: str) -> None:
        ours = _HEADINGS.get(heading)
        super().write_heading(_(ours) if ours else heading)


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
    where = "wxmod"
    if context:
        where = context.command_path
    return BadInput(
        what,
        remedy=N_("看 {where} --help"),
        where=where,
        **fields,
    )


def _what(error: click.ClickException) -> tuple[str, dict[str, Any]]:
    match error:
        case wrong.NoSuchOption():
            near = " ".join(error.possibilities or ())
            what = N_("没有选项 {name}")
            if near:
                what = N_("没有选项 {name}，是不是 {near}？")
            return what, {"name": error.option_name, "near": near}
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
        choices = [str(each) for each in kind.choices]
        what = _("应为下列之一：{expected}")
        return what.format(expected=" ".join(choices))
    if isinstance(kind, click.types.IntParamType):
        what = _("应为整数")
        least = None
        if isinstance(kind, click.IntRange):
            least = kind.min
        if least is None:
            return what
        return f"{what} {least}…"
    return error.message


def _name(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    context = error.ctx
    if context is None:
        context = click.Context(click.Command("wxmod"))
    return parameter.make_metavar(context)
