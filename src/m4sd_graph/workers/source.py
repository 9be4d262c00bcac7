"""What workers answer from: a release, or any RDF files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from m4sd_graph.describe import own_terms
from m4sd_graph.errors import ServeError
from m4sd_graph.jsonld import load_context
from m4sd_graph.release import open_release
from m4sd_graph.store.local import LocalStore, filled
from m4sd_graph.workers.orders import Source
from m4sd_graph.workers.render import Setting


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source in memory.

    ``name`` changes when the content does; ``quads``: as read; ``terms``: local names of our ontology that may be used.
    """

    name: str
    store: LocalStore
    quads: int
    setting: Setting = field(default_factory=Setting)
    terms: frozenset[str] = frozenset()


def load_source(source: Source) -> Loaded:
    """Load ``source``; raise ReleaseError or ServeError."""
    return _load_files(source) if source.files else _load_release(source)


def _load_release(source: Source) -> Loaded:
    release = open_release(Path(source.releases), source.release)
    store = release.open_store()
    setting = Setting(release.manifest["prefixes"], load_context(release.folder / "ontology"))
    return Loaded(release.version, store, int(release.manifest["quads"]), setting, own_terms(store))


def _load_files(source: Source) -> Loaded:
    digest = hashlib.sha256(repr(source.union).encode())
    prefixes: dict[str, str] = {}
    quads: list[ox.Quad] = []
    for file in map(Path, source.files):
        content = _content(file)
        digest.update(content)
        quads += _quads(file, content, prefixes)
    store = LocalStore(_store(quads, source))
    return Loaded(f"files-{digest.hexdigest()[:12]}", store, len(quads), Setting(prefixes))


def _store(quads: list[ox.Quad], source: Source) -> ox.Store:
    if source.union:
        return filled(quads)
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ServeError(f"the file cannot be read: {error.strerror}.", place=str(path)) from None


def _quads(path: Path, content: bytes, prefixes: dict[str, str]) -> list[ox.Quad]:
    """The quads of a file; the prefixes that it declares are added to ``prefixes``."""
    format_ = format_of(path)
    reader = ox.parse(content, format_, base_iri=path.resolve().as_uri(), rename_blank_nodes=True)
    try:
        quads = list(reader)
    except SyntaxError as error:
        place = ":".join(str(part) for part in (path, error.lineno, error.offset) if part is not None)
        first = re.sub(r"^Parser error at .*?: ", "", str(error.msg).strip().splitlines()[0])
        raise ServeError(f"not {format_.name}: {first.rstrip('.')}.", place=place, remedy="Mend the file.") from None
    prefixes.update(reader.prefixes)
    return quads


def format_of(path: Path) -> ox.RdfFormat:
    """The format that the ending of a file name stands for; raise ServeError for an unknown one."""
    format_ = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ is None:
        raise ServeError(
            f"no RDF format has the ending {path.suffix or '(none)'}.",
            place=str(path),
            remedy="Known: .ttl, .nt, .nq, .trig, .rdf, .jsonld.",
        )
    return format_
