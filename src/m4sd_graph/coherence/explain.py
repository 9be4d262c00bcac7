"""A trace with all that explains it: the passages behind its asserted steps, its rules, the names, the notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from m4sd_graph.coherence.axes import Item, item_of
from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.evidence import Grounds, Passage, Texts, grounds_of
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.coherence.trace import LONGEST, Step, Trace, Tracer
from m4sd_graph.namespaces import M4SD, SKOS
from m4sd_graph.store.protocol import Store

RULES = f"""SELECT ?code ?title ?definition WHERE {{
  ?rule a <{M4SD}DerivationRule> ; <{SKOS}notation> ?code ; <{SKOS}prefLabel> ?title .
  OPTIONAL {{ ?rule <{SKOS}definition> ?definition FILTER(LANG(?definition) = LANG(?title)) }} }}"""
# How many links on either side are named where no chain joins them; their number is told always.
FIRST = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, its title and definition by language."""

    code: str
    title: Texts
    definition: Texts


@dataclass(frozen=True)
class Explained:
    """A trace, explained; nothing here depends on a language.

    ``rules``: those of its derived steps, by code. ``items``: everything named, by IRI.
    """

    trace: Trace
    grounds: Grounds
    rules: Mapping[str, Rule]
    items: Mapping[str, Item]

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every step of every chain, by link."""
        return {step.link: step for chain in self.trace.chains for step in chain.steps}

    def passages(self, step: Step) -> tuple[Passage, ...]:
        """The passages that ground an asserted step; none for a derived one."""
        return self.grounds.passages.get(step.link, ())

    def notices(self, language: str) -> tuple[str, ...]:
        """The notices that must accompany what is named, in ``language`` or else English."""
        return self.grounds.named.notes.get(language) or self.grounds.named.notes.get("en", ())


def explain(
    store: Store,
    tracer: Tracer,
    source: str,
    target: str,
    options: Options | None = None,
    longest: int = LONGEST,
) -> Explained:
    """Trace from ``source`` to ``target`` and fetch what explains the steps; raise as ``Tracer.trace`` does."""
    trace = tracer.trace(source, target, options, longest)
    tables = tracer.claims.tables
    steps = {step.link: step for chain in trace.chains for step in chain.steps}
    things = {end for step in (*steps.values(), *shown(trace)) for end in (step.source, step.target)}
    things |= {document for chain in trace.chains for document in chain.documents}
    things |= {trace.source.asked, trace.target.asked}
    asserted = [link for link, step in steps.items() if step.rule is None]
    codes = {step.rule for step in steps.values() if step.rule is not None}
    grounds = grounds_of(store, asserted, {thing for thing in things if ":" in thing})
    return Explained(trace, grounds, _rules(store, codes), _items(tables, grounds, things))


def shown(trace: Trace) -> tuple[Step, ...]:
    """The links on either side that are named where there is no chain."""
    if trace.chains:
        return ()
    return tuple(step for side in (trace.outgoing, trace.incoming, trace.left_out) for step in side[:FIRST])


def _items(tables: Tables, grounds: Grounds, things: set[str]) -> Mapping[str, Item]:
    items = {thing: item_of(tables, thing) for thing in things}
    known = grounds.named.labels
    return {
        iri: item if item.names else Item(iri, item.notation, known.get(iri, {})) for iri, item in sorted(items.items())
    }


def _rules(store: Store, codes: set[str]) -> Mapping[str, Rule]:
    if not codes:
        return {}
    titles: dict[str, dict[str, str]] = {}
    definitions: dict[str, dict[str, str]] = {}
    for row in store.select(RULES).rows:
        code, language = row["code"].value, row["title"].language
        titles.setdefault(code, {})[language] = row["title"].value
        if "definition" in row:
            definitions.setdefault(code, {})[language] = row["definition"].value
    return {code: Rule(code, titles.get(code, {}), definitions.get(code, {})) for code in sorted(codes)}
