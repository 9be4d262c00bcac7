"""What a SPARQL endpoint says about itself: the SPARQL 1.1 Service Description, with the dataset's figures in VoID.

Every node is an IRI below the endpoint's own, and the statements come in a fixed order, so the same dataset gives the
same bytes. What would be long is counted instead of listed, so that clients that read the description before each
query are not held up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph as ox

from m4sd_graph.errors import ParameterError, StoreError
from m4sd_graph.namespaces import DCTERMS, RDF, RDFS, SD, VOID, XSD, used_prefixes
from m4sd_graph.statements import Fact, about, integer, literal, ordered, ref, text
from m4sd_graph.store.protocol import Statement
from m4sd_graph.summary import Summary
from m4sd_graph.void import LISTED, figures, fragment, vocabularies

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
    return ordered(chain.from_iterable(parts))


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
    yield from about(
        endpoint,
        (f"{RDF}type", ref(f"{SD}Service")),
        (f"{SD}endpoint", ref(endpoint)),
        (f"{SD}supportedLanguage", ref(f"{SD}SPARQL11Query")),
        (f"{SD}defaultDataset", ref(fragment(endpoint, "dataset"))),
        *((f"{SD}feature", ref(SD + name)) for name, present in features.items() if present),
        *((f"{RDFS}comment", text(_comment(words, summary, capabilities), tag)) for tag, words in WORDS.items()),
    )


def _formats(endpoint: str, capabilities: Capabilities) -> Iterator[Statement]:
    names = {media_type: name for name, media_type in chain(capabilities.triples.items(), capabilities.rows.items())}
    for media_type, name in names.items():
        known = FORMAT_NAMES.get(media_type)
        node = FORMATS + known if known else fragment(endpoint, "format", media_type)
        yield from about(endpoint, (f"{SD}resultFormat", ref(node)))
        if not known:
            yield from about(
                node,
                (f"{RDF}type", ref(f"{FORMATS}Format")),
                (f"{FORMATS}media_type", text(media_type)),
                (f"{FORMATS}preferred_suffix", text(f".{name}")),
            )


def _dataset(endpoint: str, summary: Summary, capabilities: Capabilities) -> Iterator[Statement]:
    dataset = fragment(endpoint, "dataset")
    used = vocabularies(summary)
    yield from about(
        dataset,
        (f"{RDF}type", ref(f"{SD}Dataset")),
        (f"{RDF}type", ref(f"{VOID}Dataset")),
        (f"{SD}defaultGraph", ref(fragment(endpoint, "default-graph"))),
        (f"{VOID}sparqlEndpoint", ref(endpoint)),
        *((f"{VOID}vocabulary", ref(namespace)) for namespace in used if len(used) <= LISTED),
        *((f"{DCTERMS}title", text(title, language)) for language, title in capabilities.title.items()),
        *_release(capabilities),
    )
    if capabilities.uri_space:
        # Of a part of the dataset: a thing of another namespace is not absent from the whole.
        own = fragment(endpoint, "own-things")
        yield from about(dataset, (f"{VOID}subset", ref(own)))
        yield from about(own, (f"{RDF}type", ref(f"{VOID}Dataset")), (f"{VOID}uriSpace", text(capabilities.uri_space)))


def _release(capabilities: Capabilities) -> Iterator[Fact]:
    if capabilities.licence:
        yield f"{DCTERMS}license", ref(capabilities.licence)
    if capabilities.version:
        yield f"{DCTERMS}identifier", text(capabilities.version)
    if capabilities.issued:
        yield f"{DCTERMS}issued", literal(capabilities.issued, "date")


def _default_graph(endpoint: str, summary: Summary, capabilities: Capabilities) -> Iterator[Statement]:
    graph = fragment(endpoint, "default-graph")
    members = _listed(summary.graphs) if capabilities.union_default_graph else {}
    yield from _graph(
        graph,
        summary.triples,
        *((f"{VOID}subset", ref(fragment(endpoint, "graph", g))) for g in summary.default_members if g in members),
    )
    yield from figures(graph, summary, lambda kind, iri: fragment(endpoint, kind, iri))


def _named_graphs(endpoint: str, summary: Summary) -> Iterator[Statement]:
    for name, triples in _listed(summary.graphs).items():
        named, graph = fragment(endpoint, "named-graph", name), fragment(endpoint, "graph", name)
        yield from about(fragment(endpoint, "dataset"), (f"{SD}namedGraph", ref(named)))
        yield from about(
            named, (f"{RDF}type", ref(f"{SD}NamedGraph")), (f"{SD}name", ref(name)), (f"{SD}graph", ref(graph))
        )
        yield from _graph(graph, triples)


def _graph(graph: str, triples: int, *facts: Fact) -> Iterator[Statement]:
    kinds = ((f"{RDF}type", ref(kind)) for kind in (f"{SD}Graph", f"{VOID}Dataset"))
    return about(graph, *kinds, (f"{VOID}triples", integer(triples)), *facts)


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


def _triple(statement: Statement) -> ox.Triple:
    subject, predicate = ox.NamedNode(statement.subject.value), ox.NamedNode(statement.predicate.value)
    value = statement.object
    if value.kind == "iri":
        return ox.Triple(subject, predicate, ox.NamedNode(value.value))
    datatype = ox.NamedNode(value.datatype) if value.datatype else None
    return ox.Triple(subject, predicate, ox.Literal(value.value, datatype=datatype, language=value.language or None))
