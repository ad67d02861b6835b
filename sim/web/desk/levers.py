"""Which levers matter in a case? Those whose mechanism it has: no provider, no share; no rate, no price."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sim.case import Case
from sim.scenario.team import Provider
from sim.web.desk.lever import Lever, LeverOption, Value
from sim.web.desk.staged import absence_lever, event_lever, return_lever

WHO = "Who does the work"
HOW = "How it is led and checked"
ILL = "When things go wrong"
WORLD = "The world (not ours to choose)"

MOST_WORK_TYPES = 4
"""A slider of demand for each of more work types would hide the rest."""

RULES = (
    ("mix", "by share"),
    ("sensitive_at_home", "sensitive work stays home"),
    ("overflow", "home first, overflow out"),
    ("least_backlog", "shortest queue"),
)
DISCIPLINES = (
    ("first_come", "first come, first served"),
    ("priority", "by priority"),
    ("due_date", "earliest due date"),
)
SIZES = (("boutique", "boutique (14 % a year)"), ("mid_size", "mid-size (2 %)"), ("large", "large (0.75 %)"))


def called(name: str) -> str:
    """A name of the case in prose: `north_india` is North India."""
    return "in-house" if name == "inhouse" else name.replace("_", " ").title()


def levers_of(case: Case) -> tuple[Lever, ...]:
    """The levers of a case, in the order in which a page shows them."""
    return tuple(
        lever
        for part in (
            _shares,
            _people,
            _leading,
            _contingency,
            _protection,
            _absence,
            _reliability,
            _secrets,
            _prices,
            _demand,
        )
        for lever in part(case)
    )


def rows_of(case: Case) -> tuple[str, ...]:
    """What has a share of its own: each row of the mix, and any family or work type that has none."""
    rows = dict.fromkeys(case.strategy.mix)
    for name, work in case.scenario.work.items():
        if (
            name not in rows
            and (work.family or name) not in rows
            and not (work.core and case.strategy.assignment.core_stays_home)
        ):
            rows[work.family or name] = None
    return tuple(rows)


def _shares(case: Case) -> Iterator[Lever]:
    strategy, providers = case.strategy, case.scenario.providers
    for row in rows_of(case) if providers else ():
        for name in providers:
            yield Lever(
                path=f"strategy.mix.{row}.{name}",
                label=f"{row.replace('_', ' ').capitalize()} to {called(name)}",
                says="Share of this work that goes there; what is not given out stays in-house.",
                group=WHO,
                kind="share",
                value=strategy.mix.get(row, {}).get(name, 0.0),
                together=row,
            )
    if providers:
        yield _choice(
            "strategy.assignment.rule",
            "Who gets a task",
            "The rule by which a task finds its team.",
            WHO,
            strategy.assignment.rule,
            RULES,
        )
        if any(work.sensitivity > 0.0 for work in case.scenario.work.values()):
            yield Lever(
                path="strategy.assignment.sensitive_above",
                label="Sensitive from",
                says="Work at least so sensitive stays at home, where the rule keeps sensitive work there.",
                group=WHO,
                kind="number",
                value=strategy.assignment.sensitive_above,
            )
        yield from return_lever(case, WHO)


def _people(case: Case) -> Iterator[Lever]:
    """In-house people, and each provider's: as a rule says, or as the scenario states."""
    for name in ("inhouse", *case.scenario.providers):
        team = case.scenario.inhouse if name == "inhouse" else case.scenario.providers[name]
        staffing = case.strategy.staffing.get(name)
        lever = partial(Lever, group=WHO)
        if staffing is not None and staffing.rule == "load":
            yield lever(
                path=f"strategy.staffing.{name}.target_utilisation",
                label=f"Busy share meant, {called(name)}",
                says="Fewer people are busier, and slower to catch up: the seats follow the load.",
                kind="share",
                value=staffing.target_utilisation,
                low=0.4,
                high=0.98,
                step=0.01,
            )
        elif staffing is not None and staffing.rule == "square_root":
            yield lever(
                path=f"strategy.staffing.{name}.safety",
                label=f"Spare people, {called(name)}",
                says="Safety factor of the staffing rule: people beyond the load, in square roots of it.",
                kind="number",
                value=staffing.safety,
                high=max(3.0, staffing.safety),
                step=0.1,
            )
        elif team.seats > 0:
            group = name if name == "inhouse" else f"providers.{name}"
            yield lever(
                path=f"scenario.{group}.seats",
                label=f"Seats, {called(name)}",
                says="People who can work at the same time.",
                kind="whole",
                value=team.seats,
                low=1.0,
                high=float(max(2 * team.seats, 4)),
                step=1.0,
                unit="seats",
            )


