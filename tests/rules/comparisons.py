"""Where a rule compares by order, and the same rule with one such comparison shifted by its boundary.

A case says of itself that it lies on the boundary; only a rule that treats the boundary otherwise shows that it does.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from wxmod.rules import Rule

SHIFTED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


class Place(NamedTuple):
    """The *operand*-th operator of the *nth* comparison of a function, as the syntax tree is walked."""

    function: str
    nth: int
    operand: int


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def reached(rule: Rule) -> list[ast.FunctionDef]:
    """The rule's function and those of its own file that it calls, however far down."""
    functions = _functions(rule.check.__module__)
    waiting, names = [rule.check.__name__], []
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.append(name)
        used = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
        waiting += sorted(used & set(functions))
    return [functions[name] for name in names]


def _comparisons(function: ast.FunctionDef) -> list[ast.Compare]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Compare)]


def ordered(rule: Rule) -> Iterator[Place]:
    """Every place where the rule asks for less or more."""
    for function in reached(rule):
        for nth, comparison in enumerate(_comparisons(function)):
            for operand, operator in enumerate(comparison.ops):
                if type(operator) in SHIFTED:
                    yield Place(function.name, nth, operand)


def shifted(rule: Rule, place: Place) -> Callable[..., Any]:
    """The rule's check with ``<`` for ``<=``, or the other way round, at one place."""
    body = []
    for function in reached(rule):
        copy = ast.parse(ast.unparse(function)).body[0]
        assert isinstance(copy, ast.FunctionDef)
        # The decorator would register the rule a second time.
        copy.decorator_list = []
        if copy.name == place.function:
            operators = _comparisons(copy)[place.nth].ops
            operators[place.operand] = SHIFTED[type(operators[place.operand])]()
        body.append(copy)
    tree = ast.fix_missing_locations(ast.Module(body=list(body), type_ignores=[]))
    names = dict(vars(sys.modules[rule.check.__module__]))
    exec(compile(tree, rule.check.__module__, "exec"), names)  # noqa: S102  our own code, one operator changed
    check: Callable[..., Any] = names[rule.check.__name__]
    return check
