"""What workers have before their first run: machine code that is there, and never an error."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from sim.replicate import preload


def test_nothing_is_played_where_the_code_is_still_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever begins workers compiles nothing, and waits for no law that runs as it is written."""
    played: list[Any] = []
    monkeypatch.setattr(preload, "is_off", lambda: False)
    monkeypatch.setattr(preload, "is_complete", lambda: False)
    monkeypatch.setattr(preload, "table_of", lambda *asked: played.append(asked))

    preload.load()

    assert played == []


def test_what_goes_wrong_is_left_to_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """They meet the same trouble, and say so to whom they work for; a fork server would end silently."""

    tried: list[Any] = []

    def broken(*asked: Any) -> NoReturn:
        tried.append(asked)
        raise RuntimeError("no such instruction")

    monkeypatch.setattr(preload, "is_off", lambda: False)
    monkeypatch.setattr(preload, "is_complete", lambda: True)
    monkeypatch.setattr(preload, "go_over", lambda: None)
    monkeypatch.setattr(preload, "table_of", broken)

    preload.load()

    assert len(tried) == 1
