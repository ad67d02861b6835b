"""A distribution of one's own: registered it is as good as any, derived in silence it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import Field

from sim.case import case_from
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.files.reader import parse_text
from sim.scenario import kinds
from sim.scenario.base import Part
from sim.scenario.distribution import DISTRIBUTIONS, Exponential
from sim.scenario.law import Law
from sim.scenario.registry import register
from sim.tape.tape import deal

CASE = """
scenario:
  horizon_days: 20
  work: {{task: {{arrivals: {{kind: poisson, per_week: 20}}, effort_hours: {effort}}}}}
  inhouse: {{seats: 2}}
"""


class Pareto(Part):
    """A few tasks take nearly all the time."""

    kind: Literal["pareto"] = "pareto"
    shape: float = Field(default=2.5, gt=1.0)
    """The smaller, the longer the tail."""

    @property
    def mean(self) -> float:
        return 1.0 / (self.shape - 1.0)

    def quantile(self, luck: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((1.0 - luck) ** (-1.0 / self.shape) - 1.0)


def case_with(effort: str) -> object:
    """The case whose tasks take so long, read from a file's text."""
    return case_from(parse_text(CASE.format(effort=effort), "case.yaml")[0])


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What a test registers no other test knows."""
    known = dict(DISTRIBUTIONS._registered)
    yield
    DISTRIBUTIONS._registered.clear()
    DISTRIBUTIONS._registered.update(known)


def test_a_registered_distribution_can_be_named_in_a_file_and_is_written_down_whole() -> None:
    """It is read, validated, and what is written of it is read again."""
    register(Pareto)

    (work,) = case_with("{kind: pareto, shape: 3}").scenario.work.values()  # type: ignore[attr-defined]

    assert work.effort_hours == Pareto(shape=3.0)
    assert work.model_dump(mode="json")["effort_hours"] == {"kind": "pareto", "shape": 3.0}


@pytest.mark.parametrize(
    ("effort", "place", "words"),
    [
        ("{kind: parto, shape: 3}", "effort_hours.kind", "did you mean pareto"),
        ("{kind: nothing}", "effort_hours.kind", "'empirical', 'pareto'"),
        ("{kind: nothing}", "effort_hours.kind", "sim.register"),
        ("{kind: pareto, shap: 3}", "effort_hours.shap", "did you mean shape"),
        ("{kind: pareto, shape: much}", "effort_hours.shape", "The smaller, the longer the tail"),
        ("{kind: pareto, shape: true}", "effort_hours.shape", "must be a number"),
    ],
)
def test_a_slip_beside_a_registered_kind_is_told_as_of_any_other(effort: str, place: str, words: str) -> None:
    """The whole path, the nearest of all kinds and of its own settings, and what its settings say."""
    register(Pareto)

    with pytest.raises(InputError) as refused:
        case_with(effort)

    (problem,) = refused.value.problems
    assert problem.path == f"scenario.work.task.{place}"
    assert words in f"{problem.rule} {problem.remedy}"


def test_a_value_of_a_registered_kind_is_refused_at_its_place() -> None:
    """Its own rules are told as those of any other setting: path, value, rule."""
    register(Pareto)

    with pytest.raises(InputError, match=r"effort_hours\.shape(.|\n)*0\.5(.|\n)*greater than 1"):
        case_with("{kind: pareto, shape: 0.5}")


def test_a_kind_that_nobody_registered_is_refused_in_words() -> None:
    """As a misspelt one is."""
    with pytest.raises(InputError, match=r"effort_hours\.kind(.|\n)*pareto(.|\n)*must be one of"):
        case_with("{kind: pareto, shape: 3}")


def test_a_derived_class_that_nobody_registered_is_refused() -> None:
    """It would run as itself, and be written down, billed or read again as its parent."""

    class Half(Exponential):
        """Half of what its parent says."""

        @property
        def law(self) -> Law:
            return super().law.times(0.5)

    case = case_with("{kind: exponential}")
    data = case.scenario.model_dump()  # type: ignore[attr-defined]
    data["work"]["task"]["effort_hours"] = Half()

    with pytest.raises(ValueError, match=r"Half is no distribution that a file could name"):
        type(case.scenario).model_validate(data)  # type: ignore[attr-defined]


def test_an_installed_package_may_announce_its_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was installed for it is imported, and only when a file names it."""
    point = EntryPoint("pareto", f"{__name__}:Pareto", DISTRIBUTIONS.group)
    monkeypatch.setattr(EntryPoint, "load", lambda self: Pareto)

    def announced(group: str, name: str) -> EntryPoints:
        return EntryPoints([point]).select(group=group, name=name)

    monkeypatch.setattr(kinds, "entry_points", announced)

    (work,) = case_with("{kind: pareto}").scenario.work.values()  # type: ignore[attr-defined]

    assert isinstance(work.effort_hours, Pareto)


