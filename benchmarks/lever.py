"""Lever to picture: how long does the desk take, in a browser, warm?

``python -m benchmarks.lever`` opens a desk and a browser of this machine (Playwright and Chromium),
moves four levers in turn, and tells how long each move took until the picture had changed.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from typing import Any, Final

from benchmarks.desk import opened
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread

SECTION: Final = "lever"
MOST_MEDIAN_MS: Final = 60.0
MOST_MS: Final = 150.0
LEVERS: Final = 4
MOVES: Final = {"full": 12, "quick": 4, "tiny": 1}
"""Of each lever."""
LOOKING_MS: Final = 1_500
GOLDEN: Final = 0.618034
PATIENCE_MS: Final = 60_000
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")

MOVE: Final = """
async ([path, place]) => {
  const desk = document.querySelector("#desk");
  const lever = document.querySelector(`input[type=range][data-path="${path}"]`);
  const before = desk.dataset.drawn;
  const drawn = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (desk.dataset.drawn !== before) { watch.disconnect(); done(); }
    });
    watch.observe(desk, { attributes: true });
  });
  const since = performance.now();
  lever.value = Number(lever.min) + place * (Number(lever.max) - Number(lever.min));
  lever.dispatchEvent(new Event("input", { bubbles: true }));
  lever.dispatchEvent(new Event("change", { bubbles: true }));
  await drawn;
  await new Promise(requestAnimationFrame);
  return performance.now() - since;
}
"""


def rows(size: Size) -> list[Row]:
    """One row; without a browser it says so."""
    if _browser() is None:
        return [
            Row(SECTION, "lever to picture", "–", note="no browser: Chromium, and pip install playwright")
        ]
    moves = Spread(measured(MOVES[size.name]))
    is_reached = moves.median <= MOST_MEDIAN_MS and max(moves.values) <= MOST_MS
    return [
        Row(
            SECTION,
            "lever to picture",
            f"{moves.told()} ms",
            f"≤ {MOST_MEDIAN_MS:g}, none above {MOST_MS:g}",
            is_reached,
            f"wall, in the page; {LEVERS} levers, ten worlds of pfizer_patents, warm",
            {"ms": moves.plain()},
        )
    ]


def measured(moves: int) -> list[float]:
    """Milliseconds of each move, the first of each lever left out."""
    from playwright.sync_api import sync_playwright

    with opened() as desk, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(desk.address)
        page.wait_for_selector("#desk[data-drawn][data-busy='false']", timeout=PATIENCE_MS)
        told = [_moved(page, path, moves) for path in _levers(page)]
        browser.close()
    return [each for own in told for each in own]


def _levers(page: Any) -> list[str]:
    """The first sliders that are shown and can be moved both ways."""
    script = """() => [...document.querySelectorAll("input[type=range][data-path]")]
        .filter((each) => each.offsetParent && !each.disabled).map((each) => each.dataset.path)"""
    return list(page.evaluate(script))[:LEVERS]


def _moved(page: Any, path: str, moves: int) -> list[float]:
    """Each time somewhere new, for the desk remembers its answers; who moves looks for a moment first."""
    laps = []
    for lap in range(moves + 1):
        place = (0.11 + GOLDEN * lap) % 1.0
        laps.append(float(page.evaluate(MOVE, [path, place])))
        page.wait_for_timeout(LOOKING_MS)
    return laps[1:]


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print every move."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--moves", type=int, default=MOVES["full"])
    laps = measured(parser.parse_args(arguments).moves)
    print(
        json.dumps(
            {"median_ms": Spread(laps).median, "most_ms": max(laps), "all": [round(x, 1) for x in laps]}
        )
    )


if __name__ == "__main__":
    main()
