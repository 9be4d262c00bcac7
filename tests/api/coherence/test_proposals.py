"""``POST /coherence/what-if``: what a proposal would change, and every way in which one can be hostile."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from api.body import SlowBodyError
from api.coherence import body
from api.coherence.body import proposal_in
from api.main import create_app
from api.services import Services
from m4sd_graph.coherence.changes import MOST_BYTES
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.errors import BusyError, QueryLimitError, QueryTimeoutError
from m4sd_graph.release import Release
from m4sd_graph.workers.proposals import Order, Proposals
from tests.conftest import services_over

PLAN = (Path(__file__).resolve().parents[3] / "docs/examples/what-if.ttl").read_bytes()
TURTLE = {"Content-Type": "text/turtle"}


def order(release: Release, content: bytes, memory: int = 512 * 2**20) -> Order:
    prefixes: Mapping[str, str] = release.manifest["prefixes"]
    return Order(release.folder, release.version, prefixes, memory, content, "body", Scope(), Frame(columns="target"))


def test_a_plan_changes_cells_statuses_and_nothing_stored(client: TestClient, release: Release) -> None:
    before = client.get("/coherence/status").json()
    files = sorted(path for path in release.folder.rglob("*") if path.is_file())
    found = client.post("/coherence/what-if?country=KGZ", content=PLAN, headers=TURTLE)
    assert (found.status_code, found.headers["content-type"]) == (200, "application/json")
    told = found.json()
    assert (told["release"], told["report"]["conforms"]) == (release.version, True)
    assert len(told["added"]) > 20
    assert told["effect"]["differences"]["cells"]
    assert told["effect"]["hypothetical"]
    assert "etag" not in found.headers
    assert client.get("/coherence/status").json() == before
    assert sorted(path for path in release.folder.rglob("*") if path.is_file()) == files


def test_as_a_table_and_as_a_page(client: TestClient) -> None:
    rows = list(
        csv.reader(io.StringIO(client.post("/coherence/what-if?format=csv", content=PLAN, headers=TURTLE).text))
    )
    assert rows[0][:4] == ["section", "iri", "name", "change"]
    assert len(rows) > 10
    page = client.post("/coherence/what-if?format=html&lang=fr", content=PLAN, headers=TURTLE)
    assert "Et si" in page.text
    assert "Draft plan" not in page.text
    assert "<h2>Cases</h2>" in page.text


@pytest.mark.parametrize(
    ("content", "kind", "status", "words"),
    [
        (b"<a> <b> .", "text/turtle", 400, "body:1:"),
        (b"\xff\xfe\x00", "text/turtle", 400, "body"),
        (b"<< " * 200, "text/turtle", 400, "triple terms"),
        (b"<urn:a> <urn:b> <urn:c> .", "text/turtle", 400, "only records of the graph"),
        (b"PREFIX i: <https://w3id.org/m4sd/id/link/>\ni:x a [] .", "text/turtle", 400, "blank"),
        (b"x" * (MOST_BYTES + 1), "text/turtle", 413, "bytes"),
        (PLAN, "application/json", 415, "text/turtle"),
        (PLAN, "", 415, "text/turtle"),
    ],
)
def test_what_is_refused(client: TestClient, content: bytes, kind: str, status: int, words: str) -> None:
    found = client.post("/coherence/what-if", content=content, headers={"Content-Type": kind})
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert words in str(found.json())


def test_behind_an_endpoint_nothing_can_be_changed_or_compared_with_other_releases(release: Release) -> None:
    services = services_over(release)
    settings = services.settings.model_copy(update={"endpoint": "http://127.0.0.1:9/sparql"})
    with TestClient(create_app(replace(services, settings=settings))) as client:
        refused = client.post("/coherence/what-if", content=PLAN, headers=TURTLE)
        assert (refused.status_code, "endpoint" in refused.json()["detail"]) == (403, True)
        assert client.get("/coherence/compare?release=latest&release=0.0.1").status_code == 403


def test_only_get_and_post(client: TestClient) -> None:
    assert client.get("/coherence/what-if").headers["content-type"].startswith("text/html")
    assert client.options("/coherence/what-if").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    wrong = client.post("/coherence/what-if?row=body", content=PLAN, headers=TURTLE)
    assert (wrong.status_code, "Nearest: rows" in wrong.text) == (400, True)


def test_a_form_says_what_choices_would_change(client: TestClient) -> None:
    chosen = {"way": "choices", "name": 'A "new" plan <b>', "country": "https://w3id.org/m4sd/id/country/kyrgyzstan"}
    row = {"source-1": "", "type-1": "provides-for", "target-1": "18(b)", "grade-1": "3"}
    page = client.post("/coherence/what-if?format=html", data={**chosen, **row})
    assert page.status_code == 200
    assert "SDG 4.4" in page.text
    assert "A &#34;new&#34; plan &lt;b&gt;" in page.text
    assert "plan <b>" not in page.text
    assert 'role="alert"' not in page.text


def test_the_form_names_kinds_of_links_in_the_language_of_the_page(client: TestClient) -> None:
    page = client.get("/coherence/what-if?format=html&lang=fr").text
    assert '<option value="provides-for" selected>est au service de</option>' in page


CHOSEN = {
    **{"way": "choices", "name": "A plan", "country": "https://w3id.org/m4sd/id/country/kyrgyzstan"},
    **{"source-1": "", "type-1": "provides-for", "target-1": "18(b)", "grade-1": "3"},
}


@pytest.fixture(scope="module")
def rows_of_chosen(client: TestClient) -> str:
    """The effect of what is chosen, as CSV."""
    found = client.post("/coherence/what-if?format=csv", data=CHOSEN)
    assert (found.status_code, found.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return str(found.text)


def test_what_a_form_would_change_is_a_file_too(client: TestClient, rows_of_chosen: str) -> None:
    assert "http://metadata.un.org/sdg/4.4" in rows_of_chosen
    book = client.post("/coherence/what-if?format=xlsx", data=CHOSEN)
    assert book.headers["content-disposition"] == 'attachment; filename="coherence-what-if.xlsx"'
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None


def test_the_effect_is_said_in_short_and_offers_its_files(client: TestClient, rows_of_chosen: str) -> None:
    page = client.post("/coherence/what-if?format=html", data=CHOSEN).text
    said = page.partition('id="in-short">')[2].partition("<")[0]
    for section, words in (("figures", "figure"), ("cells", "cell"), ("links", "link")):
        number = sum(row.startswith(f"{section},") for row in rows_of_chosen.splitlines())
        assert re.search(rf"\b{number} {words}", said), said
    for name in ("csv", "xlsx", "json"):
        assert f'formaction="/coherence/what-if?format={name}"' in page


def test_a_form_says_what_counts(client: TestClient, rows_of_chosen: str) -> None:
    """The fields of the form are parameters; what is wrong in one is said beside the form."""
    asked = client.post("/coherence/what-if?format=csv", data={**CHOSEN, "reference": "gcm", "columns": "objective"})
    assert "https://w3id.org/m4sd/vocab/gcm/18" in asked.text
    assert "http://metadata.un.org/sdg/4.4" not in asked.text.partition("\nlinks,")[0]
    assert asked.text != rows_of_chosen
    wrong = client.post("/coherence/what-if?format=html", data={**CHOSEN, "grade": "9"})
    assert (wrong.status_code, "A plan" in wrong.text, "parameter grade" in wrong.text) == (400, True, True)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"way": "turtle", "turtle": "no turtle <b>"}, "turtle:1:1"),
        ({"way": "choices", "target-1": "99.99"}, "row 1"),
        ({"way": "choices", "target-2": "10.7", "type-2": "provides-for", "grade-2": "2"}, "name"),
        ({"way": "choices"}, "no link is chosen"),
    ],
)
def test_a_form_keeps_what_was_typed_and_says_where_it_is_wrong(
    client: TestClient, form: dict[str, str], told: str
) -> None:
    page = client.post("/coherence/what-if?format=html", data=form)
    assert page.status_code == 400
    alert = page.text.partition('role="alert"')[2].partition("</div>")[0]
    assert told in alert
    for value in form.values():
        assert value.replace("<b>", "&lt;b&gt;") in page.text


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def receive() -> dict[str, object]:
        await asyncio.sleep(5)
        return {"type": "http.request", "body": b"", "more_body": True}

    monkeypatch.setattr(body, "PATIENCE", 0.1)
    request = Request({"type": "http", "method": "POST", "headers": [(b"content-type", b"text/turtle")]}, receive)
    with pytest.raises(SlowBodyError):
        asyncio.run(proposal_in(request))


def test_time_and_memory_are_bounded(release: Release) -> None:
    with pytest.raises(QueryTimeoutError, match=r"0\.5 s"):
        asyncio.run(Proposals(0.5).weigh(order(release, PLAN)))
    with pytest.raises(QueryLimitError, match="memory"):
        asyncio.run(Proposals(120).weigh(order(release, PLAN, memory=2**20)))


def test_no_process_outlives_its_time(release: Release) -> None:
    async def children() -> list[str]:
        with pytest.raises(QueryTimeoutError):
            await Proposals(1.0).weigh(order(release, PLAN))
        await asyncio.sleep(0.5)
        found = []
        for entry in Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_bytes()
                parent = (entry / "status").read_text(encoding="ascii")
            except OSError:
                continue
            if b"workers.weigher" in command and f"PPid:\t{os.getpid()}\n" in parent and "State:\tZ" not in parent:
                found.append(entry.name)
        return found

    assert asyncio.run(children()) == []


def test_who_comes_when_too_many_wait_is_told_to_come_back(release: Release) -> None:
    async def crowd() -> list[object]:
        proposals = Proposals(3.0, running=1, waiting=1)
        weighed = [proposals.weigh(order(release, PLAN)) for _ in range(4)]
        return list(await asyncio.gather(*weighed, return_exceptions=True))

    found = asyncio.run(crowd())
    busy = [one for one in found if isinstance(one, BusyError)]
    assert len(busy) >= 2
    assert all(one.retry_after > 0 for one in busy)


def test_busy_is_503_with_the_time_to_wait(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.proposals, "_waiting", 0)
    found = client.post("/coherence/what-if", content=PLAN, headers=TURTLE)
    assert (found.status_code, int(found.headers["retry-after"]) > 0) == (503, True)
