"""Writes a record as a tree in the words of the context; expanding it gives the statements of the record.

The rules, so that a program can rely on them: a property that may have several values is a list, also of one; texts
stand by language; a thing that another leads to is an object with ``id``, in the profile ``minimal`` a string; a term
of the ontology is its word in every profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from m4sd_graph.framing.records import Record
from m4sd_graph.framing.words import ID, TYPE, VOCABULARY, Word, Words
from m4sd_graph.jsonld import JsonObject, is_exact
from m4sd_graph.namespaces import XSD
from m4sd_graph.store.protocol import Statement, Term

INTEGERS = frozenset(f"{XSD}{name}" for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long"))
ID_NAME, TYPE_NAME = "id", "type"
BOOLEANS = {"true": True, "false": False}
Values = dict[str, list[Term]]


def framed(record: Record, words: Words) -> JsonObject:
    """The members of the tree of ``record``, without a context."""
    return _Tree(record, words).whole()


def flat(statements: Iterable[Statement], words: Words) -> list[JsonObject]:
    """Every subject of ``statements`` as an object of its own, in the manner of the profile ``minimal``."""
    ordered = tuple(statements)
    tree = _Tree(Record("", "minimal", ordered, ""), words)
    # Above everything: so that nothing is nested.
    above = frozenset(tree.nodes)
    return [tree.node(subject, above) for subject in sorted(tree.nodes)]


@dataclass(slots=True)
class _Tree:
    """The tree of one record; ``told``: the (subject, predicate, object) that stand in it."""

    record: Record
    words: Words
    nodes: dict[str, Values] = field(init=False)
    told: set[tuple[str, str, Term]] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.nodes = {}
        for s in self.record.statements:
            values = self.nodes.setdefault(_id(s.subject), {})
            values.setdefault(s.predicate.value, []).append(s.object)

    def whole(self) -> JsonObject:
        """The root, what leads to it by words that are told from the other end, and what is left."""
        made = self.node(self.record.iri, frozenset())
        placed: set[str] = set()
        for predicate, word in self.words.reverse.items():
            if found := [s for s in self._naming(predicate) if s not in placed]:
                made[word.name] = [self._below(s, predicate) for s in found]
                placed.update(found)
        if left := self._left():
            made["@reverse"] = left
        if others := [node for node in sorted(self.nodes) if not self._is_told(node)]:
            made["@included"] = [self.node(node, frozenset()) for node in others]
        return made

    def _left(self) -> JsonObject:
        """What names the root and stands nowhere else, by the name of the property."""
        root, found = Term("iri", self.record.iri), {}
        for predicate in sorted({s.predicate.value for s in self.record.statements}):
            if subjects := [s for s in self._naming(predicate) if (s, predicate, root) not in self.told]:
                word = self.words.properties.get(predicate)
                name = word.name if word and not word.languages else self.words.prefixed(predicate)
                found[name] = [self._below(s, predicate) for s in subjects]
        return found

    def _below(self, subject: str, predicate: str) -> JsonObject:
        """A thing that names the root by ``predicate``, which its place in the tree says."""
        return self.node(subject, frozenset({self.record.iri}), (predicate, self.record.iri))

    def node(self, subject: str, above: frozenset[str], skipped: tuple[str, str] = ("", "")) -> JsonObject:
        """One thing with what it leads to; things of ``above`` by IRI, and without the ``skipped`` statement."""
        made: dict[str, Any] = {ID_NAME: subject}
        below = above | {subject}
        for predicate, terms in sorted(self.nodes.get(subject, {}).items(), key=self._place):
            self.told.update((subject, predicate, term) for term in terms)
            kept = [t for t in terms if (predicate, t.value) != skipped] if predicate == skipped[0] else terms
            if kept:
                self._write(made, predicate, sorted(kept), below)
        return made

    def _place(self, item: tuple[str, list[Term]]) -> tuple[int, int, str]:
        word = self.words.properties.get(item[0])
        return item[0] != TYPE, word.place if word else len(self.words.names), item[0]

    def _write(self, made: JsonObject, predicate: str, terms: Sequence[Term], above: frozenset[str]) -> None:
        word = self.words.properties.get(predicate)
        if predicate == TYPE and all(term.kind == "iri" for term in terms):
            made[TYPE_NAME] = [self.words.term(term.value) for term in terms]
        elif word is None or predicate == TYPE:
            made[self.words.prefixed(predicate)] = [self._value(term, None, above) for term in terms]
        elif word.languages:
            self._texts(made, word, terms, above)
        else:
            values = [self._value(term, word, above) for term in terms]
            made[word.name] = values if word.several or len(values) > 1 else values[0]

    def _texts(self, made: JsonObject, word: Word, terms: Sequence[Term], above: frozenset[str]) -> None:
        """Texts by language; a value that is no text has no place there and stands under the full name."""
        texts: dict[str, list[str]] = {}
        others = []
        for term in terms:
            if term.kind == "literal" and not term.datatype:
                texts.setdefault(term.language or "@none", []).append(term.value)
            else:
                others.append(self._value(term, None, above))
        if texts:
            several = word.several
            made[word.name] = {t: v if several or len(v) > 1 else v[0] for t, v in sorted(texts.items())}
        if others:
            made[self.words.prefixed(word.iri)] = others

    def _value(self, term: Term, word: Word | None, above: frozenset[str]) -> object:
        if term.kind == "literal":
            return self._literal(term, word.coerced if word else "")
        iri = _id(term)
        if word and word.names_terms:
            return self.words.term(iri)
        if iri in self.nodes and iri not in above:
            return self.node(iri, above)
        coerced = word.coerced if word else ""
        if self.record.profile == "minimal" and word and coerced in (ID, VOCABULARY):
            return self.words.code(iri, word)
        return {ID_NAME: iri}

    def _literal(self, term: Term, coerced: str) -> object:
        text, kind = term.value, term.datatype
        if term.language:
            return {"@value": text, "@language": term.language}
        if kind in INTEGERS and kind == (coerced or f"{XSD}integer") and is_exact(text):
            return int(text)
        if kind == coerced:
            return text
        if kind == f"{XSD}boolean" and not coerced and text in BOOLEANS:
            return BOOLEANS[text]
        return {"@value": text, **({"@type": self.words.prefixed(kind)} if kind else {})}

    def _naming(self, predicate: str) -> list[str]:
        """The subjects of the record that name its IRI by ``predicate``."""
        root = Term("iri", self.record.iri)
        return sorted(s for s, values in self.nodes.items() if root in values.get(predicate, ()))

    def _is_told(self, subject: str) -> bool:
        return all((subject, p, term) in self.told for p, terms in self.nodes[subject].items() for term in terms)


def _id(term: Term) -> str:
    return f"_:{term.value}" if term.kind == "bnode" else term.value
