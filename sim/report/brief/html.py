"""A page as one HTML file: no script, no request to anybody, two sheets of A4 on paper."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from importlib import resources
from typing import Final

from sim.report.brief.page import Beside, Commands, Figure, Heading, Page, PageTable, Part, Text

MARK: Final = '<meta name="generator" content="kposim report">'

POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""The file asks nobody for anything, whatever a text in it says."""


def html(page: Page) -> str:
    """The page; every text is escaped."""
    style = resources.files("sim.report.brief").joinpath("brief.css").read_text(encoding="utf-8")
    body = "\n".join(_part(each) for each in page.parts)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
{MARK}
<title>{escape(page.title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{escape(page.title)}</h1>
<p class="subtitle">{escape(page.subtitle)}</p>
{body}
<footer>{escape(page.foot)}</footer>
</main>
</body>
</html>
"""


def _part(part: Part) -> str:
    match part:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Text(text, role):
            return f'<p class="{role}">{_told(text)}</p>'
        case PageTable():
            return _table(part)
        case Figure():
            return _figure(part)
        case Beside(columns):
            inner = "".join(f"<div>{''.join(_part(each) for each in own)}</div>" for own in columns)
            return f'<div class="beside">{inner}</div>'
        case Commands(lines):
            return f"<pre><code>{escape(chr(10).join(lines))}</code></pre>"


def _told(text: str) -> str:
    """Prose, in which a number and what belongs to it stay on one line."""
    kept = text.replace(" %", "\u00a0%").replace(" ± ", "\u00a0±\u00a0")
    return escape(kept)


def _table(table: PageTable) -> str:
    caption = f"<caption>{_told(table.caption)}</caption>" if table.caption else ""
    heads = "".join(
        f'<th scope="col"{_kind(k, table)}>{_told(each)}</th>' for k, each in enumerate(table.heads)
    )
    rows = "\n".join(f"<tr>{_row(row, table)}</tr>" for row in table.rows)
    return f"<table>{caption}<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>"


def _row(row: object, table: PageTable) -> str:
    cells = list(row)  # type: ignore[call-overload]
    first = f'<th scope="row">{_told(cells[0])}</th>'
    return first + "".join(f"<td{_kind(k, table)}>{_told(each)}</td>" for k, each in enumerate(cells) if k)


def _kind(column: int, table: PageTable) -> str:
    return "" if column in table.words else ' class="number"'


def _figure(figure: Figure) -> str:
    data = b64encode(figure.svg).decode("ascii")
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(figure.alt)}">'
    caption = f"<figcaption>{_told(figure.caption)}</figcaption>" if figure.caption else ""
    return f'<figure class="{escape(figure.name)}">{image}{caption}</figure>'