def _leading(case: Case) -> Iterator[Lever]:
    strategy, lever = case.strategy, partial(Lever, group=HOW)
    if case.scenario.providers:
        yield lever(
            path="strategy.clarity",
            label="Clarity of briefs",
            says="Share of a task's ambiguity that its brief removes; clearer briefs take liaisons longer.",
            kind="share",
            value=strategy.clarity,
            high=max(0.9, strategy.clarity),
        )
        yield lever(
            path="strategy.monitoring.checkpoints",
            label="Checkpoints",
            says="Looks at each attempt while it is under way: fewer misunderstandings, more interruptions.",
            kind="whole",
            value=strategy.monitoring.checkpoints,
            high=float(max(5, strategy.monitoring.checkpoints)),
            step=1.0,
            unit="a task",
        )
        yield from map(partial(_inspection, case), ("outsourced", "inhouse"))
    elif strategy.inspection.inhouse_rate > 0.0:
        yield _inspection(case, "inhouse")
    yield _choice(
        "strategy.discipline",
        "Who is next in line",
        "The order in which waiting tasks are taken up.",
        HOW,
        strategy.discipline,
        DISCIPLINES,
    )
    for name, provider in case.scenario.providers.items():
        if provider.calendar != "always":
            hours = strategy.shift_hours.get(name, 0.0)
            yield lever(
                path=f"strategy.shift_hours.{name}",
                label=f"Shift of {called(name)}",
                says="Hours by which its working day is moved (later is positive), for more time in common.",
                kind="number",
                value=hours,
                low=min(-12.0, hours),
                high=max(12.0, hours),
                step=0.5,
                unit="h",
            )


def _inspection(case: Case, where: str) -> Lever:
    what = "providers' work" if where == "outsourced" else "work done in-house"
    return Lever(
        path=f"strategy.inspection.{where}_rate",
        label=f"Inspection of {what}",
        says="Share of the attempts that a reviewer looks at before delivery.",
        group=HOW,
        kind="share",
        value=getattr(case.strategy.inspection, f"{where}_rate"),
    )


def _contingency(case: Case) -> Iterator[Lever]:
    providers, contingency = case.scenario.providers, case.strategy.contingency
    if not providers:
        return
    plans = [("wait", "wait for it"), ("inhouse", "bring the work home")]
    plans += [(name, f"send it to {called(name)}") for name in providers] if len(providers) > 1 else []
    yield _choice(
        "strategy.contingency.plan",
        "If a provider is down",
        "What happens to its tasks when it is down for long, or ends.",
        ILL,
        contingency.plan,
        tuple(plans),
    )
    yield Lever(
        path="strategy.contingency.patience_days",
        label="Patience",
        says="Days that an outage must have lasted before the plan acts.",
        group=ILL,
        kind="number",
        value=contingency.patience_days,
        high=max(60.0, contingency.patience_days),
        step=1.0,
        unit="days",
    )
    yield from event_lever(case, ILL, {name: called(name) for name in providers})


def _protection(case: Case) -> Iterator[Lever]:
    if not any(provider.leaks_per_year > 0.0 for provider in case.scenario.providers.values()):
        return
    protection, lever = case.strategy.protection, partial(Lever, group=ILL)
    if isinstance(protection.secure_facility, bool):
        yield lever(
            path="strategy.protection.secure_facility",
            label="Secure facilities",
            says="At all providers: fewer leaks, for a price.",
            kind="switch",
            value=protection.secure_facility,
        )
    yield lever(
        path="strategy.protection.split_into",
        label="Split sensitive work into",
        says="Parts of each sensitive task, each for people who know no other part.",
        kind="whole",
        value=protection.split_into,
        low=1.0,
        high=float(max(6, protection.split_into)),
        step=1.0,
        unit="parts",
    )


