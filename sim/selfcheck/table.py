"""The checks as people read them: target, estimate, interval, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sim.selfcheck.check import Check

if TYPE_CHECKING:
    from rich.table import Table

STYLES = {"agrees": "green", "misses": "bold red", "no power": "yellow"}


def table(checks: Sequence[Check]) -> Table:
    """A table for the terminal: a line a check under the name of its group, and the count of what agrees."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    made.title, made.title_justify, made.title_style = "kposim against the books", "left", "bold"
    made.caption, made.caption_justify = summary(checks), "left"
    made.add_column("check", overflow="fold")
    for name in ("target", "estimate", "99 % interval"):
        made.add_column(name, justify="right", no_wrap=True)
    made.add_column("verdict", no_wrap=True)
    for group, members in groupby(checks, key=lambda check: check.group):
        made.add_row(Text(group.capitalize(), style="bold"))
        for check in members:
            verdict = Text(check.verdict, style=STYLES[check.verdict])
            made.add_row(Text(check.name), number(check.target), number(check.estimate), span(check), verdict)
        made.add_section()
    return made


def summary(checks: Sequence[Check]) -> str:
    """How many agree; and, if some do not, what to make of it."""
    agreeing = sum(check.verdict == "agrees" for check in checks)
    said = f"{agreeing} of {len(checks)} agree."
    if agreeing < len(checks):
        said += " By luck about one check in a hundred misses, at any seed; a fault misses at every seed."
    return said


def span(check: Check) -> str:
    """The interval; nothing where chance has no part."""
    interval = check.interval99
    return f"{interval.low:#.5g} – {interval.high:#.5g}" if interval.half_width > 0.0 else ""


def number(value: float) -> str:
    """Six significant digits, as the targets were published; what rounding leaves of zero is zero."""
    return f"{value:.6g}" if abs(value) >= 1e-12 else "0"
