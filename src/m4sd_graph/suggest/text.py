"""A text as it was extracted: one string with the places of its blocks, and the passages in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from m4sd_graph.sources import digest

Unit = Literal["", "page", "paragraph"]
BETWEEN = "\n"
# A line that goes on in lower case goes on with the sentence; any other line break ends it, as does . ! ? … before
# what is no lower-case letter and no digit.
END = re.compile(
    r"\n(?![^\S\n]{0,99}[a-zà-öø-ÿа-яё])"
    r"|(?<=[.!?…])[\"»”’)\]]{0,3}\s{1,99}(?=[\"«“‘(\[]?[^\W\da-zà-öø-ÿа-яё_])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A page of a PDF or a paragraph of a Word document, numbered from 1; other formats are one block, number 0."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or line: its place in the text and the number of its block."""

    text: str
    start: int
    number: int

    @property
    def end(self) -> int:
        """The first code point outside."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document: blocks joined by line breaks. ``unit`` says what a block is."""

    blocks: tuple[Block, ...]
    unit: Unit = ""

    @property
    def content(self) -> str:
        """The whole text; every offset counts its code points."""
        return BETWEEN.join(block.text for block in self.blocks)

    @property
    def digest(self) -> str:
        """The digest of the whole text, as the graph writes it."""
        return digest(self.content)

    def passages(self) -> Iterator[Passage]:
        """The sentences and lines that have a letter, in order."""
        start = 0
        for block in self.blocks:
            yield from _passages(block, start)
            start += len(block.text) + len(BETWEEN)


def text_of(blocks: Iterable[Block], unit: Unit = "") -> Text:
    """Make a text of blocks: composed characters (NFC), line feeds, no control characters or soft hyphens."""
    return Text(tuple(Block(clean(block.text), block.number) for block in blocks), unit)


def clean(text: str) -> str:
    """``text`` as it is counted."""
    lined = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").replace("\u00ad", "")
    # A lone surrogate has no UTF-8 and thus no digest.
    kept = "".join(c for c in lined if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept)


def _passages(block: Block, offset: int) -> Iterator[Passage]:
    begin = 0
    for found in (*END.finditer(block.text), None):
        end = found.start() if found else len(block.text)
        piece = block.text[begin:end]
        stripped = piece.strip()
        if any(c.isalpha() for c in stripped):
            yield Passage(stripped, offset + begin + piece.index(stripped), block.number)
        begin = found.end() if found else end
