"""How is a thing named by its content?"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any, *, sort: bool = False) -> bytes:
    """Plain values as the one JSON text that stands for them: no spaces, shortest decimals, no infinities."""
    text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest_of(*parts: bytes) -> str:
    """SHA-256 of parts, each closed by a zero byte, so that no two splittings of a text are the same."""
    return hashlib.sha256(b"".join(part + b"\0" for part in parts)).hexdigest()
