"""What may stand in the note of a review: one text in English and one in French, nothing private."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from m4sd_graph.errors import ParameterError

LANGUAGES = ("en", "fr")
LONGEST = 1500
# The patterns of the shapes Privacy-pattern and Kosovo-asterisk.
PRIVATE = re.compile(r"[A-Z0-9._%+-]+(@|%40)[A-Z0-9-]+\.[A-Z]|\+[0-9]([0-9 ().-]|%20){7,}", re.IGNORECASE)
UNMARKED = re.compile(r"(kosovo|косово)([^*]|$)", re.IGNORECASE)


def notes_from(texts: Iterable[str]) -> Mapping[str, str]:
    """The note by language from texts such as ``en=The passage says less.``; raise ParameterError for a bad one."""
    notes: dict[str, str] = {}
    for text in texts:
        language, equals, note = text.partition("=")
        if not equals or language not in LANGUAGES:
            raise _refused("a note is written en=… or fr=….")
        if language in notes:
            raise _refused(f"there are two notes in {language}.")
        notes[language] = _checked(note.strip())
    if notes and len(notes) < len(LANGUAGES):
        raise _refused("a note stands in English and in French.", remedy="Give --note en=… --note fr=….")
    return notes


def _checked(note: str) -> str:
    if not note or len(note) > LONGEST or not note.isprintable():
        raise _refused(f"a note is one line of 1 to {LONGEST} characters, without control characters.")
    if PRIVATE.search(note):
        raise _refused("a note holds no mailbox and no telephone number.")
    if UNMARKED.search(note):
        raise _refused("Kosovo* is written with its asterisk.")
    return note


def _refused(message: str, remedy: str | None = None) -> ParameterError:
    return ParameterError(message, place="parameter note", remedy=remedy)
