"""A report reads the same as table, HTML, JSON and Turtle, in either language."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser

import pytest
import rdflib
from rdflib.namespace import RDF, SH
from rich.console import Console

from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import ID, SHAPES, VOCAB
from m4sd_graph.report import COLUMNS, as_html, as_json, as_table, as_turtle, at_least, cells, short
from m4sd_graph.validate import Finding, Report

TRICKY = 'a "quoted" \\ <b>&</b>\nline'


def finding(severity: str, name: str, path: str = "http://www.w3.org/2004/02/skos/core#prefLabel") -> Finding:
    return Finding(
        severity=severity,
        record=f"{ID}org/{name}",
        file=f"data/international/{name}.ttl",
        shape=f"{SHAPES}Named-label",
        path=path,
        value=TRICKY,
        message={"en": f"Name {name}. {TRICKY}", "fr": f"Nommer {name}."},
        why={"en": "Readers look for names."},
    )


REPORT = Report((finding("Violation", "a"), finding("Warning", "b", path=""), finding("Info", "c")))


class Cells(HTMLParser):
    """The texts of the cells of a page's table."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open = tag in ("td", "th")
        if self.open:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[-1] += data


@pytest.mark.parametrize(("severity", "count"), [("Violation", 1), ("Warning", 2), ("Info", 3)])
def test_only_the_asked_severity_and_worse_are_shown(severity: str, count: int) -> None:
    shown = at_least(REPORT, severity)
    assert len(shown.shown) == count
    assert shown.counts() == REPORT.counts()


def test_an_unknown_severity_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ParameterError, match=r"Fatal: unknown severity\. One of Violation, Warning, Info"):
        at_least(REPORT, "Fatal")


def test_json_holds_everything() -> None:
    data = json.loads(as_json(REPORT))
    assert (data["conforms"], data["counts"]) == (False, {"Violation": 1, "Warning": 1, "Info": 1})
    assert data["findings"][0]["message"]["en"] == f"Name a. {TRICKY}"
    assert [f["file"] for f in data["findings"]] == [f.file for f in REPORT.findings]


def test_turtle_is_a_report_of_the_standard() -> None:
    graph = rdflib.Graph().parse(data=as_turtle(REPORT), format="turtle")
    [report] = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == rdflib.Literal(False)
    results = {graph.value(r, SH.focusNode): r for r in graph.objects(report, SH.result)}
    assert len(results) == 3
    first = results[rdflib.URIRef(f"{ID}org/a")]
    assert graph.value(first, SH.resultSeverity) == SH.Violation
    assert graph.value(first, SH.sourceShape) == rdflib.URIRef(f"{SHAPES}Named-label")
    assert set(graph.objects(first, SH.resultMessage)) == {
        rdflib.Literal(f"Name a. {TRICKY}", lang="en"),
        rdflib.Literal("Nommer a.", lang="fr"),
    }
    assert graph.value(results[rdflib.URIRef(f"{ID}org/b")], SH.resultPath) is None


def test_a_report_without_findings_conforms_in_every_form() -> None:
    empty = Report(())
    graph = rdflib.Graph().parse(data=as_turtle(empty), format="turtle")
    assert next(graph.objects(None, SH.conforms)) == rdflib.Literal(True)
    assert json.loads(as_json(empty))["conforms"] is True
    assert Cells(as_html(empty)).texts == list(COLUMNS)


@pytest.mark.parametrize(("language", "fix"), [("en", f"Name a. {TRICKY}"), ("fr", "Nommer a.")])
def test_html_shows_the_cells_as_text(language: str, fix: str) -> None:
    texts = Cells(as_html(REPORT, language)).texts
    assert texts[: len(COLUMNS)] == list(COLUMNS)
    assert texts[len(COLUMNS) : 2 * len(COLUMNS)] == list(cells(REPORT.findings[0], language))
    assert texts[2 * len(COLUMNS) - 1] == fix
    assert f"<html lang={language}>" in as_html(REPORT, language)


def test_a_text_that_is_missing_in_a_language_is_shown_in_another() -> None:
    assert "Readers look for names." in cells(REPORT.findings[0], "fr")[4]


def test_the_table_shows_record_file_shape_and_fix() -> None:
    console = Console(width=240, record=True, file=io.StringIO())
    console.print(as_table(REPORT))
    text = console.export_text()
    for part in ("org/a", "data/international/a.ttl", "Named-label", "Name a.", *COLUMNS):
        assert part in text


@pytest.mark.parametrize(
    ("iri", "name"),
    [(f"{SHAPES}X", "X"), (f"{ID}org/x", "org/x"), (f"{VOCAB}unit/usd", "unit/usd"), ("http://a/b", "http://a/b")],
)
def test_our_iris_are_shortened(iri: str, name: str) -> None:
    assert short(iri) == name
