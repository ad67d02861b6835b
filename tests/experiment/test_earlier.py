"""A file of an earlier model is rewritten: names and numbers, and not a letter beside them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.cli import main
from sim.errors import InputError
from sim.experiment.design.earlier import upgraded
from sim.files.reader import parse_text

HEAD = "scenario:\n  start: 2025-01-06\n"
WORK = "  work: {a: {arrivals: {kind: poisson, per_week: 5}, effort_hours: {kind: exponential, mean: 5}}}\n"


def ends_with(*arguments: str) -> object:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return stop.value.code


def changed(text: str) -> list[str]:
    """Lines of a text that are others after it was upgraded."""
    new = upgraded(text, "old.yaml").text
    parse_text(new, "new.yaml")
    pairs = zip(text.splitlines(keepends=True), new.splitlines(keepends=True), strict=True)
    return [after for before, after in pairs if before != after]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    defect_probability: 0.1\n", "    defects_per_task: 0.1054  # was defect_probability 0.1\n"),
        (
            "    defect_probability: 0.1   # our own count\n",
            "    defects_per_task: 0.1054   # our own count  # was defect_probability 0.1\n",
        ),
        (
            "    {seats: 2, defect_probability: 0.1, speed: 1.2}\n",
            "    {seats: 2, defects_per_task: 0.1054, speed: 1.2}  # was defect_probability 0.1\n",
        ),
        ("    'defect_probability': 1\r\n", "    defects_per_task: 7  # was defect_probability 1\r\n"),
    ],
)
def test_names_and_numbers_change_and_the_old_number_stands_behind_the_line(old: str, new: str) -> None:
    """In blocks and in braces, beside comments of one's own, whatever ends the lines."""
    assert changed(f"{HEAD}{WORK}  inhouse:\n{old}  # the next setting\n") == [new]


def test_an_anchor_is_rewritten_once_where_it_stands() -> None:
    """Merge keys and aliases go on pointing at it."""
    text = (
        f"{HEAD}  work:\n    a: &w\n      questions_per_task: 2\n    b: {{<<: *w, due_days: 3}}\n    c: *w\n"
        "  providers:\n    p: &p {defect_probability: 0.2}\n    q: {<<: *p, seats: 2}\n"
    )

    assert changed(text) == [
        "      unclear_points: 10  # was questions_per_task 2\n",
        "    p: &p {defects_per_task: 0.2231}  # was defect_probability 0.2\n",
    ]


def test_two_distances_become_one() -> None:
    """As much is asked and misunderstood as before; the line of the other is a comment."""
    text = (
        f"{HEAD}  work:\n    a: {{questions_per_task: 2, ambiguity: 0.5}}\n"
        "  providers:\n    p:\n      culture_distance: 0.2   # by a survey\n      distance: 0.5\n"
        "    q: {culture_distance: 0.2, distance: 0.5}\n"
    )

    gap, asked = 0.2 / 0.7, 2 * 0.5 * 0.5
    points = asked / (gap * (1 - gap))
    assert changed(text) == [
        f"    a: {{unclear_points: {points:.2f}, ambiguity: 0.5}}  # was questions_per_task 2\n",
        "      # was culture_distance 0.2   # by a survey\n",
        "      distance: 0.286  # was distance 0.5\n",
        "    q: {distance: 0.286}  # was distance 0.5; was culture_distance 0.2\n",
    ]


@pytest.mark.parametrize(
    ("levels", "new"),
    [
        ("[0.1, 0.5]", "[0.1054, 0.6931]"),
        ("{from: 0.1, to: 0.3, step: 0.1}", "[0.1054, 0.2231, 0.3567]"),
        ("{from: 0.1, to: 0.5}", "{from: 0.1054, to: 0.6931}"),
    ],
)
def test_the_levels_of_a_factor_are_exchanged_with_its_path(levels: str, new: str) -> None:
    """Lists, steps and spans."""
    text = f"factors:\n  d: {{path: scenario.inhouse.defect_probability, levels: {levels}}}\n"

    assert changed(text) == [
        f"  d: {{path: scenario.inhouse.defects_per_task, levels: {new}}}  # was {levels}\n"
    ]


def test_the_comments_of_levels_in_a_block_stay() -> None:
    """Those within stand behind the line, and those after it where they stood."""
    text = (
        "factors:\n  d:\n    path: scenario.inhouse.defect_probability\n    levels:\n      from: 0.1  # low\n"
        "      to: 0.3  # high\n      step: 0.1\n    # what it is called\n    says: faults\n"
    )
    new = upgraded(text, "old.yaml").text

    assert (
        "  [0.1054, 0.2231, 0.3567]  # was from: 0.1 to: 0.3 step: 0.1; low; high\n    # what it is called"
        in new
    )
    assert parse_text(new, "new.yaml")[0]["factors"]["d"]["says"] == "faults"  # type: ignore[index,call-overload]


