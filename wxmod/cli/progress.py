"""How far long work has come, on stderr, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from wxmod.actions.weather import reading
from wxmod.wording import _

ERASE = "\r\x1b[K"


@contextmanager
def looked_through() -> Iterator[Callable[[int, int], None] | None]:
    """The same for work that computes nothing."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, of: int) -> None:
        click.echo(f"\r{_('正在校验')} {done}/{of}", err=True, nl=False)

    try:
        yield show
    finally:
        click.echo(ERASE, err=True, nl=False)


@contextmanager
def counted() -> Iterator[Callable[[int, int], None] | None]:
    """A callable that takes how many times are done, of how many; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return

    def told(done: int, of: int) -> None:
        click.echo(
            f"\r{_('正在计算')} {done}/{of}",
            err=True,
            nl=False,
        )

    def waiting(seconds: int) -> None:
        click.echo(
            f"\r{_('首次使用：正在编译计算程序，约需半分钟，只此一次…')} {seconds} s ",
            err=True,
            nl=False,
        )

    click.echo(_("正在读取和计算…"), err=True, nl=False)
    try:
        with reading.compiling(waiting):
            yield told
    finally:
        click.echo(ERASE, err=True, nl=False)
