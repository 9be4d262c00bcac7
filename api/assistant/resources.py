"""A thing for an assistant: its framed document, cut where it is long, with the evidence for it."""

from __future__ import annotations

import json
from typing import Any

from api.assistant.evidence import evidence_of
from api.assistant.models import ResourceAnswer
from m4sd_graph.client import Connection
from m4sd_graph.describe import labels
from m4sd_graph.framing import Profile
from m4sd_graph.store.protocol import Store

# Characters of a document, and how many members its lists keep, the first that makes it short enough.
LONGEST = 40_000
MEMBERS = (50, 20, 5, 1)


def resource_answer(graph: Connection, store: Store, name: str, profile: Profile, lang: str | None) -> ResourceAnswer:
    """The thing that ``name`` means, with every text in ``lang`` or in all languages."""
    iri = graph.find(name)
    whole = graph.get(iri, profile=profile, lang=lang or ())
    document, cut = _shortened(whole)
    names = labels(store, [iri]).get(iri, {})
    evidence, more = evidence_of(store, [iri])
    return ResourceAnswer(
        release=graph.release.version,
        iri=iri,
        name=names.get(lang or "en") or names.get("en") or iri,
        document=document,
        cut=cut,
        more=_more(iri, cut) if cut else None,
        evidence=evidence,
        more_evidence=more,
    )


def _more(iri: str, cut: dict[str, int]) -> str:
    lists = ", ".join(f"{path} ({size} in full)" for path, size in cut.items())
    return f"cut lists: {lists}. Ask for a smaller profile, or with sparql: SELECT ?p ?o {{ <{iri}> ?p ?o }}."


def _shortened(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """The document with its lists cut until it is short enough, and how long the lists are that were cut."""
    shorter, cut = document, dict[str, int]()
    for members in MEMBERS:
        if len(json.dumps(shorter, ensure_ascii=False)) <= LONGEST:
            break
        cut = {}
        shorter = {key: _cut(value, key, members, cut) for key, value in document.items()}
    return shorter, cut


def _cut(value: object, path: str, members: int, cut: dict[str, int]) -> object:
    if isinstance(value, dict):
        return {key: _cut(below, f"{path}.{key}", members, cut) for key, below in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) > members:
        cut[path] = max(len(value), cut.get(path, 0))
    return [_cut(below, path, members, cut) for below in value[:members]]
