"""Words without case and accents: as a pattern that finds them in any label, and as the key that sorts labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart.
SINGLE = {"ø": "o", "ł": "l", "đ": "d", "ı": "i"}
LIGATURES = {"œ": "oe", "æ": "ae"}
LAST_LETTER = 0x1F00


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case, without accents and punctuation."""
    folded = unicodedata.normalize("NFC", text).lower()
    for ligature, letters in LIGATURES.items():
        folded = folded.replace(ligature, letters)
    return ["".join(map(_base, word)) for word in WORD.findall(folded)]


def pattern(word: str) -> str:
    """A regular expression of letters, classes and groups that finds ``word``, however accented; for the flag ``i``."""
    found = "".join(_class(letter) for letter in word)
    for ligature, letters in LIGATURES.items():
        plain = "".join(_class(letter) for letter in letters)
        found = found.replace(plain, f"({plain}|{ligature})")
    return found


def label_key(text: str) -> str:
    """The sort key of a label: its words, so that neither case nor accents nor punctuation decide."""
    return " ".join(words(text))


def code_key(text: str) -> str:
    """The sort key of a code: as for a label, with every number ten digits long, so that 2 precedes 10."""
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(10), label_key(text))


def _base(letter: str) -> str:
    return SINGLE.get(letter) or unicodedata.normalize("NFD", letter)[0]


def _class(letter: str) -> str:
    others = _accented().get(letter, "")
    return f"[{letter}{others}]" if others else letter


@cache
def _accented() -> Mapping[str, str]:
    """The lower-case letters that differ from a letter by accents only."""
    found: dict[str, str] = {}
    for letter in map(chr, range(0xC0, LAST_LETTER)):
        base = _base(letter)
        if base != letter and letter.islower() and letter.isalpha():
            found[base] = found.get(base, "") + letter
    return found
