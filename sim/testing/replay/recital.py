"""How is a page read aloud? Its commands and its Python run, and what they say stands there, or will."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.testing.replay.passage import PICTURE, Passage, passages_of
from sim.testing.replay.piece import found, looks, renewed, said

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison
    from sim.experiment.folder.results import Results

AtLevels = dict[str, float | str]
"""A design point by the levels of its factors."""


@dataclass
class Recital:
    """A page read aloud in a folder of its own: a Python session, faults, and what is to be written in."""

    page: Path
    folder: Path
    """The working folder while the page is read."""
    renews: bool = False
    """New output goes into the page instead of being a fault."""
    slowly: bool = False
    """Also what takes long."""
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    faults: list[str] = field(default_factory=list)
    """What a person must look at: place and words."""
    made: list[str] = field(default_factory=list)
    """What this reading does not play, with the command that makes it."""
    printed: str | None = None
    """What the last Python block printed; None if another block came after it."""
    news: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """New lines for the page, by the lines they replace."""

    def read(self) -> None:
        """All that the page asks for, from its top to its end."""
        import sim
        from sim.analysis.interval import mean_interval
        from sim.words import scaled, sized

        self.names |= {"sim": sim, "results": results, "mean": mean, "compared": compared, "ask": ask}
        self.names |= {"scaled": scaled, "sized": sized, "mean_interval": mean_interval}
        text = self.page.read_text(encoding="utf-8")
        for passage in passages_of(text):
            try:
                self._follow(passage, text.splitlines())
            except Exception as error:  # a fault of the page: the rest of it is read nevertheless
                self.faults.append(f"{self.at(passage.first)}: {type(error).__name__}: {error}")
        if self.printed:
            self.faults.append(f"{self.page.name}: the last Python block prints, and the page does not")
        if self.renews and self.news:
            self._write()

    def _follow(self, passage: Passage, lines: list[str]) -> None:
        """Do what one passage asks for."""
        if passage.language == "played":
            return self._bind(passage, lines)
        if passage.language == "made":
            return self.made.append(f"{self.at(passage.first)}: {passage.asked}")
        if passage.language == "text" and self.printed is not None:
            self._expect(self.printed, passage.lines, passage.first)
        elif self.printed:
            self.faults.append(f"{self.at(passage.first)}: the Python block before prints, the page does not")
        self.printed = None
        if passage.mark == "file":
            (self.folder / passage.asked).write_text(passage.text, encoding="utf-8")
        elif passage.mark == "figure":
            self._compare_picture(passage)
        elif passage.mark == "tested" and passage.language == "python":
            self.printed = self._python("\n" * passage.first + passage.text)  # errors name the page's line
        elif passage.mark == "tested":
            self._console(passage)
        return None

    def _python(self, source: str) -> str:
        words = io.StringIO()
        with redirect_stdout(words):
            exec(compile(source, str(self.page), "exec", dont_inherit=True), self.names)
        return words.getvalue()

    def _console(self, passage: Passage) -> None:
        lines = passage.lines
        starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
        if not starts:
            self.faults.append(f"{self.at(passage.first)}: a console block without a command")
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            last = next(n for n in range(start, end) if not lines[n].endswith("\\"))
            command = " ".join(line.removesuffix("\\") for line in lines[start : last + 1])[2:]
            code, words = ask(command)
            if code != (passage.code if start == starts[-1] else 0):
                self.faults.append(f"{self.at(passage.first + start)}: exit code {code}: {command}\n{words}")
            else:
                self._expect(words, lines[last + 1 : end], passage.first + last + 1)

    def _expect(self, words: str, shown: list[str], first: int) -> None:
        """The page shows what was said; or it will."""
        spoken = plain(words)
        wanted = plain("\n".join(shown))
        pattern = "\n".join(r"(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in wanted)
        if re.fullmatch(pattern, "\n".join(spoken)):
            return
        if self.renews:
            self.news[first, first + len(shown)] = [*spoken, *[""] * (shown[-1:] == [""])]
        else:
            self.faults.append("\n".join([f"{self.at(first)}: now it says", *spoken, "instead of", *wanted]))

    def _bind(self, passage: Passage, lines: list[str]) -> None:
        """The figures of a paragraph are what they should be; or they will."""
        first, last = passage.about
        old = "\n".join(self.news.get((first, last), lines[first:last]))
        is_played = self.slowly or passage.asked != "slowly"
        source = "\n".join(line[2:] if line.startswith("> ") else "" for line in passage.lines)
        if is_played:
            self._python("\n" * passage.first + source)
        new = old
        for n, line in enumerate(passage.lines, passage.first):
            if line.strip() and not line.startswith(">"):
                new = self._bound(new, line.strip(), n, is_played)
        if new == old:
            return
        if self.renews:
            self.news[first, last] = new.split("\n")
        else:
            self.faults.append(f"{self.at(first)}: it should read\n{new}\ninstead of\n{old}")

    def _bound(self, paragraph: str, line: str, at: int, is_played: bool) -> str:
        """The paragraph with one bound piece as it should be."""
        try:
            if line.startswith("given ") or not is_played:
                found(looks(line), paragraph)
                return paragraph
            piece = said(line, self.names)
            if not piece.holds:
                self.faults.append(f"{self.at(at)}: no longer so, tell it anew: {line}")
            return renewed(paragraph, piece)
        except Exception as error:
            self.faults.append(f"{self.at(at)}: {error!s}: {line}")
            return paragraph

    def _compare_picture(self, passage: Passage) -> None:
        match = PICTURE.fullmatch(passage.lines[0])
        assert match is not None
        name, _, slowly = passage.asked.partition(", ")
        if slowly and not self.slowly:
            return
        drawn, kept = self.folder / name, self.page.parent / match[2]
        alt = description(drawn)
        is_same = kept.is_file() and description(kept) == alt
        if self.renews:
            if not is_same:
                shutil.copyfile(drawn, kept)
            self.news[passage.first, passage.first + 1] = [f"![{alt}]({match[2]})"]
        elif not is_same:
            self.faults.append(f"{self.at(passage.first)}: {kept.name} shows other results")
        elif match[1] != alt:
            self.faults.append(f"{self.at(passage.first)}: the alternative text is not the picture's")

    def at(self, line: int) -> str:
        """A line of the page, for people, who count from 1."""
        return f"{self.page.name}, line {line + 1}"

    def _write(self) -> None:
        """Put what is new into the page, from its end, so that line numbers stay true."""
        lines = self.page.read_text(encoding="utf-8").splitlines()
        for (first, last), new in sorted(self.news.items(), reverse=True):
            lines[first:last] = new
        self.page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def results(name: str) -> Results:
    """The results of an experiment that the page has run."""
    import sim

    return sim.Results(f"results/{name}")


def mean(name: str, measure: str, **point: float | str) -> float:
    """A measure's mean at one design point of an experiment that the page has run."""
    return float(results(name).values(point, measure).mean())


def compared(name: str, measure: str, one: AtLevels, other: AtLevels) -> Comparison:
    """Two design points of an experiment that the page has run, paired by replication."""
    return results(name).compare(one, other, measure)


def ask(command: str) -> tuple[int, str]:
    """Exit code and words of a command; `kposim` answers in this process, where it is warm."""
    from sim.cli import main

    if not command.startswith("kposim "):
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        run = subprocess.run(
            command,
            shell=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            env={**os.environ, "PATH": path},
        )
        return run.returncode, run.stdout
    words, code = io.StringIO(), 0
    with redirect_stdout(words), redirect_stderr(words):
        try:
            main(shlex.split(command)[1:])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return code, words.getvalue()


def plain(text: str) -> list[str]:
    """Lines as a page shows them: no blanks at their ends, no empty ones around them."""
    lines = [line.rstrip() for line in text.replace("\u00a0", " ").splitlines()]
    kept = [n for n, line in enumerate(lines) if line]
    return lines[kept[0] : kept[-1] + 1] if kept else []


def description(picture: Path) -> str:
    """What a figure says of itself to those who cannot see it."""
    from PIL import Image

    with Image.open(picture) as image:
        return str(image.info["Description"])
