"""Every competency question against its expected answer, in the local engine and in rdflib.

Expected answers stand in ``queries/questions/<id>.csv`` as the question gives them with its example parameters. After a
change of data, look at the difference, then run the test with ``M4SD_REWRITE_EXPECTED=1`` to write them anew.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from m4sd_graph.catalog import Query, load_catalog
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import GRAPH, M4SD, VOCAB
from m4sd_graph.release_writing import versioned
from m4sd_graph.store.local import LocalStore
from m4sd_graph.workspace import Workspace
from tests.quick_rdflib import quicken

EXPECTED = Path(__file__).parent / "queries/questions"
QUESTIONS = load_catalog().of_kind("questions")
Table = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def dataset(workspace: Workspace, inferred: Dataset) -> Dataset:
    return versioned(inferred, workspace.version)


@pytest.fixture(scope="module")
def store(dataset: Dataset) -> LocalStore:
    return LocalStore.from_dataset(dataset)


@pytest.fixture(scope="module")
def graph(dataset: Dataset) -> rdflib.Graph:
    return dataset.to_rdflib()


def test_each_competency_question_is_there_once() -> None:
    numbers = sorted(q.answers or "" for q in QUESTIONS)
    assert numbers == [f"CQ-{n:02d}" for n in range(1, len(QUESTIONS) + 1)]
    assert len(numbers) >= 34


def test_expected_files_and_questions_match() -> None:
    assert {p.stem for p in EXPECTED.glob("*.csv")} == {q.id for q in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_answer_is_the_expected_one(question: Query, store: LocalStore) -> None:
    rows = store.select(question.bind({}, {}))
    found = normal([rows.variables, *map(tuple, rows.texts())])
    path = EXPECTED / f"{question.id}.csv"
    if os.environ.get("M4SD_REWRITE_EXPECTED"):
        path.write_text("".join(lines(found)), encoding="utf-8")
    assert found == read(path)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_rdflib_gives_the_same_answer(
    question: Query, store: LocalStore, graph: rdflib.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    text = question.bind({}, {})
    rows = store.select(text)
    ours = normal([rows.variables, *map(tuple, rows.texts())])
    assert in_rdflib(graph, text, rows.variables) == ours


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_texts_are_in_both_languages(question: Query) -> None:
    assert {"en", "fr"} <= set(question.title)
    assert {"en", "fr"} <= set(question.question)
    assert all({"en", "fr"} <= set(p.description) for p in question.parameters)


def test_what_lacks_evidence_is_found(dataset: Dataset) -> None:
    turtle = """
        PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX x: <urn:x:>
        x:half a m4sd:Policy ; m4sd:hasEvidence x:e ; m4sd:adopted x:period ; m4sd:adoptedBy x:body .
        x:e m4sd:supportsProperty m4sd:adoptedBy .
        x:none a m4sd:Policy ; m4sd:adopted x:period .
        x:named a m4sd:Policy ; skos:prefLabel "Policy"@en .
    """
    triples = [q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    store = LocalStore.from_dataset(dataset.with_graph(f"{GRAPH}country/xxx", triples))
    question = load_catalog().question("statements-without-evidence")
    found = {(row["thing"].value, row["property"].value) for row in store.select(question.bind({}, {})).rows}
    assert {("urn:x:half", f"{M4SD}adopted"), ("urn:x:none", f"{M4SD}adopted")} == found


def test_who_coordinates_is_the_body_that_answers(dataset: Dataset) -> None:
    turtle = """
        PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX v: <https://w3id.org/m4sd/vocab/>
        PREFIX x: <urn:x:>
        x:policy a m4sd:Policy ; skos:prefLabel "Policy"@en ; m4sd:responsibleBody x:council .
        x:council a m4sd:CoordinationBody ; skos:prefLabel "Council"@en .
        x:network a m4sd:CoordinationBody ; skos:prefLabel "Network"@en ; m4sd:responsibleBody x:ministry .
        x:ministry skos:prefLabel "Ministry"@en .
        x:one m4sd:linkSource x:policy . x:two m4sd:linkSource x:network . x:three m4sd:linkSource x:council .
    """
    links = "".join(
        f"x:{name} m4sd:linkTarget x:target ; m4sd:linkType <{VOCAB}link-type/names> ; m4sd:grade 2 ;"
        f" m4sd:reviewStatus <{VOCAB}review-status/unreviewed> .\n"
        for name in ("one", "two", "three")
    )
    triples = [q.triple for q in ox.parse(turtle + links, format=ox.RdfFormat.TURTLE)]
    store = LocalStore.from_dataset(dataset.with_graph(f"{GRAPH}country/xxx", triples))
    question = load_catalog().question("responsible-for-target")
    rows = store.select(question.bind({"target": "urn:x:target"}, {})).rows
    coordinates = {row["resource"].value.removeprefix("urn:x:"): row["coordinates"].value for row in rows}
    assert coordinates == {"policy": "true", "network": "false", "council": "true"}


def test_french_names_on_request(store: LocalStore) -> None:
    question = next(q for q in QUESTIONS if q.id == "findings-by-domain")
    names = [row["name"].value for row in store.select(question.bind({"lang": "fr"}, {})).rows]
    assert "Droits des migrants" in names


@pytest.mark.parametrize(
    "text", ["Kirghizstan", "Kirghizistan", "République Kirghize", "Kyrgyz Republic", "KG", "KGZ", "417", "kyrgyzstan"]
)
def test_names_and_codes_lead_to_one_state(text: str, store: LocalStore) -> None:
    question = next(q for q in QUESTIONS if q.id == "resolve-name")
    found = [row["thing"].value for row in store.select(question.bind({"text": text}, {})).rows]
    assert found == ["https://w3id.org/m4sd/id/country/kyrgyzstan"]


@pytest.mark.parametrize(
    ("scheme", "count"),
    [
        ("https://w3id.org/m4sd/vocab/mgi-domain", 6),
        ("https://w3id.org/m4sd/vocab/gcm", 23),
        ("http://metadata.un.org/sdg", 17),
    ],
)
def test_frameworks_are_complete(scheme: str, count: int, store: LocalStore) -> None:
    question = next(q for q in QUESTIONS if q.id == "concepts-of-scheme")
    rows = store.select(question.bind({"scheme": scheme}, {})).rows
    assert len([row for row in rows if "broader" not in row]) == count


def normal(table: Table) -> Table:
    """Header first, rows sorted, and the parts of joined cells (``a; b``) sorted: engines may order both freely."""
    head, *rows = table
    return [head, *sorted(tuple("; ".join(sorted(cell.split("; "))) for cell in row) for row in rows)]


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def lines(table: Table) -> Iterator[str]:
    for row in table:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow(row)
        yield out.getvalue()


def in_rdflib(graph: rdflib.Graph, text: str, variables: tuple[str, ...]) -> Table:
    rows: Table = []
    for solution in graph.query(text):
        assert isinstance(solution, rdflib.query.ResultRow)
        bound = solution.asdict()
        rows.append(tuple(str(bound.get(name, "")) for name in variables))
    return normal([variables, *rows])
