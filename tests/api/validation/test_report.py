"""``/validation``: what the checks say of the release, by rule and by folder, in every form, and its badge."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import rdflib
from starlette.testclient import TestClient

from api.main import create_app
from m4sd_graph.namespaces import SH
from m4sd_graph.release import Release
from tests.conftest import services_over

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(valid: Release) -> Iterator[TestClient]:
    """A service of the workspace with its true report."""
    with TestClient(create_app(services_over(valid)), follow_redirects=False) as client:
        yield client


def test_json_counts_what_it_lists(client: TestClient) -> None:
    told = client.get("/validation", headers={"Accept": "application/json"}).json()
    assert told["conforms"]
    assert told["counts"]["Violation"] == 0
    assert len(told["findings"]) == sum(told["counts"].values()) > 0
    assert {"severity", "record", "file", "shape", "message", "why"} <= set(told["findings"][0])


def test_csv_and_turtle_hold_the_same_findings(client: TestClient) -> None:
    total = len(client.get("/validation.json").json()["findings"])
    rows = list(csv.DictReader(io.StringIO(client.get("/validation.csv").text)))
    graph = rdflib.Graph().parse(data=client.get("/validation.ttl").text, format="turtle")
    assert len(rows) == total
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{SH}ValidationResult")))) == total


def test_findings_are_narrowed_by_severity_rule_and_folder(client: TestClient) -> None:
    everything = client.get("/validation.json").json()["findings"]
    first = everything[0]
    for name, value in (("severity", first["severity"]), ("rule", first["shape"])):
        told = client.get("/validation.json", params={name: value}).json()
        assert 0 < told["shown"] == len(told["findings"]) <= len(everything)
    assert client.get("/validation.json", params={"severity": "Violation"}).json()["shown"] == 0


def test_the_page_counts_by_rule_and_by_folder(client: TestClient) -> None:
    text = client.get("/validation.html", headers=PAGE).text
    assert "This release conforms." in text
    assert "By rule" in text
    assert "By responsible folder" in text
    assert 'enctype="multipart/form-data"' in text


@pytest.mark.parametrize("lang", ["en", "fr", "ru", "ky"])
def test_the_badge_is_a_picture_with_the_number(client: TestClient, lang: str) -> None:
    answer = client.get(f"/validation/badge.svg?lang={lang}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "0" in "".join(ElementTree.fromstring(answer.text).itertext())
