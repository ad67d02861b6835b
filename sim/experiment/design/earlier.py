"""How does a file of an earlier model become one of this model? Names and numbers are exchanged in its text.

Nothing else of the text is touched: comments, order, anchors, line ends. What a number was stands behind its
line as a comment. What no number stands for is left, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import InputError, Problem
from sim.experiment.design.factor import LevelRange
from sim.files.document import check
from sim.files.former import FORMER, SUCCESSOR, USUAL_NOTICED, defects, gap_and_points
from sim.files.reader import Place, dotted, parse_text

MERGE: Final = "tag:yaml.org,2002:merge"


class Upgrade(NamedTuple):
    """What became of a file's text."""

    text: str
    told: list[str]
    """A sentence for each setting that was rewritten."""
    left: list[Problem]
    """What is to be stated by hand."""


class Entry(NamedTuple):
    """A setting as it stands in the text; one that is shared by an anchor stands in several places."""

    place: Place
    key: ScalarNode
    value: Node
    group: MappingNode


class Edit(NamedTuple):
    """Some of the text, and what comes in its place."""

    start: int
    end: int
    text: str


def upgraded(text: str, file: str) -> Upgrade:
    """Rewrite a case or an experiment.

    Raises
    ------
    InputError
        It is no YAML of ours, or a setting that is to be rewritten has a value that it could never have.
    """
    data, _ = parse_text(text, file)
    root = YAML(typ="rt", pure=True).compose(text)
    return _Writer(text, file, data, list(_entries(root, ()))).upgrade()


