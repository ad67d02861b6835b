"""Does what a command says arrive on every screen, and do no harm there?"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.commands import out
from sim.errors import printable

ROOT = Path(sim.__file__).parents[1]
COMMANDS = sorted((ROOT / "sim/commands").glob("*.py"))

EVIL = "\\e]0;owned\\a\\e[31mred\\u202Eder\\u009b2J"
"""As a YAML file states it: a title, a colour, a line that is turned round, a screen that is wiped."""
SHOWN = "\N{REPLACEMENT CHARACTER}"

HOSTILE = f"""\
name: hostile
question: "{EVIL} question"
scenario: {{preset: pfizer_patents, name: "{EVIL} world", warm_up_days: 1, horizon_days: 6}}
strategy: {{name: "{EVIL} choice"}}
factors:
  clarity:
    says: "{EVIL} factor"
    levels:
      "{EVIL} low": {{strategy.clarity: 0.1}}
      "=cmd|' /C calc'!A0": {{strategy.clarity: 0.5}}
replications: 2
seed: 4
"""
CASE = f"""\
scenario: {{preset: pfizer_patents, name: "{EVIL} world", warm_up_days: 1, horizon_days: 6}}
strategy: {{name: "{EVIL} choice"}}
"""


@pytest.fixture
def told(capsys, tmp_path, monkeypatch):
    """What a command says of hostile files, on both streams."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hostile.yaml").write_text(HOSTILE)
    (tmp_path / "case.yaml").write_text(CASE)

    def tell(*words):
        with pytest.raises(SystemExit) as leaving:
            main(list(words))
        said = capsys.readouterr()
        assert leaving.value.code in (0, None), said.err
        return said.out + said.err

    return tell


def harmful(text):
    """Characters that steer a terminal or turn a line."""
    return [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]


def test_no_name_steers_the_terminal_of_who_looks_at_it(told):
    """Nor one in JSON, in YAML, in a draft or in a progress line."""
    run = ("run", "hostile.yaml", "--out", "out")
    trace = ("trace", "case.yaml", "--seed", "1")
    said = {
        "check": told("check", "hostile.yaml") + told("check", "case.yaml"),
        "dry run": told(*run, "--dry-run") + told(*run, "--dry-run", "--json"),
        "run": told(*run) + told(*run, "--json") + told(*run, "--log", "lines") + told(*run, "--log", "json"),
        "status": told("status", "out") + told("status", "out", "--json"),
        "stress": told("stress", "out"),
        "show": told("show", "case.yaml") + told("show", "case.yaml", "--resolved"),
        "trace": told(*trace) + told(*trace, "--json"),
        "payback": told("payback", "case.yaml", "--replications", "2", "--seed", "1"),
    }

    assert {name: harmful(text) for name, text in said.items() if harmful(text)} == {}
    for name in ("dry run", "run", "stress", "trace", "payback"):
        assert SHOWN in said[name], f"{name} does not say the name at all"
    assert json.loads(told(*run, "--json"))["points"][0]["levels"]["clarity"].startswith("\x1b]0;owned\x07")


def test_no_cell_of_a_table_is_a_formula(told, tmp_path):
    """And a table of points is read again as what it was."""
    told("run", "hostile.yaml", "--out", "out", "--quiet")
    cells = [
        cell.strip('"')
        for name in ("summary.csv", "design.csv")
        for line in (tmp_path / "out" / name).read_text(encoding="utf-8").splitlines()
        for cell in line.split(",")
    ]

    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)
    assert "Nothing new was computed" in told("run", "hostile.yaml", "--out", "out")


def test_whatever_commands_say_goes_through_one_door():
    """No command prints for itself; there is one place to make it harmless."""
    for path in COMMANDS:
        if path.name != "out.py":
            calls = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
            names = {each.id for each in calls if isinstance(each, ast.Name)}
            names |= {each.attr for each in calls if isinstance(each, ast.Attribute)}
            assert names.isdisjoint({"print", "print_exc", "echo", "secho", "add_row"}), path.name


@pytest.mark.parametrize("encoding", ["cp932", "cp949", "cp874", "latin-1", "ascii", "utf-8"])
def test_output_in_any_encoding_comes_out(tmp_path, encoding):
    """To a file, as a script of a Japanese, Korean, Thai or bare machine sends it there."""
    (tmp_path / "mine.yaml").write_text(
        'scenario: {preset: one_queue, name: "Größe – Łódź 日本", warm_up_days: 1, horizon_days: 9}\n',
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    asks = [["check", "mine.yaml"], ["show", "mine.yaml"], ["--help"]]
    asks += [
        ["what-if", "mine.yaml", "--set", "scenario.inhouse.seats=11", "--replications", "2", "--seed", "1"]
    ]
    asks += [["trace", "mine.yaml", "--seed", "1", "--json"], ["check", "nö–.yaml"]]
    script = (
        "import sys\nfrom sim.cli import main\n"
        f"for words in {asks!r}:\n"
        "    try: main(words)\n    except SystemExit as end: print('code', end.code)\n"
    )
    with (tmp_path / "said").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path, env=environment, stdout=file, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    said = (tmp_path / "said").read_bytes().decode(encoding)

    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert [line for line in said.splitlines() if line.startswith("code")] == ["code 0"] * 5 + ["code 2"]
    assert ("±" if encoding in ("cp932", "cp949", "latin-1", "utf-8") else "+/-") in said


def test_printable_keeps_what_is_read_and_takes_what_steers():
    """Letters of all scripts, wide spaces and joiners stay; controls and turns of direction go."""
    kept = "Größe – 日本 \N{NO-BREAK SPACE}क्‍ष"

    assert printable(kept) == kept
    assert printable("a\x1b[31mb\u202ec\u2066d\x9be\x00") == f"a{SHOWN}[31mb{SHOWN}c{SHOWN}d{SHOWN}e{SHOWN}"
    assert (printable("a\nb"), printable("a\nb", lines=True)) == (f"a{SHOWN}b", "a\nb")


def test_a_title_is_broken_where_the_window_ends_and_not_where_its_table_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A narrow table below a long title."""
    table = out.table("From all in-house to a strategy with a long name", ["", "USD"])
    out.row(table, ["a", "1"])

    out.show(table)

    assert capsys.readouterr().out.splitlines()[0] == "From all in-house to a strategy with a long name"
