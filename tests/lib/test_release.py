"""A release holds the same quads in every form, a manifest that counts them, and says when a file is not its own."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import brotli
import pyoxigraph as ox
import pytest
import rdflib
import zstandard

from m4sd_graph.build import Build
from m4sd_graph.canonical import canonical_nquads, digest
from m4sd_graph.catalog import load_catalog
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.dumps import is_copy
from m4sd_graph.errors import ReleaseError
from m4sd_graph.load import Dataset, iri_of, load_dataset, parse_path
from m4sd_graph.namespaces import GRAPH, ONTOLOGY, OWL
from m4sd_graph.release import CURRENT, MANIFEST, Release, open_release, verify_release
from m4sd_graph.release_writing import write_release
from m4sd_graph.store.local import LocalStore
from m4sd_graph.validate import Report
from m4sd_graph.workspace import Workspace
from tests.lib.support import ROOT, contents

QUADS_FILES = {"dumps/m4sd.nq": "nquads", "dumps/m4sd.trig": "trig", "dumps/m4sd.jsonld": "json-ld"}
WORLD = ROOT / "tests/world"
ENGINE_FORMATS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "json-ld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def quads(release: Release) -> set[ox.Quad]:
    return set(ox.parse(path=release.folder / "dumps/m4sd.nq", format=ox.RdfFormat.N_QUADS))


@pytest.fixture
def copied(release: Release, tmp_path: Path) -> Release:
    shutil.copytree(release.folder, tmp_path / "copy")
    return Release(tmp_path / "copy", release.manifest)


@pytest.mark.parametrize("name", QUADS_FILES)
def test_every_dump_holds_the_same_quads(release: Release, quads: set[ox.Quad], name: str) -> None:
    parsed = ox.parse(path=release.folder / name, format=ENGINE_FORMATS[QUADS_FILES[name]])
    assert set(parsed) == quads
    assert len(quads) == release.manifest["quads"] > 10_000


@pytest.fixture(scope="module")
def released_world(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the ontology and of the invented world of the tests."""
    project = load_dataset(workspace)
    graphs = {f"{GRAPH}{path.stem}": tuple(parse_path(path)) for path in sorted(WORLD.glob("*.ttl"))}
    dataset = Dataset({**graphs, f"{GRAPH}ontology": project.graphs[f"{GRAPH}ontology"]}, prefixes=project.prefixes)
    return write_release(workspace, Build(dataset, Report(())), tmp_path_factory.mktemp("world"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, which its own parsers still use
def test_another_library_reads_the_same_quads_from_every_dump(released_world: Release) -> None:
    read = {}
    for name, kind in QUADS_FILES.items():
        dataset = rdflib.Dataset()
        dataset.parse(data=(released_world.folder / name).read_bytes(), format=kind)
        read[name] = set(dataset.quads())
    first, *others = read.values()
    assert len(first) == released_world.manifest["quads"] > 2_000
    assert all(other == first for other in others)


def test_every_graph_has_a_turtle_file_with_its_triples(release: Release, quads: set[ox.Quad]) -> None:
    by_graph: dict[str, set[ox.Triple]] = {}
    for quad in quads:
        by_graph.setdefault(str(quad.graph_name).strip("<>").removeprefix(GRAPH), set()).add(quad.triple)
    files = {path.stem: path for path in (release.folder / "dumps/turtle").glob("*.ttl")}
    assert set(files) == {name.replace("/", "-") for name in by_graph}
    for name, triples in by_graph.items():
        assert {q.triple for q in ox.parse(path=files[name.replace("/", "-")])} == triples
        content = files[name.replace("/", "-")].read_bytes()
        assert len(rdflib.Graph().parse(data=content, format="turtle")) == len(triples)


def test_the_turtle_of_the_whole_is_the_union(release: Release, quads: set[ox.Quad]) -> None:
    assert {q.triple for q in ox.parse(path=release.folder / "dumps/m4sd.ttl")} == {q.triple for q in quads}


def test_every_compressed_copy_unpacks_to_its_file(release: Release) -> None:
    unpack = {
        ".gz": gzip.decompress,
        ".br": brotli.decompress,
        ".zst": lambda content: zstandard.ZstdDecompressor().decompress(content),
    }
    copies = [path for path in (release.folder / "dumps").rglob("*") if path.suffix in unpack]
    assert len(copies) > 3 * 40
    for path in copies:
        assert unpack[path.suffix](path.read_bytes()) == path.with_suffix("").read_bytes()


def test_the_collections_are_there_as_tables(release: Release) -> None:
    files = {path.name for path in (release.folder / "dumps/tables").glob("*.csv")}
    assert files == {f"{name}.csv" for name in COLLECTIONS}
    countries = (release.folder / "dumps/tables/countries.csv").read_text(encoding="utf-8")
    assert "https://w3id.org/m4sd/id/country/kyrgyzstan" in countries


def test_the_version_does_not_depend_on_how_well_copies_are_compressed(release: Release) -> None:
    files = {name: value for name, value in release.manifest["files"].items() if not is_copy(name)}
    assert release.version.endswith(f"+{digest(json.dumps(files).encode()).removeprefix('sha256:')[:8]}")


def test_the_digest_is_that_of_the_canonical_quads(release: Release, quads: set[ox.Quad]) -> None:
    assert release.manifest["digest"]["value"] == digest(canonical_nquads(quads))
    assert release.manifest["digest"]["value"] == digest((release.folder / "dumps/m4sd.nq").read_bytes())


def test_every_file_is_listed_with_its_digest(release: Release) -> None:
    found = {name: digest(content) for name, content in contents(release.folder).items() if name != MANIFEST}
    assert release.manifest["files"] == found
    assert verify_release(release) == []


def test_the_manifest_counts_what_the_store_holds(release: Release, store: LocalStore) -> None:
    def count(query: str) -> dict[str, int]:
        return {row[0]: int(row[1]) for row in store.select(query).texts()}

    counts = release.manifest["counts"]
    graphs = count("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert counts["triples_by_graph"] == graphs
    assert sum(graphs.values()) == release.manifest["quads"]
    classes = count("SELECT ?type (COUNT(DISTINCT ?s) AS ?n) { ?s a ?type } GROUP BY ?type")
    assert counts["instances_by_class"] == classes
    languages = count("SELECT ?lang (COUNT(*) AS ?n) { ?s skos:prefLabel ?l BIND(LANG(?l) AS ?lang) } GROUP BY ?lang")
    found = {k: v for k, v in counts["labelled_things_by_language"].items() if k not in ("all", "none")}
    assert found == {k: v for k, v in languages.items() if k}


def test_each_rule_is_counted(release: Release) -> None:
    rules = {rule.id for rule in load_catalog().of_kind("rules")}
    assert set(release.manifest["counts"]["derived_by_rule"]) == rules
    assert all(release.manifest["counts"]["derived_by_rule"].values())


def test_a_release_carries_what_it_was_made_from(release: Release, workspace: Workspace) -> None:
    names = set(contents(release.folder))
    kept = {f.name for f in workspace.turtle_files() if not f.name.startswith("data/")}
    assert kept | {"ontology/context/v1.jsonld", "report.json", "report.ttl", "report.html", MANIFEST} <= names
    assert {f"queries/{q.kind}/{q.id}.rq" for q in load_catalog().queries} <= names
    for name in kept:
        assert (release.folder / name).read_bytes() == (workspace.root / name).read_bytes()


def test_the_version_is_stated_in_manifest_folder_and_graph(
    release: Release, store: LocalStore, workspace: Workspace
) -> None:
    assert release.version == release.folder.name == release.manifest["version"]
    assert release.version.startswith(f"{workspace.version}+")
    assert release.manifest["iri"].endswith(f"/release/{release.version}")
    [row] = store.select(f"SELECT ?v ?iri {{ <{ONTOLOGY}> <{OWL}versionInfo> ?v ; <{OWL}versionIRI> ?iri }}").texts()
    assert row == [workspace.version, f"{ONTOLOGY}/{workspace.version}"]
    assert release.manifest["modified"] in {iri_of(o).strip('"')[:10] for o in modified(store)}


def modified(store: LocalStore) -> list[ox.Literal]:
    rows = store.select(f"SELECT ?d {{ <{ONTOLOGY}> dcterms:modified ?d }}").texts()
    return [ox.Literal(row[0]) for row in rows]


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda folder: (folder / "report.json").write_text("{}"), "report.json: digest differs"),
        (lambda folder: (folder / "dumps/m4sd.trig").unlink(), "dumps/m4sd.trig: missing"),
        (lambda folder: (folder / "dumps/extra.nq").touch(), "dumps/extra.nq: not in the manifest"),
    ],
    ids=["changed", "missing", "extra"],
)
def test_a_file_that_is_not_as_released_is_found(copied: Release, spoil: Callable[[Path], object], line: str) -> None:
    spoil(copied.folder)
    assert verify_release(copied) == [line]


