"""Is this file what its place says? Parts are Parquet, named by their content; failures are JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.execute.run_table import KEY as KEY
from sim.experiment.execute.run_table import RunRow

if TYPE_CHECKING:
    import pyarrow as pa

RUNS: Final = "runs"
TIMELINES: Final = "timelines"
FAILURES: Final = "failures"

LARGEST_FAILURE: Final = 4_000_000
"""Bytes; a traceback has some thousand."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A file in a results folder that is not what its place says."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name} is {self.reason}"


def part_name(data: bytes) -> str:
    """A part is named by its content, so a flipped bit shows (Parquet's checksums spare its headers)."""
    return hashlib.sha256(data).hexdigest()[:24]


def damage_of(path: Path) -> Damage | None:
    """What is wrong with a part; None if it is sound, or gone."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Damage(path, f"unreadable: {(error.strerror or 'unknown reason').lower()}")
    if path.stem != part_name(data):
        return Damage(path, "truncated, altered or foreign: its content is not what its name says")
    reason = _unfit(data, path.parent.name)
    return Damage(path, f"foreign: {reason}") if reason else None


def _unfit(data: bytes, kind: str) -> str:
    """Why bytes are no part of their kind; empty if they are one. Whoever names a file well may still err."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    needed = COLUMNS[kind]
    try:
        part = pq.ParquetFile(pa.BufferReader(data))
        schema = part.schema_arrow
        for name, (says, is_right) in needed.items():
            if name not in schema.names:
                return f"it has no column {name}"
            if not is_right(schema.field(name).type):
                return f"its column {name} does not hold {says}"
        others = [field.name for field in schema if kind == RUNS and field.name not in needed]
        if strange := [name for name in others if not pa.types.is_floating(schema.field(name).type)]:
            return f"its column {strange[0]} does not hold numbers"
        keys = part.read(columns=[name for name in KEY if name in needed])
    except (pa.ArrowException, OSError):
        return "it is no Parquet file"
    gaps = [name for name in keys.column_names if keys[name].null_count]
    return f"its column {gaps[0]} has gaps" if gaps else ""


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_whole(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind))


def _is_list(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


_Form = tuple[str, Callable[[Any], bool]]
_TEXT: Final[_Form] = ("text", _is_text)
_WHOLE: Final[_Form] = ("whole numbers", _is_whole)
_LIST: Final[_Form] = ("lists", _is_list)
COLUMNS: Final[Mapping[str, Mapping[str, _Form]]] = {
    RUNS: {"point": _TEXT, "replication": _WHOLE, "seed": _WHOLE, "digest": _TEXT},
    TIMELINES: {
        "point": _TEXT,
        "digest": _TEXT,
        **dict.fromkeys(("days", "service", "wip", "backlog"), _LIST),
        **dict.fromkeys(("struck_from_day", "struck_to_day", "struck_team", "struck_for_good"), _LIST),
    },
}
"""The columns that a part must have; all others of a run are its measures."""


def failure_in(path: Path) -> RunRow | Damage:
    """The failed run that a file tells of.

    Raises
    ------
    FileNotFoundError
        It is gone.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FAILURE + 1)
        found = json.loads(data) if len(data) <= LARGEST_FAILURE else None
    except FileNotFoundError:
        raise
    except OSError as error:
        return Damage(path, f"unreadable: {(error.strerror or 'unknown reason').lower()}")
    except (ValueError, RecursionError):  # also where it is no UTF-8
        return Damage(path, "truncated, altered or foreign: it is no JSON")
    if not isinstance(found, dict) or not all(isinstance(found.get(k), form) for k, form in FAILURE.items()):
        return Damage(path, "altered or foreign: it does not tell of a failed run")
    if not all(isinstance(each, str | float | int) for each in found["labels"].values()):
        return Damage(path, "altered or foreign: its labels are no levels")
    return found


FAILURE: Final[Mapping[str, type]] = {
    **dict.fromkeys(("point", "digest", "type", "message", "traceback"), str),
    "replication": int,
    "seed": int,
    "labels": dict,
}
"""What a record of a failure says, at least."""
