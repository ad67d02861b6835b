"""One run in one row: every measure by name, with its unit and its direction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sim.engine.journal import Journal
from sim.errors import wanted
from sim.files.document import unknown
from sim.outcome.ledger import Ledger, keep_ledger
from sim.outcome.measure import MEASURES, Measure
from sim.outcome.resilience import Resilience, resilience
from sim.outcome.sections import SECTIONS, values_of
from sim.outcome.window import Window, observe

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Scorecard(Mapping[str, float]):
    """Measures of one run by name, in the order of `MEASURES`."""

    title: str
    """Which run it is: scenario, strategy, seed and replication."""
    values_by_name: dict[str, float]
    ledger: Ledger
    resilience: Resilience

    def __getitem__(self, name: str) -> float:
        try:
            return self.values_by_name[name]
        except (KeyError, TypeError):
            raise unknown(str(name), self.values_by_name, what="measure", path="measure") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    @property
    def measures(self) -> dict[str, Measure]:
        """What each value measures: its unit, its direction and a sentence."""
        return {name: MEASURES[name] for name in self}

    def as_row(self) -> dict[str, float]:
        """A row of a results table: the same columns in the same order for every run."""
        return dict(self.values_by_name)

    def frame(self) -> pd.DataFrame:
        """One row a measure: `measure` (the index), `value`, `unit`, and in a sentence what it `says`."""
        import pandas as pd

        rows = [(self[name], self.unit(name), each.says) for name, each in self.measures.items()]
        index = pd.Index(self.values_by_name, name="measure")
        return pd.DataFrame(rows, columns=["value", "unit", "says"], index=index)

    def unit(self, name: str) -> str:
        """The unit of a measure; money by the scenario's currency."""
        if name not in MEASURES:
            raise unknown(str(name), MEASURES, what="measure", path="measure")
        unit = MEASURES[name].unit
        return self.ledger.currency if unit == "money" else unit

    def __str__(self) -> str:
        lines = [self.title]
        for group, names in _by_group(self):
            lines += ["", group.capitalize()]
            lines += [f"  {name:<29}{in_words(self[name]):>14}  {self.unit(name)}" for name in names]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Scorecard of {self.title}: {len(self)} measures>"

    def _repr_html_(self) -> str:
        rows = []
        for group, names in _by_group(self):
            rows.append(f'<tr><th colspan="3" style="text-align:left">{group.capitalize()}</th></tr>')
            rows += [
                f'<tr title="{escape(MEASURES[name].says)}"><td style="text-align:left">{name}</td>'
                f"<td>{in_words(self[name])}</td>"
                f'<td style="text-align:left">{escape(self.unit(name))}</td></tr>'
                for name in names
            ]
        return f"<table><caption>{escape(self.title)}</caption>{''.join(rows)}</table>"


_JOURNAL: Final = "sim.settle(sim.simulate(case, seed=1))"


def settle(journal: Journal, window: Window | None = None) -> Scorecard:
    """What a run came to.

    Parameters
    ----------
    journal : Journal
        The facts of one run, by either engine.
    window : Window, optional
        Hours since the scenario's start, within the run; left out, the scenario's own [warm-up, horizon).

    Returns
    -------
    Scorecard
        Every measure of `MEASURES`; nan where nothing happened that could be measured.

    Raises
    ------
    InputError
        It is no journal: a case is played first, by `sim.simulate`.
    """
    wanted(journal, Journal, "journal", "must be the journal of a run", _JOURNAL)
    wanted(window, Window | None, "window", "must be a window", "sim.outcome.window.Window(0, 8760): hours")
    seen = observe(journal, window)
    return Scorecard(
        title=_title(journal),
        values_by_name=dict(zip(MEASURES, map(float, values_of(seen, SECTIONS, MEASURES)), strict=True)),
        ledger=keep_ledger(seen),
        resilience=resilience(seen),
    )


def _title(journal: Journal) -> str:
    tape = journal.tape
    case = f"{journal.scenario.name} · {journal.strategy.name}"
    return f"{case} · seed {tape.seed}, replication {tape.replication}"


def _by_group(names: Mapping[str, float]) -> list[tuple[str, list[str]]]:
    return [(group, list(own)) for group, own in groupby(names, key=lambda name: MEASURES[name].group)]


def in_words(value: float) -> str:
    """A value for a table: a dash where there is none, thousands apart, four digits that count."""
    if math.isnan(value):
        return "–"
    if value == 0.0 or abs(value) >= 1000.0:
        return f"{value:,.0f}"
    return f"{value:.4g}"
