"""How is intellectual property kept from leaking where others work on it?"""

from __future__ import annotations

from pydantic import Field

from sim.scenario.base import Name, Part


class Protection(Part):
    """Secure facilities at providers, and work split so that nobody there sees the whole.

    Sensitive work that stays at home is a matter of the assignment rule (`sensitive_at_home`) and of the mix.
    """

    secure_facility: bool | tuple[Name, ...] = False
    """Secure facilities at all providers (true), at those listed, or at none (false)."""
    split_into: int = Field(default=1, ge=1, le=100)
    """Parts of each sensitive task at a provider, each for people who know no other part; 1 is not split."""

    def secures(self, provider: str) -> bool:
        """Whether a provider of that name is to have a secure facility."""
        asked = self.secure_facility
        return asked if isinstance(asked, bool) else provider in asked
