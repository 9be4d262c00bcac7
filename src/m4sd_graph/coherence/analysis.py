"""What an analysis reads, and how the countries, documents and days that it is asked about are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from m4sd_graph.coherence.claims import Claims
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.namespaces import ID, M4SD, expand
from m4sd_graph.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Analysis:
    """The ``claims`` of the graph in ``store``, with its ``prefixes``; ``origin``: the release or endpoint by name."""

    store: Store
    prefixes: Mapping[str, str]
    origin: str
    claims: Claims

    def documents(self, names: Iterable[str]) -> frozenset[str]:
        """The documents by IRI, prefixed name or last part; raise NotFoundError for one that grounds no link."""
        known = self.claims.tables.documents["document"].unique().sort().to_list()
        return frozenset(self._one(name, f"{ID}document/", known) for name in names)

    def countries(self, names: Iterable[str]) -> frozenset[str]:
        """The states by code, IRI, prefixed name or last part; raise NotFoundError for one that the graph has not."""
        tables = self.claims.tables
        states = tables.classes.filter(tables.classes["class"] == f"{M4SD}State")["thing"].unique().sort().to_list()
        coded = tables.names.filter(tables.names["thing"].is_in(states)).select("notation", "thing").drop_nulls()
        codes = {str(code).upper(): str(state) for code, state in coded.iter_rows()}
        return frozenset(codes.get(name.upper()) or self._one(name, f"{ID}country/", states) for name in names)

    def _one(self, name: str, base: str, known: list[str]) -> str:
        iri = expand(name, self.prefixes)
        iri = iri if ":" in iri else base + iri
        if iri not in known:
            remedy = f"One of {', '.join(one.rpartition('/')[2] for one in known)}." if known else None
            raise NotFoundError("the graph has nothing of this name here.", place=name, remedy=remedy)
        return iri


def day(text: str) -> date | None:
    """The day that ``text`` names, None for the empty text; raise ParameterError for any other."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ParameterError(
            "the value is not a date of the form YYYY-MM-DD.", place="parameter as-of", remedy="Example: 2023-12-31"
        ) from None
