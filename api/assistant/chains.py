"""Chains for an assistant: from a thing to an objective, each step with its evidence."""

from __future__ import annotations

from typing import Any

from api.assistant.models import Chain, ChainAnswer, Passage, Step, Value
from m4sd_graph.client import Connection, Explained, told
from m4sd_graph.client.naming import folder_of
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.trace_data import as_json

# Things of the same framework that are named where there is no chain.
LINKED = 20


def chain_answer(graph: Connection, source: str, target: str, *, lang: str, limit: int, start: int) -> ChainAnswer:
    """The chains from ``source`` to ``target``; without one, what was searched and what the source leads to."""
    explained = graph.coherence(source, target)
    found = as_json(explained, lang)
    chains = found["chains"]
    end = start + len(chains[start : start + limit])
    return ChainAnswer(
        release=graph.release.version,
        source=_end(found["source"]),
        target=_end(found["target"]),
        chains=[_chain(one) for one in chains[start:end]],
        total=len(chains),
        more=f"chains {start + 1} to {end} of {len(chains)}: go on with start={end}." if end < len(chains) else None,
        notices=found["notices"],
        linked=[] if chains else _linked(explained, lang),
        explanation="" if chains else told(explained, lang),
        query=found["query"],
    )


def _linked(explained: Explained, lang: str) -> list[Value]:
    words, folder = naming(explained.items, lang), folder_of(explained.trace.target.asked)
    leads = sorted({step.target for step in explained.trace.outgoing if step.target.startswith(folder)})
    return [Value(iri=iri, name=words.name(iri)) for iri in leads[:LINKED]]


def _end(told_: dict[str, Any]) -> Value:
    return Value(iri=told_["asked"], name=told_["name"])


def _chain(told_: dict[str, Any]) -> Chain:
    return Chain(
        derived=not told_["asserted"],
        grade=told_["grade"],
        confidence=told_["confidence"],
        documents=[Value(iri=one["id"], name=one["title"]) for one in told_["documents"]],
        steps=[_step(one) for one in told_["steps"]],
    )


def _step(told_: dict[str, Any]) -> Step:
    return Step(
        number=told_["number"],
        link=told_["link"],
        source=Value(iri=told_["source"], name=told_["source_name"]),
        type=told_["type"],
        target=Value(iri=told_["target"], name=told_["target_name"]),
        says=told_["text"],
        basis=told_["basis"],
        rule=told_["rule"],
        rule_title=told_.get("rule_title", ""),
        why=told_.get("why", ""),
        premises=told_.get("premises", []),
        grade=told_["grade"],
        confidence=told_["confidence"],
        review=told_["review"],
        remark=told_.get("remark", ""),
        passages=[_passage(one) for one in told_.get("passages", ())],
    )


def _passage(told_: dict[str, Any]) -> Passage:
    return Passage(
        evidence=told_["id"],
        document=told_["document"],
        title=told_["title"],
        place=told_["place"],
        paraphrase=told_["paraphrase"],
        page=told_["address"],
    )
