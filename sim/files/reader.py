"""What does a YAML file say, and on which line does it say so?

Each step can only make things plainer: the parser's events become nodes, and nodes become dicts, lists,
strings, numbers, booleans and None. Nothing in a file is ever executed, because no step knows how to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.errors import ABSENT, InputError, Problem, advice

Place = tuple[str | int, ...]
"""Where a value stands: the names and list positions that lead to it from the top."""

# Beyond these a file is a mistake or an attack: the largest honest one has some thousand nodes, ten deep.
LARGEST_FILE: Final = 4_000_000
DEEPEST: Final = 40
MOST_NODES: Final = 200_000
MOST_DIGITS: Final = 18
LARGEST_NUMBER: Final = 1e15


def parse(path: Path) -> tuple[dict[str, object], Mapping[Place, int]]:
    """The plain values of a file whose top level is a group of settings, and the line of each."""
    return parse_text(_text(path), str(path))


def parse_text(text: str, name: str) -> tuple[dict[str, object], Mapping[Place, int]]:
    """The same of a text, which messages call `name`."""
    reading = _Reading(name)
    return reading.values(reading.compose(text)), reading.lines


def dotted(at: Place) -> str:
    """A place as people write it: `factors.2.values`."""
    return ".".join(map(str, at))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            _refuse_path(path)
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        _refuse(str(path), f"cannot be read: {(error.strerror or 'unknown reason').lower()}")
    if len(raw) > LARGEST_FILE:
        _refuse(str(path), f"must not be larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(str(path), "must be text in UTF-8", line=line, remedy="save the file with the encoding UTF-8")


def _refuse_path(path: Path) -> NoReturn:
    folder = path if path.is_dir() else path.parent
    names = sorted(p.name for p in folder.glob("*.y*ml")) if folder.is_dir() else []
    if path.is_dir():
        _refuse(str(path), "must be a file, not a folder", remedy=advice("", names, "files here"))
    _refuse(str(path), "there is no such file", remedy=advice(path.name, names, "files there"))


def _refuse(file: str, rule: str, *, path: str = "", value: object = ABSENT, **where: Any) -> NoReturn:
    raise InputError([Problem(path, value, rule, file=file, **where)]) from None


@dataclass(frozen=True, slots=True)
class _Node:
    """A value that still knows its line. Aliases share nodes, so a document is a small graph."""

    value: dict[str, tuple[int, _Node]] | list[_Node] | str | float | bool | None
    line: int


_YAML_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_YAML_BOOL: Final = {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_YAML_INT: Final = re.compile(r"[-+]?[0-9]+(_[0-9]+)*")
_YAML_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(_[0-9]+)*(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_YAML_INFINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TEXT_TAGS: Final = ("!", "tag:yaml.org,2002:str")


class _Reading:
    """One reading of one file. `at` is where we are; its length is how deep."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self._anchors: dict[str, _Node | None] = {}
        self._events: Iterator[Event] = iter(())
        self._nodes = 0

    def compose(self, text: str) -> _Node:
        """The events of a text as nodes."""
        self._events = iter(YAML(typ="safe", pure=True).parse(text))
        root: _Node | None = None
        try:
            for event in self._events:
                if isinstance(event, DocumentStartEvent):
                    if root is not None:
                        self._refuse("must hold one document only", event, remedy="remove the line `---`")
                    root = self._node(next(self._events), ())
        except YAMLError as error:
            line, rule, remedy = _plain_syntax(error, text)
            _refuse(self.file, rule, line=line, remedy=remedy)
        if root is None or root.value is None:
            _refuse(self.file, "the file is empty", remedy="`kposim new` writes one to start from")
        return root

    def values(self, root: _Node) -> dict[str, object]:
        """The nodes as plain values; no two places share an object, so changing one changes no other."""
        self._nodes = 0
        self.lines[()] = root.line
        data = self._expand(root, ())
        if not isinstance(data, dict):
            _refuse(self.file, "must be a group of settings (name: value) at the top level", line=root.line)
        return data

    def _expand(self, node: _Node, at: Place) -> object:
        self._allow(at, node.line)
        if isinstance(node.value, dict):
            self.lines.update(((*at, name), line) for name, (line, _) in node.value.items())
            return {name: self._expand(entry, (*at, name)) for name, (_, entry) in node.value.items()}
        if isinstance(node.value, list):
            self.lines.update(((*at, i), entry.line) for i, entry in enumerate(node.value))
            return [self._expand(entry, (*at, i)) for i, entry in enumerate(node.value)]
        return node.value

    def _node(self, event: Any, at: Place) -> _Node:  # the parser types its events too broadly to say more
        self._allow(at, _line(event))
        if isinstance(event, AliasEvent):
            return self._alias(event, at)
        if event.anchor:
            self._anchors[event.anchor] = None  # still being written: an alias to it now would never end
        node = _Node(self._value(event, at), _line(event))
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _value(self, event: Any, at: Place) -> Any:
        if event.tag and not (isinstance(event, ScalarEvent) and event.tag in _TEXT_TAGS):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse("must not carry a tag", event, at, tag, "leave the tag out")
        if isinstance(event, MappingStartEvent):
            return self._mapping(at)
        if isinstance(event, SequenceStartEvent):
            return [self._node(entry, (*at, i)) for i, entry in enumerate(self._until(SequenceEndEvent))]
        return event.value if event.tag or not event.implicit[0] else self._plain(event, at)

    def _until(self, end: type[Event]) -> Iterator[Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _mapping(self, at: Place) -> dict[str, tuple[int, _Node]]:
        entries: dict[str, tuple[int, _Node]] = {}
        for event in self._until(MappingEndEvent):
            name = self._name(event, at)
            if name in entries:
                rule = f"is given twice, in line {entries[name][0]} and in line {_line(event)}"
                self._refuse(rule, event, (*at, name), remedy="keep one of the two")
            entries[name] = (_line(event), self._node(next(self._events), (*at, name)))
        line, merge = entries.pop("<<", (0, _Node([], 0)))
        return {**self._merged(merge, line, at), **entries}

    def _merged(self, merge: _Node, line: int, at: Place) -> dict[str, tuple[int, _Node]]:
        """What `<<` takes in: one group or a list of them, the first of which wins."""
        merged: dict[str, tuple[int, _Node]] = {}
        for source in reversed(merge.value) if isinstance(merge.value, list) else [merge]:
            if not isinstance(source.value, dict):
                _refuse(self.file, "`<<` can only take in groups of settings", path=dotted(at), line=line)
            self._allow(at, line, len(source.value))
            merged |= source.value
        return merged

    def _name(self, event: Event, at: Place) -> str:
        name = self._node(event, (*at, "?")).value  # a name can be a group, whose name is a group ...
        if not isinstance(name, str):
            text = event.value if isinstance(event, ScalarEvent) else ABSENT
            remedy = "" if text is ABSENT else f'put it in quotes: "{text}"'
            self._refuse("a name must be text", event, at, text, remedy)
        return name

    def _alias(self, event: AliasEvent, at: Place) -> _Node:
        if event.anchor not in self._anchors:
            remedy = advice(event.anchor, list(self._anchors), "anchors above")
            self._refuse(f"no anchor &{event.anchor} stands above", event, at, f"*{event.anchor}", remedy)
        node = self._anchors[event.anchor]
        if node is None:
            self._refuse("must not contain itself", event, at, f"*{event.anchor}")
        return node

    def _plain(self, event: ScalarEvent, at: Place) -> str | float | bool | None:
        """An unquoted scalar by YAML 1.2's core schema: `NO` and `1:30` are text, `1e3` is a number."""
        text = event.value
        if text in _YAML_NULL:
            return None
        if text in _YAML_BOOL:
            return _YAML_BOOL[text]
        if _YAML_INFINITE.fullmatch(text):
            self._refuse("must be a finite number", event, at, text)
        return self._number(text, event, at) if _YAML_FLOAT.fullmatch(text) else str(text)

    def _number(self, text: str, event: Event, at: Place) -> int | float:
        kind, most = (int, MOST_DIGITS) if _YAML_INT.fullmatch(text) else (float, 2 * MOST_DIGITS)
        # Counted before it is converted: converting a million digits is an attack of its own.
        if sum(map(str.isdigit, text)) > most or not abs(kind(text)) <= LARGEST_NUMBER:
            rule = f"must have at most {MOST_DIGITS} digits and lie within ±{LARGEST_NUMBER:g}"
            is_name = kind is int and len(text) > MOST_DIGITS
            remedy = "put it in quotes if it is a name" if is_name else "write a number that can be meant"
            self._refuse(rule, event, at, text, remedy)
        return kind(text)

    def _allow(self, at: Place, line: int, nodes: int = 1) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            _refuse(
                self.file,
                f"must not hold more than {MOST_NODES:,} values (each alias counts in full)",
                line=line,
            )
        if len(at) > DEEPEST:
            _refuse(self.file, f"must not nest deeper than {DEEPEST} levels", line=line)

    def _refuse(
        self, rule: str, event: Event, at: Place = (), value: object = ABSENT, remedy: str = ""
    ) -> NoReturn:
        _refuse(self.file, rule, path=dotted(at), value=value, line=_line(event), remedy=remedy)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


_BLOCK: Final = ("`|` and `>` end their line", "put the text on the lines below")
_SYNTAX: Final = (
    ("'\\t' that cannot start", "a tab stands where only spaces may", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a colon stands where no name can be",
        "put each name on its own line, and quotes around a text that contains a colon",
    ),
    ("could not find expected ':'", "a colon is missing after the name", "write `name: value`"),
    (
        "expected <block end>",
        "the indentation does not fit the lines above",
        "start all names of one group in the same column",
    ),
    ("unexpected end of stream", "a quotation mark is never closed", "close it"),
    ("expected ',' or", "a bracket is never closed, or a comma is missing", "close it, or put the comma"),
    ("expected '<document start>'", "nothing can follow here", "write `name: value`, mend the indentation"),
    ("expected the node content", "a value is missing before this place", "write it, or use quotes"),
    ("sequence entries are not allowed", "a list entry cannot start here", "put each `- ` on its own line"),
    ("chomping or indentation", *_BLOCK),
    ("a comment or a line break", *_BLOCK),
    ("that cannot start any token", "a value cannot start with this character", "put the text in quotes"),
)


def _plain_syntax(error: YAMLError, text: str) -> tuple[int, str, str]:
    """Line, rule and remedy of what the parser could not read."""
    if not isinstance(error, MarkedYAMLError):
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return line, "must not contain control characters", "save the file as plain text"
    words = str(error.problem)
    rule, remedy = next(
        ((rule, remedy) for part, rule, remedy in _SYNTAX if part in words), (f"is not YAML: {words}", "")
    )
    # What is never closed shows at the end of the file; its opening is what must be found.
    opened = "closed" in rule and error.context_mark
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    return (mark.line + 1 if mark else 1), rule, remedy
