"""Gaps and measures in two states, record by record: what a proposal fills, opens, or changes in a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from m4sd_graph.coherence.axes import Item
from m4sd_graph.coherence.conflicts import Conflict, Conflicts
from m4sd_graph.coherence.delivery import GapResponse, Reinforcement
from m4sd_graph.coherence.differences import Side
from m4sd_graph.coherence.gap_sorts import GAP_SORTS, gaps_of
from m4sd_graph.coherence.gaps import Gap, Gaps, Unanswered
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.scope import reach_of
from m4sd_graph.coherence.sharing import Degree, Overlap, Redundancy
from m4sd_graph.coherence.timing import Lapsed, TimeFit

# What tells the records of a kind apart.
KEYS: Mapping[type, tuple[str, ...]] = {
    Gap: ("item",),
    Unanswered: ("finding",),
    Overlap: ("first", "second"),
    Conflict: ("first", "second", "target", "other", "link"),
    Redundancy: ("target",),
    Degree: ("node",),
    Reinforcement: ("target",),
    Lapsed: ("instrument", "finding"),
    TimeFit: ("instrument", "means"),
}
Key = tuple[str, ...]
COMMITMENTS = "gcm"


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record of a gap or measure that differs; ``key``: the IRIs of what it is about, () for the whole."""

    of: str
    key: Key
    first: object | None
    second: object | None


def gap_changes(first: Side, second: Side) -> tuple[RecordChange, ...]:
    """Return the gaps of every sort that only one state has, or that each has on another ground.

    Counterparts are looked for to the objectives of the Global Compact, whatever the reference set.
    """
    found: list[RecordChange] = []
    for sort in GAP_SORTS:
        scopes = (
            replace(side.scope, reference=COMMITMENTS) if sort == "counterpart" else side.scope
            for side in (first, second)
        )
        states = [gaps_of(side.claims, scope, sort) for side, scope in zip((first, second), scopes, strict=True)]
        found += _changed(sort, *states)
    return tuple(found)


def measure_changes(first: Side, second: Side) -> tuple[RecordChange, ...]:
    """Return the records of every measure that differ."""
    reaches = [reach_of(side.claims, side.scope) for side in (first, second)]
    found: list[RecordChange] = []
    for measure in MEASURES.values():
        found += _changed(measure.name, *(measure.compute(reach) for reach in reaches))
    return tuple(found)


def _changed(of: str, first: object, second: object) -> Iterable[RecordChange]:
    one, other = _records(first), _records(second)
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            yield RecordChange(of, key, one.get(key), other.get(key))


def _records(result: object) -> Mapping[Key, object]:
    match result:
        case tuple():
            return {_key(record): record for record in result}
        case Gaps():
            return {(): result.share, **_records(result.found)}
        case Conflicts():
            return _records(result.found)
        case GapResponse():
            shares: dict[Key, object] = {("reviewed",): result.reviewed, ("with candidates",): result.with_candidates}
            return {**shares, **{(finding,): things for finding, things in result.responses.items() if things}}
    return {(): result}


def _key(record: object) -> Key:
    parts: list[str] = []
    for name in KEYS[type(record)]:
        value = getattr(record, name)
        parts += [value.iri] if isinstance(value, Item) else [value] if isinstance(value, str) else value
    return tuple(parts)
