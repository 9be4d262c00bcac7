"""What was found as JSON, in the words of the other listings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from m4sd_graph.jsonld import JsonObject
from m4sd_graph.search.kinds import names_of_kind
from m4sd_graph.search.model import Count, Entry, Found, Hit, Marked
from m4sd_graph.speech import LANGUAGES


def found_document(found: Found, at: Mapping[str, str], page: Callable[[str], str]) -> JsonObject:
    """Hits with all their labels and what matched, and the counts.

    ``at``: the address of this part of the hits as ``id``, and of its neighbours; ``page``: where a thing is shown.
    """
    facets = found.facets
    return {
        **at,
        "query": found.asked.text,
        "total": found.total,
        "start": found.asked.start,
        "items": [_item(hit, page) for hit in found.hits],
        "facets": {
            "class": [_count(count) for count in facets.kinds],
            "country": [_count(count) for count in facets.countries],
            "domain": [_count(count) for count in facets.domains],
            "years": {
                "first": facets.first,
                "last": facets.last,
                "dated": facets.dated,
                "undated": facets.undated,
                "decades": [{"from": d.first, "to": d.last, "count": d.number} for d in facets.decades],
            },
        },
        "nearest": [_named(entry, page) for entry in found.nearest],
    }


def _item(hit: Hit, page: Callable[[str], str]) -> JsonObject:
    entry, matched = hit.entry, hit.matched
    return {
        **_named(entry, page),
        "type": list(entry.types),
        "countries": list(entry.countries),
        "domains": list(entry.domains),
        "years": {"start": entry.start, "end": entry.end} if entry.dated else None,
        "matched": {**_marked(matched.name), "role": matched.role} if matched else None,
        "snippet": _marked(hit.snippet) if hit.snippet else None,
    }


def _named(entry: Entry, page: Callable[[str], str]) -> JsonObject:
    kind = {"id": entry.kind, "label": _ordered(names_of_kind(entry.kind))}
    note = {"note": _ordered(entry.notes)} if entry.notes else {}
    return {"id": entry.iri, "page": page(entry.iri), "label": _ordered(entry.labels), "class": kind, **note}


def _marked(marked: Marked) -> JsonObject:
    return {"text": marked.text, "language": marked.lang or None, "ranges": [list(pair) for pair in marked.ranges]}


def _count(count: Count) -> JsonObject:
    return {"value": count.value, "label": _ordered(count.labels), "count": count.number}


def _ordered(texts: Mapping[str, str]) -> JsonObject:
    """Texts in the order in which a page offers languages, then others."""
    return {code: texts[code] for code in dict.fromkeys([*LANGUAGES, *sorted(texts)]) if code in texts}
