"""Words of a text: tokens with their places, stop words, stems, and the language by a simple rule.

The rule: a passage whose letters are mostly Cyrillic is Russian, or Kyrgyz where it has the letters ң, ө, ү; any other
is English or French, whichever has more of its stop words in the passage. A passage that does not tell (a heading, a
tie) is in the language of most of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

LANGUAGES = ("en", "fr", "ru")
ALGORITHMS = {"en": "english", "fr": "french", "ru": "russian"}
STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "a about all also among an and are as at be been between but by can each every for from has have in "
        "into is it its more most no not of on or other our that the their them there these they this those through "
        "to under was we were which who will with within without would",
        "fr": "a à afin ainsi au aux avec ce ces cette chaque chez comme d dans de des du elle elles en entre est et "
        "être eux il ils l la le les leur leurs lors mais n ne nos notre on ont ou où par pas plus pour qu que qui s "
        "sa sans se ses si son sont sous sur tous tout toute toutes un une vers y",
        "ru": "а без более был была были было быть в во все для до его ее же за и из или их к как ко которые который "
        "между на не о об от по под при с со так также то у что это этой",
    }.items()
}
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
CYRILLIC, KYRGYZ = re.compile(r"[Ѐ-ӿ]"), re.compile(r"[ңөүҢӨҮ]")
LETTER = re.compile(r"[^\W\d_]")
ACRONYM = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ0-9]*[A-ZА-ЯЁ]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands, its stem, and its place in the text (code points, the end being the first one outside)."""

    text: str
    stem: str
    start: int
    end: int


def words(text: str, language: str, offset: int = 0) -> Iterator[Word]:
    """The words of ``text`` that are no stop words and have more than one character; numbers are words too."""
    for found in TOKEN.finditer(text):
        plain = found[0].casefold()
        if plain not in STOP_WORDS[language] and len(plain) > 1:
            yield Word(found[0], stem(plain, language), offset + found.start(), offset + found.end())


@lru_cache(2**17)
def stem(word: str, language: str) -> str:
    """The stem of a word in lower case, accents left out (capitals often lack them)."""
    # A stemmer keeps the word it works on, so each call has its own.
    return _without_accents(str(snowballstemmer.stemmer(ALGORITHMS[language]).stemWord(word)))


def language_of(passage: str) -> str | None:
    """The language of a passage: one of ``LANGUAGES``, ``ky``, or None where it does not tell."""
    letters, cyrillic = len(LETTER.findall(passage)), len(CYRILLIC.findall(passage))
    if letters and cyrillic * 2 > letters:
        return "ky" if KYRGYZ.search(passage) else "ru"
    tokens = Counter(found.casefold() for found in TOKEN.findall(passage))
    hits = {code: sum(tokens[word] for word in STOP_WORDS[code]) for code in ("en", "fr")}
    return None if hits["en"] == hits["fr"] else max(hits, key=lambda code: hits[code])


def languages_of(passages: Iterable[str]) -> list[str]:
    """The language of each passage; what does not tell gets that of most characters, English where nothing tells."""
    listed = list(passages)
    found = [language_of(passage) for passage in listed]
    weight: Counter[str] = Counter()
    for passage, language in zip(listed, found, strict=True):
        weight[language or ""] += len(passage)
    del weight[""]
    usual = max(sorted(weight), key=lambda code: weight[code], default="en")
    return [language or usual for language in found]


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
