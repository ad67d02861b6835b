"""Why was task 17 late? One world of a case, and the story of one of its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.chronicle.chronicle import Chronicle
    from sim.chronicle.overview import Overview
    from sim.chronicle.story import Story


def trace(
    case: Annotated[str, typer.Argument(metavar="PRESET_OR_FILE", help="The case to play once.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="A setting to change first; may be given again."),
    ] = None,
    task: Annotated[
        int | None,
        typer.Option(metavar="N", help="Tell this task's story: its row in the journal, from 0."),
    ] = None,
    worst: Annotated[
        bool, typer.Option("--worst", "--latest", help="Tell the story of the task that was latest.")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="List more tasks, the latest first, instead of a few.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all luck; left out, a fresh one is drawn and told.")
    ] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which world of that seed.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Play one world: who was down when, which tasks were latest, and why one of them was.

    One world is one world: it explains what happened in it, and says nothing about what is usual.
    """
    if sum([task is not None, worst, listed]) > 1:
        rule = "--task, --worst and --list are three questions"
        raise InputError([Problem("trace", case, rule, "keep one of them")])
    base, changes = given.case_of(case), given.settings_of(settings or [])

    from sim.case import changed
    from sim.chronicle.chronicle import Chronicle
    from sim.chronicle.overview import overview_of
    from sim.chronicle.story import story_of
    from sim.engine.simulate import simulate

    journal = simulate(changed(base, changes), seed=seed, replication=replication)
    chronicle = Chronicle(journal)
    if worst and not len(journal.tasks):
        raise chronicle.no_task("--worst")
    if worst:
        late = chronicle.latest(1, *journal.scenario.window_hours)
        task = late[0] if late else 0
    if task is not None:
        _tell(chronicle, story_of(chronicle, chronicle.known(task, "--task")), json)
    else:
        _show(chronicle, overview_of(chronicle, number=MANY if listed else FEW), json)


FEW, MANY = 5, 40


def _head(chronicle: Chronicle) -> str:
    tape = chronicle.journal.tape
    name = chronicle.journal.scenario.name or "The case"
    return f"{name}: seed {tape.seed}, replication {tape.replication}, {len(chronicle.journal.tasks):,} tasks"


def _tell(chronicle: Chronicle, story: Story, json: bool) -> None:
    if json:
        out.as_json({**_world(chronicle), **_story(story)})
        return
    out.say(_head(chronicle))
    out.say("")
    out.say(" ".join(story.sentences))
    table = out.table("What its lead time consisted of", ["", "hours", "%", "median of its kind, hours"])
    for share in story.parts:
        usual = "–" if share.usual_hours != share.usual_hours else f"{share.usual_hours:,.1f}"
        out.row(table, [share.label, f"{share.hours:,.1f}", str(share.percent), usual])
    out.show(table)
    out.say(story.makeup)
    out.say(story.why)


def _story(story: Story) -> dict[str, Any]:
    return {
        "task": story.task,
        "sentences": list(story.sentences),
        "makeup": story.makeup,
        "why": story.why,
        "lead_hours": story.lead_hours,
        "late_hours": story.late_hours,
        "parts": [
            {
                "name": each.name,
                "label": each.label,
                "hours": each.hours,
                "percent": each.percent,
                "usual_hours": each.usual_hours,
            }
            for each in story.parts
        ],
    }


def _world(chronicle: Chronicle) -> dict[str, Any]:
    tape = chronicle.journal.tape
    return {"seed": tape.seed, "replication": tape.replication, "tasks": len(chronicle.journal.tasks)}


def _show(chronicle: Chronicle, overview: Overview, json: bool) -> None:
    if json:
        out.as_json(
            {
                **_world(chronicle),
                "sentence": overview.sentence,
                "troubles": [each._asdict() for each in overview.troubles],
                "latest": [each._asdict() for each in overview.latest],
            }
        )
        return
    out.say(_head(chronicle))
    out.say("")
    out.say(overview.sentence)
    for each in overview.troubles or ():
        out.say(f"- {each.text}")
    if not overview.troubles:
        out.say("Nobody was down.")
    out.say("")
    out.say("The latest tasks:" if overview.latest else "No task was there.")
    for task in overview.latest:
        out.say(f"- {task.text}")
    if overview.latest:
        out.say("")
        tape = chronicle.journal.tape
        which = f" --replication {tape.replication}" if tape.replication else ""
        out.say(f"Why? Ask with --seed {tape.seed}{which} --task {overview.latest[0].task}.")


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("trace")(trace)
