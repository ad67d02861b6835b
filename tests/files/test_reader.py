"""Is a file read as its author meant it, and refused at once when nobody can have meant it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError, Problem
from sim.files.document import read


@pytest.fixture
def write(tmp_path):
    """Write a text to a file and give its path."""

    def write(text: str | bytes, name: str = "toy.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def data(write):
    """The plain values of a text."""
    return lambda text: read(write(text)).data


@pytest.fixture
def refusal(write):
    """The one problem for which a text is refused while it is read."""

    def refusal(text: str | bytes) -> Problem:
        with pytest.raises(InputError) as caught:
            read(write(text))
        (problem,) = caught.value.problems
        return problem

    return refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("1:30", "1:30"),
        ("2026-01-31", "2026-01-31"),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("+7", 7),
        ("007", 7),
        ("250_000", 250_000),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("0x1F", "0x1F"),
        ("٣", "٣"),
        ("[1, [2.0, x]]", [1, [2.0, "x"]]),
        ("{b: 1, c: {d: 2}}", {"b": 1, "c": {"d": 2}}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(data, text, value):
    """Norway stays a country, a time of day stays text, and a number may be written in the scientific way."""
    assert repr(data(f"a: {text}")["a"]) == repr(value)


def test_a_file_may_start_with_a_byte_order_mark(data):
    """Some editors put one there, unasked."""
    assert data(b"\xef\xbb\xbfa: 1") == {"a": 1}


def test_an_alias_stands_for_a_copy(data):
    """Changing one of two places that share an anchor must not change the other."""
    values = data("a: &x {n: [1]}\nb: *x\n")
    values["a"]["n"].append(2)
    assert values["b"] == {"n": [1]}


def test_a_merge_key_takes_in_what_is_not_given(data):
    """Own settings win over merged ones, and the first of several merged groups over the later ones."""
    text = "p: &p {a: 1, b: 1}\nq: &q {b: 2, c: 2}\nr:\n  c: 3\n  <<: [*p, *q]\ns: {<<: *q}\n"
    assert data(text)["r"] == {"a": 1, "b": 1, "c": 3}
    assert data(text)["s"] == {"b": 2, "c": 2}


def test_every_value_knows_its_line(write):
    """A named value stands where its name stands, a list entry where it begins."""
    document = read(write("# note\na:\n  b: 1\n\n  c:\n    - x\n    - d: 2\n"))
    lines = {".".join(map(str, at)): line for at, line in document.lines.items()}
    assert lines == {"": 2, "a": 2, "a.b": 3, "a.c": 5, "a.c.0": 6, "a.c.1": 7, "a.c.1.d": 7}


def test_what_came_by_alias_or_merge_stands_where_it_was_written(write):
    """The line to mend is the anchor's."""
    document = read(write("base: &base\n  seats: 1\nb: *base\nc:\n  <<: *base\n"))
    assert document.line(("b",)) == 3
    assert document.line(("b", "seats")) == 2
    assert document.line(("c", "seats")) == 2


def test_what_stands_nowhere_has_the_line_of_the_nearest_group(write):
    """Something missing is missing somewhere."""
    document = read(write("a: 1\nb:\n  c: 2\n"))
    assert document.line(("b", "nothing", 3)) == 2
    assert document.line(("nothing",)) == 1


# -- - what is refused on sight ------------------------------------------------------------------------------


def bomb(levels: int) -> str:
    """A list of ten of a list of ten of ..."""
    rows = ["a0: &a0 [lol]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "text",
    [
        bomb(12),
        "a0: &a0 {k: 1}\n" + "".join(f"a{i}: &a{i} {{k{i}: 1, <<: *a{i - 1}}}\n" for i in range(1, 2000)),
    ],
    ids=["billion laughs", "chain of merges"],
)
def test_a_bomb_is_counted_not_exploded(refusal, text):
    """Values are counted while aliases are written out, so the count stops before memory does."""
    assert refusal(text).rule == "must not hold more than 200,000 values (each alias counts in full)"


def test_a_long_file_is_refused_before_it_is_read_to_its_end(refusal, monkeypatch):
    """The count goes along with the reading: what comes after the limit may be anything."""
    monkeypatch.setattr("sim.files.reader.MOST_NODES", 50)
    assert refusal("a:\n" + "- 1\n" * 60 + "- !!python/object:os.system\n").line == 49


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "- " * 100_000,
        "a: " + "{b: " * 100_000,
        "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 60)),
    ],
    ids=["brackets", "dashes", "braces", "aliases"],
)
def test_a_file_must_not_nest_deeper_than_anybody_can_think(refusal, text):
    """The depth is refused before Python's own stack is at its end."""
    assert refusal(text).rule == "must not nest deeper than 40 levels"


def test_forty_levels_are_still_read(data):
    """The limit is where the message says."""
    assert data("a: " + "[" * 40 + "]" * 40)


