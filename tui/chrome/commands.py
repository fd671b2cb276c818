"""The one registry of what the app can do: keys, footer, palette, help and the docs are read from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from tui.chrome.text import capital
from wxmod.wording import N_, _
from wxmod.words import pinyin


@dataclass(frozen=True)
class Command:
    """One thing to do.

    Attributes:
        keys: Textual key names; the first is shown.  "" for what has none of its own: see `path`.
        action: Textual action of the app, or of the page it belongs to.
        footer: Whether it stands in the footer.
        path: The keys that lead there, where the app has none for it.
        page: The page whose own key it is; "" for what works everywhere.
    """

    name: str
    keys: str
    action: str
    word: str
    said: str
    footer: bool = False
    path: str = ""
    page: str = ""

    @property
    def global_(self) -> bool:
        """Whether the key works even while a field has the focus; function keys do."""
        return self.keys.startswith("f") and self.keys != "f"

    @property
    def shown(self) -> str:
        """The key as help and footer name it."""
        own = _shown(self.keys.split(",")[0])
        if not self.page:
            return self.path or own
        return f"{TABS.index(self.page) + 1} {own}"

    @property
    def own_key(self) -> str:
        """The key alone, as the page it belongs to names it."""
        if self.keys:
            return _shown(self.keys.split(",")[0])
        return self.path

    @property
    def label(self) -> str:
        """The word in the current language."""
        return capital(_(self.word))

    @property
    def initials(self) -> str:
        """Pinyin initials of the word, for the palette under an input method."""
        letters = len(self.word)
        return " ".join(
            sorted(each for each in pinyin.spellings(self.word) if len(each) == letters)
        )


_NAMED = {
    "slash": "/",
    "left": "←",
    "right": "→",
    "question_mark": "?",
    "greater_than_sign": ">",
}


def _shown(key: str) -> str:
    if key in _NAMED:
        return _NAMED[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    # A capital letter is typed with Shift.
    shifted = len(key) == 1 and key.isupper()
    if shifted:
        return f"Shift+{key}"
    return key.upper()


TABS = (
    "duty",
    "operations",
    "weather",
    "plan",
    "stock",
    "register",
    "year",
    "exchange",
    "settings",
)
"""Digits 1 to 9 go to the pages in this order.

