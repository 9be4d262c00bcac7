"""The stream of changes as Linked Data Event Stream: TREE nodes with members, in JSON-LD and in formats of quads.

A member's facts stand in the default graph; the record itself, as it is since then, in the graph named by the member.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
from pyld import jsonld

from m4sd_graph.changes import ACTIVITIES, STREAM, Member, Page, Transition
from m4sd_graph.difference import statement
from m4sd_graph.errors import StoreError
from m4sd_graph.framing.tree import flat
from m4sd_graph.framing.words import Words
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, DCTERMS, LICENCE, RDF, VOID, XSD, used_prefixes

LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
AS = "https://www.w3.org/ns/activitystreams#"
POSITION = "https://schema.org/position"
PREFIXES = {"as": AS, "ldes": LDES, "tree": TREE}
TITLES = {"en": "Changes of the graph from release to release", "fr": "Changements du graphe de version en version"}
DAY = 86_400
# What cannot stand in an IRI; an address that a client's Host header made may hold anything.
NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
Node = dict[str, Any]


def root_node(kept: Sequence[Transition], base: str) -> Node:
    """The view that leads to the pages of all kept transitions, in expanded JSON-LD; ``base``: where it is served."""
    address = f"{base}/changes"
    relations = [
        _relation(address, kind, kind.lower(), first_page(base, t), t)
        for t in kept
        for kind in ("GreaterThanOrEqualTo", "LessThanOrEqualTo")
    ]
    return {
        "@id": address,
        "@type": [f"{TREE}Node", f"{LDES}EventSource"],
        f"{VOID}inDataset": [_stream(address)],
        f"{LDES}retentionPolicy": [
            {
                "@id": f"{address}#retention",
                "@type": [f"{LDES}RetentionPolicy"],
                f"{LDES}startingFrom": [_moment(kept[0].publication.published)],
            }
        ]
        if kept
        else [],
        f"{TREE}relation": relations,
    }


def page_node(page: Page, base: str) -> Node:
    """A page with its members, without their records, in expanded JSON-LD."""
    transition = page.transition
    node = {
        **_target(page_address(base, transition, page.number), transition),
        f"{DCTERMS}isPartOf": [{"@id": f"{base}/changes"}],
        f"{VOID}inDataset": [
            {"@id": STREAM, "@type": [f"{LDES}EventStream"], f"{TREE}member": [_member(m) for m in page.members]}
        ],
    }
    if not page.last:
        following = page_address(base, transition, page.number + 1)
        node[f"{TREE}relation"] = [_relation(node["@id"], "GreaterThanOrEqualTo", "next", following, transition)]
    return node


def first_page(base: str, transition: Transition) -> str:
    """The address of the first page of a transition."""
    return page_address(base, transition, 1)


def page_address(base: str, transition: Transition, number: int) -> str:
    """The address of a page."""
    return f"{base}/changes/{transition.publication.published}/{number}"


def release_iri(version: str) -> str:
    """The IRI of a release."""
    return f"{BASE}release/{version}"


def as_jsonld(node: Node, contexts: Mapping[str, Mapping[str, Any]], members: Sequence[Member] = ()) -> JsonObject:
    """A node in plain words, the records of ``members`` in theirs.

    ``contexts``: the content of each context document by its address, later ones win.
    """
    local = [content["@context"] for content in contexts.values()]
    compacted: JsonObject = _with_lists(jsonld.compact([node], local))
    words = Words({"@context": {name: entry for context in local for name, entry in context.items()}})
    for told, member in zip(compacted["stream"].get("members", ()), members, strict=True):
        told["record"] = flat((statement(line) for line in member.record.after), words)
    return {"@context": list(contexts), **{key: value for key, value in compacted.items() if key != "@context"}}


def _with_lists(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """JSON-LD whose types stand in lists, also a single one, as in all our documents."""
    if isinstance(value, list):
        return [_with_lists(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _with_lists(item) for name, item in value.items()}
    return {**found, "type": [found["type"]]} if isinstance(found.get("type"), str) else found


def as_nquads(node: Node, members: Sequence[Member] = ()) -> bytes:
    """A node in N-Quads: its facts in the order of the tree, then the records of ``members``."""
    return "".join((*_facts(node), *(line for m in members for line in _record_lines(m)))).encode()


def serialised(nquads: bytes, media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """N-Quads as another format; raise StoreError for one that has no place for named graphs where there are some."""
    format_ = ox.RdfFormat.from_media_type(media_type)
    quads = list(ox.parse(nquads, ox.RdfFormat.N_QUADS))
    graphs = any(quad.graph_name != ox.DefaultGraph() for quad in quads)
    if format_ is None or (graphs and not format_.supports_datasets):
        raise StoreError(f"{media_type} cannot hold these named graphs.", remedy="Use JSON-LD, TriG or N-Quads.")
    iris = {term.value for q in quads for term in (q.subject, q.predicate, q.object) if isinstance(term, ox.NamedNode)}
    iris |= {q.object.datatype.value for q in quads if isinstance(q.object, ox.Literal)}
    used = used_prefixes(sorted(iris), {**PREFIXES, **prefixes})
    sent = quads if format_.supports_datasets else [quad.triple for quad in quads]
    return ox.serialize(sent, format=format_, prefixes=used) or b""


def _stream(view: str) -> Node:
    paths = {"timestamp": f"{AS}published", "sequence": POSITION, "versionOf": f"{DCTERMS}isVersionOf"}
    return {
        "@id": STREAM,
        "@type": [f"{LDES}EventStream"],
        f"{DCTERMS}title": [{"@value": text, "@language": language} for language, text in TITLES.items()],
        f"{DCTERMS}license": [{"@id": LICENCE}],
        **{f"{LDES}{name}Path": [{"@id": iri}] for name, iri in paths.items()},
        **{f"{LDES}version{name}Object": [{"@id": f"{AS}{name}"}] for name in ACTIVITIES.values()},
        f"{LDES}pollingInterval": [{"@value": DAY}],
        f"{TREE}view": [{"@id": view}],
    }


def _relation(source: str, kind: str, name: str, target: str, transition: Transition) -> Node:
    published = transition.publication.published
    return {
        "@id": f"{source}#{name}" if name == "next" else f"{source}#{name}-{published}",
        "@type": [f"{TREE}{kind}Relation"],
        f"{TREE}node": [_target(target, transition)],
        f"{TREE}path": [{"@id": f"{AS}published"}],
        f"{TREE}value": [_moment(published)],
    }


def _target(address: str, transition: Transition) -> Node:
    return {
        "@id": address,
        "@type": [f"{TREE}Node"],
        f"{LDES}immutable": [{"@value": True}],
        f"{AS}context": [{"@id": release_iri(transition.publication.version)}],
    }


def _member(member: Member) -> Node:
    record = member.record
    return {
        "@id": member.iri,
        "@type": [AS + ACTIVITIES[record.kind]],
        f"{AS}published": [_moment(member.publication.published)],
        POSITION: [{"@value": member.number}],
        f"{DCTERMS}isVersionOf": [{"@id": member.record_iri}],
        f"{AS}object": [{"@id": record.subject.strip("<>")}],
        f"{AS}target": [{"@id": record.graph.strip("<>") or STREAM}],
    }


def _record_lines(member: Member) -> Iterator[str]:
    end = f" {member.record.graph} .\n" if member.record.graph else " .\n"
    return (f"{line.removesuffix(end)} <{member.iri}> .\n" for line in member.record.after)


def _moment(value: str) -> Node:
    return {"@value": value, "@type": f"{XSD}dateTime"}


def _facts(node: Node) -> Iterator[str]:
    """The triples of an expanded tree; a node that is told again adds nothing."""
    subject = _written(node)
    yield from (f"{subject} <{RDF}type> <{kind}> .\n" for kind in node.get("@type", ()))
    for predicate, values in node.items():
        if not predicate.startswith("@"):
            for value in values:
                yield f"{subject} <{predicate}> {_written(value)} .\n"
                if "@id" in value:
                    yield from _facts(value)


def _written(value: Node) -> str:
    if "@id" in value:
        name: str = value["@id"]
        return name if name.startswith("_:") else f"<{NO_IRI.sub(lambda m: quote(m[0]), name)}>"
    content = value["@value"]
    if isinstance(content, bool | int):
        return f'"{json.dumps(content)}"^^<{XSD}{"boolean" if isinstance(content, bool) else "integer"}>'
    text = json.dumps(content, ensure_ascii=False)
    return f"{text}@{value['@language']}" if "@language" in value else f"{text}^^<{value['@type']}>"
