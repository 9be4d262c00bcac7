"""Whether a single fact of the fact lists is stated in the graph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV
from rdflib.term import Node

from m4sd_graph.namespaces import M4SD as M4SD_BASE
from m4sd_graph.namespaces import SDG, VOCAB
from tests.factlists import THINGS, Fact, row_key

M4SD = Namespace(M4SD_BASE)
OA = Namespace("http://www.w3.org/ns/oa#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
UNIT = URIRef("http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure")
PERIOD = URIRef("http://purl.org/linked-data/sdmx/2009/dimension#refPeriod")

STATEMENTS = {M4SD[n] for n in ("Finding", "ReportedValue", "ReportedFigure", "AssertedLink", "Evidence")}
BETWEEN = STATEMENTS | {M4SD.Activity, M4SD.Event, M4SD.Provision}
LENGTH = {"year": 4, "month": 7, "day": 10}
QUALIFIERS = {"over": "more-than", "approximately": "about", "a little more than": "more-than"}
STATUS = {"in force": "in-force", "partly suspended": "partly-suspended"}
SMALL_WORDS = frozenset(
    re.findall(r"\w+", "a an and at by for from in of on the to au aux d de des du en et l la le les")
)
SDG_WORDS = frozenset({"sdg", "odd", "target", "cible"})
NUMERALS = {"2": ("2", "second", "ii"), "3": ("3", "third", "iii")}


class Knowledge:
    """The graph, asked about facts."""

    def __init__(self, graph: Graph, concordance: Mapping[tuple[str, str], str]) -> None:
        self.graph = graph
        self.concordance = concordance
        self.countries: dict[str, str] = {}
        self.checks = {
            "start": self._bound,
            "end": self._bound,
            "status": self._status,
            "country": self._area,
            "area": self._area,
            "relations": self._relation,
            "related_to": self._relation,
            "entities": self._relation,
            "domain": self._relation,
            "profile": self._relation,
            "seed_file": self._seed,
            "value": self._value,
            "unit": self._unit,
            "qualifier": self._qualifier,
            "reference_date": self._reference_date,
            "polarity": self._polarity,
            "offsets": self._offsets,
            "gcm_anchor_proposed": self._anchor,
            "footnote-rule": self._notice,
        }

    def holds(self, fact: Fact) -> bool:
        """Say whether the graph states the fact."""
        subject = self.resource(fact.list, fact.id)
        if subject is None:
            return False
        if fact.column.startswith("label_"):
            return self._label(subject, fact)
        if fact.list == "external_ids" and fact.column != "footnote-rule":
            return self._identifier(subject, fact)
        check = self.checks.get(fact.column)
        return check is not None and check(subject, fact)

    def resource(self, name: str, row_id: str) -> URIRef | None:
        """Return the resource of a row: of its own list, else of the lists of things."""
        for key in ((name, row_id), (name, row_key(row_id)), *((things, row_id) for things in THINGS)):
            if key in self.concordance:
                return URIRef(self.concordance[key])
        return None

    def _label(self, subject: URIRef, fact: Fact) -> bool:
        language = fact.column.removeprefix("label_")
        sought = words(re.sub(r"\s*\([^)]*\)", "", fact.value))
        return any(sought <= label for label in self._labels(subject, language))

    def _labels(self, subject: URIRef, language: str) -> Iterator[set[str]]:
        notations = {word for code in self.graph.objects(subject, SKOS.notation) for word in words(str(code))}
        if subject.startswith(SDG):
            notations |= SDG_WORDS
        for node in (subject, *self.graph.objects(subject, DCTERMS.source)):
            for predicate in (SKOS.prefLabel, SKOS.altLabel):
                for label in self.graph.objects(node, predicate):
                    if isinstance(label, Literal) and label.language == language:
                        yield words(str(label)) | notations

    def _bound(self, subject: URIRef, fact: Fact) -> bool:
        side = 0 if fact.column == "start" else 1
        return any(bounds[side].startswith(fact.value) for bounds in self._times(subject))

    def _times(self, subject: URIRef) -> Iterator[tuple[str, str]]:
        for period in self.graph.objects(subject):
            yield from self._period(period)
        for statement in self.graph.subjects(M4SD.concerns, subject):
            for value in self.graph.objects(statement, PROV.value):
                yield from self._period(value)
        for document in (subject, *self.graph.objects(subject, DCTERMS.source)):
            for issued in self.graph.objects(document, DCTERMS.issued):
                yield (self._cut(document, str(issued)),) * 2

    def _period(self, period: object) -> Iterator[tuple[str, str]]:
        if isinstance(period, URIRef) and (period, RDF.type, DCTERMS.PeriodOfTime) in self.graph:
            start, end = (self.graph.value(period, p) for p in (DCAT.startDate, DCAT.endDate))
            yield tuple(self._cut(period, str(bound or "")) for bound in (start, end))  # type: ignore[misc]

    def _cut(self, node: object, date: str) -> str:
        precision = self.graph.value(URIRef(str(node)), M4SD.datePrecision)
        return date[: LENGTH[last_part(precision) if precision else "day"]]

    def _status(self, subject: URIRef, fact: Fact) -> bool:
        stated = {last_part(status) for status in self.graph.objects(subject, ADMS.status)}
        first = re.split(r" \(|,| until| at ", fact.value)[0]
        return STATUS.get(first, first) in stated

    def _area(self, subject: URIRef, fact: Fact) -> bool:
        country = self.countries.get(fact.value)
        if fact.value == "global" or country == str(subject):
            return True
        near = {*self.graph.objects(subject), *self.graph.subjects(M4SD.participatesIn, subject)}
        further = {node for one in near if isinstance(one, URIRef) for node in self.graph.objects(one)}
        return country is not None and URIRef(country) in near | further

    def _relation(self, subject: URIRef, fact: Fact) -> bool:
        name = fact.value.rsplit(":", 1)[-1]
        return any(target == subject or self._connected(subject, target) for target in self._targets(name))

    def _targets(self, name: str) -> Iterator[URIRef]:
        known = self.resource(THINGS[0], name)
        if known:
            yield known
        elif name.startswith("sdg-"):
            yield URIRef(SDG + name.removeprefix("sdg-"))
        else:
            notation = Literal(name.partition("-")[2])
            yield from (URIRef(str(node)) for node in self.graph.subjects(SKOS.notation, notation))

    def _connected(self, one: URIRef, other: URIRef) -> bool:
        if any(self.graph.predicates(one, other)) or any(self.graph.predicates(other, one)):
            return True
        return bool(self._statements(one) & self._statements(other))

    def _statements(self, subject: URIRef) -> set[URIRef]:
        around = {*self.graph.subjects(None, subject), *self.graph.objects(subject)}
        return {
            node for node in around if isinstance(node, URIRef) and BETWEEN & set(self.graph.objects(node, RDF.type))
        }

    def _seed(self, subject: URIRef, fact: Fact) -> bool:
        sources = {
            document for evidence in self._evidence(subject) for document in self.graph.objects(evidence, OA.hasSource)
        }
        notation = Literal(f"S{int(fact.value[:3])}")
        return any((document, SKOS.notation, notation) in self.graph for document in sources)

    def _evidence(self, subject: URIRef) -> Iterator[Node]:
        """Evidence of the resource, of statements about it and of triples that point to it."""
        yield from self.graph.objects(subject, M4SD.hasEvidence)
        for about, predicate in self.graph.subject_predicates(subject):
            statement = STATEMENTS & set(self.graph.objects(about, RDF.type))
            for evidence in self.graph.objects(about, M4SD.hasEvidence):
                if statement or (evidence, M4SD.supportsProperty, predicate) in self.graph:
                    yield evidence

    def _value(self, subject: URIRef, fact: Fact) -> bool:
        values = {str(value) for value in self.graph.objects(subject, PROV.value)}
        if values:
            return any(same_number(value, fact.value) for value in values)
        bounds = fact.value.split("/")
        if any(start.startswith(bounds[0]) and end.startswith(bounds[-1]) for start, end in self._times(subject)):
            return True
        said = {word for text in self._texts(subject) for word in words(text)}
        return bool(said & set(NUMERALS.get(fact.value, (fact.value,))))

    def _texts(self, subject: URIRef) -> Iterator[str]:
        for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation, DCTERMS.description):
            yield from map(str, self.graph.objects(subject, predicate))

    def _is_figure(self, subject: URIRef) -> bool:
        return (subject, RDF.type, M4SD.ReportedFigure) in self.graph

    def _unit(self, subject: URIRef, fact: Fact) -> bool:
        if not self._is_figure(subject):
            return True
        return fact.value.casefold() in {last_part(unit) for unit in self.graph.objects(subject, UNIT)}

    def _qualifier(self, subject: URIRef, fact: Fact) -> bool:
        if not self._is_figure(subject):
            return True
        stated = {last_part(q) for q in self.graph.objects(subject, M4SD.valueQualifier)}
        return QUALIFIERS.get(fact.value, fact.value.replace(" ", "-")) in stated

    def _reference_date(self, subject: URIRef, fact: Fact) -> bool:
        bounds = fact.value.split("/")
        if not self._is_figure(subject):
            return any(start.startswith(bounds[0]) for start, _ in self._times(subject))
        periods = [p for node in self.graph.objects(subject, PERIOD) for p in self._period(node)]
        return any(start.startswith(bounds[0]) and end.startswith(bounds[-1]) for start, end in periods)

    def _polarity(self, subject: URIRef, fact: Fact) -> bool:
        return fact.value in {last_part(v) for v in self.graph.objects(subject, M4SD.valence)}

    def _offsets(self, subject: URIRef, fact: Fact) -> bool:
        found = {
            f"{self.graph.value(selector, OA.start)}-{self.graph.value(selector, OA.end)}"
            for evidence in self.graph.objects(subject, M4SD.hasEvidence)
            for selector in self.graph.objects(evidence, OA.hasSelector)
        }
        return fact.value in found

    def _anchor(self, subject: URIRef, fact: Fact) -> bool:
        unit = URIRef(f"{VOCAB}gcm/{fact.value}")
        return any(
            (link, M4SD.linkTarget, unit) in self.graph for link in self.graph.subjects(M4SD.linkSource, subject)
        )

    def _notice(self, subject: URIRef, fact: Fact) -> bool:
        notices = list(self.graph.objects(subject, M4SD.requiredNote))
        return bool(notices) and all("1244" in str(n) for n in (*notices, fact.value))

    def _identifier(self, subject: URIRef, fact: Fact) -> bool:
        values = {str(subject).rstrip("/")}
        for node in (subject, *self.graph.objects(subject, ADMS.identifier)):
            for value in self.graph.objects(node):
                values |= {str(value).rstrip("/"), last_part(value)}
        for evidence in self.graph.objects(subject, M4SD.hasEvidence):
            for document in self.graph.objects(evidence, OA.hasSource):
                values |= {str(page).rstrip("/") for page in self.graph.objects(document, FOAF.page)}
        return fact.value.rstrip("/") in values


def last_part(node: object) -> str:
    """Return what follows the last slash of an IRI."""
    return str(node).rstrip("/").rsplit("/", 1)[-1]


def words(label: str) -> set[str]:
    """Return the words of a label that carry meaning, without case and accents of typography."""
    text = unicodedata.normalize("NFKC", label).replace("’", "'")
    text = re.sub(r"\bUN\b", "United Nations", text).casefold()
    return set(re.findall(r"\w+", text)) - SMALL_WORDS


def same_number(one: str, other: str) -> bool:
    """Say whether two numerals have the same value."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
