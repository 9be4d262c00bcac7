"""The client gives the same in this process and from an endpoint; what goes wrong is an error of the library."""

from __future__ import annotations

import builtins
import contextlib
import copy
import io
import pickle
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import rdflib

from api.services import open_files
from m4sd_graph import connect
from m4sd_graph.client import IRI, Connection, Solutions, Text, told
from m4sd_graph.client.opening import endpoint_of
from m4sd_graph.coherence.gap_sorts import GAP_SORTS
from m4sd_graph.errors import (
    M4SDError,
    NotFoundError,
    OutputError,
    PackageMissingError,
    ParameterError,
    QueryRefusedError,
    QuerySyntaxError,
    StoreError,
    UnknownTermError,
)
from m4sd_graph.namespaces import XSD
from m4sd_graph.release import Release
from m4sd_graph.settings import Settings
from m4sd_graph.store.protocol import Rows, Term
from tests.api.test_docs import pattern
from tests.conftest import services_over
from tests.lib.support import ROOT
from tests.lib.test_store_remote import serving

COUNCIL = "https://w3id.org/m4sd/id/org/kg-council-on-migration"
COUNTRY = "https://w3id.org/m4sd/id/country/kyrgyzstan"
PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
VALUES = """SELECT * WHERE { VALUES (?n ?d ?f ?b ?day ?at ?text ?plain ?year ?iri) {
  (7 1.50 2.5e0 true "2023-01-01"^^xsd:date "2023-01-01T10:00:00+06:00"^^xsd:dateTime "texte"@fr "a" "2023"^^xsd:gYear
   m4sd:Policy)
  (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF)
} }"""
ENDS_TOGETHER = "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a m4sd:State ; skos:prefLabel ?o }"


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with serving(services_over(release)) as address:
        yield address


@pytest.fixture(scope="module")
def near(release: Release) -> Iterator[Connection]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("M4SD_RELEASES", str(release.folder.parent))
        with connect() as graph:
            yield graph


@pytest.fixture(scope="module")
def far(address: str) -> Iterator[Connection]:
    with connect(address) as graph:
        yield graph


@pytest.fixture(params=["near", "far"])
def graph(request: pytest.FixtureRequest) -> Connection:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Connection)
    return found


def rows(graph: Connection, query: str) -> Solutions:
    found = graph.query(query)
    assert isinstance(found, Solutions)
    return found


@pytest.mark.parametrize("place", ["near", "far"])
@pytest.mark.parametrize(("code", "printed"), BLOCKS)
def test_the_page_prints_what_it_says(
    release: Release, address: str, monkeypatch: pytest.MonkeyPatch, place: str, code: str, printed: str
) -> None:
    name, value = ("RELEASES", str(release.folder.parent)) if place == "near" else ("ENDPOINT", address)
    monkeypatch.setenv(f"M4SD_{name}", value)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert re.fullmatch(pattern(printed), out.getvalue(), re.DOTALL), out.getvalue()


def test_the_page_has_examples() -> None:
    assert len(BLOCKS) == PAGE.count("```python") >= 6


# Release


def test_both_name_the_same_release(near: Connection, far: Connection, release: Release, address: str) -> None:
    assert near.release.version == far.release.version == release.version
    assert near.release.modified == far.release.modified == date.fromisoformat(release.manifest["modified"])
    assert near.release.digest == release.manifest["digest"]["value"]
    assert (near.release.place, far.release.place) == (str(release.folder), f"{address}/sparql")
    assert release.version in repr(near)


def test_without_a_release_the_packaged_data_answer(
    near: Connection, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M4SD_RELEASES", str(tmp_path))
    with connect() as graph:
        assert graph.release.digest == near.release.digest
        assert graph.release.version == release.manifest["software"]
        count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        assert graph.query(count) == near.query(count)
        assert graph.get(COUNTRY) == near.get(COUNTRY)


def test_a_release_that_is_named_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M4SD_RELEASES", str(tmp_path))
    monkeypatch.setenv("M4SD_RELEASE", "9.9.9+00000000")
    with pytest.raises(M4SDError, match=re.escape("9.9.9+00000000")):
        connect()


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("http://x", "http://x/sparql"),
        ("http://x/", "http://x/sparql"),
        ("https://x/m4sd/sparql", "https://x/m4sd/sparql"),
        ("http://x/m4sd", "http://x/m4sd/sparql"),
        ("http://x/ds/query", "http://x/ds/query"),
    ],
)
def test_the_endpoint_of_an_address(address: str, endpoint: str) -> None:
    assert endpoint_of(address) == endpoint


