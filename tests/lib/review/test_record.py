"""What the reviews of a link say of it: each role one vote, its latest; the shapes say the same."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.errors import ParameterError
from m4sd_graph.load import Dataset, parse_turtle
from m4sd_graph.namespaces import GRAPH, ID
from m4sd_graph.review.notes import LONGEST, notes_from
from m4sd_graph.review.record import DECISIONS, Review, disputed, reviews_in, slug, status_of, votes
from m4sd_graph.review.roles import role_named, roles_in
from m4sd_graph.store.local import LocalStore
from tests.test_shapes import tripped

ROOT = Path(__file__).resolve().parents[3]
LINK = f"{ID}link/one"
DAY = date(2026, 1, 1)
A, B = "policy-analyst", "statistician"
HEAD = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX rd: <https://w3id.org/m4sd/vocab/review-decision/>
PREFIX rr: <https://w3id.org/m4sd/vocab/reviewer-role/>
PREFIX rs: <https://w3id.org/m4sd/vocab/review-status/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def review(role: str, decision: str, day: int = 0, link: str = LINK) -> Review:
    return Review(link, role, decision, DAY + timedelta(days=day))


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ([], "unreviewed"),
        ([review(A, "accepted")], "reviewed"),
        ([review(A, "rejected")], "rejected"),
        ([review(A, "deferred")], "unreviewed"),
        ([review(A, "accepted"), review(B, "accepted")], "reviewed"),
        ([review(A, "rejected"), review(B, "rejected")], "rejected"),
        ([review(A, "accepted"), review(B, "rejected")], "unreviewed"),
        ([review(A, "accepted"), review(B, "deferred")], "reviewed"),
        ([review(A, "rejected", 0), review(A, "accepted", 1)], "reviewed"),
        ([review(A, "accepted", 0), review(A, "rejected", 1)], "rejected"),
        ([review(A, "accepted", 0), review(A, "deferred", 1)], "unreviewed"),
        ([review(A, "rejected", 0), review(A, "accepted", 1), review(B, "rejected", 2)], "unreviewed"),
    ],
)
def test_the_status_follows_from_the_latest_vote_of_each_role(given: list[Review], status: str) -> None:
    assert status_of(given) == status


one_a_day = st.dictionaries(
    st.tuples(st.sampled_from([A, B, "legal-expert"]), st.integers(0, 4)), st.sampled_from(DECISIONS), max_size=6
).map(lambda found: [review(role, decision, day) for (role, day), decision in found.items()])


@given(one_a_day, st.integers(0, 1000))
def test_order_is_of_no_account_and_disagreement_is_never_settled_by_number(found: list[Review], seed: int) -> None:
    mixed = list(found)
    random.Random(seed).shuffle(mixed)
    assert status_of(mixed) == status_of(found)
    if disputed(found):
        assert status_of(found) == "unreviewed"
    assert set(votes(found).values()) <= {"accepted", "rejected"}


@given(one_a_day)
def test_who_takes_a_decision_back_has_no_vote(found: list[Review]) -> None:
    later = [review(role, "deferred", 9) for role in {one.role for one in found}]
    assert status_of([*found, *later]) == "unreviewed"


SAMPLES = [
    [],
    [(A, "accepted", 0)],
    [(A, "rejected", 0), (A, "accepted", 1)],
    [(A, "accepted", 0), (A, "deferred", 1)],
    [(A, "accepted", 0), (B, "rejected", 0)],
    [(A, "rejected", 0), (B, "accepted", 0), (B, "rejected", 3)],
    [(A, "deferred", 0), (B, "rejected", 0)],
]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
@pytest.mark.parametrize("status", ["unreviewed", "reviewed", "rejected"])
def test_the_shapes_accept_this_status_and_no_other(
    sample: list[tuple[str, str, int]], status: str, tmp_path: Path
) -> None:
    found = [review(*one) for one in sample]
    path = tmp_path / "reviews.ttl"
    path.write_text(described(found, status), encoding="utf-8")
    assert (tripped("ReviewOutcome", path) == set()) is (status_of(found) == status)


def described(found: list[Review], status: str) -> str:
    lines = [
        f"<{one.iri}> a m4sd:Review ; m4sd:reviews <{one.link}> ; m4sd:decision rd:{one.decision} ;"
        f' m4sd:reviewerRole rr:{one.role} ; dcterms:created "{one.day}"^^xsd:date .'
        for one in found
    ]
    return "\n".join([HEAD, f"<{LINK}> m4sd:reviewStatus rs:{status} .", *lines])


def test_reviews_are_read_back() -> None:
    found = [review(A, "accepted"), review(B, "rejected", 2)]
    text = described(found, "unreviewed").encode()
    store = LocalStore.from_dataset(Dataset({f"{GRAPH}reviews": tuple(parse_turtle(text, "t.ttl"))}))
    assert reviews_in(store) == tuple(found)


def test_an_address_tells_link_role_and_day() -> None:
    found = review(A, "accepted", link=f"{ID}link/d/0ab7")
    assert found.iri == f"{ID}review/d-0ab7--policy-analyst--2026-01-01"
    assert slug(f"{ID}link/x--sdg-1") == "x--sdg-1"


@pytest.fixture(scope="module")
def roles() -> dict[str, dict[str, str]]:
    triples = parse_turtle((ROOT / "ontology/vocab/reviewer-role.ttl").read_bytes(), "t.ttl")
    return dict(roles_in(LocalStore.from_dataset(Dataset({GRAPH: tuple(triples)}))))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["policy analyst", "Policy-Analyst", "policy-analyst", " Analyste des politiques "])
def test_a_role_is_known_by_code_and_names(name: str, roles: dict[str, dict[str, str]]) -> None:
    assert role_named(name, roles) == "policy-analyst"


@pytest.mark.parametrize("name", ["", "Jane Doe", "jane@example.org", "policy", "policy analyst Jane", "\x00"])
def test_whatever_is_no_role_is_refused_and_not_repeated(name: str, roles: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ParameterError) as refused:
        role_named(name, roles)
    assert not name.strip() or f"{name} " not in str(refused.value)
    assert "Statistician" in str(refused.value)


def test_a_note_stands_in_both_languages() -> None:
    assert notes_from(["en=Too wide.", "fr=Trop large."]) == {"en": "Too wide.", "fr": "Trop large."}
    assert notes_from([]) == {}


@pytest.mark.parametrize(
    "texts",
    [
        ["en=Alone."],
        ["Too wide."],
        ["de=Zu weit.", "en=Too wide."],
        ["en=One.", "en=Two.", "fr=Trois."],
        ["en=", "fr=Vide."],
        ["en=Ask jane@example.org", "fr=Demander."],
        ["en=Ring +996 312 123 456", "fr=Appeler."],
        ["en=Of Kosovo only.", "fr=Du Kosovo* seulement."],
        ["en=a\nb", "fr=c"],
        ["en=" + "a" * (LONGEST + 1), "fr=b"],
    ],
)
def test_a_note_that_may_not_be_kept_is_refused(texts: list[str]) -> None:
    with pytest.raises(ParameterError):
        notes_from(texts)
