"""The statements that a profile tells about an IRI."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from m4sd_graph.catalog import is_iri
from m4sd_graph.describe import EVIDENCE, LABELS, NOTE, nearest
from m4sd_graph.errors import NotFoundError
from m4sd_graph.framing.profiles import Profile
from m4sd_graph.framing.words import TYPE, Words
from m4sd_graph.namespaces import DCAT, M4SD, OA, SKOS
from m4sd_graph.store.protocol import Statement, Store

SELECTOR = f"{OA}hasSelector"
SOURCE, TARGET, PREMISE = f"{M4SD}linkSource", f"{M4SD}linkTarget", f"{M4SD}premise"
# What is stated of things, and the types and names of what they lead to but the terms of the ontology.
STATED = "{{ VALUES ?s {{ {iris} }} ?s ?p ?o }}"
# The parts of a passage have hash IRIs, which lead to the document of the passage.
PARTS = "{{ {iri} <{selector}> ?s . ?s ?p ?o }}"
NAMED = """{{ {{ SELECT DISTINCT ?s WHERE {{ VALUES ?x {{ {iris} }} ?x ?q ?s FILTER(?q NOT IN ({terms})) }} }}
  ?s ?p ?o FILTER(?p IN ({shown})) }}"""
# An IRI that has no statements of its own is told by those that name it.
MENTIONS = "{{ VALUES ?o {{ {iri} }} ?s ?p ?o }}"
NAMED_MENTIONS = """{{ {{ SELECT DISTINCT ?s WHERE {{ ?s ?q {iri} }} }} ?s ?p ?o FILTER(?p IN ({shown})) }}"""
LINKS = f"""SELECT DISTINCT ?n WHERE {{{{
  {{{{ ?n <{SOURCE}> {{iri}} }}}} UNION {{{{ ?n <{TARGET}> {{iri}} }}}} UNION {{{{ {{iri}} <{PREMISE}>+ ?n }}}}
  UNION {{{{ ?l <{SOURCE}> {{iri}} . ?l <{PREMISE}>+ ?n }}}} UNION {{{{ ?l <{TARGET}> {{iri}} . ?l <{PREMISE}>+ ?n }}}}
}}}}"""
PASSAGES = f"""SELECT DISTINCT ?n WHERE {{{{ VALUES ?x {{{{ {{iris}} }}}}
  {{{{ ?x <{EVIDENCE}> ?n }}}} UNION {{{{ ?x <{SELECTOR}> ?n }}}} UNION {{{{ ?x <{EVIDENCE}>/<{SELECTOR}> ?n }}}}
}}}}"""
# What is told of a thing that another leads to: names with the notice they need, codes, and the days of a period.
TOLD = (TYPE, *LABELS, NOTE, f"{SKOS}notation", f"{DCAT}startDate", f"{DCAT}endDate")
SHOWN = ", ".join(f"<{p}>" for p in TOLD)


@dataclass(frozen=True, slots=True)
class Record:
    """What a profile tells about ``iri``; ``query`` constructs the same.

    ``languages``: those of its texts, where they were chosen.
    """

    iri: str
    profile: Profile
    statements: tuple[Statement, ...]
    query: str
    languages: tuple[str, ...] = ()

    def own(self, predicate: str) -> tuple[str, ...]:
        """The values of a property of the thing itself."""
        return tuple(
            s.object.value for s in self.statements if s.subject.value == self.iri and s.predicate.value == predicate
        )


def record_of(store: Store, iri: str, profile: Profile, words: Words) -> Record:
    """Return what ``profile`` tells about ``iri``; raise NotFoundError when the store does not name it."""
    if not is_iri(iri):
        raise NotFoundError("this is not an IRI.", place=iri, remedy="Give an IRI or a prefixed name.")
    for blocks in (_stated(store, iri, profile, words), _mentions(iri, profile)):
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {' UNION '.join(blocks)} }}"
        if found := store.construct(query):
            return Record(iri, profile, found, query)
    raise unknown(store, iri)


def unknown(store: Store, iri: str) -> NotFoundError:
    """The error that names what resembles an unknown IRI."""
    near = nearest(store, iri)
    remedy = f"Nearest: {', '.join(near)}." if near else "Search the labels with the question resolve-name."
    return NotFoundError("nothing is known about this IRI.", place=iri, remedy=remedy, nearest=near)


def _stated(store: Store, iri: str, profile: Profile, words: Words) -> list[str]:
    """The blocks of the query for what is stated of ``iri``."""
    iris = _nodes(store, iri) if profile == "full" else f"<{iri}>"
    blocks = [STATED.format(iris=iris), PARTS.format(iri=f"<{iri}>", selector=SELECTOR)]
    if profile == "minimal":
        return blocks
    terms = [TYPE, *(word.iri for word in words.properties.values() if word.names_terms)]
    return [*blocks, NAMED.format(iris=iris, terms=", ".join(f"<{t}>" for t in terms), shown=SHOWN)]


def _mentions(iri: str, profile: Profile) -> list[str]:
    """The blocks of the query for what is stated with ``iri`` as its object."""
    blocks = [MENTIONS.format(iri=f"<{iri}>")]
    return blocks if profile == "minimal" else [*blocks, NAMED_MENTIONS.format(iri=f"<{iri}>", shown=SHOWN)]


def _nodes(store: Store, iri: str) -> str:
    """The thing, its links in both directions, their premises, and the passages that support any of these."""
    links = {iri, *_column(store, LINKS.format(iri=f"<{iri}>"))}
    passages = _column(store, PASSAGES.format(iris=_listed(links)))
    return _listed({*links, *passages})


def _column(store: Store, query: str) -> list[str]:
    return [row["n"].value for row in store.select(query).rows]


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in sorted(iris))
