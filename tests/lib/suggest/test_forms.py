"""Suggestions as JSON and as Turtle; the Turtle holds to the shapes, and changes no measure."""

from __future__ import annotations

import json
import re

import polars.testing
import pyoxigraph as ox
import pytest

from m4sd_graph.canonical import format_turtle
from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import Claims, claims_of
from m4sd_graph.coherence.matrix import matrix_of
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.plain import plain as plain_data
from m4sd_graph.coherence.references import NAMES
from m4sd_graph.coherence.scope import Scope, reach_of
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, load_dataset, load_shapes, parse_turtle
from m4sd_graph.namespaces import GRAPH, ID, M4SD
from m4sd_graph.sources import PASSAGES_QUERY, SOURCE_TEXTS_QUERY, check_texts, documents_from, passages_from
from m4sd_graph.store.local import LocalStore
from m4sd_graph.suggest.forms import CAUTION, as_json, notes
from m4sd_graph.suggest.matcher import Suggestions, suggest
from m4sd_graph.suggest.text import Block, text_of
from m4sd_graph.suggest.turtle import SHOWN, as_turtle, document_of, new_document
from m4sd_graph.suggest.vocabulary import Vocabulary, load_vocabulary, vocabulary_of
from m4sd_graph.validate import validate
from m4sd_graph.workspace import Workspace
from tests.lib.suggest import invented

DRAFT = (
    "Orderly, safe, regular and responsible migration is the aim of the draft.",
    "The Council on Migration, with IOM, sees to decent work and to social protection for all.",
    "It answers to SDG target 8.8 and to objective 5 of the Global Compact.",
    "La contribution des migrants et de la diaspora compte aussi pour les ODD 8 et 10.",
)
PREFIXES = {"m4sd": M4SD, "document": f"{ID}document/"}


@pytest.fixture(scope="module")
def dataset(workspace: Workspace) -> Dataset:
    return load_dataset(workspace)


@pytest.fixture(scope="module")
def vocabulary(dataset: Dataset) -> Vocabulary:
    return load_vocabulary(LocalStore.from_dataset(dataset))


@pytest.fixture(scope="module")
def found(vocabulary: Vocabulary) -> Suggestions:
    return suggest(text_of([Block(line, n) for n, line in enumerate(DRAFT, 1)], "paragraph"), vocabulary)


@pytest.fixture(scope="module")
def written(found: Suggestions, vocabulary: Vocabulary, dataset: Dataset) -> str:
    return as_turtle(found, new_document(found.text, f"{ID}org/iom"), vocabulary, dataset.prefixes)


@pytest.fixture(scope="module")
def more(dataset: Dataset, written: str) -> Dataset:
    """The graph with the suggestions, derived anew."""
    added = dataset.with_graph(f"{GRAPH}suggested", parse_turtle(written.encode(), "suggested.ttl"))
    return infer(added, load_catalog().of_kind("rules"))


def test_things_are_found_in_the_project_s_graph(found: Suggestions) -> None:
    things = {one.thing.removeprefix("http://metadata.un.org/sdg/").removeprefix(ID) for one in found.found}
    assert {"10.7", "1.3", "8.8", "8", "10", "org/iom", "org/kg-council-on-migration"} <= things
    assert "https://w3id.org/m4sd/vocab/gcm/5/commitment" in things


def test_the_turtle_holds_to_the_shapes(more: Dataset, written: str, workspace: Workspace) -> None:
    ours = {t.subject.value for t in parse_turtle(written.encode(), "s.ttl") if isinstance(t.subject, ox.NamedNode)}
    report = validate(more, load_shapes(workspace))
    assert report.conforms
    assert not [finding for finding in report.findings if finding.record in ours]


def test_every_link_is_an_unreviewed_mention_of_low_confidence(more: Dataset, found: Suggestions) -> None:
    query = f"""PREFIX m4sd: <{M4SD}> SELECT ?link ?target ?type ?confidence ?review ?class WHERE {{
      ?link m4sd:linkSource <{new_document(found.text, "").iri}> ; m4sd:linkTarget ?target ; m4sd:linkType ?type ;
        m4sd:confidence ?confidence ; m4sd:reviewStatus ?review ; a ?class }}"""
    rows = LocalStore.from_dataset(more).select(query).texts()
    assert {row[1] for row in rows} == {one.thing for one in found.found}
    ends = {tuple(value.replace("#", "/").rpartition("/")[2] for value in row[2:]) for row in rows}
    assert ends == {("mentions", "low", "unreviewed", "AssertedLink")}


def test_places_and_digests_lead_to_the_passages_and_nothing_of_the_text_is_there(
    more: Dataset, found: Suggestions, written: str
) -> None:
    store, content = LocalStore.from_dataset(more), found.text.content
    iri = new_document(found.text, "").iri
    documents = [d for d in documents_from(lexical(store, SOURCE_TEXTS_QUERY)) if d.document == iri]
    passages = [p for p in passages_from(lexical(store, PASSAGES_QUERY)) if p.document == iri]
    assert len(passages) >= len(found.found)
    assert check_texts(documents, passages, {found.text.digest: content}) == []
    for sentence in DRAFT:
        assert sentence not in written
        assert not any(" ".join(sentence.split()[n : n + 7]) in written for n in range(4))


