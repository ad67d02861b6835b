"""The line through all shares keeps at home what the choice keeps at home."""

from __future__ import annotations

from sim.web.desk.division import Division, division_of
from sim.web.desk.lever import Lever, Value


def lever(row: str, provider: str, value: float) -> Lever:
    """A share."""
    path = f"strategy.mix.{row}.{provider}"
    return Lever(path=path, label="", says="", group="", kind="share", value=value, together=row)


ROWS = {
    "searches": [lever("searches", "north", 0.3), lever("searches", "south", 0.1)],
    "legal_opinions": [lever("legal_opinions", "north", 0.2), lever("legal_opinions", "south", 0.0)],
}


def divided(searches: list[Value], opinions: list[Value], rule: str = "mix") -> Division:
    """The line for shares of two kinds of work."""
    return division_of(ROWS, {"searches": searches, "legal_opinions": opinions}, rule)


def test_each_row_is_divided_as_in_the_choice() -> None:
    """Three quarters to one provider stay three quarters at every share."""
    assert divided([0.3, 0.1], [0.0, 0.5]).at(0.8) == {
        "strategy.mix.searches.north": 0.6,
        "strategy.mix.searches.south": 0.2,
        "strategy.mix.legal_opinions.north": 0.0,
        "strategy.mix.legal_opinions.south": 0.8,
    }


def test_what_the_choice_keeps_at_home_stays_there() -> None:
    """Although the case sends it out; and it is said."""
    found = divided([0.3, 0.1], [0.0, 0.0])

    assert set(found.at(1.0)) == {"strategy.mix.searches.north", "strategy.mix.searches.south"}
    assert found.said == "Legal opinions stays at home all along, as in your choice."


def test_a_choice_that_sends_nothing_out_has_the_line_of_its_case() -> None:
    """And says whose line it is."""
    found = divided([0.0, 0.0], [0, 0])

    assert found.at(1.0)["strategy.mix.legal_opinions.north"] == 1.0
    assert found.said == "Your choice sends nothing out; the line divides the work as the case does."


def test_a_rule_that_reads_no_share_has_no_line() -> None:
    """Eleven times the same point would look like a finding."""
    found = divided([0.3, 0.1], [0.2, 0.0], "primary_backup")

    assert found.rows == {}
    assert "no share is read" in found.said
