"""What was suggested, as JSON, and what a reader must know beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from m4sd_graph.suggest.matcher import Match, Suggestion, Suggestions
from m4sd_graph.suggest.text import Passage, Text
from m4sd_graph.suggest.vocabulary import KINDS, Vocabulary
from m4sd_graph.suggest.words import LANGUAGES

PLURALS: Mapping[str, str] = {
    "goal": "goals",
    "target": "targets",
    "objective": "objectives",
    "action": "actions",
    "entity": "known things",
}
CAUTION = (
    "Found by the words of names alone: a suggestion says that a passage may be about a thing, not what it says of it, "
    "and enters no measure. What is not suggested may still be there: names are short, texts use other words."
)


def as_json(found: Suggestions, vocabulary: Vocabulary, origin: str, threshold: float) -> dict[str, object]:
    """Everything that was found, with the words and weights behind it, as plain data."""
    text = found.text
    return {
        "graph": origin,
        "text": {
            "digest": text.digest,
            "length": len(text.content),
            "unit": text.unit or None,
            "languages": list(found.languages),
        },
        "threshold": threshold,
        "notes": list(notes(found, vocabulary)),
        "suggestions": [_suggestion(one, vocabulary, text) for one in found.found],
    }


def notes(found: Suggestions, vocabulary: Vocabulary) -> Iterator[str]:
    """What must be said beside the answer: the notices of what it names, the caution, names that a language lacks."""
    yield from vocabulary.notices_of(one.thing for one in found.found)
    yield CAUTION
    for language in found.languages:
        if language not in LANGUAGES:
            yield f"Passages in the language {language} are searched for numbers only: its words have no stemmer here."
            continue
        counted = [(kind, *vocabulary.named(kind, language)) for kind in KINDS]
        lacking = [f"{named} of {all_} {PLURALS[kind]}" for kind, named, all_ in counted if named < all_]
        if lacking:
            yield (
                f"In the language {language} only {', '.join(lacking)} have a name in the graph; "
                "the others are found by number alone."
            )


def kind_of(one: Suggestion, vocabulary: Vocabulary) -> str:
    """The kind, with the number where there is one."""
    number = "" if one.kind == "entity" else vocabulary.numbers.get(one.thing, "")
    return f"{one.kind} {number}".rstrip()


def place(passage: Passage, text: Text) -> str:
    """Where a passage stands, for a reader."""
    within = f"{text.unit} {passage.number}, " if text.unit else ""
    return f"{within}characters {passage.start}–{passage.end}"


def reason(match: Match) -> str:
    """Why it matched: the words as they stand, or the reference."""
    if match.way == "number":
        return f"number {match.name}: “{match.terms[0].found}”"
    terms = ", ".join(f"{term.found} {term.weight:.1f}" for term in match.terms)
    return f"{match.share:.0%} of “{match.name}”: {terms}"


def _suggestion(one: Suggestion, vocabulary: Vocabulary, text: Text) -> dict[str, object]:
    return {
        "thing": one.thing,
        "kind": one.kind,
        "number": vocabulary.numbers.get(one.thing),
        "label": vocabulary.label(one.thing, one.matches[0].language),
        "share": round(one.share, 3),
        "matches": [_match(match, text) for match in one.matches],
    }


def _match(match: Match, text: Text) -> dict[str, object]:
    passage = match.passage
    return {
        "start": passage.start,
        "end": passage.end,
        **({text.unit: passage.number} if text.unit else {}),
        "language": match.language,
        "by": match.way,
        "name": match.name,
        "share": round(match.share, 3),
        "terms": [{"found": term.found, "stem": term.stem, "weight": term.weight} for term in match.terms],
    }
