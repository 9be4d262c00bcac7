"""A synthetic policy graph of any size: the same statements for the same number, on every machine.

Its shape is that of the real graph: countries, their instruments with names in English and French, findings about them
with evidence in documents, and links from findings to SDG targets and objectives of the Global Compact. Nothing in it
is true. All statements lie in the default graph, which is what every SPARQL server asks first.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ID = "https://w3id.org/m4sd/id/"
ONTOLOGY = "https://w3id.org/m4sd/ontology#"
VOCABULARY = "https://w3id.org/m4sd/vocab/"
SDG = "http://metadata.un.org/sdg/"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
HAS_SOURCE = "http://www.w3.org/ns/oa#hasSource"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"

COUNTRIES = 40
DOCUMENTS = 60
GOALS = 17
TARGETS_PER_GOAL = 10
OBJECTIVES = 23
FINDINGS_PER_INSTRUMENT = 4
SEED = 20
KINDS = ("law", "strategy", "programme", "decree", "plan")
TOPICS = ("labour-migration", "return", "remittances", "asylum", "diaspora", "human-trafficking")
VALENCES = ("strength", "gap", "neutral")
LINK_TYPES = ("provides-for", "contributes-to", "mentions")

Statement = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A graph in a file: its size in quads and the IRIs that queries ask about."""

    quads: int
    countries: tuple[str, ...]
    findings: tuple[str, ...]
    resources: tuple[str, ...]


def write_graph(path: Path, quads: int) -> Written:
    """Write N-Quads: whole instruments until at least ``quads`` statements stand in the file."""
    count, subjects = 0, dict[str, None]()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for subject, property_, value in statements(quads):
            file.write(f"<{subject}> <{property_}> {value} .\n")
            subjects[subject] = None
            count += 1
    return Written(count, _named(subjects, "country/"), _named(subjects, "finding/"), tuple(subjects))


def statements(quads: int) -> Iterator[Statement]:
    """Subject and property as IRIs, value as an N-Quads term."""
    count = 0
    for statement in _vocabulary():
        count += 1
        yield statement
    chance, number = random.Random(SEED), 0
    while count < quads:
        for statement in _instrument(number, chance):
            count += 1
            yield statement
        number += 1


def country(number: int) -> str:
    """IRI of a country; numbers repeat after the last one."""
    return f"{ID}country/c{number % COUNTRIES}"


def _named(subjects: dict[str, None], kind: str) -> tuple[str, ...]:
    return tuple(s for s in subjects if s.startswith(ID + kind))


def _vocabulary() -> Iterator[Statement]:
    for n in range(COUNTRIES):
        yield from _thing(country(n), f"{ONTOLOGY}State", f"Country {n}", f"Pays {n}")
    for n in range(DOCUMENTS):
        yield from _thing(_document(n), f"{ONTOLOGY}SourceDocument", f"Report {n}", f"Rapport {n}")
    for n in range(OBJECTIVES):
        yield from _thing(_objective(n), f"{ONTOLOGY}Objective", f"Objective {n + 1}", f"Objectif {n + 1}")
    for n in range(GOALS * TARGETS_PER_GOAL):
        yield from _thing(_target(n), f"{ONTOLOGY}Objective", f"Target {n}", f"Cible {n}")
        yield _target(n), f"{SKOS}broader", _iri(f"{SDG}{1 + n // TARGETS_PER_GOAL}")


def _instrument(number: int, chance: random.Random) -> Iterator[Statement]:
    instrument = f"{ID}instrument/i{number}"
    kind, topic = _one(KINDS, chance), _one(TOPICS, chance)
    name = f"{kind.title()} {number} on {topic.replace('-', ' ')}"
    yield from _thing(instrument, f"{ONTOLOGY}Policy", name, f"Instrument {number}, {topic}")
    yield instrument, f"{DCTERMS}type", _iri(f"{VOCABULARY}instrument-type/{kind}")
    yield instrument, f"{ONTOLOGY}concerns", _iri(f"{VOCABULARY}topic/{topic}")
    yield instrument, f"{ONTOLOGY}jurisdiction", _iri(country(number))
    yield instrument, f"{DCTERMS}issued", f'"{1990 + _below(36, chance)}"^^<{XSD}gYear>'
    for n in range(FINDINGS_PER_INSTRUMENT):
        yield from _finding(f"i{number}-f{n}", instrument, chance)


def _finding(name: str, instrument: str, chance: random.Random) -> Iterator[Statement]:
    finding, evidence = f"{ID}finding/{name}", f"{ID}evidence/{name}"
    yield from _thing(finding, f"{ONTOLOGY}Finding", f"Finding {name}", f"Constat {name}")
    yield finding, f"{ONTOLOGY}assesses", _iri(instrument)
    yield finding, f"{ONTOLOGY}valence", _iri(f"{VOCABULARY}valence/{_one(VALENCES, chance)}")
    yield finding, f"{ONTOLOGY}hasEvidence", _iri(evidence)
    yield evidence, TYPE, _iri(f"{ONTOLOGY}Evidence")
    yield evidence, HAS_SOURCE, _iri(_document(_below(DOCUMENTS, chance)))
    yield evidence, f"{ONTOLOGY}locator", f'"page {_below(300, chance)}"@en'
    yield evidence, f"{ONTOLOGY}paraphrase", f'"What the report says in support of {name}, in a few words."@en'
    yield evidence, f"{ONTOLOGY}supportsProperty", _iri(f"{ONTOLOGY}valence")
    targets = [_target(_below(GOALS * TARGETS_PER_GOAL, chance)) for _ in range(2 + _below(2, chance))]
    for n, target in enumerate([*targets, _objective(_below(OBJECTIVES, chance))]):
        yield from _link(f"{name}-{n}", finding, target, chance)


def _link(name: str, finding: str, target: str, chance: random.Random) -> Iterator[Statement]:
    link = f"{ID}link/{name}"
    yield link, TYPE, _iri(f"{ONTOLOGY}AssertedLink")
    yield link, f"{ONTOLOGY}linkSource", _iri(finding)
    yield link, f"{ONTOLOGY}linkTarget", _iri(target)
    yield link, f"{ONTOLOGY}linkType", _iri(f"{VOCABULARY}link-type/{_one(LINK_TYPES, chance)}")
    yield link, f"{ONTOLOGY}grade", f'"{1 + _below(3, chance)}"^^<{XSD}integer>'
    yield link, f"{ONTOLOGY}pathLength", f'"1"^^<{XSD}integer>'


def _thing(iri: str, class_: str, english: str, french: str) -> Iterator[Statement]:
    yield iri, TYPE, _iri(class_)
    yield iri, f"{SKOS}prefLabel", f'"{english}"@en'
    yield iri, f"{SKOS}prefLabel", f'"{french}"@fr'


def _document(number: int) -> str:
    return f"{ID}document/d{number}"


def _objective(number: int) -> str:
    return f"{VOCABULARY}gcm/{number + 1}"


def _target(number: int) -> str:
    return f"{SDG}{1 + number // TARGETS_PER_GOAL}.{1 + number % TARGETS_PER_GOAL}"


def _iri(value: str) -> str:
    return f"<{value}>"


def _one(choices: tuple[str, ...], chance: random.Random) -> str:
    return choices[_below(len(choices), chance)]


def _below(limit: int, chance: random.Random) -> int:
    """A number from 0 to below ``limit``; made of ``random()``, the one method that never changes between Pythons."""
    return int(chance.random() * limit)
