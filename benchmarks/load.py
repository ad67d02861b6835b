"""How does the desk bear a class? Visitors who move levers for a minute, on this machine's own loopback.

``python -m benchmarks.load`` opens a desk, lets the visitors in, and tells what they met. It leaves with 1 if
any answer was an error, or if somebody waited too long for a first answer.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
import numpy as np

from benchmarks.desk import opened

THINKING_SECONDS = 2.0, 6.0
"""A visitor looks at the picture for so long before the next move."""
OF_THE_WORLD = 0.1
"""Part of the moves that change the world, whose levers a page keeps folded away; the others are choices."""
PATIENCE_SECONDS = 10.0
"""Nobody should wait longer for a first answer."""


@dataclass
class Seen:
    """What the visitors met."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    cancelled: int = 0


class Visitor:
    """Somebody who moves one lever after another."""

    def __init__(self, number: int, client: httpx.AsyncClient, seen: Seen) -> None:
        self._number, self._client, self._seen = number, client, seen
        self._luck = random.Random(number)

    async def stay(self, until: float) -> None:
        """Open the page, and move levers until it is time to go."""
        await asyncio.sleep(self._luck.uniform(0.0, 2.0))
        await self._get("page", "/")
        await self._get("page", "/static/what_if.js")
        details = await self._get("case", "/api/cases/pfizer_patents")
        levers = [lever for lever in (details or {}).get("levers", []) if not lever["together"]]
        sides = [
            [each for each in levers if each["path"].startswith(side)] for side in ("strategy", "scenario")
        ]
        settings: dict[str, Any] = {}
        while levers and time.monotonic() < until:
            lever = self._luck.choice(sides[self._luck.random() < OF_THE_WORLD])
            settings[lever["path"]] = self._value(lever)
            await self._move({"case": "pfizer_patents", "settings": settings})

    def _value(self, lever: dict[str, Any]) -> Any:
        if lever["kind"] == "choice":
            return self._luck.choice(lever["options"])["value"]
        if lever["kind"] == "switch":
            return self._luck.random() < 0.5
        steps = round((lever["high"] - lever["low"]) / lever["step"])
        value = min(lever["low"] + lever["step"] * self._luck.randint(0, steps), lever["high"])
        return round(value) if lever["kind"] == "whole" else round(value, 6)

    async def _move(self, question: dict[str, Any]) -> None:
        """A first answer, then as much refinement as there is time for until the next move."""
        first = self._post("first answer", "/api/what-if", {**question, "replications": 10})
        await asyncio.gather(first, self._post("one world", "/api/world", question))
        thinking = self._luck.uniform(*THINKING_SECONDS)
        more = asyncio.create_task(self._refine(question))
        try:
            await asyncio.wait_for(more, thinking)
        except TimeoutError:
            self._seen.cancelled += 1

    async def _refine(self, question: dict[str, Any]) -> None:
        await self._post("frontier", "/api/frontier", {**question, "replications": 10})
        await self._post("100 worlds", "/api/what-if", {**question, "replications": 100})

    async def _get(self, kind: str, path: str) -> Any:
        return await self._timed(kind, self._client.get(path))

    async def _post(self, kind: str, path: str, question: dict[str, Any]) -> Any:
        return await self._timed(kind, self._client.post(path, json=question))

    async def _timed(self, kind: str, request: Any) -> Any:
        since = time.monotonic()
        try:
            answer = await request
        except httpx.HTTPError as error:
            self._seen.errors.append(f"{kind}: {type(error).__name__} {error}")
            return None
        self._seen.seconds[kind].append(time.monotonic() - since)
        # Levers that do not go together (an overflow with nobody to take it) are told so: an answer, too.
        if answer.status_code not in (200, 422):
            self._seen.errors.append(f"{kind}: {answer.status_code} {answer.text[:200]}")
            return None
        self._seen.answers[self._number] += 1
        is_json = answer.headers["content-type"] == "application/json"
        return answer.json() if is_json else answer.text


async def visit(address: str, visitors: int, seconds: float) -> Seen:
    """Let the visitors in."""
    seen, until = Seen(), time.monotonic() + seconds
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=60.0, limits=limits, trust_env=False) as client:
        await asyncio.gather(*(Visitor(number, client, seen).stay(until) for number in range(visitors)))
    return seen


def told(seen: Seen, visitors: int, seconds: float) -> bool:
    """Print what was met; whether all was well."""
    print(f"{visitors} visitors, {seconds:g} seconds")
    print(f"{'':<14}{'answers':>8}{'median s':>10}{'95 % s':>9}{'worst s':>9}")
    for kind, times in seen.seconds.items():
        median, most = np.quantile(times, [0.5, 0.95])
        print(f"{kind:<14}{len(times):>8}{median:>10.3f}{most:>9.3f}{max(times):>9.3f}")
    fewest = min((seen.answers[number] for number in range(visitors)), default=0)
    slowest = max(seen.seconds["first answer"], default=float("inf"))
    print(f"refinements cancelled by a newer move: {seen.cancelled}")
    print(f"fewest answers to one visitor: {fewest}; longest wait for a first answer: {slowest:.2f} s")
    print(f"errors: {len(seen.errors)}")
    for error in seen.errors[:5]:
        print(f"  {error}")
    return not seen.errors and fewest > 0 and slowest < PATIENCE_SECONDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Open a desk at a free port of the loopback, load it, close it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args(arguments)
    with opened() as desk:
        seen = asyncio.run(visit(desk.address, given.visitors, given.seconds))
    print(f"the desk closed with exit code {desk.code}")
    return 0 if told(seen, given.visitors, given.seconds) and desk.code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
