"""The claims of outsourcing, one by one: each with a case, a figure with its interval, and when it fails.

    python experiments/claims.py
    python experiments/claims.py --replications 100 --figure claims.png

Five benefits and four drawbacks are claimed for handing knowledge work to others, and a difference from
traditional outsourcing. Each claim is one comparison of two choices that live through the same worlds, as a
per cent of what the measure is without; beside it the same comparison where a condition of the claim is
gone. So a claim is not true or false: it holds as far as its condition does.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

import sim
from sim.analysis.comparison import Comparison
from sim.plots.style import Words, headline, house_style, new_figure, save

SEED: Final = 1
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Claim:
    """Something that is said of outsourcing, as a comparison of two choices in one case."""

    name: str
    says: str
    """The claim, in a few words."""
    case: str
    measure: str
    """What it moves; more of it if the claim is of a benefit, or less where less is better."""
    choice: Settings
    """What is chosen,"""
    against: Settings
    """and instead of what."""
    fails: Settings
    """What makes it false, set for both, or for the choice alone,"""
    fails_when: str
    """in words."""
    always: Settings = field(default_factory=dict)
    """What both have, in either comparison."""
    fails_for_choice_only: bool = False

    def compared(self, replications: int, workers: int, *, fails: bool) -> Comparison:
        """The choice against the other, in worlds that both live through."""
        condition = self.fails if fails else {}
        against = {} if self.fails_for_choice_only else condition
        answer = sim.what_if(
            self.case,
            {**self.always, **self.choice, **condition},
            {**self.always, **self.against, **against},
            replications=replications,
            seed=SEED,
            workers=workers,
        )
        return answer[self.measure].comparison


HOME: Final = {
    "ibm": {"strategy.mix.curation.hyderabad": 0, "strategy.mix.answers.hyderabad": 0},
    "research": {"strategy.mix.research.pune": 0},
    "patents": {"strategy.mix.patents.bangalore": 0, "strategy.mix.patents.krakow": 0},
    "contracts": {
        "strategy.mix.contracts": {"kolkata": 0, "cebu": 0},
        "strategy.contingency.plan": "inhouse",
    },
    "pieces": {"strategy.mix.pieces.manila": 0},
}
"""All of the work in the house."""
KEPT: Final = {"strategy.staffing.inhouse": {"rule": "stated"}, "scenario.inhouse.seats": 16}
"""People who are kept when the work leaves."""
ALONE: Final = {"strategy.mix.contracts": {"kolkata": 0.8, "cebu": 0}, "strategy.contingency.plan": "inhouse"}
PAYROLL: Final = {
    "scenario.work.pieces.arrivals.per_week": 400,
    "scenario.work.pieces.effort_hours": {"kind": "lognormal", "mean": 0.8, "cv": 0.7},
    "scenario.work.pieces.due_days": 3,
    "scenario.work.pieces.value": 90,
    "scenario.work.pieces.delay_cost_per_day": 5,
    "scenario.work.pieces.ambiguity": 0.1,
    "scenario.work.pieces.unclear_points": 0.3,
    "scenario.work.pieces.brief_hours": 0.01,
    "scenario.work.pieces.answer_hours": 0.1,
    "scenario.work.pieces.setup_hours": 0.05,
    "scenario.work.pieces.inspection_hours": 0.05,
    "scenario.work.pieces.escape_cost": 60,
}
"""As in `experiments/kpo_beside_bpo.yaml`."""

CLAIMS: Final[Sequence[Claim]] = (
    Claim(
        "Cost",
        "codified knowledge management outside costs less",
        "ibm_knowledge_management",
        "total_cost",
        {},
        HOME["ibm"],
        {"scenario.providers.hyderabad.contract.rate_per_hour": 60},
        "the rate is 0.8 of an hour at home",
    ),
    Claim(
        "Expertise",
        "a specialist wins more oppositions",
        "pfizer_patents",
        "contests_won_share",
        {"strategy.mix.trademarks": {"munich": 0.9}},
        {},
        {"scenario.providers.munich.skill": {}, "scenario.providers.munich.defects_per_task": 0.08},
        "it knows no more than others",
        always=HOME["patents"],
    ),
    Claim(
        "Flexibility",
        "a provider's bench carries growth",
        "growth_and_return",
        "cost_per_task",
        {},
        {"scenario.providers.krakow.pool": None},
        {"scenario.providers.krakow.pool": {"bench": 4, "busy_share": 1.0}},
        "other clients want its people all the time",
        fails_for_choice_only=True,
    ),
    Claim(
        "Core focus",
        "experts at home are free for the core business",
        "ibm_knowledge_management",
        "net_benefit",
        KEPT,
        {**HOME["ibm"], **KEPT},
        {"scenario.inhouse.core_hour_value": 10},
        "such an hour is worth 10 and not 75",
    ),
    Claim(
        "Innovation",
        "a third outside brings more ideas than none",
        "procter_gamble_research",
        "ideas",
        {"strategy.mix.research.pune": 0.34},
        HOME["research"],
        {"strategy.mix.research.pune": 1},
        "all of it is outside",
        fails_for_choice_only=True,
    ),
    Claim(
        "Communication",
        "distance makes work take longer",
        "kpo_beside_bpo",
        "lead_time_mean_days",
        {},
        {"scenario.providers.manila.distance": 0.1, "scenario.providers.manila.message_hours": 0},
        {"scenario.work.pieces.unclear_points": 0.3, "strategy.clarity": 0.4},
        "work is clear, and briefs are, too",
    ),
    Claim(
        "Secrets",
        "twice the share outside shows others twice as much",
        "procter_gamble_research",
        "ip_largest_exposure",
        {"strategy.mix.research.pune": 0.6},
        {"strategy.mix.research.pune": 0.3},
        {"strategy.protection.split_into": 2},
        "each task is split between two people",
        fails_for_choice_only=True,
    ),
    Claim(
        "Quality",
        "without inspection more defects escape",
        "kpo_beside_bpo",
        "escaped_defect_share",
        {"strategy.inspection.outsourced_rate": 0},
        {},
        {"scenario.reviewers.detection_probability": 0.05},
        "reviewers hardly see any",
    ),
    Claim(
        "Dependence",
        "a provider's end makes work late",
        "provider_bankruptcy",
        "on_time_share",
        {},
        {"scenario.events": []},
        {"strategy.mix.contracts": {"kolkata": 0.1, "cebu": 0}},
        "it did a tenth of the work",
        always=ALONE,
    ),
    Claim(
        "Knowledge work",
        "of the same gap in rates less is left than in payroll",
        "kpo_beside_bpo",
        "total_cost",
        {},
        HOME["pieces"],
        PAYROLL,
        "the work is payroll",
    ),
)


@dataclass(frozen=True)
class Answer:
    """A claim with what the worlds say of it, in per cent of the measure without the choice."""

    claim: Claim
    holds: Comparison
    fails: Comparison


def main(arguments: Sequence[str] | None = None) -> None:
    """Play all claims, print them, and draw them if a file is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--replications", type=int, default=30, help="worlds of each comparison")
    parser.add_argument("--workers", type=int, default=2, help="processes that share the work")
    parser.add_argument("--figure", type=Path, help="draw them under this name, as PNG")
    asked = parser.parse_args(arguments)
    answers = [
        Answer(
            each, *(each.compared(asked.replications, asked.workers, fails=fails) for fails in (False, True))
        )
        for each in CLAIMS
    ]
    for answer in answers:
        print(in_words(answer))
    print(f"\n{asked.replications} worlds of each, seed {SEED}; ± is a 95 % interval of the mean.")
    if asked.figure:
        draw(answers, asked.figure)


