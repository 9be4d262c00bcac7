"""The facts about a thing, grouped by what they tell, and its names in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from api.pages.evidence import Card
from api.pages.names import Item, Names
from m4sd_graph.describe import EVIDENCE
from m4sd_graph.namespaces import DCTERMS, FOAF, M4SD, OA, RDF, RDFS, SKOS
from m4sd_graph.property_groups import GROUPS, MORE, places
from m4sd_graph.speech import LANGUAGES, order, speech
from m4sd_graph.store.protocol import Term

TYPE = f"{RDF}type"
MOST = 40
# Texts that say the same in several languages: only the reader's is shown.
ONE_LANGUAGE = frozenset(
    {f"{SKOS}definition", f"{DCTERMS}description", f"{SKOS}editorialNote", f"{SKOS}scopeNote", f"{DCTERMS}title",
     f"{DCTERMS}rights", f"{M4SD}baseNote", f"{DCTERMS}abstract", f"{DCTERMS}bibliographicCitation"}
)  # fmt: skip
NAMES = (f"{SKOS}prefLabel", f"{RDFS}label", f"{M4SD}displayLabel")
ALTERNATIVE = f"{SKOS}altLabel"
# Shown elsewhere on the page: types and names on top, evidence as cards, links in their tables.
ELSEWHERE = frozenset(
    {TYPE, EVIDENCE, *NAMES, ALTERNATIVE, f"{M4SD}requiredNote", f"{M4SD}paraphrase", f"{M4SD}locator",
     f"{M4SD}textFragment", f"{M4SD}supportsProperty", f"{OA}hasSource", f"{OA}hasSelector", f"{M4SD}linkSource",
     f"{M4SD}linkTarget", f"{M4SD}linkType", f"{M4SD}pathLength", f"{M4SD}grade", f"{M4SD}confidence",
     f"{M4SD}reviewStatus", f"{M4SD}byRule", f"{M4SD}premise", f"{M4SD}addresses", f"{M4SD}addressesIndirectly"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values and the numbers of the evidence cards that support it; ``more`` are left out."""

    property: Item
    values: tuple[Item, ...]
    evidence: tuple[int, ...]
    more: int = 0
    query: str = ""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that tell about one matter; ``key`` names it in the table of groups."""

    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a thing in one language, the main one first; ``language`` is "" for those without one."""

    language: str
    spoken: str
    main: str
    others: tuple[str, ...]


def titles(lang: str) -> Mapping[str, str]:
    """What each group of facts is called."""
    _ = speech(lang).gettext
    return {
        "what": _("What it is"),
        "identity": _("Identity"),
        "kind": _("Kind and classification"),
        "time": _("Period and status"),
        "where": _("Where"),
        "who": _("Who"),
        "about": _("What it is about"),
        "figures": _("Value"),
        "link": _("The link"),
        "source": _("Source and access"),
        "notes": _("Notes"),
        MORE: _("More"),
    }


def fact_groups(
    own: Mapping[str, Sequence[Term]],
    iri: str,
    cards: Sequence[Card],
    names: Names,
    derived: Mapping[tuple[str, str, str], str],
) -> tuple[FactGroup, ...]:
    """The facts of ``iri`` by group; what no group names comes last, under "More"."""
    found: dict[str, list[str]] = {}
    for predicate in own:
        if predicate not in ELSEWHERE:
            found.setdefault(_place(predicate)[0], []).append(predicate)
    called = titles(names.lang)
    return tuple(
        FactGroup(group, called[group], tuple(_fact(p, own[p], iri, cards, names, derived) for p in ordered))
        for group in (*GROUPS, MORE)
        if (ordered := sorted(found.get(group, ()), key=lambda p: (_place(p)[1], names.text(p))))
    )


def namings(own: Mapping[str, Sequence[Term]]) -> tuple[Naming, ...]:
    """The names in every language, those of the interface first."""
    main: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for predicate in (*NAMES, ALTERNATIVE):
        for term in own.get(predicate, ()):
            kept = others if predicate == ALTERNATIVE else main
            kept.setdefault(term.language, []).append(term.value)
    codes = [*(code for code in LANGUAGES if code in main or code in others)]
    codes += sorted({*main, *others} - set(codes))
    return tuple(_naming(code, main.get(code, []), others.get(code, [])) for code in codes)


def _naming(code: str, main: Sequence[str], others: Sequence[str]) -> Naming:
    every = list(dict.fromkeys([*main, *sorted(others)]))
    return Naming(code, LANGUAGES.get(code, code), every[0], tuple(every[1:]))


def _fact(
    predicate: str,
    terms: Sequence[Term],
    iri: str,
    cards: Sequence[Card],
    names: Names,
    derived: Mapping[tuple[str, str, str], str],
) -> Fact:
    rules = {o: rule for (s, p, o), rule in derived.items() if (s, p) == (iri, predicate)}
    values = _values(terms, predicate, names, rules)
    return Fact(
        names.item(predicate),
        values[:MOST],
        tuple(c.number for c in cards if predicate in c.properties),
        max(len(values) - MOST, 0),
        f"SELECT ?value WHERE {{ <{iri}> <{predicate}> ?value }} ORDER BY ?value",
    )


def _values(terms: Sequence[Term], predicate: str, names: Names, rules: Mapping[str, str]) -> tuple[Item, ...]:
    if predicate in ONE_LANGUAGE:
        languages = {t.language for t in terms}
        wanted = next((code for code in order(names.lang) if code in languages), None)
        terms = [t for t in terms if wanted is None or t.language == wanted]
    ordered = sorted(terms, key=lambda t: (t.language != names.lang, t.language, names.value(t).text))
    return tuple(replace(_value(t, predicate, names), derived_by=rules.get(t.value, "")) for t in ordered)


def _value(term: Term, predicate: str, names: Names) -> Item:
    item = names.value(term)
    if predicate in (f"{FOAF}page", f"{FOAF}homepage") and item.external:
        return replace(item, text=term.value)
    return replace(item, language="") if predicate in ONE_LANGUAGE and item.language == names.lang else item


def _place(predicate: str) -> tuple[str, int]:
    return _places().get(predicate, (MORE, 0))


@cache
def _places() -> Mapping[str, tuple[str, int]]:
    return places()
