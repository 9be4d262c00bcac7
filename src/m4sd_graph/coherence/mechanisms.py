"""Which bodies and instruments are evidence for each domain of SDG indicator 17.14.1.

Two schemes of scoring are in use for the indicator, and neither can be filled from the outside: nothing is scored or
counted here. A domain without evidence is a domain of which the sources read so far say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from m4sd_graph.catalog import Query
from m4sd_graph.coherence.evidence import Grounds, Passage, grounds_of
from m4sd_graph.namespaces import VOCAB
from m4sd_graph.store.protocol import Store, Term

QUESTION = "coherence-mechanisms"
SCHEME = f"{VOCAB}coherence-domain/"
# The order in which the custodian of the indicator lists them.
ORDER = (
    "political-commitment",
    "long-term-considerations",
    "interministerial-coordination",
    "participatory-processes",
    "policy-linkages",
    "alignment-across-levels",
    "monitoring-and-reporting",
    "financing",
)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A thing that bears on a domain: as a mechanism, or as a finding that reports a ``gap``.

    ``link`` is the reading that says so, with its confidence, review status and passages; ``remark``: what the curators
    say about it, by language.
    """

    thing: str
    name: str
    says: str
    confidence: str
    review: str
    country: str
    link: str
    passages: tuple[Passage, ...]
    remark: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the eight domains with what bears on it; ``recorded``: False where no source read so far says anything."""

    domain: str
    name: str
    found: tuple[Mechanism, ...]
    recorded: bool


def mechanisms(store: Store, question: Query, country: str = "", language: str = "en") -> tuple[Domain, ...]:
    """The eight domains in the custodian's order, for ``country`` (all without one); names in ``language``.

    ``question`` is the one called ``QUESTION``. Raise ParameterError where ``country`` is no IRI.
    """
    values = {"lang": language, **({"country": country} if country else {})}
    rows = store.select(question.bind(values, {})).rows
    links = {row["link"].value for row in rows if "link" in row}
    grounds = grounds_of(store, links)
    names = {row["domain"].value: row["name"].value for row in rows}
    found: dict[str, dict[tuple[str, str], Mechanism]] = {domain: {} for domain in names}
    for row in rows:
        if "link" in row:
            one = _mechanism(row, grounds)
            found[row["domain"].value][one.link, one.country] = one
    return tuple(
        Domain(domain, names[domain], tuple(sorted(found[domain].values(), key=_order)), bool(found[domain]))
        for domain in sorted(names, key=_place)
    )


def _mechanism(row: Mapping[str, Term], grounds: Grounds) -> Mechanism:
    text = {name: term.value for name, term in row.items()}
    return Mechanism(
        thing=text["thing"],
        name=text["thingName"],
        says=text["says"],
        confidence=text["confidence"],
        review=text["review"],
        country=text["country"],
        link=text["link"],
        passages=grounds.passages.get(text["link"], ()),
        remark=grounds.remarks.get(text["link"], {}),
    )


def _order(one: Mechanism) -> tuple[bool, str, str]:
    return one.says == "gap", one.thing, one.country


def _place(domain: str) -> tuple[int, str]:
    code = domain.removeprefix(SCHEME)
    return (ORDER.index(code) if code in ORDER else len(ORDER)), domain
