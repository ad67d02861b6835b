"""What should somebody who decides read? The command that writes the brief."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import out
from sim.errors import InputError, Problem, printable

if TYPE_CHECKING:
    from sim.report.brief.page import Page
    from sim.report.brief.rival import Against

NAME = "brief.html"
MOST_REPLICATIONS = 10_000


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The results folder.")],
    file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.html", help="Write here; left out, DIR/brief.html and brief.md."),
    ] = None,
    break_even: Annotated[
        str,
        typer.Option(
            "--break-even",
            help="Varied: rate, failures, insolvency, unclear, defects; all, or none.",
        ),
    ] = "all",
    by: Annotated[
        str | None, typer.Option(help="Measure that decides; left out, the first that the experiment shows.")
    ] = None,
    against: Annotated[
        str, typer.Option(help="The rival: auto (all in-house), home, runner-up or baseline.")
    ] = "auto",
    world: Annotated[
        str | None, typer.Option(help="The world told in detail, such as provider=fragile.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=2, max=MOST_REPLICATIONS, help="Worlds played for break-evens, at most; 50."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Ten worlds for break-evens.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that play them; left out, one a processor.")
    ] = None,
) -> None:
    """Write the brief, in HTML and Markdown, for somebody who has to decide: printed, two sheets of paper."""
    from rich.console import Console

    from sim.experiment.folder.results import Results
    from sim.report.brief.assumption import levers
    from sim.report.brief.brief import MOST_REPLICATIONS as USUAL
    from sim.report.brief.brief import QUICK_REPLICATIONS, Wish, brief

    if quick and replications is not None:
        rule = "--quick states the number of worlds already"
        raise InputError([Problem("--replications", replications, rule, "leave one of the two out")])
    wish = Wish(
        levers(break_even),
        by,
        world,
        _against(against),
        replications or (QUICK_REPLICATIONS if quick else USUAL),
        workers or os.cpu_count() or 1,
    )
    target = _target(folder, file)
    screen = Console(file=sys.stderr)
    with screen.status("reading") as status:
        page = brief(Results(folder), wish, lambda what: status.update(printable(f"brief: {what}")))
    for path in _write(page, target, folder):
        out.line(str(path))


def _against(text: str) -> Against:
    from sim.errors import UnknownName, advice
    from sim.report.brief import rival

    known = [each.value for each in rival.Against]
    if text not in known:
        rule = "there is no such rival"
        raise UnknownName([Problem("--against", text, rule, advice(text, known, "rivals"))])
    return rival.Against(text)


def _target(folder: Path, file: Path | None) -> Path:
    """Where the HTML goes; a file that no brief is, is not overwritten, nor one in the Markdown's place."""
    from sim.report.brief.chapters import WRITTEN
    from sim.report.brief.html import MARK

    target = folder / NAME if file is None else file
    if target.suffix != ".html":
        rule = "the brief is an HTML file, and a Markdown file of the same name"
        raise InputError([Problem("--out", str(target), rule, f"name it {target.stem or 'brief'}.html")])
    if target.is_dir():
        raise InputError([Problem("--out", str(target), "this is a folder", "choose another name")])
    for path, mark in ((target, MARK), (target.with_suffix(".md"), WRITTEN)):
        if path.exists() and mark not in path.read_text(encoding="utf-8", errors="replace"):
            rule = f"{path.name} is there, a file that is no brief"
            raise InputError([Problem("--out", str(target), rule, "choose another name")])
    return target


def _write(page: Page, target: Path, folder: Path) -> tuple[Path, Path]:
    from sim.experiment.folder.files import write_whole
    from sim.report.brief.html import html
    from sim.report.brief.markdown import markdown

    twin = target.with_suffix(".md")
    lies = Path(os.path.relpath(folder, target.parent)).as_posix()
    made = {target: html(page), twin: markdown(page, "" if lies == "." else lies)}
    for path, text in made.items():
        write_whole(path, text.encode())
    return target, twin


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command()(report)
