"""A matrix as an SVG heat map to print: shades tell apart for every eye, every number is written, patterns for gaps.

Wide matrices are cut into panels that stand one below the other, so that the drawing fits a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from m4sd_graph.coherence.axes import Item
from m4sd_graph.coherence.forms import Exhibit
from m4sd_graph.coherence.matrix import Cell

# Lengths in pixels; the letters of a sans-serif face are a little over half as wide as high.
MARGIN, LABEL, CELL, SIZE, LINE, SMALL = 24, 280, 44, 13, 17, 9
LETTER = 0.56
PANEL = 20
COMMITMENT = " commitment"
INK, PALE, PAPER, GREY, STRIPE = "#1a1a1a", "#444", "#fff", "#e4e4e4", "#b35806"
# One hue from light to dark, with the ink that is readable on it.
SHADES = {0: (PAPER, INK), 1: ("#dbe9f6", INK), 2: ("#89bedc", INK), 3: ("#0b559f", PAPER)}
DEFINITIONS = (
    '<defs><pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="8" height="8" fill="{PAPER}"/><rect width="2.5" height="8" fill="{STRIPE}"/></pattern></defs>'
)


class Drawing:
    """Elements from top to bottom; ``top`` is where the next one goes."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.top = MARGIN
        self.elements: list[str] = []

    def lines(self, text: str, size: int = SIZE, colour: str = INK, *, indent: int = 0, bold: bool = False) -> None:
        """Write a text over as many lines as it needs."""
        for line in wrapped(text, self.width - 2 * MARGIN - indent, size):
            self.top += LINE
            self.elements.append(_text(line, MARGIN + indent, self.top - 4, size, colour, bold=bold))

    def skip(self, height: int = LINE) -> None:
        """Leave room."""
        self.top += height


def heatmap(shown: Exhibit) -> str:
    """Return the drawing with title, description, caption, legend and the names of the columns."""
    columns = shown.matrix.columns
    width = 2 * MARGIN + LABEL + CELL * max(8, min(PANEL, len(columns)))
    drawing = Drawing(width)
    drawing.lines(shown.title, SIZE + 3, bold=True)
    for line in shown.caption:
        drawing.lines(line, SIZE - 1, PALE)
    for start in range(0, len(columns), PANEL):
        _panel(drawing, shown, columns[start : start + PANEL])
    _legend(drawing, shown)
    _names(drawing, shown)
    return _page(drawing, shown)


def _page(drawing: Drawing, shown: Exhibit) -> str:
    width, height = drawing.width, drawing.top + MARGIN
    about = " ".join((*shown.caption, *_marks(shown), shown.texts["silence"]))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="title desc" xml:lang="{shown.words.spoken}" font-family="sans-serif">',
        f'<title id="title">{escape(shown.title)}</title>',
        f'<desc id="desc">{escape(about)}</desc>',
        DEFINITIONS,
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *drawing.elements,
    ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(drawing: Drawing, shown: Exhibit, columns: Sequence[Item]) -> None:
    drawing.skip()
    heads = [_head(_short(shown, column)) for column in columns]
    tallest = max(len(lines) for lines, _ in heads)
    for place, (lines, size) in enumerate(heads):
        middle = MARGIN + LABEL + CELL * place + CELL // 2
        for number, line in enumerate(lines):
            y = drawing.top + LINE * (tallest - len(lines) + number + 1) - 5
            drawing.elements.append(_text(line, middle, y, size, INK, anchor="middle", bold=True))
    drawing.skip(LINE * tallest)
    for row in shown.matrix.rows:
        _row(drawing, shown, row, columns)


def _short(shown: Exhibit, column: Item) -> str:
    """The head of a column; a commitment by the sign of a paragraph, which fits."""
    return re.sub(f"{COMMITMENT}$", " ¶", shown.head(column))


def _head(text: str) -> tuple[list[str], int]:
    """The head of a column in lines, smaller where a word would be cut."""
    longest = max((len(word) for word in text.split()), default=0)
    size = next((size for size in (SIZE - 2, SMALL, SMALL - 1) if longest * size * LETTER <= CELL), SMALL - 1)
    return wrapped(text, CELL, size), size


def _row(drawing: Drawing, shown: Exhibit, row: Item, columns: Sequence[Item]) -> None:
    name = f"{shown.head(row)} {shown.name(row)}" if row.notation else shown.name(row)
    lines = wrapped(name, LABEL - 12, SIZE)
    height = max(CELL - 6, LINE * len(lines) + 6)
    top, first = drawing.top, drawing.top + (height - LINE * len(lines)) // 2 + SIZE
    for number, line in enumerate(lines):
        drawing.elements.append(_text(line, MARGIN, first + LINE * number, SIZE, INK))
    for place, column in enumerate(columns):
        left = MARGIN + LABEL + CELL * place
        cell = shown.matrix.cell(row.iri, column.iri)
        if cell is None:
            drawing.elements.append(_box(left, top, height, PAPER))
        else:
            told = f"<title>{escape(_told(shown, row, column, cell))}</title>"
            drawing.elements += ["<g>", told, *_cell(cell, left, top, height), "</g>"]
    drawing.skip(height)


