"""Query files: what their headers may say, and how values get in, as terms and never as text."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.catalog import Parameter, Query, is_iri, load_catalog, parse_query, parse_query_text
from m4sd_graph.errors import NotFoundError, ParameterError, QueryFileError
from m4sd_graph.load import load_prefixes
from m4sd_graph.namespaces import XSD
from m4sd_graph.workspace import find_workspace
from tests.lib.support import ROOT

TITLE = "#+ title: {en: Ferries, fr: Bacs}\n"
TWO = (
    TITLE
    + """\
#+ parameters:
#+   - {name: one, type: string, example: bac}
#+   - {name: two, type: string, example: quai}
SELECT ?one ?two { VALUES ?one { "bac" } VALUES ?two { "quai" } }
"""
)


def parsed(text: str) -> Query:
    return parse_query_text(text, "ferries", "questions")


def parameter(kind: str, example: str, body: str = "", required: str = "true") -> Query:
    term = body or "UNDEF"
    head = f"#+ parameters:\n#+   - {{name: x, type: {kind}, example: {example!r}, required: {required}}}\n"
    return parsed(f"{TITLE}{head}SELECT ?x {{ VALUES ?x {{ {term} }} }}\n")


def answered(text: str) -> list[ox.QuerySolution]:
    result = ox.Store().query(text)
    assert isinstance(result, ox.QuerySolutions)
    return list(result)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ titel: {en: a, fr: b}", "unknown header key 'titel'. Keys: answers, description"),
        ("#+ title: {en: a}", "header key 'title' needs en and fr."),
        ("#+ title: a", "header key 'title' needs en and fr."),
        ("", "header key 'title' needs en and fr."),
        (f"{TITLE}#+ question: {{en: Which}}", "header key 'question' needs en and fr."),
        (f"{TITLE}#+ description: Which.", "header key 'description' needs en and fr."),
        (f"{TITLE}#+ keywords: ferry", "header key 'keywords' needs a list."),
        (f"{TITLE}#+ order: first", "header key 'order' needs a whole number."),
        ("#+ title: {en: a", r"questions/ferries.rq:1: the header is not YAML"),
        ("#+ - title", "the header is not a list of `#+ key: value` lines."),
        (f"{TITLE}#+ parameters: x", "header key 'parameters' needs a list."),
        (f"{TITLE}#+ parameters: [x]", "parameter None is not well formed. Give name, type (iri, date"),
        (f"{TITLE}#+ parameters: [{{name: x, type: iri}}]", "parameter 'x' is not well formed."),
        (f"{TITLE}#+ parameters: [{{name: x, type: url, example: a}}]", "parameter 'x' is not well formed."),
        (f"{TITLE}#+ parameters: [{{name: x, type: iri, example: a, kind: b}}]", "parameter 'x' is not well formed."),
        (
            f"{TITLE}#+ parameters: [{{name: x, type: string, example: a}}]",
            "parameter x is not bound. Write VALUES ?x { <example> } in the body.",
        ),
    ],
)
def test_a_broken_header_names_file_and_key(header: str, message: str) -> None:
    with pytest.raises(QueryFileError) as caught:
        parsed(f"{header}\nSELECT * {{ ?s ?p ?o }}\n")
    assert str(caught.value).startswith("questions/ferries.rq")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_header_and_body_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "two.rq").write_text(f"{TITLE}#+ answers: CQ-07\n# a remark\nASK {{}}\n", encoding="utf-8")
    query = parse_query(tmp_path / "two.rq", "questions")
    assert (query.id, query.answers, query.title) == ("two", "CQ-07", {"en": "Ferries", "fr": "Bacs"})
    assert query.body == "# a remark\nASK {}\n"


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("iri", "https://example.org/x", "<https://example.org/x>"),
        ("iri", " ex:x ", "<https://example.org/x>"),
        ("date", "2022-05-01", f'"2022-05-01"^^<{XSD}date>'),
        ("integer", "-3", f'"-3"^^<{XSD}integer>'),
        ("string", 'a "b"\n\\c\r', r'"a \"b\"\n\\c\r"'),
    ],
)
def test_a_value_becomes_a_term(kind: str, text: str, term: str) -> None:
    assert parameter(kind, "x").parameters[0].term(text, {"ex": "https://example.org/"}) == term


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("iri", "no iri", "is not an IRI"),
        ("iri", "http://a> } #", "is not an IRI"),
        ("iri", "", "is not an IRI"),
        ("iri", "relative/path", "is not an IRI"),
        ("date", "01.05.2022", "is not a date of the form YYYY-MM-DD"),
        ("date", "2022-02-30", "is not a date"),
        ("integer", "three", "is not a whole number"),
    ],
)
def test_a_malformed_value_names_parameter_and_example(kind: str, text: str, message: str) -> None:
    with pytest.raises(ParameterError, match=rf"^parameter x: the value {message}.* Example: good$"):
        parameter(kind, "good").bind({"x": text}, {})


@given(st.text())
def test_any_text_arrives_as_it_was_sent(text: str) -> None:
    query = parameter("string", "bac", '"bac"')
    try:
        [row] = answered(query.bind({"x": text}, {}))
    except SyntaxError:
        assert re.search(r"[\x00\ud800-\udfff]", text)
    else:
        assert row["x"] == ox.Literal(text)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ('VALUES ?two { "x" }', "} ?s ?p ?o #"),
        ("VALUES ?two { }", "VALUES ?one { }"),
        ("} ?s ?p ?o {", "?one"),
        ("\\", '" } #'),
    ],
)
def test_no_value_is_a_place_for_another(one: str, two: str) -> None:
    [row] = answered(parsed(TWO).bind({"one": one, "two": two}, {}))
    assert (row["one"], row["two"]) == (ox.Literal(one), ox.Literal(two))


def test_what_is_not_given_is_the_example_or_open() -> None:
    assert '"bac"' in parameter("string", "bac", '"quai"').bind({}, {})
    assert "{ UNDEF }" in parameter("string", "bac", '"quai"', required="false").bind({}, {})


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ParameterError, match=r"^parameter three: question ferries has no such .* Parameters: one, two"):
        parsed(TWO).bind({"three": "x"}, {})
    with pytest.raises(ParameterError, match="It takes no parameters"):
        parsed(f"{TITLE}ASK {{}}").bind({"x": "y"}, {})


@pytest.mark.parametrize("iri", ["https://w3id.org/m4sd/id/org/iom", "urn:x:y", "http://metadata.un.org/sdg/10.7"])
def test_absolute_iris_are_iris(iri: str) -> None:
    assert is_iri(iri)
    assert not is_iri(iri + ">")
    assert not is_iri(iri.replace(":", ""))


def test_questions_are_found_by_id_and_number() -> None:
    catalog = load_catalog()
    query = catalog.question("chain")
    assert query.answers
    assert catalog.question(query.answers) == catalog.question(str(int(query.answers.removeprefix("CQ-")))) == query


def test_an_unknown_question_comes_with_near_ones() -> None:
    with pytest.raises(NotFoundError, match=r"no question 'sdg-coverge'\. Nearest: sdg-coverage") as caught:
        load_catalog().question("sdg-coverge")
    assert caught.value.nearest[0] == "sdg-coverage"


@pytest.mark.parametrize("name", ["99", "0", "", "zzz"])
def test_nothing_is_suggested_where_nothing_is_near(name: str) -> None:
    with pytest.raises(NotFoundError, match=rf"^no question '{name}'\. List all with") as caught:
        load_catalog().question(name)
    assert not caught.value.nearest


@pytest.mark.parametrize("language", ["xx", "", "EN", "en-GB", "all"])
def test_a_language_without_names_is_refused(language: str) -> None:
    with pytest.raises(ParameterError, match=r"^parameter lang: .* One of en, fr, ru, ky\.$"):
        load_catalog().question("chain").bind({"lang": language}, {})


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ky"])
def test_a_language_with_names_is_taken(language: str) -> None:
    assert f'VALUES ?lang {{ "{language}" }}' in load_catalog().question("gaps-in-domain").bind({"lang": language}, {})


def test_a_note_is_kept_and_unread_keys_are_refused() -> None:
    assert parsed(f"{TITLE}#+ note: In summer only.\nASK {{}}").note == "In summer only."
    assert parsed(f"{TITLE}ASK {{}}").note is None
    for key in ("kind", "users"):
        with pytest.raises(QueryFileError, match=f"unknown header key '{key}'"):
            parsed(f"{TITLE}#+ {key}: x\nASK {{}}")


def test_every_query_file_of_the_package_is_whole() -> None:
    catalog, prefixes = load_catalog(), load_prefixes(find_workspace(ROOT))
    numbers = [q.answers for q in catalog.of_kind("questions") if q.answers]
    assert len(set(numbers)) == len(numbers)
    assert {f"CQ-{n:02d}" for n in range(1, 33)} <= set(numbers)
    for query in catalog.queries:
        examples = {p.name: p.example for p in query.parameters}
        assert ox.Store().query(query.bind(examples, prefixes)) is not None
        assert all(isinstance(p, Parameter) for p in query.parameters)
        assert query.kind != "questions" or query.question
