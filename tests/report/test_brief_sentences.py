"""Do the brief's words change with the numbers, and say so when these cannot tell? Both sides of each."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.comparison import compare
from sim.analysis.interval import mean_interval
from sim.outcome.measure import MEASURES
from sim.report.brief import sentences
from sim.report.brief.html import html
from sim.report.brief.markdown import markdown
from sim.report.brief.page import Beside, Commands, Figure, Heading, Page, PageTable, Text
from sim.report.brief.search import search
from sim.words import figures, level

COST, SERVICE = MEASURES["cost_per_task"], MEASURES["on_time_share"]
NOISE = np.random.default_rng(20).normal(0.0, 1.0, 40)
NOISE = NOISE - NOISE.mean()
SCAN = (0.0, 1.0, 3.0, 10.0)


def differing(by: float, measure=COST) -> str:
    """The sentence on a runner-up that is `by` higher on average, with a half-width of about 0.3."""
    base = np.full(NOISE.size, 100.0)
    return sentences.behind("The runner-up", compare(base + by + NOISE, base), measure, "USD")


def test_a_difference_is_claimed_only_where_the_interval_leaves_zero_out():
    """Just outside and just inside, above and below; equal; one replication."""
    edge = mean_interval(NOISE).half_width

    assert "is told apart from it: its cost per task is higher by" in differing(1.01 * edge)
    assert "is told apart from it: its cost per task is lower by" in differing(-1.01 * edge)
    for inside in (0.99 * edge, -0.99 * edge):
        assert "cannot be told apart from it: the paired difference" in differing(inside)
    same = compare(NOISE, NOISE)
    assert "the same in every world" in sentences.behind("It", same, COST, "USD")
    lone = compare([1.0], [2.0])
    assert "tells no interval" in sentences.behind("It", lone, COST, "USD")


def test_units_go_with_the_measure():
    """Shares differ by percentage points, money by money with its per cent."""
    base = np.full(NOISE.size, 0.5)
    shares = sentences.behind("It", compare(base + 0.1 + NOISE / 1e3, base), SERVICE, "USD")

    assert "percentage points." in shares
    assert "(+10.0 %)" in differing(10.0)


def test_a_flat_optimum_is_called_flat_and_a_sharp_one_not():
    """Who is within 2 %, who cannot be told apart, what is open."""
    assert sentences.flatness((), (), ()) == (
        "The optimum is not flat: no other mean lies within 2 % of the best; every other point is told "
        "apart from it."
    )
    flat = sentences.flatness(("share 40 %", "share 60 %"), ("share 40 %",), ("share 60 %",))
    assert "The optimum is flat: share 40 % and 60 % lie within 2 % of the best" in flat
    assert "share 40 % cannot be told apart from it" in flat
    assert "More replications would tell whether share 60 % is within 2 %" in flat
    for near in ((), ("share 60 %",)):
        assert sentences.flatness(near, (), ("share 60 %",)).startswith("Whether the optimum is flat is open")


def told(margin, rival: str = "the house") -> str:
    """The sentence on a lever along which the margin of the answer is `margin(factor)`."""
    return sentences.turns(search(margin, SCAN), rival)


def test_a_break_even_is_told_with_the_side_on_which_the_rival_leads():
    """Above, below, or nowhere in the range."""
    assert told(lambda f: 10.0 - 5.0 * f + NOISE).startswith("Above 2 times today's, the house is ahead")
    assert told(lambda f: 20.0 * f - 10.0 + NOISE).startswith("Below 0.5 times today's, the house is ahead")
    assert told(lambda f: -10.0 + 5.0 * f + NOISE).startswith("Above 2 times today's, the answer is ahead")
    assert "No break-even between 0 and 10 times today's: the answer holds" in told(lambda f: 5.0 + f + NOISE)
    assert "it does not touch the difference" in told(lambda f: 5.0 + NOISE)


def test_what_cannot_be_told_apart_today_is_not_called_an_answer():
    """With and without a crossing; and an end of the range at which it is open."""
    assert told(lambda f: 0.02 * f + NOISE).startswith("Cannot be told apart from the house as things are")
    crossing = told(lambda f: 0.1 * (f - 1.5) + NOISE)
    assert crossing.startswith("Cannot be told apart from the house as things are; the means are even at 1.5")
    assert "but at 10 times the two cannot be told apart" in told(lambda f: 1.12 - 0.1 * f + NOISE)


def test_the_interval_of_a_break_even_is_fiellers():
    """Where the margin is linear in the factor, the paired test can be inverted on paper."""
    slope = 5.0 + np.random.default_rng(3).normal(0.0, 1.0, NOISE.size)
    (turn,) = search(lambda f: 10.0 + NOISE - slope * (f - 1.0), SCAN).turns

    for end in (turn.low, turn.high):
        margin = mean_interval(10.0 + NOISE - slope * (end - 1.0))
        assert min(abs(margin.low), abs(margin.high)) < 0.06 * margin.half_width
    assert turn.at == pytest.approx(1.0 + (10.0 + NOISE.mean()) / slope.mean(), abs=0.01)
    assert turn.low < turn.at < turn.high


def test_an_end_that_the_range_does_not_reach_stays_open():
    """Even at 9.9 of 10: how far above, nobody knows."""
    (turn,) = search(lambda f: 0.2 * (9.9 - f) + NOISE, SCAN).turns

    assert turn.low is not None
    assert turn.high is None
    assert "how far above that, the range tried does not tell" in told(lambda f: 0.2 * (9.9 - f) + NOISE)


def test_a_margin_that_jumps_or_is_zero_where_it_is_tried_turns_there():
    """Seats are whole: the difference may jump, and the range that cannot tell is then the jump alone."""
    (turn,) = search(lambda f: (10.0 if f < 2.0 else -12.0 + 0.5 * f) + NOISE, SCAN).turns
    assert turn.low == pytest.approx(2.0, abs=0.01)
    assert turn.at == pytest.approx(2.0, abs=0.01)
    assert turn.high == pytest.approx(2.0, abs=0.01)

    steps = {0.0: 2.0, 1.0: 1.0, 3.0: 0.0, 10.0: -1.0}
    (turn,) = search(lambda f: np.full(4, np.interp(f, list(steps), list(steps.values()))), SCAN).turns
    assert turn.at == pytest.approx(3.0, abs=0.01)
    assert told(lambda f: np.full(4, f - 1.0)).startswith("Even with the house as things are")


def test_one_world_has_a_break_even_and_no_interval():
    """An infinite half-width is no reason to stop at the first guess."""
    (turn,) = search(lambda f: np.array([4.0 - f**2]), SCAN).turns

    assert turn.at == pytest.approx(2.0, abs=0.01)
    assert turn.low is None
    assert turn.high is None


def test_large_numbers_are_written_out():
    """Fees of thousands are no powers of ten."""
    assert figures(38.04) == "38"
    assert figures(12_345.6) == "12,346"
    assert figures(0.01234) == "0.0123"
    assert level(5_000_000) == "5,000,000"


def test_nothing_in_a_text_becomes_markup():
    """What an author wrote is shown, in HTML and in Markdown."""
    nasty = "<script>alert(1)</script> *a* | [b](http://example.org)"
    figure = Figure("backlog", b"<svg/>", nasty, nasty, nasty)
    beside = Beside(((PageTable([nasty], [[nasty]], caption=nasty),), (Text(nasty, "notice"),)))
    page = Page(nasty, nasty, (Heading(nasty), figure, beside, Commands([nasty])), nasty)

    assert "<script" not in html(page)
    assert "\\<script\\>" in markdown(page)
    assert "[b](" not in markdown(page).replace("```\n" + nasty, "").replace("\\[b\\](", "")
