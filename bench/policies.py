"""A synthetic graph of policies with all that the coherence analysis reads: the same statements for the same number.

Eleven countries, the goals and targets in their true numbers, objectives with actions and a crosswalk; instruments with
periods and bodies; findings of assessments with evidence; links to actions, and those that the rules derive from them:
from finding to target, from the subject of a strength to action and target, from all of these to the goal. Nothing in
it is true.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.graph import DCTERMS, HAS_SOURCE, ID, ONTOLOGY, SDG, SEED, SKOS, TYPE, VOCABULARY, XSD, Statement

SDGO = "http://metadata.un.org/sdg/ontology#"
PROV = "http://www.w3.org/ns/prov#"
DCAT = "http://www.w3.org/ns/dcat#"
COUNTRIES, TARGETS, GOALS, OBJECTIVES, ACTIONS, DOMAINS, DOCUMENTS, BODIES = 11, 169, 17, 23, 10, 6, 300, 50
FINDINGS = 4
RULES = {code: f"{ID}rule/{code.lower()}" for code in ("R1", "R2", "R3")}


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a claim begins and ends, how it is called, and its length."""

    name: str
    source: str
    type: str
    target: str
    grade: int
    length: int = 1


def write_policies(path: Path, statements: int) -> int:
    """Write N-Quads: whole instruments until at least so many statements stand in the file; return their number."""
    count, chance, number = 0, random.Random(SEED), 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        parts: Iterator[Statement] = _frameworks()
        while True:
            for subject, property_, value in parts:
                file.write(f"<{subject}> <{property_}> {value} .\n")
                count += 1
            if count >= statements:
                return count
            parts = _instrument(number, chance)
            number += 1


def country(number: int) -> str:
    """IRI of a country; numbers repeat after the last one."""
    return f"{ID}country/c{number % COUNTRIES}"


def instrument(number: int) -> str:
    """IRI of an instrument."""
    return f"{ID}instrument/i{number}"


def target(number: int) -> str:
    """IRI of an SDG target; numbers repeat after the last one."""
    return f"{SDG}{1 + number % TARGETS % GOALS}.{1 + number % TARGETS // GOALS}"


def action(number: int) -> str:
    """IRI of an action of the Global Compact; numbers repeat after the last one."""
    number %= OBJECTIVES * ACTIONS
    return f"{VOCABULARY}gcm/{1 + number // ACTIONS}/{'abcdefghij'[number % ACTIONS]}"


def _frameworks() -> Iterator[Statement]:
    for code, rule in RULES.items():
        yield from _thing(rule, f"{ONTOLOGY}DerivationRule", code, code)
    for n in range(COUNTRIES):
        yield from _thing(country(n), f"{ONTOLOGY}State", f"C{n}", f"Country {n}")
        yield _assessment(n), f"{ONTOLOGY}assesses", _iri(country(n))
    for n in range(DOCUMENTS):
        yield from _thing(_document(n), f"{ONTOLOGY}SourceDocument", "", f"Report {n}")
    for n in range(DOMAINS):
        yield from _thing(_domain(n), f"{ONTOLOGY}GovernanceDomain", str(n + 1), f"Domain {n + 1}")
    for n in range(GOALS):
        yield from _thing(f"{SDG}{n + 1}", f"{SDGO}Goal", str(n + 1), f"Goal {n + 1}")
    for n in range(TARGETS):
        yield from _thing(target(n), f"{SDGO}Target", target(n).removeprefix(SDG), f"Target {n}")
        yield target(n), TYPE, _iri(f"{ONTOLOGY}Objective")
        yield target(n), f"{SDGO}isTargetOf", _iri(_goal(target(n)))
    for n in range(OBJECTIVES):
        yield from _thing(f"{VOCABULARY}gcm/{n + 1}", f"{ONTOLOGY}Objective", str(n + 1), f"Objective {n + 1}")
    for n in range(OBJECTIVES * ACTIONS):
        yield from _action(n)


def _action(number: int) -> Iterator[Statement]:
    objective, letter = action(number).removeprefix(f"{VOCABULARY}gcm/").split("/")
    yield from _thing(action(number), f"{ONTOLOGY}Objective", f"{objective}({letter})", f"Action {objective}({letter})")
    yield action(number), f"{SKOS}inScheme", _iri(f"{VOCABULARY}gcm")
    yield action(number), f"{SKOS}broader", _iri(f"{VOCABULARY}gcm/{objective}")
    crossing = Ends(f"x{number}", action(number), "corresponds-to", target(number), 2 + number % 2)
    yield from _asserted(crossing, _document(0))


def _instrument(number: int, chance: random.Random) -> Iterator[Statement]:
    one, period = instrument(number), f"{ID}period/p{number}"
    start = 2000 + _below(25, chance)
    yield from _thing(one, f"{ONTOLOGY}Policy", "", f"Policy {number}")
    yield one, f"{ONTOLOGY}jurisdiction", _iri(country(number))
    yield one, f"{ONTOLOGY}adoptedBy", _iri(f"{ID}org/b{_below(BODIES, chance)}")
    yield one, f"{DCTERMS}temporal", _iri(period)
    yield period, f"{DCAT}startDate", f'"{start}-01-01"^^<{XSD}date>'
    yield period, f"{DCAT}endDate", f'"{start + 10}-12-31"^^<{XSD}date>'
    for n in range(FINDINGS):
        yield from _finding(number, n, one, chance)


