"""What F1 tells: the field in hand, the page, its keys, the keys of lists, and those that work everywhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from rich.text import Text
from textual.screen import Screen
from textual.widgets import Input

from tui.chrome.commands import Command, of_app, of_lists, of_page
from tui.chrome.text import capital, joined, plain
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from tui.chrome.page import Page

KEY_CELLS = 9
MORE = N_("1–9 换页（在输入栏里用 F3–F9）  Ctrl+P 命令  Tab/↑↓ 移动  Esc 返回  Shift+拖动 选字复制")


def told(page: "Page | None", screen: Screen[object]) -> Text:
    """Everything that can be done from where the user is."""
    lines = [*_field(screen)]
    if page and page.about:
        lines += [plain(_(page.about)), plain("")]
    lines += _keys(_("这一页"), _of_screen(page, screen))
    lines += _keys(_("列表"), [_line(each) for each in of_lists()])
    lines += _keys(_("全部页面"), [_line(each) for each in of_app()])
    lines.append(plain(_(MORE)))
    return joined(lines)


def _field(screen: Screen[object]) -> Iterator[Text]:
    """The field the cursor stands in: its name, and what may be typed there."""
    field = screen.focused
    if not isinstance(field, Input):
        return
    row = field.parent
    label = ""
    if row is not None and row.children and row.children[0].has_class("label"):
        label = str(row.children[0].render())
    hint = field.placeholder
    if label or hint:
        yield plain(f"{label.strip()}  {hint}".strip(), "bold")
        yield plain("")


def _of_screen(page: "Page | None", screen: Screen[object]) -> list[Text]:
    """The page's own keys by the registry, and what else the screen binds and names."""
    if page and page.keys_of:
        own = of_page(page.keys_of)
    else:
        own = []
    lines = [_line(each) for each in own]
    known = {each.action for each in (*own, *of_app(), *of_lists())}
    for active in screen.active_bindings.values():
        binding = active.binding
        if active.node is screen and binding.description and binding.action not in known:
            known.add(binding.action)
            key = screen.app.get_key_display(binding)
            lines.append(plain(f"{set_cell_size(key, KEY_CELLS)}{binding.description}"))
    return lines


def _keys(title: str, lines: list[Text]) -> list[Text]:
    if lines:
        return [plain(capital(title), "bold underline"), *lines, plain("")]
    return []


def _line(command: Command) -> Text:
    key = set_cell_size(command.own_key, KEY_CELLS)
    said = plain(f"{command.label}  {_(command.said)}")
    return joined([plain(key, "bold"), said], "")
