"""What a release is about: read from its manifest, and from the graph through any store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from m4sd_graph.dcat.model import Country, Coverage
from m4sd_graph.describe import labels
from m4sd_graph.namespaces import DCAT, DCTERMS, GRAPH, M4SD, RDFS, SKOS
from m4sd_graph.store.protocol import Rows, Store

COUNTRY_GRAPH = f"{GRAPH}country/"
STATES = f"SELECT DISTINCT ?state ?code WHERE {{ ?state a <{M4SD}State> ; <{SKOS}notation> ?code }}"
# Days are compared as text: they are all written year, month, day.
PERIOD = f"""SELECT ?edge (MIN(STR(?day)) AS ?first) (MAX(STR(?day)) AS ?last) WHERE {{
  VALUES ?edge {{ <{DCAT}startDate> <{DCAT}endDate> }}
  ?class <{RDFS}subClassOf>* <{M4SD}Instrument> . ?instrument a ?class ; <{DCTERMS}temporal> ?period .
  ?period ?edge ?day
}} GROUP BY ?edge"""


def coverage_of(store: Store, manifest: Mapping[str, Any]) -> Coverage:
    """The countries with a graph of their own, the languages in which every thing has a label, and the period.

    The period is that of the instruments: it is open where none states a day.
    """
    counts = manifest["counts"]
    codes = {name.removeprefix(COUNTRY_GRAPH).upper() for name in counts["triples_by_graph"] if COUNTRY_GRAPH in name}
    labelled: Mapping[str, int] = counts["labelled_things_by_language"]
    languages = tuple(sorted(code for code, n in labelled.items() if code != "all" and n == labelled["all"]))
    start, end = _period(store.select(PERIOD))
    return Coverage(_countries(store, codes), languages, start, end)


def _countries(store: Store, codes: set[str]) -> tuple[Country, ...]:
    states = {code: iri for iri, code in store.select(STATES).texts() if code in codes}
    names = labels(store, states.values())
    return tuple(
        Country(iri, code, {k: v for k, v in names.get(iri, {}).items() if k in ("en", "fr")})
        for code, iri in sorted(states.items())
    )


def _period(found: Rows) -> tuple[str, str]:
    edges = {edge: (first, last) for edge, first, last in found.texts()}
    return edges.get(f"{DCAT}startDate", ("", ""))[0], edges.get(f"{DCAT}endDate", ("", ""))[1]
