"""Puts members in order: what sorts them first, then their IRIs; members without a sort key come last either way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from m4sd_graph.collections.folding import code_key, label_key
from m4sd_graph.collections.selection import Selection
from m4sd_graph.namespaces import XSD
from m4sd_graph.store.protocol import Term

NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long"))
# Numbers precede texts where a value may be either.
Key = tuple[float, str]
Found = Mapping[str, Term]


def in_order(rows: Iterable[Found], selection: Selection) -> list[str]:
    """The members ``?x`` of ``rows``, each once, ordered by ``?k``."""
    keys: dict[str, list[Term]] = {}
    for row in rows:
        keys.setdefault(row["x"].value, []).extend([row["k"]] if "k" in row else [])
    least = max if selection.descending else min
    keyed = {iri: least(_keys(terms, selection)) for iri, terms in keys.items() if terms}
    with_key = sorted(keyed, key=lambda iri: (keyed[iri], iri), reverse=selection.descending)
    return with_key + sorted((iri for iri in keys if iri not in keyed), reverse=selection.descending)


def _keys(terms: list[Term], selection: Selection) -> list[Key]:
    match selection.sort.kind:
        case "code":
            return [(float("inf"), code_key(term.value)) for term in terms]
        case "label":
            own = [term for term in terms if term.language == selection.language]
            return [(float("inf"), label_key(term.value)) for term in own or terms]
    return [_value(term) for term in terms]


def _value(term: Term) -> Key:
    if term.datatype in NUMBERS:
        return float(term.value), term.value
    return float("inf"), term.value
