"""Results as sheets of rows, for a terminal or a spreadsheet: short names for things, shares as ``18/33``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from m4sd_graph.coherence.conflicts import Conflict, Conflicts
from m4sd_graph.coherence.delivery import GapResponse, Reinforcement, Vertical
from m4sd_graph.coherence.gaps import Gaps, Unanswered
from m4sd_graph.coherence.robustness import Robustness
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sharing import Degree, Overlap, Redundancy
from m4sd_graph.coherence.status import Coverage, Standing
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.coherence.timing import Lapsed, TimeFit

Cell = str | int
Things = tuple[tuple[str, str], ...]
UNDEFINED = "undefined"


class Named(str):
    """A text that knows what it is about: ``things`` are IRIs with their names."""

    things: Things

    def __new__(cls, text: str, things: Things) -> Named:
        """Return ``text``, about ``things``."""
        made = super().__new__(cls, text)
        made.things = things
        return made


class Counted(int):
    """A number that knows what was counted: ``things`` are IRIs with their names."""

    things: Things

    def __new__(cls, things: Things) -> Counted:
        """Return how many ``things`` there are."""
        made = super().__new__(cls, len(things))
        made.things = things
        return made


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns and rows; ``note`` says what is to be known before reading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Names:
    """How things are called: by notation, else by name in the language, else by the end of their IRI."""

    tables: Tables
    language: str = "en"

    def of(self, iri: str) -> Named:
        """The short name of one thing."""
        name = self.tables.notations.get(iri) or self.tables.label(iri, (self.language, "en", "fr"))
        return Named(name, ((iri, name),))

    def all(self, iris: Iterable[str]) -> Named:
        """The short names of several."""
        things = self.things(iris)
        return Named("; ".join(name for _, name in things), things)

    def links(self, iris: Iterable[str]) -> Things:
        """Several links, called by what they join."""
        ends = self.tables.ends
        return tuple((iri, " → ".join(self.of(end) for end in ends.get(iri, (iri,)))) for iri in iris)

    def things(self, iris: Iterable[str]) -> Things:
        """Several things with their short names."""
        return tuple((iri, str(self.of(iri))) for iri in iris)


def sheet_of(result: object, names: Names) -> Sheet:
    """Return the sheet of a result of this package: of one record, or of several of a kind."""
    if isinstance(result, tuple):
        return _listed(result, names)
    return _sheet(result, names)


@singledispatch
def _sheet(result: object, names: Names) -> Sheet:  # noqa: ARG001 - the registered ones use it
    raise TypeError(f"{type(result).__name__} is no result")


@_sheet.register
def _(result: Share, names: Names) -> Sheet:
    return _shares([("", result)], names)


@_sheet.register
def _(result: Coverage, names: Names) -> Sheet:
    return _shares([("asserted links alone", result.asserted), ("with derived links", result.with_derived)], names)


@_sheet.register
def _(result: Vertical, names: Names) -> Sheet:
    return _shares([("national", result.national), ("of these, local too", result.local)], names)


@_sheet.register
def _(result: GapResponse, names: Names) -> Sheet:
    rows = ((names.of(finding), names.all(found)) for finding, found in result.responses.items())
    note = f"reviewed: {result.reviewed}; with candidates: {result.with_candidates}"
    return Sheet(("gap finding", "responses, reviewed or not"), tuple(rows), note)


@_sheet.register
def _(result: Conflicts, names: Names) -> Sheet:
    note = f"{result.assessed} influences between members" if result.assessed else "not assessed: no influences"
    rows = tuple(_row(one, names) for one in result.found)
    return Sheet(("first", "second", "target", "hindered by", "score"), rows, note)


@_sheet.register
def _(result: Gaps, names: Names) -> Sheet:
    grounds = ", ".join(f"{count} {ground}" for ground, count in result.grounds().items())
    rows = tuple(
        (names.of(gap.item.iri), gap.ground, names.all(gap.findings), Counted(names.links(gap.other)))
        for gap in result.found
    )
    columns = ("missing at", "ground", "gap findings about it", "other links")
    return Sheet(columns, rows, f"{result.share}: {grounds}")


COLUMNS: dict[type, tuple[str, ...]] = {
    Standing: ("target", "status", "grade", "asserted", "support", "gaps", "weaker", "name"),
    Overlap: ("first", "second", "overlap", "shared"),
    Redundancy: ("target", "R", "B", "policies", "bodies"),
    Degree: ("node", "neighbours", "weight"),
    Reinforcement: ("target", "I", "policy", "body", "programme", "observed"),
    Lapsed: ("instrument", "cited by", "ended", "assessed"),
    TimeFit: ("instrument", "means", "τ", "days", "uncovered years", "bound not recorded"),
    Unanswered: ("finding", "candidates"),
    Robustness: (
        *("figure", "as it is", "asserted only", "crosswalk 3 only"),
        *("lowest without one document", "highest without one document"),
    ),
}


def _listed(results: Sequence[object], names: Names) -> Sheet:
    if not results:
        return Sheet((), (), "none")
    return Sheet(COLUMNS[type(results[0])], tuple(_row(one, names) for one in results))


@singledispatch
def _row(result: object, names: Names) -> tuple[Cell, ...]:  # noqa: ARG001 - likewise
    raise TypeError(f"{type(result).__name__} is no result")


@_row.register
def _(result: Standing, names: Names) -> tuple[Cell, ...]:
    counts = (len(result.support), len(result.gaps), len(result.weaker))
    asserted = "yes" if result.asserted else "no"
    name = result.item.name(names.language)
    return (names.of(result.item.iri), result.status, result.grade, asserted, *counts, name)


@_row.register
def _(result: Conflict, names: Names) -> tuple[Cell, ...]:
    return (*(names.of(x) for x in (result.first, result.second, result.target, result.other)), result.score)


@_row.register
def _(result: Overlap, names: Names) -> tuple[Cell, ...]:
    return names.of(result.first), names.of(result.second), str(result.share), names.all(result.share.counted)


@_row.register
def _(result: Redundancy, names: Names) -> tuple[Cell, ...]:
    lists = names.all(result.policies), names.all(result.bodies)
    return (names.of(result.target), len(result.policies), len(result.bodies), *lists)


@_row.register
def _(result: Degree, names: Names) -> tuple[Cell, ...]:
    return names.of(result.node), Counted(names.things(result.neighbours)), result.weight


@_row.register
def _(result: Reinforcement, names: Names) -> tuple[Cell, ...]:
    return (names.of(result.target), f"{sum(result.ticks)}/4", *("✓" if tick else "·" for tick in result.ticks))


@_row.register
def _(result: Lapsed, names: Names) -> tuple[Cell, ...]:
    dates = result.ended.isoformat(), result.assessed.isoformat()
    return (names.of(result.instrument), names.of(result.finding), *dates)


@_row.register
def _(result: TimeFit, names: Names) -> tuple[Cell, ...]:
    value = UNDEFINED if result.value is None else f"{float(result.value):.3f}"
    days = "" if result.days is None else f"{result.covered}/{result.days}"
    years = ", ".join(map(str, result.uncovered_years))
    return names.of(result.instrument), names.all(result.means), value, days, years, names.all(result.missing)


@_row.register
def _(result: Unanswered, names: Names) -> tuple[Cell, ...]:
    return names.of(result.finding.iri), names.all(item.iri for item in result.candidates)


@_row.register
def _(result: Robustness, names: Names) -> tuple[Cell, ...]:
    ends = (_end(result, documents, names) for documents in (result.lowest, result.highest))
    return (result.figure, str(result.base), str(result.asserted_only), str(result.crosswalk_3), *ends)


def _end(result: Robustness, documents: Sequence[str], names: Names) -> str:
    """The figure without any one of ``documents``, called by what ``--without`` takes."""
    called = "; ".join(document.rpartition("/")[2] for document in documents)
    told = f"{result.without[documents[0]]} without {called}" if documents else UNDEFINED
    return Named(told, names.things(documents))


def _shares(shares: Iterable[tuple[str, Share]], names: Names) -> Sheet:
    rows = tuple((name, str(share), names.all(share.counted)) for name, share in shares)
    return Sheet(("", "share", "counted"), rows)
