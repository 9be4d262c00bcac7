"""Questions 22 to 32 are answered alike by the command line, over REST, and in SPARQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from m4sd_graph.catalog import load_catalog
from m4sd_graph.cli import app
from m4sd_graph.errors import M4SDError
from m4sd_graph.namespaces import SDG
from m4sd_graph.release import Release

Rows = list[dict[str, str]]
Told = Callable[..., Any]
Ask = Callable[..., Rows]
ORG = "https://w3id.org/m4sd/id/org/"
# Without what the program alone says: which release answered, and what was asked.
ASIDE = ("release", "scope")


@pytest.fixture(scope="module")
def cli(release: Release) -> Iterator[Told]:
    """The JSON of ``m4sd`` for some arguments."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("M4SD_RELEASES", str(release.folder.parent))
        patch.delenv("M4SD_ENDPOINT", raising=False)

        def told(*arguments: str) -> Any:  # noqa: ANN401 - JSON
            result = CliRunner().invoke(app, [*arguments, "--format", "json"])
            if isinstance(result.exception, M4SDError):
                raise result.exception
            return json.loads(result.output)

        yield told


@pytest.fixture(scope="module")
def rest(client: TestClient) -> Told:
    """The JSON of a route for some parameters."""

    def told(path: str, **parameters: str | list[str]) -> Any:  # noqa: ANN401 - JSON
        named = {name.rstrip("_").replace("_", "-"): value for name, value in parameters.items()}
        found = client.get(f"/coherence/{path}", params=named)
        assert found.status_code == 200, found.text
        return {name: value for name, value in found.json().items() if name not in ASIDE}

    return told


