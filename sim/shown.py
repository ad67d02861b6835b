"""How does an answer show itself in a notebook? As its heading, its table and its sentence."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 4


def as_html(heading: str, table: pd.DataFrame, *sentences: str) -> str:
    """An answer as a piece of a page; nothing that a file says becomes markup.

    Parameters
    ----------
    table
        As ``.frame()`` gives it; numbers are shown with four digits that count, nan as a dash.
    """
    shown = table.to_html(
        border=0,
        escape=True,
        na_rep="–",
        float_format=lambda value: f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.{DIGITS}g}",
    )
    told = "".join(f"<p>{escape(each)}</p>" for each in sentences if each)
    return f"<div><p><b>{escape(heading)}</b></p>{shown}{told}</div>"
