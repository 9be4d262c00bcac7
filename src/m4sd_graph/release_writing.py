"""Writes a release: dumps, ontology, shapes, queries, report, and a manifest with every digest.

A folder is written beside its final name, then renamed, and ``current`` is replaced in one step. So an interrupted
build leaves the earlier release untouched, and the same inputs give the same folder, byte for byte.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import pyoxigraph as ox

from m4sd_graph.build import Build, Timings, require_valid
from m4sd_graph.canonical import canonical_nquads, digest
from m4sd_graph.catalog import Kind
from m4sd_graph.dumps import is_copy, write_copies, write_dumps
from m4sd_graph.errors import ReleaseError
from m4sd_graph.load import Dataset, iri_of
from m4sd_graph.namespaces import BASE, DCTERMS, GRAPH, LICENCE, ONTOLOGY, OWL
from m4sd_graph.publication import publish
from m4sd_graph.release import MANIFEST, Release, files_of, open_release, verify_release
from m4sd_graph.report import as_html, as_json, as_turtle
from m4sd_graph.statistics import statistics
from m4sd_graph.workspace import Workspace, releases_folder

# A draft that nobody has touched for this many seconds belongs to no running build.
ABANDONED = 3600


def write_release(workspace: Workspace, built: Build, releases: Path, timings: Timings | None = None) -> Release:
    """Write ``built`` as a release folder below ``releases`` and make it current."""
    timings = timings or Timings()
    require_valid(built)
    with timings.step("canonicalise"):
        dataset = versioned(built.dataset, workspace.version)
        nquads = canonical_nquads(dataset.quads())
    with timings.step("write"):
        releases = releases_folder(releases)
        releases.mkdir(parents=True, exist_ok=True)
        _clean(releases)
        version = _write_folder(workspace, Build(dataset, built.report), nquads, releases)
        publish(releases, version)
    return open_release(releases, version)


def versioned(dataset: Dataset, version: str) -> Dataset:
    """Add the version triples to the ontology's graph."""
    node = ox.NamedNode(ONTOLOGY)
    name = f"{GRAPH}ontology"
    triples = [
        ox.Triple(node, ox.NamedNode(f"{OWL}versionInfo"), ox.Literal(version)),
        ox.Triple(node, ox.NamedNode(f"{OWL}versionIRI"), ox.NamedNode(f"{ONTOLOGY}/{version}")),
    ]
    return dataset.with_graph(name, [*dataset.graphs.get(name, ()), *triples])


def _write_folder(workspace: Workspace, built: Build, nquads: bytes, releases: Path) -> str:
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=releases))
    try:
        write_dumps(draft, built.dataset, nquads)
        _copy_sources(draft, workspace)
        for name, text in (("json", as_json), ("ttl", as_turtle), ("html", as_html)):
            (draft / f"report.{name}").write_text(text(built.report), encoding="utf-8")
        write_copies(draft)
        manifest = _manifest(draft, built, workspace.version, nquads)
        _write_json(draft / MANIFEST, manifest)
        draft.chmod(0o755)
        final = releases / manifest["version"]
        if final.exists() and not _intact(final):
            shutil.rmtree(final)
        if not final.exists():
            draft.rename(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return str(manifest["version"])


def _intact(folder: Path) -> bool:
    try:
        return not verify_release(open_release(folder.parent, folder.name))
    except ReleaseError:
        return False


def _clean(releases: Path) -> None:
    """Remove what builds that were killed have left."""
    for draft in releases.glob(".draft-*"):
        if time.time() - draft.stat().st_mtime > ABANDONED:
            shutil.rmtree(draft, ignore_errors=True)


def _copy_sources(draft: Path, workspace: Workspace) -> None:
    for file in workspace.turtle_files():
        if not file.name.startswith("data/"):
            _copy(file.path.read_bytes(), draft / file.name)
    for context in sorted((workspace.root / "ontology/context").glob("*.jsonld")):
        _copy(context.read_bytes(), draft / "ontology/context" / context.name)
    queries = resources.files("m4sd_graph") / "queries"
    for kind in get_args(Kind):
        for query in (queries / kind).iterdir():
            if query.name.endswith(".rq"):
                _copy(query.read_bytes(), draft / "queries" / kind / query.name)


def _copy(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _manifest(draft: Path, built: Build, software: str, nquads: bytes) -> dict[str, Any]:
    files = {name: digest(path.read_bytes()) for name, path in files_of(draft)}
    content = {name: value for name, value in files.items() if not is_copy(name)}
    version = f"{software}+{digest(json.dumps(content).encode()).removeprefix('sha256:')[:8]}"
    return {
        "version": version,
        "iri": f"{BASE}release/{version}",
        "software": software,
        "engine": f"pyoxigraph {ox.__version__}",
        "modified": _modified(built.dataset),
        "license": LICENCE,
        "digest": {"algorithm": "RDFC-1.0, SHA-256 of the sorted canonical N-Quads", "value": digest(nquads)},
        "quads": nquads.count(b"\n"),
        "counts": statistics(built.dataset),
        "report": built.report.counts(),
        "prefixes": dict(built.dataset.prefixes),
        "files": files,
    }


def _modified(dataset: Dataset) -> str:
    """The date in the ontology's header: no clock time, so that the same inputs give the same bytes."""
    modified = ox.NamedNode(f"{DCTERMS}modified")
    stated = (t for t in dataset.graphs.get(f"{GRAPH}ontology", ()) if iri_of(t.subject) == ONTOLOGY)
    return max(
        (t.object.value for t in stated if t.predicate == modified and isinstance(t.object, ox.Literal)), default=""
    )


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
