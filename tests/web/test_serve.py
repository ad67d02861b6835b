"""`kposim serve`: it listens, and then it tells."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading

import pytest

from sim.commands import out, serve


def test_the_desk_says_that_it_is_open_when_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the address may come in the same instant: a connection is taken, not refused."""
    came: list[str] = []

    def says(text: str) -> None:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", text):
            with socket.create_connection(("127.0.0.1", int(found[1])), timeout=120):
                came.append(text)
            signal.raise_signal(signal.SIGTERM)  # and may ask it to stop in the same instant

    monkeypatch.setattr(out, "say", says)
    monkeypatch.setattr("sim.web.desk.desk.Desk.get_ready", lambda _: None)
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert threading.current_thread() is threading.main_thread()
        serve.serve(["one_queue"], host="127.0.0.1", port=0, workers=1, name=None, proxy=None)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

    assert len(came) == 1


@pytest.mark.slow
def test_the_desk_ends_well_when_it_is_asked_to_at_once() -> None:
    """By a process manager that is in a hurry."""
    command = [sys.executable, "-u", "-m", "sim.cli", "serve", "one_queue", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        next(line for line in server.stdout if "is open at" in line)
        server.send_signal(signal.SIGTERM)
        said = server.stdout.read()

        assert server.wait(300) == 0
    assert "The desk is closed." in said
