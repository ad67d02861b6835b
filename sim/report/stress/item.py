"""One item of the STRESS-DES checklist."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.markdown import bullets


@dataclass(frozen=True, slots=True)
class Item:
    """What is known about it, and what only an author can say."""

    number: str
    title: str
    known: tuple[str, ...] = ()
    """Paragraphs."""
    left_open: tuple[str, ...] = ()
    """Questions to the author."""

    @property
    def section(self) -> str:
        """The number's first part."""
        return self.number.partition(".")[0]

    def markdown(self) -> str:
        """The item as a section of a page."""
        asked = [bullets(f"*To be written by the author:* {question}" for question in self.left_open)]
        return "\n\n".join(
            [f"### {self.number} {self.title}", *self.known, *(asked if self.left_open else [])]
        )
