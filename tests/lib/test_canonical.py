"""Canonical Turtle says the same and settles at once; the digest does not depend on order or names of blank nodes."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.canonical import canonical_nquads, digest, format_turtle
from m4sd_graph.errors import TurtleError
from m4sd_graph.load import load_prefixes, parse_turtle
from m4sd_graph.namespaces import XSD
from m4sd_graph.workspace import find_workspace
from tests.lib.support import ROOT, turtle

HOUSE = {"ex": "https://example.org/", "xsd": XSD, "skos": "http://www.w3.org/2004/02/skos/core#"}
IRIS = st.builds(
    lambda folder, name: ox.NamedNode(f"https://example.org/{folder}{name}"),
    st.sampled_from(["", "id/", "id/org/", "voc#", "a%20b/"]),
    st.from_regex(r"[A-Za-z0-9_.()~'-]{0,6}", fullmatch=True),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NUMBERS = st.from_regex(r"[+-]?[0-9]{0,3}(\.[0-9]{0,3})?([eE][+-]?[0-9])?", fullmatch=True)
TYPES = st.sampled_from(
    ["integer", "dateTime", "decimal", "double", "float", "boolean", "date", "gYear", "string", "int"]
)
LITERALS = st.one_of(
    st.builds(lambda text: ox.Literal(text), TEXTS),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "fr", "ru", "ky", "en-gb"])
    ),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD + name)),
        st.one_of(
            NUMBERS,
            TEXTS,
            st.sampled_from(
                ["true", "false", "TRUE", "0", "2021-05-04", "2021-05-04T00:00:00Z", "2021-05-04T00:00:00", "INF"]
            ),
        ),
        TYPES,
    ),
)
GRAPHS = st.lists(st.builds(ox.Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=12)
NODES = st.sampled_from([ox.BlankNode(n) for n in "abcd"] + [ox.NamedNode(f"https://example.org/{n}") for n in "xy"])
PREDICATES = st.sampled_from([ox.NamedNode(f"https://example.org/p{n}") for n in "12"])
QUADS = st.lists(
    st.builds(ox.Quad, NODES, PREDICATES, NODES, st.sampled_from([ox.DefaultGraph(), *map(ox.NamedNode, ["urn:g"])])),
    max_size=8,
)


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """rdflib logs every malformed value; here they are wanted."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    yield
    logging.getLogger("rdflib").setLevel(logging.NOTSET)


def written(triples: list[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b""


@given(GRAPHS)
@pytest.mark.filterwarnings("ignore")
def test_the_canonical_form_says_the_same(triples: list[ox.Triple]) -> None:
    text = format_turtle(written(triples), "x.ttl", HOUSE)
    assert set(parse_turtle(text.encode(), "x.ttl")) == set(triples)


@given(GRAPHS)
@pytest.mark.filterwarnings("ignore")
def test_formatting_twice_changes_nothing_and_order_does_not_matter(triples: list[ox.Triple]) -> None:
    text = format_turtle(written(triples), "x.ttl", HOUSE)
    assert format_turtle(text.encode(), "x.ttl", HOUSE) == text
    assert format_turtle(written(triples[::-1]), "x.ttl", HOUSE) == text


@pytest.mark.parametrize(
    "literal",
    ['"1."^^xsd:decimal', '"5"^^xsd:decimal', '"1.23456789"^^xsd:double', '"TRUE"^^xsd:boolean', '"1"^^xsd:int'],
)
def test_numbers_keep_their_text(literal: str) -> None:
    assert f"ex:p {literal}" in " ".join(format_turtle(turtle(f"ex:a ex:p {literal} ."), "x.ttl", HOUSE).split())


@pytest.mark.parametrize("literal", ["12", "-1.50", "true"])
def test_what_turtle_writes_short_stays_short(literal: str) -> None:
    assert f"ex:p {literal} " in " ".join(format_turtle(turtle(f"ex:a ex:p {literal} ."), "x.ttl", HOUSE).split())


def test_what_cannot_be_read_is_not_formatted() -> None:
    with pytest.raises(TurtleError, match=r"x\.ttl:1:\d+"):
        format_turtle(b"ex:a", "x.ttl", HOUSE)
    with pytest.raises(TurtleError, match="a blank node"):
        format_turtle(turtle("ex:a ex:b [] ."), "x.ttl", HOUSE)


def test_the_form_does_not_depend_on_the_hash_seed() -> None:
    """rdflib sorts in sets on its way; a file of literals of many types shows whether that leaks."""
    values = ", ".join(
        ["1", "1.0", "true", '"1"', '"1"@en', '"1"@fr', '"1"^^xsd:gYear', '"1"^^xsd:int', "ex:b", "<urn:b>"]
    )
    code = (
        "import sys; from m4sd_graph.canonical import format_turtle;"
        "sys.stdout.write(format_turtle(sys.stdin.buffer.read(), 'x', {'ex': 'https://example.org/'}))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            input=turtle(f"ex:a ex:p {values} ."),
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(texts) == 1


@given(QUADS, st.randoms(use_true_random=False))
def test_the_digest_depends_on_neither_order_nor_blank_node_names(quads: list[ox.Quad], chance: random.Random) -> None:
    renamed = {ox.BlankNode(n): ox.BlankNode(f"other{n}") for n in "abcd"}
    shuffled = [
        ox.Quad(renamed.get(q.subject, q.subject), q.predicate, renamed.get(q.object, q.object), q.graph_name)  # type: ignore[arg-type]
        for q in quads
    ]
    chance.shuffle(shuffled)
    assert canonical_nquads(shuffled) == canonical_nquads(quads)


def test_canonical_quads_are_sorted_lines_without_doubles() -> None:
    quads = [ox.Quad(*t) for t in parse_turtle(turtle("ex:b ex:p 2 . ex:a ex:p 1 ."), "x")]
    lines = canonical_nquads([*quads, *quads]).decode().splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == 2


def test_different_quads_have_different_digests() -> None:
    one, two = (canonical_nquads([ox.Quad(*t) for t in parse_turtle(turtle(f"ex:a ex:p {n} ."), "x")]) for n in "12")
    assert digest(one) != digest(two)
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_curated_file_is_canonical() -> None:
    workspace = find_workspace(ROOT)
    prefixes = load_prefixes(workspace)
    files = workspace.turtle_files()
    changed = [
        f.name for f in files if format_turtle(f.path.read_bytes(), f.name, prefixes).encode() != f.path.read_bytes()
    ]
    assert len(files) > 100
    assert not changed, "run `m4sd fmt`"