@pytest.mark.parametrize("levels", ["{from: low, to: 0.3}", "{from: 0.1, to: 3}", "[0.1, high]", "[0.1, -1]"])
def test_levels_that_are_no_probabilities_are_refused(levels: str) -> None:
    """In our words, and the file stays."""
    with pytest.raises(InputError):
        upgraded(
            f"factors: {{d: {{path: scenario.inhouse.defect_probability, levels: {levels}}}}}\n", "old.yaml"
        )


@pytest.mark.parametrize(
    "text",
    [
        "factors: {d: {path: scenario.inhouse.defect_probability, levels: {lo: 0.1, hi: 0.2}}}\n",
        "scenario: {preset: pfizer_patents, work: {searches: {questions_per_task: 3}}}\n",
        "case: mine.yaml\nscenario: {providers: {p: {culture_distance: 0.1}}}\n",
        "factors: {d: {levels: [0.5, 1], sets: {scenario.inhouse.defect_probability: 0.9}}}\n",
        "factors: {d: {path: scenario.work.a.questions_per_task, levels: [1, 2]}}\n",
        f"{HEAD}  inhouse: {{defect_probability: &d 0.1}}\n  providers: {{p: {{defect_probability: *d}}}}\n",
    ],
)
def test_what_no_number_stands_for_is_left_and_told(text: str) -> None:
    """With its line and a remedy; the text stays as it is."""
    found = upgraded(text, "old.yaml")

    assert found.text == text
    assert not found.told
    assert all(each.line and "by hand" in each.remedy and "left as it is" in each.rule for each in found.left)


@pytest.mark.parametrize(
    "inhouse",
    [
        *("{defect_probability: 2}", "{defect_probability: -1}", "{defect_probability: high}"),
        *("{defect_probability: null}", "{defect_probability: [1]}", "{defect_probability: {a: 1}}"),
        "{defect_probability: 0.1, defects_per_task: 0.5}",
    ],
)
def test_what_was_never_a_number_of_the_earlier_model_is_refused(inhouse: str) -> None:
    """With the line on which it stands."""
    with pytest.raises(InputError, match="line 3"):
        upgraded(f"{HEAD}  inhouse: {inhouse}\n", "old.yaml")


def test_a_remark_never_enters_a_quotation() -> None:
    """A line that ends within one has no room for a remark."""
    quoted = "{defect_probability: 0.1, x: 'begins\n    here'}"
    text = f"{HEAD}  inhouse: {{defect_probability: 0.1, seats: 1}}\n  about: {quoted}\n"
    new = upgraded(text, "old.yaml").text

    assert parse_text(new, "new.yaml")[0]["scenario"]["about"]["x"] == "begins here"  # type: ignore[index,call-overload]


def test_a_file_is_rewritten_where_it_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind a link, with its mark, line ends and mode; a file that happens to be called alike stays."""
    old = f"{HEAD}{WORK}  inhouse: {{seats: 1, defect_probability: 0.1}}\n".replace("\n", "\r\n")
    real, link, other = tmp_path / "real.yaml", tmp_path / "link.yaml", tmp_path / ".real.yaml.new"
    real.write_bytes("\ufeff".encode() + old.encode())
    real.chmod(0o600)
    link.symlink_to(real)
    other.write_text("mine", encoding="utf-8")

    assert ends_with("upgrade", str(link)) == 0
    assert "1 setting changed" in capsys.readouterr().out
    raw = real.read_bytes()
    assert raw.startswith("\ufeff".encode())
    assert raw.count(b"\r\n") == old.count("\r\n") == raw.count(b"\n")
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert other.read_text(encoding="utf-8") == "mine"
    assert ends_with("upgrade", str(link)) == 0
    assert "has no setting of an earlier model" in capsys.readouterr().out
    assert ends_with("check", str(link)) == 0
    assert sorted(os.listdir(tmp_path)) == [".real.yaml.new", "link.yaml", "real.yaml"]


def test_a_file_that_nobody_may_write_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And so does one of which something is left, which is then no success."""
    file = tmp_path / "old.yaml"
    file.write_text(f"{HEAD}{WORK}  inhouse: {{defect_probability: 0.1}}\n", encoding="utf-8")
    file.chmod(0o444)

    assert ends_with("upgrade", str(file)) == 2
    assert "cannot be written" in capsys.readouterr().err
    file.chmod(0o644)
    file.write_text("scenario: {preset: pfizer_patents, work: {searches: {questions_per_task: 3}}}\n")
    assert ends_with("upgrade", str(file)) == 2
    assert "state unclear_points by hand" in capsys.readouterr().err
