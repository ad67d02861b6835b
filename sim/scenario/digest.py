"""How is a thing named by its content?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

LATER: Final[Mapping[str, Any]] = {
    "service_over_days": 28,
    "most_money": None,
    "due_working_hours": None,
    "begin_within_working_hours": None,
    "tolerances": None,
    "begun_in_time_share": None,
    "of_work": [],
    "service_levels": [],
    "win_factor": None,
    "leaks_per_leaver": 0.0,
    "remote_access": 1.0,
    "loss_exponent": 1.0,
    "rivalry": None,
    "at_none_outside": 0.87,
    "at_all_outside": 0.5,
    "peak_shift": 0.0,
    "value_half_life_days": None,
    "lapse_days": None,
    "lapse_cost": 0.0,
    "win_probability": None,
    "win_if_flawed": 0.5,
    "index_series": [],
    "prices_move": "january",
    "assistance_cost": 0.0,
    "prepaid_days": 0.0,
    "stop_gap_days": 0.0,
    "stop_gap_premium": 0.5,
    "unsocial_premium": 0.0,
    "selection_cost": 0.0,
    "governance_per_year": 0.0,
    "liaison_hours_per_week": 0.0,
    "pool": None,
}
"""Settings that came later, and the value with which a world is the one that it was before."""


def canonical(value: Any, *, sort: bool = False) -> bytes:
    """Plain values as the one JSON text that stands for them: no spaces, shortest decimals, no infinities."""
    text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest_of(*parts: bytes) -> str:
    """SHA-256 of parts, each closed by a zero byte, so that no two splittings of a text are the same."""
    return hashlib.sha256(b"".join(part + b"\0" for part in parts)).hexdigest()


def without_later(plain: Any) -> Any:
    """Plain values without later settings that change nothing: a world keeps its name, and its results."""
    if isinstance(plain, Mapping):
        kept = plain.items()
        return {name: without_later(each) for name, each in kept if name not in LATER or each != LATER[name]}
    if isinstance(plain, list | tuple) and plain and isinstance(plain[0], Mapping):
        return [without_later(each) for each in plain]
    return plain
