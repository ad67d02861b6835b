"""STRESS-DES, sections 4 to 6: how the experiment was run, by which program, on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiment.folder import manifest
from sim.report.markdown import code, prose, table, text_of
from sim.report.stress.item import Item
from sim.version import MODEL_VERSION

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.folder.results import Results


def conduct_items(results: Results) -> tuple[Item, ...]:
    """Initialisation, run length, estimation, software, chance, execution, machine, code."""
    experiment, sessions = results.experiment, manifest.sessions(results.folder)
    last = sessions[-1] if sessions else {}
    return (
        _initialisation(experiment),
        _run_length(experiment),
        _estimation(results),
        _software(last),
        _chance(experiment),
        _execution(sessions),
        _machine(results, sessions),
        _code(last),
    )


def _initialisation(experiment: Experiment) -> Item:
    warm_up = experiment.scenario.warm_up_days
    return Item(
        "4.1",
        "Initialisation",
        (
            "Runs are terminating and start with an empty house: no task in hand, every team up. The first "
            f"{warm_up:g} days are the warm-up; they are simulated and not observed.",
        ),
        ("how the warm-up was chosen (`kposim advise` estimates one), or why the study needs none",),
    )


def _run_length(experiment: Experiment) -> Item:
    scenario = experiment.scenario
    return Item(
        "4.2",
        "Run length",
        (
            f"{scenario.warm_up_days + scenario.horizon_days:g} days from {scenario.start.isoformat()}, "
            f"of which the last {scenario.horizon_days:g} are observed. The clock counts hours.",
        ),
        ("why this horizon",),
    )


def _estimation(results: Results) -> Item:
    experiment = results.experiment
    widths = results.summary()
    rows = []
    for name in experiment.measures:
        own = widths[widths["measure"] == name]
        width = own["half_width"].max()
        rows.append((f"`{name}`", int(own["n"].min()), "not known" if width != width else f"{width:.4g}"))
    return Item(
        "4.3",
        "Estimation approach",
        (
            f"Independent replications, {_times(results)} of each design point; replication k "
            "of all points meets the same luck (common random numbers), so differences are paired.",
            table(["measure", "least n at a point", "widest half-width at a point (95 %)"], rows),
        ),
        ("why so many replications: which half-width the decision needs",),
    )


def _times(results: Results) -> str:
    rule = results.experiment.stopping
    if rule is None:
        return f"{results.experiment.replications:,}"
    counts = sorted({stop.replications for stop in results.stops})
    until = ", ".join(f"{code(name)} ± {prose(width)}" for name, width in rule.until.items())
    return f"{counts[0]:,} to {counts[-1]:,} (in rounds, until {until})"


def _software(last: manifest.Session) -> Item:
    versions = [
        (prose(name), prose(version))
        for name, version in last.get("versions", {}).items()
        if version != "absent"
    ]
    system = last.get("machine", {}).get("system", "not recorded")
    known = (
        f"Operating system: {prose(system)}. Model version {MODEL_VERSION}.",
        table(["software", "version"], versions) if versions else "No session is recorded.",
    )
    return Item("5.1", "Software and programming language", known)


def _chance(experiment: Experiment) -> Item:
    return Item(
        "5.2",
        "Random sampling",
        (
            f"NumPy's PCG64; seed {experiment.seed}. Each replication has one stream for each named "
            "purpose (the arrivals of a work type, the outages of a provider, ...), seeded by a "
            "cryptographic hash (SHAKE-128) of seed, replication and name. All numbers of a replication "
            "are dealt before its time starts, so every design point meets the same tasks, the same luck "
            "and the same disasters, and another provider, lever or number of workers moves no draw of "
            "anything else.",
        ),
    )


def _execution(sessions: list[manifest.Session]) -> Item:
    engines = ", ".join(sorted({prose(each.get("engine")) for each in sessions})) or "not recorded"
    return Item(
        "5.3",
        "Model execution",
        (
            "Event-driven: the clock goes from event to event. Events at one instant are ordered by kind "
            "(finish, arrival of a message, insolvency, outage, repair, ... as `Kind` in "
            "`sim/engine/clock.py` has them) and then by task or team; what follows without delay "
            "follows at once.",
            f"Engine asked for: {engines}. There are two, written independently (a SimPy process model and a "
            "compiled loop); their journals are equal byte for byte, which the tests check and "
            "`kposim verify --engine both` checks for the rows of this study.",
        ),
    )


def _machine(results: Results, sessions: list[manifest.Session]) -> Item:
    rows = [
        (
            prose(each.get("started")),
            prose(text_of(each.get("machine", {}).get("model") or each.get("machine", {}).get("processor"))),
            prose(text_of(each.get("machine", {}).get("cores"))),
            prose(each.get("workers")),
            prose(each.get("computed")),
            prose(text_of(each.get("seconds"))),
        )
        for each in sessions
    ]
    told = table(["session", "processor", "cores", "workers", "runs computed", "seconds"], rows)
    stored = results.experiment.runs - results.missing
    whole = f"{stored:,} of {results.experiment.runs:,} runs are stored"
    failed = f"; {len(results.failures):,} failed" if results.failures else ""
    return Item("5.4", "System specification and run time", (f"{whole}{failed}.", told))


def _code(last: dict[str, Any]) -> Item:
    known = (
        "kposim is free software under the MIT licence. The program that computed this has the digest "
        f"{code(last.get('code', 'not recorded'))} (SHA-256 over its Python files); `experiment.yaml` in the "
        "results folder repeats the study with `kposim run`, and `kposim verify` checks its rows.",
    )
    return Item(
        "6.1", "Computer model sharing statement", known, ("where code, experiment and results can be had",)
    )