def _finding(number: int, place: int, subject: str, chance: random.Random) -> Iterator[Statement]:
    name = f"i{number}-f{place}"
    finding = f"{ID}finding/{name}"
    strength = chance.random() < 0.7
    yield from _thing(finding, f"{ONTOLOGY}Finding", "", f"Finding {name}")
    yield finding, f"{ONTOLOGY}valence", _iri(f"{VOCABULARY}valence/{'strength' if strength else 'gap'}")
    yield finding, f"{ONTOLOGY}inDomain", _iri(_domain(_below(DOMAINS, chance)))
    yield finding, f"{ONTOLOGY}concerns", _iri(subject)
    yield finding, f"{PROV}wasGeneratedBy", _iri(_assessment(number))
    end, grade = _below(OBJECTIVES * ACTIONS, chance), 1 + _below(3, chance)
    type_ = "provides-for" if strength else "gap-in"
    claim = Ends(name, finding, type_, action(end), grade)
    yield from _asserted(claim, _document(1 + _below(DOCUMENTS - 1, chance)))
    yield from _onward(claim, end)
    if strength:
        about = Ends(f"{name}-s", subject, type_, action(end), min(grade, 2), 2)
        yield from _derived(about, "R1", name)
        yield from _onward(about, end)


def _onward(claim: Ends, end: int) -> Iterator[Statement]:
    """The links that the crosswalk and the roll-up add to a claim about an action."""
    grade, length = min(claim.grade, 2 + end % 2), claim.length + 1
    reached = Ends(f"{claim.name}-t", claim.source, claim.type, target(end), grade, length)
    rolled = Ends(f"{claim.name}-g", claim.source, claim.type, _goal(target(end)), grade, length)
    yield from _derived(reached, "R2", claim.name, f"x{end}")
    yield from _derived(rolled, "R3", reached.name)


def _asserted(ends: Ends, document: str) -> Iterator[Statement]:
    link, evidence = f"{ID}link/{ends.name}", f"{ID}evidence/{ends.name}"
    yield from _link(ends, "AssertedLink")
    yield link, f"{ONTOLOGY}hasEvidence", _iri(evidence)
    yield evidence, TYPE, _iri(f"{ONTOLOGY}Evidence")
    yield evidence, HAS_SOURCE, _iri(document)
    yield evidence, f"{ONTOLOGY}locator", f'"a page of {ends.name}"@en'
    yield evidence, f"{ONTOLOGY}paraphrase", f'"What the report says in support of {ends.name}."@en'


def _derived(ends: Ends, rule: str, *premises: str) -> Iterator[Statement]:
    yield from _link(ends, "DerivedLink")
    yield f"{ID}link/{ends.name}", f"{ONTOLOGY}byRule", _iri(RULES[rule])
    for premise in premises:
        yield f"{ID}link/{ends.name}", f"{ONTOLOGY}premise", _iri(f"{ID}link/{premise}")


def _link(ends: Ends, class_: str) -> Iterator[Statement]:
    link = f"{ID}link/{ends.name}"
    yield link, TYPE, _iri(f"{ONTOLOGY}{class_}")
    yield link, f"{ONTOLOGY}linkSource", _iri(ends.source)
    yield link, f"{ONTOLOGY}linkType", _iri(f"{VOCABULARY}link-type/{ends.type}")
    yield link, f"{ONTOLOGY}linkTarget", _iri(ends.target)
    yield link, f"{ONTOLOGY}grade", f'"{ends.grade}"^^<{XSD}integer>'
    yield link, f"{ONTOLOGY}confidence", _iri(f"{VOCABULARY}confidence/medium")
    yield link, f"{ONTOLOGY}reviewStatus", _iri(f"{VOCABULARY}review-status/unreviewed")
    yield link, f"{ONTOLOGY}pathLength", f'"{ends.length}"^^<{XSD}integer>'


def _thing(iri: str, class_: str, notation: str, name: str) -> Iterator[Statement]:
    yield iri, TYPE, _iri(class_)
    yield iri, f"{SKOS}prefLabel", f'"{name}"@en'
    if notation:
        yield iri, f"{SKOS}notation", f'"{notation}"'


def _goal(target_: str) -> str:
    return target_.rpartition(".")[0]


def _assessment(number: int) -> str:
    return f"{ID}assessment/a{number % COUNTRIES}"


def _domain(number: int) -> str:
    return f"{VOCABULARY}mgi-domain/{number + 1}"


def _document(number: int) -> str:
    return f"{ID}document/d{number}"


def _iri(value: str) -> str:
    return f"<{value}>"


def _below(limit: int, chance: random.Random) -> int:
    """A number from 0 to below ``limit``; made of ``random()``, the one method that never changes between Pythons."""
    return int(chance.random() * limit)