def per_cent(comparison: Comparison) -> tuple[float, float, float]:
    """Mean and both ends of the interval of the difference, in per cent of the mean without the choice."""
    scale = 100.0 / abs(comparison.mean_b)
    difference = comparison.difference
    return difference.mean * scale, difference.low * scale, difference.high * scale


def in_words(answer: Answer) -> str:
    """Two lines a claim: as it is, and where its condition is gone."""
    claim = answer.claim
    return "\n".join(
        [
            f"{claim.name:<15}{claim.says:<58}{told(answer.holds):>18}  {claim.measure}",
            f"{'':<15}{'but: ' + claim.fails_when:<58}{told(answer.fails):>18}",
        ]
    )


def told(comparison: Comparison) -> str:
    """Such as `-11.6 ± 0.4 %`; as it stands where there is nothing to be a per cent of."""
    mean, low, high = per_cent(comparison)
    half = (high - low) / 2.0
    if not np.isfinite(mean):
        return str(comparison.difference)
    digits = 1 if half < 3.0 else 0
    return f"{mean:+.{digits}f} ± {half:.{digits}f} %"


LOOKS: Final = (
    {"marker": "o", "color": "black", "markersize": 7, "label": "the case as it is"},
    {
        "marker": "s",
        "color": "0.5",
        "markersize": 7,
        "markerfacecolor": "white",
        "label": "its condition gone",
    },
)
TICKS: Final = (-100, -30, -10, -3, 0, 3, 10, 30, 100, 300)


def draw(answers: Sequence[Answer], file: Path) -> None:
    """A row a claim: what the choice changes, with its interval, and where its condition is gone."""
    with house_style():
        figure, ax = new_figure(figsize=(9.5, 1.6 + 0.62 * len(answers)))
        for row, answer in enumerate(answers):
            for shift, look, comparison in zip(
                (-0.16, 0.16), LOOKS, (answer.holds, answer.fails), strict=True
            ):
                mean, low, high = per_cent(comparison)
                labelled = look if row == 0 else {**look, "label": None}
                reach = [[mean - low], [high - mean]]
                ax.errorbar([mean], [row + shift], xerr=reach, linestyle="none", capsize=3, **labelled)
        ax.axvline(0.0, color="0.35", linewidth=0.8)
        ax.set_xscale("symlog", linthresh=3.0)
        ax.set_xticks(TICKS, [f"{tick:+d} %" if tick else "0" for tick in TICKS])
        ax.set_yticks(
            range(len(answers)),
            [f"{each.claim.name}: {each.claim.measure.replace('_', ' ')}" for each in answers],
        )
        ax.invert_yaxis()
        ax.set_xlabel("change by the choice, in per cent of the measure without it (95 % intervals)")
        ax.legend(loc="best")
        words = words_for(answers)
        headline(ax, words.title, words.caption)
        save(figure, file.parent, file.stem, words)


def words_for(answers: Sequence[Answer]) -> Words:
    """The figure in words."""
    rows = [
        f"{each.claim.name} {told(each.holds)}, and {told(each.fails)} when {each.claim.fails_when}"
        for each in answers
    ]
    return Words(
        title="Each claim of outsourcing holds as far as its condition does",
        caption="Black: the case as it is. White: the same where the claim's condition is gone.",
        alt="Changes with intervals, one row a claim: " + "; ".join(rows) + ".",
    )


if __name__ == "__main__":
    main()
