"""Which combinations of levels make sense? A tiny language over the factors' names; nothing is executed.

``clarity <= 0.5 or provider == 'robust'``: numbers, texts in quotes, the names of factors, ``+ - * /``,
comparisons, ``and``, ``or``, ``not`` and brackets. There are no calls, no attributes, no subscripts and no
powers. Python parses the text; this module walks the tree, knows a dozen kinds of nodes and refuses the rest.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from sim.errors import InputError, Problem, advice
from sim.experiment.design.factor import Label, number_of

LONGEST: Final = 500
MOST_NODES: Final = 200

SLACK: Final = 1e-9
"""0.1 + 0.2 <= 0.3 is true: levels are decimals, and their sums carry rounding's crumbs."""

_ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARED: Final[Mapping[type[ast.cmpop], Callable[[float], bool]]] = {
    ast.Lt: lambda gap: gap < -SLACK,
    ast.LtE: lambda gap: gap <= SLACK,
    ast.Gt: lambda gap: gap > SLACK,
    ast.GtE: lambda gap: gap >= -SLACK,
    ast.Eq: lambda gap: abs(gap) <= SLACK,
    ast.NotEq: lambda gap: abs(gap) > SLACK,
}
_KNOWN: Final = (
    *(ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.BinOp),
    *(ast.Name, ast.Load, ast.Constant, *_ARITHMETIC, *_COMPARED),
)
_ALLOWED: Final = "numbers, texts in quotes, names of factors, + - * /, comparisons, and, or, not, brackets"


class Constraint:
    """A condition that every design point meets.

    Raises
    ------
    InputError
        The text is no condition, or names something that is no factor.
    """

    def __init__(self, text: str, names: Collection[str], place: str = "constraints") -> None:
        self.text, self._place = text, place
        self._tree = self._parsed()
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Name) and node.id not in names:
                raise self._wrong(f"{node.id} is no factor", advice(node.id, names, "factors"))

    def holds(self, labels: Mapping[str, Label]) -> bool:
        """Whether a combination of levels meets the condition.

        Raises
        ------
        InputError
            It divides by zero, or compares what cannot be compared.
        """
        try:
            return bool(self._value(self._tree, labels))
        except ZeroDivisionError:
            raise self._wrong("divides by zero at some point of the design") from None
        except (TypeError, OverflowError) as error:
            raise self._wrong(str(error)) from None

    def _parsed(self) -> ast.expr:
        text = self.text.strip()
        if len(text) > LONGEST:
            raise self._wrong(f"a condition has at most {LONGEST} characters", "make two of it")
        try:
            tree = ast.parse(text, mode="eval")
            nodes = list(ast.walk(tree))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise self._wrong("is no condition", "write it like share <= 0.5") from None
        if len(nodes) > MOST_NODES:
            raise self._wrong("is too long a condition", "make two of it")
        for node in nodes:
            if not isinstance(node, _KNOWN) or (isinstance(node, ast.Constant) and not _is_plain(node.value)):
                part = ast.get_source_segment(text, node) if isinstance(node, ast.expr) else None
                raise self._wrong(f"{part or type(node).__name__} has no place in a condition", _ALLOWED)
        if not isinstance(tree.body, ast.Compare | ast.BoolOp) and not _is_not(tree.body):
            raise self._wrong("compares nothing", "write it like share <= 0.5")
        return tree.body

    def _value(self, node: ast.expr, labels: Mapping[str, Label]) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return labels[name]
            case ast.BoolOp(op=ast.And(), values=values):
                return all(self._value(each, labels) for each in values)
            case ast.BoolOp(values=values):
                return any(self._value(each, labels) for each in values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self._value(operand, labels)
            case ast.UnaryOp(operand=operand):
                return -self._number(operand, labels)
            case ast.BinOp(left=left, op=op, right=right):
                return _ARITHMETIC[type(op)](self._number(left, labels), self._number(right, labels))
            case ast.Compare():
                return self._compared(node, labels)
        raise self._wrong(f"{type(node).__name__} has no place in a condition", _ALLOWED)

    def _compared(self, node: ast.Compare, labels: Mapping[str, Label]) -> bool:
        """A chain such as 0.2 <= share < 0.8, compared link by link."""
        sides = [self._value(each, labels) for each in (node.left, *node.comparators)]
        links = zip(sides, node.ops, sides[1:], strict=False)
        return all(self._link(left, op, right) for left, op, right in links)

    def _link(self, left: Any, op: ast.cmpop, right: Any) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            if isinstance(op, ast.Eq | ast.NotEq):
                return (left == right) is isinstance(op, ast.Eq)
            raise TypeError(f"{left!r} and {right!r} are texts: they can only be compared by == and !=")
        return _COMPARED[type(op)](_as_number(left) - _as_number(right))

    def _number(self, node: ast.expr, labels: Mapping[str, Label]) -> float:
        return _as_number(self._value(node, labels))

    def _wrong(self, rule: str, remedy: str = "") -> InputError:
        return InputError([Problem(self._place, self.text, rule, remedy)])


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _as_number(value: object) -> float:
    """A number; the label of a level among texts may still be one ("0.4" beside "high")."""
    if isinstance(value, bool):
        raise TypeError("the result of a comparison is no number")
    number = number_of(value) if isinstance(value, str) else value
    if not isinstance(number, int | float):
        raise TypeError(f"{value!r} is a text and cannot be calculated with")
    return float(number)
