"""How far long work has come, on stderr, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from wxmod.actions.weather import reading
from wxmod.wording import _

ERASE = "\r\x1b[K"


def ready() -> None:
    """Have the kernel at hand, and say so where the first use on a machine has to compile it."""
    reading.ready(lambda: click.echo(_("首次使用：编译计算程序约需半分钟，只此一次…"), err=True))


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

    ready()
    click.echo(_("正在读取和计算…"), err=True, nl=False)
    try:
        yield told
    finally:
        click.echo(ERASE, err=True, nl=False)
