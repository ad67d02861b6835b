"""What the command line shows and checks, in words, in JSON, and in exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.case import changed, load, plain, preset
from sim.testing.asked import TINY, Ask


def test_help_names_every_command(kposim: Ask) -> None:
    """Who types --help learns what can be asked."""
    answer = kposim("--help")

    assert answer.code == 0
    looks = ("presets", "show", "check", "schema", "new")
    for command in ("run", "advise", "what-if", "waterfall", "payback", "trace", *looks):
        assert f"\n  {command} " in answer.out


def test_the_version_is_told(kposim: Ask) -> None:
    """A report of a fault needs it."""
    assert kposim("--version").out.startswith("kposim ")


def test_presets_are_listed_with_what_they_are_about(kposim: Ask) -> None:
    """Names alone say too little."""
    answer = kposim("presets")

    assert answer.code == 0
    assert "one_queue" in answer.out
    assert "M/M/10" in answer.out


def test_what_show_prints_is_the_case(kposim: Ask, tmp_path: Path) -> None:
    """Its YAML, read back, is the same case."""
    Path("shown.yaml").write_text(kposim("show", "pfizer_patents").out)

    assert load("shown.yaml") == preset("pfizer_patents")


def test_show_resolved_tells_seats(kposim: Ask) -> None:
    """Staffing rules are settled before time starts, and can be seen."""
    answer = kposim("show", "pfizer_patents", "--resolved")

    assert answer.code == 0
    assert "seats" in answer.out
    assert "bangalore" in answer.out


def test_show_resolved_tells_how_a_provider_will_work(kposim: Ask) -> None:
    """Its ways with their expected margins, and the one that it takes."""
    case = changed(
        preset("pfizer_patents"),
        {
            "scenario.providers.bangalore.viability": {
                "cost_per_seat_per_month": 3000,
                "choices": {"usual": {}, "slow": {"speed": 0.8}, "fewer": {"seats": 0.8}},
            }
        },
    )
    Path("mine.yaml").write_text(json.dumps(plain(case)))

    answer = kposim("show", "mine.yaml", "--resolved")

    assert answer.code == 0
    assert "Ways to work of bangalore" in answer.out
    assert "bangalore works by way '" in answer.out


def test_show_of_an_experiment_says_what_to_ask_instead(kposim: Ask, tiny: str) -> None:
    """An experiment is many cases."""
    answer = kposim("show", tiny)

    assert answer.code == 2
    assert "--dry-run" in answer.err


@pytest.mark.parametrize("kind", ["scenario", "strategy", "experiment"])
def test_the_schema_is_json(kposim: Ask, kind: str) -> None:
    """Editors read it."""
    schema = json.loads(kposim("schema", kind).out)

    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("options", [(), ("--case",)])
def test_a_new_file_passes_the_check(kposim: Ask, options: tuple[str, ...]) -> None:
    """What the program writes, it accepts."""
    assert kposim("new", "mine.yaml", *options).code == 0

    answer = kposim("check", "mine.yaml")

    assert answer.code == 0
    assert "sound" in answer.out


def test_new_never_writes_over_a_file(kposim: Ask, tiny: str) -> None:
    """Somebody's work is in it."""
    answer = kposim("new", tiny)

    assert answer.code == 2
    assert "there is a file of this name already" in answer.err
    assert Path(tiny).read_text() == TINY


def test_new_in_a_folder_that_is_not_there_says_so(kposim: Ask) -> None:
    """No traceback for a slip."""
    answer = kposim("new", "nowhere/mine.yaml")

    assert answer.code == 2
    assert "mkdir" in answer.err


def test_a_misspelt_key_is_told_with_its_line_and_the_nearest_name(kposim: Ask) -> None:
    """File, line, path, rule, remedy."""
    Path("typo.yaml").write_text("scenario:\n  preset: pfizer_patents\n  horizon_day: 90\n")

    answer = kposim("check", "typo.yaml")

    assert answer.code == 2
    assert "typo.yaml, line 3: scenario.horizon_day" in answer.err
    assert "did you mean horizon_days?" in answer.err
    assert "Traceback" not in answer.err


def test_a_file_that_is_not_there_is_bad_input(kposim: Ask) -> None:
    """And says so."""
    answer = kposim("check", "nothing.yaml")

    assert answer.code == 2
    assert "there is no such file" in answer.err


def test_a_wrong_option_is_bad_input(kposim: Ask) -> None:
    """The same code as for any other input that cannot be used."""
    assert kposim("presets", "--all").code == 2
