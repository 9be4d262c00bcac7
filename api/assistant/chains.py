"""Chains for an assistant: from a thing to an objective, each step with its evidence."""

from __future__ import annotations

from api.assistant.evidence import of_passages
from api.assistant.models import Chain, ChainAnswer, Step, Value
from m4sd_graph.client import Chain as Found
from m4sd_graph.client import Connection, Named
from m4sd_graph.client import Step as Link
from m4sd_graph.client.naming import folder_of
from m4sd_graph.describe import labels
from m4sd_graph.namespaces import M4SD
from m4sd_graph.store.protocol import Store

LINKED = f"""SELECT DISTINCT ?target WHERE {{ ?link <{M4SD}linkSource> <%s> ; <{M4SD}linkTarget> ?target
  FILTER(STRSTARTS(STR(?target), "%s")) }} ORDER BY ?target LIMIT 20"""


def chain_answer(
    graph: Connection, store: Store, source: str, target: str, *, lang: str, limit: int, start: int
) -> ChainAnswer:
    """The chains from ``source`` to ``target``; without one, what of the same framework the source is linked to."""
    ends = [graph.meant("chain", name, text) for name, text in (("source", source), ("target", target))]
    found = graph.coherence(*ends, lang=lang)
    shown = found[start : start + limit]
    end = start + len(shown)
    linked = [] if found else [iri for [iri] in store.select(LINKED % (ends[0], folder_of(ends[1]))).texts()]
    names = labels(store, [*ends, *linked])
    values = [Value(iri=iri, name=names.get(iri, {}).get(lang) or names.get(iri, {}).get("en", "")) for iri in ends]
    return ChainAnswer(
        release=graph.release.version,
        source=values[0],
        target=values[1],
        chains=[_chain(store, one) for one in shown],
        total=len(found),
        more=f"chains {start + 1} to {end} of {len(found)}: go on with start={end}." if end < len(found) else None,
        linked=[Value(iri=iri, name=names.get(iri, {}).get("en", "")) for iri in linked],
    )


def _chain(store: Store, found: Found) -> Chain:
    return Chain(derived=found.derived, steps=[_step(store, step) for step in found.steps])


def _step(store: Store, step: Link) -> Step:
    return Step(
        link=step.iri,
        source=_value(step.source),
        type=step.type,
        target=_value(step.target),
        rule=step.rule,
        grade=step.grade,
        confidence=step.confidence,
        evidence=of_passages(store, step.iri, step.evidence),
    )


def _value(named: Named) -> Value:
    return Value(iri=named.iri, name=named.name)
