"""Keeps a copy of the graph in step: ``python follow.py https://ADDRESS FOLDER``, as often as you like.

The copy is FOLDER/m4sd.nq, canonical N-Quads. When nothing is new this costs one request. Needs pyoxigraph.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pyoxigraph as ox

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ACTIVITY = "https://www.w3.org/ns/activitystreams#"
SUBJECT, GRAPH = ox.NamedNode(f"{ACTIVITY}object"), ox.NamedNode(f"{ACTIVITY}target")
NEXT = ox.NamedNode("https://w3id.org/tree#node")
ACTIONS = {ox.NamedNode(ACTIVITY + name) for name in ("Create", "Update", "Delete")}
# What one named graph says about one subject is a record; a copy is all of its records.
Key = tuple[Any, Any]
Copy = dict[Key, set[ox.Quad]]


def fetch(address: str, accept: str = "*/*", etag: str = "") -> tuple[bytes, str]:
    """The content and its validator; b"" when it is still what ``etag`` stands for."""
    headers = {"Accept": accept, "Accept-Encoding": "gzip", **({"If-None-Match": etag} if etag else {})}
    try:
        with urlopen(Request(address, headers=headers)) as answer:
            content = answer.read()
            zipped = answer.headers.get("Content-Encoding") == "gzip"
            return gzip.decompress(content) if zipped else content, answer.headers.get("ETag", "")
    except HTTPError as error:
        error.close()
        if error.code == 304:
            return b"", etag
        raise


def read(nquads: bytes) -> Copy:
    """The records of a dump."""
    copy: Copy = {}
    for quad in ox.parse(nquads, ox.RdfFormat.N_QUADS):
        copy.setdefault((quad.subject, quad.graph_name), set()).add(quad)
    return copy


def apply(copy: Copy, page: bytes) -> str:
    """Replace every record that a page of the stream tells of; return the address of the next page, or ""."""
    facts: dict[Any, dict[Any, Any]] = {}
    records: dict[Any, list[ox.Triple]] = {}
    following = ""
    for quad in ox.parse(page, ox.RdfFormat.N_QUADS):
        if quad.graph_name != ox.DefaultGraph():
            records.setdefault(quad.graph_name, []).append(quad.triple)
        elif quad.predicate == NEXT:
            following = quad.object.value
        elif quad.predicate in (SUBJECT, GRAPH) or (quad.predicate == RDF_TYPE and quad.object in ACTIONS):
            facts.setdefault(quad.subject, {})[quad.predicate] = quad.object
    for member, fact in facts.items():
        key = fact[SUBJECT], fact[GRAPH]
        # A deletion has no triples.
        copy[key] = {ox.Quad(t.subject, t.predicate, t.object, key[1]) for t in records.get(member, ())}
    return following


def canonical(copy: Copy) -> bytes:
    """The copy as a release writes it: RDFC-1.0, lines sorted."""
    dataset = ox.Dataset(quad for record in copy.values() for quad in record)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def follow(address: str, folder: Path) -> str:
    """Bring the copy in ``folder`` to the latest release; return what was done."""
    file, notes = folder / "m4sd.nq", folder / "state.json"
    state = json.loads(notes.read_text()) if notes.is_file() else {}
    content, etag = fetch(f"{address}/changes", "application/ld+json", state.get("etag", ""))
    if not content:
        return "nothing new"
    changes = json.loads(content)
    pages = {relation["value"]: relation["node"] for relation in changes["relation"]}
    latest = max(pages)
    release = pages[latest]["release"].rpartition("/")[2]
    if state.get("position") in pages:
        copy = read(file.read_bytes())
        done = catch_up(copy, [pages[moment] for moment in sorted(pages) if moment > state["position"]])
    else:
        # No copy yet, or one older than what the stream still tells.
        copy, done = read(fetch(f"{address}/releases/{release}/m4sd.nq")[0]), f"began with release {release}"
    nquads = canonical(copy)
    manifest = json.loads(fetch(f"{address}/releases/{release}/manifest.json")[0])
    if manifest["digest"]["value"] != f"sha256:{hashlib.sha256(nquads).hexdigest()}":
        notes.unlink(missing_ok=True)
        raise SystemExit("The copy is not the release. Run again: it will begin anew.")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(nquads)
    notes.write_text(json.dumps({"position": latest, "etag": etag, "release": release}))
    return done


def catch_up(copy: Copy, pages: Iterable[dict[str, Any]]) -> str:
    """Apply the publications that begin at ``pages``, oldest first."""
    read_pages = 0
    for page in pages:
        address = page["id"]
        while address:
            address = apply(copy, fetch(address, "application/n-quads")[0])
            read_pages += 1
    return f"applied {read_pages} page{'' if read_pages == 1 else 's'} of changes"


if __name__ == "__main__":
    print(follow(sys.argv[1].rstrip("/"), Path(sys.argv[2])))
