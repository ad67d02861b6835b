"""The page in a real browser: Debian's Chromium, headless; skipped, and said so, where there is none."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the page is not tested here"),
]

CASE = """\
scenario: {preset: pfizer_patents, name: Short patents, warm_up_days: 30, horizon_days: 120}
"""
PATIENCE = 600_000
"""Milliseconds: long enough for a machine that has much else to do."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk as `kposim serve` opens it, with a short case and the textbook queue."""
    file = tmp_path_factory.mktemp("desk") / "patents.yaml"
    file.write_text(CASE)
    with served(str(file), "one_queue") as address:
        yield address


@contextmanager
def served(*cases: str) -> Iterator[str]:
    """A desk with some cases, in a process of its own, which ends well."""
    command = [sys.executable, "-u", "-m", "sim.cli", "serve", *cases, "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(m[0] for line in server.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+", line)))
        finally:
            server.send_signal(signal.SIGTERM)
        said = server.stdout.read()

        assert server.wait(300) == 0
        assert "The desk is closed." in said


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def is_complaint(said: Any) -> bool:
    """Whether the console shows an error; a question refused in words (422) is none."""
    return said.type in ("error", "warning") and "status of 422" not in said.text


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """Open the page, wait for the first picture; at the end: no complaint, no request to another host."""
    complaints: list[str] = []
    opened: list[Any] = []

    def open_page(hash: str = "", **settings: Any) -> Any:
        context = browser.new_context(**settings)
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if is_complaint(said) else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:")) else complaints.append(asked.url),
        )
        page.goto(f"{address}/{hash}")
        page.wait_for_selector("#desk[data-drawn]", timeout=PATIENCE)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert complaints == []


def press(page: Any, path: str, *keys: str) -> None:
    """Move a lever by keyboard, and wait for the picture that follows."""
    page.focus(f"[data-path='{path}']")
    for key in keys:
        drawn = page.get_attribute("#desk", "data-drawn")
        page.keyboard.press(key)
        page.wait_for_selector(f"#desk:not([data-drawn='{drawn}'])", timeout=PATIENCE)


def sentence(page: Any) -> str:
    """What the page says."""
    return str(page.inner_text(".sentence"))


def test_a_lever_moved_by_keyboard_changes_the_picture(visit: Any) -> None:
    """Arrow keys, labels, a sentence, cards, two charts and a table."""
    page = visit("#case=patents")
    assert "baseline itself" in sentence(page)
    press(page, "strategy.clarity", "ArrowRight", "End")

    assert "Clarity of briefs: 20 % → 90 %" in sentence(page)
    assert "set=strategy.clarity%3D0.9" in page.url
    assert page.locator(".card").count() == 4
    assert page.locator("figure canvas").count() == 1
    page.wait_for_selector("figure svg path.curve", timeout=PATIENCE)
    assert page.locator("tbody tr").count() > 10
    for lever in page.locator("[data-path]").all():
        assert lever.evaluate("each => each.labels.length") == 1


def test_numbers_refine_while_one_waits(visit: Any) -> None:
    """Ten worlds at once, a hundred, five hundred; then it rests."""
    page = visit("#case=one_queue")
    page.wait_for_selector("#desk[data-worlds='500'][data-busy='false']", timeout=PATIENCE)

    assert "500 worlds" in page.inner_text("caption")


def test_shares_of_one_work_never_exceed_it(visit: Any) -> None:
    """Given to one provider, taken from the other."""
    page = visit("#case=patents")
    press(page, "strategy.mix.patents.bangalore", "End")

    assert page.input_value("[data-path='strategy.mix.patents.krakow']") == "0"
    assert page.get_attribute("#desk", "data-refused") == "false"


def test_a_pinned_baseline_is_compared_with(visit: Any) -> None:
    """Pin, move on, and come back."""
    page = visit("#case=patents&set=strategy.clarity=0.5")
    page.click("[data-act=pin]")
    page.locator(".sentence", has_text="baseline itself").wait_for(timeout=PATIENCE)
    press(page, "strategy.clarity", "ArrowRight")
    assert "50 % → 51 %" in sentence(page)
    page.click("[data-act=back]")
    page.locator(".sentence", has_text="baseline itself").wait_for(timeout=PATIENCE)

    assert "pin=strategy.clarity%3D0.5" in page.url


