"""The documentation does what it says: its commands are run, its Python too, and print what the page shows.

A comment before a code block says what is asked of it; readers do not see it.

``<!-- tested -->``
    Run it. A ``console`` block shows what its commands (lines that begin with ``$``) print; a ``python``
    block that prints is followed by a ``text`` block. A line ``...`` stands for any lines.
``<!-- tested: exits 2 -->``
    The same, for a last command that is to leave with this code.
``<!-- file: mine.yaml -->``
    Write the block to this file, for the commands that follow.
``<!-- untested: why -->``
    Leave it. In docs/ every console and Python block is tested or says why not.
``<!-- figure: results/mine/figures/frontier.png -->``
    The picture that follows is this file, which the commands before it drew. Pictures are compared by the
    description that travels in them, which is also their alternative text.

The blocks of one page share a folder, which begins with the repository's experiments/, and a Python session.
When results were meant to change, ``KPOSIM_RENEW_DOCS=1 python -m pytest tests/test_docs.py`` writes the new
output into the pages: read the difference before you commit it.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.case import changed
from sim.cli import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
RENEW = bool(os.environ.get("KPOSIM_RENEW_DOCS"))

MARK = re.compile(r"<!-- (tested|untested|file|figure)(?:: (.*))? -->")
FENCE = re.compile(r"(`{3,})(\w*)")
PICTURE = re.compile(r"!\[(.*)\]\((.*)\)")


@dataclass
class Block:
    """A code block or a picture: what it is, what is asked of it, and where its text stands."""

    language: str
    mark: str
    asked: str
    first: int
    """Line of the page on which its text begins, from 0."""
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    @property
    def code(self) -> int:
        """The exit code that its last command is to leave with."""
        return int(self.asked.removeprefix("exits ")) if self.asked.startswith("exits ") else 0


def blocks_of(text: str) -> Iterator[Block]:
    """Code blocks and pictures of a page, with the mark that stands before each."""
    lines = text.splitlines()
    mark, asked, n = "", "", 0
    while n < len(lines):
        if found := MARK.fullmatch(lines[n].strip()):
            mark, asked = found[1], found[2] or ""
        elif found := FENCE.match(lines[n]):
            end = lines.index(found[1], n + 1)
            yield Block(found[2], mark, asked, n + 1, lines[n + 1 : end])
            mark, asked, n = "", "", end
        elif PICTURE.fullmatch(lines[n]):
            yield Block("picture", mark, asked, n, [lines[n]])
            mark, asked = "", ""
        elif lines[n].strip():
            mark, asked = "", ""
        n += 1


@dataclass
class Session:
    """A page read aloud: a folder, a Python session, and what is to be written into the page."""

    page: Path
    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    printed: str | None = None
    """What the last Python block printed; None if another block came after it."""
    news: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """New lines for the page, by the lines they replace."""

    def read(self, block: Block) -> None:
        """Do what the block asks for."""
        if block.language == "text" and self.printed is not None:
            self._expect(self.printed, block.lines, block.first)
        elif self.printed:
            pytest.fail(f"{self.at(block.first)}: the Python block before it prints, and the page does not")
        self.printed = None
        if block.mark == "file":
            (self.folder / block.asked).write_text(block.text, encoding="utf-8")
        elif block.mark == "figure":
            self._compare_figure(block)
        elif block.mark == "tested" and block.language == "python":
            self.printed = self._python(block)
        elif block.mark == "tested":
            self._console(block)

    def _python(self, block: Block) -> str:
        source = "\n" * block.first + block.text  # an error then names the page's own line
        said = io.StringIO()
        with redirect_stdout(said):
            exec(compile(source, str(self.page), "exec"), self.names)
        return said.getvalue()

    def _console(self, block: Block) -> None:
        starts = [n for n, line in enumerate(block.lines) if line.startswith("$ ")]
        assert starts, f"{self.at(block.first)}: a console block without a command"
        for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
            last = next(n for n in range(start, end) if not block.lines[n].endswith("\\"))
            command = " ".join(line.removesuffix("\\") for line in block.lines[start : last + 1])[2:]
            code, said = ask(command)
            assert code == (block.code if start == starts[-1] else 0), f"{command}\n{said}"
            self._expect(said, block.lines[last + 1 : end], block.first + last + 1)

    def _expect(self, said: str, shown: list[str], first: int) -> None:
        """The page shows what was said; or it will."""
        found = plain(said)
        wanted = plain("\n".join(shown))
        pattern = "\n".join(r"(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in wanted)
        if re.fullmatch(pattern, "\n".join(found)):
            return
        if not RENEW:
            assert found == wanted, self.at(first)
        self.news[first, first + len(shown)] = [*found, *[""] * (shown[-1:] == [""])]

    def _compare_figure(self, block: Block) -> None:
        found = PICTURE.fullmatch(block.lines[0])
        assert found is not None
        drawn, kept = self.folder / block.asked, self.page.parent / found[2]
        if RENEW:
            alt = description(drawn)
            if not kept.is_file() or description(kept) != alt:
                shutil.copyfile(drawn, kept)
            self.news[block.first, block.first + 1] = [f"![{alt}]({found[2]})"]
            return
        assert description(kept) == description(drawn), f"{kept.name} shows other results"
        assert found[1] == description(kept), f"{self.at(block.first)}: the alternative text"

    def at(self, line: int) -> str:
        """A line of the page, for people, who count from 1."""
        return f"{self.page.name}, line {line + 1}"

    def write_news(self) -> None:
        """Put what is new into the page, from its end, so that line numbers stay true."""
        lines = self.page.read_text(encoding="utf-8").splitlines()
        for (first, last), new in sorted(self.news.items(), reverse=True):
            lines[first:last] = new
        self.page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def ask(command: str) -> tuple[int, str]:
    """Exit code and words of a command; `kposim` answers in this process, where it is warm."""
    if not command.startswith("kposim "):
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        shell = {"shell": True, "text": True, "env": {**os.environ, "PATH": path}}
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **shell)
        return run.returncode, run.stdout
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as leaving:
        main(shlex.split(command)[1:])
    return int(leaving.value.code or 0), said.getvalue()


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


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The engine says a word the first time it is compiled, which is no part of any answer."""
    sim.simulate(changed(sim.preset("one_queue"), {"scenario.warm_up_days": 0, "scenario.horizon_days": 1}))


@pytest.fixture
def session(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A reader of one page, standing in a folder of its own."""
    shutil.copytree(ROOT / "experiments", tmp_path / "experiments")
    monkeypatch.chdir(tmp_path)
    return Session(request.param, tmp_path)


@pytest.mark.parametrize("session", PAGES, ids=lambda page: page.name, indirect=True)
def test_a_page_does_what_it_says(session: Session) -> None:
    """Every command runs, and prints what the page shows."""
    for block in blocks_of(session.page.read_text(encoding="utf-8")):
        session.read(block)
    assert not session.printed, "the last Python block prints, and the page does not"

    if RENEW and session.news:
        session.write_news()


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_example_in_the_docs_is_tested_or_says_why_not(page: Path) -> None:
    """Nothing is shown that nobody has tried."""
    text = page.read_text(encoding="utf-8")

    examples = [block for block in blocks_of(text) if block.language in ("console", "python")]

    assert [block.first for block in examples if not block.mark] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    """A page names no file that is not there."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_pages_are_all_in_the_table_of_contents() -> None:
    """A page that nobody finds is not there."""
    contents = (DOCS / "index.md").read_text(encoding="utf-8")

    names = {page.stem for page in DOCS.glob("*.md")} - {"index"}
    assert {name for name in names if f"\n{name}\n" not in contents} == set()