def test_a_release_is_opened_by_version_and_as_the_current_one(release: Release) -> None:
    releases = release.folder.parent
    assert open_release(releases) == open_release(releases, release.version) == open_release(releases, CURRENT)


def test_without_a_release_the_user_is_told_to_build(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"no release here\. Run `m4sd build`"):
        open_release(tmp_path)
    with pytest.raises(ReleaseError, match=r"0\.0\.0: no readable manifest: .* Run `m4sd build`"):
        open_release(tmp_path, "0.0.0")


@pytest.mark.parametrize("text", ["", "{", "[]", '"text"', "{}", json.dumps({"version": "1"}), "\x00"])
def test_a_manifest_that_is_none_is_refused(copied: Release, text: str) -> None:
    (copied.folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"manifest .*Run `m4sd build`|manifest: .*Run `m4sd build`"):
        open_release(copied.folder.parent, copied.folder.name)


def test_a_dump_that_cannot_be_read_is_named(copied: Release) -> None:
    (copied.folder / "dumps/m4sd.nq").write_text("<a> <b> .\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"m4sd\.nq: the dump is not the one in the manifest\. Run `m4sd build`"):
        copied.open_store()
    (copied.folder / "dumps/m4sd.nq").unlink()
    with pytest.raises(ReleaseError, match=r"m4sd\.nq: the dump is not the one in the manifest"):
        copied.open_store()