def _reliability(case: Case) -> Iterator[Lever]:
    for name, provider in case.scenario.providers.items():
        at, lever = f"scenario.providers.{name}", partial(Lever, group=WORLD)
        if provider.outages is not None:
            up, down = provider.outages.mttf_days, provider.outages.mttr_days
            yield lever(
                path=f"{at}.outages.mttf_days",
                label=f"Days between outages, {called(name)}",
                says="Mean days from the end of one outage to the start of the next.",
                kind="number",
                value=up,
                low=min(30.0, up),
                high=max(1500.0, 2.0 * up),
                step=10.0,
                unit="days",
            )
            yield lever(
                path=f"{at}.outages.mttr_days",
                label=f"Length of an outage, {called(name)}",
                says="Mean days that it is down.",
                kind="number",
                value=down,
                low=min(0.5, down),
                high=max(60.0, 2.0 * down),
                step=0.5,
                unit="days",
            )
        yield from _ending(name, provider)


def _ending(name: str, provider: Provider) -> Iterator[Lever]:
    path, insolvency = f"scenario.providers.{name}.insolvency", provider.insolvency
    if insolvency is not None and insolvency.kind == "size":
        yield _choice(
            f"{path}.size",
            f"Size of {called(name)}",
            "Small firms end more often.",
            WORLD,
            insolvency.size,
            SIZES,
        )
    elif insolvency is not None and insolvency.kind == "hazard":
        yield Lever(
            path=f"{path}.per_year",
            label=f"Insolvencies, {called(name)}",
            says="Expected insolvencies a year of a living provider.",
            group=WORLD,
            kind="number",
            value=insolvency.per_year,
            high=max(0.3, 2.0 * insolvency.per_year),
            step=0.01,
            unit="a year",
        )


def _absence(case: Case) -> Iterator[Lever]:
    yield from absence_lever(case, WORLD)


def _secrets(case: Case) -> Iterator[Lever]:
    if not any(provider.leaks_per_year > 0.0 for provider in case.scenario.providers.values()):
        return
    for name, work in case.scenario.work.items():
        if work.sensitivity > 0.0 and work.ip_value > 0.0:
            yield Lever(
                path=f"scenario.work.{name}.ip_value",
                label=f"Worth of {name.replace('_', ' ')}' secrets",
                says="What a leak of all there is to know of this work loses.",
                group=WORLD,
                kind="number",
                value=work.ip_value,
                high=float(_rounded_up(2.0 * work.ip_value)),
                step=float(_rounded_up(work.ip_value / 20.0)),
                unit=case.scenario.currency,
            )


def _prices(case: Case) -> Iterator[Lever]:
    for name, provider in case.scenario.providers.items():
        for field, unit in (("rate_per_hour", "an hour"), ("price_per_task", "a task")):
            price = getattr(provider.contract, field, None)
            if price:
                yield Lever(
                    path=f"scenario.providers.{name}.contract.{field}",
                    label=f"Price of {called(name)}",
                    says="What its contract asks for.",
                    group=WORLD,
                    kind="number",
                    value=price,
                    low=0.0,
                    high=float(_rounded_up(2.5 * price)),
                    step=1.0 if price >= 10.0 else 0.1,
                    unit=f"{case.scenario.currency} {unit}",
                )


def _demand(case: Case) -> Iterator[Lever]:
    if len(case.scenario.work) > MOST_WORK_TYPES:
        return
    for name, work in case.scenario.work.items():
        rate: Any = getattr(work.arrivals, "per_week", None)
        if rate:
            yield Lever(
                path=f"scenario.work.{name}.arrivals.per_week",
                label=f"{name.replace('_', ' ').capitalize()} that arrive",
                says="Expected tasks a week.",
                group=WORLD,
                kind="number",
                value=rate,
                low=0.0 if len(case.scenario.work) > 1 else 0.1 * rate,
                high=2.0 * rate,
                step=1.0 if rate >= 10.0 else 0.5,
                unit="a week",
            )


def _choice(
    path: str, label: str, says: str, group: str, value: Value, options: tuple[tuple[str, str], ...]
) -> Lever:
    """A choice; what the case has and the list has not is added to it."""
    known = [LeverOption(value=name, label=text) for name, text in options]
    if value not in [option.value for option in known]:
        known.append(LeverOption(value=str(value), label=str(value).replace("_", " ")))
    return Lever(
        path=path, label=label, says=says, group=group, kind="choice", value=value, options=tuple(known)
    )


def _rounded_up(number: float) -> float:
    """To two digits that count, so that the end of a slider is a round number."""
    size = 10.0 ** max(len(str(int(number))) - 2, 0)
    return -(-number // size) * size
