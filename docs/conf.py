"""How is the site made? Sphinx reads these settings; `make docs` builds it into build/docs.

Five directives of our own make tables from the code, so that no page can contradict it: ``settings`` (one
model of pydantic), ``measures``, ``columns`` and ``codes`` (of the journal), and ``chapter`` (the same part
of both engines, side by side).
"""

from __future__ import annotations

import re
import textwrap
from datetime import date
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from sim.engine.columns import COLUMNS
from sim.errors import shown
from sim.outcome.measure import MEASURES
from sim.version import package_version

project = "kposim"
author = "the kposim maintainers"
copyright = "the kposim maintainers; MIT licence"
version = release = package_version()

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = "kposim"
html_show_sphinx = False
html_copy_source = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

# Docstrings: numpydoc sections; a name in single backticks is code. Classes show fields, not a signature.
default_role = "code"
napoleon_google_docstring = False
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_typehints = "none"

html_static_path = ["static"]
html_css_files = ["kposim.css"]

ENGINES = Path(__file__).parents[1] / "sim" / "engine"
"""Where the engines' source lies."""

BOUNDS = {"gt": "above {}", "ge": "from {}", "lt": "below {}", "le": "to {}", "max_length": "length to {}"}
"""Rules of pydantic in words, in the order in which they are said."""


class Table(SphinxDirective):
    """A table that is written as Markdown and read by the page's own parser."""

    def parsed(self, lines: list[str]) -> list[nodes.Node]:
        """The lines as nodes."""
        parent = nodes.Element()
        markdown = StringList(lines, source=self.get_source_info()[0])
        self.state.nested_parse(markdown, self.content_offset, parent)
        return parent.children


class Settings(Table):
    """All settings of one model, or with `:own:` those that it does not inherit: default, bounds, meaning."""

    required_arguments = 1
    option_spec = {"own": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Sphinx asks for the nodes."""
        module, _, name = self.arguments[0].partition(":")
        model = getattr(import_module(module), name)
        shown_names = model.__annotations__ if "own" in self.options else model.model_fields
        rows = [
            _setting(info.alias or name, info)
            for name, info in model.model_fields.items()
            if name in shown_names and name != "kind"
        ]
        head = ["| setting | default | allowed | |", "|---|---|---|---|"] if rows else []
        return self.parsed([f"**{_called(model)}**. {_claim(model)}", "", *head, *rows, ""])


class Measures(Table):
    """All measures: name, unit, direction, sentence."""

    def run(self) -> list[nodes.Node]:
        """Sphinx asks for the nodes."""
        lines: list[str] = []
        for group, own in groupby(MEASURES.values(), key=lambda measure: measure.group):
            lines += [f"**{group.capitalize()}**", "", "| measure | unit | better | |", "|---|---|---|---|"]
            lines += [f"| `{each.name}` | {each.unit} | {each.direction} | {each.says} |" for each in own]
            lines.append("")
        return self.parsed(lines)


class Columns(Table):
    """The columns of one table of the journal: type, unit, meaning, null value, invariant."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Sphinx asks for the nodes."""
        lines = ["| column | type | unit | | none | always |", "|---|---|---|---|---|---|"]
        for name, column in COLUMNS[self.arguments[0]].items():
            unit = column.unit if column.names is None else _coded(column.names)
            cells = (column.dtype, unit, column.meaning, column.null, column.invariant)
            lines.append(f"| `{name}` | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        return self.parsed([*lines, ""])


class Codes(Table):
    """The members of an enumeration of the journal, and what each says."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Sphinx asks for the nodes."""
        members = getattr(import_module("sim.engine.columns"), self.arguments[0])
        lines = [f"| `{self.arguments[0]}` | |", "|---|---|"]
        return self.parsed([*lines, *(f"| {each.value} | `{each.name}` |" for each in members), ""])


def _coded(names: Any) -> str:
    """What a code stands for."""
    return f"number of a {names}" if isinstance(names, str) else f"`{names.__name__}`"


class Chapter(SphinxDirective):
    """One chapter as both engines tell it; ``:reference:`` and ``:compiled:`` give titles of sections."""

    option_spec = {"reference": directives.unchanged_required, "compiled": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Sphinx asks for the nodes."""
        table, group = nodes.table(classes=["side-by-side"]), nodes.tgroup(cols=2)
        group += [nodes.colspec(colwidth=50), nodes.colspec(colwidth=50)]
        head, body = nodes.row(), nodes.row()
        for name in ("reference", "compiled"):
            head += nodes.entry("", nodes.paragraph(text=name))
            titles = [title.strip() for title in self.options[name].split(";")]
            code = "\n\n".join(_sections(name)[title] for title in titles)
            body += nodes.entry("", nodes.literal_block(code, code, language="python"))
        group += [nodes.thead("", head), nodes.tbody("", body)]
        table += group
        return [table]


@cache
def _sections(engine: str) -> dict[str, str]:
    """The sections of an engine's source by title; a section begins with ``# -- title ---``."""
    source = "\n".join(path.read_text("utf-8") for path in sorted((ENGINES / engine).glob("*.py")))
    parts = re.split(r"^ *# -- (.+?) -+$", source, flags=re.MULTILINE)
    return {
        title: textwrap.dedent(code.strip("\n")) for title, code in zip(parts[1::2], parts[2::2], strict=True)
    }


def _called(model: type[BaseModel]) -> str:
    kind = model.model_fields.get("kind")
    kinds = get_args(kind.annotation) if kind is not None else ()
    return f"kind: {kinds[0]}" if len(kinds) == 1 else model.__name__


def _claim(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


def _setting(name: str, info: FieldInfo) -> str:
    says = " ".join((info.description or "").split()).replace("|", "\\|")
    return f"| `{name}` | {_default(info)} | {_allowed(info)} | {says} |"


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "needed"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "its own defaults"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if value in (None, {}, ""):
        return "none"
    if isinstance(value, date):
        return f"`{value}`"
    return f"`{_number(value) if isinstance(value, float) else shown(value)}`"


def _allowed(info: FieldInfo) -> str:
    """Words of a choice, or bounds."""
    literals = [kind for kind in _parts(info.annotation) if get_origin(kind) is Literal]
    choices = [each for kind in literals for each in get_args(kind)]
    if len(choices) > 1:
        return " · ".join(f"`{each}`" for each in choices)
    said = [(text, getattr(rule, name, None)) for name, text in BOUNDS.items() for rule in _rules(info)]
    return " ".join(text.format(_number(value)) for text, value in said if value is not None)


def _number(value: float | date) -> str:
    if isinstance(value, date):
        return str(value)
    return f"{value:,.12g}" if abs(value) < 1e9 else f"{value:g}".replace("e+", "e")


def _parts(kind: Any) -> list[Any]:
    """A type, or the members of a union."""
    return list(get_args(kind)) if get_origin(kind) in (Union, UnionType) else [kind]


def _rules(info: FieldInfo) -> list[Any]:
    """Bounds stand on the field, or on the type inside `| None`."""
    inner = [rule for kind in _parts(info.annotation) for rule in getattr(kind, "__metadata__", ())]
    return [part for rule in [*info.metadata, *inner] for part in (rule, *getattr(rule, "metadata", ()))]


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.add_directive("settings", Settings)
    app.add_directive("measures", Measures)
    app.add_directive("columns", Columns)
    app.add_directive("codes", Codes)
    app.add_directive("chapter", Chapter)
