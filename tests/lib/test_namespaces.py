"""Prefixed names are shortened and expanded as Turtle reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.load import load_prefixes
from m4sd_graph.namespaces import BASE, expand, shorten, used_prefixes
from m4sd_graph.workspace import find_workspace
from tests.lib.support import ROOT

PREFIXES = {
    "m4sd": f"{BASE}ontology#",
    "base": BASE,
    "org": f"{BASE}id/org/",
    "sdg": "http://metadata.un.org/sdg/",
    "": "https://example.org/",
}


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (f"{BASE}ontology#Policy", "m4sd:Policy"),
        (f"{BASE}id/org/iom", "org:iom"),
        ("http://metadata.un.org/sdg/10.7", "sdg:10.7"),
        (f"{BASE}ontology", "base:ontology"),
        (f"{BASE}vocab/gcm/17/a", f"<{BASE}vocab/gcm/17/a>"),
        ("urn:isbn:0", "<urn:isbn:0>"),
    ],
)
def test_the_longest_namespace_wins_and_slashes_stay_out(iri: str, short: str) -> None:
    assert shorten(iri, PREFIXES) == short
    assert expand(short, PREFIXES) == iri


@pytest.mark.parametrize("name", ["https://example.org/x", "mailto:someone", "unknown:x", "no-colon", "http://a/b:c"])
def test_what_is_no_prefixed_name_stays(name: str) -> None:
    assert expand(name, {"http": "wrong:", **PREFIXES}) == name


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True))
def test_expanding_undoes_shortening(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    assert expand(shorten(iri, PREFIXES), PREFIXES) == iri


def test_the_prefixes_of_the_project_do_not_collide() -> None:
    prefixes = load_prefixes(find_workspace(ROOT))
    assert len(set(prefixes.values())) == len(prefixes) > 20
    assert prefixes["m4sd"] == PREFIXES["m4sd"]


def test_used_prefixes_are_those_of_a_namespace_that_begins_an_iri() -> None:
    iris = [f"{BASE}ontology#Policy", "urn:isbn:0", "http://metadata.un.org/sdg/10.7"]
    assert list(used_prefixes(iter(iris), PREFIXES)) == ["m4sd", "base", "sdg"]
    assert used_prefixes(iris, {"sdg": PREFIXES["sdg"], "longer": f"{PREFIXES['sdg']}10.7/"}) == {
        "sdg": PREFIXES["sdg"]
    }
    assert used_prefixes([], PREFIXES) == used_prefixes(iris, {}) == {}


def test_two_prefixes_of_one_namespace_are_both_used() -> None:
    assert used_prefixes(["https://example.org/a"], {"a": PREFIXES[""], "b": PREFIXES[""]}).keys() == {"a", "b"}
