"""The checks of a release as a reader meets them: by what they are about, with severity, reason and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.names import Address, Item, Names
from m4sd_graph.namespaces import M4SD, RDFS, SH, SHAPES, SKOS
from m4sd_graph.store.protocol import Store

SEVERITIES = ("Violation", "Warning", "Info")
TEXTS = ("name", "description", "message")
TOLD = f"""SELECT ?check ?text ?value WHERE {{
  VALUES (?predicate ?text) {{ (<{SH}name> "name") (<{SH}description> "description") (<{SH}message> "message") }}
  ?check ?predicate ?value FILTER(STRSTARTS(STR(?check), "{SHAPES}"))
}} ORDER BY ?check"""
FACTS = f"""SELECT ?check ?fact ?value WHERE {{
  VALUES (?predicate ?fact) {{
    (<{SH}severity> "severity") (<{SH}targetClass> "class") (<{SH}property> "part") (<{SH}sparql> "part")
    (<{SH}path> "path")
  }}
  ?check ?predicate ?value FILTER(STRSTARTS(STR(?check), "{SHAPES}") && isIRI(?value))
}} ORDER BY ?check ?value"""
LABELS = f"""SELECT ?term ?label WHERE {{
  ?term <{RDFS}label>|<{SKOS}prefLabel>|<{M4SD}displayLabel> ?label
  VALUES ?term {{ {{terms}} }}
}}"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its anchor and severity, the property it looks at, its name, reason and remedy."""

    anchor: str
    severity: str
    path: Item | None
    name: Item
    why: Item
    fix: Item


@dataclass(frozen=True, slots=True)
class Group:
    """The checks of one shape, and the classes whose instances it looks at."""

    head: Check
    classes: tuple[Item, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """Everything that the page shows: shapes, and how many checks there are of each severity."""

    groups: tuple[Group, ...]
    counts: Mapping[str, int]


def checks_page(shapes: Store, store: Store, lang: str, address: Address) -> ChecksPage:
    """Read the page from the shapes; names of classes and properties from the graph."""
    texts: dict[str, dict[str, dict[str, str]]] = {text: {} for text in TEXTS}
    for row in shapes.select(TOLD).rows:
        value = row["value"]
        texts[row["text"].value].setdefault(row["check"].value, {})[value.language] = value.value
    facts: dict[str, dict[str, list[str]]] = {}
    for row in shapes.select(FACTS).rows:
        facts.setdefault(row["check"].value, {}).setdefault(row["fact"].value, []).append(row["value"].value)
    named = {iri for some in facts.values() for fact in ("class", "path") for iri in some.get(fact, ())}
    names = Names(_labels(store, named), lang, address)
    spoken = {text: Names(found, lang, address) for text, found in texts.items()}
    parts = {part for some in facts.values() for part in some.get("part", ())}
    tops = [iri for iri in facts if iri not in parts]
    groups = tuple(_group(iri, facts, names, spoken) for iri in tops)
    found = Counter(check.severity for group in groups for check in (group.head, *group.checks))
    return ChecksPage(groups, {severity: found[severity] for severity in SEVERITIES})


def _labels(store: Store, iris: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    terms = " ".join(f"<{iri}>" for iri in sorted(iris))
    for row in store.select(LABELS.replace("{terms}", terms)).rows:
        found.setdefault(row["term"].value, {})[row["label"].language] = row["label"].value
    return found


Facts = Mapping[str, Mapping[str, list[str]]]


def _group(iri: str, facts: Facts, names: Names, spoken: Mapping[str, Names]) -> Group:
    checks = tuple(_check(part, facts, names, spoken) for part in _below(iri, facts))
    classes = tuple(names.item(kind) for kind in facts[iri].get("class", ()))
    return Group(_check(iri, facts, names, spoken), classes, checks)


def _below(iri: str, facts: Facts) -> list[str]:
    """The parts of a shape and their parts, in order."""
    return [one for part in facts.get(iri, {}).get("part", ()) for one in (part, *_below(part, facts))]


def _check(iri: str, facts: Facts, names: Names, spoken: Mapping[str, Names]) -> Check:
    told = facts.get(iri, {})
    severity = told.get("severity", [f"{SH}Violation"])[0].removeprefix(SH)
    path = told.get("path")
    texts = (Item(text, language=language) for text, language in (spoken[kind].label(iri) for kind in TEXTS))
    return Check(iri.removeprefix(SHAPES), severity, names.item(path[0]) if path else None, *texts)
