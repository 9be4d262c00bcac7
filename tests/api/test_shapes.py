"""The shapes and the release can be read at the addresses that reports and the manifest give them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from api.services import Services
from m4sd_graph.load import load_shapes
from m4sd_graph.namespaces import BASE, SHAPES
from m4sd_graph.store.protocol import GRAPH_TYPES
from m4sd_graph.workspace import Workspace

CHECKS = (rdflib.SH.NodeShape, rdflib.SH.PropertyShape, rdflib.SH.SPARQLConstraint)


@pytest.fixture(scope="module")
def shapes(workspace: Workspace) -> rdflib.Graph:
    return load_shapes(workspace)


@pytest.mark.parametrize(("suffix", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "")])
def test_every_form_holds_the_shapes(client: TestClient, shapes: rdflib.Graph, suffix: str, parser: str) -> None:
    answer = client.get(f"/shapes.{suffix}")
    assert answer.status_code == 200
    if parser:
        assert set(rdflib.Graph().parse(data=answer.content, format=parser)) == set(shapes)
    else:
        assert len(answer.json()["@graph"]) == len(set(shapes.subjects()))


def test_accept_decides(client: TestClient) -> None:
    answer = client.get("/shapes", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    assert f'<{BASE}shapes>; rel="canonical"' in answer.headers["link"]
    assert client.get("/shapes.csv").status_code == 406


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_check_has_its_place_on_the_page(client: TestClient, shapes: rdflib.Graph, lang: str) -> None:
    text = client.get(f"/shapes.html?lang={lang}").text
    checks = {str(check) for kind in CHECKS for check in shapes.subjects(rdflib.RDF.type, kind)}
    assert len(checks) > 200
    for check in checks:
        assert f'id="{check.removeprefix(SHAPES)}"' in text
    assert {"en": "Complete the record of the instrument.", "fr": "Compléter la fiche de l’instrument."}[lang] in text


def test_shapes_are_no_part_of_the_graph(services: Services) -> None:
    assert not services.store.ask(f"ASK {{ <{SHAPES}Instrument> a ?type }}")


def test_the_release_is_its_manifest(client: TestClient, services: Services) -> None:
    path = str(services.manifest["iri"]).removeprefix(BASE)
    for address in (f"/{path}", f"/{path}.json", f"/{path.replace('+', '%2B')}"):
        assert client.get(address).json() == services.manifest
    assert f'<{services.manifest["iri"]}>; rel="canonical"' in client.get(f"/{path}").headers["link"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_of_the_release(client: TestClient, services: Services, lang: str) -> None:
    text = client.get(f"/release/{services.manifest['version']}.html?lang={lang}").text
    assert services.manifest["digest"]["value"] in text
    assert all(name in text for name in services.manifest["files"])
    assert {"en": "Files", "fr": "Fichiers"}[lang] in text


@pytest.mark.parametrize("name", ["", "9.9.9", "9.9.9.html"])
def test_another_release_is_not_found(client: TestClient, services: Services, name: str) -> None:
    answer = client.get(f"/release/{name}", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert services.manifest["iri"] in answer.text


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_the_release_in_rdf(client: TestClient, services: Services, form: str) -> None:
    answer = client.get(f"/release/{services.manifest['version']}.{form}")
    assert answer.headers["content-type"].partition(";")[0] == GRAPH_TYPES[form]
    found = {t.predicate.value: str(t.object) for t in triples_of(answer.content, form, services)}
    assert f'"{services.manifest["quads"]}"' in found["http://rdfs.org/ns/void#triples"]
    assert found["http://www.w3.org/ns/dcat#version"] == f'"{services.manifest["version"]}"'


def triples_of(content: bytes, form: str, services: Services) -> Iterator[ox.Triple]:
    if form != "jsonld":
        return (quad.triple for quad in ox.parse(content, ox.RdfFormat.from_media_type(GRAPH_TYPES[form])))
    told = {**json.loads(content), "@context": services.context["@context"]}
    return (quad.triple for quad in ox.parse(json.dumps(told), ox.RdfFormat.JSON_LD))


def test_a_form_that_a_manifest_has_not(client: TestClient, services: Services) -> None:
    assert client.get(f"/release/{services.manifest['version']}?format=csv").status_code == 406
