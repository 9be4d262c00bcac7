"""The analyses of coherence for Python: the library's own typed results, from this process or from an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TypedDict, Unpack

from m4sd_graph.catalog import Catalog, is_iri
from m4sd_graph.client.naming import meant_by
from m4sd_graph.client.opening import Opened
from m4sd_graph.coherence.axes import CLASSES, ColumnKind, RowKind
from m4sd_graph.coherence.claims import Options, claims_of
from m4sd_graph.coherence.explain import Explained, explain
from m4sd_graph.coherence.gap_sorts import GAP_SORTS, gaps_of
from m4sd_graph.coherence.matrix import Frame, Matrix, matrix_of
from m4sd_graph.coherence.measures import MEASURES, measure
from m4sd_graph.coherence.robustness import Robustness, robustness
from m4sd_graph.coherence.scope import Chaining, Scope, Sources, reach_of
from m4sd_graph.coherence.status import Coverage, Standing, coverage, standings
from m4sd_graph.coherence.tables import tables_of
from m4sd_graph.coherence.trace import LONGEST, Tracer
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import ID, SDG, expand

OWN = ("reference", "threshold", "sources", "chaining")
COUNTRY, DOCUMENT, THING, TARGET = f"{ID}country/", f"{ID}document/", f"{ID}org/", SDG


class Counting(TypedDict, total=False):
    """Which links count, as in ``Options``; a day may be a text, a document any name of it."""

    as_of: date | str | None
    asserted_only: bool
    grade: int
    confidence: str
    reviewed_only: bool
    crosswalk: int
    without: str | Iterable[str]


class Asking(Counting, total=False):
    """What is asked, as in ``Scope``; a country by code, IRI or name."""

    reference: str
    threshold: int
    sources: Sources
    country: str | Iterable[str]
    chaining: Chaining


class Coherence:
    """The analyses over one connection, which fills the tables when the first is asked for; made by ``Connection``."""

    def __init__(self, opened: Callable[[], Opened], catalog: Catalog) -> None:
        self._opened = opened
        self._catalog = catalog

    def __call__(
        self, source: str, target: str, *, max_length: int = LONGEST, **counting: Unpack[Counting]
    ) -> Explained:
        """Trace, as ``trace`` does."""
        return self.trace(source, target, max_length=max_length, **counting)

    def trace(self, source: str, target: str, *, max_length: int = LONGEST, **counting: Unpack[Counting]) -> Explained:
        """Return every chain from one thing to another, with the passages at its root; ``told`` puts it into words.

        An end is anything that ``Connection.question`` takes as a thing, a class, or a kind such as ``instrument``.
        Raises ParameterError for an end or option that is none.
        """
        ends = self._end("source", source, THING), self._end("target", target, TARGET)
        return explain(self._opened().store, self._tracer, *ends, self.options(**counting), max_length)

    def matrix(
        self,
        rows: RowKind = "instrument",
        columns: ColumnKind = "goal",
        *,
        country: str | Iterable[str] = (),
        all_columns: bool = False,
        **counting: Unpack[Counting],
    ) -> Matrix:
        """Return the best grade and the links of each row and column; where nothing is recorded there is no cell."""
        countries = self._named("country", country, COUNTRY)
        frame = Frame(rows, columns, countries=countries, all_columns=all_columns)
        return matrix_of(self._tracer.claims, frame, self.options(**counting))

    def status(self, **asking: Unpack[Asking]) -> tuple[Standing, ...]:
        """Return how each member of the reference set stands: covered, contested, evidenced gap or silent."""
        return standings(self._tracer.claims, self.scope(**asking))

    def coverage(self, **asking: Unpack[Asking]) -> Coverage:
        """Return the share that is covered by asserted links alone, and with derived ones."""
        return coverage(self._tracer.claims, self.scope(**asking))

    def gaps(self, *sorts: str, commitments: str = "gcm", **asking: Unpack[Asking]) -> Mapping[str, object]:
        """Return the gaps of each of ``sorts`` (all without one), each with how we know of it.

        ``commitments``: the reference set whose national counterparts are looked for.
        """
        scope = self.scope(**asking)
        # Chaining tells how targets are reached, which commitments are not.
        scopes = {"counterpart": replace(scope, reference=commitments, chaining="action")}
        return {sort: gaps_of(self._tracer.claims, scopes.get(sort, scope), sort) for sort in sorts or GAP_SORTS}

    def measures(self, *names: str, **asking: Unpack[Asking]) -> Mapping[str, object]:
        """Return measures by name (all without one); None is undefined, which is not zero."""
        chosen = [measure(name) for name in names or MEASURES]
        reach = reach_of(self._tracer.claims, self.scope(**asking))
        return {one.name: one.compute(reach) for one in chosen}

    def robustness(self, **asking: Unpack[Asking]) -> tuple[Robustness, ...]:
        """Return each headline figure without derived links, and without each document."""
        return robustness(self._tracer.claims, self.scope(**asking))

    def options(self, **counting: Unpack[Counting]) -> Options:
        """Return which links count; raise ParameterError for a value that is none."""
        given = dict(counting)
        without = self._named("without", counting.get("without", ()), DOCUMENT)
        return Options(**{**given, "as_of": _day(counting.get("as_of")), "without": without})  # type: ignore[arg-type]

    def scope(self, **asking: Unpack[Asking]) -> Scope:
        """Return what is asked; raise ParameterError for a value that is none."""
        own = {name: value for name, value in asking.items() if name in OWN}
        counting = {name: value for name, value in asking.items() if name in Counting.__annotations__}
        countries = self._named("country", asking.get("country", ()), COUNTRY)
        return Scope(**own, countries=countries, options=self.options(**counting))  # type: ignore[arg-type]

    @cached_property
    def _tracer(self) -> Tracer:
        opened = self._opened()
        return Tracer(claims_of(tables_of(opened.store, self._catalog, opened.tables)))

    def _end(self, parameter: str, text: str, folder: str) -> str:
        iri = expand(text, self._opened().prefixes)
        if text in CLASSES or (is_iri(iri) and iri in self._tracer.claims.tables.labels):
            return iri
        return self._meant(parameter, text, folder)

    def _named(self, parameter: str, given: str | Iterable[str], folder: str) -> frozenset[str]:
        texts = (given,) if isinstance(given, str) else tuple(given)
        return frozenset(self._meant(parameter, text, folder) for text in texts)

    def _meant(self, parameter: str, text: str, folder: str) -> str:
        opened = self._opened()
        return meant_by(opened.store, self._catalog, opened.prefixes, parameter, text, folder)


def _day(day: date | str | None) -> date | None:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        raise ParameterError(
            "the value is not a date of the form YYYY-MM-DD.", place="parameter as_of", remedy="Example: 2023-12-31"
        ) from None
