"""Who is a visitor, and how much room do they have? As much as is still free, so a newcomer finds some."""

from __future__ import annotations

import ipaddress
from collections import Counter

OWN_NETWORK_BITS = 64
"""A house has so many bits of an IPv6 address to itself: all that they name is one visitor."""


def visitor_of(address: str) -> str:
    """The name under which an address is counted."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, OWN_NETWORK_BITS), strict=False).network_address)


class Room:
    """So many places. Nobody gets more than stay free, so the first visitor leaves half to the others."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Places that are taken."""
        return self._taken.total()

    def enter(self, visitor: str) -> bool:
        """Take a place, if there is one for this visitor."""
        if self._taken[visitor] >= self.places - self.taken:
            return False
        self._taken[visitor] += 1
        return True

    def leave(self, visitor: str) -> None:
        """Give a place back."""
        self._taken[visitor] -= 1
        if self._taken[visitor] <= 0:
            del self._taken[visitor]
