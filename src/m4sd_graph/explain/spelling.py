"""What was probably meant by a word that is not known: the nearest keywords, prefixes and names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from m4sd_graph.namespaces import DCTERMS, FOAF, M4SD, OWL, PROV, RDF, RDFS, SDG, SH, SKOS, XSD

LONGEST = 64
ALIKE = 0.76  # SELCT is as near as 0.9 to SELECT; foo is 0.75 to FLOOR
WELL_KNOWN = {
    **{"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "xs": XSD, "skos": SKOS, "dcterms": DCTERMS, "dct": DCTERMS},
    **{"dc": DCTERMS, "terms": DCTERMS, "prov": PROV, "foaf": FOAF, "sh": SH, "shacl": SH, "m4sd": M4SD, "sdgs": SDG},
    **{"schema": "https://schema.org/", "sdo": "https://schema.org/", "wd": "http://www.wikidata.org/entity/"},
    "wdt": "http://www.wikidata.org/prop/direct/",
}


def nearest(word: str, known: Iterable[str], limit: int = 3, alike: float = ALIKE) -> tuple[str, ...]:
    """Up to ``limit`` of ``known`` spelt nearly like ``word``: those that differ in case first, then the nearest."""
    folded: dict[str, list[str]] = {}
    for name in sorted(known):
        folded.setdefault(name.casefold(), []).append(name)
    asked = word[:LONGEST].casefold()
    near = [key for key in get_close_matches(asked, folded, limit, alike) if key != asked]
    return tuple(name for key in [asked, *near] for name in folded.get(key, ()))[:limit]


def nearest_prefixes(prefix: str, prefixes: Mapping[str, str], limit: int = 3) -> tuple[str, ...]:
    """Up to ``limit`` of ``prefixes`` probably meant by ``prefix``: by what it is well known for, then by spelling."""
    namespace = WELL_KNOWN.get(prefix.casefold(), "")
    same = [known for known, ns in prefixes.items() if namespace and ns == namespace]
    near = nearest(prefix, prefixes, limit, 0.6 if len(prefix) < 5 else ALIKE)
    return tuple(dict.fromkeys([*same, *near]))[:limit]


def listed(names: Collection[str], last: str = "or") -> str:
    """``a, b or c``."""
    *before, final = names
    return f"{', '.join(before)} {last} {final}" if before else final
