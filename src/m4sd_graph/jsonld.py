"""JSON-LD 1.1 for programs: a resource as a tree in plain words, with the versioned context."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pyld import jsonld

from m4sd_graph.describe import Resource
from m4sd_graph.errors import M4SDError, WorkspaceError
from m4sd_graph.namespaces import BASE, RDF, XSD
from m4sd_graph.store.protocol import Statement, Term

CONTEXT_PATH = "context/v1.jsonld"
CONTEXT_IRI = f"{BASE}{CONTEXT_PATH}"
JsonObject = dict[str, Any]


def load_context(ontology: Path) -> JsonObject:
    """Read the context document ``v1`` of an ontology folder."""
    path = ontology / CONTEXT_PATH
    try:
        loaded: JsonObject = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WorkspaceError(f"the context is not JSON: {error}.", place=str(path), remedy="Mend the file.") from error
    return loaded


def to_jsonld(resource: Resource, context: Mapping[str, Any], context_url: str = CONTEXT_IRI) -> JsonObject:
    """Return ``resource`` as one tree: its evidence nested, everything else by IRI.

    ``context`` is the content of the context document, ``context_url`` the address written into the result.
    """
    frame = {"@context": context_url, "@id": resource.iri, "@embed": "@once"}
    framed: JsonObject = jsonld.frame(expand(resource.statements), frame, _options(context, context_url))
    return {"@context": context_url, **{k: v for k, v in framed.items() if k != "@context"}}


def compact(
    statements: tuple[Statement, ...], context: Mapping[str, Any], context_url: str = CONTEXT_IRI
) -> JsonObject:
    """Return any statements as JSON-LD compacted with the context, a node per subject."""
    options = _options(context, context_url)
    compacted: JsonObject = jsonld.compact(expand(statements), context_url, options)
    return {"@context": context_url, **{k: v for k, v in compacted.items() if k != "@context"}}


def _options(context: Mapping[str, Any], url: str) -> JsonObject:
    return {"documentLoader": partial(_local_loader, document=context, url=url), "omitGraph": True}


def expand(statements: tuple[Statement, ...]) -> list[JsonObject]:
    """Return statements as expanded JSON-LD, nodes and keys in a fixed order."""
    nodes: dict[str, JsonObject] = {}
    for s in statements:
        subject = _id(s.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if s.predicate.value == f"{RDF}type" and s.object.kind != "literal":
            node.setdefault("@type", []).append(_id(s.object))
        else:
            node.setdefault(s.predicate.value, []).append(_value(s.object))
    return [nodes[iri] for iri in sorted(nodes)]


def _id(term: Term) -> str:
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def _value(term: Term) -> JsonObject:
    if term.kind != "literal":
        return {"@id": _id(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == f"{XSD}integer":
        return {"@value": int(term.value)}
    return {"@value": term.value, **({"@type": term.datatype} if term.datatype else {})}


def _local_loader(asked: str, _options: object, *, document: Mapping[str, Any], url: str) -> JsonObject:
    """Serve the one context that we wrote; nothing is ever fetched."""
    if asked != url:
        raise M4SDError(f"the context {asked} is not fetched.")
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}
