"""Files that no reader here knows, in words: what they seem to be and what to do about it."""

from wxmod.domain.visible import visible
from wxmod.weather.readers.texts import decoded
from wxmod.wording import N_, _

_PACKED = {
    b"\x1f\x8b": "gzip",
    b"\x1f\x9d": "compress",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
}
_PICTURES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
}
_OTHERS = {b"PAR1": "Parquet", b"SQLite format 3\0": "SQLite", b"\xd0\xcf\x11\xe0": "Excel/Word 97"}
_KINDS = (
    (_PACKED, N_("{kind} 压缩文件"), N_("先解压再给")),
    (_PICTURES, N_("{kind} 图片或文档"), N_("要的是资料本身，不是它的图")),
    (_OTHERS, N_("{kind} 文件"), N_("这种格式还不能读；探空和站点表另存为 CSV，格点转换为 NetCDF")),
)
_SHEET = b"xl/"  # a workbook is a ZIP with such names in it
_SHOWN, _BYTES = 40, 8
_SPOILT = "\ufffd"
_READABLE = 0.9  # of the letters of a text


def named(start: bytes) -> tuple[str, str]:
    """What a file that begins with *start* seems to be, and what to do about it."""
    if not any(start):
        return (_(N_("全是零字节")) if start else _(N_("空文件"))), N_(
            "重新取一份",
        )
    if start.startswith(b"PK") and _SHEET in start:
        return "Excel", N_("另存为 CSV（UTF-8）再给")
    for marks, said, remedy in _KINDS:
        if kind := next(
            (kind for mark, kind in marks.items() if start.startswith(mark)),
            "",
        ):
            return _(said).format(kind=kind), remedy
    return _text(decoded(start).strip(), start)


def _text(text: str, start: bytes) -> tuple[str, str]:
    if text.lower().startswith(("<!doctype html", "<html")):
        return _(N_("网页")), N_("多半是下载时的出错页；打开看看，重新下载")
    first = text.partition("\n")[0][:_SHOWN]
    letters = sum(c.isprintable() or c in "\n\t" for c in text)
    if b"\0" not in start and first and _SPOILT not in first and letters > _READABLE * len(text):
        said = _(N_("文字，开头是“{first}”")).format(first=visible(first))
        return said, N_("看看表头和首行是否照 docs/weather.md 里的格式")
    said = _(N_("不认识的内容，开头的字节是 {bytes}")).format(bytes=start[:_BYTES].hex(" "))
    return said, N_("看看文件是否完整、是否仍是压缩包")