@pytest.mark.parametrize("address", ["not an address", "ftp://x", "http://", "", "file:///etc/passwd", "http:///x"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(StoreError, match="not the address"):
        endpoint_of(address)


def test_an_address_that_does_not_answer_is_our_error() -> None:
    with pytest.raises(StoreError, match="did not answer"):
        connect("http://127.0.0.1:9")


def test_another_graph_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "other.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    other = open_files(Settings(workers=1), (str(tmp_path / "other.ttl"),), union=True)
    with serving(other) as address, pytest.raises(StoreError, match="not the graph of m4sd"):
        connect(address)


# Queries


def test_values_are_of_python(graph: Connection) -> None:
    full, empty = rows(graph, VALUES)
    assert full == {
        "n": 7,
        "d": Decimal("1.5"),
        "f": 2.5,
        "b": True,
        "day": date(2023, 1, 1),
        "at": full["at"],
        "text": "texte",
        "plain": "a",
        "year": "2023",
        "iri": "https://w3id.org/m4sd/ontology#Policy",
    }
    assert isinstance(full["at"], datetime)
    assert full["at"].utcoffset() == timedelta(hours=6)
    assert {type(full[name]) for name in ("text", "plain", "year")} == {Text}
    assert isinstance(full["iri"], IRI)
    assert isinstance(full["text"], Text)
    assert isinstance(full["year"], Text)
    assert (full["text"].language, full["year"].datatype[-5:]) == ("fr", "gYear")
    assert set(empty.values()) == {None}


def test_texts_survive_copies() -> None:
    text = Text("texte", "fr", "urn:x")
    for same in (copy.copy(text), pickle.loads(pickle.dumps(text))):
        assert (same, same.language, same.datatype) == ("texte", "fr", "urn:x")


@pytest.mark.parametrize("lexical", ['"x"^^xsd:integer', '"2023-13-01"^^xsd:date', '"2023-01-01"^^xsd:dateTime'])
def test_literals_without_a_value_stay_texts(near: Connection, lexical: str) -> None:
    (found,) = rows(near, f"SELECT ({lexical} AS ?x) {{}}").values("x")
    assert isinstance(found, Text)
    assert found.datatype.startswith("http://www.w3.org/2001/XMLSchema#")


def test_frames_have_the_types_of_the_page(graph: Connection) -> None:
    found = rows(graph, VALUES)
    frame = found.to_polars()
    types = dict(zip(frame.columns, frame.dtypes, strict=True))
    assert types == {
        **{name: pl.String() for name in ("text", "plain", "year", "iri")},
        **{"n": pl.Int64(), "f": pl.Float64(), "b": pl.Boolean(), "day": pl.Date()},
        **{"d": pl.Decimal(38, types["d"].scale), "at": pl.Datetime("us")},  # type: ignore[attr-defined]
    }
    assert frame["at"][0] == datetime(2023, 1, 1, 4)
    pandas = found.to_pandas()
    assert {name: str(dtype) for name, dtype in pandas.dtypes.items()} == {
        **dict.fromkeys(("text", "plain", "year", "iri"), "string"),
        **{"n": "Int64", "d": "Float64", "f": "Float64", "b": "boolean", "day": "datetime64[s]"},
        "at": "datetime64[us]",
    }
    assert pandas["d"][0] == 1.5
    assert pandas.iloc[1].isna().all()


@pytest.mark.parametrize(
    ("terms", "type_", "cells"),
    [
        ("1 2.50", pl.Decimal(38, 2), [Decimal(1), Decimal("2.50")]),
        ("1 2.5e0", pl.Float64(), [1.0, 2.5]),
        ('1 "x"', pl.String(), ["1", "x"]),
        ("1 true", pl.String(), ["1", "true"]),
        ('"2023-01-01"^^xsd:date 1', pl.String(), ["2023-01-01", "1"]),
        ("9223372036854775808 1", pl.String(), ["9223372036854775808", "1"]),
    ],
)
def test_a_column_has_one_type(terms: str, type_: pl.DataType, cells: list[object]) -> None:
    read = {
        **{"1": Term("literal", "1", f"{XSD}integer"), "2.50": Term("literal", "2.50", f"{XSD}decimal")},
        **{"2.5e0": Term("literal", "2.5e0", f"{XSD}double"), "true": Term("literal", "true", f"{XSD}boolean")},
        **{'"x"': Term("literal", "x"), '"2023-01-01"^^xsd:date': Term("literal", "2023-01-01", f"{XSD}date")},
        "9223372036854775808": Term("literal", "9223372036854775808", f"{XSD}integer"),
    }
    series = Solutions(Rows(("x",), tuple({"x": read[term]} for term in terms.split()))).to_polars()["x"]
    assert (series.dtype, series.to_list()) == (type_, cells)


def test_frames_of_no_rows_have_their_columns(graph: Connection) -> None:
    found = rows(graph, "SELECT ?a ?b { FILTER(false) }")
    assert (found.to_polars().shape, found.to_pandas().shape, found.to_csv()) == ((0, 2), (0, 2), "a,b\n")


def test_csv_reads_back(graph: Connection, tmp_path: Path) -> None:
    found = rows(graph, 'SELECT ("a, \\"b\\"\\nc" AS ?x) (2 AS ?y) {}')
    text = found.to_csv(tmp_path / "rows.csv")
    assert text == 'x,y\n"a, ""b""\nc",2\n'
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8") == text
    with pytest.raises(OutputError, match="cannot be written"):
        found.to_csv(tmp_path / "none" / "rows.csv")


def test_without_pandas_the_remedy_is_said(near: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PackageMissingError, match="pip install pandas"):
        rows(near, "SELECT * {}").to_pandas()


def test_truths_and_graphs(near: Connection, far: Connection) -> None:
    for graph in (near, far):
        assert graph.query(f"ASK {{ <{COUNTRY}> a m4sd:State }}") is True
        assert graph.query(f"ASK {{ <{COUNTRY}> a m4sd:Policy }}") is False
    here, there = near.query(ENDS_TOGETHER), far.query(ENDS_TOGETHER)
    assert isinstance(here, rdflib.Graph)
    assert isinstance(there, rdflib.Graph)
    assert set(here) == set(there)
    assert len(here) > 20
    assert "country:kyrgyzstan" in here.serialize(format="turtle")


def test_every_question_is_the_same_near_and_far(near: Connection, far: Connection) -> None:
    assert [q.id for q in near.questions()] == [q.id for q in far.questions()]
    for query in near.questions()[::3]:
        here, there = near.question(query.id), far.question(query.id)
        assert here.variables == there.variables
        assert sorted(here.to_csv().splitlines()) == sorted(there.to_csv().splitlines()), query.id


@pytest.mark.parametrize(
    "meant", ["KGZ", "kg", "417", "Кыргызстан", "country:kyrgyzstan", COUNTRY, "country/kyrgyzstan"]
)
def test_a_thing_goes_by_many_names(graph: Connection, meant: str) -> None:
    assert graph.find(meant) == COUNTRY
    asked = graph.question("instruments-in-force", country=meant, day=date(2023, 1, 1))
    assert len(asked) == len(graph.question("CQ-01", day="2023-01-01")) > 3


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda g: g.question("gaps-in-domian"), NotFoundError, "Nearest: gaps-in-domain"),
        (lambda g: g.question("gaps-in-domain", dominion="4"), ParameterError, "Parameters: domain, lang"),
        (
            lambda g: g.question("gaps-in-domain", domain="Kyrgystan"),
            ParameterError,
            "parameter domain: nothing goes by",
        ),
        (lambda g: g.question("gaps-in-domain", domain="mgi:99"), ParameterError, "nothing is known about this IRI"),
        (lambda g: g.question("gaps-in-domain", domain="4", lang="xx"), ParameterError, "One of en, fr"),
        (lambda g: g.question("instruments-in-force", day="soon"), ParameterError, "not a date"),
        (lambda g: g.coherence("nobody", "17.14"), ParameterError, "parameter source"),
        (lambda g: g.coherence(COUNCIL, "10.77"), ParameterError, "Nearest: .*sdg:10.7"),
        (lambda g: g.coherence.matrix(country="KGB"), ParameterError, "parameter country: nothing goes by 'KGB'"),
        (lambda g: g.coherence.matrix("rows"), ParameterError, "One of instrument"),
        (lambda g: g.coherence.status(as_of="soon"), ParameterError, "YYYY-MM-DD"),
        (lambda g: g.coherence.status(grade=4), ParameterError, "1, 2 or 3"),
        (lambda g: g.coherence.gaps("targts"), ParameterError, "One of body"),
        (lambda g: g.get("country:kyrgystan"), NotFoundError, "Nearest: country:kyrgyzstan"),
        (lambda g: g.get("KGZ", profile="huge"), ParameterError, "minimal, standard, full"),
        (lambda g: g.get("\x00\n\u2028"), NotFoundError, "nothing goes by"),
        (lambda g: g.get("> ?p ?o } #"), NotFoundError, "nothing goes by"),
        (lambda g: g.query("SELECT * { ?s ?p"), QuerySyntaxError, "is not closed"),
        (lambda g: g.query("INSERT DATA { <a:a> <a:b> <a:c> }"), QueryRefusedError, "updates are not accepted"),
        (
            lambda g: g.query("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"),
            QueryRefusedError,
            "SERVICE is not available",
        ),
        (lambda g: g.query("hello"), QuerySyntaxError, "cannot stand at line 1"),
        (lambda g: g.query(""), QuerySyntaxError, "the query is empty"),
    ],
)
def test_what_goes_wrong_is_our_error(graph: Connection, call: object, kind: type[M4SDError], message: str) -> None:
    assert callable(call)
    with pytest.raises(kind, match=message):
        call(graph)