def test_what_is_no_distribution_cannot_be_registered() -> None:
    """It is said what is missing; and no kind has two classes."""

    class Shapeless(Part):
        """Draws nothing."""

        kind: Literal["shapeless"] = "shapeless"

    class Constant(Pareto):
        """Takes a kind that is taken."""

        kind: Literal["exponential"] = "exponential"  # type: ignore[assignment]

    with pytest.raises(TypeError, match="Shapeless is no kind of distribution: it lacks quantile and mean"):
        register(Shapeless)
    with pytest.raises(TypeError, match="a distribution of kind exponential already: Exponential"):
        register(Constant)


@pytest.mark.parametrize(
    ("drawn", "said"),
    [(np.array([-1.0]), "negative or no finite"), (np.zeros(3), "gives an array of shape")],
)
def test_what_a_distribution_of_ones_own_draws_is_looked_at(drawn: NDArray[np.float64], said: str) -> None:
    """So many amounts as are asked for, all of them 0 or more; else its class, its place and the rule are
    told."""

    class Odd(Part):
        """Draws what the test says."""

        kind: Literal["odd"] = "odd"
        mean: float = 1.0

        def quantile(self, luck: NDArray[np.float64]) -> NDArray[np.float64]:
            return drawn if len(drawn) > 1 else np.repeat(drawn, len(luck))

    register(Odd)
    with pytest.raises(InputError, match=rf"work\.task\.effort_hours(.|\n)*Odd(.|\n)*{said}"):
        simulate(case_with("{kind: odd}"), seed=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantile", "said"),
    [
        (lambda luck: ["x"] * len(luck), "quantile fails: ValueError"),
        (lambda luck: 1.0 / 0, "quantile fails: ZeroDivisionError"),
        (lambda luck: luck + 1j, "no finite numbers"),
        (lambda luck: 1.0 - luck, "falls where luck rises"),
        (lambda luck: luck / luck.mean(), "depends on the numbers beside it"),
    ],
)
def test_what_is_no_inverse_distribution_is_refused_in_words(quantile: Any, said: str) -> None:
    """It fails, it is no number, it falls, or a task's effort hangs on how many others come."""

    class Odd(Part):
        """Says what the test says."""

        kind: Literal["odd"] = "odd"
        mean: float = 1.0

        def quantile(self, luck: NDArray[np.float64]) -> Any:
            return quantile(luck)

    register(Odd)
    with pytest.raises(InputError, match=rf"work\.task\.effort_hours(.|\n)*Odd(.|\n)*{said}"):
        simulate(case_with("{kind: odd}"), seed=1)  # type: ignore[arg-type]


def test_recorded_efforts_are_drawn_anew_from_a_distribution_of_ones_own() -> None:
    """Work that an outage has drawn anew asks for what the distribution says; it asked for nothing."""
    register(Pareto)
    trace = {"kind": "trace", "arrived_hours": [0.0, 24.0, 48.0], "effort_hours": [8.0, 7.0, 6.0]}
    work = {"task": {"arrivals": trace, "effort_hours": {"kind": "pareto"}}}
    case = case_from({"scenario": {"horizon_days": 20, "inhouse": {"seats": 2}, "work": work}})
    tape = deal(case.scenario, 1, 0)

    assert [tape.fresh_effort(task, 0) for task in range(3)] == [8.0, 7.0, 6.0]
    assert [tape.fresh_effort(task, 1) for task in range(3)] == [8.0, 7.0, 6.0]
    assert min(tape.effort_again(task, times) for task in range(3) for times in range(9)) > 0.0


def test_where_no_task_comes_a_distribution_of_ones_own_is_not_asked() -> None:
    """An array without numbers would be a riddle to it."""

    class Greatest(Pareto):
        """Cannot do without numbers."""

        kind: Literal["greatest"] = "greatest"  # type: ignore[assignment]

        def quantile(self, luck: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.minimum(luck, luck.max())

    register(Greatest)
    trace = {"kind": "trace", "arrived_hours": [400.0]}
    work = {"task": {"arrivals": trace, "effort_hours": {"kind": "greatest"}}}
    case = case_from({"scenario": {"horizon_days": 10, "inhouse": {"seats": 2}, "work": work}})

    assert deal(case.scenario, 1, 0).tasks == 0


def test_what_is_no_model_cannot_be_registered() -> None:
    """Not even a number."""
    with pytest.raises(TypeError, match=r"register\(3\) needs a class"):
        register(3)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="int is no kind of distribution"):
        register(int)  # type: ignore[type-var]
