"""Which figures stand in a paragraph, and what should they be?

A piece of the paragraph is given word by word, with ``{{ value | format }}`` for each figure. Formats:

``.1f``, ``,.0f`` ...
    Python's own, also for an interval: `8.8 ± 0.5`.
``.0%``
    In per cent, with the house's blank: `14.7 %`.
``~2``
    About: to so many digits that count, `130`.
``words``
    A whole number below a hundred, or a simple share, in words: `thirty`, `two fifths`, `a third`.
``text``
    As it is.

Numbers are told without their sign where the format begins with ``size``: `size .0%`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

PLACE = re.compile(r"\{\{ *(.+?) *\| *([^|}]+?) *\}\}")

NUMBER = r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?: ± \d+(?:,\d{3})*(?:\.\d+)?)?"
"""How a figure looks, with its interval."""

WORD = r"[A-Za-z]+(?:\s+[a-z]+)?"

SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
SMALL += ["twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
PARTS |= {10: "tenth", 12: "twelfth", 20: "twentieth"}

NEAR = 0.06
"""A share is called by the name of one that is off by less than this part of it."""


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph with its figures in place, and how any such piece looks."""

    text: str
    pattern: re.Pattern[str]
    holds: bool = True
    """Whether what stands after the bar is true."""


class NotThere(Exception):
    """The paragraph does not hold a piece that is bound, or holds it twice."""


def said(line: str, names: Mapping[str, Any]) -> Piece:
    """A bound piece, with its figures computed among a session's names."""
    piece, condition = _split(line)
    parts = PLACE.split(piece)  # text, value, format, text, value, format, ..., text
    text, pattern = parts[0], _loose(parts[0])
    for value, form, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        text += told(_value(value, names), form) + after
        pattern += f"({shape(form)})" + _loose(after)
    return Piece(text, _whole(pattern), bool(_value(condition, names)) if condition else True)


def looks(line: str) -> re.Pattern[str]:
    """How a bound piece looks, whatever its figures are."""
    parts = PLACE.split(_split(line.removeprefix("given "))[0])
    pattern = _loose(parts[0])
    for form, after in zip(parts[2::3], parts[3::3], strict=True):
        pattern += f"({shape(form)})" + _loose(after)
    return _whole(pattern)


def found(pattern: re.Pattern[str], paragraph: str) -> re.Match[str]:
    """Where a piece stands; it must stand there once."""
    places = list(pattern.finditer(paragraph))
    if len(places) != 1:
        raise NotThere(f"stands there {len(places)} times")
    return places[0]


def renewed(paragraph: str, piece: Piece) -> str:
    """The paragraph with the figures of one piece as they should be; its line breaks stay."""
    place = found(piece.pattern, paragraph)
    new = piece.pattern.fullmatch(piece.text)
    assert new is not None, f"{piece.text!r} does not look like {piece.pattern.pattern!r}"
    for n in range(len(new.groups()), 0, -1):
        if " ".join(place[n].split()) != new[n]:
            paragraph = paragraph[: place.start(n)] + new[n] + paragraph[place.end(n) :]
    return paragraph


def told(value: Any, form: str) -> str:
    """A value as the page prints it."""
    if form.startswith("size "):
        value, form = abs(value), form.removeprefix("size ")
    if form == "text":
        return str(value)
    if form in ("words", "Words"):
        return in_words(value) if form == "words" else in_words(value).capitalize()
    if form.startswith("~"):
        return f"{float(f'{value:.{int(form[1:]) - 1}e}'):,.12g}"
    if form.endswith("%"):
        return f"{100 * value:{form[:-1]}f} %"
    return format(value, form)


def shape(form: str) -> str:
    """How a figure of this format looks."""
    if form == "text":
        return r"\S+"
    if form.lower() == "words":
        return WORD
    return (NUMBER + " %" if form.endswith("%") else NUMBER).replace(" ", r"\s+")


def in_words(value: float) -> str:
    """`thirty` for 30, `two fifths` for 0.41: the simplest share that is near."""
    if value == int(value) and 0 <= value < 100:
        tens, ones = divmod(int(value), 10)
        if value < 20:
            return SMALL[int(value)]
        return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")
    for below in sorted(PARTS):
        above = round(value * below)
        if (0 < above < below <= 10 or above == 1) and abs(value / Fraction(above, below) - 1) < NEAR:
            article = "an" if below == 8 else "a"
            return f"{article if above == 1 else SMALL[above]} {PARTS[below]}{'s' if above > 1 else ''}"
    raise ValueError(f"{value:g} has no simple name")


def _split(line: str) -> tuple[str, str]:
    """A piece, and what must be true for its words."""
    outside = PLACE.sub(lambda place: "\0" * len(place[0]), line)
    bar = outside.find(" | ")
    return (line, "") if bar < 0 else (line[:bar], line[bar + 3 :])


def _value(source: str, names: Mapping[str, Any]) -> Any:
    return eval(compile(source.strip(), "<a figure>", "eval"), dict(names))


def _loose(text: str) -> str:
    """Literal text, in which a blank may be a line break."""
    return re.sub(r"(?:\\ )+", r"\\s+", re.escape(text))


def _whole(pattern: str) -> re.Pattern[str]:
    """No piece begins or ends within a number."""
    return re.compile(rf"(?<![\d.,])(?:{pattern})(?!\d|[.,]\d)")
