"""What a SPARQL endpoint says about itself: the SPARQL 1.1 Service Description, with the dataset's figures in VoID.

Every node is an IRI below the endpoint's own, and the statements come in a fixed order, so the same dataset gives the
same bytes. What would be long is counted instead of listed, so that clients that read the description before each
query are not held up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import quote

import pyoxigraph as ox

from m4sd_graph.errors import ParameterError, StoreError
from m4sd_graph.namespaces import DCTERMS, RDF, RDFS, SD, VOID, XSD, used_prefixes
from m4sd_graph.store.protocol import Statement, Term
from m4sd_graph.summary import Summary

FORMATS = "http://www.w3.org/ns/formats/"
# The names that the W3C gave to formats; others are described by media type and suffix, as the standard asks.
FORMAT_NAMES: Mapping[str, str] = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
}
WRITTEN = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/n-quads", "application/trig")
PREFIXES = {"dcterms": DCTERMS, "formats": FORMATS, "rdf": RDF, "rdfs": RDFS, "sd": SD, "void": VOID, "xsd": XSD}
# A list of graphs, classes, properties or vocabularies with more entries than this is left out and only counted.
# A part of a list would mislead: Comunica, for one, takes a property without an entry for one without triples.
LISTED = 500
# Characters of an IRI that may stand in a fragment as they are.
SAFE = ":/?@!$&'()*+,;=~"

Fact = tuple[str, Term]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the service can do, and what it says about its dataset.

    ``rows`` and ``triples``: result formats, name to media type. Limits, None for none: ``timeout`` and
    ``longest_timeout`` (what a request may ask for) in seconds, ``memory`` and ``result`` in bytes, ``length`` of a
    query in characters. ``service_endpoints``: what SERVICE may call; nothing means that it is off.
    ``union_default_graph``: False when the default graph is the one without a name. ``title`` by language;
    ``licence``: an IRI; ``issued``: an ISO 8601 date; ``uri_space``: how the IRIs of the dataset's own things begin.
    """

    rows: Mapping[str, str]
    triples: Mapping[str, str]
    timeout: float | None = None
    longest_timeout: float | None = None
    memory: int | None = None
    result: int | None = None
    length: int | None = None
    service_endpoints: tuple[str, ...] = ()
    union_default_graph: bool = True
    title: Mapping[str, str] = field(default_factory=dict)
    licence: str | None = None
    version: str | None = None
    issued: str | None = None
    uri_space: str | None = None


# The sentences of the description; "thousands" separates groups of digits.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "service": "Answers SPARQL 1.1 queries and changes nothing. Status 200 means the whole result: a query that "
        "reaches a limit gets an error that names the limit.",
        "limits": "Limits of a query: {}.",
        "timeout": "{} s",
        "longest_timeout": "up to {} s with the parameter timeout",
        "memory": "{} MiB of memory",
        "result": "{} MiB of result",
        "length": "{} characters of text",
        "union": "The default graph is the union of all named graphs.",
        "part": "The default graph holds {} of the {} named graphs, listed as its subsets.",
        "unnamed": "The default graph is the graph without a name; GRAPH or FROM reach the others.",
        "alone": "SERVICE is refused.",
        "federated": "SERVICE may call {} and nothing else.",
        "omitted": "Of graphs, classes, properties and vocabularies, lists of more than {} entries are left out.",
        "thousands": ",",
    },
    "fr": {
        "service": "Répond aux requêtes SPARQL 1.1 sans rien modifier. Le statut 200 signifie que le résultat est "
        "entier : une requête qui atteint une limite reçoit une erreur qui nomme cette limite.",
        "limits": "Limites d’une requête : {}.",
        "timeout": "{} s",
        "longest_timeout": "jusqu’à {} s avec le paramètre timeout",
        "memory": "{} Mio de mémoire",
        "result": "{} Mio de résultat",
        "length": "{} caractères de texte",
        "union": "Le graphe par défaut est l’union de tous les graphes nommés.",
        "part": "Le graphe par défaut contient {} des {} graphes nommés, donnés ici comme ses parties.",
        "unnamed": "Le graphe par défaut est le graphe sans nom ; GRAPH ou FROM donnent accès aux autres.",
        "alone": "SERVICE est refusé.",
        "federated": "SERVICE peut appeler {} et rien d’autre.",
        "omitted": "Les listes de graphes, classes, propriétés et vocabulaires de plus de {} entrées sont omises.",
        "thousands": "\u202f",
    },
}


def service_description(endpoint: str, summary: Summary, capabilities: Capabilities) -> tuple[Statement, ...]:
    """Describe the service at the address ``endpoint``, in a fixed order; raise ParameterError when it is none."""
    _require_address(endpoint)
    parts = (
        _service(endpoint, summary, capabilities),
        _formats(endpoint, capabilities),
        _dataset(endpoint, summary, capabilities),
        _default_graph(endpoint, summary, capabilities),
        _named_graphs(endpoint, summary),
    )
    return tuple(sorted(dict.fromkeys(chain.from_iterable(parts)), key=_order))


