"""How do plain values stand in a YAML file? As ruamel.yaml writes them, to the byte, and sooner.

Numbers and names are nearly all of a resolved experiment, and the library weighs each as if it could be
anything. They are written here. Whatever may need quotes, folds or escapes is still left to the library.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

WIDTH: Final = 110
"""Longer lines are folded, where words end."""
NAME: Final = re.compile("(?!(?i:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9_.-]{0,99}")
"""Texts that mean themselves wherever they stand."""

Holder = dict[str, Any] | list[Any] | tuple[Any, ...]


class _ForTheLibraryError(Exception):
    """Something stands in two places, and is to be referred to; or its name may need care."""


def plain_yaml(values: dict[str, Any]) -> str:
    """Plain values (groups, lists, texts, numbers, truths, None) as a YAML document in block style."""
    try:
        return "".join(_lines(values, 0, set())) if values else _by_library(values)
    except _ForTheLibraryError:
        return _by_library(values)


def _lines(holder: Holder, indent: int, met: set[int]) -> Iterator[str]:
    """What stands in a group or a list that begins at a column, where the writer stands already."""
    if id(holder) in met:
        raise _ForTheLibraryError
    met.add(id(holder))
    is_group, lead = isinstance(holder, dict), ""
    for name, value in holder.items() if isinstance(holder, dict) else ((None, each) for each in holder):
        if is_group and not _is_name(name):
            raise _ForTheLibraryError
        yield lead
        lead = " " * indent
        if isinstance(value, dict | list | tuple) and value:
            deeper = indent + 2 if isinstance(value, dict) or not is_group else indent
            yield f"{name}:\n{' ' * deeper}" if is_group else "- "
            yield from _lines(value, deeper, met)
        elif type(value) is str and not _is_name(value):
            yield _with_care(name, value, indent)
        else:
            yield f"{name}: {_told(value)}\n" if is_group else f"- {_told(value)}\n"


def _is_name(value: Any) -> bool:
    return type(value) is str and NAME.fullmatch(value) is not None


def _told(value: Any) -> str:
    """A text that is a name, no text, or what holds nothing."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is bool or value is None:
        return _WORDS[value]
    if kind is list or kind is dict:
        return "[]" if kind is list else "{}"
    if kind is int or (kind is float and abs(value) < float("inf")):
        return repr(value).lower()
    return _by_library({"x": value}).removeprefix("x: ").removesuffix("\n")


_WORDS: Final = {True: "true", False: "false", None: "null"}


@lru_cache(maxsize=1024)
def _with_care(name: str | None, text: str, indent: int) -> str:
    """A text in a group, or in a list, whose lines begin at a column: how it is folded depends on that."""
    holder: Any = {"x": [text]} if name is None else {name: text}
    above = indent // 2
    for _ in range(above):
        holder = {"x": holder}
    return _by_library(holder).split("\n", above + (name is None))[-1][indent:]


def _by_library(values: Any) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # order is meaning: ties are broken by it
    yaml.width = WIDTH
    stream = io.StringIO()
    yaml.dump(values, stream)
    return stream.getvalue()
