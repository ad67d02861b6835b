"""The desk as a page: levers to move in a browser, answers within a blink."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from typing import Annotated

import typer

from sim.commands import given, out
from sim.errors import InputError, Problem

HERE = "127.0.0.1"
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
GRACE_SECONDS = 5
KEEP_ALIVE_SECONDS = 20


def serve(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PRESET_OR_FILE]...", help="Cases to offer; left out, all presets."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen at; the default can be reached from here only.")
    ] = HERE,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")] = 8765,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that compute; 0: as many as there are processors.")
    ] = 0,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="Host name under which visitors find it, if it is not the address; may be given again."
        ),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="A reverse proxy before it, whose word on who comes is believed; may be given again.",
        ),
    ] = None,
) -> None:
    """Open the desk: move levers on a page and watch cost and resilience follow.

    Only this machine can reach it unless --host says otherwise. Stop it with Ctrl-C.
    """
    try:
        import starlette  # noqa: F401
        import uvicorn
    except ImportError:
        rule = "the page needs Starlette and uvicorn, which are not installed"
        raise InputError([Problem("serve", host, rule, "pip install 'kposim[web]'")]) from None
    from sim.case import preset_names
    from sim.web.api.app import make_app
    from sim.web.api.door import Patience, connections_allowed, door
    from sim.web.desk.desk import Desk
    from sim.web.desk.guide import guide_cases

    asked = cases or preset_names()
    offered = {_name(each): given.case_of(each) for each in asked}
    desk = Desk(offered if cases else offered | guide_cases(), workers or _processors())
    try:
        listener = _bound(host, port)
        out.say("Getting ready ...")
        desk.get_ready()
        config = uvicorn.Config(
            make_app(desk, hosts=_hosts(host, name or [])),
            log_level="warning",
            server_header=False,
            http=door(Patience(connections_allowed()), frozenset(proxy or ())),
            proxy_headers=bool(proxy),
            forwarded_allow_ips=proxy or [],
            ws="none",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )

        class Server(uvicorn.Server):
            """A server that says so when it listens, and not before."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started and not self.should_exit:
                    _tell(host, listener.getsockname()[1])

        server = Server(config)
        for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
            # uvicorn stops by itself, and then raises the signal again; before it hears signals, this does.
            signal.signal(asked_to_stop, lambda *_: setattr(server, "should_exit", True))
        server.run(sockets=[listener])
    finally:
        desk.close()
    out.say("The desk is closed.")


def _tell(host: str, port: int) -> None:
    """Where the desk is open. Whoever reads it may come at once."""
    at = f"[{host}]" if ":" in host else host
    out.say(f"The desk is open at http://{at}:{port}/ (Ctrl-C closes it).")
    if not _is_own(host):
        out.say("It can be reached from other machines, without encryption and without a password.")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        rule = f"nothing can listen there: {(error.strerror or str(error)).lower()}"
        raise InputError(
            [Problem("--port", f"{host}:{port}", rule, "choose another --port; 0 finds a free one")]
        ) from None
    return made


def _name(text: str) -> str:
    """A file goes by its own name, without folder and ending."""
    return text.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0] if given.is_file_name(text) else text


def _is_own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hosts(host: str, names: list[str]) -> frozenset[str] | None:
    """The names under which it answers; at all addresses of a machine nobody knows them all."""
    if host in ("0.0.0.0", "::") and not names:
        return None
    at = f"[{host}]" if ":" in host else host
    return OWN_NAMES | {at.lower()} | {each.lower() for each in names}


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("serve")(serve)
