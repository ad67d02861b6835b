"""What leaves the house along the frontier, and who gets it? What the choice keeps at home stays there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sim.web.desk.lever import Lever, Value
from sim.words import listed

RULE: Final = "strategy.assignment.rule"
SHARES_READ: Final = ("mix", "sensitive_at_home", "overflow", "least_backlog")
"""Assignment rules under which shares matter."""


class Division(NamedTuple):
    """The rows of the mix that leave, each divided among the providers, and words for it."""

    rows: Mapping[str, Mapping[str, float]]
    """By row: the part of what leaves that each lever's provider gets; parts add up to one."""
    said: str

    def at(self, share: float) -> dict[str, Any]:
        """The settings at one outsourced share."""
        return {path: round(share * part, 9) for parts in self.rows.values() for path, part in parts.items()}


def division_of(
    rows: Mapping[str, Sequence[Lever]], chosen: Mapping[str, Sequence[Value]], rule: str
) -> Division:
    """Divide as the choice does; one that sends nothing out as its case, and if that neither does, evenly.

    Parameters
    ----------
    rows
        The levers of each row of the mix, one a provider.
    chosen
        Where they stand in the choice.
    """
    if rule not in SHARES_READ and rows:
        return Division({}, f"Under the rule {rule.replace('_', ' ')} no share is read, so there is no line.")
    ways = (
        ({row: [float(each) for each in values] for row, values in chosen.items()}, ""),
        (
            {row: [float(each.value) for each in levers] for row, levers in rows.items()},
            "Your choice sends nothing out; the line divides the work as the case does.",
        ),
        (
            {row: [1.0] * len(levers) for row, levers in rows.items()},
            "Neither your choice nor the case sends anything out; the line divides all work evenly.",
        ),
    )
    for given, said in ways:
        leaving = {row: parts for row, parts in given.items() if sum(parts) > 0.0}
        if leaving:
            stays = [row.replace("_", " ") for row in rows if row not in leaving]
            verb, whose = "stay" if len(stays) > 1 else "stays", "" if said else ", as in your choice"
            kept = f"{listed(stays).capitalize()} {verb} at home all along{whose}." if stays else ""
            made = {
                row: {lever.path: part / sum(parts) for lever, part in zip(rows[row], parts, strict=True)}
                for row, parts in leaving.items()
            }
            return Division(made, f"{said} {kept}".strip())
    return Division({}, "")
