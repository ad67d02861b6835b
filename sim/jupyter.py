"""The desk in a notebook: the page's own module, and a thread of the kernel that answers it.

Nothing listens at any port: questions and answers travel as messages between the widget and its kernel.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from typing import Any, Final

from sim.case import Case
from sim.case_first import AnyCase, case_of
from sim.errors import InputError, KposimError, Problem
from sim.files.document import check
from sim.replicate.worlds import documented, seed_or_fresh
from sim.web.api.caller import Caller, Gone, TooLate
from sim.web.api.openapi import ASKED
from sim.web.desk.desk import Desk
from sim.web.desk.lever import Value

PATIENCE_SECONDS: Final = 60.0
SOON_SECONDS: Final = 5.0
WAITERS: Final = 8
NAME: Final = "case"

_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_LAST = re.compile(r"^export \{ uPlot as default \};$", re.MULTILINE)


@documented
def live(case: AnyCase, seed: int | None = None) -> Live:
    """The desk in a notebook: levers beside cost and resilience, which answer as they are moved.

    Parameters
    ----------
    case
        ``sim.preset("pfizer_patents")``, its name, or a case file.
    {seed}

    Raises
    ------
    InputError
        There is no such case, or anywidget is not installed.
    """
    return Live(case_of(case), seed_or_fresh(seed))


class Live:
    """A case with levers to move, shown as the desk where a notebook displays it.

    `settings` are the levers that stand elsewhere than in the case, `case` is the case with them moved.
    """

    def __init__(self, case: Case, seed: int) -> None:
        self.seed = seed
        """Root of the luck that all settings meet."""
        self._desk = Desk({NAME: case})
        self._widget: Any = _widget(self._desk, seed)

    @property
    def settings(self) -> dict[str, Any]:
        """What the moved levers set, by path: as `sim.what_if(case, settings)` and `--set` take it."""
        return self._desk.settings(NAME, self._moved)

    @property
    def case(self) -> Case:
        """The case with the levers where they stand now."""
        return self._desk.moved(NAME, self._moved)

    @property
    def _moved(self) -> dict[str, Value]:
        return dict(self._widget.state.get("settings", {}))

    @property
    def widget(self) -> Any:
        """The widget itself, to put beside others."""
        return self._widget

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self._widget._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        title = self._desk.cases[NAME].scenario.name
        return (
            f"<Live what-if of {title!r}: a notebook shows its levers; `kposim serve` shows them on a page>"
        )


class Clerk:
    """Takes the widget's questions and sends the desk's answers back, each from a thread of its own."""

    def __init__(self, desk: Desk, send: Callable[[dict[str, Any]], None]) -> None:
        self._desk, self._send = desk, send
        self._open: dict[str, Caller] = {}
        self._lock = threading.Lock()
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="kposim-live")

    def hear(self, said: Mapping[str, Any]) -> None:
        """A message of the widget: a question, or that nobody waits for an earlier one any more."""
        key = str(said.get("id"))
        if said.get("cancel"):
            with self._lock:
                caller = self._open.pop(key, None)
            if caller is not None:
                caller.leave()
            return
        caller = Caller(PATIENCE_SECONDS, soon=SOON_SECONDS)
        with self._lock:
            self._open[key] = caller
        self._waiters.submit(self._answer, key, str(said.get("kind")), said.get("question"), caller)

    def _answer(self, key: str, kind: str, question: Any, caller: Caller) -> None:
        try:
            self._send({"id": key, "answer": self._asked(kind, question, caller)})
        except Gone:
            pass
        except TooLate:
            self._send({"id": key, "refusal": "there was no time for an answer", "after": 1})
        except KposimError as error:
            said = error.problems if isinstance(error, InputError) else [Problem("", None, str(error))]
            words = "; ".join(": ".join(filter(None, (each.rule, each.remedy))) for each in said)
            self._send({"id": key, "refusal": words})
        except Exception as error:
            self._send({"id": key, "refusal": f"something went wrong ({type(error).__name__})"})
            raise
        finally:
            with self._lock:
                self._open.pop(key, None)

    def _asked(self, kind: str, question: Any, caller: Caller) -> Any:
        if kind == "case":
            return self._desk.details(NAME).model_dump(mode="json")
        shape, method = ASKED[kind]
        answered = getattr(self._desk, method)(check(shape, question, root="question"), caller)
        return answered.model_dump(mode="json")


@cache
def module() -> str:
    """The page's modules as one: a widget's module cannot import its neighbours."""
    plot, *own = map(_read, ("vendor/uPlot.esm.js", "charts.js", "watch.js", "what_if.js"))
    closed = f"const uPlot = (() => {{\n{_LAST.sub('return uPlot;', plot)}}})();\n"  # it has names of its own
    return "\n".join(
        [closed, *(_EXPORT.sub("", _IMPORT.sub("", part)) for part in own), _read("notebook.js")]
    )


@cache
def style() -> str:
    """The page's style sheets as one."""
    return "\n".join(map(_read, ("vendor/uPlot.min.css", "what_if.css")))


def _read(name: str) -> str:
    return resources.files("sim.web").joinpath("static", *name.split("/")).read_text(encoding="utf-8")


def _widget(desk: Desk, seed: int) -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError:
        rule = "the live desk needs anywidget, which is not installed"
        remedy = "pip install 'kposim[notebooks]', or ask sim.what_if(case, settings)"
        raise InputError([Problem("live", None, rule, remedy)]) from None

    class WhatIfWidget(anywidget.AnyWidget):
        """The desk as a Jupyter widget."""

        _esm = module()
        _css = style()
        state = traitlets.Dict().tag(sync=True)

    widget = WhatIfWidget(state={"seed": seed, "world": 0, "settings": {}, "pinned": {}})
    clerk = Clerk(desk, widget.send)
    widget.on_msg(lambda _, said, __: clerk.hear(said))
    return widget
