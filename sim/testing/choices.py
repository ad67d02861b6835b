"""Random strategies: who does what, when it begins, and what happens when things change."""

from __future__ import annotations

from collections.abc import Sequence

from sim.testing.dice import Dice
from sim.testing.names import OWN_TEAMS, Data


def choice_in(dice: Dice, world: Data) -> Data:
    """A random strategy that fits a random scenario."""
    providers = tuple(world["providers"])
    assignment = _assignment(dice, providers)
    mix = _mix(dice, world, providers, must_leave=assignment["rule"] == "overflow")
    transition = _transition(dice, world) if dice.chance(25) else None
    ends = bool(providers) and assignment["rule"] != "least_backlog" and dice.chance(40)
    return {
        "mix": mix,
        "assignment": assignment,
        "discipline": dice.one_of("first_come", "priority", "due_date"),
        "clarity": dice.one_of(0.0, 0.5, dice.number(0.0, 0.95)),
        "monitoring": {"checkpoints": dice.one_of(0, 0, 1, 2)},
        "inspection": {
            "inhouse_rate": dice.share(),
            "outsourced_rate": dice.share(),
            "by": dice.one_of("reviewers", "reviewers", "third_party"),
            "history": _history(dice) if dice.chance(20) else None,
        },
        "shift_hours": {name: dice.hours(-6.0, 6.0) for name in (*OWN_TEAMS, *providers) if dice.chance(10)},
        "relay": _relay(dice, providers) if dice.chance(25) else None,
        "transition": transition,
        "termination": _termination(dice, world, mix, transition) if ends else None,
        "flexibility": _flexibility(dice, world, providers) if dice.chance(25) else {},
        "staffing": {name: _staffing(dice) for name in (*OWN_TEAMS, *providers) if dice.chance(10)},
        "contingency": {
            "plan": dice.one_of("wait", "inhouse", *providers),
            "patience_days": dice.one_of(0.0, dice.days(0.0, 48.0)),
            "rehire": dice.one_of(1.0, dice.share()),
            "ramp_days": dice.one_of(0.0, dice.days(0.0, 800.0)),
        },
    }


def _assignment(dice: Dice, providers: Sequence[str]) -> Data:
    rules = ["mix", "sensitive_at_home", "least_backlog"]
    assignment: Data = {
        "rule": dice.one_of(*rules, *(["overflow", "primary_backup"] if providers else [])),
        "sensitive_above": dice.share(),
        "line_limit": dice.whole(0, 4),
        "core_stays_home": dice.chance(70),
    }
    if providers:
        assignment |= {"primary": dice.one_of(*providers), "backup": dice.one_of("inhouse", *providers)}
    return assignment


def _mix(dice: Dice, world: Data, providers: Sequence[str], must_leave: bool) -> Data:
    """Shares by weight, for a work type or for its family."""
    mix: Data = {}
    for name, work in world["work"].items():
        row = work.get("family", name) if dice.chance(50) else name
        if providers and (must_leave or dice.chance(85)):
            weights = {team: dice.whole(0, 3) for team in ("inhouse", *providers)}
            weights[dice.one_of(*providers)] += int(must_leave or dice.chance(80))
            total = sum(weights.values()) or 1
            mix[row] = {
                team: weight / total
                for team, weight in weights.items()
                if team != "inhouse" or dice.chance(30)
            }
            if not sum(weights.values()):
                mix[row].pop("inhouse", None)
    return mix


def _relay(dice: Dice, providers: Sequence[str]) -> Data | None:
    """A ring of two teams or more, if there are so many."""
    ring = [name for name in ("inhouse", *providers) if dice.chance(80)]
    return {"teams": ring, "work_lost": dice.one_of(0.0, dice.share())} if len(ring) > 1 else None


def _history(dice: Dice) -> Data:
    return {
        "clean_needed": dice.whole(1, 5),
        "skip_factor": dice.share(),
        "tighten_after": dice.whole(1, 3),
        "tightened_rate": dice.share(),
    }


def _transition(dice: Dice, world: Data) -> Data:
    end = 24.0 * (world["warm_up_days"] + world["horizon_days"])
    ramp = dice.one_of(0.0, dice.days(1.0, end))
    return {
        "signing_day": dice.one_of(0.0, dice.days(0.0, end)),
        "ramp_days": ramp,
        "teaching_hours_per_seat": dice.number(0.0, 5.0) if ramp else 0.0,
        "liaison_hours_per_seat": dice.one_of(0.0, dice.number(0.0, 5.0)) if ramp else 0.0,
    }


def _termination(dice: Dice, world: Data, mix: Data, transition: Data | None) -> Data:
    """Early, so that all of it can be seen in a run; for convenience, or for either cause."""
    end = 24.0 * (world["warm_up_days"] + world["horizon_days"])
    providers = tuple(world["providers"])
    has_work = [name for name in providers if any(row.get(name) for row in mix.values())]
    of = dice.one_of(*(has_work or providers))
    ramp = dice.one_of(0.0, dice.days(1.0, end / 2.0), dice.days(1.0, end))
    made: Data = {
        "of": of,
        "to": dice.one_of("inhouse", *(name for name in providers if name != of)),
        "tender_days": dice.one_of(0.0, dice.days(0.0, end / 4.0)),
        "ramp_days": ramp,
        "teaching_hours_per_seat": dice.one_of(0.0, dice.number(0.0, 5.0), dice.number(0.0, 30.0))
        if ramp
        else 0.0,
    }
    if dice.chance(50):
        ramped = transition["signing_day"] + transition["ramp_days"] if transition else 0.0
        return made | {"at_day": ramped + dice.one_of(0.0, dice.days(0.0, end / 4.0))}
    late, wrong = dice.one_of((1.0, None), (None, 0.0), (dice.share(), dice.number(0.0, 1.0)))
    return made | {
        "least_on_time_share": late,
        "most_defects_found": wrong,
        "every_days": max(dice.days(1.0, max(end / 8.0, 1.0)), 0.01),
        "bad_looks": dice.whole(1, 3),
    }


def _flexibility(dice: Dice, world: Data, providers: Sequence[str]) -> Data:
    end = 24.0 * (world["warm_up_days"] + world["horizon_days"])
    low, high = sorted((dice.number(0.0, 2.0), dice.number(0.0, 4.0)))
    return {
        "review_days": max(dice.days(1.0, max(end / 4.0, 1.0)), 0.01),
        "teams": [name for name in ("inhouse", *providers) if dice.chance(60)],
        "target_utilisation": dice.number(0.3, 0.99),
        "band": dice.one_of(0.0, dice.share()),
        "at_least": dice.whole(0, 2),
        "at_most": dice.one_of(1_000_000, dice.whole(2, 6)),
        "adaptive": dice.one_of(
            None,
            {
                "start": dice.share(),
                "step": dice.number(0.1, 1.0),
                "above": high,
                "below": low,
                "ramp_days": dice.one_of(0.0, dice.days(0.0, 200.0)),
            },
        ),
    }


def _staffing(dice: Dice) -> Data:
    return {
        "rule": dice.one_of("load", "square_root", "stated"),
        "target_utilisation": dice.number(0.3, 0.99),
        "safety": dice.number(0.0, 3.0),
        "at_least": dice.whole(0, 2),
    }
