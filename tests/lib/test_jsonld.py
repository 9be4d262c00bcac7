"""JSON-LD of any statements says exactly what they say; nothing is fetched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld

from m4sd_graph.describe import describe
from m4sd_graph.errors import M4SDError
from m4sd_graph.jsonld import CONTEXT_IRI, compact, expand, load_context
from m4sd_graph.namespaces import ID, RDF, XSD
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Statement, Term

Triples = set[tuple[str, ...]]
STRING = f"{XSD}string"


@pytest.fixture(scope="module")
def context(release: Release) -> dict[str, Any]:
    return load_context(release.folder / "ontology")


def read(document: dict[str, Any], context: dict[str, Any]) -> Triples:
    """The triples of a JSON-LD document, its context taken from ``context`` and nowhere else."""

    def loader(url: str, _options: object) -> dict[str, Any]:
        assert url == CONTEXT_IRI
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    dataset = jsonld.to_rdf(document, {"documentLoader": loader})
    assert set(dataset) <= {"@default"}
    return {(t["subject"]["value"], t["predicate"]["value"], *term(t["object"])) for t in dataset.get("@default", [])}


def term(node: dict[str, str]) -> tuple[str, ...]:
    if node["type"] != "literal":
        return (node["value"],)
    datatype = "" if "language" in node or node["datatype"] == STRING else node["datatype"]
    return node["value"], datatype, node.get("language", "")


def stated(statements: tuple[Statement, ...]) -> Triples:
    return {
        (
            s.subject.value,
            s.predicate.value,
            *((o.value, o.datatype, o.language) if o.kind == "literal" else (o.value,)),
        )
        for s in statements
        for o in [s.object]
    }


def test_any_statements_can_be_compacted(store: LocalStore, context: dict[str, Any]) -> None:
    statements = store.construct("CONSTRUCT { ?s ?p ?o } { ?s a m4sd:State ; ?p ?o }")
    assert read(compact(statements, context), context) == stated(statements)
    assert compact((), context) == {"@context": CONTEXT_IRI}


def test_the_order_of_statements_does_not_matter(store: LocalStore, context: dict[str, Any]) -> None:
    record = describe(store, f"{ID}country/kyrgyzstan", incoming=False)
    backwards = tuple(reversed(record.statements))
    assert [node["@id"] for node in expand(backwards)] == [node["@id"] for node in expand(record.statements)]
    assert read(compact(backwards, context), context) == stated(record.statements)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Term("literal", "a"), {"@value": "a"}),
        (Term("literal", "a", language="ky"), {"@value": "a", "@language": "ky"}),
        (Term("literal", "5", f"{XSD}integer"), {"@value": 5}),
        (Term("literal", "05", f"{XSD}integer"), {"@value": "05", "@type": f"{XSD}integer"}),
        (Term("literal", "9" * 16, f"{XSD}integer"), {"@value": "9" * 16, "@type": f"{XSD}integer"}),
        (Term("literal", "1.50", f"{XSD}decimal"), {"@value": "1.50", "@type": f"{XSD}decimal"}),
        (Term("iri", "urn:a"), {"@id": "urn:a"}),
        (Term("bnode", "b0"), {"@id": "_:b0"}),
    ],
)
def test_terms_are_expanded(value: Term, expected: dict[str, object]) -> None:
    statement = Statement(Term("iri", "urn:s"), Term("iri", "urn:p"), value)
    assert expand((statement,)) == [{"@id": "urn:s", "urn:p": [expected]}]


def test_types_are_types() -> None:
    statement = Statement(Term("bnode", "b"), Term("iri", f"{RDF}type"), Term("iri", "urn:t"))
    assert expand((statement,)) == [{"@id": "_:b", "@type": ["urn:t"]}]


def test_no_context_is_fetched(store: LocalStore, context: dict[str, Any]) -> None:
    record = describe(store, f"{ID}country/kyrgyzstan", incoming=False)
    elsewhere = {"@context": ["https://example.org/other.jsonld", context["@context"]]}
    with pytest.raises((M4SDError, jsonld.JsonLdError)) as caught:
        compact(record.statements, elsewhere)
    assert "https://example.org/other.jsonld" in str(caught.getrepr())


def test_every_property_of_the_project_has_a_plain_word(store: LocalStore, context: dict[str, Any]) -> None:
    rows = store.select(f"SELECT DISTINCT ?p {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{ID}')) }}").texts()
    words = json.dumps(context)
    missing = [
        p
        for [p] in rows
        if p.startswith("https://w3id.org/m4sd/ontology#") and f'm4sd:{p.rpartition("#")[2]}"' not in words
    ]
    assert not missing
