"""Every failure has one shape, in the form that was asked for, and never a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.services import Services
from m4sd_graph.errors import StoreError
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import GraphChoice, Rows

UNKNOWN = "/id/country/kyrgystan"


def test_problem_json_by_default(client: TestClient) -> None:
    answer = client.get(UNKNOWN)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (404, "Not found")
    assert problem["place"] == "https://w3id.org/m4sd/id/country/kyrgystan"
    assert problem["nearest"][0] == "https://w3id.org/m4sd/id/country/kyrgyzstan"
    assert "kyrgyzstan" in problem["remedy"]


def test_a_line_for_text_clients(client: TestClient) -> None:
    answer = client.get(UNKNOWN, headers={"Accept": "text/plain"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("404 Not found: https://w3id.org/m4sd/id/country/kyrgystan: nothing is known")
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize(
    ("path", "accept"), [(UNKNOWN, "text/html"), (f"{UNKNOWN}.html", "*/*"), (f"{UNKNOWN}?format=html", "text/turtle")]
)
def test_a_page_for_readers(client: TestClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert 'href="/id/country/kyrgyzstan"' in answer.text


def test_json_is_answered_with_json(client: TestClient) -> None:
    answer = client.get(f"{UNKNOWN}.json", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unheard_of_type_still_gets_a_problem(client: TestClient) -> None:
    answer = client.get("/id/country/kyrgyzstan", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ttl (text/turtle)" in answer.json()["remedy"]


def test_an_address_that_is_none(client: TestClient) -> None:
    problem = client.get("/nowhere/at/all").json()
    assert (problem["status"], problem["detail"]) == (404, "/nowhere/at/all is not an address of this service.")


@pytest.mark.parametrize("path", ["/static/none.css", "/static/../main.py", "/static/%2e%2e/main.py"])
def test_static_files_stay_in_their_folder(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


class Failing(LocalStore):
    """A store that fails in a way nobody foresaw, or (``expected``) in one that was."""

    expected = False

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        if self.expected:
            raise StoreError("the endpoint did not answer.", remedy="Check that it is running.")
        raise RuntimeError("secret detail")


class Unreachable(Failing):
    expected = True


def failing(services: Services, kind: type[Failing]) -> TestClient:
    store = kind.from_nquads(services.settings.releases / services.manifest["version"] / "dumps/m4sd.nq", {})
    return TestClient(create_app(replace(services, store=store)), raise_server_exceptions=False)


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/plain"])
def test_an_unexpected_failure_says_nothing_of_itself(services: Services, accept: str) -> None:
    answer = failing(services, Failing).get("/questions/findings-by-domain?format=html", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "the failure was logged" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/plain"])
def test_a_store_that_does_not_answer(services: Services, accept: str) -> None:
    answer = failing(services, Unreachable).get("/questions/findings-by-domain?format=html", headers={"Accept": accept})
    assert answer.status_code == 502
    assert "the endpoint did not answer." in answer.text