class _Writer:
    """One file on its way: edits of the text, remarks for its lines, and what is told of it."""

    def __init__(self, text: str, file: str, data: Mapping[str, Any], entries: list[Entry]) -> None:
        self.text, self.file, self.data = text, file, data
        self.entries = entries
        self.at = {entry.place: entry for entry in entries}
        self.edits: dict[int, Edit] = {}
        self.remarks: dict[int, list[str]] = {}
        self.told: list[str] = []
        self.left: list[Problem] = []
        self.numbers = _Understanding(self)

    def upgrade(self) -> Upgrade:
        """Every former setting, in the order of the text; those that an anchor shares only once."""
        shared: dict[int, list[Entry]] = {}
        for entry in self.entries:
            if _last(entry.key.value) in FORMER:
                shared.setdefault(id(entry.key), []).append(entry)
            elif entry.place[-1] == "path" and _last(str(entry.value.value)) in FORMER:
                self._path(entry)
        for same in shared.values():
            self._setting(same)
        written = self._written(self.remarks)
        if self.remarks and parse_text(written, self.file)[0] != parse_text(self._written({}), self.file)[0]:
            written = self._written({})  # a line that ends within a quotation has no room for a remark
        return Upgrade(written, self.told, self.left)

    def _setting(self, same: list[Entry]) -> None:
        entry = same[0]
        name = _last(entry.key.value)
        number, *others = {self._number(each, name) for each in same}
        if isinstance(number, str):
            self._leave(entry, number)
        elif others:
            self._leave(entry, "it is shared by settings for which other numbers stand")
        else:
            self._rename(entry, SUCCESSOR[name], number)

    def _number(self, entry: Entry, name: str) -> float | str:
        """The number in the place of a setting's, or why there is none."""
        if self._is_alias(entry):
            return "its value stands elsewhere, behind an anchor"
        if "sets" in entry.place[:-1] and "factors" in entry.place[:-1]:
            return "levels times a number are no probabilities any more"
        if name == "defect_probability":
            if (*entry.place[:-1], "defects_per_task") in self.at:
                raise self._wrong(
                    entry, "defects_per_task, which replaces it, is stated beside it", "remove one"
                )
            return defects(self._within(entry, 1.0, "a probability, from 0 to 1"))
        if "." in entry.key.value or entry.place[0] != "scenario":
            return f"no number stands for it alone: {FORMER[name]}"
        if "preset" in self.data["scenario"] or "case" in self.data:
            return "the numbers beside it are a preset's or another file's, and have changed"
        return self.numbers.of(entry, name)

    def _path(self, entry: Entry) -> None:
        """What a factor varies, and its levels."""
        was = str(entry.value.value)
        name = _last(was)
        levels = self.at.get((*entry.place[:-1], "levels"))
        if name != "defect_probability" or levels is None or not self._can_exchange(levels):
            self._leave(entry, FORMER[name])
            return
        new = _renamed(was)
        levels_was, levels_new = self._levels(levels)
        self._replace(entry.value, new)
        self.told.append(f"{dotted(entry.place)}: {new} in the place of {was}")
        self.told.append(f"{dotted(levels.place)}: {levels_new} in the place of {levels_was}")

    def _can_exchange(self, levels: Entry) -> bool:
        """Whether levels are numbers that stand where they are stated: a list, or a span."""
        node = levels.value
        if self._is_alias(levels) or MERGE in self._source(node):
            return False
        return isinstance(node, SequenceNode) or (isinstance(node, MappingNode) and "from" in _settings(node))

    def _levels(self, entry: Entry) -> tuple[str, str]:
        """Levels as they were, and as they are: even steps of probabilities are uneven ones of defects."""
        node, rule = entry.value, "must be probabilities, from 0 to 1"
        stated = _of(self.data, entry.place)
        span = None if isinstance(stated, list) else check(LevelRange, stated, root=dotted(entry.place))
        numbers = stated if span is None else span.levels()
        if not all(_is_share(each) for each in numbers):
            raise self._wrong(entry, rule, "")
        found = [_told(defects(each)) for each in numbers]
        if span is not None and span.step is None:
            scale = ", scale: log" if span.scale == "log" else ""
            new = f"{{from: {found[0]}, to: {found[1]}{scale}}}"
        else:
            new = f"[{', '.join(found)}]"
        start, end = node.start_mark.index, self._end(node)
        source = self.text[start:end]
        was = " ".join(re.sub(r"#.*", "", source).split())
        self.edits[start] = Edit(start, end, new)
        self._remark(node, "; ".join([f"was {was}", *re.findall(r"#\s*(.*?)\s*$", source, re.MULTILINE)]))
        return was, new

    # -- the text --------------------------------------------------------------------------------------------

    def _rename(self, entry: Entry, new: str, number: float) -> None:
        old, was = entry.key.value, self._source(entry.value)
        beside = self.at.get((*entry.place[:-1], new)) if "." not in old else None
        if beside is not None and beside.group is entry.group:
            self.told.append(f"{dotted(beside.place)}: {_told(number)} in the place of {beside.value.value}")
            self._remark(beside.value, f"was {new} {self._source(beside.value)}")
            self._replace(beside.value, _told(number))
            self._strike(entry, f"was {old} {was}")
            return
        self._replace(entry.key, _renamed(old))
        self._replace(entry.value, _told(number))
        self._remark(entry.value, f"was {_last(old)} {was}")
        self.told.append(
            f"{dotted((*entry.place[:-1], _renamed(old)))}: {_told(number)} in the place of {old}: {was}"
        )

    def _strike(self, entry: Entry, was: str) -> None:
        """A setting that is no more, and has nothing in its place."""
        start, end = entry.key.start_mark.index, entry.value.end_mark.index
        if not entry.group.flow_style:
            self.edits[start] = Edit(start, end, f"# {was}")
            return
        self._remark(entry.value, was)
        if after := re.match(r"\s*,\s*", self.text[end:]):
            self.edits[start] = Edit(start, end + after.end(), "")
        elif before := re.search(r",\s*$", self.text[:start]):
            self.edits[before.start()] = Edit(before.start(), end, "")
        else:
            self.edits[start] = Edit(start, end, "")

    def _replace(self, node: Node, text: str) -> None:
        self.edits[node.start_mark.index] = Edit(node.start_mark.index, node.end_mark.index, text)

    def _remark(self, node: Node, text: str) -> None:
        """What is to stand behind the line on which a value ends."""
        place = re.compile(r"[\r\n]|\Z").search(self.text, self._end(node))
        assert place is not None
        self.remarks.setdefault(place.start(), []).append(text)

    def _end(self, node: Node) -> int:
        """Where a value ends: a block ends with its last value, whatever comment or blank line comes then."""
        if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        return self._end(node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1])

    def _written(self, remarks: Mapping[int, list[str]]) -> str:
        edits = [
            *self.edits.values(),
            *(Edit(at, at, f"  # {'; '.join(said)}") for at, said in remarks.items()),
        ]
        parts, done = [], 0
        for edit in sorted(edits):
            parts += [self.text[done : edit.start], edit.text]
            done = edit.end
        return "".join([*parts, self.text[done:]])

    def _source(self, node: Node) -> str:
        return self.text[node.start_mark.index : node.end_mark.index]

    def _is_alias(self, entry: Entry) -> bool:
        """Whether the value, or what it is anchored by, stands elsewhere."""
        return entry.value.start_mark.index < entry.key.end_mark.index or self._source(entry.value)[:1] == "&"

    # -- what is wrong ---------------------------------------------------------------------------------------

    def _within(self, entry: Entry, most: float, rule: str) -> float:
        value = _of(self.data, entry.place)
        if not _is_share(value, most):
            raise self._wrong(entry, f"must be {rule}", "")
        return float(value)

    def _wrong(self, entry: Entry, rule: str, remedy: str) -> InputError:
        return InputError([self._problem(entry, rule, remedy)])

    def _leave(self, entry: Entry, why: str) -> None:
        path = entry.value.value if entry.place[-1] == "path" else entry.key.value
        remedy = f"state {_renamed(str(path))} by hand: docs/files.md, a file of an earlier model"
        self.left.append(self._problem(entry, f"left as it is: {why}", remedy))

    def _problem(self, entry: Entry, rule: str, remedy: str) -> Problem:
        value = _of(self.data, entry.place)
        return Problem(dotted(entry.place), value, rule, remedy, self.file, entry.key.start_mark.line + 1)