def _cell(cell: Cell, left: int, top: int, height: int) -> Iterator[str]:
    fill, ink = SHADES.get(cell.grade, SHADES[3]) if cell.valence in ("strength", "contested") else (GREY, INK)
    yield _box(left, top, height, "url(#stripes)" if cell.valence == "gap" else fill)
    middle, centre = left + CELL // 2, top + height // 2
    if cell.valence == "contested":
        corner = f"M{left + CELL} {top + height} h-18 l18 -18 Z"
        yield f'<path d="{corner}" fill="url(#stripes)" stroke="{INK}" stroke-width="0.5"/>'
    if cell.valence == "gap":
        yield f'<rect x="{middle - 13}" y="{centre - 15}" width="26" height="30" rx="4" fill="{PAPER}"/>'
    yield _text(str(cell.grade), middle, centre + 2, SIZE + 2, ink, anchor="middle", bold=True)
    yield _text(f"n={cell.chains}", middle, centre + 12, SMALL, ink, anchor="middle")
    yield _dot(left + 8, top + 8, PAPER if cell.valence == "gap" else "none", ink, full=cell.asserted)


def _legend(drawing: Drawing, shown: Exhibit) -> None:
    drawing.skip()
    drawing.lines(shown.texts["legend"], bold=True)
    for key, cell in _examples():
        left, top = MARGIN, drawing.top + 4
        drawing.elements += _cell(cell, left, top, CELL - 6)
        drawing.elements.append(
            _text(shown.texts[f"legend {key}"], left + CELL + 10, top + CELL // 2 + 2, SIZE - 1, INK)
        )
        drawing.skip(CELL)
    for key in ("legend grade", "legend strength", "legend chains", "silence"):
        drawing.lines(shown.texts[key], SIZE - 1)


def _examples() -> Iterator[tuple[str, Cell]]:
    yield "asserted", Cell("", "", 3, "medium", "strength", 1, True, ())
    yield "derived", Cell("", "", 2, "medium", "strength", 1, False, ())
    yield "contested", Cell("", "", 2, "medium", "contested", 2, True, (), 2)
    yield "gap", Cell("", "", 2, "medium", "gap", 1, True, (), 2)
    yield "reported", Cell("", "", 1, "low", "reported", 1, False, ())


def _marks(shown: Exhibit) -> Iterator[str]:
    for key in ("grade", "strength", "contested", "gap", "reported", "asserted", "derived", "chains"):
        yield shown.texts[f"legend {key}"]


def _names(drawing: Drawing, shown: Exhibit) -> None:
    named = [column for column in shown.matrix.columns if column.notation]
    if not named:
        return
    drawing.skip()
    drawing.lines(shown.texts["columns"], bold=True)
    if any(column.notation.endswith(COMMITMENT) for column in named):
        drawing.lines(shown.texts["commitment"], SIZE - 2, PALE)
    for column in named:
        drawing.lines(f"{_short(shown, column)}  {shown.name(column)}", SIZE - 2, PALE)


def _told(shown: Exhibit, row: Item, column: Item, cell: Cell) -> str:
    """The cell in words, for whoever points at it or cannot see it."""
    texts = shown.texts
    return texts["cell"].format(
        row=shown.name(row),
        column=f"{shown.head(column)} {shown.name(column)}" if column.notation else shown.name(column),
        valence=texts[cell.valence],
        grade=cell.grade,
        confidence=texts[cell.confidence],
        basis=texts["asserted" if cell.asserted else "derived"],
        chains=cell.chains,
    )


def _box(left: int, top: int, height: int, fill: str) -> str:
    return (
        f'<rect x="{left}" y="{top}" width="{CELL}" height="{height}" fill="{fill}" stroke="#999" stroke-width="0.5"/>'
    )


def _dot(x: int, y: int, ground: str, colour: str, *, full: bool) -> str:
    """A full dot or a ring, on ``ground`` where stripes would hide it."""
    behind = f'<circle cx="{x}" cy="{y}" r="6" fill="{ground}"/>' if ground != "none" else ""
    fill = colour if full else "none"
    return f'{behind}<circle cx="{x}" cy="{y}" r="3" fill="{fill}" stroke="{colour}" stroke-width="1.2"/>'


def _text(text: str, x: int, y: int, size: int, colour: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{place}{weight}>{escape(text)}</text>'


def wrapped(text: str, width: int, size: int) -> list[str]:
    """``text`` in lines of ``width`` pixels; what has no spaces is cut, never lost."""
    return wrap(text, max(4, int(width / (size * LETTER)))) or [""]