def test_unknown_terms_are_named(graph: Connection) -> None:
    with pytest.raises(UnknownTermError, match="m4sd:Policy"):
        graph.query("SELECT * { ?s a m4sd:Polcy }")


def test_an_ambiguous_name_lists_what_goes_by_it(near: Connection) -> None:
    with pytest.raises(NotFoundError, match=r"things go by '1'\. Say which: ") as caught:
        near.find("1")
    assert 1 < len(caught.value.nearest) <= 5
    assert near.question("gaps-in-domain", domain="1").variables[0] == "finding"


def test_things_are_the_same_near_and_far(near: Connection, far: Connection) -> None:
    for profile in ("minimal", "standard", "full"):
        here = near.get("instrument/kg-migration-policy-concept-2021-2030", profile=profile)
        assert here == far.get("instrument:kg-migration-policy-concept-2021-2030", profile=profile)
        assert here["label"].keys() >= {"en", "fr"}
    french = near.get("KGZ", lang="fr")
    assert french["label"] == {"fr": "Kirghizistan"}
    assert french == far.get("KGZ", lang=["fr", "en"])


def test_chains_are_the_same_near_and_far(near: Connection, far: Connection) -> None:
    here, there = near.coherence("Council on Migration", "17.14"), far.coherence(COUNCIL, "sdg:17.14")
    assert told(here, "fr") == told(there, "fr")
    assert here.trace == there.trace
    (chain,) = here.trace.chains
    end = chain.conclusion
    assert (end.rule, end.grade, end.confidence, end.source) == ("R2", 2, "medium", COUNCIL)
    assert end.length == max(step.length for step in chain.steps)
    asserted = [step for step in chain.steps if step.rule is None]
    assert asserted
    assert all(passage.located() for step in asserted for passage in here.passages(step))
    assert all(here.passages(step) == there.passages(step) != () for step in asserted)
    assert near.coherence(COUNCIL, "6.1").trace.chains == ()


