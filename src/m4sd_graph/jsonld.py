"""JSON-LD 1.1 of any statements, with the versioned context."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pyld import jsonld

from m4sd_graph.errors import M4SDError, WorkspaceError
from m4sd_graph.namespaces import BASE, RDF, XSD
from m4sd_graph.store.protocol import Statement, Term

CONTEXT_PATH = "context/v1.jsonld"
CONTEXT_IRI = f"{BASE}{CONTEXT_PATH}"
# Readers of JSON round what has more digits.
DIGITS = 16
JsonObject = dict[str, Any]


def load_context(ontology: Path) -> JsonObject:
    """Read the context document ``v1`` of an ontology folder."""
    path = ontology / CONTEXT_PATH
    try:
        loaded: JsonObject = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WorkspaceError(f"the context is not JSON: {error}.", place=str(path), remedy="Mend the file.") from error
    return loaded


def load_contexts(ontology: Path) -> dict[str, bytes]:
    """Every context document of an ontology folder as it is, by file name."""
    return {path.name: path.read_bytes() for path in sorted((ontology / CONTEXT_PATH).parent.glob("*.jsonld"))}


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
    if term.datatype == f"{XSD}integer" and is_exact(term.value):
        return {"@value": int(term.value)}
    return {"@value": term.value, **({"@type": term.datatype} if term.datatype else {})}


def is_exact(text: str) -> bool:
    """True for an integer that is one number in JSON too, and comes back from there as it was."""
    return len(text) < DIGITS and re.fullmatch(r"0|-?[1-9][0-9]*", text) is not None


def _local_loader(asked: str, _options: object, *, document: Mapping[str, Any], url: str) -> JsonObject:
    """Serve the one context that we wrote; nothing is ever fetched."""
    if asked != url:
        raise M4SDError(f"the context {asked} is not fetched.")
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}
