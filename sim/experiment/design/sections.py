"""How is a world, or a choice, made from one that was checked? Only the sections that settings touch are new.

A section is a field, or one entry of a group of parts (`work.searches`). Each is validated and told once for
each combination of settings in it; all else is shared with the base. What is made is what validation of the
whole makes, and has the same name. Whatever does not fit this picture raises, and is to be validated whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from typing import Annotated, Any, Final, Generic, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, create_model

from sim.digest import digest_of
from sim.experiment.design.recent import Recent
from sim.files.document import check
from sim.files.path import EVERY, replaced, unboxed
from sim.scenario.base import Frozen, Part, Whole, frozen
from sim.scenario.trace import BY_CONTENT

W = TypeVar("W", bound=Whole)

GIVES_CONTEXT: Final = "start"
"""By the first day of the world instants of traces are read: who changes it changes every section."""

_PLAIN: Final = frozenset({bool, int, str, type(None)})


class Unsplit(ValueError):
    """These settings touch more than sections."""


class Keyed(NamedTuple):
    """A setting, and a key that tells it from any other: 1, 1.0 and true are three."""

    path: str
    value: Any
    key: tuple[str, Any]

    @classmethod
    def of(cls, path: str, value: Any) -> Keyed:
        """The setting with its key; a group is known by its identity, and whoever keeps the key keeps it."""
        kind = type(value)
        if kind is float:
            return cls(path, value, (path, repr(value)))  # 0.0 and -0.0 are two
        return cls(path, value, (path, (kind, value if kind in _PLAIN else id(value))))


class _Section(NamedTuple):
    value: Any
    text: bytes
    """As the canonical text of the whole has it, name and all; nothing if it is no part of the name."""
    held: Sequence[Keyed]
    """Groups whose identities are in the key."""


class Sections(Generic[W]):
    """A whole that was checked, and others that differ from it in some settings.

    Parameters
    ----------
    plain
        The base as plain values, as `sim.case.plain` tells it.
    root
        What its paths begin with.

    Raises
    ------
    InputError
        The base itself breaks a rule.
    """

    def __init__(self, base: W, plain: Mapping[str, Any], root: str, start: object) -> None:
        self._given, self._plain, self._root = base, plain, root
        self._context = {"folder": ".", "start": start}
        self._model: type[W] = type(base)
        self._base = check(self._model, plain, root=root, context=self._context)
        self._names = self._named()
        self._texts = {name: self._told(name, self._base.__dict__[name]) for name in self._names}
        self._entries = {
            group: {
                name: self._told(group, Frozen({name: part}), inner=True)
                for name, part in self._base.__dict__[group].items()
            }
            for group in _groups(self._model)
        }
        self._sections: Recent[Hashable, _Section] = Recent()
        self._wholes: Recent[Hashable, tuple[W, Sequence[Keyed]]] = Recent()
        self._places: dict[str, list[tuple[str, str, str]]] = {}

    def of(self, settings: Sequence[Keyed]) -> W:
        """The base with these settings, in their order.

        Raises
        ------
        ValueError
            A rule is broken, or the settings touch more than sections: validate the whole.
        """
        if not settings:
            return self._given
        key = tuple(each.key for each in settings)
        found = self._wholes.get(key) or self._wholes.put(key, (self._made(settings), settings))
        return found[0]

    def _made(self, settings: Sequence[Keyed]) -> W:
        touched: dict[str, dict[str, list[Keyed]]] = {}
        for each in settings:
            for field, name, path in self._place(each.path):
                touched.setdefault(field, {}).setdefault(name, []).append(each._replace(path=path))
        if GIVES_CONTEXT in touched:
            raise Unsplit(GIVES_CONTEXT)
        whole, texts = copy(self._base), dict(self._texts)
        whole.__dict__.pop("digest", None)
        for field, entries in touched.items():
            section = self._field(field, entries)
            whole.__dict__[field], texts[field] = section.value, section.text
        for rule in _rules(self._model):
            rule(whole)
        whole.__dict__["digest"] = digest_of(
            b"{%b}" % b",".join(filter(None, map(texts.__getitem__, self._names)))
        )
        return whole

    def _named(self) -> list[str]:
        """The fields that are part of the name, in the order of its text."""
        names = [name for name in self._model.model_fields if name not in self._model.SILENT]
        return sorted(names) if self._model.IS_SORTED else names

    def _place(self, path: str) -> list[tuple[str, str, str]]:
        if path not in self._places:
            self._places[path] = list(self._touched(path))
        return self._places[path]

    def _touched(self, path: str) -> Iterator[tuple[str, str, str]]:
        """Field, entry ('' for all of the field) and path of what a path sets, root left out."""
        names = path.split(".")
        if names[0] != self._root or len(names) < 2 or names[1] not in self._model.model_fields:
            raise Unsplit(path)
        field, rest = names[1], names[3:]
        if field not in self._entries or len(names) == 2:
            yield field, "", ".".join(names[1:])
            return
        known = self._entries[field]
        entries = [*known] if names[2] == EVERY else [names[2]]
        if not entries or not all(entry in known for entry in entries):
            raise Unsplit(path)  # a new entry, or none
        for entry in entries:
            yield field, entry, ".".join((field, entry, *rest))

    def _field(self, field: str, entries: Mapping[str, list[Keyed]]) -> _Section:
        """A field in which something is set; entry by entry, if it is a group of parts."""
        if "" in entries and len(entries) > 1:
            raise Unsplit(field)
        if "" in entries:
            (settings,) = entries.values()
            return self._section(field, "", settings)
        parts = {name: self._section(field, name, settings) for name, settings in entries.items()}
        key = (field, tuple((name, tuple(s.key for s in settings)) for name, settings in entries.items()))
        if key not in self._sections:
            values = {name: part.value for name, part in parts.items()}
            texts = self._entries[field] | {name: part.text for name, part in parts.items()}
            told = b'"%b":{%b}' % (field.encode(), b",".join(filter(None, texts.values())))
            held = [each for settings in entries.values() for each in settings]
            self._sections.put(key, _Section(Frozen(self._base.__dict__[field] | values), told, held))
        return self._sections[key]

    def _section(self, field: str, name: str, settings: Sequence[Keyed]) -> _Section:
        key = (field, name, *(each.key for each in settings))
        return self._sections.get(key) or self._sections.put(key, self._checked(field, name, settings))

    def _checked(self, field: str, name: str, settings: Sequence[Keyed]) -> _Section:
        data: Any = self._plain
        for each in settings:
            data = replaced(data, each.path, unboxed(each.value))
        stated = {name: data[field][name]} if name else data[field]
        alone = _alone(self._model, field).model_validate({field: stated}, context=self._context)
        value = frozen(alone.__dict__[field])
        if not name:
            return _Section(value, b"" if field in self._model.SILENT else self._told(field, value), settings)
        part = value[name]
        _share(part, self._base.__dict__[field][name], stated[name], self._plain[field][name])
        return _Section(part, self._told(field, Frozen({name: part}), inner=True), settings)

    def _told(self, field: str, value: Any, *, inner: bool = False) -> bytes:
        """The canonical text of a field, or of its entries, without the brackets around it."""
        alone = _alone(self._model, field).model_construct(**{field: value})
        plain = alone.model_dump(mode="json", warnings=False, context=BY_CONTENT)
        return self._model.canonical_text(plain[field] if inner else plain)[1:-1]


def _share(part: Part, before: Part, stated: Mapping[str, Any], plain: Mapping[str, Any]) -> None:
    """What is stated as before is the same thing: whoever remembers what it means need not look again."""
    for name, value in before.__dict__.items():
        now, at, was = part.__dict__.get(name), stated.get(name), plain.get(name)
        if name in plain and at is was and now == value:
            part.__dict__[name] = value
        elif isinstance(now, Part) and isinstance(value, Part) and isinstance(at, Mapping) and was:
            _share(now, value, at, was)


class _Alone(Part):
    """Made up here: there is no source in which pydantic could look for what its field means."""

    model_config = ConfigDict(use_attribute_docstrings=False)


@cache
def _alone(model: type[BaseModel], field: str) -> type[Part]:
    """A model of one field, which is checked and told as the whole model does it."""
    info = model.model_fields[field]
    kind = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    fields: dict[str, Any] = {field: (kind, ...)}
    return create_model(f"{model.__name__}_{field}", __base__=_Alone, **fields)


@cache
def _groups(model: type[Whole]) -> tuple[str, ...]:
    """The fields that are groups of parts by name."""
    kinds = {name: info.annotation for name, info in model.model_fields.items()}
    return tuple(
        name
        for name, kind in kinds.items()
        if get_origin(kind) is dict and _is_part(get_args(kind)[1]) and name not in model.SILENT
    )


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


@cache
def _rules(model: type[Whole]) -> tuple[Callable[[Any], Any], ...]:
    """The rules about fields together; to freeze the groups is none, and sections are frozen already."""
    found = model.__pydantic_decorators__.model_validators.items()
    after = [name for name, each in found if each.info.mode == "after" and name != Whole.FREEZES]
    return tuple(getattr(model, name) for name in after)
