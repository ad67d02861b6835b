"""What does a worker need before its first run? The fork server imports it once for all."""

from __future__ import annotations

import sim.case
import sim.engine.simulate
import sim.outcome.scorecard
import sim.replicate.player
import sim.tape.tape  # noqa: F401
