"""The catalogue as statements: whole, page by page, or one node of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from m4sd_graph.dcat import resources
from m4sd_graph.dcat.model import CATALOGUE, Contents
from m4sd_graph.dcat.nodes import shared
from m4sd_graph.statements import ordered
from m4sd_graph.store.protocol import Statement

Node = Callable[[], Iterable[Statement]]


@dataclass(frozen=True)
class Catalogue:
    """The catalogue of ``contents``."""

    contents: Contents

    @cached_property
    def datasets(self) -> Mapping[str, Node]:
        """All datasets by IRI, in their order: the graph, its tables, its releases with the newest first."""
        contents = self.contents
        graph: dict[str, Node] = {resources.GRAPH: partial(resources.graph, contents)}
        tables: dict[str, Node] = {t.dataset: partial(resources.table, contents, t) for t in contents.listed_tables}
        return graph | tables | {e.iri: partial(resources.release, contents, e) for e in contents.editions}

    @cached_property
    def services(self) -> Mapping[str, Node]:
        """The services by IRI."""
        return {
            resources.SPARQL: partial(resources.sparql, self.contents),
            resources.API: partial(resources.api, self.contents),
        }

    @cached_property
    def distributions(self) -> Mapping[str, Node]:
        """The files of all releases, and the ways through a service, by IRI."""
        through: dict[str, Node] = {
            resources.BY_SPARQL: partial(resources.by_sparql, self.contents),
            resources.BY_API: partial(resources.by_api, self.contents),
        }
        return through | {
            edition.distribution(file): partial(resources.distribution, self.contents, edition, file)
            for edition in self.contents.editions
            for file in edition.files
        }

    def listing(self, datasets: Iterable[str]) -> tuple[Statement, ...]:
        """The catalogue with these of its datasets and all services."""
        listed = tuple(datasets)
        own = list(resources.catalogue(self.contents, listed))
        for node in (*(self.datasets[iri] for iri in listed), *self.services.values()):
            own.extend(node())
        return self._complete(own)

    def statements(self, iri: str) -> tuple[Statement, ...]:
        """What the catalogue says of one node; nothing when it does not know the IRI."""
        if iri == CATALOGUE:
            return self.listing(self.datasets)
        known = {**self.datasets, **self.services, **self.distributions}
        return self._complete(known[iri]()) if iri in known else ()

    @cached_property
    def _shared(self) -> Mapping[str, tuple[Statement, ...]]:
        return shared(self.contents.site, self.contents.coverage)

    def _complete(self, own: Iterable[Statement]) -> tuple[Statement, ...]:
        """``own``, and what is known of every shared node that it leads to."""
        found = list(own)
        # The list grows while it is read: what is added may lead further.
        seen: set[str] = set()
        for statement in found:
            iri = statement.object.value
            if statement.object.kind == "iri" and iri in self._shared and iri not in seen:
                seen.add(iri)
                found.extend(self._shared[iri])
        return ordered(found)
