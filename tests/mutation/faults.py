"""The faults that can be planted in a module: a comparison flipped, a constant changed, a sign or a condition lost."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLIPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Fault:
    """One change of one module, at one of the places where it can be changed; None changes nothing."""

    path: Path
    line: int
    says: str
    place: int | None

    @property
    def name(self) -> str:
        return f"{self.path.as_posix()}:{self.line}: {self.says}"

    @property
    def text(self) -> str:
        """The module with the fault. It is written when it is asked for: few of the faults of a room are planted."""
        whole = self.path.read_text(encoding="utf-8")
        if self.place is None:
            return whole
        tree = ast.parse(whole)
        node, change = list(_places(tree))[self.place]
        change(node)
        return ast.unparse(ast.fix_missing_locations(tree))


def faults(path: Path) -> Iterator[Fault]:
    """Every fault that can be planted in a module, in the order of its lines."""
    for n, (node, change) in enumerate(_places(ast.parse(path.read_text(encoding="utf-8")))):
        before, changed = ast.unparse(node), copy.deepcopy(node)
        change(changed)
        after = ast.unparse(ast.fix_missing_locations(changed))
        if before != after:
            yield Fault(path, getattr(node, "lineno", 0), f"{_short(before)}  becomes  {_short(after)}", n)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}..."


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, Callable[[Any], None]]]:
    """Where a fault can be planted, and how; annotations, texts and imports are left alone."""
    left_out = {id(n) for annotated in ast.walk(tree) for a in _annotations(annotated) for n in ast.walk(a)}
    for node in ast.walk(tree):
        if id(node) in left_out or not hasattr(node, "lineno"):
            continue
        if isinstance(node, ast.Compare) and type(node.ops[0]) in FLIPPED:
            yield node, _flip_comparison
        elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign) and type(node.op) in FLIPPED:
            yield node, _flip_operator
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.USub | ast.Not):
            yield node, _lose_sign
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
            yield node, _change_constant
        elif isinstance(node, ast.If | ast.While | ast.IfExp) and not _is_typing(node):
            yield node, _drop_condition


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        found = getattr(node, name, None)
        if found is not None:
            yield found
    if isinstance(node, ast.If) and _is_typing(node):
        yield node


def _is_typing(node: ast.AST) -> bool:
    test = getattr(node, "test", None)
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _flip_comparison(node: ast.Compare) -> None:
    node.ops[0] = FLIPPED[type(node.ops[0])]()  # type: ignore[assignment]


def _flip_operator(node: ast.BoolOp | ast.BinOp | ast.AugAssign) -> None:
    node.op = FLIPPED[type(node.op)]()  # type: ignore[assignment]


def _lose_sign(node: ast.UnaryOp) -> None:
    """Take the sign away: what it stood before now stands alone, twice negated."""
    if isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    else:
        node.operand = ast.UnaryOp(node.op, node.operand)


def _change_constant(node: ast.Constant) -> None:
    if isinstance(node.value, bool):
        node.value = not node.value
    else:
        node.value = node.value + 1 if isinstance(node.value, int) else node.value * 10


def _drop_condition(node: ast.If | ast.While | ast.IfExp) -> None:
    """As if it never held: a loop is not entered."""
    node.test = ast.Constant(False)
