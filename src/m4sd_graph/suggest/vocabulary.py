"""The names to look for, read from a store, with the weight of each word among them.

The weight of a word is its inverse document frequency, ln(1 + N/n): of N things with a name in the language, n have the
word in one of their names. What is in many names ("migration") weighs little.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

from m4sd_graph.namespaces import VOCAB
from m4sd_graph.store.protocol import Store
from m4sd_graph.suggest.words import ACRONYM, LANGUAGES, words

Kind = Literal["goal", "target", "objective", "action", "entity"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COMMITMENT = "/commitment"
NAMES_QUERY = """\
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sdgo: <http://metadata.un.org/sdg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?kind ?name ?language ?notation WHERE {
  { SELECT DISTINCT ?thing ?kind WHERE {
    { ?thing a sdgo:Goal BIND("goal" AS ?kind) }
    UNION { ?thing a sdgo:Target BIND("target" AS ?kind) }
    UNION { ?thing skos:topConceptOf <https://w3id.org/m4sd/vocab/gcm> BIND("objective" AS ?kind) }
    UNION { ?thing skos:inScheme <https://w3id.org/m4sd/vocab/gcm> ; skos:broader ?whole BIND("action" AS ?kind) }
    UNION {
      VALUES ?class {
        org:Organization org:FormalOrganization org:OrganizationalUnit m4sd:State
        m4sd:Event m4sd:Instrument m4sd:Mechanism m4sd:Partnership m4sd:Programme m4sd:Study
      }
      ?thing a/rdfs:subClassOf* ?class BIND("entity" AS ?kind)
    }
  } }
  ?thing skos:prefLabel|skos:altLabel ?label
  OPTIONAL { ?thing skos:notation ?notation }
  BIND(STR(?label) AS ?name) BIND(LANG(?label) AS ?language)
} ORDER BY ?thing ?language ?name ?notation
"""
NOTICES_QUERY = """\
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
SELECT ?thing ?notice WHERE {
  ?thing m4sd:requiredNote ?notice FILTER(LANG(?notice) = "en")
} ORDER BY ?thing ?notice
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing in one language: its stems in order, or an acronym that is looked for as it stands."""

    thing: str
    kind: Kind
    language: str
    text: str
    stems: tuple[str, ...]
    acronym: bool


@dataclass(frozen=True)
class Vocabulary:
    """All names; ``weights`` by language and stem; ``by_notation`` leads from a kind and a number to the thing.

    ``notices``: what must be shown, in English, wherever a thing is named.
    """

    names: tuple[Name, ...]
    weights: Mapping[str, Mapping[str, float]]
    by_stem: Mapping[tuple[str, str], tuple[Name, ...]]
    by_notation: Mapping[tuple[Kind, str], str]
    labels: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, Kind]
    notices: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number of each thing that has one."""
        return {thing: number for (_, number), thing in self.by_notation.items()}

    def notices_of(self, things: Iterable[str]) -> list[str]:
        """The notices that go with things, each once."""
        return sorted({self.notices[thing] for thing in things if thing in self.notices})

    def weight(self, stems: Iterable[str], language: str) -> float:
        """The sum of the weights of ``stems``, in whatever order; a stem of no name weighs nothing."""
        known = self.weights.get(language, {})
        return math.fsum(known.get(stem, 0.0) for stem in stems)

    def named(self, kind: Kind, language: str) -> tuple[int, int]:
        """How many things of a kind have a name in the language, of how many."""
        all_ = {thing for thing, of in self.kinds.items() if of == kind}
        return len({n.thing for n in self.names if n.kind == kind and n.language == language}), len(all_)

    def label(self, thing: str, language: str) -> str:
        """A name of ``thing`` in the language, else in English, else any."""
        known = self.labels.get(thing, {})
        return known.get(language) or known.get("en") or next(iter(known.values()), thing)


def load_vocabulary(store: Store) -> Vocabulary:
    """Read the names of goals, targets, objectives, actions and things of the graph from ``store``."""
    rows = [{n: term.value for n, term in row.items()} for row in store.select(NAMES_QUERY).rows]
    notices = {row["thing"].value: row["notice"].value for row in store.select(NOTICES_QUERY).rows}
    return replace(vocabulary_of(rows), notices=notices)


def vocabulary_of(rows: Sequence[Mapping[str, str]]) -> Vocabulary:
    """Make a vocabulary of rows with ``thing``, ``kind``, ``name``, ``language`` and, where there is one, ``notation``.

    The commitment of an objective speaks for the objective: links never lead to the objective itself.
    """
    labels: dict[str, dict[str, str]] = {}
    names: dict[Name, None] = {}
    by_notation: dict[tuple[Kind, str], str] = {}
    kinds: dict[str, Kind] = {}
    for row in rows:
        thing, kind = _thing(row["thing"], row["kind"])
        kinds[thing] = kind
        if "notation" in row and not row["thing"].endswith(COMMITMENT):
            by_notation[kind, row["notation"]] = thing
        if not row["thing"].endswith(COMMITMENT):
            labels.setdefault(thing, {}).setdefault(row["language"], row["name"])
        if row["language"] in LANGUAGES and (name := _name(thing, kind, row["language"], row["name"])):
            names[name] = None
    weights = {language: _weights([n for n in names if n.language == language]) for language in LANGUAGES}
    return Vocabulary(tuple(names), weights, _by_stem(names), by_notation, labels, kinds)


def _thing(iri: str, kind: str) -> tuple[str, Kind]:
    if iri.endswith(COMMITMENT):
        return iri, "objective"
    found = next(k for k in KINDS if k == kind)
    return (iri + COMMITMENT if found == "objective" and iri.startswith(VOCAB) else iri), found


def _name(thing: str, kind: Kind, language: str, text: str) -> Name | None:
    acronym = ACRONYM.fullmatch(text) is not None
    stems = (text,) if acronym else tuple(dict.fromkeys(word.stem for word in words(text, language)))
    return Name(thing, kind, language, text, stems, acronym) if stems else None


def _weights(names: Iterable[Name]) -> dict[str, float]:
    things: dict[str, set[str]] = {}
    for name in names:
        things.setdefault(name.thing, set()).update(name.stems)
    counts = Counter(stem for stems in things.values() for stem in stems)
    return {stem: math.log(1 + len(things) / count) for stem, count in sorted(counts.items())}


def _by_stem(names: Iterable[Name]) -> dict[tuple[str, str], tuple[Name, ...]]:
    found: dict[tuple[str, str], list[Name]] = {}
    for name in names:
        for stem in name.stems:
            found.setdefault((name.language, stem), []).append(name)
    return {key: tuple(listed) for key, listed in found.items()}
