"""Status, gaps, measures, robustness, compare and mechanisms over HTTP: forms, pages in two languages, refusals."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.coherence.titles import caveats_of
from api.coherence.words import WORDS, told
from m4sd_graph.coherence.compare import Reason
from m4sd_graph.coherence.gap_sorts import GAP_SORTS
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.mechanisms import ORDER
from m4sd_graph.release import Release

ROUTES = ("", "/status", "/gaps", "/measures", "/robustness", "/mechanisms", "/compare?country=KGZ&country=MDA")
PAGES = (
    *ROUTES,
    "/compare?as-of=2019-12-31&as-of=2023-12-31&country=KGZ",
    "/status?reference=gcm-actions&country=KGZ&sources=policy",
    "/measures?explain=true",
    "/gaps?country=MDA",
    "/robustness?sources=finding&reference=gcm",
)


def get(client: TestClient, path: str, **parameters: str | list[str]) -> Any:  # noqa: ANN401 - JSON
    found = client.get(f"/coherence{path}", params=parameters or None)
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize("path", ROUTES)
def test_json_by_default_with_the_release(client: TestClient, release: Release, path: str) -> None:
    found = client.get(f"/coherence{path}")
    assert found.headers["content-type"] == "application/json"
    assert found.json()["release"] == release.version
    tag = found.headers["etag"]
    assert client.get(f"/coherence{path}", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_whoever_asks_for_html(client: TestClient, path: str, lang: str) -> None:
    found = client.get(f"/coherence{path}", headers={"Accept": "text/html", "Accept-Language": lang})
    assert found.headers["content-type"].startswith("text/html")
    assert found.headers["content-language"] == lang
    assert {"Accept", "Accept-Language"} <= set(found.headers["vary"].split(", "))
    assert f'<html lang="{lang}">' in found.text
    assert {"en": "Coherence", "fr": "Cohérence"}[lang] in found.text
    assert "style=" not in found.text
    assert re.findall(r"<script(?! type=\"module\" src=\"/static/| type=\"application/json\")", found.text) == []


def test_the_index_leads_to_every_analysis(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    listed = {one["address"].removeprefix("http://testserver") for one in get(client, "")["analyses"]}
    assert listed == {path for path in client.app.openapi()["paths"] if path.startswith("/coherence/")}


def test_every_parameter_has_an_example_that_answers(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    needed = {
        "/coherence/trace": [("from", "body:kg-council-on-migration"), ("to", "sdg:17.14")],
        "/coherence/compare": [("country", "KGZ"), ("country", "MDA")],
    }
    for path, operations in client.app.openapi()["paths"].items():
        if not path.startswith("/coherence") or "get" not in operations:
            continue
        for one in operations["get"]["parameters"]:
            assert one["schema"]["type"]
            if "example" not in one or one["name"] in ("from", "to", "release", "as-of"):
                continue
            example = one["example"][0] if isinstance(one["example"], list) else one["example"]
            value = str(example).lower() if isinstance(example, bool) else str(example)
            given = [pair for pair in needed.get(path, []) if one["name"] != "country"]
            pairs = given or ([("country", "KGZ"), ("country", "MDA")] if path.endswith("compare") else [])
            pairs = pairs if one["name"] == "country" and pairs else [*pairs, (one["name"], value)]
            found = client.get(path, params=pairs)
            assert found.status_code == 200, (path, pairs, found.text)


def test_status_comes_with_both_lists(client: TestClient) -> None:
    found = get(client, "/status")
    for share in found["coverage"].values():
        assert share["numerator"] == len(share["counted"])
        assert share["denominator"] == len(share["of"]) == len(found["members"])
    assert sum(share["numerator"] for share in found["statuses"].values()) == len(found["members"])
    assert found["scope"]["threshold"] == 2


def test_gaps_say_how_we_know(client: TestClient) -> None:
    found = get(client, "/gaps")
    assert set(GAP_SORTS) <= found.keys()
    grounds = {gap["ground"] for sort in ("targets", "body", "counterpart") for gap in found[sort]["found"]}
    assert grounds == {"stated", "not recorded", "no statement"} or grounds == {"stated", "no statement"}
    assert get(client, "/gaps", sort=["body", "period"]).keys() & set(GAP_SORTS) == {"body", "period"}
    actions = get(client, "/gaps", sort="counterpart", commitments="gcm-actions")["counterpart"]["share"]
    assert actions["denominator"] > found["counterpart"]["share"]["denominator"] == 23


def test_measures_by_name_and_explained(client: TestClient) -> None:
    assert set(MEASURES) <= get(client, "/measures").keys()
    assert get(client, "/measures", measure=["overlap", "vertical"]).keys() & set(MEASURES) == {"overlap", "vertical"}
    told_ = get(client, "/measures", explain="true")["measures"]
    assert [one["name"] for one in told_] == list(MEASURES)
    assert all(one["formula"] and one["trust"] and one["reading"]["fr"] for one in told_)
    page = client.get("/coherence/measures?explain=true&format=html&lang=fr").text
    assert all(measure.title["fr"] in page.replace("&#39;", "'") for measure in MEASURES.values())


def test_mechanisms_are_eight_domains_without_a_score(client: TestClient) -> None:
    found = get(client, "/mechanisms", lang="fr")
    assert [one["domain"].rpartition("/")[2] for one in found["domains"]] == list(ORDER)
    assert not {"score", "total", "rank"} & {key for one in found["domains"] for key in one}
    kyrgyz = get(client, "/mechanisms", country="KG")
    assert sum(len(one["found"]) for one in kyrgyz["domains"]) <= sum(len(one["found"]) for one in found["domains"])


def test_compare_countries_days_and_a_release_with_itself(client: TestClient) -> None:
    found = get(client, "/compare", country=["KGZ", "MDA"])
    assert (found["between"], found["first"], found["second"]) == ("countries", "Kyrgyzstan", "Republic of Moldova")
    assert {"not assessed"} <= {one["reason"] for one in found["caveats"]}
    days = client.get("/coherence/compare?as-of=2023-12-31&as-of=2020-01-01&country=KGZ").json()
    assert (days["first"], days["second"]) == ("2020-01-01", "2023-12-31")
    table = client.get("/coherence/compare?as-of=2020-01-01&as-of=2023-12-31&format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert len(list(csv.reader(io.StringIO(table.text)))) > 1
    same = client.get("/coherence/compare?release=latest&release=latest").json()
    assert "itself" in same["detail"]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/status?refrence=gcm", 400, "Nearest: reference"),
        ("/matrix?asOf=2023-12-31", 400, "Nearest: as-of"),
        ("/status?reference=sdgs", 400, "One of sdg"),
        ("/status?sources=nobody", 400, "One of any"),
        ("/status?threshold=4", 400, "1, 2 or 3"),
        ("/status?threshold=%D9%A2", 400, "one digit"),
        ("/status?grade=2&grade=3", 400, "twice"),
        ("/status?as-of=2023-02-30", 400, "YYYY-MM-DD"),
        ("/status?asserted-only=perhaps", 400, "true"),
        ("/status?country=KGB", 400, "kyrgyzstan"),
        ("/status?country=%00", 400, "UTF-8"),
        ("/status?country=%FF", 400, "UTF-8"),
        (f"/status?country={'x' * 3000}", 400, "characters"),
        ("/status?" + "country=KGZ&" * 60, 400, "more than 50"),
        ("/status?without=nothing", 400, "parameter without"),
        ("/status?lang=%3Cb%3E", 400, "language"),
        ("/status?format=svg", 406, "json, csv, xlsx, html"),
        ("/gaps?sort=holes", 400, "One of targets"),
        ("/measures?measure=index", 400, "One of coverage"),
        ("/matrix?rows=instruments", 400, "One of instrument"),
        ("/matrix?columns=target%20%7D", 400, "One of goal"),
        ("/matrix?release=9.9.9", 404, "Served"),
        ("/trace?from=KGZ", 400, "Example: to="),
        ("/trace?from=nobody&to=sdg:10.7", 400, "parameter from"),
        ("/trace?from=KGZ&to=sdg:10.77", 400, "sdg:10.7"),
        ("/trace?from=KGZ&to=sdg:10.7&max-length=0", 400, "at least one link"),
        ("/compare", 400, "twice"),
        ("/compare?country=KGZ&country=KG", 400, "itself"),
        ("/compare?release=latest&release=..%2F..%2Fetc", 404, "Known"),
        ("/mechanisms?country=KGZ&country=MDA", 400, "one country"),
        ("/nothing", 404, "not an address"),
    ],
)
def test_what_is_refused_and_why(client: TestClient, address: str, status: int, words: str) -> None:
    found = client.get(f"/coherence{address}")
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert words in str(found.json())


def test_french_puts_words_and_leaves_names(client: TestClient) -> None:
    assert (
        told("18/33: 3 stated, 0 not recorded, 12 no statement", "fr")
        == "18/33: 3 énoncé, 0 non consigné, 12 sans énoncé"
    )
    assert told("coverage", "en") == "coverage"
    page = client.get("/coherence/gaps?format=html&lang=fr").text
    assert "sans énoncé" in page
    assert ">no statement<" not in page
    assert caveats_of("fr").keys() == set(get_args(Reason))
    assert all(word["fr"] for word in WORDS.values())
