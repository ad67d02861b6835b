"""Each floor of the house stands on floors below it, and the pure ones on nothing at all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent

FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "version"),
    ("files",),
    ("analysis",),  # statistics and theory know numbers only, so they are low
    ("rules",),
    ("compiler",),
    ("scenario",),
    ("strategy",),
    ("digest",),
    ("case",),
    ("case_first",),
    ("tape",),
    ("engine",),
    ("outcome",),
    ("words", "shown"),
    ("replicate",),  # below everything that asks
    ("experiment",),
    ("plots", "selfcheck", "testing"),  # neighbours: none imports another
    ("ask",),
    ("report",),
    ("chronicle",),
    ("web",),
    ("jupyter",),
    ("commands",),
    ("cli",),
)
"""From the ground up; a module may import its own room and whatever lies lower.

`sim/__init__.py` is the front door: it names what a user needs from every floor, and only the version is
asked of it from within.
"""

PURE: dict[str, set[str]] = {"rules": set(), "analysis": set(), "scenario": {"errors", "files"}}
"""Rooms that import no other, or these alone: laws, statistics, and what a file may say, which may be to name
another file."""

FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of each import of our own, those for type checkers and those inside functions
    included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "sim":
            names = [f"sim.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written out in full"
            names = [node.module or ""]
        for name in names:
            house, _, rest = name.partition(".")
            if house == "sim":
                yield node.lineno, rest.split(".")[0]


MODULES = sorted(ROOT.rglob("*.py"))

READERS = ROOT / "testing" / "replay"
"""It plays what the documents print, as a reader does: by the front door and the command."""


def room_of(path: Path) -> str:
    """The part of the house that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_every_room_has_its_floor() -> None:
    """Whoever builds a new room says here what it stands on."""
    assert {room_of(path) for path in MODULES} - {"__init__"} == set(FLOOR_OF)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_floor_imports_only_from_floors_below(path: Path) -> None:
    """Counting every import, wherever it stands in the file."""
    room = room_of(path)
    if room == "__init__" or READERS in path.parents:
        return
    for line, other in imports(path):
        where = f"{path.relative_to(ROOT)}:{line} imports {other}"
        if other == room:
            continue

        assert other in FLOOR_OF, f"{where}, which is no room of the house"
        assert other in PURE.get(room, {other}), f"{where}, and {room} should not"
        assert FLOOR_OF[other] < FLOOR_OF[room], f"{where}, which does not lie below"


STAIRS: dict[str, tuple[str, ...]] = {
    # what is asked < how runs are computed < what is stored of them < who conducts it all
    "experiment": ("design", "execute", "folder", "conduct"),
}
"""Rooms with floors of their own, from the ground up."""


def modules_named(path: Path) -> Iterator[str]:
    """Modules of our own that a file imports, each by its full dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim."):
            for alias in node.names:
                module = ROOT.parent.joinpath(*node.module.split("."), f"{alias.name}.py")
                yield f"{node.module}.{alias.name}" if module.exists() else node.module


@pytest.mark.parametrize("room", STAIRS)
def test_a_room_with_floors_of_its_own_has_no_arrow_upwards(room: str) -> None:
    """A module imports from its own floor of the room, and from those below."""
    floor_of = {name: floor for floor, name in enumerate(STAIRS[room])}
    assert {each.name for each in (ROOT / room).iterdir() if each.is_dir()} - {"__pycache__"} == set(floor_of)
    for path in (ROOT / room).rglob("*.py"):
        for module in modules_named(path):
            _, other, *rest = module.split(".")
            if other == room and rest:
                assert path.parent.name in floor_of, f"{path}: what lies before the stairs imports nothing"
                assert floor_of[rest[0]] <= floor_of[path.parent.name], f"{path} imports {module}"


@pytest.mark.parametrize("room", STAIRS)
def test_no_module_of_such_a_room_stands_on_itself(room: str) -> None:
    """Following imports, those for type checkers included, one never comes back."""
    name = {path: ".".join(path.relative_to(ROOT.parent).with_suffix("").parts) for path in MODULES}
    below = {
        name[path]: {module for module in modules_named(path) if module.startswith(f"sim.{room}.")}
        for path in MODULES
        if room_of(path) == room
    }
    while ground := {module for module, others in below.items() if not others & below.keys()}:
        below = {module: others for module, others in below.items() if module not in ground}

    assert below == {}


def names_in(path: Path) -> set[str]:
    """Modules of ours that a file imports, for type checkers or for good, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def drawn() -> dict[str, set[str]]:
    """The drawing of imports within one room at a time: from each module to those that it asks for."""
    modules = {".".join(path.relative_to(ROOT.parent).with_suffix("").parts): path for path in MODULES}
    return {
        name: {
            other
            for other in names_in(path) & set(modules)
            if other != name and other.split(".")[1] == name.split(".")[1]
        }
        for name, path in modules.items()
        if "." in name and path.name != "__init__.py"
    }


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """Modules that ask for each other in a circle, in order; none if there is no circle."""
    way: list[str] = []
    done: set[str] = set()

    def walk(name: str) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name not in done:
            way.append(name)
            for other in sorted(graph.get(name, ())):
                if found := walk(other):
                    return found
            way.pop()
            done.add(name)
        return []

    return next((found for name in sorted(graph) if (found := walk(name))), [])


def test_a_circle_would_be_found() -> None:
    """Also one that begins on the way."""
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_no_room_has_a_circle(room: str) -> None:
    """Whoever reads a file may read first all that it stands on, imports for type checkers included."""
    own = {name: others for name, others in drawn().items() if name.split(".")[1] == room}

    assert circle_in(own) == []


def test_what_both_engines_share_asks_neither() -> None:
    """Plan, its making, journal and clock lie below both engines; only the front door `simulate` is above."""
    for path in (ROOT / "engine").glob("*.py"):
        if path.name != "simulate.py":
            named = {name for name in names_in(path) if name.startswith("sim.engine.")}

            assert not [n for n in named if n.split(".")[2] in ("reference", "compiled")], path.name


def test_the_engines_know_nothing_of_each_other() -> None:
    """A proof by two engines is none if one leans on the other."""
    for engine, other in (("reference", "compiled"), ("compiled", "reference")):
        for path in (ROOT / "engine" / engine).glob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

            assert not [name for name in named if name.startswith(f"sim.engine.{other}")], path.name


def test_the_rules_are_pure() -> None:
    """Laws read no clock, no file and no chance: arrays, mathematics and names are all they import."""
    allowed = {"__future__", "math", "typing", "collections", "enum", "numpy", "sim"}
    for path in (ROOT / "rules").glob("*.py"):
        # These two make machine code of them, and keep it on disk.
        if path.name not in ("rule.py", "code_folder.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
            names += [alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names]

            assert {name.partition(".")[0] for name in names} <= allowed, path.name
