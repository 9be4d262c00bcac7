"""Writes what can be downloaded of a release: the dataset in four forms, tables, and compressed copies of both."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
import pyoxigraph as ox
import zstandard

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.tables import FOLDER, load_tables, write_tables
from m4sd_graph.collections import tables
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.publication import DUMPS as DUMPS
from m4sd_graph.publication import NQUADS
from m4sd_graph.store.local import LocalStore

COPIED = (DUMPS, f"{DUMPS}/tables", f"{DUMPS}/turtle")
# Smaller files are not worth a second one.
LEAST = 1024


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=5))


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(content)


# The ending of a compressed copy, its name in Content-Encoding, and what makes it, each time the same bytes.
ENCODINGS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "br": ("br", _brotli),
    "zst": ("zstd", _zstd),
    "gz": ("gzip", _gzip),
}


def write_dumps(draft: Path, dataset: Dataset, nquads: bytes) -> None:
    """Write the dataset as N-Quads, TriG, JSON-LD and the Turtle of its union, each graph as Turtle, and its tables."""
    for folder in COPIED:
        (draft / folder).mkdir(parents=True)
    (draft / NQUADS).write_bytes(nquads)
    quads, prefixes = list(dataset.quads()), dict(dataset.prefixes)
    ox.serialize(quads, str(draft / "dumps/m4sd.trig"), format=ox.RdfFormat.TRIG, prefixes=prefixes)
    ox.serialize(quads, str(draft / "dumps/m4sd.jsonld"), format=ox.RdfFormat.JSON_LD)
    union = sorted(set(dataset.triples()), key=str)
    ox.serialize(union, str(draft / "dumps/m4sd.ttl"), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    for name, triples in dataset.graphs.items():
        path = draft / "dumps/turtle" / f"{name.removeprefix(GRAPH).replace('/', '-')}.ttl"
        ox.serialize(triples, str(path), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    store = LocalStore.from_dataset(dataset)
    for name, content in tables(store):
        (draft / "dumps/tables" / name).write_bytes(content)
    (draft / FOLDER).mkdir()
    write_tables(load_tables(store, load_catalog()), draft / FOLDER)


def write_copies(draft: Path) -> None:
    """Write compressed copies beside the files of the download folders."""
    for path in sorted(path for folder in COPIED for path in (draft / folder).iterdir()):
        if path.is_file() and path.stat().st_size >= LEAST:
            content = path.read_bytes()
            for ending, (_, compressed) in ENCODINGS.items():
                path.with_name(f"{path.name}.{ending}").write_bytes(compressed(content))


def is_copy(name: str) -> bool:
    """True for the name of a compressed copy."""
    return name.startswith(f"{DUMPS}/") and name.rpartition(".")[2] in ENCODINGS
