"""A trace in each of its forms: words, JSON, JSON-LD, Mermaid, SVG, and the query that finds it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from pyld import jsonld
from rdflib import Graph, Variable

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import Options, claims_of
from m4sd_graph.coherence.explain import Explained, explain
from m4sd_graph.coherence.mermaid import mermaid
from m4sd_graph.coherence.svg import svg
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.coherence.trace import Trace, Tracer
from m4sd_graph.coherence.trace_data import as_json, as_jsonld
from m4sd_graph.coherence.trace_query import query_of
from m4sd_graph.coherence.words import told
from m4sd_graph.errors import ParameterError
from m4sd_graph.jsonld import CONTEXT_IRI, load_context
from m4sd_graph.store.local import LocalStore
from tests.lib.coherence.ferryland import ASSERTED, COUNTRY, CROSSWALK, GCM, ID, M4SD, MGI, PLAN, SDG, ferryland
from tests.lib.support import ROOT

SVG = "{http://www.w3.org/2000/svg}"
TARGET = f"{SDG}17.14"


@pytest.fixture(scope="module")
def store() -> LocalStore:
    return ferryland()


@pytest.fixture(scope="module")
def tracer(store: LocalStore) -> Tracer:
    return Tracer(claims_of(load_tables(store, load_catalog())))


@pytest.fixture(scope="module")
def found(store: LocalStore, tracer: Tracer) -> Explained:
    return explain(store, tracer, PLAN, TARGET)


@pytest.fixture(scope="module")
def nothing(store: LocalStore, tracer: Tracer) -> Explained:
    return explain(store, tracer, PLAN, f"{SDG}17.17")


@pytest.fixture(scope="module")
def graph(store: LocalStore) -> Graph:
    content = store.answer("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples").content
    return Graph().parse(data=content, format="nt")


def test_evidence_is_fetched_for_asserted_steps_only(found: Explained) -> None:
    assert set(found.grounds.passages) == {ASSERTED, CROSSWALK}
    (passage,) = found.grounds.passages[ASSERTED]
    assert (passage.document, passage.start, passage.end) == (f"{ID}document/survey", 10, 20)
    assert passage.address == "https://example.org/survey#:~:text=The%20piers"
    assert passage.paraphrase == {"en": "Both piers work.", "fr": "Les deux quais servent."}
    (cited,) = found.grounds.passages[CROSSWALK]
    assert (cited.start, cited.locator["fr"], cited.address) == (None, "paragraphe 35", "")
    assert passage.located()
    assert cited.located()


def test_english_words_follow_the_chain_from_the_passage(found: Explained) -> None:
    text = told(found)
    assert "From: “Ferry plan”\nTo:   SDG target 17.14 (Coherent timetables)\n" in text
    parts = [
        "1. Finding F1",
        "provides for action 19(b) of the Global Compact (Plan the crossings).",
        "Asserted, read from a passage: grade 3 of 3 (the same object is named), confidence high; reviewed by a",
        "Source: Survey of piers, characters 10–20.",
        "In our words: Both piers work.",
        "Read it: https://example.org/survey#:~:text=The%20piers",
        "Remark of the curators: The piers are named.",
        "2. It follows that “Ferry plan” provides for action 19(b)",
        "Derived from step 1 by rule R1 (Subject of a strength): grade 2 of 3",
        "Why: finding F1",
        "3. Action 19(b) of the Global Compact (Plan the crossings) corresponds to SDG target 17.14",
        "Crosswalk, proposed by the curators from a passage: grade 2 of 3",
        "Source: Compact, paragraph 35.",
        "No public address of the document is recorded.",
        "4. It follows that “Ferry plan” provides for SDG target 17.14",
        "Derived from steps 2, 3 by rule R2 (Crosswalk to SDG targets)",
        "The chain rests on: Survey of piers.",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_french_words_say_the_same_in_french(found: Explained) -> None:
    text = told(found, "fr")
    for part in (
        "De : «\u00a0Plan des bacs\u00a0»",
        "est au service de l’action 19(b) du Pacte mondial (Planifier).",
        "Affirmé, lu dans un passage : degré 3 sur 3",
        "Source : Relevé des quais, caractères 10–20.",
        "Dans nos mots : Les deux quais servent.",
        "Déduit du pas 1 par la règle R1 (Objet d’un point fort)",
        "Déduit des pas 2, 3 par la règle R2",
        "Source : Compact, paragraphe 35.",
        "À lire avec le traité des deux rives.",
    ):
        assert part in text
    assert not re.search(r"\b(grade|derived|follows|source:|steps)\b", text)


def test_other_languages_fall_back_to_english_and_say_so(found: Explained) -> None:
    text = told(found, "de")
    assert text.startswith("There are no sentences in “de”: they are in English")
    assert "It follows that “" in text


def test_russian_and_kyrgyz_sentences_have_the_names_in_their_language(found: Explained) -> None:
    assert "Отсюда следует: «План паромов» предусматривает:" in told(found, "ru")
    assert "Мындан келип чыгат:" in told(found, "ky")


@pytest.mark.parametrize("language", ["", "EN", "en_GB", "../..", "e", "en\n"])
def test_what_is_no_language_is_refused(found: Explained, language: str) -> None:
    for form in (told, mermaid, svg, as_json):
        with pytest.raises(ParameterError, match="no code of a language"):
            form(found, language)


def test_notices_come_first_in_every_form(found: Explained) -> None:
    notice = "Read with the treaty of the two shores."
    assert told(found).startswith(notice)
    assert as_json(found)["notices"] == [notice]
    assert notice in svg(found)


def test_no_chain_says_what_was_searched_and_what_stands_on_either_side(nothing: Explained) -> None:
    text = told(nothing)
    for part in (
        "No chain was found.",
        "Searched: 4 links that count.",
        "A chain has 3 steps at most.",
        "Links that begin at the source: 2.",
        "“Ferry plan” provides for SDG target 17.14 (Coherent timetables) (grade 2 of 3",
        "Links that lead to the target: 0.",
        "Links that join both, and were not counted: 1.",
        "a mention by keyword is no claim",
        "Nothing recorded is not the same as nothing done",
    ):
        assert part in text


def test_options_are_told(store: LocalStore, tracer: Tracer) -> None:
    options = Options(as_of=date(2023, 1, 1), asserted_only=True, grade=2, confidence="medium", reviewed_only=True)
    explained = explain(store, tracer, PLAN, TARGET, options)
    assert (
        "what was in force on 2023-01-01, asserted links only, grade 2 or more, confidence medium or more, reviewed "
        "links only. A chain" in told(explained)
    )
    assert "confiance moyenne ou plus, les seuls liens relus" in told(explained, "fr")
    assert "the options leave it out" in told(explained)


def test_a_class_is_told_with_the_number_of_things_meant(store: LocalStore, tracer: Tracer) -> None:
    assert "From: “Ferryland”; things meant: 4" in told(explain(store, tracer, COUNTRY, TARGET))
    assert "From: any Instrument\n" in told(explain(store, tracer, f"{M4SD}Instrument", TARGET))
    assert "De : tout élément de la classe organisme ; choses visées : 0" in told(
        explain(store, tracer, "body", TARGET), "fr"
    )
    assert "To:   domain 1 of migration governance (Harbours)\n" in told(explain(store, tracer, PLAN, f"{MGI}1"))
    assert "To:   SDG 17 (Sailing together); things meant: 3" in told(explain(store, tracer, PLAN, f"{SDG}17"))


def test_plain_json_holds_all_of_it_and_survives_writing(found: Explained, nothing: Explained) -> None:
    document = as_json(found, "fr")
    assert json.loads(json.dumps(document)) == document
    (chain,) = document["chains"]
    assert [step["number"] for step in chain["steps"]] == [1, 2, 3, 4]
    assert [step["basis"] for step in chain["steps"]] == ["asserted", "derived", "crosswalk", "derived"]
    assert chain["steps"][0]["passages"][0]["paraphrase"] == "Les deux quais servent."
    assert chain["steps"][3]["premises"] == [chain["steps"][1]["link"], CROSSWALK]
    assert (chain["asserted"], chain["documents"][0]["title"]) == (False, "Relevé des quais")
    assert document["query"] == query_of(found.trace)
    empty = as_json(nothing)
    assert (empty["chains"], empty["outgoing"]["count"], empty["searched"]) == ([], 2, 4)
    assert empty["left_out"]["reasons"] == {f"{ID}link/plan--17-17": "mentions"}


def expanded(document: Mapping[str, Any]) -> Graph:
    context = load_context(ROOT / "ontology")
    loaded = {"contextUrl": None, "documentUrl": CONTEXT_IRI, "document": context}
    nquads = jsonld.to_rdf(document, {"documentLoader": lambda *_: loaded, "format": "application/n-quads"})
    return Graph().parse(data=nquads, format="nt")


def test_json_ld_holds_triples_of_the_graph_and_no_others(store: LocalStore, found: Explained, graph: Graph) -> None:
    document = as_jsonld(store, found, load_context(ROOT / "ontology"))
    assert document["@context"] == CONTEXT_IRI
    triples = expanded(document)
    assert not set(triples) - set(graph)
    subjects = {str(subject) for subject in triples.subjects()}
    evidence = {f"{ID}evidence/{name}" for name in ("e1", "e2", "e1#position")}
    assert subjects == {step.link for step in found.trace.chains[0].steps} | evidence


def test_json_ld_of_no_chain_is_empty(store: LocalStore, nothing: Explained) -> None:
    assert as_jsonld(store, nothing, load_context(ROOT / "ontology")) == {"@context": CONTEXT_IRI}


def test_mermaid_draws_asserted_solid_and_derived_dashed(found: Explained) -> None:
    chart = mermaid(found)
    assert chart.startswith("flowchart LR\n")
    assert '-->|"1. provides for (3)"|' in chart
    assert '-.->|"2. provides for (2, R1)"|' in chart
    assert '-.->|"4. provides for (2, R2)"|' in chart
    assert chart.count("subgraph") == chart.count("\n  end\n") == 1


def test_mermaid_takes_signs_of_its_own_for_text(found: Explained) -> None:
    chart = mermaid(found)
    assert "Piers #quot;A#quot; & #lt;B#gt;#59; #35;1 #96;x#96;)" in chart
    assert all(line.count('"') in (0, 2) for line in chart.splitlines())
    assert "\x07" not in chart


def test_svg_is_well_formed_named_and_still(found: Explained) -> None:
    drawing = ElementTree.fromstring(svg(found))
    assert (drawing.tag, drawing.get("role"), drawing.get("aria-labelledby")) == (f"{SVG}svg", "img", "title desc")
    title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, title.get("id")) == ("“Ferry plan” → SDG target 17.14 (Coherent timetables)", "title")
    assert description.get("id") == "desc"
    rect = drawing.find(f"{SVG}rect")
    assert rect is not None
    assert rect.get("fill") == "#fff"
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= {
        *("svg", "title", "desc", "rect", "g", "text", "line", "path")
    }
    assert not [
        name for element in drawing.iter() for name in element.attrib if name.startswith("on") or "href" in name
    ]
    words = " ".join("".join(element.itertext()) for element in drawing.iter(f"{SVG}text"))
    assert 'Piers "A" & <B>; #1 `x`' in words
    assert "derived by R2" in words


def test_everything_drawn_stays_inside_the_drawing(store: LocalStore, tracer: Tracer) -> None:
    drawing = ElementTree.fromstring(svg(explain(store, tracer, COUNTRY, f"{SDG}17")))
    height, bottom = int(drawing.get("height", "0")), 0
    for group in drawing.iter(f"{SVG}g"):
        top = int(group.get("transform", "").removesuffix(")").split()[1])
        assert top >= bottom
        bottom = max([top, *(top + int(text.get("y", "0")) for text in group.iter(f"{SVG}text"))])
    assert bottom < height


def answers(store: LocalStore, graph: Graph, trace: Trace) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    query = query_of(trace)
    ours = {(row["link"].value, row["step"].value) for row in store.select(query).rows}
    return ours, by_rdflib(graph, query)


def by_rdflib(graph: Graph, query: str) -> set[tuple[str, str]]:
    link, step = Variable("link"), Variable("step")
    return {(str(row[link]), str(row[step])) for row in graph.query(query).bindings}


ENDS = [
    (PLAN, TARGET),
    (PLAN, f"{SDG}17"),
    (PLAN, f"{GCM}19"),
    (COUNTRY, "target"),
    (f"{MGI}1", f"{SDG}17.14"),
    (PLAN, f"{MGI}1"),
    (f"{M4SD}Instrument", f"{SDG}17"),
    ("finding", f"{GCM}19/b"),
    (f"{M4SD}Treaty", "goal"),
]
NARROWED = [
    Options(),
    Options(asserted_only=True),
    Options(grade=2),
    Options(grade=3),
    Options(confidence="high"),
    Options(reviewed_only=True),
    Options(crosswalk=2),
    Options(crosswalk=3),
    Options(as_of=date(2021, 1, 1)),
    Options(as_of=date(2023, 1, 1)),
    Options(without=frozenset({f"{ID}document/survey"})),
    Options(without=frozenset({f"{ID}document/compact"})),
]


@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: " ".join(end.rpartition("/")[2] for end in ends))
def test_the_query_finds_exactly_these_links_in_two_engines(
    store: LocalStore, tracer: Tracer, graph: Graph, ends: tuple[str, str]
) -> None:
    for options, longest in [(Options(), 2), *((options, 3) for options in NARROWED)]:
        trace = tracer.trace(*ends, options, longest)
        wanted = {(chain.conclusion.link, step.link) for chain in trace.chains for step in chain.steps}
        assert answers(store, graph, trace) == (wanted, wanted), options
