"""The page and its JSON: each request is complete in itself, and nothing of a visitor's is ever executed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, Final, NoReturn

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.errors import ABSENT, InputError, Problem, UnknownName, shown
from sim.files.document import check
from sim.web.api import answer
from sim.web.api.caller import Caller, Gone, TooLate
from sim.web.api.guard import Guard, Limits, refusal
from sim.web.api.openapi import ASKED, described
from sim.web.api.visitor import Room, visitor_of
from sim.web.desk.desk import Desk

LOG: Final = logging.getLogger("kposim.web")
STATIC: Final = Path(str(resources.files("sim.web").joinpath("static")))

LEFT: Final = 499
"""Status of an answer that nobody waits for any more; it goes nowhere."""


def make_app(desk: Desk, limits: Limits | None = None, hosts: frozenset[str] | None = None) -> Starlette:
    """The application of a desk.

    Parameters
    ----------
    hosts
        Names under which it answers; None answers under any.
    """
    limits = limits or Limits()
    counter = Counter(desk, limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        counter.open()
        yield
        counter.close()

    routes = [
        Route("/", _page),
        Route("/api/cases", counter.names),
        Route("/api/cases/{name}", counter.details),
        Route("/api/openapi.json", counter.description),
        Route("/api/health", counter.health),
        *(Route(f"/api/{name}", partial(counter.ask, name), methods=["POST"], name=name) for name in ASKED),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    handlers: dict[Any, Any] = {
        HTTPException: _no_such_thing,
        InputError: _refused,
        ClientDisconnect: _left,
        Exception: _our_fault,
    }
    guard = Middleware(Guard, limits=limits, hosts=hosts)
    return Starlette(routes=routes, exception_handlers=handlers, middleware=[guard], lifespan=lifespan)


class Counter:
    """Where questions come in and answers go out."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk, self._limits = desk, limits
        self._callers: set[Caller] = set()
        self._room = Room(limits.at_once)
        self._kept: dict[str, bytes] = {}
        self._waiters: ThreadPoolExecutor | None = None

    async def names(self, _: Request) -> Response:
        """The cases."""
        return self._constant("", lambda: self._desk.names().model_dump_json())

    async def details(self, request: Request) -> Response:
        """A case and its levers."""
        name = request.path_params["name"]
        return self._constant(f"case {name}", lambda: self._desk.details(name).model_dump_json())

    async def description(self, _: Request) -> Response:
        """The interface, as OpenAPI describes it."""
        return self._constant("openapi", lambda: json.dumps(described(self._desk)))

    async def health(self, _: Request) -> Response:
        """Whether questions can be answered: 503 if not."""
        found = await run_in_threadpool(self._desk.health)  # it may have to begin workers
        said = answer.HealthAnswer(
            status="ill" if found.trouble else "well",
            trouble=found.trouble,
            workers=found.workers,
            busy=found.busy,
            jobs_waiting=found.waiting,
            pools_lost=found.pools_lost,
            questions=self._room.taken,
            most_questions=self._room.places,
        )
        return Response(said.model_dump_json(), 503 if found.trouble else 200, media_type="application/json")

    def _constant(self, name: str, make: Callable[[], str]) -> Response:
        """What never changes while the desk is open is made once; a name that is refused is not kept."""
        if name not in self._kept:
            self._kept[name] = make().encode()
        return Response(self._kept[name], media_type="application/json")

    async def ask(self, name: str, request: Request) -> Response:
        """A question that takes computing: bounded in size, number and time, and dropped if nobody waits."""
        kind, _ = ASKED[name]
        question = check(kind, await self._body(request), root="question")
        visitor = visitor_of(request.client.host if request.client else "")
        if self._waiters is None or not self._room.enter(visitor):
            rule = "too much is asked at the same time, here or by this visitor"
            return refusal(503, "desk", rule, "ask again in a second", after=1)
        caller = Caller(self._limits.answer_seconds, visitor, self._limits.soon_seconds)
        self._callers.add(caller)
        try:
            return await self._answer(partial(_method(self._desk, name), question, caller), caller, request)
        finally:
            self._callers.discard(caller)
            self._room.leave(visitor)

    def open(self) -> None:
        """Begin to take questions; each waits for its worlds in a thread, of which there are so many."""
        self._waiters = ThreadPoolExecutor(self._limits.at_once, thread_name_prefix="kposim-visitor")

    def close(self) -> None:
        """Take no more, and send everybody home."""
        waiters, self._waiters = self._waiters, None
        for caller in tuple(self._callers):
            caller.leave()
        if waiters is not None:
            waiters.shutdown(wait=True, cancel_futures=True)

    async def _answer(self, work: Callable[[], BaseModel], caller: Caller, request: Request) -> Response:
        answering = asyncio.get_running_loop().run_in_executor(self._waiters, work)
        leaving = asyncio.create_task(_until_gone(request))
        try:
            both: set[asyncio.Future[Any]] = {answering, leaving}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                caller.leave()
            return _answered(await answering)
        except Gone:
            return Response(status_code=LEFT)
        except TooLate:
            return refusal(503, "desk", "there was no time for an answer", "ask again", after=2)
        except BrokenExecutor:
            return refusal(503, "desk", "a worker was lost", "ask again", after=1)
        finally:
            caller.leave()
            leaving.cancel()

    async def _body(self, request: Request) -> Any:
        """The JSON of a request, if it is that, and small, and comes soon."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, "send application/json")
        size, parts = 0, []
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                async for part in request.stream():
                    size += len(part)
                    if size > self._limits.body_bytes:
                        raise HTTPException(413, f"send {self._limits.body_bytes:,} bytes at most")
                    parts.append(part)
        except TimeoutError:
            raise HTTPException(408, "send the whole question at once") from None
        try:
            return json.loads(b"".join(parts), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise HTTPException(400, "send JSON in UTF-8, of finite numbers") from None


def _method(desk: Desk, name: str) -> Callable[..., BaseModel]:
    method: Callable[..., BaseModel] = getattr(desk, ASKED[name][1])
    return method


async def _until_gone(request: Request) -> None:
    """Returns when the visitor has hung up, which is how a newer question cancels an older one."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "page.html")


