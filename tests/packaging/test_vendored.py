"""What lies in the page's folder and was written by others is what they published."""

from __future__ import annotations

import hashlib
from pathlib import Path

import sim

VENDOR = Path(sim.__file__).parent / "web" / "static" / "vendor"
OURS = {"SHA256SUMS", "README.md"}


def test_each_vendored_file_has_the_checksum_that_was_recorded() -> None:
    """No file is changed, none is missing, and none lies there without a checksum."""
    recorded = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name not in OURS
    }

    assert found == recorded
