"""Numbers as people type them behind an option."""

from typing import Any

import click

from wxmod.domain.errors import BadInput
from wxmod.domain.typed import number


class Number(click.ParamType):  # type: ignore[type-arg]  # no generic before click 8.3
    """A finite number; click's own takes "nan", which no limit stops, and explains what is wrong in English only."""

    name = "float"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return number(str(value))
        except BadInput as error:
            self.fail(str(error), param, ctx)