class _Understanding:
    """Questions, distances of two kinds and ambiguity, as one law has them."""

    def __init__(self, writer: _Writer) -> None:
        self.writer = writer
        self._found: tuple[dict[str, float], dict[str, float]] | None = None

    def of(self, entry: Entry, name: str) -> float | str:
        """A provider's distance, or a work type's unclear points."""
        if len(entry.place) != 4 or entry.place[1] != (
            "work" if name == "questions_per_task" else "providers"
        ):
            return FORMER[name]
        if self._found is None:
            self._found = self._solve()
        distances, points = self._found
        return (points if name == "questions_per_task" else distances)[str(entry.place[2])]

    def _solve(self) -> tuple[dict[str, float], dict[str, float]]:
        """Distances of providers, and unclear points of work types, by name."""
        asked = self._groups("work", "questions_per_task")
        points: dict[str, list[float]] = {name: [] for name in asked}
        distances = {}
        for name, provider in self._groups("providers", "culture_distance").items():
            culture = self._share("providers", name, "culture_distance", provider)
            distance = self._share("providers", name, "distance", provider)
            questions = [
                self._amount(work, each) * self._share("work", work, "ambiguity", each) * distance
                for work, each in asked.items()
            ]
            gap, found = gap_and_points(questions, culture) if any(questions) else (culture, [])
            for work, number in zip(asked, found, strict=False):
                points[work].append(number)
            distances[name] = round(gap, 3)
        for name, each in asked.items():
            if not points[name]:
                usual = self._share("work", name, "ambiguity", each) if "ambiguity" in each else 1.0
                points[name].append(self._amount(name, each) * usual / USUAL_NOTICED)
        return distances, {name: round(sum(each) / len(each), 2) for name, each in points.items()}

    def _groups(self, group: str, former: str) -> dict[str, Mapping[str, Any]]:
        found = self.writer.data["scenario"].get(group)
        named = found.items() if isinstance(found, Mapping) else ()
        return {name: each for name, each in named if isinstance(each, Mapping) and former in each}

    def _amount(self, name: str, group: Mapping[str, Any]) -> float:
        return self._checked(
            "work", name, "questions_per_task", group, 1e6, "a number of questions, from 0 on"
        )

    def _share(self, kind: str, name: str, setting: str, group: Mapping[str, Any]) -> float:
        return (
            self._checked(kind, name, setting, group, 1.0, "a share, from 0 to 1")
            if setting in group
            else 0.0
        )

    def _checked(
        self, kind: str, name: str, setting: str, group: Mapping[str, Any], most: float, rule: str
    ) -> float:
        return self.writer._within(self.writer.at["scenario", kind, name, setting], most, rule)


def _entries(node: Node, place: Place) -> Iterator[Entry]:
    """All settings of a tree, with those that merge keys bring; a group's own come before what is merged."""
    if isinstance(node, SequenceNode):
        for index, each in enumerate(node.value):
            yield from _entries(each, (*place, index))
    elif isinstance(node, MappingNode):
        for key, value, group in _settings(node).values():
            at = (*place, str(key.value))
            yield Entry(at, key, value, group)
            yield from _entries(value, at)


def _settings(node: MappingNode) -> dict[str, tuple[ScalarNode, Node, MappingNode]]:
    found: dict[str, tuple[ScalarNode, Node, MappingNode]] = {}
    for key, value in node.value:
        if key.tag == MERGE:
            for base in value.value if isinstance(value, SequenceNode) else [value]:
                if isinstance(base, MappingNode):
                    found = _settings(base) | found
    return found | {key.value: (key, value, node) for key, value in node.value if key.tag != MERGE}


def _of(data: Any, place: Place) -> Any:
    for name in place:
        data = data[name]
    return data


def _is_share(value: Any, most: float = 1.0) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0.0 <= value <= most


def _last(path: Any) -> str:
    return str(path).rpartition(".")[2]


def _renamed(path: str) -> str:
    """A name or a dotted path with what stands in the place of its last name."""
    before, dot, name = path.rpartition(".")
    return f"{before}{dot}{SUCCESSOR[name]}"


def _told(number: float) -> str:
    return f"{number:g}" if number == round(number, 4) else repr(number)
