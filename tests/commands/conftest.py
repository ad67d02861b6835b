"""The command line, as somebody types at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.testing.asked import TINY, Ask, Reply


@pytest.fixture
def kposim(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The command line, standing in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def ask(*words: str) -> Reply:
        with pytest.raises(SystemExit) as leaving:
            main(list(words))
        said = capsys.readouterr()
        return Reply(int(leaving.value.code or 0), said.out, said.err)

    return ask


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A file with an experiment of six runs."""
    (tmp_path / "tiny.yaml").write_text(TINY)
    return "tiny.yaml"
