"""Finds names in the passages of a text, by words and by number, and says why.

By words: the words of a name that stand near each other in a passage (within twice as many words as the name has, and
two more) must carry at least a share of the weight of the whole name: the *threshold*. One word is never enough, but
for acronyms, which must stand as they are, and for things whose name is one word, which must have a capital.
By number: a number after a word such as *target* or *SDG* (``references``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

from m4sd_graph.errors import ParameterError
from m4sd_graph.suggest.references import references
from m4sd_graph.suggest.text import Passage, Text
from m4sd_graph.suggest.vocabulary import KINDS, Kind, Name, Vocabulary
from m4sd_graph.suggest.words import LANGUAGES, Word, languages_of, words

Way = Literal["words", "number"]
FEWEST, REACH = 2, 2
THRESHOLD = 0.7


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a name that was found: as it stands in the text, its stem, its weight."""

    found: str
    stem: str
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a passage. ``share``: the part of the name's weight that was found; 1 for a number."""

    passage: Passage
    language: str
    way: Way
    name: str
    terms: tuple[Term, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing with every passage in which it was found, in the order of the text, one match each."""

    thing: str
    kind: Kind
    matches: tuple[Match, ...]

    @property
    def share(self) -> float:
        """The best share of its matches."""
        return max(match.share for match in self.matches)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was found in a text, by kind, then share, then IRI.

    ``languages``: those of the text, the one of most characters first.
    """

    text: Text
    languages: tuple[str, ...]
    found: tuple[Suggestion, ...]


def suggest(
    text: Text, vocabulary: Vocabulary, language: str | None = None, threshold: float = THRESHOLD
) -> Suggestions:
    """Find what ``text`` may be about; ``language`` is that of every passage, None to tell it from each.

    ``threshold``: the least share of a name's weight, above 0 and up to 1; ParameterError for any other.
    """
    if not 0 < threshold <= 1:
        raise ParameterError("a threshold is above 0 and at most 1.", place="parameter threshold")
    passages = list(text.passages())
    languages = [language] * len(passages) if language else languages_of(p.text for p in passages)
    best: dict[str, dict[Passage, Match]] = {}
    for passage, code in zip(passages, languages, strict=True):
        for thing, match in _matches(passage, code, vocabulary, threshold):
            known = best.setdefault(thing, {})
            if passage not in known or known[passage].share < match.share:
                known[passage] = match
    found = [Suggestion(thing, vocabulary.kinds[thing], tuple(matches.values())) for thing, matches in best.items()]
    ordered = sorted(found, key=lambda s: (KINDS.index(s.kind), -s.share, s.thing))
    return Suggestions(text, _by_size(passages, languages), tuple(ordered))


def _by_size(passages: Iterable[Passage], languages: Iterable[str]) -> tuple[str, ...]:
    sizes: dict[str, int] = {}
    for passage, language in zip(passages, languages, strict=True):
        sizes[language] = sizes.get(language, 0) + len(passage.text)
    return tuple(sorted(sizes, key=lambda code: (-sizes[code], code)))


def _matches(passage: Passage, language: str, vocabulary: Vocabulary, threshold: float) -> Iterator[tuple[str, Match]]:
    for kind, number, written in references(passage.text):
        if thing := vocabulary.by_notation.get((kind, number)):
            yield thing, Match(passage, language, "number", number, (Term(written, number, 0.0),), 1.0)
    if language not in LANGUAGES:
        return
    found = list(words(passage.text, language, passage.start))
    weights = vocabulary.weights[language]
    for name, places in _candidates(found, language, vocabulary).items():
        least = threshold * vocabulary.weight(name.stems, language)
        chosen = _nearest(name, found, places, weights, least)
        if chosen and _enough(name, chosen):
            terms = tuple(Term(word.text, stem, round(weights[stem], 3)) for stem, word in chosen.items())
            share = vocabulary.weight(chosen, language) / vocabulary.weight(name.stems, language)
            yield name.thing, Match(passage, language, "words", name.text, terms, share)


def _candidates(found: Sequence[Word], language: str, vocabulary: Vocabulary) -> dict[Name, list[int]]:
    """The names of which a word occurs, with the positions of their words; an acronym is in capitals, a stem never."""
    places: dict[Name, list[int]] = {}
    for position, word in enumerate(found):
        for key in dict.fromkeys((word.stem, word.text)):
            for name in vocabulary.by_stem.get((language, key), ()):
                places.setdefault(name, []).append(position)
    return places


def _nearest(
    name: Name, found: Sequence[Word], places: Sequence[int], weights: Mapping[str, float], least: float
) -> dict[str, Word]:
    """The words within the reach of a name that carry the most weight, at least ``least``; the first such group."""
    keys = {place: found[place].text if name.acronym else found[place].stem for place in places}
    if fsum(weights[key] for key in set(keys.values())) < least:
        return {}
    reach = REACH * len(name.stems) + REACH
    best: dict[str, Word] = {}
    for index, begin in enumerate(places):
        near = [place for place in places[index : index + reach] if place < begin + reach]
        group = {keys[place]: found[place] for place in reversed(near)}
        carried = fsum(weights[key] for key in group)
        if carried >= least and carried > fsum(weights[key] for key in best):
            best = group
    return dict(sorted(best.items(), key=lambda pair: pair[1].start))


def _enough(name: Name, chosen: Mapping[str, Word]) -> bool:
    if name.acronym or len(chosen) >= FEWEST:
        return True
    (word,) = chosen.values()
    return name.kind == "entity" and len(name.stems) == 1 and name.text[0].isupper() and word.text[0].isupper()
