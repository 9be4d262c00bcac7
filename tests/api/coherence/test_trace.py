"""``/coherence/trace``: the chains in every form, and what it says where there is none or where there are too many."""

from __future__ import annotations

import html
import json
import xml.etree.ElementTree as ET

import pytest
import rdflib
from starlette.testclient import TestClient

from api.routes.coherence_answers import TRACE
from api.routes.coherence_trace import MOST
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore

COUNCIL, TARGET = "body:kg-council-on-migration", "sdg:17.14"
ASKED = {"from": COUNCIL, "to": TARGET}
IRI = "https://w3id.org/m4sd/id/org/kg-council-on-migration"


def get(client: TestClient, **more: str) -> str:
    found = client.get("/coherence/trace", params={**ASKED, **more})
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(TRACE.names[more.get("format", "json")])
    return str(found.text)


def test_json_tells_the_chain_down_to_the_passage(client: TestClient, release: Release) -> None:
    found = json.loads(get(client))
    assert found["release"] == release.version
    [chain] = found["chains"]
    assert (chain["grade"], chain["confidence"], chain["length"], chain["asserted"]) == (2, "medium", 3, False)
    assert [step["rule"] for step in chain["steps"]] == [None, "R1", None, "R2"]
    passages = [passage for step in chain["steps"] for passage in step.get("passages", ())]
    assert (8572, "Migration Governance Second Profile: The Kyrgyz Republic") in [
        (p["start"], p["title"]) for p in passages
    ]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (IRI, "17.14"),
        ("org/kg-council-on-migration", "http://metadata.un.org/sdg/17.14"),
        ("Council on Migration", TARGET),
    ],
)
def test_an_end_goes_by_many_names(client: TestClient, source: str, target: str) -> None:
    assert json.loads(get(client, **{"from": source, "to": target})) == json.loads(get(client))


def test_words_in_every_language_of_ours_and_names_in_others(client: TestClient) -> None:
    assert "Derived from step 1 by rule R1" in get(client, format="text")
    assert "Comptés" not in get(client, format="text", lang="fr")
    assert "la cible 17.14 des ODD" in get(client, format="text", lang="fr")
    assert "задача ЦУР 17.14" in get(client, format="text", lang="ru")
    assert "ТӨМ 17.14 милдети" in get(client, format="text", lang="ky")
    assert "“de”" in get(client, format="text", lang="de")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_json_ld_holds_triples_of_the_graph_only(client: TestClient, store: LocalStore) -> None:
    document = json.loads(get(client, format="jsonld"))
    document["@context"] = client.get("/context/v1.jsonld").json()["@context"]
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert len(graph) > 30
    wanted = "\n".join(f"{s.n3()} {p.n3()} {o.n3()} ." for s, p, o in graph)
    assert store.ask(f"ASK {{ {wanted} }}")


def test_the_query_finds_the_same_links_at_the_endpoint(client: TestClient) -> None:
    rows = client.post("/sparql", data={"query": get(client, format="sparql")}).json()["results"]["bindings"]
    steps = json.loads(get(client))["chains"][0]["steps"]
    assert {row["step"]["value"] for row in rows} == {step["link"] for step in steps}


def test_pictures(client: TestClient) -> None:
    assert get(client, format="mermaid").startswith("flowchart")
    assert ET.fromstring(get(client, format="svg")).tag == "{http://www.w3.org/2000/svg}svg"


def test_no_chain_says_what_was_searched(client: TestClient) -> None:
    found = json.loads(get(client, to="sdg:6.1"))
    assert found["chains"] == []
    assert found["searched"] > 100
    assert found["outgoing"]["count"] == len(found["outgoing"]["links"]) > 0
    page = get(client, to="sdg:6.1", format="html", lang="fr")
    assert get(client, to="sdg:6.1", format="text", lang="fr").splitlines()[0] in html.unescape(page)


def test_options_narrow(client: TestClient) -> None:
    assert json.loads(get(client, **{"asserted-only": "true"}))["chains"] == []
    assert json.loads(get(client, grade="3"))["chains"] == []
    assert json.loads(get(client, **{"max-length": "2"}))["chains"] == []
    assert json.loads(get(client, without="document:mgi-kyrgyzstan-second-profile"))["chains"] == []


def test_too_many_chains_are_refused_and_never_cut(client: TestClient) -> None:
    many = client.get("/coherence/trace", params={"from": "KGZ", "to": "m4sd:Objective"})
    assert many.status_code == 422
    told = many.json()
    assert (told["limit"], told["value"]) == ("chains", MOST)
    assert int(told["detail"].split()[0]) > MOST
    assert "grade" in told["remedy"]
    fewer = client.get("/coherence/trace", params={"from": "KGZ", "to": "target"}).json()
    assert 100 < len(fewer["chains"]) <= MOST


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_leads_to_the_passages(client: TestClient, lang: str) -> None:
    page = get(client, format="html", lang=lang)
    assert f'lang="{lang}"' in page
    assert 'href="/id/document/mgi-kyrgyzstan-second-profile' in page
    assert "#:~:text=" in page
    assert {"en": "provides for ·", "fr": "est au service de ·"}[lang] in page
    assert "R2" in page
