"""One language for every text of a record: the one that was asked for, or the next that there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from m4sd_graph.catalog import LANGUAGES
from m4sd_graph.errors import ParameterError
from m4sd_graph.framing.records import Record
from m4sd_graph.store.protocol import Statement

TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MOST = 10


def languages_of(text: str) -> tuple[str, ...]:
    """The language tags, separated by commas, of a parameter; raise ParameterError for what is none."""
    tags = tuple(part.strip() for part in text.split(",")) if text.strip() else ()
    if len(tags) > MOST or not all(TAG.fullmatch(tag) for tag in tags):
        raise ParameterError(
            "this is not a language.", place="parameter lang", remedy=f"Give at most {MOST} tags such as fr or fr,ru."
        )
    return tuple(tag.lower() for tag in tags)


def in_languages(record: Record, asked: Sequence[str]) -> Record:
    """Keep of each text of ``record`` the first language there is: of ``asked``, then en, fr, ru, ky, none, others.

    Nothing is asked: all are kept.
    """
    if not asked:
        return record
    order = {tag: place for place, tag in enumerate(dict.fromkeys([*asked, *LANGUAGES, ""]))}
    best: dict[tuple[str, str], str] = {}
    for s in record.statements:
        if _is_text(s):
            key, tag = _key(s), s.object.language
            best[key] = min(best.get(key, tag), tag, key=lambda t: (order.get(t.lower(), len(order)), t))
    kept = tuple(s for s in record.statements if not _is_text(s) or s.object.language == best[_key(s)])
    used = sorted({tag for tag in best.values() if tag}, key=lambda t: (order.get(t.lower(), len(order)), t))
    return replace(record, statements=kept, languages=tuple(used))


def _is_text(statement: Statement) -> bool:
    """True for what may be said in several languages."""
    return statement.object.kind == "literal" and not statement.object.datatype


def _key(statement: Statement) -> tuple[str, str]:
    return statement.subject.value, statement.predicate.value
