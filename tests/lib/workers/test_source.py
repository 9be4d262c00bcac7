"""A release or any RDF files become a store; what cannot be read is told with its file and line."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from m4sd_graph.errors import ReleaseError, ServeError
from m4sd_graph.release import Release
from m4sd_graph.workers.orders import Source
from m4sd_graph.workers.source import format_of, load_source
from tests.lib.workers.support import EX

TURTLE = f'@prefix ex: <{EX}> . ex:isle ex:name "Isle" ; ex:near _:b . _:b ex:name "Shore" .'
NAMED = f"@prefix ex: <{EX}> . ex:a ex:p 1 . ex:g {{ ex:b ex:p 2 }}"
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def files(*names: str, union: bool = True) -> Source:
    return Source(files=names, union=union)


def count(source: Source, query: str = COUNT) -> int:
    return int(load_source(source).store.select(query).texts()[0][0])


def test_a_release_with_its_prefixes_context_and_terms(release: Release) -> None:
    loaded = load_source(Source(releases=str(release.folder.parent), release="current"))
    assert (loaded.name, loaded.quads) == (release.version, release.manifest["quads"])
    assert loaded.setting.prefixes == release.manifest["prefixes"]
    assert "@context" in loaded.setting.context
    assert {"Policy", "State"} <= loaded.terms
    assert not [term for term in loaded.terms if ":" in term]
    assert loaded.store.ask("ASK { country:kyrgyzstan a m4sd:State }")


def test_a_release_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="m4sd build"):
        load_source(Source(releases=str(tmp_path), release="9.9.9"))


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_says_the_same(tmp_path: Path, ending: str) -> None:
    content = ox.serialize([q.triple for q in ox.parse(TURTLE, ox.RdfFormat.TURTLE)], format=FORMATS[ending])
    assert content is not None
    loaded = load_source(files(write(tmp_path, f"x.{ending}", content)))
    assert loaded.quads == 3
    named = loaded.store.select(f"SELECT ?n {{ ?s <{EX}near>? ?o . ?o <{EX}name> ?n }} ORDER BY ?n")
    assert {row["n"].value for row in named.rows} == {"Isle", "Shore"}
    assert loaded.terms == frozenset()


def test_the_prefixes_of_all_files_are_known(tmp_path: Path) -> None:
    one = write(tmp_path, "1.ttl", "@prefix a: <urn:a:> . a:x a:p 1 .")
    two = write(tmp_path, "2.trig", "@prefix b: <urn:b:> . b:x b:p 1 .")
    assert load_source(files(one, two)).setting.prefixes == {"a": "urn:a:", "b": "urn:b:"}


def test_relative_names_are_read_against_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "x y.ttl", "<#a> <p> <> .")
    [row] = load_source(files(path)).store.select("SELECT * { ?s ?p ?o }").rows
    folder = tmp_path.resolve().as_uri()
    assert [row[v].value for v in "spo"] == [f"{folder}/x%20y.ttl#a", f"{folder}/p", f"{folder}/x%20y.ttl"]


def test_the_union_holds_named_graphs_and_without_it_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path, "x.trig", NAMED)
    assert (count(files(path)), count(files(path, union=False))) == (2, 1)
    for union in (True, False):
        assert count(files(path, union=union), IN_GRAPHS) == 1
        assert load_source(files(path, union=union)).quads == 2


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    one = write(tmp_path, "1.nt", '_:b <urn:p> "one" .\n_:b <urn:q> "one" .\n')
    two = write(tmp_path, "2.nt", '_:b <urn:p> "two" .\n')
    store = load_source(files(one, two)).store
    assert store.select("SELECT (COUNT(DISTINCT ?b) AS ?n) { ?b ?p ?o }").texts() == [["2"]]
    assert not store.ask('ASK { ?b <urn:p> "one" , "two" }')
    assert store.ask('ASK { ?b <urn:p> "one" ; <urn:q> "one" }')


def test_the_name_changes_with_the_content_only(tmp_path: Path) -> None:
    path, other = write(tmp_path, "x.ttl", TURTLE), write(tmp_path, "other.ttl", NAMED.partition("ex:g")[0])
    first = load_source(files(path)).name
    assert first.startswith("files-")
    assert load_source(files(path)).name == first
    assert load_source(files(path, union=False)).name != first
    assert load_source(files(path, other)).name != first
    write(tmp_path, "x.ttl", TURTLE.replace("Isle", "Ile"))
    assert load_source(files(path)).name != first
    write(tmp_path, "x.ttl", TURTLE)
    assert load_source(files(path)).name == first


@pytest.mark.parametrize(
    ("name", "content", "place", "message"),
    [
        ("x.ttl", "@prefix ex: <urn:> .\nex:a ex:b .\n", r"x\.ttl:2:\d+", "not Turtle: "),
        ("x.ttl", "ex:a ex:b 1 .", r"x\.ttl:1:\d+", "prefix"),
        ("x.nq", "<urn:a> <urn:b> 1 .\n", r"x\.nq:1:\d+", "not N-Quads: "),
        ("x.trig", "<urn:g> {\n\n <urn:a> }", r"x\.trig:3:\d+", "not TriG: "),
        ("x.rdf", "<rdf:RDF", r"x\.rdf", "not RDF/XML: "),
        ("x.jsonld", '{\n"@id": }', r"x\.jsonld:2:\d+", "not JSON-LD: "),
    ],
)
def test_what_cannot_be_read_is_told_where(tmp_path: Path, name: str, content: str, place: str, message: str) -> None:
    good = write(tmp_path, "good.ttl", TURTLE)
    with pytest.raises(ServeError, match=f"^.*/{place}: .*{message}") as caught:
        load_source(files(good, write(tmp_path, name, content)))
    assert "\n" not in str(caught.value)
    assert caught.value.message.count("Parser error") == 0
    assert caught.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match=r"nothing\.ttl: the file cannot be read: No such file"):
        load_source(files(str(tmp_path / "nothing.ttl")))
    with pytest.raises(ServeError, match="Is a directory"):
        load_source(files(str(tmp_path)))


@pytest.mark.parametrize(("name", "ending"), [("x.csv", ".csv"), ("x", "(none)"), (".ttl", "(none)")])
def test_an_ending_without_a_format(tmp_path: Path, name: str, ending: str) -> None:
    with pytest.raises(ServeError, match=r"Known: \.ttl") as caught:
        load_source(files(write(tmp_path, name, "")))
    assert ending in caught.value.message


@pytest.mark.parametrize("name", ["x.ttl", "x.TTL", "x.nt", "x.nq", "x.trig", "x.rdf", "x.xml", "x.jsonld", "x.json"])
def test_endings_with_a_format(name: str) -> None:
    assert format_of(Path(name)).name


def test_an_empty_file_is_no_error(tmp_path: Path) -> None:
    loaded = load_source(files(write(tmp_path, "x.ttl", "")))
    assert (loaded.quads, len(loaded.store)) == (0, 0)