def lexical(store: LocalStore, query: str) -> list[dict[str, str]]:
    return [{name: term.value for name, term in row.items()} for row in store.select(query).rows]


def test_the_turtle_is_canonical_and_repeatable(
    found: Suggestions, written: str, vocabulary: Vocabulary, dataset: Dataset
) -> None:
    again = as_turtle(found, new_document(found.text, f"{ID}org/iom"), vocabulary, dataset.prefixes)
    assert again == written == format_turtle(written.encode(), "s.ttl", dataset.prefixes)


def test_suggestions_change_no_measure(dataset: Dataset, more: Dataset, written: str) -> None:
    """Not even reviewed ones: a mention is no claim; a person states the claim that it leads to."""
    reviewed = written.replace("rs:unreviewed", "rs:reviewed")
    accepted = dataset.with_graph(f"{GRAPH}suggested", parse_turtle(reviewed.encode(), "s.ttl"))
    rules = load_catalog().of_kind("rules")
    before, *after = (figures(one) for one in (infer(dataset, rules), more, infer(accepted, rules)))
    for figured, claims in after:
        assert figured == before[0]
        polars.testing.assert_frame_equal(claims.frame, before[1].frame)


def figures(dataset: Dataset) -> tuple[str, Claims]:
    claims = claims_of(load_tables(LocalStore.from_dataset(dataset), load_catalog()))
    scopes = [Scope(reference=name) for name in NAMES]
    computed = [one.compute(reach_of(claims, scope)) for one in MEASURES.values() for scope in scopes]
    return json.dumps(plain_data([computed, matrix_of(claims).cells])), claims


def test_a_text_that_the_graph_knows_keeps_its_document(dataset: Dataset, vocabulary: Vocabulary) -> None:
    text = invented.plain("SDG target 10.7")
    known = f'<{ID}document/known> <{M4SD}textDigest> "{text.digest}" .'
    store = LocalStore.from_dataset(Dataset({"urn:g": tuple(parse_turtle(known.encode(), "k.ttl"))}))
    document = document_of(store, text)
    assert document is not None
    assert document.iri == f"{ID}document/known"
    made = as_turtle(suggest(text, vocabulary), document, vocabulary, dataset.prefixes)
    assert "m4sd:SourceDocument" not in made
    assert "linkSource document:known" in made
    assert document_of(store, invented.plain("else")) is None


def test_a_link_shows_its_best_passages_only(vocabulary: Vocabulary, dataset: Dataset) -> None:
    text = invented.plain(*[f"SDG target 10.7, part {n}." for n in range(20)])
    made = as_turtle(suggest(text, vocabulary), new_document(text, f"{ID}org/iom"), vocabulary, dataset.prefixes)
    assert len(re.findall("a m4sd:Evidence", made)) == SHOWN


def test_names_are_escaped(vocabulary: Vocabulary) -> None:
    rows = [{"thing": f"{ID}org/x", "kind": "entity", "language": "en", "name": 'Ferry "A\\B"\nHouse'}]
    odd = vocabulary_of(rows)
    text = invented.plain("The Ferry A B House")
    made = as_turtle(suggest(text, odd), new_document(text, f"{ID}org/iom"), odd, PREFIXES)
    assert parse_turtle(made.encode(), "s.ttl")


def test_json_gives_every_number_with_its_words() -> None:
    known = invented.vocabulary()
    result = as_json(
        suggest(invented.plain("Safety for travellers: ferry SDG target 4.1"), known), known, "release 1", 0.7
    )
    assert result["graph"] == "release 1"
    assert result["text"] == {
        "digest": suggest(invented.plain("Safety for travellers: ferry SDG target 4.1"), known).text.digest,
        "length": 43,
        "unit": None,
        "languages": ["en"],
    }
    (suggestion,) = json.loads(json.dumps(result["suggestions"]))
    assert (suggestion["kind"], suggestion["number"], suggestion["share"]) == ("target", "4.1", 1)
    assert suggestion["matches"][0] | {"terms": None} == {
        "start": 0,
        "end": 43,
        "language": "en",
        "by": "number",
        "name": "4.1",
        "share": 1,
        "terms": None,
    }


def test_what_a_language_lacks_is_said() -> None:
    known = invented.vocabulary()
    caution, lacking = notes(suggest(invented.plain("Совет гавани решает."), known), known)
    assert caution == CAUTION
    assert lacking.startswith(
        "In the language ru only 0 of 1 goals, 0 of 2 targets, 0 of 1 objectives, 0 of 1 actions,"
    )
    assert "1 of 2 known things have a name" in lacking
    assert (
        "Passages in the language ky are searched for numbers only"
        in list(notes(suggest(invented.plain("Өлкө"), known), known))[1]
    )
