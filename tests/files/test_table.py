"""Tables as people's programs write them."""

import math

import pytest

from sim.errors import InputError
from sim.files.table import number, table


def read(text, *wanted):
    """Columns, and the lines below them with their numbers."""
    found = table(text, "the table", wanted or ("when", "hours"))
    return found.columns, [(line.number, line.cells) for line in found.lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_separated_by_what_the_first_line_says(separator):
    """Comma, semicolon and tab alike; empty lines are lines, and no rows."""
    text = "when;hours\n1;2\n\n3; 4 \n".replace(";", separator)

    assert read(text) == (
        ("when", "hours"),
        [(2, {"when": "1", "hours": "2"}), (4, {"when": "3", "hours": "4"})],
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("when,hours\n1,6,5\n", "line 2 has more cells than there are columns: 3, not 2"),
        ("when,hours\n1,2\n1,2,\n", "line 3 has more cells"),
        ("when,hours,hours\n1,2,3\n", "has the column hours twice"),
        ("root:x:0:0\n", "has no column when or hours"),
        ("", "has no column when or hours"),
        ('when,hours\n1,"' + "x" * 140_000 + '"\n', "line 2 is no line of a table"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text, words):
    """And nothing is told of a text that has none of the columns: it may be anything."""
    with pytest.raises(InputError) as refused:
        read(text)

    assert words in str(refused.value)
    assert "root" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6.5", 6.5),
        ("6,5", 6.5),
        ("0,125", 0.125),
        ("1200", 1200.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        (",5", 0.5),
    ],
)
def test_a_decimal_comma_is_read_where_it_can_mean_nothing_else(text, value):
    """Half of Europe writes it so."""
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["1,200", "12,345", "1.234,5", "1,234.5", "1_0", "nan", "inf", "٣", "0x1", "", "6 h"]
)
def test_what_may_mean_two_numbers_means_none(text):
    """Twelve hundred, or one and a fifth?"""
    assert math.isnan(number(text))