# -- how answers leave -------------------------------------------------------------------------------------


def _answered(said: BaseModel) -> Response:
    return Response(said.model_dump_json(), media_type="application/json")


def _refused(_: Request, error: Exception) -> Response:
    """What the visitor gave cannot be used: all that is wrong, in words."""
    assert isinstance(error, InputError)
    said = answer.Refusal(problems=[_trouble(each) for each in error.problems[:10]])
    status = 404 if isinstance(error, UnknownName) and error.problems[0].path == "case" else 422
    return Response(said.model_dump_json(), status, media_type="application/json")


def _trouble(problem: Problem) -> answer.Complaint:
    value = None if problem.value is ABSENT else shown(problem.value)
    return answer.Complaint(path=problem.path[:200], value=value, rule=problem.rule, remedy=problem.remedy)


async def _no_such_thing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    rules = {404: "there is nothing here", 405: "this is not how to ask", 400: "this is no question"}
    rule = rules.get(error.status_code, "this cannot be taken")
    said = refusal(error.status_code, request.url.path[:200], rule, str(error.detail))
    said.headers.update(error.headers or {})
    return said


async def _left(_: Request, error: Exception) -> Response:
    """The visitor hung up while still asking: nobody's fault, and no trace in the log."""
    assert isinstance(error, ClientDisconnect)
    return Response(status_code=LEFT)


async def _our_fault(request: Request, error: Exception) -> Response:
    """The trace goes to our log, not to the visitor."""
    LOG.error("%s failed", request.url.path, exc_info=error)
    return refusal(500, "server", "something went wrong here, and it is not your fault", "ask again")
