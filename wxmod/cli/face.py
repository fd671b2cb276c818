"""Global options, the session behind a command, and how errors leave the program."""

import json
import keyword
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import click

from wxmod import __version__, wording
from wxmod.cli import usage
from wxmod.domain.errors import WxmodError
from wxmod.domain.visible import unseen, visible
from wxmod.wording import N_, _

UNEXPECTED = 70  # EX_SOFTWARE: neither a refusal, nor usage, nor input, nor the record
INTERRUPTED = 130  # as shells say of Ctrl-C
HELP = {"help_option_names": [], "max_content_width": 100}
NOUNS = {
    "init": ("record.keeping", N_("为一个业务方案建立记录库")),
    "op": ("operations.op", N_("作业：记录、检查、查询、更正")),
    "stock": ("ammunition.group", N_("弹药：收发、装填、运输、编码、盘点、查账")),
    "equipment": ("registry.equipment", N_("装备与年检")),
    "people": ("registry.people", N_("人员与备案")),
    "airspace": ("airspace", N_("空域申请、批复、关闭")),
    "plan": ("command.plan", N_("计划：战备、任务板、指令、暂停")),
    "weather": ("weather.group", N_("天气资料、指标、判据、过程")),
    "year": ("year", N_("年度汇总")),
    "report": ("report", N_("公文和报表")),
    "import": ("importing", N_("收进原有的表格")),
    "draw": ("pictures.group", N_("图：地图、时间轴、剖面、探空、库存、年度、任务板")),
    "rule": ("registry.rule", N_("校验规则及其依据")),
    "program": ("registry.program", N_("业务方案检查")),
    "bundle": ("record.bundle", N_("与作业点、主管单位离线交换")),
    "verify": ("record.keeping", N_("校验记录库")),
    "backup": ("record.keeping", N_("备份并校验副本")),
    "restore": ("record.keeping", N_("从备份恢复")),
    "drill": ("record.keeping", N_("演练从备份恢复")),
    "export": ("record.keeping", N_("导出为 CSV 和逐行 JSON")),
}


class Session:
    """What a command needs of the world: its global options, the desk they name, and where words go."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}
        self._desk: Any = None

    def option(self, name: str) -> Any:
        """A global option, or None."""
        return self.options.get(name)

    def path(self) -> Path:
        """The record the options name."""
        from wxmod.actions.desk import default_path  # noqa: PLC0415  help needs no record

        named = self.options.get("db")
        if named:
            return Path(named).expanduser()
        return default_path()

    @property
    def desk(self) -> Any:
        """The desk the options name, opened once; the throw-away one with ``--demo``."""
        if self._desk is None:
            self._desk = self._opened()
            if not self.options.get("demo"):
                self._warn()
        return self._desk

    def _opened(self) -> Any:
        from wxmod.actions.desk import open_desk  # noqa: PLC0415
        from wxmod.actions.record.setup import demo  # noqa: PLC0415

        program = self.options.get("program")
        if self.options.get("demo"):
            return demo(program=program)
        return open_desk(
            self.path(),
            program=program,
            read_only=bool(self.options.get("read_only")),
            network=self.network,
        )

    @property
    def network(self) -> bool:
        """Whether the record may be on a network disk."""
        return bool(self.options.get("network_disk"))

    def _warn(self) -> None:
        """On stderr, what the record itself has to say before the answer."""
        from wxmod.actions.record import watch  # noqa: PLC0415

        for notice in watch.notices(self._desk):
            click.echo(f"※ {visible(notice.text)}", err=True)

    def leave(self) -> None:
        """After the answer, so that nobody waits for it: the day's copy; then let go of the record."""
        if self._desk is None:
            return
        from wxmod.actions.record import watch  # noqa: PLC0415

        sys.stdout.flush()
        try:
            failure = watch.keep_copy(self._desk)
            if failure:
                notice = _("自动备份失败：{why}").format(why=visible(failure))
                click.echo(f"※ {notice}", err=True)
        finally:
            self._desk.store.close()

    @property
    def plain(self) -> bool:
        return bool(self.options.get("plain"))

    def emit(self, document: Any, text: str, *, painted: Sequence[str] = ()) -> None:
        """Answer: *document* as one JSON document with ``--json``, else *painted* and *text*.

        Nothing but the colours of our own lines *painted*, which hold no words from outside, acts on the terminal.
        """
        if self.options.get("json"):
            click.echo(_json(document, default=_jsonable))
            return
        lines = [*painted, visible(text, keep="\n\t")]
        click.echo("\n".join(lines))


def _json(document: Any, *, default: Callable[[Any], Any]) -> str:
    """*document* for people and programs; what could act on a terminal is spelled as JSON spells it."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=default)
    for character in _unwritable(text).union(unseen(text, "\n")):
        spelled = json.dumps(character)[1:-1]
        text = text.replace(character, spelled)
    return text


def _unwritable(text: str) -> set[str]:
    """Letters the encoding of stdout does not have: left to it they would become what no JSON reader takes."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return {letter for letter in set(text) if not _is_in(letter, encoding)}
    return set()


