"""The rules that CONTRIBUTING.md states are kept: sizes, names, docstrings, spelling."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}

MOST_LINES = 400

TWINS = "both engines tell it, under the same name"
COMMAND = "a command, and what it calls"
THEORY = "what is asked of a queue, and the formula it must agree with"
LAW = "a law of both engines, and what follows from the journal"
SETTINGS = "the settings, and the law or the sum that reads them"
DRAWN = "a figure, and what is drawn"

SAME_FILE = {
    "asked.py": "measures of runs, and what tests ask a command",
    "calendar.py": SETTINGS,
    "cases.py": "the command that lists them, and random ones for tests",
    "client.py": TWINS,
    "columns.py": "of the journal, and of a results folder",
    "commitment.py": THEORY,
    "communication.py": LAW,
    "conduct.py": "how an experiment is run, and the chapter of STRESS that says so",
    "digest.py": "of a design point, and of a case and its luck",
    "exits.py": THEORY,
    "expertise.py": TWINS,
    "failures.py": THEORY,
    "figures.py": DRAWN,
    "flaws.py": TWINS,
    "innovation.py": SETTINGS,
    "knowledge.py": LAW,
    "lending.py": "both engines tell it, in numbers that the plan has; and the formula it must agree with",
    "markdown.py": "of the STRESS draft, and of the brief",
    "measure.py": DRAWN,
    "money.py": "a figure, and random contracts for tests",
    "path.py": "a dotted path of a setting, and a task's way",
    "payback.py": COMMAND,
    "people.py": LAW,
    "pool.py": "of other clients: settings and law; and of processes",
    "protection.py": SETTINGS,
    "quality.py": LAW,
    "queues.py": THEORY,
    "record.py": TWINS,
    "relay.py": LAW,
    "return_option.py": THEORY,
    "risk.py": THEORY,
    "run.py": COMMAND,
    "second_source.py": THEORY,
    "sentences.py": "of the brief, and of the desk",
    "sections.py": "of a case, named by content, and of a scorecard",
    "sight.py": TWINS,
    "span.py": "a stretch of a task's time, and of misfortune",
    "status.py": COMMAND,
    "story.py": DRAWN,
    "stress.py": COMMAND,
    "table.py": "a file that is read, and an exam's table that is printed",
    "team.py": "its settings, and its seats and line in the reference engine",
    "time_zones.py": THEORY,
    "tolerance.py": SETTINGS,
    "trace.py": "the command, and a log of arrivals",
    "understanding.py": "its laws, and the exams of them",
    "verify.py": COMMAND,
    "waterfall.py": COMMAND,
    "what_if.py": COMMAND,
    "work.py": "its settings, and what the desk's workers do",
    "worlds.py": "of a question, and random ones for tests",
}
"""Names of files that stand in two rooms, and why they may."""

JSON = "the thing, and what the desk's interface sends of it"

SAME_CLASS = {
    "Asked": "measures of runs that somebody asks for, and what the desk's guide is asked",
    "Line": JSON,
    "Sight": TWINS,
    "Story": JSON,
    "Team": "its settings, and its seats and line in the reference engine",
}
"""Names of classes that stand in two files, and why they may."""


OVERRIDES = {"per_year", "unit", "mean", "draw"}
"""Methods of distributions and hazards that do what their base class says."""

WITHOUT_SHAPES: set[str] = set()
"""Kernels whose docstring does not give shapes yet."""


def where(path: Path) -> str:
    """A file as people name it."""
    return str(path.relative_to(ROOT))


def test_a_file_is_read_in_one_sitting() -> None:
    """At most 400 lines."""
    lines = {where(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES + TESTS}

    assert {path: number for path, number in lines.items() if number > MOST_LINES} == {}


def test_one_noun_has_one_file() -> None:
    """From a name one guesses the file; where two rooms share a name, the list above says why."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        found[path.name].append(where(path))

    twice = {name for name, places in found.items() if len(places) > 1} - {"__init__.py", "__main__.py"}
    assert twice == set(SAME_FILE)


