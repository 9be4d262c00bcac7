"""RDF that anybody may have sent: read in the syntax that it says it has, and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from m4sd_graph.errors import InputError
from m4sd_graph.intake import MOST_STATEMENTS
from m4sd_graph.load import Triple

FORMATS: Mapping[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
# Curated files hold no blank node; here one becomes a name, so that a finding can say which it is.
BLANK = "urn:m4sd:blank:"
# The parsers descend into triple terms, so their number must be bounded before they read; none is accepted anyway.
MOST_TRIPLE_TERMS = 100
ENTITY = b"<!ENTITY"


def read_rdf(content: bytes, kind: str, name: str) -> tuple[Triple, ...]:
    """The statements in ``content`` of media type ``kind``, each once; graph names are passed over.

    Raises InputError with line and column (counted from 1), or for what is too much or not accepted.
    """
    if content.count(b"<<") > MOST_TRIPLE_TERMS:
        raise InputError("triple terms of RDF 1.2 are not accepted.", place=name, remedy="Give statements IRIs.")
    if FORMATS[kind] == ox.RdfFormat.RDF_XML and ENTITY in content.upper():
        raise InputError("XML entities are not accepted.", place=name, remedy="Write the addresses out.")
    found: dict[Triple, None] = {}
    for triple in _parsed(content, kind, name):
        found[triple] = None
        if len(found) > MOST_STATEMENTS:
            raise InputError(f"more than {MOST_STATEMENTS} statements.", place=name, remedy="Check fewer at a time.")
    return tuple(found)


def _parsed(content: bytes, kind: str, name: str) -> Iterator[Triple]:
    try:
        for quad in ox.parse(content, FORMATS[kind]):
            yield _named(quad.triple, name)
    except SyntaxError as error:
        place = f"{name}:{error.lineno}:{error.offset}" if error.lineno else name
        reason = (error.msg or "no reason given").strip().splitlines()[0]
        raise InputError(
            f"not readable as {kind}: {reason}.", place=place, remedy="Mend it there, or name another form."
        ) from None


def _named(triple: Triple, name: str) -> Triple:
    """The triple without blank nodes; raise InputError for a triple term."""
    if isinstance(triple.object, ox.Triple):
        raise InputError("triple terms of RDF 1.2 are not accepted.", place=name, remedy="Give statements IRIs.")
    subject, value = triple.subject, triple.object
    return ox.Triple(
        ox.NamedNode(BLANK + subject.value) if isinstance(subject, ox.BlankNode) else subject,
        triple.predicate,
        ox.NamedNode(BLANK + value.value) if isinstance(value, ox.BlankNode) else value,
    )