def serialise(statements: Iterable[Statement], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Write statements, in their order, with those of ``prefixes`` that they need; raise StoreError for other types.

    The prefixes of the description's own vocabularies need not be among ``prefixes``.
    """
    format_ = ox.RdfFormat.from_media_type(media_type)
    if format_ is None or media_type not in WRITTEN:
        raise StoreError(f"no serialisation of triples as {media_type}.", remedy=f"Use one of {', '.join(WRITTEN)}.")
    known = set(prefixes.values())
    offered = {**{p: namespace for p, namespace in PREFIXES.items() if namespace not in known}, **prefixes}
    triples = [_triple(s) for s in statements]
    named = {term.value for t in triples for term in (t.predicate, t.object) if isinstance(term, ox.NamedNode)}
    named |= {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
    return ox.serialize(triples, format=format_, prefixes=used_prefixes(sorted(named), offered)) or b""


def _require_address(endpoint: str) -> None:
    problem = "" if endpoint.startswith(("http://", "https://")) and "#" not in endpoint else "no address of a service"
    try:
        ox.NamedNode(endpoint)
    except ValueError as error:
        problem = str(error)
    if problem:
        raise ParameterError(f"{problem}.", place=endpoint, remedy="Use the http or https address of the endpoint.")


def _service(endpoint: str, summary: Summary, capabilities: Capabilities) -> Iterator[Statement]:
    # The service has the endpoint's own IRI: Comunica reads nothing about services of another name.
    features = {
        "UnionDefaultGraph": capabilities.union_default_graph and summary.is_union,
        "BasicFederatedQuery": bool(capabilities.service_endpoints),
    }
    yield from _about(
        endpoint,
        (f"{RDF}type", _iri(f"{SD}Service")),
        (f"{SD}endpoint", _iri(endpoint)),
        (f"{SD}supportedLanguage", _iri(f"{SD}SPARQL11Query")),
        (f"{SD}defaultDataset", _iri(_node(endpoint, "dataset"))),
        *((f"{SD}feature", _iri(SD + name)) for name, present in features.items() if present),
        *((f"{RDFS}comment", _text(_comment(words, summary, capabilities), tag)) for tag, words in WORDS.items()),
    )


def _formats(endpoint: str, capabilities: Capabilities) -> Iterator[Statement]:
    names = {media_type: name for name, media_type in chain(capabilities.triples.items(), capabilities.rows.items())}
    for media_type, name in names.items():
        known = FORMAT_NAMES.get(media_type)
        node = FORMATS + known if known else _node(endpoint, "format", media_type)
        yield from _about(endpoint, (f"{SD}resultFormat", _iri(node)))
        if not known:
            yield from _about(
                node,
                (f"{RDF}type", _iri(f"{FORMATS}Format")),
                (f"{FORMATS}media_type", _text(media_type)),
                (f"{FORMATS}preferred_suffix", _text(f".{name}")),
            )


def _dataset(endpoint: str, summary: Summary, capabilities: Capabilities) -> Iterator[Statement]:
    dataset = _node(endpoint, "dataset")
    used = {_namespace(iri) for iri in chain(summary.classes, summary.properties)}
    yield from _about(
        dataset,
        (f"{RDF}type", _iri(f"{SD}Dataset")),
        (f"{RDF}type", _iri(f"{VOID}Dataset")),
        (f"{SD}defaultGraph", _iri(_node(endpoint, "default-graph"))),
        (f"{VOID}sparqlEndpoint", _iri(endpoint)),
        *((f"{VOID}vocabulary", _iri(namespace)) for namespace in used if len(used) <= LISTED),
        *((f"{DCTERMS}title", _text(text, language)) for language, text in capabilities.title.items()),
        *_release(capabilities),
    )
    if capabilities.uri_space:
        # Of a part of the dataset: a thing of another namespace is not absent from the whole.
        own = _node(endpoint, "own-things")
        yield from _about(dataset, (f"{VOID}subset", _iri(own)))
        yield from _about(
            own, (f"{RDF}type", _iri(f"{VOID}Dataset")), (f"{VOID}uriSpace", _text(capabilities.uri_space))
        )


def _release(capabilities: Capabilities) -> Iterator[Fact]:
    if capabilities.licence:
        yield f"{DCTERMS}license", _iri(capabilities.licence)
    if capabilities.version:
        yield f"{DCTERMS}identifier", _text(capabilities.version)
    if capabilities.issued:
        yield f"{DCTERMS}issued", Term("literal", capabilities.issued, f"{XSD}date")


def _default_graph(endpoint: str, summary: Summary, capabilities: Capabilities) -> Iterator[Statement]:
    graph = _node(endpoint, "default-graph")
    members = _listed(summary.graphs) if capabilities.union_default_graph else {}
    yield from _graph(
        graph,
        summary.triples,
        (f"{VOID}classes", _number(len(summary.classes))),
        (f"{VOID}properties", _number(len(summary.properties))),
        (f"{VOID}distinctSubjects", _number(summary.subjects)),
        (f"{VOID}distinctObjects", _number(summary.objects)),
        *((f"{VOID}subset", _iri(_node(endpoint, "graph", g))) for g in summary.default_members if g in members),
    )
    for kind, counts, counted in (("class", summary.classes, "entities"), ("property", summary.properties, "triples")):
        for iri, number in _listed(counts).items():
            part = _node(endpoint, kind, iri)
            yield from _about(graph, (f"{VOID}{kind}Partition", _iri(part)))
            yield from _about(part, (VOID + kind, _iri(iri)), (VOID + counted, _number(number)))


def _named_graphs(endpoint: str, summary: Summary) -> Iterator[Statement]:
    for name, triples in _listed(summary.graphs).items():
        named, graph = _node(endpoint, "named-graph", name), _node(endpoint, "graph", name)
        yield from _about(_node(endpoint, "dataset"), (f"{SD}namedGraph", _iri(named)))
        yield from _about(
            named, (f"{RDF}type", _iri(f"{SD}NamedGraph")), (f"{SD}name", _iri(name)), (f"{SD}graph", _iri(graph))
        )
        yield from _graph(graph, triples)


def _graph(graph: str, triples: int, *facts: Fact) -> Iterator[Statement]:
    kinds = ((f"{RDF}type", _iri(kind)) for kind in (f"{SD}Graph", f"{VOID}Dataset"))
    return _about(graph, *kinds, (f"{VOID}triples", _number(triples)), *facts)


def _listed(counts: Mapping[str, int]) -> Mapping[str, int]:
    return counts if len(counts) <= LISTED else {}


def _comment(words: Mapping[str, str], summary: Summary, capabilities: Capabilities) -> str:
    """The whole comment on the service in one language."""
    limits = ", ".join(_limits(words, capabilities))
    endpoints = ", ".join(f"<{address}>" for address in capabilities.service_endpoints)
    longest = max(len(summary.graphs), len(summary.classes), len(summary.properties))
    sentences = (
        words["service"],
        words["limits"].format(limits) if limits else "",
        _on_default_graph(words, summary, capabilities),
        words["federated"].format(endpoints) if endpoints else words["alone"],
        words["omitted"].format(LISTED) if longest > LISTED else "",
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _limits(words: Mapping[str, str], capabilities: Capabilities) -> Iterator[str]:
    for name in ("timeout", "longest_timeout", "memory", "result", "length"):
        value: float | None = getattr(capabilities, name)
        if value is not None:
            number = value / 2**20 if name in ("memory", "result") else value
            yield words[name].format(f"{round(number, 1):,.12g}".replace(",", words["thousands"]))


def _on_default_graph(words: Mapping[str, str], summary: Summary, capabilities: Capabilities) -> str:
    if not (capabilities.union_default_graph and summary.graphs):
        return words["unnamed"]
    members, graphs = len(summary.default_members), len(summary.graphs)
    return words["union"] if summary.is_union else words["part"].format(members, graphs)


def _node(endpoint: str, kind: str, iri: str = "") -> str:
    return f"{endpoint}#{kind}:{quote(iri, safe=SAFE)}" if iri else f"{endpoint}#{kind}"


def _namespace(iri: str) -> str:
    """The IRI up to its local name."""
    end = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: (end if end >= 0 else iri.rfind(":")) + 1]


def _about(subject: str, *facts: Fact) -> Iterator[Statement]:
    return (Statement(_iri(subject), _iri(predicate), value) for predicate, value in facts)


def _iri(value: str) -> Term:
    return Term("iri", value)


def _text(value: str, language: str = "") -> Term:
    return Term("literal", value, language=language)


def _number(value: int) -> Term:
    return Term("literal", str(value), f"{XSD}integer")


def _order(statement: Statement) -> tuple[Term, bool, Term, Term]:
    """The service first, which is the shortest IRI; of each node its types first."""
    return statement.subject, statement.predicate.value != f"{RDF}type", statement.predicate, statement.object


def _triple(statement: Statement) -> ox.Triple:
    subject, predicate = ox.NamedNode(statement.subject.value), ox.NamedNode(statement.predicate.value)
    value = statement.object
    if value.kind == "iri":
        return ox.Triple(subject, predicate, ox.NamedNode(value.value))
    datatype = ox.NamedNode(value.datatype) if value.datatype else None
    return ox.Triple(subject, predicate, ox.Literal(value.value, datatype=datatype, language=value.language or None))