def test_one_name_is_one_class() -> None:
    """A name that is met in two files is one thing, unless the list above says why not."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(where(path))

    twice = {name: places for name, places in found.items() if len(places) > 1}
    assert {name: places for name, places in twice.items() if name not in SAME_CLASS} == {}
    assert set(SAME_CLASS) - set(twice) == set()


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Public functions of a module, and public methods of its public classes."""
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        if not kind.name.startswith("_"):
            found += [node for node in kind.body if isinstance(node, ast.FunctionDef)]
    is_overload = {id(each) for each in found if "overload" in map(ast.unparse, each.decorator_list)}
    return [each for each in found if not each.name.startswith("_") and id(each) not in is_overload]


def test_what_is_public_says_what_it_does() -> None:
    """A module, a class, a function: each opens with a claim."""
    silent = []
    for path, tree in TREES.items():
        public = [*functions(tree), *(node for node in tree.body if isinstance(node, ast.ClassDef))]
        named = [node for node in public if not node.name.startswith("_")]
        told = {
            node.name for node in named if ast.get_docstring(node)
        }  # an override does what the first does
        silent += [f"{where(path)}: {each.name}" for each in named if each.name not in told | OVERRIDES]
        silent += [] if ast.get_docstring(tree) else [where(path)]

    assert silent == []


def test_kernels_give_the_shapes_of_what_they_take() -> None:
    """Compiled code has no types; its docstring says which arguments are arrays, and of what."""
    bare = []
    for path, tree in TREES.items():
        for each in tree.body:
            if isinstance(each, ast.FunctionDef) and is_compiled(each) and takes_arrays(each):
                words = ast.get_docstring(each) or ""
                if not re.search(r"\(\w+(, ?\w+)*,?\)|shape|record|array|table|rows?\b|column", words):
                    bare.append(f"{where(path)}: {each.name}")

    assert sorted(set(bare) - WITHOUT_SHAPES) == []


def is_compiled(function: ast.FunctionDef) -> bool:
    """Whether Numba compiles it."""
    return any("njit" in ast.unparse(decorator) for decorator in function.decorator_list)


def takes_arrays(function: ast.FunctionDef) -> bool:
    """Whether it reads an argument by index."""
    names = {argument.arg for argument in function.args.args}
    read = (node.value for node in ast.walk(function) if isinstance(node, ast.Subscript))
    return any(isinstance(value, ast.Name) and value.id in names for value in read)


def test_no_quotes_are_left_over_in_a_docstring() -> None:
    """A formatter that joins lines may leave the quotes of two strings in the middle of one."""
    stray = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                stray += [f"{where(path)}: {node.lineno}"] * bool(
                    re.search(r'"\s*\n\s*"', str(node.value.value))
                )

    assert stray == []


RULE = re.compile(r"^ *# (?:-- )?[A-Z][^#]*-{5,}$|^ *# -- ", re.MULTILINE)
HOUSE_RULE = re.compile(r"^ *# -- \S.* -{3,}$")


def test_sections_are_ruled_in_one_way() -> None:
    """`# -- title ---`, to the end of the line."""
    ruled = {
        where(path): [
            line.strip() for line in path.read_text(encoding="utf-8").splitlines() if RULE.match(line)
        ]
        for path in SOURCES + TESTS
    }
    odd = {path: [line for line in lines if not HOUSE_RULE.match(line)] for path, lines in ruled.items()}

    assert {path: lines for path, lines in odd.items() if lines} == {}


@pytest.mark.slow
def test_the_prose_is_spelt_well() -> None:
    """By codespell, with our British words."""
    where_prose_is = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "notebooks", "sim"]

    found = subprocess.run(
        [sys.executable, "-m", "codespell_lib", *where_prose_is],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout + found.stderr == ""
