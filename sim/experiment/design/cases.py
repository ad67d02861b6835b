"""How does a design make and name its cases? From sections of the base, each checked once.

A case that cannot be made like that, or that breaks a rule, is validated whole: it says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from threading import RLock
from typing import Any, Final

from sim.case import Case, changed, plain
from sim.digest import case_digest
from sim.errors import InputError
from sim.experiment.design.noted import Remembered
from sim.experiment.design.recent import Recent
from sim.experiment.design.sections import Keyed, Sections
from sim.scenario.remarks import remarks, warn_of_missing_holidays
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace
from sim.strategy.fit import RULES, Rule
from sim.strategy.sound import remember_sound
from sim.strategy.strategy import Strategy

Settings = Mapping[str, Any]


class Cases:
    """The cases of one design: a base, with settings changed by dotted path."""

    def __init__(self, base: Case) -> None:
        self.base = base
        self.remarks: dict[str, None] = {}
        """What should be known of the worlds that were named, each remark once."""
        self.tolerant: dict[tuple[bool, bool], Scenario] = {}
        """The first world of each kind of tolerance: whether money is limited, and whether days are."""
        self._rules = [Remembered(partial(_is_kept, rule)) for rule in RULES]
        self._noted: Recent[tuple[int, ...], list[object]] = Recent()
        self._last: Scenario | None = None
        self._lock: Final = RLock()

    @cached_property
    def _sections(self) -> tuple[Sections[Scenario], Sections[Strategy]] | None:
        try:
            data = plain(self.base)
            start = data["scenario"].get("start")
            return (
                Sections(self.base.scenario, data["scenario"], "scenario", start),
                Sections(self.base.strategy, data["strategy"], "strategy", start),
            )
        except InputError:
            return None  # every case is validated whole, and says what is wrong with the base

    def named(self, settings: Settings) -> tuple[str, str]:
        """The digests of the base with settings changed, and of its world; every rule is kept.

        Raises
        ------
        InputError
            As `sim.changed` does.
        """
        with self._lock:
            case = self._made(settings)
            if case.scenario is not self._last:
                self._last = case.scenario
                self._note(case.scenario)
            world = case.scenario.digest
            return case_digest(world, case.strategy.digest), world

    def noted(self, settings: Settings) -> tuple[str, str]:
        """As `named`, of a case that is made alone: for one or two of thousands that were named before."""
        case = changed(self.base, settings) if settings else self.base
        with self._lock:
            self._note(case.scenario)
        return case.digest, case.scenario_digest

    def of(self, settings: Settings) -> Case:
        """The base with settings changed, which were named before."""
        with self._lock:
            case = self._made(settings)
            remember_sound(case.scenario, case.strategy)
            return case

    def _made(self, settings: Settings) -> Case:
        if not settings:
            return self.base
        if self._sections is not None:
            scenario_of, strategy_of = self._sections
            keyed = [Keyed.of(path, value) for path, value in settings.items()]
            world = [each for each in keyed if each.path.startswith("scenario.")]
            choice = [each for each in keyed if each.path.startswith("strategy.")]
            if len(world) + len(choice) == len(keyed):
                try:
                    scenario, strategy = scenario_of.of(world), strategy_of.of(choice)
                    if all(rule(scenario, strategy) for rule in self._rules):
                        return Case(scenario, strategy)
                except (ValueError, TypeError, KeyError):  # told below, with path, value, rule and remedy
                    pass
        return changed(self.base, settings)

    def _note(self, scenario: Scenario) -> None:
        """Keep what is asked about all worlds of a design; warn of years whose holidays nobody knows."""
        kind = (scenario.most_money is not None, bool(scenario.tolerated))
        self.tolerant.setdefault(kind, scenario)
        traces = [work.arrivals for work in scenario.work.values() if isinstance(work.arrivals, Trace)]
        read = [
            *scenario.calendars.values(),
            *traces,
            scenario.start,
            scenario.warm_up_days,
            scenario.horizon_days,
        ]
        key = tuple(map(id, read))
        if key not in self._noted:
            self._noted.put(key, list(read))
            warn_of_missing_holidays(scenario)
            self.remarks.update(dict.fromkeys(remarks(scenario)))


def _is_kept(rule: Rule, scenario: Scenario, strategy: Strategy) -> bool:
    return next(rule(scenario, strategy), None) is None
