"""The desk in a notebook: the same module, answered by the kernel."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import nbformat
import pytest
from playwright.sync_api import sync_playwright

import sim
from sim.ask.what_if import WhatIf
from sim.case import Case
from sim.errors import InputError, UnknownName
from sim.jupyter import Clerk, Live, module, style
from sim.web.desk.desk import Desk

PATIENCE = 600_000


def test_live_is_a_desk_for_a_case_or_for_a_name(cases: dict[str, Case]) -> None:
    """Its seed is drawn, if none is given, and can be asked for."""
    live = sim.live(cases["patents"])

    assert isinstance(live, Live)
    assert live.settings == {}
    assert live.case.strategy.clarity == 0.2
    assert live.seed != sim.live("one_queue").seed
    assert sim.live("one_queue", seed=4).seed == 4
    with pytest.raises(UnknownName):
        sim.live("pfizer")


def test_what_if_without_settings_says_where_the_desk_is(cases: dict[str, Case]) -> None:
    """An empty choice of settings is one; none at all is a slip."""
    assert isinstance(sim.what_if("one_queue", {}, replications=2, seed=1), WhatIf)
    with pytest.raises(InputError, match=r"sim\.live\(case\)"):
        sim.what_if(cases["patents"])


def test_what_was_moved_comes_back_as_a_case(cases: dict[str, Case]) -> None:
    """From the widget to the next line of code."""
    live = Live(cases["patents"], 1)
    live.widget.state = {"settings": {"strategy.clarity": 0.6}}

    assert live.settings == {"strategy.clarity": 0.6}
    assert live.case.strategy.clarity == 0.6


def test_a_clerk_answers_refuses_and_lets_go(desk: Desk, cases: dict[str, Case]) -> None:
    """A question has one answer; a cancelled one has none; what cannot be is told."""
    said: Queue[dict[str, Any]] = Queue()
    clerk = Clerk(Desk({"case": cases["queue"]}), said.put)
    clerk.hear({"id": "a", "kind": "what-if", "question": {"case": "case", "replications": 2}})
    first = said.get(timeout=600)
    clerk.hear({"id": "b", "kind": "what-if", "question": {"case": "case", "settings": {"x": 1}}})
    second = said.get(timeout=600)
    clerk.hear({"id": "c", "kind": "what-if", "question": {"case": "case", "seed": 5, "replications": 500}})
    clerk.hear({"id": "c", "cancel": True})
    clerk.hear({"id": "d", "kind": "case"})
    third = said.get(timeout=600)

    assert first["answer"]["replications"] == 2
    assert "no such lever" in second["refusal"]
    assert third["id"] == "d"


def test_the_module_is_one_file() -> None:
    """It imports nothing, and nothing in it names another host."""
    code = re.sub(r"^/\*$.*?^\*/$", "", module(), flags=re.DOTALL | re.MULTILINE)  # uPlot's old code
    lines = re.findall(r"^(?:import|export) .*$", code, re.MULTILINE)

    assert lines == ["export default { render({ model, el }) {"]
    assert "@import" not in style()
    own = code[code.index("// The pictures") :] + style()  # uPlot's comments cite their sources
    assert set(re.findall(r"https?://([\w.]+)", own)) <= {"www.w3.org", "github.com"}  # a namespace, a header


NOTEBOOK = "import sim\nlive = sim.live('one_queue', seed=1)\nlive"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """JupyterLab with one notebook, on this machine only."""
    cells = [nbformat.v4.new_code_cell(NOTEBOOK)]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=spec), tmp_path / "live.ipynb")
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip", "127.0.0.1"]
    command += ["--port", "0", "--IdentityProvider.token=t", f"--ServerApp.root_dir={tmp_path}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            found = next(m for line in server.stderr if (m := re.search(r"http://127\.0\.0\.1:\d+", line)))
            yield f"{found[0]}/lab/tree/live.ipynb?token=t"
        finally:
            server.terminate()
            server.communicate(timeout=300)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed: not tested here")
def test_arrow_keys_move_a_lever_in_jupyterlab(lab: str) -> None:
    """JupyterLab takes arrow keys for itself unless the desk keeps them; and nothing asks another host."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page, asked = browser.new_page(), list[str]()
        page.on("request", lambda each: asked.append(each.url))
        page.goto(lab)
        page.locator(".jp-Cell").first.click(timeout=PATIENCE)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=PATIENCE)
        page.keyboard.press("Shift+Enter")
        page.wait_for_selector(".kposim[data-drawn]", timeout=PATIENCE)
        drawn = page.get_attribute(".kposim", "data-drawn")
        page.locator("[data-path='scenario.inhouse.seats']").press("ArrowRight")
        page.wait_for_selector(f".kposim:not([data-drawn='{drawn}'])", timeout=PATIENCE)
        said = page.inner_text(".kposim .sentence")
        browser.close()

    assert said.startswith("Seats, in-house: 10 seats → 11 seats.")
    own = ("http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:", "data:", "blob:")
    assert not [url for url in asked if not url.startswith(own)]
