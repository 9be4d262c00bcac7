"""Whatever is asked of documents, the answer is a document or a problem with a status and a remedy, never a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

POLICY = "/id/instrument/kg-migration-policy-concept-2021-2030"
PROFILE = "https://w3id.org/m4sd/profile/"

REQUESTS: list[tuple[str, dict[str, str], int]] = [
    (f"{POLICY}?profile=", {}, 400),
    (f"{POLICY}?profile=FULL", {}, 400),
    (f"{POLICY}?profile=full%00", {}, 400),
    (f"{POLICY}?profile={'x' * 10_000}", {}, 400),
    (f"{POLICY}?profile={quote(PROFILE)}none", {}, 400),
    (f"{POLICY}?context=", {}, 400),
    (f"{POLICY}?context=https://example.org/", {}, 400),
    (f"{POLICY}?lang=%0d%0aX-Evil:%201", {}, 400),
    (f"{POLICY}?lang={'fr,' * 1000}fr", {}, 400),
    (f"{POLICY}?lang=%ff", {}, 400),
    (f"{POLICY}.ttl?lang=fr", {}, 400),
    (f"{POLICY}?format=%0d%0a", {}, 406),
    (f"{POLICY}?format={'x' * 10_000}", {}, 406),
    (f"{POLICY}", {"Accept": "image/png"}, 406),
    (f"{POLICY}", {"Accept": "application/ld+json;q=0, */*;q=0"}, 406),
    (f"{POLICY}", {"Accept": f'application/ld+json;profile="{PROFILE}none"'}, 406),
    (f"{POLICY}", {"Accept": "a/b," * 200}, 431),
    (f"{POLICY}", {"Accept": "x" * 5000}, 431),
    ("/id/%00", {}, 404),
    ("/id/a%0d%0aSet-Cookie:%20x", {}, 404),
    ("/id/a%0ab.ttl", {}, 404),
    ("/id/%1b%5b31m", {}, 404),
    ("/id/..%2f..%2fetc%2fpasswd", {}, 404),
    ("/id/%22%3E%3Cscript%3E", {}, 404),
    ("/id/%7D%20UNION%20%7B%3Fs%20%3Fp%20%3Fo", {}, 404),
    ("/id/%ff%fe", {}, 404),
    ("/id/%F0%9F%98%80", {}, 404),
    ("/id/" + "a" * 5000, {}, 404),
    ("/id/.jsonld", {}, 404),
    ("/context/%2e%2e%2fv1.jsonld", {}, 404),
    ("/context/..%5cv1.jsonld", {}, 404),
    ("/context/v1%00.jsonld", {}, 404),
    ("/schemas/%00.json", {}, 404),
    ("/schemas/..%2fPolicy.json", {}, 404),
    ("/profile/%0a", {}, 404),
    ("/profile/", {}, 404),
    ("/graph/%00", {}, 404),
    ("/release/%00", {}, 404),
    ("/ontology/%00.ttl", {}, 404),
    ("/resource?iri=%00", {}, 400),
    ("/resource?iri=urn:x%0d%0ay", {}, 400),
    ("/resource", {}, 400),
]


@pytest.mark.parametrize(("path", "headers", "status"), REQUESTS)
def test_a_problem_with_a_remedy(client: TestClient, path: str, headers: dict[str, str], status: int) -> None:
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem.get("remedy") or problem.get("nearest")
    assert not {"x-evil", "set-cookie"} & set(answer.headers)
    assert "Traceback" not in answer.text
    headed = client.head(path, headers=headers)
    assert (headed.status_code, headed.content) == (status, b"")


@pytest.mark.parametrize("accept", [None, "text/turtle", "text/html", "text/plain", "application/json"])
def test_the_nearest_are_named_in_the_asked_form(client: TestClient, accept: str | None) -> None:
    answer = client.get("/id/country/kyrgystan", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 404
    assert "https://w3id.org/m4sd/id/country/kyrgyzstan" in answer.text
    kinds = {"text/html": "text/html", "text/plain": "text/plain", "application/json": "application/problem+json"}
    assert answer.headers["content-type"].partition(";")[0] == kinds.get(accept or "", "application/problem+json")


TEXT = st.text(max_size=60)
LATIN = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=200)
SPELLED = st.lists(st.sampled_from(["application/ld+json", ";", ",", '"', "profile=", "q=", "*", "/", "0.5", PROFILE]))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    path=TEXT,
    asked=st.dictionaries(st.sampled_from(["profile", "lang", "context", "format", "iri"]), TEXT, max_size=4),
    accept=st.one_of(LATIN, SPELLED.map("".join)),
    tags=LATIN,
)
def test_anything_gets_an_answer(client: TestClient, path: str, asked: dict[str, str], accept: str, tags: str) -> None:
    sent = {"Accept": accept.encode("latin-1"), "If-None-Match": tags.encode("latin-1"), "Accept-Language": b"\xff;q="}
    for address in (f"/id/{quote(path.encode('utf-8', 'surrogatepass'))}", POLICY, "/resource"):
        answer = client.get(address, params=asked, headers=sent)
        assert answer.status_code in (200, 301, 304, 400, 404, 406, 431), answer.text
        if answer.status_code >= 400 and not answer.headers["content-type"].startswith("text/"):
            assert answer.json()["status"] == answer.status_code
