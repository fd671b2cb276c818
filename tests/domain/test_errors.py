"""Why a file could not be read, in the reader's language."""

import ast
import json
import tomllib
from pathlib import Path

import pytest

from wxmod import wording
from wxmod.domain import explain
from wxmod.domain.errors import reason


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "第 2 行第 3 列"), ("en", "line 2 column 3")],
)
def test_where_a_file_does_not_parse_is_said_in_words(lang: str, said: str) -> None:
    wording.use(lang)
    for parse in (tomllib.loads, json.loads):
        with pytest.raises(ValueError, match=r".") as found:
            parse("\n\u0020\u0020?")
        assert said in reason(found.value)


def test_bytes_that_are_no_text_are_counted_from_one() -> None:
    with pytest.raises(UnicodeDecodeError) as found:
        b"ab\xff".decode("utf-8")
    assert reason(found.value) == "第 3 字节不是 UTF-8 文字"


def test_the_system_is_quoted_where_its_reason_is_a_rare_one() -> None:
    assert reason(FileNotFoundError(2, "No such file")) == "没有这个文件或目录"
    assert reason(OSError(9999, "odd")) == "odd"
    assert reason(ValueError("odd")) == "odd"
    assert reason(ValueError()) == "ValueError"


def test_every_refusal_of_a_value_has_a_sentence() -> None:
    kinds: set[str] = set()
    for path in (Path(__file__).parents[2] / "wxmod").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "PydanticCustomError":
                kinds.add(ast.literal_eval(node.args[0]))
    assert "window_backwards" in kinds
    assert kinds - explain._SENTENCES.keys() == set()
