"""What came out? Reads a results folder; nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import Problem, UnknownName, wanted
from sim.experiment.design.digest import run_digests
from sim.experiment.design.factor import Label
from sim.experiment.design.points import DesignPoint, find
from sim.experiment.execute.run import Run, RunRow, journal_of, timeline_of
from sim.experiment.folder.again import sweep_again
from sim.experiment.folder.claim import results_in
from sim.experiment.folder.columns import Columns, OpenColumns, in_batches
from sim.experiment.folder.damage import KEY, TIMELINES, Damage
from sim.experiment.folder.store import Store
from sim.experiment.folder.timeline import Timeline
from sim.files.document import unknown
from sim.shown import as_html
from sim.words import listed

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.execute.rounds import Rounds, Stop

Point = DesignPoint | str | Mapping[str, Label]
"""A design point, its id, or as many of its labels as tell it from the others."""

SUMMARY: Final = "summary.csv"
SHOWN_ROWS: Final = 60
"""Of a summary in a notebook's cell."""


class Results:
    """The stored runs of one experiment.

    Attributes
    ----------
    folder : Path
        Where they lie.
    computed : int
        Runs computed by the call that returned this; 0 for a folder that was only opened.
    notes : tuple of str
        What that call has to say: what was there already, what was damaged.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        experiment: Experiment | None = None,
        computed: int = 0,
        notes: Sequence[str] = (),
    ) -> None:
        wanted(folder, str | Path, "folder", "must be a results folder", 'sim.Results("results/mine")')
        self.folder = Path(folder)
        self.computed = computed
        self.notes = tuple(notes)
        self._given = experiment
        self._store = Store(self.folder)

    def __repr__(self) -> str:
        runs = f"{self.experiment.runs - self.missing} of {self.experiment.runs} runs"
        return f"<Results of {self.experiment.name}: {runs} in {self.folder}>"

    def _repr_html_(self) -> str:
        """The mean and its interval of what the experiment shows first, one row a design point and
        measure."""
        from sim.experiment.folder.summary import BREACH

        whole = self.summary().drop(columns="point").iloc[:SHOWN_ROWS]
        is_empty = not whole["breach"].any()  # where nobody asks for a breach there is nothing to show
        shown = whole.drop(columns=["breach", *BREACH]) if is_empty else whole
        more = f"The first {SHOWN_ROWS} rows; .summary() has all." if len(shown) == SHOWN_ROWS else ""
        return as_html(repr(self)[1:-1], shown, more)

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment, resolved.

        Raises
        ------
        ResultsError
            The folder holds no results.
        """
        return self._given or results_in(self.folder)

    @property
    def points(self) -> tuple[DesignPoint, ...]:
        """The design, in its order."""
        return self.experiment.points

    @property
    def manifest(self) -> dict[str, Any]:
        """Who computed what, when, with what."""
        from sim.experiment.folder.manifest import read

        return read(self.folder)

    @property
    def failures(self) -> list[RunRow]:
        """Runs that failed when they were last tried: key, labels, type, message, traceback, command."""
        return self._store.failures()

    @property
    def damages(self) -> list[Damage]:
        """Files that are truncated, altered or foreign; their runs count as missing."""
        return self._store.damages()

    @cached_property
    def missing(self) -> int:
        """Runs that the experiment asks for and the folder did not hold when this was first asked.

        A stopping rule may ask for more when they are in.
        """
        if self._rounds is not None:
            return self._rounds.left
        return self.experiment.runs - int(self._store.held(self.experiment).sum())

    @property
    def stops(self) -> list[Stop]:
        """Where a stopping rule left every point, and why; empty if there is none."""
        return [] if self._rounds is None else self._rounds.stops

    @cached_property
    def _rounds(self) -> Rounds | None:
        return self._store.rounds(self.experiment)

    def columns(self, measures: Sequence[str], points: range | None = None) -> Columns:
        """A few measures of all runs, or of neighbouring points; what a stopping rule never asked for does
        not count. They stay open, and nobody may write into them."""
        return self._open.read(measures, points)

    @cached_property
    def _open(self) -> OpenColumns:
        return OpenColumns(self._store, self.experiment, self._asked)

    @cached_property
    def _asked(self) -> list[int]:
        """Replications of each point that count."""
        every = [self.experiment.replications] * len(self.points)
        return [stop.replications for stop in self.stops] or every

    @cached_property
    def _rows(self) -> pd.DataFrame:
        """Rows in order; what a stopping rule never asked for does not count, though it may be stored."""
        from sim.outcome.measure import MEASURES

        stored = set(self._store.columns(self.experiment)) - set(KEY)
        names = [name for name in MEASURES if name in stored] + sorted(stored - set(MEASURES))
        return self._keyed(self.columns(names or list(MEASURES)))

    def _keyed(self, found: Columns) -> pd.DataFrame:
        """Columns with all that names a run beside them."""
        import pandas as pd

        seed, ends = (
            self.experiment.seed or 0,
            np.searchsorted(found.place, np.arange(1, len(self.points) + 1)),
        )
        replications = np.split(found.replication, ends[:-1])
        digests = [
            name
            for point, own in zip(self.points, replications, strict=True)
            for name in run_digests(point.digest, seed, own.tolist())
        ]
        keys = {
            "point": self._ids(found),
            "replication": found.replication.astype(np.int64),
            "seed": np.full(len(found.place), seed, dtype=np.int64),
            "digest": pd.Series(digests, dtype="str"),
        }
        return pd.DataFrame({**keys, **found.values})

    def _ids(self, found: Columns) -> pd.Series[str]:
        """Of each run's point."""
        import pandas as pd

        return pd.Series(
            np.array([point.id for point in self.points], dtype=object)[found.place], dtype="str"
        )

    def rows(self) -> pd.DataFrame:
        """The stored rows, one a run, by design point and then by replication.

        Their order and bytes depend on the experiment alone: not on workers, batches, interruptions or luck.
        """
        return self._rows.copy()

    def frame(self) -> pd.DataFrame:
        """A tidy table: one row a run, with the labels of its design point beside its measures."""
        return self._labelled(self.rows())

    def table(self, measures: Sequence[str]) -> pd.DataFrame:
        """The same table with these measures only: a sweep of millions of runs fits into memory so."""
        import pandas as pd

        found = self.columns(self._known(measures))
        keys = {"point": self._ids(found), "replication": found.replication.astype(np.int64)}
        return self._labelled(pd.DataFrame({**keys, **found.values}))

    def _labelled(self, rows: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        labels = pd.DataFrame([{"point": point.id, **point.labels} for point in self.points])
        table = rows[["point"]].merge(labels, on="point", how="left", validate="many_to_one")
        return pd.concat([table, rows.drop(columns="point")], axis=1)

    @property
    def measures(self) -> list[str]:
        """Names of all stored measures, those that the experiment shows first in front."""
        from sim.outcome.measure import MEASURES

        found = set(self._store.columns(self.experiment)) - set(KEY) or set(MEASURES)
        stored = [*(name for name in MEASURES if name in found), *sorted(found - set(MEASURES))]
        first = [name for name in self.experiment.measures if name in stored]
        return [*first, *(name for name in stored if name not in first)]

    def summary(
        self,
        measures: Sequence[str] | None = None,
        level: float = 0.95,
        thresholds: Mapping[str, float] | None = None,
    ) -> pd.DataFrame:
        """Mean, Student's interval, spread, quantiles, CVaR and P(breach) of each design point and measure.

        Parameters
        ----------
        measures
            Left out, those that the experiment shows first, and those that have a threshold.
        level
            Confidence of the intervals.
        thresholds
            Limits by measure, beside and instead of the experiment's. `p_breach` is the share of the
            replications that break one (`breach` says how), with an interval of its own: exact, so honest
            where none or all do.

        Returns
        -------
        DataFrame
            `n` says in how many replications the measure exists.
        """
        from sim.experiment.folder.summary import interleaved, joined, summary_of
        from sim.outcome.threshold import thresholds_of

        limits = self.experiment.limits | thresholds_of(thresholds or {})
        shown = dict.fromkeys([*self.experiment.measures, *limits])
        chosen = list(shown) if measures is None else self._known(measures)
        blocks = [
            interleaved(
                [
                    summary_of(self.experiment, self.columns(batch, points), level, points, limits)
                    for batch in batches
                ],
                len(points),
            )
            for points, batches in in_batches(chosen, self._asked)
        ]
        return joined(blocks)

    def values(self, point: Point, measure: str) -> pd.Series[float]:
        """One value a replication, indexed by replication."""
        import pandas as pd

        place = self.points.index(find(self.points, point))
        found = self.columns(self._known(measure), range(place, place + 1))
        index = pd.Index(found.replication, name="replication", dtype="int64")
        return pd.Series(found.of(place)[measure], index=index, name=measure)

    def compare(self, point_a: Point, point_b: Point, measure: str, level: float = 0.95) -> Comparison:
        """What `point_a` does differently from `point_b`, paired by replication: both met the same luck."""
        from sim.analysis.comparison import compare

        a, b = self.values(point_a, measure).align(self.values(point_b, measure), join="inner")
        return compare(a.to_numpy(), b.to_numpy(), level)

    def timeline(self, point: Point) -> Timeline:
        """Service day by day in replication 0, and what struck.

        It is read from the folder; if it is not there (its part is damaged, or the design has very many
        points), that one replication is run again.
        """
        import pyarrow.compute as pc

        run = Run(find(self.points, point), 0, self.experiment.seed or 0)
        for table in self._store.parts(TIMELINES):
            own = table.filter(pc.equal(table["digest"], run.digest))
            with suppress(KeyError, TypeError, ValueError):  # a stranger's row under our run's name
                if own.num_rows:
                    return Timeline.of(own.slice(0, 1).to_pylist()[0])
        return Timeline.of(timeline_of(run, journal_of(run, "auto")))

    def _known(self, measures: str | Sequence[str]) -> list[str]:
        """The measures, or the one, if they are stored."""
        names = [measures] if isinstance(measures, str) else list(measures)
        stored = self.measures
        for name in names:
            if name not in stored:
                raise self._not_stored(str(name), stored)
        return names

    def _not_stored(self, name: str, stored: Sequence[str]) -> UnknownName:
        from sim.outcome.measure import MEASURES

        if name not in MEASURES:
            return unknown(name, [*stored, *MEASURES], what="measure", path="measure")
        rule = f"{self.folder} does not store it; it stores {listed(list(stored))}"
        remedy = sweep_again(self.folder, self.experiment, [name])
        if not self.experiment.own:
            remedy += f"; in Python: sim.run(experiment.with_measures([{name!r}]), out={str(self.folder)!r})"
        return UnknownName([Problem("measure", name, rule, remedy)])
