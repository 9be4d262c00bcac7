"""The sorts of gaps by name."""

from __future__ import annotations

from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.gaps import FACETS, incomplete, unaddressed, unanswered, without_counterpart
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.timing import lapsed_references

GAP_SORTS = ("targets", "findings", *FACETS, "counterpart", "lapsed")


def gaps_of(claims: Claims, scope: Scope, sort: str) -> object:
    """Return the gaps of one of ``GAP_SORTS`` in ``scope``; raise ParameterError for any other."""
    match sort:
        case "targets":
            return unaddressed(claims, scope)
        case "findings":
            return unanswered(claims, scope)
        case "counterpart":
            return without_counterpart(claims, scope)
        case "lapsed":
            return lapsed_references(claims.tables, scope.countries)
    return incomplete(claims.tables, sort, countries=scope.countries)  # type: ignore[arg-type] # it refuses others
