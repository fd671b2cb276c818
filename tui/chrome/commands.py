"""The one registry of what the app can do: keys, footer, palette and help are all read from it."""

from dataclasses import dataclass

from tui.chrome.text import capital
from wxmod.wording import N_, _


@dataclass(frozen=True)
class Command:
    """One thing to do.

    Attributes:
        keys: Textual key names; the first is shown.  None for what a page's own letter does: see `path`.
        action: Textual action of the app.
        initials: Pinyin initials, for the palette under an input method.
        footer: Whether it stands in the footer.
        path: The keys that lead there, where the app has none for it.
    """

    name: str
    keys: str
    action: str
    word: str
    said: str
    initials: str
    footer: bool = True
    path: str = ""

    @property
    def global_(self) -> bool:
        """Whether the key works even while a field has the focus; function keys do."""
        return self.keys.startswith("f")

    @property
    def shown(self) -> str:
        """The key as help and footer name it."""
        return self.path or self.keys.split(",")[0].upper()

    @property
    def label(self) -> str:
        """The word in the current language."""
        return capital(_(self.word))


def _planned(
    letter: str,
    act: str,
    words: tuple[str, str],
    initials: str,
) -> Command:
    """What a letter does on the plan page."""
    return Command(
        f"plan-{letter}",
        "",
        f'act("{act}")',
        *words,
        initials,
        footer=False,
        path=f"F6 {letter.upper()}",
    )


COMMANDS = (
    Command("help", "f1", "help", N_("帮助"), N_("这一页能做什么、有哪些键"), "bz"),
    Command(
        "new",
        "f2",
        "new",
        N_("作业"),
        N_("记录一次作业"),
        "jlzy",
        footer=False,
    ),
    Command(
        "operations",
        "f3",
        "go('operations')",
        N_("列表"),
        N_("作业列表、校验结果、更正"),
        "zylb",
        footer=False,
    ),
    Command(
        "stock", "f4", "go('stock')", N_("弹药"), N_("现存弹药、出入库、盘点"), "dy", footer=False
    ),
    Command(
        "weather",
        "f5",
        "go('weather')",
        N_("天气"),
        N_("读资料、看判据、确认过程"),
        "tq",
        footer=False,
    ),
    Command(
        "plan",
        "f6",
        "go('plan')",
        N_("计划"),
        N_("空域倒计时、任务板、谁能作业、暂停"),
        "jh",
        footer=False,
    ),
    _planned("a", "room('airspace')", (N_("空域"), N_("申请、批复、报开始和结束、报文")), "ky"),
    _planned(
        "i", "room('instructions')", (N_("指令单"), N_("下达、复诵、修订、撤销、与实际比较")), "zl"
    ),
    _planned("s", "room('suspension')", (N_("暂停"), N_("各条暂停理由的判断")), "zt"),
    _planned(
        "p", "room('products')", (N_("产品"), N_("各阶段的产品和书面报告：草拟、签发、查看")), "cp"
    ),
    _planned("g", "room('notices')", (N_("发公告"), N_("草拟、登记、是否有效")), "gg"),
    _planned("f", "fire", (N_("诸元"), N_("求射击诸元，照此下指令")), "zy"),
    _planned("b", "burn", (N_("烟羽"), N_("烟炉的烟羽去哪里、够不够冷，照此下指令")), "yy"),
    _planned("d", "declare", (N_("登记过程"), N_("凭雷达或上级指导登记有利天气过程")), "gc"),
    Command(
        "year",
        "f7,f8",
        "go('year')",
        N_("年度"),
        N_("年度汇总"),
        "nd",
        footer=False,
    ),
    Command(
        "duty",
        "f9",
        "go('duty')",
        N_("值班"),
        N_("回到值班台"),
        "zb",
        footer=False,
    ),
    Command(
        "undo",
        "ctrl+z",
        "undo",
        N_("撤销"),
        N_("撤销这次打开以来最后写入的一步（保留痕迹；在输入栏里只撤销打字）"),
        "cx",
        footer=False,
    ),
    Command(
        "redo",
        "ctrl+y",
        "redo",
        N_("重做"),
        N_("重做刚撤销的一步"),
        "cz",
        footer=False,
    ),
    Command(
        "theme",
        "",
        "next_theme",
        N_("换配色"),
        N_("夜间、日间、终端自己的十六色"),
        "hps",
        footer=False,
        path="Ctrl+P",
    ),
    Command("quit", "f10", "close_app", N_("退出"), N_("退出；草稿已保存"), "tc"),
)
"""Digits 1 to 7 go to the screens in this order when no field has the focus."""
TABS = ("duty", "new", "operations", "stock", "weather", "plan", "year")


def by_name(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)
