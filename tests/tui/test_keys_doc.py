"""The table of keys in the docs is what the registry says."""

from pathlib import Path

from tui.chrome.commands import COMMANDS, TABS, Command, by_name, of_app, of_lists, of_page
from wxmod import wording
from wxmod.wording import _

DOC = Path(__file__).parents[2] / "docs" / "keys.md"
HEAD = """# 按键 · Keys

终端界面里的每个键，由程序的命令表生成。按 F1 看当前页和当前栏的说明，Ctrl+P 按中文、英文或拼音首字母找命令。
*Every key of the terminal app, made from its registry of commands. F1 tells of page and field, Ctrl+P finds a command.*
"""


def _row(command: Command) -> str:
    wording.use("zh")
    chinese = f"{command.label}：{_(command.said)}"
    wording.use("en")
    english = f"{command.label}: {_(command.said)}"
    wording.use("zh")
    return f"| `{command.own_key}` | {chinese} | {english} |"


def _table(title: str, commands: list[Command]) -> list[str]:
    return ["", f"## {title}", "", "| 键 | 中文 | English |", "|---|---|---|", *map(_row, commands)]


def written() -> str:
    """The page as it must be."""
    lines = [HEAD.rstrip()]
    lines += _table("全部页面 · Everywhere", of_app())
    lines += _table("列表 · Lists", of_lists())
    for page in TABS:
        if own := of_page(page):
            wording.use("zh")
            chinese = by_name(page).label
            wording.use("en")
            lines += _table(f"{TABS.index(page) + 1} {chinese} · {by_name(page).label}", own)
    wording.use("zh")
    return "\n".join(lines) + "\n"


def test_the_table_of_keys_is_what_the_registry_says() -> None:
    assert len(COMMANDS) > len(TABS)
    assert DOC.read_text("utf-8") == written()


if __name__ == "__main__":
    DOC.write_text(written(), encoding="utf-8")