F3 to F9 do so from within a field too; F1 is help everywhere, and F2 opens the form on page 2, for a mission at a
minute's notice.
"""

_PAGES = (
    Command("duty", "", "go('duty')", N_("值班"), N_("今天能不能作业、还有什么没了结"), path="1"),
    Command(
        "operations", "", "go('operations')", N_("作业"), N_("作业列表、校验结果、更正"), path="2"
    ),
    Command("weather", "f3", "go('weather')", N_("天气"), N_("读资料、看判据、确认过程")),
    Command("plan", "f4", "go('plan')", N_("计划"), N_("空域倒计时、任务板、谁能作业、暂停")),
    Command("stock", "f5", "go('stock')", N_("弹药"), N_("现存弹药、出入库、盘点")),
    Command("register", "f6", "go('register')", N_("装备与人员"), N_("年检、培训考核、备案、在岗")),
    Command("year", "f7", "go('year')", N_("年度"), N_("年度汇总")),
    Command("exchange", "f8", "go('exchange')", N_("数据交换"), N_("流水、校验、业务方案、封账")),
    Command("settings", "f9", "go('settings')", N_("设置"), N_("业务方案的每一项设置，可查找")),
)


def _on(page: str, *rows: tuple[str, str, str, str, bool]) -> tuple[Command, ...]:
    """Keys of one page: key, action, word, what it does, and whether the footer names it."""
    made = []
    for key, action, word, said, footer in rows:
        name = f"{page}-{key.split(',')[0]}"
        made.append(Command(name, key, action, word, said, footer, page=page))
    return tuple(made)


COMMANDS = (
    Command("help", "f1", "help", N_("帮助"), N_("这一页、这一栏能做什么、有哪些键"), footer=True),
    *_PAGES,
    Command(
        "new",
        "f2",
        "new",
        N_("记作业"),
        N_("在作业页上打开表单，记录一次作业；Esc 回到列表"),
        footer=True,
    ),
    *_on(
        "operations",
        ("e", "correct", N_("更正"), N_("更正选中的作业；原来写的留在历次里"), True),
        ("m", "map", N_("地图"), N_("选中作业的影响面积"), True),
        ("b", "compare", N_("前后对比"), N_("作业前后雷达和雨量"), True),
        ("n", "note", N_("记读数"), N_("记下作业前后的读数"), True),
    ),
    *_on(
        "weather",
        ("ctrl+s", "confirm", N_("确认"), N_("把选中的过程写入记录"), True),
        ("slash", "file", N_("文件"), N_("回到文件栏"), True),
    ),
    *_on(
        "plan",
        ("a", "room('airspace')", N_("空域"), N_("申请、批复、报开始和结束、报文"), True),
        ("i", "room('instructions')", N_("指令单"), N_("下达、复诵、修订、撤销、与实际比较"), True),
        ("s", "room('suspension')", N_("暂停"), N_("各条暂停理由的判断"), True),
        ("p", "room('products')", N_("产品"), N_("各阶段的产品和书面报告：草拟、签发、查看"), True),
        # Once a season: the help tells of it.
        ("g", "room('notices')", N_("发公告"), N_("草拟、登记、是否有效"), False),
        ("f", "fire", N_("诸元"), N_("求射击诸元，照此下指令"), True),
        ("b", "burn", N_("烟羽"), N_("烟炉的烟羽去哪里、够不够冷，照此下指令"), True),
        ("d", "declare", N_("登记过程"), N_("凭雷达或上级指导登记有利天气过程"), True),
    ),
    *_on(
        "stock",
        ("r", "receive", N_("入库"), N_("入库，可扫编码"), True),
        ("o", "issue", N_("出库"), N_("两人出库"), True),
        ("l", "load", N_("装填"), N_("装进高炮或发射架"), True),
        ("k", "count", N_("盘点"), N_("盲盘：不显示账面数"), True),
        ("d", "gaps", N_("差异"), N_("未解释的差异和超账发射"), True),
        # Rarer ones stand in the help; the line of keys is 80 cells.
        ("b", "back", N_("退库"), N_("未用的退回库房"), False),
        ("u", "unload", N_("卸弹"), N_("从架上卸下"), False),
        ("s", "stop", N_("停用"), N_("停用一个批号"), False),
        ("x", "dispose", N_("销毁"), N_("两人销毁"), False),
        ("f", "dud", N_("故障弹"), N_("把故障弹另放"), False),
        ("j", "explain", N_("解释"), N_("解释一条差异"), False),
        ("w", "trace", N_("查编码"), N_("查批号、编码或箱码的去向"), False),
        ("e", "expiring", N_("到期"), N_("半年内到期或没有日期"), False),
    ),
    *_on(
        "register",
        ("n", "inspect", N_("记年检"), N_("记下选中装备的年检"), True),
        ("t", "train", N_("记培训"), N_("记下选中人员的培训、考核和备案"), True),
        ("s", "change", N_("状态"), N_("装备检修、停用、换点，人员在岗"), True),
        ("x", "turn", N_("装备/人员"), N_("在装备和人员之间换"), True),
    ),
    *_on(
        "year",
        ("left,[", "shift(-1)", N_("上年"), N_("看前一年"), True),
        ("right,]", "shift(1)", N_("下年"), N_("看后一年"), True),
    ),
    *_on(
        "exchange",
        ("v", "verify", N_("校验"), N_("重算流水链，核对各表；不耽误记录"), True),
        ("b", "backup", N_("备份"), N_("备份到文件，并校验"), True),
        ("g", "give", N_("导出"), N_("导出签名的交换包"), True),
        ("t", "take", N_("接收"), N_("接收交换包：先看内容"), True),
        ("r", "resolve", N_("关闭冲突"), N_("写明原因，关闭选中的冲突"), True),
    ),
    Command(
        "find", "slash", "find", N_("查找"), N_("在列表里查找；Enter 留住，Esc 取消"), footer=True
    ),
    Command(
        "sort", "greater_than_sign", "sort", N_("排序"), N_("按下一列排序；再按一次换列，< 反过来")
    ),
    Command("copy", "y", "copy", N_("复制"), N_("把选中的一行复制为制表符分隔的文字（OSC 52）")),
    Command("export", "E", "export", N_("导出"), N_("把列表现在显示的内容导出为 CSV 文件")),
    Command(
        "undo",
        "ctrl+z",
        "undo",
        N_("撤销"),
        N_("撤销这次打开以来最后写入的一步（保留痕迹；在输入栏里只撤销打字）"),
    ),
    Command("redo", "ctrl+y", "redo", N_("重做"), N_("重做刚撤销的一步")),
    Command(
        "theme", "", "next_theme", N_("换配色"), N_("夜间、日间、终端自己的十六色"), path="Ctrl+P"
    ),
    Command("quit", "f10", "close_app", N_("退出"), N_("退出；草稿已保存"), footer=True),
)

LISTED = frozenset({"find", "sort", "copy", "export"})
"""What every list can do; the keys belong to the list, not to the app."""


def by_name(name: str) -> Command:
    """The command of that name."""
    return next(command for command in COMMANDS if command.name == name)


def of_page(page: str) -> list[Command]:
    """A page's own commands."""
    return [command for command in COMMANDS if command.page == page]


def of_app() -> list[Command]:
    """What works on every page."""
    return [each for each in COMMANDS if not each.page and each.name not in LISTED]


def of_lists() -> list[Command]:
    """What works in every list."""
    return [each for each in COMMANDS if each.name in LISTED]


def bindings(commands: list[Command]) -> list[BindingType]:
    """The keys of commands, as Textual takes them; a page's own are told by their letter alone."""
    return list(_bindings(commands))


def _bindings(commands: list[Command]) -> Iterator[Binding]:
    for each in commands:
        if each.keys:
            yield Binding(
                each.keys,
                each.action,
                each.word,
                show=each.footer,
                key_display=each.own_key,
                priority=each.global_,
                id=each.name,
            )
