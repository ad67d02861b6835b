"""What came out, for people."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from rich import box
from rich.table import Table

from benchmarks.row import Row
from benchmarks.size import Size

TITLES = {
    "reference": "Reference engine",
    "twins": "Compiled against reference, journal to journal",
    "dealing": "Chance, before time starts",
    "end_to_end": "A run end to end, about 2,000 tasks",
    "run": "A run on the frozen cases, and what stands around it",
    "queue": "M/M/1 at ρ = .8, customers a second per core",
    "growth": "Growth: tasks in one run",
    "threads": "Two at a time",
    "store": "The store, as it grows",
    "scale": "Runs computed elsewhere, and two workers",
    "study": "A study: worlds × strategies × luck",
    "lever": "The desk",
    "start": "Start",
    "demo": "The demo experiment",
}


HEADS = ("what", "figure: median (range)", "target", "reached?", "note")


def drawn(rows: list[Row]) -> Table:
    """One table, a part a section."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in HEADS:
        table.add_column(head, no_wrap=head != "note")
    for section, own in groupby(rows, key=lambda row: row.section):
        table.add_row(f"[bold]{TITLES[section]}[/bold]")
        for row in own:
            table.add_row(f"  {row.what}", row.figure, row.target, _reached(row), row.note)
        table.add_section()
    return table


def _reached(row: Row) -> str:
    if row.reached is None:
        return ""
    return "[green]yes[/green]" if row.reached else "[red]NO[/red]"


def footing(rows: list[Row], machine: dict[str, Any], load_after: float | None, size: Size) -> str:
    """How many targets were met, and on what machine."""
    promised = [row for row in rows if row.reached is not None]
    met = sum(bool(row.reached) for row in promised)
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    return (
        f"\n{met} of {len(promised)} targets reached ({size.name} sizes, {size.rounds} rounds in turns; "
        "times are the processor's unless the note says wall).\n"
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"{machine['system']}; {machine['python']}; {packages}.\n"
        f"Load {machine['load_before']} before, {load_after} after"
        f"{_busy(machine['load_before'], machine['cores'])}"
    )


def _busy(load: float | None, cores: int | None) -> str:
    if load is None or cores is None or load < 0.5 * cores:
        return "."
    return ": the machine was busy with other work; measure again when it is not."
