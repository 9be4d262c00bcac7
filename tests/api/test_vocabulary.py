"""``/completion.json`` and ``/labels``: what an editor asks beside the queries."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.services import Services

CLASS = "m4sd:Policy"


def test_terms_come_in_the_readers_language_with_counts_and_demands(client: TestClient) -> None:
    told = client.get("/completion.json?lang=fr").json()
    assert told["lang"] == "fr"
    policy = next(c for c in told["classes"] if c["name"] == CLASS)
    assert policy["count"] > 0
    adopted = next(p for p in told["properties"] if p["name"] == "m4sd:adoptedBy")
    assert (adopted["label"], adopted["ranges"]) == ("adopté par", ["org:Organization"])
    assert next(p for p in told["properties"] if p["name"] == "dcterms:type")["uses"][CLASS][1] == "required"


def test_every_mandatory_property_of_the_shapes_is_marked(services: Services) -> None:
    found = {term.iri: term for term in services.vocabulary().properties}
    rows = services.shapes.select(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT DISTINCT ?c ?p { ?n sh:targetClass ?c ; sh:property ?s . "
        "?s sh:path ?p ; sh:minCount ?least ; sh:severity sh:Violation FILTER(ISIRI(?p) && ?least > 0) }"
    ).rows
    # The shapes speak of themselves too, which is no part of the data.
    demanded = [row for row in rows if row["p"].value in found]
    assert len(demanded) > 20
    for row in demanded:
        uses = found[row["p"].value].uses
        assert uses is not None
        assert uses[row["c"].value].demand == "required"


def test_a_copy_that_still_holds_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/completion.json").headers["etag"]
    assert client.get("/completion.json", headers={"If-None-Match": etag}).status_code == 304


def test_names_say_their_language_and_where_their_page_is(client: TestClient) -> None:
    state, unknown = "https://w3id.org/m4sd/id/country/kyrgyzstan", "https://example.org/unknown"
    told = client.post("/labels?lang=fr", json={"iris": [state, unknown]}).json()["names"]
    assert told[state]["text"] == "Kirghizistan"
    assert told[state]["href"] == "/id/country/kyrgyzstan?lang=fr"
    assert unknown not in told
    kyrgyz = client.post("/labels?lang=ky", json={"iris": ["https://w3id.org/m4sd/vocab/mgi-domain/1"]}).json()["names"]
    assert {name["language"] for name in kyrgyz.values()} <= {"", "ru", "en"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"[", "not JSON"),
        (b"[]", "no list"),
        (b'{"iris": [1]}', "no list"),
        (b'{"iris": ["> } DROP"]}', "not an IRI"),
        (b'{"iris": [' + b",".join([b'"urn:x"'] * 1001) + b"]}", "more than 1000"),
    ],
)
def test_a_wrong_body_is_told_what_is_wrong(client: TestClient, body: bytes, told: str) -> None:
    answer = client.post("/labels", content=body)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]
