"""Where a question of the catalogue asks the same, SPARQL and the columns give the same answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import Claims, claims_of
from m4sd_graph.coherence.delivery import gap_response
from m4sd_graph.coherence.gaps import unanswered
from m4sd_graph.coherence.robustness import robustness
from m4sd_graph.coherence.scope import Scope, reach_of
from m4sd_graph.coherence.sharing import answering
from m4sd_graph.coherence.status import coverage, standings
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.coherence.timing import lapsed_references
from m4sd_graph.namespaces import M4SD, SDG
from m4sd_graph.release import Release
from m4sd_graph.store.protocol import Store

Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return release.open_store()


@pytest.fixture(scope="module")
def claims(store: Store) -> Claims:
    return claims_of(load_tables(store, load_catalog()))


@pytest.fixture(scope="module")
def ask(store: Store, release: Release) -> Ask:
    catalog = load_catalog()

    def answered(name: str, **values: str) -> list[dict[str, str]]:
        query = catalog.question(name).bind(values, release.manifest["prefixes"])
        return [{key: term.value for key, term in row.items()} for row in store.select(query).rows]

    return answered


@pytest.mark.parametrize("threshold", [1, 2, 3])
def test_status_of_targets(ask: Ask, claims: Claims, threshold: int) -> None:
    scope = Scope(threshold=threshold)
    rows = ask("sdg-coverage", threshold=str(threshold))
    assert {row["target"]: row["status"] for row in rows} == {
        one.item.iri: one.status for one in standings(claims, scope)
    }
    pair = coverage(claims, scope)
    assert {row["target"] for row in rows if row["asserted"] == "true"} == set(pair.asserted.counted)


def test_status_of_objectives(ask: Ask, claims: Claims) -> None:
    """The question counts strengths of any grade, so does a threshold of 1."""
    found = {one.item.iri: one.status for one in standings(claims, Scope("gcm", threshold=1, sources="finding"))}
    assert {row["objective"]: row["status"] for row in ask("gcm-coverage")} == found


def test_robustness(ask: Ask, claims: Claims) -> None:
    """The question also leaves out documents that no link rests on; nothing changes without these."""
    asked = {row["without"]: int(row["targets"]) for row in ask("robustness")}
    found = next(one for one in robustness(claims, Scope()) if one.figure == "coverage")
    without = {document.rpartition("/")[2]: share.numerator for document, share in found.without.items()}
    assert asked.pop("nothing") == found.base.numerator
    assert asked.pop("derived links") == found.asserted_only.numerator
    assert without.items() <= asked.items()
    assert {asked[name] for name in asked.keys() - without} == {found.base.numerator}


def test_responses_to_gaps(ask: Ask, claims: Claims) -> None:
    """The question asks for programmes, so sources are narrowed to these."""
    found = gap_response(claims, Scope(sources="programme"))
    pairs = {(finding, one) for finding, responses in found.responses.items() for one in responses}
    assert {(row["finding"], row["response"]) for row in ask("gap-responses")} == pairs
    answered = {row["finding"] for row in ask("gap-responses")}
    open_ = unanswered(claims, Scope(sources="programme"))
    assert answered == {one.finding.iri for one in open_ if one.candidates}


def test_lapsed_references(ask: Ask, claims: Claims) -> None:
    found = {(one.instrument, one.ended.isoformat()) for one in lapsed_references(claims.tables)}
    assert {(row["instrument"], row["ended"]) for row in ask("lapsed-references")} == found


@pytest.mark.parametrize("code", ["8.7", "16.7", "10.7", "17.18", "1.3"])
def test_who_answers_for_a_target(ask: Ask, claims: Claims, code: str) -> None:
    reach = reach_of(claims, Scope(threshold=1))
    rows = ask("responsible-for-target", target=f"{SDG}{code}")
    covering = reach.of_policies(reach.covering)
    mine = set(covering.filter(covering["member"] == f"{SDG}{code}")["source"])
    assert {row["resource"] for row in rows} == mine
    bodies = answering(reach)
    here: set[tuple[str, str]] = set(bodies.filter(bodies["member"] == f"{SDG}{code}").select("source", "body").rows())
    assert {(row["resource"], row["body"]) for row in rows if "body" in row} <= here
    # A body that is itself the resource answers for itself, which the question leaves to its reader.
    assert here - {(row["resource"], row["body"]) for row in rows if "body" in row} <= {(one, one) for one in mine}


def test_which_of_the_bodies_coordinate(ask: Ask, claims: Claims) -> None:
    classes = claims.tables.classes
    coordinators = set(classes.filter(classes["class"] == f"{M4SD}CoordinationBody")["thing"])
    bodies = answering(reach_of(claims, Scope(threshold=1)))
    mine = set(bodies.filter(bodies["member"] == f"{SDG}16.7")["body"]) & coordinators
    rows = ask("responsible-for-target", target=f"{SDG}16.7")
    assert {row.get("body", row["resource"]) for row in rows if row["coordinates"] == "true"} == mine
    assert mine
