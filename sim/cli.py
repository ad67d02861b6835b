"""What can be asked at the command line? The door: which commands there are, and how errors and notes leave.

Exit codes are told in docs/files.md, *When something is wrong*.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, NoReturn

import typer

from sim.commands import (
    advise,
    cases,
    out,
    payback,
    report,
    repro,
    run,
    selfcheck,
    serve,
    status,
    stress,
    trace,
    upgrade,
    verify,
    waterfall,
    what_if,
)
from sim.errors import (
    ABSENT,
    EngineError,
    HolidaysUnknown,
    InputError,
    KposimError,
    Problem,
    RunsFailed,
)

BAD_INPUT = 2
OUR_FAULT = FAILED = 1
INTERRUPTED = 130

app = typer.Typer(
    name="kposim",
    help="Simulate outsourcing strategies: who should do which work, and what it costs when things go wrong.",
    epilog="Start with `kposim presets`, then `kposim what-if pfizer_patents --set strategy.clarity=0.5`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from sim.version import package_version

        out.line(f"kposim {package_version()}")
        raise typer.Exit


@app.callback()
def door(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and leave."),
    ] = False,
) -> None:
    """Simulate outsourcing strategies: who should do which work, and what it costs when things go wrong."""


run.register(app)
status.register(app)
repro.register(app)
verify.register(app)
stress.register(app)
report.register(app)
advise.register(app)
what_if.register(app)
waterfall.register(app)
payback.register(app)
trace.register(app)
cases.register(app)
upgrade.register(app)
selfcheck.register(app)
serve.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Answer one command and leave with its exit code; errors and notes are told in words, on stderr."""
    out.fit_streams()
    with warnings.catch_warnings():
        warnings.filterwarnings("always", category=HolidaysUnknown)
        warnings.showwarning = _notes(warnings.showwarning)
        _answer(arguments)


def _notes(otherwise: Callable[..., None]) -> Callable[..., None]:
    """How warnings are shown: what is missing in a case as a note, once; any other as Python shows it."""
    told: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if not issubclass(category, HolidaysUnknown):
            otherwise(message, category, *where, **more)
        elif str(message) not in told:
            told.add(str(message))
            out.note(str(message))

    return show


def _answer(arguments: Sequence[str] | None) -> None:
    try:
        sys.exit(app(arguments, standalone_mode=False) or 0)
    except typer.Abort:
        _leave("Stopped.", INTERRUPTED)
    except _Usage as error:
        _refuse_usage(error)
    except EngineError as error:
        _leave(
            f"{error}\nThis is a fault of kposim, not yours. Please report it with the command you gave.",
            OUR_FAULT,
        )
    except RunsFailed as error:
        _leave(str(error), FAILED)
    except KposimError as error:
        _leave(str(error), BAD_INPUT)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _leave(f"{where}{(error.strerror or str(error)).lower()}", BAD_INPUT)
    except KeyboardInterrupt:
        _leave("Stopped.", INTERRUPTED)


_Usage: Any = typer.BadParameter.__base__
"""Words that no command can be made of; the library gives the class no public name."""

_VALUE_RULES: Final = (
    (r".*greater than or equal to (\S+?)\.?", "must be {} or more"),
    (r".*greater than (\S+?)\.?", "must be greater than {}"),
    (r".*less than or equal to (\S+?)\.?", "must be {} or less"),
    (r".*not in the range (.+?)\.?", "must lie in {}"),
    (r".*is not one of (.+?)\.?", "must be one of {}"),
    (r".*(?:valid integer|valid int).*", "must be a whole number"),
    (r".*(?:valid number|valid float).*", "must be a number"),
)
"""What the library says of an option's value, and how we say it."""


def _refuse_usage(error: Any) -> NoReturn:
    """A value that an option cannot take is told like any other, not below the usage of the command."""
    option = getattr(error, "param", None)
    found = ((re.fullmatch(form, str(error.message), re.DOTALL), says) for form, says in _VALUE_RULES)
    rule = next((says.format(*match.groups()) for match, says in found if match), None)
    if option is None or rule is None:
        error.show()
        sys.exit(error.exit_code)
    remedy = f"{option.help or ''} `kposim {error.ctx.info_name} --help` lists all options.".strip()
    _leave(str(InputError([Problem(option.opts[0], ABSENT, rule, remedy)])), BAD_INPUT)


def _leave(message: str, code: int) -> NoReturn:
    out.warn(message)
    sys.exit(code)


if __name__ == "__main__":
    main()
