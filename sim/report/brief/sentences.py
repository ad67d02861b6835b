"""What do the numbers say, in words? Each sentence is a function of intervals, and says so when they cannot
tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.comparison import ROUNDING, Comparison
from sim.analysis.interval import Interval
from sim.outcome.measure import Measure
from sim.report.advice import NEAR, some
from sim.report.brief.search import Search, Turn, is_decided
from sim.words import called, counted, figures, listed, sized, told, told_unit

SAME = "cannot be told apart"


def amount(interval: Interval, measure: Measure, currency: str) -> str:
    """`1,745 ± 20 USD`; of one run, the number alone."""
    unit = told_unit(measure.name, measure.unit, currency)
    return f"{plus_minus(told(interval, measure.unit))} {unit}"


def plus_minus(interval: Interval) -> str:
    """`12.3 ± 0.4`, or what can be said without an interval."""
    if interval.n == 0 or math.isnan(interval.mean):
        return "no value"
    if not math.isfinite(interval.half_width):
        return f"{figures(interval.mean, 4)} (one run: no interval)".replace("-", "−")
    return format(interval).replace("-", "−")


def signed(interval: Interval) -> str:
    """The same for a difference, with its sign."""
    text = plus_minus(interval)
    return f"+{text}" if interval.mean > 0.0 else text


def best(name: str, mean: Interval, measure: Measure, currency: str) -> str:
    """The answer in one sentence."""
    extreme = "lowest" if measure.direction == "lower" else "highest"
    return f"Best is {name}: it has the {extreme} {called(measure.name)}, {amount(mean, measure, currency)}."


def behind(role: str, comparison: Comparison, measure: Measure, currency: str) -> str:
    """How another point differs from the best, or that it cannot be told apart.

    `role` names it: `The runner-up, share 70 %,`.
    """
    difference = told(comparison.difference, measure.unit)
    unit = points_of(measure, currency)
    what = called(measure.name)
    if comparison.verdict == "cannot tell apart":
        if comparison.difference.half_width <= ROUNDING * abs(comparison.mean_a):
            return f"{role} {SAME} from it: its {what} is the same in every world."
        if not math.isfinite(difference.half_width):
            return f"{role} {SAME} from it: one replication in common tells no interval."
        return (
            f"{role} {SAME} from it: the paired difference in {what} is {signed(difference)} {unit}, and "
            "that interval holds zero."
        )
    more = "higher" if comparison.verdict == "higher" else "lower"
    share = comparison.relative_difference
    relative = "" if math.isnan(share) or measure.unit == "share" else f" ({100.0 * share:+.1f} %)"
    return f"{role} is told apart from it: its {what} is {more} by {plus_minus(sized(difference))} {unit}" + (
        f"{relative.replace('-', '−')}."
    )


def points_of(measure: Measure, currency: str) -> str:
    """The unit of a difference."""
    unit = told_unit(measure.name, measure.unit, currency)
    return "percentage points" if measure.unit == "share" else unit


def flatness(near: Sequence[str], rivals: Sequence[str], doubtful: Sequence[str]) -> str:
    """How flat the optimum is: who is within 2 %, who cannot be told apart, and where that is open."""
    parts = []
    is_flat = "The optimum is flat" if near else "The optimum is not flat"
    if set(doubtful) >= set(near) and doubtful:  # nobody is surely near, and somebody may be
        is_flat = "Whether the optimum is flat is open"
    if near:
        verb = "lies" if len(near) == 1 else "lie"
        parts.append(f"{is_flat}: {some(near)} {verb} within {NEAR} of the best")
    else:
        parts.append(f"{is_flat}: no other mean lies within {NEAR} of the best")
    if rivals:
        parts.append(f"{some(rivals)} {SAME} from it")
    else:
        parts.append("every other point is told apart from it")
    sentence = f"{'; '.join(parts)}."
    if doubtful:
        sentence += f" More replications would tell whether {some(doubtful, 'or')} is within {NEAR}."
    return sentence


def luck(wins: int, ties: int, of: int, rival: str) -> str:
    """How often the best was really better: a mean is not a promise."""
    even = f", and even in {ties:,}" if ties else ""
    return f"In {wins:,} of {counted(of, 'world')} the best did better than {rival}{even}."


# -- What would change it ------------------------------------------------------------------------------------


def turns(search: Search, rival: str) -> str:
    """Where the answer turns along a lever, with its interval; or that it does not, over the range tried."""
    low, high = search.ends
    tried = f"{low:g} and {high:g} times today's"
    if not search.is_touched:
        return f"No break-even between {tried}: it does not touch the difference."
    if not search.turns:
        return _never(search, rival, tried)
    return " ".join(_turn(each, search, rival) for each in search.turns)


def _never(search: Search, rival: str, tried: str) -> str:
    holds = search.today.mean > 0.0
    if search.today.mean == 0.0:
        return f"Even with {rival} as things are, and no other break-even between {tried}."
    if not is_decided(search.today):
        return f"{cap(SAME)} from {rival} as things are, and no break-even between {tried} either."
    if not search.open:
        what = "the answer holds" if holds else f"{rival} stays ahead"
        return f"No break-even between {tried}: {what} over the range tried."
    where = listed([f"{each:g}" for each in search.open])
    return f"No break-even between {tried}, but at {where} times the two {SAME}."


def _turn(turn: Turn, search: Search, rival: str) -> str:
    ahead_today = search.today.mean > 0.0
    side = "above" if turn.at > 1.0 else "below"
    if not is_decided(search.today):
        return (
            f"{cap(SAME)} from {rival} as things are; the means are even at {turn.at:.3g} times today's"
            f"{_open(turn)}."
        )
    what = f"{rival} is ahead" if ahead_today else "the answer is ahead"
    return f"{cap(side)} {turn.at:.3g} times today's, {what}{_open(turn)}."


def _open(turn: Turn) -> str:
    """What the interval leaves open."""
    missing = [name for name, end in (("below", turn.low), ("above", turn.high)) if end is None]
    if not missing:
        return ""
    return f"; how far {listed(missing)} that, the range tried does not tell"


def factor_of(turn: Turn) -> str:
    """`1.31 [1.22, 1.41]`: the break-even and its interval, as multiples of today's value."""
    low = "?" if turn.low is None else f"{turn.low:.3g}"
    high = "?" if turn.high is None else f"{turn.high:.3g}"
    return f"{turn.at:.3g} [{low}, {high}]"


def cap(text: str) -> str:
    """A sentence begins large."""
    return f"{text[:1].upper()}{text[1:]}"
