"""Runs the derivation rules to a fixpoint; what each rule adds goes to that rule's own named graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from m4sd_graph.catalog import Query
from m4sd_graph.errors import QueryFileError
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import GRAPH, M4SD, RDF, RULE, SKOS, XSD

MAX_PASSES = 10


def infer(dataset: Dataset, rules: Sequence[Query]) -> Dataset:
    """Return ``dataset`` with one graph per rule: the rule's description and the triples it added.

    A rule sees the union of the curated graphs and of everything derived so far. A triple belongs to the first rule
    that concludes it. Raises QueryFileError when a rule does not parse or the rules do not settle.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in dataset.triples())
    added: dict[str, list[ox.Triple]] = {rule.id: [] for rule in rules}
    for _ in range(MAX_PASSES):
        fresh = sum(_apply(store, rule, added[rule.id]) for rule in rules)
        if not fresh:
            break
    else:
        raise QueryFileError(f"the rules still add triples after {MAX_PASSES} passes.", place="rules")
    for rule in rules:
        dataset = dataset.with_graph(f"{GRAPH}rule/{rule.id}", [*added[rule.id], *describe_rule(rule)])
    return dataset


def describe_rule(rule: Query) -> Iterator[ox.Triple]:
    """Yield the triples that describe a rule: label, definition and its query."""
    node = ox.NamedNode(RULE + rule.id)
    yield ox.Triple(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{M4SD}DerivationRule"))
    yield ox.Triple(node, ox.NamedNode(f"{SKOS}notation"), ox.Literal(rule.id))
    for language, text in rule.title.items():
        yield ox.Triple(node, ox.NamedNode(f"{SKOS}prefLabel"), ox.Literal(text, language=language))
    for language, text in rule.description.items():
        yield ox.Triple(node, ox.NamedNode(f"{SKOS}definition"), ox.Literal(text, language=language))
    query = ox.Literal(rule.body, datatype=ox.NamedNode(f"{XSD}string"))
    yield ox.Triple(node, ox.NamedNode(f"{M4SD}ruleQuery"), query)


def _apply(store: ox.Store, rule: Query, added: list[ox.Triple]) -> int:
    """Add what ``rule`` concludes and the store does not hold yet; return how many triples that were."""
    try:
        result = store.query(rule.body)
    except SyntaxError as error:
        found = re.match(r"error at (\d+):(\d+)", str(error.msg))
        where = f" at line {found[1]}, column {found[2]} below the header" if found else ""
        raise QueryFileError(f"not a SPARQL query{where}.", place=f"rules/{rule.id}.rq") from None
    if not isinstance(result, ox.QueryTriples):
        raise QueryFileError("a rule is a CONSTRUCT query.", place=f"rules/{rule.id}.rq")
    fresh = [t for t in dict.fromkeys(result) if ox.Quad(t.subject, t.predicate, t.object) not in store]
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in fresh)
    added.extend(fresh)
    return len(fresh)
