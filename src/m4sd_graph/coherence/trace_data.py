"""A trace for programs: plain JSON with names, words and the query; JSON-LD that holds triples of the graph only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.ends import End
from m4sd_graph.coherence.evidence import BATCH, Passage
from m4sd_graph.coherence.explain import Explained
from m4sd_graph.coherence.naming import Naming, basis, naming
from m4sd_graph.coherence.trace import Chain, Step
from m4sd_graph.coherence.trace_query import query_of
from m4sd_graph.coherence.words import notices, numbered, reason, step_sentence, why_left_out
from m4sd_graph.describe import EVIDENCE, batches
from m4sd_graph.jsonld import CONTEXT_IRI, JsonObject, compact
from m4sd_graph.namespaces import OA
from m4sd_graph.store.protocol import Statement, Store

RECORDS = f"""CONSTRUCT {{{{ ?s ?p ?o }}}} WHERE {{{{
  {{{{ VALUES ?s {{{{ {{iris}} }}}} ?s ?p ?o }}}}
  UNION {{{{ VALUES ?link {{{{ {{iris}} }}}} ?link <{EVIDENCE}> ?s . ?s ?p ?o }}}}
  UNION {{{{ VALUES ?link {{{{ {{iris}} }}}} ?link <{EVIDENCE}> ?passage .
    ?passage <{OA}hasSelector> ?s . ?s ?p ?o }}}}
}}}}"""


def as_jsonld(
    store: Store, explained: Explained, context: Mapping[str, Any], context_url: str = CONTEXT_IRI
) -> JsonObject:
    """Return the links of the chains with their evidence, a node each, as the graph holds them."""
    found: dict[Statement, None] = {}
    for values in batches(explained.steps, BATCH):
        found.update(dict.fromkeys(store.construct(RECORDS.format(iris=values))))
    return compact(tuple(found), context, context_url)


def as_json(explained: Explained, language: str = "en") -> JsonObject:
    """Return the trace as plain JSON: ends, options, chains with steps and passages, what stands on either side."""
    words = naming(explained.items, language)
    trace = explained.trace
    return {
        "language": words.spoken,
        "notices": list(notices(explained, words)),
        "source": _end(trace.source, words),
        "target": _end(trace.target, words),
        "options": _options(trace.options),
        "longest": trace.longest,
        "searched": trace.searched,
        "chains": [_chain(explained, chain, words) for chain in trace.chains],
        "outgoing": _links(trace.outgoing),
        "incoming": _links(trace.incoming),
        "left_out": {**_links(trace.left_out), "reasons": {s.link: why_left_out(s) for s in trace.left_out}},
        "query": query_of(trace),
    }


def _end(end: End, words: Naming) -> JsonObject:
    return {
        "asked": end.asked,
        "name": words.end(end),
        "ways": {way: list(iris) for way, iris in end.ways.items()},
        "things": list(end.things),
    }


def _options(options: Options) -> JsonObject:
    return {name: _plain(value) for name, value in asdict(options).items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _chain(explained: Explained, chain: Chain, words: Naming) -> JsonObject:
    end, numbers = chain.conclusion, numbered(chain)
    return {
        "link": end.link,
        "grade": end.grade,
        "confidence": end.confidence,
        "length": end.length,
        "asserted": end.rule is None,
        "documents": [{"id": iri, "title": words.name(iri)} for iri in chain.documents],
        "steps": [_step(explained, step, numbers, words) for step in chain.steps],
    }


def _step(explained: Explained, step: Step, numbers: dict[str, int], words: Naming) -> JsonObject:
    told: JsonObject = {
        "number": numbers[step.link],
        **_link(step),
        "text": step_sentence(step, words),
        "source_name": words.name(step.source),
        "target_name": words.name(step.target),
        "basis": basis(step),
    }
    if step.rule is None:
        remarks = explained.grounds.remarks.get(step.link, {})
        passages = [_passage(passage, words) for passage in explained.passages(step)]
        remark = {"remark": words.text(remarks), "remark_language": words.language_of(remarks)}
        return {**told, **remark, "passages": passages}
    rule = explained.rules.get(step.rule)
    title = words.text(rule.title) if rule else ""
    why = reason(explained, step, numbers, words)
    return {**told, "rule_title": title, "why": why, "premises": list(step.premises)}


def _passage(passage: Passage, words: Naming) -> JsonObject:
    return {
        "id": passage.evidence,
        "document": passage.document,
        "title": words.title(passage),
        "start": passage.start,
        "end": passage.end,
        "place": words.place(passage),
        "paraphrase": words.text(passage.paraphrase),
        "paraphrase_language": words.language_of(passage.paraphrase),
        "address": passage.address,
    }


def _links(steps: tuple[Step, ...]) -> JsonObject:
    return {"count": len(steps), "links": [_link(step) for step in steps]}


def _link(step: Step) -> JsonObject:
    return {
        "link": step.link,
        "source": step.source,
        "type": step.type,
        "target": step.target,
        "grade": step.grade,
        "confidence": step.confidence,
        "review": step.review,
        "rule": step.rule,
        "length": step.length,
    }
