"""Words as they are compared: without case, accents and punctuation, and within a few letters of each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from m4sd_graph.collections.folding import WORD, words
from m4sd_graph.search.model import Marked

# Letters from which on one and two differences count as a slip.
SLIP, SLIPS = 4, 8
# From which on a beginning may have slips too: shorter ones resemble almost everything.
SLIPPED_BEGINNING = 6
SNIPPET = 220
EXACT, BEGINNING, NEARLY = 3, 2, 1


def slips(word: str) -> int:
    """How many letters may differ; in a number none."""
    if len(word) < SLIP or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < SLIPS else 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words that are looked for, each once; the last may be the beginning of one. ``whole``: as they were typed."""

    words: tuple[str, ...]
    whole: str

    def fit(self, token: str) -> tuple[int, int]:
        """How well a token fits the best of the words (0 for not at all), and the number of that word."""
        return max((self._fit(token, number), -number) for number in range(len(self.words)))

    def _fit(self, token: str, number: int) -> int:
        word = self.words[number]
        last = number == len(self.words) - 1
        if token == word:
            return EXACT
        if last and token.startswith(word):
            return BEGINNING
        most = slips(word)
        return NEARLY if most and differs(word, token, most, beginning=last and len(word) >= SLIPPED_BEGINNING) else 0

    def mark(self, text: str, lang: str) -> tuple[Marked, int, int]:
        """The text with what fits, how many of the words fit, and how well they do together."""
        ranges, best = [], dict[int, int]()
        for start, end, token in tokens(text):
            fit, number = self.fit(token) if self.words else (0, 0)
            if fit:
                ranges.append((start, end))
                best[number] = max(fit, best.get(number, 0))
        return Marked(text, lang, tuple(ranges)), len(best), sum(best.values())


def wanted(typed: Sequence[str]) -> Wanted:
    """What is looked for when these words were typed."""
    others = tuple(word for word in dict.fromkeys(typed) if word != typed[-1])
    return Wanted((*others, *typed[-1:]), " ".join(typed))


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """The words of ``text`` as they are compared, each with where it begins and ends."""
    for found in WORD.finditer(text):
        for word in words(found[0]):
            yield found.start(), found.end(), word


def key(text: str) -> str:
    """The whole of a name as it is compared."""
    return " ".join(words(text))


def differs(word: str, token: str, most: int, *, beginning: bool = False) -> bool:
    """True when at most ``most`` letters are wrong, missing, too many or in the wrong order.

    With ``beginning``: of some beginning of ``token``.
    """
    if not beginning and abs(len(word) - len(token)) > most:
        return False
    before, row = [0] * (len(token) + 1), list(range(len(token) + 1))
    for i, letter in enumerate(word, start=1):
        above, row = row, [i, *([0] * len(token))]
        for j, other in enumerate(token, start=1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == token[j - 2] and word[i - 2] == other:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most:
            return False
        before = above
    return (min(row) if beginning else row[-1]) <= most


def snippet(marked: Marked, longest: int = SNIPPET) -> Marked:
    """The part of a text around the first words that fit, cut between words, with … where something is left out."""
    text = marked.text
    if len(text) <= longest:
        return marked
    centre = marked.ranges[0][0] if marked.ranges else 0
    start = max(0, min(centre - longest // 3, len(text) - longest))
    start = text.find(" ", start) + 1 if start else 0
    end = start + longest
    end = text.rfind(" ", start, end + 1) if end < len(text) else len(text)
    end = end if end > start else min(start + longest, len(text))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    kept = tuple((a + shift, b + shift) for a, b in marked.ranges if a >= start and b <= end)
    return Marked(f"{before}{text[start:end]}{after}", marked.lang, kept)


def plain(text: str) -> str:
    """The text in one line without control characters and marks of direction, which would act on what is around it."""
    return " ".join("".join(" " if unicodedata.category(c).startswith("C") else c for c in text).split())


def joined(texts: Iterable[str]) -> str:
    """The words of several texts in one line."""
    return " ".join(word for text in texts for word in words(text))