@pytest.fixture(scope="module")
def ask(client: TestClient, release: Release) -> Ask:
    """The rows of a question at the SPARQL endpoint."""

    def rows(question: str, **values: str) -> Rows:
        text = load_catalog().question(question).bind(values, release.manifest["prefixes"])
        found = client.post("/sparql", data={"query": text}).json()["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    return rows


def ends(told: Any, key: str) -> set[str]:  # noqa: ANN401 - JSON
    return {chain["steps"][-1][key] for chain in told["chains"]}


def test_22_goals_that_the_programme_claims(cli: Told, rest: Told, ask: Ask) -> None:
    programme = "programme:m4sd-phase-3"
    sparql = {
        row["objective"] for row in ask("goals-claimed", programme="https://w3id.org/m4sd/id/programme/m4sd-phase-3")
    }
    told, over = (
        cli("trace", programme, "goal", "--asserted-only"),
        rest("trace", from_=programme, to="goal", asserted_only="true"),
    )
    assert told == over
    # A goal as a class means the goals themselves.
    assert ends(told, "target") == sparql
    assert len(sparql) == 8


def test_23_targets_that_sources_name(cli: Told, rest: Told, ask: Ask) -> None:
    told, over = (
        cli("coherence", "status", "--reference", "sdg", "--threshold", "1"),
        rest("status", reference="sdg", threshold="1"),
    )
    assert told == over
    asserted = set(told["coverage"]["asserted"]["counted"])
    assert asserted == {row["target"] for row in ask("asserted-targets")} == {f"{SDG}10.7"}


def test_24_what_is_asserted_of_the_concept(cli: Told, rest: Told, ask: Ask) -> None:
    concept = "instrument:kg-migration-policy-concept-2021-2030"
    for kind in ("target", "goal"):
        told = cli("trace", concept, kind, "--asserted-only")
        assert told == rest("trace", from_=concept, to=kind, asserted_only="true")
        assert told["chains"] == []
    iri = "https://w3id.org/m4sd/id/instrument/kg-migration-policy-concept-2021-2030"
    assert ask("asserted-sdg-links-of", thing=iri) == []


def test_25_the_chain_behind_a_link(cli: Told, rest: Told, ask: Ask) -> None:
    council, target = f"{ORG}kg-council-on-migration", f"{SDG}17.14"
    told = cli("trace", council, target)
    assert told == rest("trace", from_=council, to=target)
    steps = {(step["link"], step["rule"] or "") for chain in told["chains"] for step in chain["steps"]}
    rows = ask("chain", source=council, target=target, lang="en")
    assert steps == {(row["step"], row.get("rule", "")) for row in rows}


def test_26_coverage_of_the_global_compact(cli: Told, rest: Told, ask: Ask) -> None:
    told = cli("coherence", "status", "--reference", "gcm", "--threshold", "1", "--sources", "finding")
    assert told == rest("status", reference="gcm", threshold="1", sources="finding")
    statuses = {one["item"]["iri"]: one["status"] for one in told["members"]}
    assert statuses == {row["objective"]: row["status"] for row in ask("gcm-coverage", lang="en")}
    assert told["coverage"]["with_derived"]["numerator"] == 13


def test_27_coverage_of_targets(cli: Told, rest: Told, ask: Ask) -> None:
    told = cli("coherence", "status")
    assert told == rest("status")
    rows = ask("sdg-coverage", threshold="2")
    assert {one["item"]["iri"]: one["status"] for one in told["members"]} == {
        row["target"]: row["status"] for row in rows
    }
    shares = told["coverage"]
    assert [shares[name]["numerator"] for name in ("asserted", "with_derived")] == [1, 18]
    assert set(shares["asserted"]["counted"]) == {row["target"] for row in rows if row["asserted"] == "true"}


def test_28_responses_to_gaps(cli: Told, rest: Told, ask: Ask) -> None:
    told = cli("coherence", "measures", "gap-response", "--sources", "programme")
    assert told == rest("measures", measure="gap-response", sources="programme")
    responses = told["gap-response"]["responses"]
    pairs = {(finding, one) for finding, found in responses.items() for one in found}
    assert pairs == {(row["finding"], row["response"]) for row in ask("gap-responses", lang="en")}


def test_29_instruments_cited_after_they_lapsed(cli: Told, rest: Told, ask: Ask) -> None:
    told = cli("coherence", "gaps", "lapsed")
    assert told == rest("gaps", sort="lapsed")
    found = {(one["instrument"], one["ended"]) for one in told["lapsed"]}
    assert found == {(row["instrument"], row["ended"]) for row in ask("lapsed-references", lang="en")}


def test_30_the_same_right_for_different_groups(cli: Told, rest: Told, ask: Ask) -> None:
    """The question lists findings of a domain; the matrix has a row for each that leads to an objective."""
    told = cli("coherence", "matrix", "--rows", "finding", "--columns", "domain")
    assert told == rest("matrix", rows="finding", columns="domain")
    rows = ask("same-right-different-groups", domain="https://w3id.org/m4sd/vocab/mgi-domain/1", lang="en")
    here = {row["code"]: row["valence"] for row in rows}
    items = {item["id"]: item["notation"] for item in told["rows"]}
    found = {
        items[cell["row"]]: cell["valence"]
        for cell in told["cells"]
        if cell["column"].startswith("https://w3id.org/m4sd/vocab/mgi-domain/1")
    }
    shared = here.keys() & found.keys()
    assert shared
    assert {code: here[code] for code in shared} == {code: found[code] for code in shared}


def test_31_who_answers_for_a_target(cli: Told, rest: Told, ask: Ask) -> None:
    told = cli("coherence", "measures", "redundancy", "--threshold", "1")
    assert told == rest("measures", measure="redundancy", threshold="1")
    for code in ("8.7", "16.7"):
        found = next(one for one in told["redundancy"] if one["target"] == f"{SDG}{code}")
        rows = ask("responsible-for-target", target=f"{SDG}{code}", lang="en")
        assert set(found["policies"]) == {row["resource"] for row in rows}
        named = {row["body"] for row in rows if "body" in row}
        # A body that is itself the resource answers for itself.
        assert named <= set(found["bodies"]) <= named | set(found["policies"])


def test_32_robustness(cli: Told, rest: Told, ask: Ask) -> None:
    told = cli("coherence", "robustness")
    assert told == rest("robustness")
    coverage = next(one for one in told["robustness"] if one["figure"] == "coverage")
    rows = {row["without"]: int(row["targets"]) for row in ask("robustness")}
    assert rows["nothing"] == coverage["base"]["numerator"] == 18
    assert rows["derived links"] == coverage["asserted_only"]["numerator"] == 1
    without = {iri.rpartition("/")[2]: share["numerator"] for iri, share in coverage["without"].items()}
    assert without.items() <= rows.items()