def _is_in(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _jsonable(value: Any) -> Any:
    """A value as JSON has it: as it tells itself, or in words."""
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Remember a global option wherever it stands, before the verb or after it."""
    session = ctx.find_root().ensure_object(Session)
    if value not in (None, False) and param.name:
        session.options[param.name] = value


def _kept(name: str, *more: str, **how: Any) -> click.Option:
    """An option that is remembered for the session and not handed to the command."""
    return click.Option(
        [name, *more],
        expose_value=False,
        callback=_keep,
        **how,
    )


def global_options() -> list[click.Option]:
    """The options every command takes."""
    return [
        _kept("--demo", is_flag=True, help=_("在内置示例的临时副本上操作")),
        _kept("--db", metavar="PATH", help=_("记录库文件（默认 $WXMOD_DB 或用户数据目录）")),
        _kept("--program", metavar="NAME|DIR", help=_("业务方案名称或目录")),
        _kept(
            "--read-only",
            "--no-migrate",
            is_flag=True,
            help=_("只读打开：不写入，也不升级旧版记录库"),
        ),
        _kept(
            "--network-disk",
            is_flag=True,
            help=_("允许记录库放在网络磁盘上（自担风险）"),
        ),
        _kept("--lang", type=click.Choice(wording.LANGUAGES), help=_("界面语言")),
        _kept("--json", is_flag=True, help=_("以一份 JSON 输出")),
        _kept("--plain", is_flag=True, help=_("纯文本：制表符分隔")),
        usage.help_option(),
    ]


def _with_globals(command: click.Command) -> click.Command:
    """*command* and all below it taking the global options."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            _with_globals(each)
    own = {option.name for option in command.params}
    command.params += [option for option in global_options() if option.name not in own]
    command.context_settings = {**HELP, **command.context_settings}
    return command


class Nouns(click.Group):
    """The top of the command line; each noun's file is loaded only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in NOUNS:
            return None
        file, _purpose = NOUNS[cmd_name]
        module = import_module(f"wxmod.cli.{file}")
        # ``import`` is a word of Python's own.
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(module, name)
        return _with_globals(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        rows = [(noun, _(purpose)) for noun, (_module, purpose) in NOUNS.items()]
        with formatter.section(_("命令")):
            formatter.write_dl(rows)


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value:
        return
    from wxmod.actions.record.keeping import sqlite_version  # noqa: PLC0415

    python, *_build = sys.version.split()
    click.echo(f"wxmod {__version__}, Python {python}, SQLite {sqlite_version()}")
    ctx.exit()


def build() -> click.Group:
    """The command line in the current language."""
    click.Context.formatter_class = usage.HelpPage
    paragraphs = [
        _("地面人工影响天气（增雨、防雹）的计划、决策、记录和弹药账务。"),
        _("不带命令即打开终端界面；加 --demo 用示例试一试："),
        # click lays a paragraph that begins so out as it is written.
        "\b\n  wxmod --demo\n  wxmod --demo year 2023\n  wxmod op record --help",
    ]
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_version,
        help=_("版本"),
    )
    return Nouns(
        "wxmod",
        callback=click.pass_context(_open_app),
        invoke_without_command=True,
        help="\n\n".join(paragraphs),
        params=[*global_options(), version],
        context_settings=HELP,
    )


def _open_app(ctx: click.Context) -> None:
    """What the command line does without a command."""
    if ctx.invoked_subcommand is not None:
        return
    from tui.app import run  # noqa: PLC0415  the one arrow between the faces

    session = ctx.ensure_object(Session)
    ctx.exit(run(session.desk))


def _language(words: Sequence[str]) -> str:
    """The language asked for, known before help is built."""
    for word, after in pairwise([*words, ""]):
        # Both as click takes them: in one word, or in two.
        option, _equals, value = word.partition("=")
        if option != "--lang":
            continue
        if word == option:
            value = after
        if value in wording.LANGUAGES:
            return value
    return wording.preferred()


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; ends the process with the exit code the design gives."""
    if words is None:
        words = sys.argv[1:]
    given = list(words)
    wording.use(_language(given))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    session = Session()

    def run() -> Any:
        return build().main(given, "wxmod", standalone_mode=False, obj=session)

    code = _guarded(run, session, given)
    _guarded(session.leave, session, ())
    sys.exit(code)


def _guarded(run: Callable[[], Any], session: Session, given: Sequence[str]) -> int:
    """The exit code of *run*, with whatever went wrong told on stderr and, with ``--json``, on stdout."""
    try:
        code = run()
    except WxmodError as error:
        return _told(error, session, given)
    except click.ClickException as error:
        return _told(usage.said(error), session, given)
    except click.Abort:
        click.echo(_("已取消"), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has seen enough; what is flushed at the end must not fail again.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  the last line of defence: logged whole, told short
        return _unforeseen(error, session, given)
    return code if isinstance(code, int) else 0


def _unforeseen(error: Exception, session: Session, given: Sequence[str]) -> int:
    """The exit code of what no room gave a name to: a disk or a system that fails, or a fault of the program."""
    from wxmod.cli.wrong import known  # noqa: PLC0415  only when something went wrong

    fault = known(error, session.path())
    if fault:
        return _told(fault, session, given)
    return _unexpected(error)


def _told(error: WxmodError, session: Session, given: Sequence[str]) -> int:
    if session.option("json") or "--json" in given:
        click.echo(_json(error.as_dict(), default=str))
    click.echo(str(error), err=True)
    return error.exit_code


def _note(log: Path, text: str) -> None:
    """Add to a log only its owner may read: names and places stand in it."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with open(held, "a", encoding="utf-8") as file:  # noqa: PTH123  a file that is open already
        if hasattr(os, "fchmod"):
            os.fchmod(held, 0o600)  # one from before was readable by all
        file.write(text)


def _unexpected(error: Exception) -> int:
    """Log a fault of the program whole and tell it short."""
    from platformdirs import user_log_path  # noqa: PLC0415

    log = user_log_path("wxmod", appauthor=False) / "wxmod.log"
    trace = "".join(traceback.format_exception(error))
    try:
        _note(log, trace)
    except OSError:
        click.echo(trace, err=True)
    told = _("程序出错：{error}\n详情已写入 {log}").format(error=repr(error), log=log)
    click.echo(told, err=True)
    return UNEXPECTED
