"""Opens what a connection asks: a release in this process, or an endpoint somewhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from m4sd_graph.canonical import canonical_nquads, digest
from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.tables import FOLDER
from m4sd_graph.errors import StoreError
from m4sd_graph.infer import infer
from m4sd_graph.jsonld import load_context
from m4sd_graph.load import load_dataset, load_prefixes
from m4sd_graph.namespaces import DCTERMS, ONTOLOGY, OWL
from m4sd_graph.release import CURRENT, Release, open_release
from m4sd_graph.release_writing import versioned
from m4sd_graph.settings import Settings
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Store
from m4sd_graph.store.remote import RemoteStore
from m4sd_graph.workspace import find_workspace, releases_folder

HEADER = f"SELECT ?version ?day {{ <{ONTOLOGY}> <{OWL}versionInfo> ?version ; <{DCTERMS}modified> ?day }}"


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """Which release answers.

    ``version``: its name, such as ``0.1.0+1a2b3c4d``, or the version alone where nobody named it. ``modified``: the
    date of its content. ``digest``: of its canonical N-Quads (RDFC-1.0), None where the endpoint does not tell.
    ``place``: the folder or the address.
    """

    version: str
    modified: date
    digest: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What answers, with the prefixes and the JSON-LD context that belong to it.

    ``tables``: the folder of a release that may hold those of the coherence analysis.
    """

    store: Store
    prefixes: Mapping[str, str]
    context: Mapping[str, Any]
    release: ReleaseName
    tables: Path | None = None


def opened(address: str | None, timeout: int, settings: Settings) -> Opened:
    """Open ``address``, else what the settings name: an endpoint, a release, or without one the packaged data.

    Raises StoreError for an address that does not answer or has another graph.
    """
    address = address or settings.endpoint
    if address:
        return _remote(endpoint_of(address), timeout, settings)
    if settings.release == CURRENT and not (releases_folder(settings.releases) / CURRENT).is_file():
        return _packaged(settings)
    return _released(open_release(settings.releases, settings.release))


def endpoint_of(address: str) -> str:
    """The address of the SPARQL endpoint, for that itself or for the address of the service."""
    if not re.match(r"https?://[^\s/]", address):
        raise StoreError(
            "this is not the address of a service.",
            place=address,
            remedy="It begins with https:// or http://, for example http://127.0.0.1:8000.",
        )
    bare = address.rstrip("/")
    return bare if bare.endswith(("/sparql", "/query")) else f"{bare}/sparql"


def _remote(endpoint: str, timeout: int, settings: Settings) -> Opened:
    store = RemoteStore(endpoint, timeout)
    workspace = find_workspace(settings.workspace)
    version, modified = _header(store, endpoint)
    name = ReleaseName(store.release() or version, modified, None, endpoint)
    return Opened(store, load_prefixes(workspace), load_context(workspace.root / "ontology"), name)


def _released(release: Release) -> Opened:
    store = release.open_store()
    _, modified = _header(store, str(release.folder))
    name = ReleaseName(release.version, modified, release.manifest["digest"]["value"], str(release.folder))
    context = load_context(release.folder / "ontology")
    return Opened(store, release.manifest["prefixes"], context, name, release.folder / FOLDER)


def _packaged(settings: Settings) -> Opened:
    """The data that the package carries (or the checkout), derived anew in memory: the triples of its release."""
    workspace = find_workspace(settings.workspace)
    dataset = versioned(infer(load_dataset(workspace), load_catalog().of_kind("rules")), workspace.version)
    store = LocalStore.from_dataset(dataset)
    _, modified = _header(store, str(workspace.root))
    name = ReleaseName(workspace.version, modified, digest(canonical_nquads(dataset.quads())), str(workspace.root))
    return Opened(store, dataset.prefixes, load_context(workspace.root / "ontology"), name)


def _header(store: Store, place: str) -> tuple[str, date]:
    """Version and date that the graph states of itself."""
    rows = store.select(HEADER).texts()
    try:
        [[version, day]] = rows
        return version, date.fromisoformat(day)
    except ValueError:
        raise StoreError(
            "this is not the graph of m4sd: it does not state its version.",
            place=place,
            remedy="Give the address of a service that `m4sd serve` runs, or of a copy of its data.",
        ) from None
