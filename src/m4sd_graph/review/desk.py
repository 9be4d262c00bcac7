"""What a reviewer works on: the workspace as its files stand, with all that the rules conclude from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.tables import Tables, load_tables
from m4sd_graph.coherence.trace import Step, Tracer
from m4sd_graph.errors import NotFoundError
from m4sd_graph.infer import infer
from m4sd_graph.load import load_dataset
from m4sd_graph.namespaces import expand
from m4sd_graph.review.record import LINK, Review, by_link, reviews_in, slug
from m4sd_graph.review.roles import roles_in
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Store
from m4sd_graph.workspace import Workspace

# Where the reviews of derived links stand: the links themselves are in no file.
FOLDER = "data/reviews"


@dataclass(frozen=True)
class Desk:
    """A workspace opened for review; ``files``: the file that describes each thing."""

    workspace: Workspace
    store: Store
    tables: Tables
    files: Mapping[str, str]
    prefixes: Mapping[str, str]

    @cached_property
    def reviews(self) -> Mapping[str, tuple[Review, ...]]:
        """The reviews of each link."""
        return by_link(reviews_in(self.store))

    @cached_property
    def roles(self) -> Mapping[str, Mapping[str, str]]:
        """The names of each role by language."""
        return roles_in(self.store)

    @cached_property
    def tracer(self) -> Tracer:
        """Finds the steps behind a link."""
        return Tracer(claims_of(self.tables))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Every link, rejected ones too."""
        return tuple(self.tables.links["link"])

    def step(self, link: str) -> Step:
        """A link with its facets and premises; raise NotFoundError where there is none."""
        return self.tracer.step(link)

    def link_named(self, name: str) -> str:
        """The link called ``name``: an IRI, ``link:…``, ``link/…`` or the last part; raise NotFoundError if none is."""
        iri = expand(name.strip(), self.prefixes)
        iri = iri if ":" in iri else LINK + iri.removeprefix("/").removeprefix("id/").removeprefix("link/")
        if iri not in self.links:
            raise NotFoundError("there is no such link in the workspace.", place=name, remedy="See `m4sd review next`.")
        return iri

    def file_of(self, link: str) -> str:
        """The file that takes the reviews of ``link``: its own, or one in ``data/reviews/`` for a derived link."""
        return f"{FOLDER}/{slug(link)}.ttl" if self.step(link).rule else self.files[link]


def open_desk(workspace: Workspace) -> Desk:
    """Read the files of ``workspace`` and run the rules; raise TurtleError where a file cannot be read."""
    dataset = infer(load_dataset(workspace), load_catalog().of_kind("rules"))
    store = LocalStore.from_dataset(dataset)
    return Desk(workspace, store, load_tables(store, load_catalog()), dataset.origins, dataset.prefixes)