@pytest.mark.parametrize(
    ("text", "path", "line", "rule"),
    [
        ("a: &x [1, *x]", "a.1", 1, "must not contain itself"),
        ("a: &x {b: *x}", "a.b", 1, "must not contain itself"),
        ("a: &x {<<: *x}", "a.<<", 1, "must not contain itself"),
        ("a: 1\nb: *nowhere", "b", 2, "no anchor &nowhere stands above"),
        ("a:\n  <<: 3", "a", 2, "`<<` can only take in groups of settings"),
        ("a:\n  b: 1\n  c: 2\n  b: 3", "a.b", 4, "is given twice, in line 2 and in line 4"),
        ("a:\n  1: x", "a", 2, "a name must be text"),
        ("a:\n  ? [b]\n  : x", "a", 2, "a name must be text"),
        ("true: x", "", 1, "a name must be text"),
        ("a: .inf", "a", 1, "must be a finite number"),
        ("a: [0, -.INF]", "a.1", 1, "must be a finite number"),
        ("a: .nan", "a", 1, "must be a finite number"),
        ("a: 1e400", "a", 1, "must have at most 18 digits and lie within ±1e+15"),
        ("a: 2000000000000000", "a", 1, "must have at most 18 digits and lie within ±1e+15"),
        ("a: " + "9" * 1_000_000, "a", 1, "must have at most 18 digits and lie within ±1e+15"),
        ("a: 0." + "1" * 1_000_000, "a", 1, "must have at most 18 digits and lie within ±1e+15"),
        ("a: !!python/object/apply:os.system [ls]", "a", 1, "must not carry a tag"),
        ("a: !!python/name:os.system ''", "a", 1, "must not carry a tag"),
        ("a: !mine {b: 1}", "a", 1, "must not carry a tag"),
        ("a: 1\n---\nb: 2", "", 2, "must hold one document only"),
        ("", "", None, "the file is empty"),
        ("# only a note\n", "", None, "the file is empty"),
        ("---\n", "", None, "the file is empty"),
        ("- a\n- b\n", "", 1, "must be a group of settings (name: value) at the top level"),
        ("just words", "", 1, "must be a group of settings (name: value) at the top level"),
        ("a:\n\tb: 1", "", 2, "a tab stands where only spaces may"),
        ("a: b: c", "", 1, "a colon stands where no name can be"),
        ("a: 1\nb\nc\n", "", 3, "a colon is missing after the name"),
        ("a:\n    b: 1\n  c: 2", "", 3, "the indentation does not fit the lines above"),
        ("a: 1\nb: 'never\nc: 3", "", 2, "a quotation mark is never closed"),
        ("a: 1\nb: [1, 2\nc: 3", "", 2, "a bracket is never closed, or a comma is missing"),
        ("{a: 1}\nb: 2", "", 2, "nothing can follow here"),
        ("a: [1,,]", "", 1, "a value is missing before this place"),
        ("a: - b", "", 1, "a list entry cannot start here"),
        ("a: >b", "", 1, "`|` and `>` end their line"),
        ("a: > b", "", 1, "`|` and `>` end their line"),
        ("a: @b", "", 1, "a value cannot start with this character"),
        ("a: 1\nb: \x07", "", 2, "must not contain control characters"),
        ("a: &", "", 1, "is not YAML: expected alphabetic or numeric character, but found '\\x00'"),
        (b"a: 1\nb: \xe9", "", 2, "must be text in UTF-8"),
        (b"a: " + b"x" * 4_000_000, "", None, "must not be larger than 4 MB"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_no_honest_file_holds_is_refused_with_its_line(refusal, text, path, line, rule):
    """Path, line and rule, in plain words."""
    problem = refusal(text)
    assert (problem.path, problem.line, problem.rule) == (path, line, rule)
    assert problem.file.endswith("toy.yaml")


def test_a_number_as_a_name_is_told_to_wear_quotes(refusal):
    """The remedy can be copied into the file."""
    assert refusal("2026: x").remedy == 'put it in quotes: "2026"'


def test_a_missing_file_is_told_with_the_nearest_one_there(write, tmp_path):
    """The name was probably misspelt."""
    write("a: 1", "cost_vs_resilience.yaml")
    with pytest.raises(InputError, match=r"no such file(.|\n)*did you mean cost_vs_resilience\.yaml\?"):
        read(tmp_path / "cost_vs_resiliense.yaml")


@pytest.mark.parametrize("name", ["nowhere/a.yaml", "a.yaml/b.yaml", "a\0b.yaml"])
def test_a_file_in_no_folder_is_simply_not_there(write, tmp_path, name):
    """Odd paths give the same plain answer."""
    write("a: 1", "a.yaml")
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / name)


def test_a_folder_is_not_a_file(write, tmp_path):
    """The files in it are listed."""
    write("a: 1", "one.yaml")
    with pytest.raises(InputError, match=r"must be a file, not a folder(.|\n)*one\.yaml"):
        read(tmp_path)


def test_a_file_that_may_not_be_read_says_so(write, monkeypatch):
    """The system's own reason is given. (Played, since the superuser may read everything.)"""

    def deny(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    path = write("a: 1")
    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(InputError, match="cannot be read: permission denied"):
        read(path)
