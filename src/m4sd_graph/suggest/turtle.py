"""Suggestions as Turtle to review: unreviewed links of type *mentions*, low confidence, with the places as evidence.

Nothing of the text is in it: places, digests, and words of the vocabulary. A link leads from the document to the thing;
it is no claim about a policy and no rule or measure reads it. A reviewer who agrees states what the policy does, with a
link of another type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from m4sd_graph.canonical import format_turtle
from m4sd_graph.namespaces import BASE, DCTERMS, ID, M4SD, OA, RDF, SKOS, VOCAB, XSD
from m4sd_graph.sources import digest
from m4sd_graph.store.protocol import Store
from m4sd_graph.suggest.matcher import Match, Suggestion, Suggestions
from m4sd_graph.suggest.text import Passage, Text
from m4sd_graph.suggest.vocabulary import Vocabulary

# Digits of the digest that name a text, and passages that one link shows.
NAME, SHOWN = 12, 5
KNOWN_QUERY = """\
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
SELECT ?document WHERE {{ ?document m4sd:textDigest "{digest}" }} ORDER BY ?document LIMIT 1
"""
PLACES = {"page": ("page", "page"), "paragraph": ("paragraph", "paragraphe")}
Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """The document that the links lead from; ``publisher`` is empty where the graph knows it already."""

    iri: str
    publisher: str = ""


def document_of(store: Store, text: Text) -> Document | None:
    """The document of the graph whose text this is, None where there is none."""
    rows = store.select(KNOWN_QUERY.format(digest=text.digest)).rows
    return Document(rows[0]["document"].value) if rows else None


def new_document(text: Text, publisher: str) -> Document:
    """A document that the graph does not know yet, named after the digest of its text."""
    return Document(f"{ID}document/text-{_name(text)}", publisher)


def as_turtle(found: Suggestions, document: Document, vocabulary: Vocabulary, prefixes: Mapping[str, str]) -> str:
    """The links with their evidence, and a draft record of a document that is new; canonical Turtle."""
    triples = [*_record(found, document), *_links(found, document, vocabulary)]
    lines = "".join(f"{_iri(s)} {_iri(p)} {o} .\n" for s, p, o in triples)
    return format_turtle(lines.encode(), "suggestions", prefixes)


def _record(found: Suggestions, document: Document) -> Iterator[Triple]:
    if not document.publisher:
        return
    iri, name = document.iri, _name(found.text)
    yield iri, f"{RDF}type", _iri(f"{M4SD}SourceDocument")
    yield from _bilingual(iri, f"{SKOS}prefLabel", f"Text under review {name}", f"Texte en relecture {name}")
    yield from _bilingual(
        iri,
        f"{SKOS}editorialNote",
        "Draft record made by m4sd suggest: title, address and date are to be completed.",
        "Fiche provisoire faite par m4sd suggest : titre, adresse et date sont à compléter.",
    )
    yield iri, f"{DCTERMS}publisher", _iri(document.publisher)
    for language in found.languages:
        yield iri, f"{DCTERMS}language", _literal(language)
    yield iri, f"{M4SD}access", _iri(f"{VOCAB}source-access/located")
    yield iri, f"{M4SD}dateBasis", _iri(f"{VOCAB}date-basis/unknown")
    yield iri, f"{M4SD}notRecorded", _iri(f"{DCTERMS}issued")
    yield iri, f"{M4SD}textDigest", _literal(found.text.digest)
    yield iri, f"{M4SD}textLength", _integer(len(found.text.content))


def _links(found: Suggestions, document: Document, vocabulary: Vocabulary) -> Iterator[Triple]:
    for suggestion in found.found:
        slug = f"text-{_name(found.text)}--{_slug(suggestion.thing)}"
        link = f"{ID}link/{slug}"
        yield link, f"{RDF}type", _iri(f"{M4SD}AssertedLink")
        yield link, f"{M4SD}linkSource", _iri(document.iri)
        yield link, f"{M4SD}linkType", _iri(f"{VOCAB}link-type/mentions")
        yield link, f"{M4SD}linkTarget", _iri(suggestion.thing)
        yield link, f"{M4SD}confidence", _iri(f"{VOCAB}confidence/low")
        yield link, f"{M4SD}reviewStatus", _iri(f"{VOCAB}review-status/unreviewed")
        yield link, f"{M4SD}pathLength", _integer(1)
        for number, match in enumerate(shown(suggestion), 1):
            evidence = f"{ID}evidence/{slug}-{number}"
            yield link, f"{M4SD}hasEvidence", _iri(evidence)
            yield from _evidence(
                evidence, document, found.text, match, vocabulary.label(suggestion.thing, match.language)
            )


def shown(suggestion: Suggestion) -> list[Match]:
    """The best matches of a suggestion, as many as a reviewer needs, in the order of the text."""
    best = sorted(suggestion.matches, key=lambda match: (-match.share, match.passage.start))[:SHOWN]
    return sorted(best, key=lambda match: match.passage.start)


def _evidence(evidence: str, document: Document, text: Text, match: Match, label: str) -> Iterator[Triple]:
    position, passage = f"{evidence}#position", match.passage
    yield evidence, f"{RDF}type", _iri(f"{M4SD}Evidence")
    yield evidence, f"{OA}hasSource", _iri(document.iri)
    yield evidence, f"{OA}hasSelector", _iri(position)
    yield evidence, f"{M4SD}passageDigest", _literal(digest(passage.text))
    yield evidence, f"{M4SD}supportsProperty", _iri(f"{M4SD}linkTarget")
    yield from _bilingual(evidence, f"{M4SD}paraphrase", *_paraphrase(match, label))
    yield from _locator(evidence, passage, text)
    yield position, f"{RDF}type", _iri(f"{OA}TextPositionSelector")
    yield position, f"{OA}start", _integer(passage.start)
    yield position, f"{OA}end", _integer(passage.end)


def _paraphrase(match: Match, label: str) -> tuple[str, str]:
    if match.way == "number":
        return (
            f"Found by machine: the passage refers to number {match.name} (“{label}”).",
            f"Trouvé par la machine : le passage renvoie au numéro {match.name} (« {label} »).",
        )
    share = round(100 * match.share)
    return (
        f"Found by machine: words of the passage carry {share}% of the weight of the name “{match.name}”.",
        f"Trouvé par la machine : des mots du passage portent {share} % du poids du nom « {match.name} ».",
    )


def _locator(evidence: str, passage: Passage, text: Text) -> Iterator[Triple]:
    if text.unit:
        english, french = PLACES[text.unit]
        yield from _bilingual(evidence, f"{M4SD}locator", f"{english} {passage.number}", f"{french} {passage.number}")


def _bilingual(subject: str, predicate: str, english: str, french: str) -> Iterator[Triple]:
    yield subject, predicate, f"{_literal(english)}@en"
    yield subject, predicate, f"{_literal(french)}@fr"


def _name(text: Text) -> str:
    return text.digest.removeprefix("sha256:")[:NAME]


def _slug(iri: str) -> str:
    local = iri.removeprefix(BASE).removeprefix("http://metadata.un.org/")
    return re.sub(r"[^A-Za-z0-9.]+", "-", local.removeprefix("id/").removeprefix("vocab/"))


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _integer(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