def test_the_address_brings_a_class_into_the_same_world(visit: Any) -> None:
    """Case, levers, baseline, seed and world: who opens the address sees the same sentence."""
    page = visit("#case=patents")
    page.fill("[data-act=seed]", "42")
    page.keyboard.press("Tab")
    press(page, "strategy.clarity", "ArrowRight")
    page.click("[data-act=next]")
    page.locator("h3", has_text="World 2, day by day").wait_for(timeout=PATIENCE)
    other = visit(page.url[page.url.index("#") :])

    for each in (page, other):
        each.wait_for_selector("#desk[data-worlds='100'], #desk[data-worlds='500']", timeout=PATIENCE)
        each.wait_for_selector("#desk[data-busy='false']", timeout=PATIENCE)
    assert "seed=42" in page.url
    assert "World 2, day by day" in other.inner_text("body")
    assert sentence(page) == sentence(other)


def test_the_waterfall_is_drawn_when_it_is_asked_for(visit: Any) -> None:
    """And not before."""
    page = visit("#case=patents")
    assert page.locator(".why svg").count() == 0
    page.click(".why summary")
    page.wait_for_selector(".why svg .mark.end", timeout=PATIENCE)

    assert "all in-house" in page.inner_text(".why")


def watch(page: Any) -> None:
    """Open the view of one world, and wait for its first frame."""
    page.click(".watch summary")
    page.wait_for_selector(".watch[data-frame='0']", timeout=PATIENCE)


def test_a_world_is_watched_and_a_task_explains_itself(visit: Any) -> None:
    """Scrub by keyboard, look closer, ask why; all of it in words, too."""
    page = visit("#case=patents&seed=1")
    watch(page)
    page.focus("[data-act=scrub]")
    page.keyboard.press("End")
    said = page.get_attribute("[data-act=scrub]", "aria-valuetext")
    last = page.get_attribute(".watch", "data-frame")
    page.click(".watch .latest button >> nth=0")
    page.wait_for_selector(".watch[data-story]", timeout=PATIENCE)
    task = page.get_attribute(".watch", "data-story")
    page.select_option("[data-act=length]", "14")
    page.locator(".watch .lane.closed").first.wait_for(timeout=PATIENCE)

    for word in ("in-house", "in line", "delivered"):
        assert word in said
    assert int(last) > 100
    assert page.inner_text(".story .answer").startswith(f"Task {task} was")
    assert "would have been" in page.inner_text(".story .answer")  # sooner without, or the same
    assert page.locator(".watch svg[role=img][aria-label]").count() == 2
    page.fill("[data-act=task]", "9999999")
    page.click("[data-act=tell]")
    assert "the nearest is" in page.inner_text(".story [role=alert]")


def test_a_world_plays_and_pauses(visit: Any) -> None:
    """Play goes on by itself until it is paused; another world is another film."""
    page = visit("#case=patents&seed=1")
    watch(page)
    page.click("[data-act=play]")
    for _ in range(100):  # asking the page again and again is all that its policy allows
        page.wait_for_timeout(50)
        if int(page.get_attribute(".watch", "data-frame")) >= 5:
            break
    assert page.get_attribute(".watch", "data-playing") == "true"
    page.click("[data-act=play]")
    frame = page.get_attribute(".watch", "data-frame")
    page.wait_for_timeout(300)
    assert page.get_attribute(".watch", "data-frame") == frame
    page.fill("[data-act=world]", "3")
    page.keyboard.press("Tab")
    page.wait_for_selector(".watch[data-film^='2/']", timeout=PATIENCE)

    assert "world=3" in page.url


def test_nothing_moves_by_itself_for_who_wants_no_motion(visit: Any) -> None:
    """Then a press is a step."""
    page = visit("#case=patents&seed=1", reduced_motion="reduce")
    watch(page)
    page.click("[data-act=play]")
    page.wait_for_selector(".watch[data-frame='1']", timeout=PATIENCE)
    page.wait_for_timeout(400)

    assert page.inner_text("[data-act=play]") == "Next step"
    assert page.get_attribute(".watch", "data-frame") == "1"
    assert page.get_attribute(".watch", "data-playing") == "false"


