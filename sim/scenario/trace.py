"""Work that came when it came: arrivals out of one's own records.

The file is read when the case is made, and the case holds what it said (`InputFile`). Hours since the
scenario's start follow from that, the zone and the start, and are counted anew where one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_serializer,
    model_validator,
)

from sim.errors import ABSENT, InputError, Problem, blamed
from sim.files.input_file import InputFile, opened
from sim.files.table import Line, is_either, number, table
from sim.scenario.base import Part
from sim.scenario.refusal import refusal
from sim.scenario.zone import ZoneName, zone_of

MOST_TASKS: Final = 5_000_000
MOST_BYTES: Final = 400_000_000
LATEST_HOUR: Final = 1e7
LONGEST_EFFORT: Final = 1e6
MOST_NOTES: Final = 5
MOST_LISTED: Final = 1_000
"""A trace that is longer is written to a file of its own, beside a resolved experiment."""

SHOWN: Final = 40

BY_CONTENT: Final = {"files": "by content"}
"""Context of a dump that says which tasks a trace has, and not where they stood."""

HOURS, INSTANTS, EFFORT, ZONE = "arrived_hours", "arrived_at", "effort_hours", "zone"
EFFORT_WORD = "effort"
"""In the name of a column that is meant for one of efforts."""
TWICE: Final = ("occurs twice, as clocks go back", "the first is meant")
NEVER: Final = ("never occurs, as clocks go forward", "it is taken as if they had not yet done so")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class Checked(tuple[float, ...]):
    """Numbers that a file gave, looked at when it was read; shared, and not looked at again."""


def _once(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Checked) else check(value)


def _read(value: object, info: ValidationInfo) -> InputFile:
    return opened(value, (info.context or {}).get("folder", "."), "trace", MOST_BYTES)


TraceFile = Annotated[
    InputFile,
    PlainValidator(_read),
    PlainSerializer(lambda file: {"name": file.name, "sha256": file.sha256}),
    WithJsonSchema({"type": "string"}),
]
ArrivedHours = Annotated[
    tuple[Annotated[float, Field(ge=0.0, le=LATEST_HOUR)], ...],
    Field(max_length=MOST_TASKS),
    WrapValidator(_once),
]
EffortHours = Annotated[
    tuple[Annotated[float, Field(ge=0.0, le=LONGEST_EFFORT)], ...],
    Field(max_length=MOST_TASKS),
    WrapValidator(_once),
]


class Trace(Part):
    """Tasks come exactly when they came in your own records.

    Stated as a CSV file with a column `arrived_hours` (hours since the scenario's start) or `arrived_at` (ISO
    8601 instants), and optionally `effort_hours`. What the file says becomes part of the case.
    """

    kind: Literal["trace"] = "trace"
    file: TraceFile | None = None
    """CSV file, relative to the file that names it; instead of the two lists."""
    zone: ZoneName = Field(default="UTC", examples=["Europe/Berlin"])
    """Time zone of instants that state no offset; a column `zone` of the file comes before it."""
    arrived_hours: ArrivedHours = ()
    """Arrival instants in hours since the scenario's start, rising."""
    effort_hours: EffortHours | None = None
    """Effort of each task in hours; left out, the work type's distribution is drawn."""

    def own_settings(self) -> dict[str, Any]:
        """Without the lists that a file gave."""
        derived = (HOURS, EFFORT) if self.file is not None else ()
        return {name: value for name, value in super().own_settings().items() if name not in derived}

    @property
    def notes(self) -> tuple[str, ...]:
        """What had to be decided when the file was read, line by line."""
        return () if self.file is None else recorded(self.file, self.zone).notes

    @property
    def has_instants(self) -> bool:
        """Whether the file states instants, so that hours depend on the scenario's start."""
        return self.file is not None and recorded(self.file, self.zone).instants is not None

    def hours_from(self, start: date) -> tuple[float, ...]:
        """Arrivals in hours since midnight UTC of `start`."""
        return self.arrived_hours if self.file is None else hours_since(self.file, self.zone, start)

    def mean_per_hour(self, hours: float, start: date) -> float:
        """Mean arrivals per hour over [0, hours)."""
        return float(np.searchsorted(np.asarray(self.arrived_hours), hours)) / hours

    @model_validator(mode="before")
    @classmethod
    def _counted(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict) or data.get("file") is None:
            return data
        if data.get(HOURS) or data.get(EFFORT):
            raise refusal("a trace is a file or lists, not both", f"remove file, or {HOURS} and {EFFORT}")
        with blamed("file"):
            file = _read(data["file"], info)
            if zone_of(data.get("zone", "UTC")) is None:
                return {**data, "file": file, HOURS: Checked((0.0,))}  # validation says what is wrong with it
            found = recorded(file, data.get("zone", "UTC"))
            start = _day((info.context or {}).get("start")) if found.instants is not None else date.min
            read = {HOURS: hours_since(file, data.get("zone", "UTC"), start), EFFORT: found.effort}
        return {**data, "file": file, **read}

    @model_validator(mode="after")
    def _rising(self) -> Trace:
        if not self.arrived_hours:
            raise refusal("a trace needs at least one arrival", "name a CSV file, or list arrived_hours")
        if self.file is not None:
            return self  # looked at when it was read
        steps = np.diff(np.asarray(self.arrived_hours))
        if (steps < 0).any():
            row = int(np.argmax(steps < 0)) + 1
            raise refusal(f"arrivals must not go back in time (entry {row + 1} does)", "sort the list")
        if self.effort_hours is not None and len(self.effort_hours) != len(self.arrived_hours):
            raise refusal(
                "a trace has one effort for each arrival", "fill the gaps, or leave effort_hours out"
            )
        return self

    @model_serializer(mode="wrap")
    def _stated(self, dump: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        """What was stated: a file, or lists. By content it is the tasks, wherever they were stated."""
        data: dict[str, Any] = dump(self)
        if info.context == BY_CONTENT:
            return {"kind": self.kind, "file": None, HOURS: data[HOURS], EFFORT: data[EFFORT]}
        hidden = (HOURS, EFFORT) if self.file is not None else ()
        return {name: value for name, value in data.items() if name not in hidden}


# -- Reading -------------------------------------------------------------------------------------------------


def with_files(path: str, value: Any, folder: str | Path | None) -> Any:
    """The value of a setting, by its dotted path, in which the files of traces have their contents.

    Raises
    ------
    InputError
        One cannot be read.
    """
    if isinstance(value, Mapping):
        return {name: with_files(f"{path}.{name}", each, folder) for name, each in value.items()}
    is_file = isinstance(value, str) and path.endswith(".arrivals.file")
    return opened(value, folder, "trace", MOST_BYTES) if is_file else value


def listed_as_file(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plain values of a trace whose lists are long, as those of one that has a file; any others as they
    are."""
    if plain.get("kind") != "trace" or len(plain.get(HOURS) or ()) <= MOST_LISTED:
        return plain
    columns = [name for name in (HOURS, EFFORT) if plain.get(name)]
    rows = zip(*(map(repr, plain[name]) for name in columns), strict=True)
    text = "\n".join([",".join(columns), *map(",".join, rows), ""])
    return {"kind": "trace", "file": InputFile("trace.csv", text.encode())}


class Recorded(NamedTuple):
    """What a file says, before it is known when the scenario starts."""

    lines: NDArray[np.int64]
    hours: Checked | None
    instants: NDArray[np.int64] | None
    """Microseconds since 1970, UTC."""
    effort: Checked | None
    notes: tuple[str, ...]


@lru_cache(maxsize=16)
def recorded(file: InputFile, zone: str) -> Recorded:
    """The tasks in a file, looked at line by line.

    Raises
    ------
    InputError
        It lacks its columns, has a gap, or a line that cannot be read or goes back in time (line named).
    """
    called = f"the trace {file.name}"
    if file.content.count(b"\n") > MOST_TASKS + 1:
        _refuse(f"{called} has more than {MOST_TASKS:,} lines", "divide it")
    columns, rows = table(file.text(), called, (HOURS, INSTANTS))
    if HOURS in columns and INSTANTS in columns:
        _refuse(
            f"{called} has both {HOURS} and {INSTANTS}, which could differ", "rename one of the two columns"
        )
    reading = _Reading(called, zone, columns)
    lines = np.array([reading.take(line) for line in rows], dtype=np.int64)
    return reading.found(lines)


class _Reading:
    """One reading of one trace, line by line."""

    def __init__(self, called: str, zone: str, columns: tuple[str, ...]) -> None:
        self._called, self._zone = called, zone
        self._has_hours, self._has_effort = HOURS in columns, EFFORT in columns
        self._has_zone = ZONE in columns
        self._arrived: list[float] = []
        self._effort: list[float] = []
        self._notes = [
            f"{called}, line 1: column {name} is not read; efforts stand in a column {EFFORT}"
            for name in columns
            if not self._has_effort and EFFORT_WORD in name.lower()
        ]
        self._before = (0, "")

    def take(self, line: Line) -> int:
        """Read one line; its number."""
        text = self._cell(line, HOURS if self._has_hours else INSTANTS)
        arrived = self._hours(line, HOURS, LATEST_HOUR) if self._has_hours else self._instant(line, text)
        if self._arrived and arrived < self._arrived[-1]:
            number_before, text_before = self._before
            rule = f"arrivals must not go back in time ({text[:SHOWN]} comes after {text_before})"
            _refuse(f"{self._called}, line {line.number}: {rule}", self._way_back(line, number_before))
        self._arrived.append(arrived)
        self._before = line.number, text[:SHOWN]
        if self._has_effort:
            self._effort.append(self._hours(line, EFFORT, LONGEST_EFFORT))
        return line.number

    def found(self, lines: NDArray[np.int64]) -> Recorded:
        """Everything that was read."""
        more = len(self._notes) - MOST_NOTES
        notes = (*self._notes[:MOST_NOTES], *((f"and {more} more such lines",) if more > 0 else ()))
        return Recorded(
            lines,
            Checked(self._arrived) if self._has_hours else None,
            None if self._has_hours else np.array(self._arrived, dtype=np.int64),
            Checked(self._effort) if self._has_effort else None,
            notes,
        )

    def _cell(self, line: Line, column: str) -> str:
        text = line.cells.get(column, "")
        if not text:
            _refuse(
                f"{self._called} has a gap: line {line.number} has no {column}", "fill it or remove the line"
            )
        return text

    def _hours(self, line: Line, column: str, most: float) -> float:
        text = self._cell(line, column)
        value = number(text)
        if is_either(text):
            rule = f"{self._called}, line {line.number}: {column} is {text!r}, which could mean two numbers"
            _refuse(rule, f"write {text.replace(',', '')} or {text.replace(',', '.')}")
        if not 0.0 <= value <= most:
            rule = f"{self._called}, line {line.number}: {column} is {text[:SHOWN]!r}, not a number of hours"
            _refuse(rule, f"correct it: from 0 to {most:,.0f}, such as 6.5")
        return value

    def _instant(self, line: Line, text: str) -> int:
        """Microseconds since 1970.

        Of a time of day that occurs twice, as clocks go back, the first is meant; one that never occurs is
        taken as if the clocks had not changed yet, as calendars take it.
        """
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = self._local(line, text, moment)
            return (moment - EPOCH) // MICROSECOND
        except (ValueError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            rule = f"{self._called}, line {line.number}: {text[:SHOWN]!r} is no ISO 8601 instant"
            _refuse(rule, "write it as 2025-01-06T09:30, or 2025-01-06T09:30+05:30")

    def _local(self, line: Line, text: str, moment: datetime) -> datetime:
        name = (line.cells.get(ZONE, "") if self._has_zone else "") or self._zone
        zone = zone_of(name)
        if zone is None:
            rule = f"{self._called}, line {line.number}: {name[:SHOWN]!r} is no time zone of the IANA list"
            _refuse(rule, "write a name such as Europe/Berlin")
        offsets = [moment.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
        if offsets[0] != offsets[1]:
            says, taken = TWICE if offsets[0] > offsets[1] else NEVER
            where = f"{self._called}, line {line.number}: {text[:SHOWN]}"
            self._notes.append(f"{where} {says} in {name}; {taken}. An offset would settle it")
        return (moment - offsets[0]).replace(tzinfo=UTC)

    def _way_back(self, line: Line, before: int) -> str:
        if self._has_hours:
            return "sort the trace by arrival"
        if any(f"line {number}:" in note for note in self._notes for number in (line.number, before)):
            return "clocks went back between the two: state the offsets, such as 2025-10-26T02:10+01:00"
        if self._zone == "UTC" and not self._has_zone:
            return "sort the trace, or state the zone of local times (zone: Europe/Berlin)"
        return "sort the trace by arrival"


@lru_cache(maxsize=64)
def hours_since(file: InputFile, zone: str, start: date) -> Checked:
    """Arrivals of a file in hours since midnight UTC of `start`.

    Raises
    ------
    InputError
        One is before the start (line named), or there is none.
    """
    found = recorded(file, zone)
    if found.instants is None:
        return found.hours or Checked()
    zero = (datetime(start.year, start.month, start.day, tzinfo=UTC) - EPOCH) // MICROSECOND
    hours = (found.instants - zero) / 1e6 / 3600.0
    if len(hours) and (hours[0] < 0.0 or hours[-1] > LATEST_HOUR):
        place = 0 if hours[0] < 0.0 else int(np.argmax(hours > LATEST_HOUR))
        line, where = int(found.lines[place]), "before the scenario's start"
        instant = next(_instants(file, line))
        where = where if hours[0] < 0.0 else f"more than {LATEST_HOUR:,.0f} hours after the scenario's start"
        _refuse(
            f"the trace {file.name}, line {line}: {instant} is {where} ({start})",
            "move start, or leave it out",
        )
    return Checked(hours.tolist())


def _instants(file: InputFile, line: int) -> Iterator[str]:
    """The instant of one line, as it is written."""
    _, rows = table(file.text(), "", (INSTANTS,))
    return islice((row.cells[INSTANTS][:SHOWN] for row in rows if row.number == line), 1)


def _day(start: date | str | None) -> date:
    if start is None:
        rule = "instants in a trace need the scenario's start date"
        _refuse(rule, f"state start, or use {HOURS}")
    return date.fromisoformat(start) if isinstance(start, str) else start


def _refuse(rule: str, remedy: str) -> NoReturn:
    raise InputError([Problem("", ABSENT, rule, remedy)]) from None
