"""The names of the graph: base IRIs, and prefixes as declared in ``ontology/prefixes.ttl``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

BASE = "https://w3id.org/m4sd/"
ONTOLOGY = f"{BASE}ontology"
M4SD = f"{BASE}ontology#"
ID = f"{BASE}id/"
VOCAB = f"{BASE}vocab/"
SHAPES = f"{BASE}shapes#"
GRAPH = f"{BASE}graph/"
RULE = f"{ID}rule/"
SDG = "http://metadata.un.org/sdg/"
# Of the data.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# The dialect of our JSON Schemas.
DIALECT = "https://json-schema.org/draft/2020-12/schema"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return the shortest prefixed name of ``iri``, or ``<iri>`` where no prefix fits."""
    fits = [(ns, p) for p, ns in prefixes.items() if iri.startswith(ns) and "/" not in iri[len(ns) :]]
    if not fits:
        return f"<{iri}>"
    namespace, prefix = max(fits, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(namespace) :]}"


def expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a prefixed name, an ``<IRI>`` or an absolute IRI; ``name`` itself when no prefix fits."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and prefix in prefixes:
        return prefixes[prefix] + local
    return name


def used_prefixes(iris: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return those of ``prefixes`` whose namespace begins at least one of ``iris``, in their order."""
    unused = dict(prefixes)
    namespaces = tuple(unused.values())
    for iri in iris:
        # One comparison with all namespaces at once; after the first few IRIs it hardly ever succeeds.
        if iri.startswith(namespaces):
            unused = {prefix: namespace for prefix, namespace in unused.items() if not iri.startswith(namespace)}
            namespaces = tuple(unused.values())
    return {prefix: namespace for prefix, namespace in prefixes.items() if prefix not in unused}