def test_what_cannot_be_is_told_in_words(visit: Any) -> None:
    """An overflow with nobody to take it."""
    page = visit("#case=patents&set=strategy.mix.patents.bangalore=0&set=strategy.mix.patents.krakow=0")
    page.select_option("[data-path='strategy.assignment.rule']", "overflow")
    page.wait_for_selector("#desk[data-refused='true']", timeout=PATIENCE)
    assert sentence(page).startswith("This cannot be: the rule overflow")
    press(page, "strategy.mix.patents.krakow", "ArrowRight")

    assert page.get_attribute("#desk", "data-refused") == "false"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(visit: Any, scheme: str) -> None:
    """360 pixels: nothing sticks out of the page, and the dark is dark."""
    page = visit("#case=patents", viewport={"width": 360, "height": 740}, color_scheme=scheme)
    press(page, "strategy.clarity", "ArrowRight")
    page.wait_for_selector("figure svg path.curve", timeout=PATIENCE)
    watch(page)
    page.click(".watch .latest button >> nth=0")
    page.wait_for_selector(".watch[data-story]", timeout=PATIENCE)
    paper = page.evaluate("getComputedStyle(document.querySelector('#desk')).backgroundColor")

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(15, 20, 25)")


def test_a_question_is_asked_with_one_click(browser: Any) -> None:
    """It moves levers, pins the baseline, says how to read the answer; the address keeps all of it."""
    with served("pfizer_patents") as desk:
        page = browser.new_page()
        page.goto(desk)
        page.wait_for_selector("#desk[data-drawn]", timeout=PATIENCE)
        page.get_by_role("button", name="How much does the time zone cost?").press("Enter")
        page.wait_for_selector(".sentence:has-text('Imagine away: time zones → nothing')", timeout=PATIENCE)

        assert "open when New York does" in page.inner_text(".how")
        assert "pin=without" in page.url
        page.close()


def test_the_choice_can_be_printed_beside_its_baseline(visit: Any) -> None:
    """What was moved as a list, dark on white, the waterfall open; no levers, nothing to press."""
    page = visit("#case=patents&set=strategy.clarity=0.5", color_scheme="dark")
    page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes'; }; }")
    page.click("[data-act=print]")
    page.wait_for_selector("body[data-printed]", timeout=PATIENCE)
    page.emulate_media(media="print")

    assert "Clarity of briefs: 20 % → 50 %" in page.inner_text(".moves")
    assert page.locator(".why svg .mark.end").count() > 0
    assert page.locator("button:visible, form:visible").count() == 0
    paper = page.evaluate("getComputedStyle(document.querySelector('#desk')).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) <= 3


def test_an_address_that_asks_for_what_cannot_be_says_so(visit: Any) -> None:
    """Text where a number belongs, a lever that is none: told, left out, and the page lives."""
    odd = "set=strategy.contingency.patience_days=%22abc%22&set=strategy.clarty=1&seed=much"
    page = visit(f"#case=patents&{odd}")
    said = page.inner_text(".unread")

    for each in ('Patience = "abc"', "strategy.clarty = 1", "seed=much"):
        assert each in said
    assert "baseline itself" in sentence(page)
    press(page, "strategy.clarity", "ArrowRight")


def test_a_busy_desk_is_asked_again(browser: Any, address: str) -> None:
    """Eighty browsers behind one address: who is told to come again does, and says so meanwhile."""
    page = browser.new_page()
    refused: list[str] = []

    def busy(route: Any) -> None:
        if refused.count(route.request.url) < 2:
            refused.append(route.request.url)
            route.fulfill(status=429, headers={"Retry-After": "1"}, json={"problems": [{"rule": "pace"}]})
        else:
            route.continue_()

    page.route("**/api/**", busy)
    page.goto(f"{address}/#case=patents")
    page.wait_for_selector("#desk[data-drawn]", timeout=PATIENCE)
    page.wait_for_selector("figure svg path.curve", timeout=PATIENCE)
    page.close()

    assert {url.rsplit("/", 1)[-1] for url in refused} >= {"cases", "patents", "what-if", "world", "frontier"}


def test_a_waterfall_says_that_it_is_being_played_and_of_how_many_worlds(visit: Any) -> None:
    """A sign at once; then bars of the worlds that are there; and why a card may show another number."""
    page = visit("#case=patents")
    page.click(".why summary")
    page.wait_for_selector(".why .playing:not(:empty)", timeout=PATIENCE)
    page.wait_for_selector(".why svg .mark.end", timeout=PATIENCE)
    page.wait_for_selector("#desk[data-worlds='500'][data-busy='false']", timeout=PATIENCE)

    said = page.inner_text(".why")
    assert "The bars are of the first 30 worlds; in the 500 worlds of the cards your choice costs" in said
    assert page.inner_text(".card .value") in said