def test_analyses_are_the_same_near_and_far(near: Connection, far: Connection) -> None:
    results = [
        (
            graph.coherence.matrix("instrument", "target", country="KGZ", grade=2, as_of="2023-12-31"),
            graph.coherence.status(threshold=3),
            graph.coherence.coverage(),
            graph.coherence.gaps(country=["kyrgyzstan" if graph is near else "country:kyrgyzstan"]),
            graph.coherence.measures("overlap", without="document:mgi-kyrgyzstan-second-profile"),
            graph.coherence.robustness(reference="gcm", sources="finding"),
        )
        for graph in (near, far)
    ]
    assert results[0] == results[1]
    matrix, _, covered, gaps, *_ = results[0]
    assert matrix.cells
    assert (covered.asserted.numerator, covered.with_derived.numerator, covered.asserted.denominator) == (1, 18, 33)
    assert list(gaps) == list(GAP_SORTS)
    trace = near.coherence("finding", "m4sd:Objective", reviewed_only=True).trace
    assert (len(trace.source.things) > 30, trace.chains) == (True, ())


def test_search_finds_in_every_language(graph: Connection) -> None:
    found = graph.search("торговлей людьми", lang="en")
    assert found.total == len(found.hits) > 0
    assert found.hits[0].matched.language == "ru"
    assert graph.search("KGZ").hits[0].iri == COUNTRY
    assert graph.search("kyrgyzstan").hits[0].name == "Kyrgyzstan"
    assert graph.search("  ").total == graph.search('"} #').total == 0
    pages = [graph.search("migration", limit=5, start=start) for start in (0, 5)]
    assert pages[0].total == pages[1].total > 10
    assert not {h.iri for h in pages[0].hits} & {h.iri for h in pages[1].hits}


def test_after_close_every_method_says_so(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M4SD_RELEASES", str(release.folder.parent))
    with connect() as graph:
        pass
    for call in (lambda: graph.query("ASK {}"), lambda: graph.get("KGZ"), lambda: graph.coherence("a", "b")):
        with pytest.raises(StoreError, match="connection is closed"):
            call()
    assert graph.release.version == release.version


def test_the_package_exports_it_lazily() -> None:
    import m4sd_graph

    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        _ = m4sd_graph.conect
