"""What a dataset holds and where it is found, in VoID: its figures with a partition for each class and property."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote

from m4sd_graph.namespaces import FOAF, VOID
from m4sd_graph.statements import about, integer, ref, text, typed
from m4sd_graph.store.protocol import Statement
from m4sd_graph.summary import Summary

# A list with more entries than this is left out and only counted. A part of a list would mislead: Comunica, for one,
# takes a property without an entry for one without triples.
LISTED = 500
# Characters of an IRI that may stand in a fragment as they are.
SAFE = ":/?@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Access:
    """Ways into a dataset, each an IRI: its page, dumps, SPARQL endpoint, examples of things, serialisations.

    ``uri_space``: how the IRIs of the dataset's own things begin.
    """

    page: str
    dumps: tuple[str, ...]
    endpoint: str
    examples: tuple[str, ...]
    features: tuple[str, ...]
    uri_space: str


def void_description(document: str, dataset: str, summary: Summary, access: Access) -> Iterator[Statement]:
    """Describe ``dataset`` in the VoID document at the IRI ``document``, whose fragments name the partitions."""
    yield from typed(document, f"{VOID}DatasetDescription")
    yield from about(document, (f"{FOAF}primaryTopic", ref(dataset)))
    yield from typed(dataset, f"{VOID}Dataset")
    yield from about(
        dataset,
        (f"{FOAF}homepage", ref(access.page)),
        (f"{VOID}sparqlEndpoint", ref(access.endpoint)),
        (f"{VOID}triples", integer(summary.triples)),
        *((f"{VOID}dataDump", ref(dump)) for dump in access.dumps),
        *((f"{VOID}exampleResource", ref(example)) for example in access.examples),
        *((f"{VOID}feature", ref(feature)) for feature in access.features),
        *((f"{VOID}vocabulary", ref(namespace)) for namespace in sorted(vocabularies(summary))),
    )
    # Of a part of the dataset: a thing of another namespace is not absent from the whole.
    own = fragment(document, "own-things")
    yield from about(dataset, (f"{VOID}subset", ref(own)))
    yield from typed(own, f"{VOID}Dataset")
    yield from about(own, (f"{VOID}uriSpace", text(access.uri_space)))
    yield from figures(dataset, summary, lambda kind, iri: fragment(document, kind, iri))


def figures(node: str, summary: Summary, name: Callable[[str, str], str]) -> Iterator[Statement]:
    """The figures of the default graph, said of ``node``; ``name`` gives the IRI of a partition by kind and term."""
    yield from about(
        node,
        (f"{VOID}classes", integer(len(summary.classes))),
        (f"{VOID}properties", integer(len(summary.properties))),
        (f"{VOID}distinctSubjects", integer(summary.subjects)),
        (f"{VOID}distinctObjects", integer(summary.objects)),
    )
    for kind, counts, counted in (("class", summary.classes, "entities"), ("property", summary.properties, "triples")):
        for iri, number in counts.items() if len(counts) <= LISTED else ():
            part = name(kind, iri)
            yield from about(node, (f"{VOID}{kind}Partition", ref(part)))
            yield from about(part, (VOID + kind, ref(iri)), (VOID + counted, integer(number)))


def vocabularies(summary: Summary) -> set[str]:
    """The namespaces of the classes and properties in use."""
    return {_namespace(iri) for iri in chain(summary.classes, summary.properties)}


def fragment(document: str, kind: str, iri: str = "") -> str:
    """The IRI of a node that ``document`` describes: its kind, and the term that it is about if there is one."""
    return f"{document}#{kind}:{quote(iri, safe=SAFE)}" if iri else f"{document}#{kind}"


def _namespace(iri: str) -> str:
    """The IRI up to its local name."""
    end = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: (end if end >= 0 else iri.rfind(":")) + 1]
