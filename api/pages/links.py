"""The links of a thing, asserted and derived kept apart, and what sources report about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.pages.names import Item, Names
from m4sd_graph.namespaces import M4SD, OA, PROV, VOCAB
from m4sd_graph.speech import speech
from m4sd_graph.store.protocol import Store, Term

SDMX = "http://purl.org/linked-data/sdmx/2009/"
# Links shown of each table.
MOST = 40
# Reports shown of each property.
MOST_REPORTS = 20
EXACT = f"{VOCAB}value-qualifier/exact"
LINKS = f"""SELECT ?link ?source ?type ?target ?kind ?grade ?confidence ?review ?rule ?length WHERE {{{{
  {{{{ ?link <{M4SD}linkSource> {{iri}} }}}} UNION {{{{ ?link <{M4SD}linkTarget> {{iri}} }}}}
  UNION {{{{ VALUES ?link {{{{ {{iri}} }}}} }}}} UNION {{{{ {{iri}} <{M4SD}premise> ?link }}}}
  ?link a ?kind ; <{M4SD}linkSource> ?source ; <{M4SD}linkType> ?type ; <{M4SD}linkTarget> ?target .
  OPTIONAL {{{{ ?link <{M4SD}grade> ?grade }}}}
  OPTIONAL {{{{ ?link <{M4SD}confidence> ?confidence }}}}
  OPTIONAL {{{{ ?link <{M4SD}reviewStatus> ?review }}}}
  OPTIONAL {{{{ ?link <{M4SD}byRule> ?rule }}}}
  OPTIONAL {{{{ ?link <{M4SD}pathLength> ?length }}}}
}}}}"""
REPORTED = f"""SELECT ?node ?property ?value ?qualifier ?unit ?period ?document ?other ?concept WHERE {{{{
  {{{{ ?node <{M4SD}concerns> {{iri}} }}}} UNION {{{{ ?node <{SDMX}dimension#refArea> {{iri}} }}}}
  ?node <{PROV}value> ?value .
  OPTIONAL {{{{ ?node <{M4SD}onProperty> ?property }}}}
  OPTIONAL {{{{ ?node <{M4SD}valueQualifier> ?qualifier }}}}
  OPTIONAL {{{{ ?node <{SDMX}attribute#unitMeasure> ?unit }}}}
  OPTIONAL {{{{ ?node <{SDMX}dimension#refPeriod> ?period }}}}
  OPTIONAL {{{{ ?node <{M4SD}hasEvidence>/<{OA}hasSource> ?document }}}}
  OPTIONAL {{{{ ?node <{M4SD}divergesFrom> ?other }}}}
  OPTIONAL {{{{ ?node <{M4SD}measuredConcept> ?concept }}}}
}}}}"""
Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as a row of a table, and the IRIs of its ends; ``rule`` is set when a rule derived it."""

    iri: str
    ends: tuple[str, str]
    link: Item
    source: Item
    type: Item
    target: Item
    grade: str
    length: str
    confidence: Item | None
    review: Item | None
    rule: Item | None


@dataclass(frozen=True, slots=True)
class Reported:
    """What documents report: the value in words, and whether other documents say otherwise."""

    item: Item
    property: Item | None
    value: Item
    period: Item | None
    documents: tuple[Item, ...]
    disputed: bool
    adopted: bool


@dataclass(frozen=True, slots=True)
class Reports:
    """What is reported of one property or concept, side by side."""

    what: Item | None
    rows: tuple[Reported, ...]
    more: int
    disputed: bool
    adopted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The links in one direction, what sources state apart from what rules derive; ``more`` are left out."""

    asserted: tuple[LinkRow, ...]
    derived: tuple[LinkRow, ...]
    more: int
    query: str

    @property
    def count(self) -> int:
        """How many links there are, shown or not."""
        return len(self.asserted) + len(self.derived) + self.more


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a thing: from it, to it, the thing itself where it is one, and that one's premises."""

    outgoing: Table
    incoming: Table
    itself: LinkRow | None
    premises: tuple[LinkRow, ...]


def link_rows(store: Store, iri: str) -> tuple[Row, ...]:
    """The links that have to do with ``iri``."""
    return _by_node(store.select(LINKS.format(iri=f"<{iri}>")).rows, "link")


def reported_rows(store: Store, iri: str) -> tuple[Row, ...]:
    """The reported values and figures about ``iri``, a row per document and rival."""
    return tuple(store.select(REPORTED.format(iri=f"<{iri}>")).rows)


def iris_in(rows: Iterable[Row]) -> set[str]:
    """Every IRI that the rows name."""
    return {term.value for row in rows for term in row.values() if term.kind == "iri"}


def links_of(rows: Sequence[Row], iri: str, names: Names) -> Links:
    """Sort the link rows of ``iri`` into tables."""
    made = sorted((_link(row, names) for row in rows), key=_rank)
    return Links(
        outgoing=_table([link for link in made if link.ends[0] == iri], iri, "linkSource"),
        incoming=_table([link for link in made if link.ends[1] == iri and link.ends[0] != iri], iri, "linkTarget"),
        itself=next((link for link in made if link.iri == iri), None),
        premises=tuple(link for link in made if iri not in (link.iri, *link.ends)),
    )


def reported_of(rows: Sequence[Row], own: Mapping[str, Sequence[Term]], names: Names) -> tuple[Reports, ...]:
    """Turn the rows of reported values into tables, one for each property or concept; what is disputed comes first.

    ``own``: the statements of the thing itself, by which a value is known as the one that the graph adopts.
    """
    tables: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        subject = next((row[name].value for name in ("property", "concept") if name in row), "")
        tables.setdefault(subject, {}).setdefault(row["node"].value, []).append(row)
    made = [_reports(subject, list(nodes.values()), own, names) for subject, nodes in tables.items()]
    return tuple(sorted(made, key=lambda r: (not r.disputed, r.what.text if r.what else "")))


def _reports(subject: str, nodes: Sequence[Sequence[Row]], own: Mapping[str, Sequence[Term]], names: Names) -> Reports:
    adopted = {term.value for term in own.get(subject, ())}
    values = {row["value"].value for rows in nodes for row in rows if "property" in row}
    found = [_reported(rows, len(values) > 1, adopted, names) for rows in nodes]
    return Reports(
        what=names.item(subject) if subject else None,
        rows=tuple(sorted(found, key=lambda r: (not r.adopted, r.item.text)))[:MOST_REPORTS],
        more=max(len(found) - MOST_REPORTS, 0),
        disputed=any(r.disputed for r in found),
        adopted=any(r.adopted for r in found),
    )


def _table(links: Sequence[LinkRow], iri: str, end: str) -> Table:
    asserted, derived = ([link for link in links if bool(link.rule) is by_rule] for by_rule in (False, True))
    query = (
        "SELECT ?link ?source ?type ?target ?rule WHERE {\n"
        f"  ?link <{M4SD}{end}> <{iri}> ; <{M4SD}linkSource> ?source ; <{M4SD}linkType> ?type ;\n"
        f"    <{M4SD}linkTarget> ?target OPTIONAL {{ ?link <{M4SD}byRule> ?rule }}\n}} ORDER BY ?rule ?type ?link"
    )
    more = max(len(asserted) - MOST, 0) + max(len(derived) - MOST, 0)
    return Table(tuple(asserted[:MOST]), tuple(derived[:MOST]), more, query)


def _link(row: Row, names: Names) -> LinkRow:
    iri = row["link"].value

    def item(name: str) -> Item | None:
        return names.item(row[name].value) if name in row else None

    return LinkRow(
        iri=iri,
        ends=(row["source"].value, row["target"].value),
        link=names.item(iri),
        source=names.item(row["source"].value),
        type=names.item(row["type"].value),
        target=names.item(row["target"].value),
        grade=row["grade"].value if "grade" in row else "",
        length=row["length"].value if "length" in row else "",
        confidence=item("confidence"),
        review=item("review"),
        rule=item("rule"),
    )


def _reported(rows: Sequence[Row], rivals: bool, adopted: set[str], names: Names) -> Reported:
    first = rows[0]
    property_ = first["property"].value if "property" in first else ""
    documents = sorted({row["document"].value for row in rows if "document" in row})
    return Reported(
        item=names.item(first["node"].value),
        property=names.item(property_) if property_ else None,
        value=_value(first, names),
        period=names.item(first["period"].value) if "period" in first else None,
        documents=tuple(names.item(document) for document in documents),
        disputed=rivals or any("other" in row for row in rows),
        adopted=first["value"].value in adopted,
    )


def _value(row: Row, names: Names) -> Item:
    value = row["value"]
    if value.kind == "iri":
        return names.item(value.value)
    qualifier = row["qualifier"].value if "qualifier" in row else EXACT
    words = (
        "" if qualifier == EXACT else inside(names.text(qualifier)),
        number(value.value, names.lang),
        inside(names.text(row["unit"].value)) if "unit" in row else "",
    )
    return Item(" ".join(word for word in words if word), language=value.language)


def inside(label: str) -> str:
    """A label as it stands inside a phrase: without its capital, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def number(text: str, lang: str) -> str:
    """A number with its thousands kept apart as the language does; any other text unchanged."""
    whole, _, rest = text.partition(".")
    if not whole.lstrip("+-").isdigit() or (rest and not rest.isdigit()):
        return text
    return speech(lang).number(Decimal(text))


def _rank(row: LinkRow) -> tuple[bool, str, int, str, str, str]:
    return row.rule is not None, row.type.text, -int(row.grade or 0), row.source.text, row.target.text, row.iri


def _by_node(rows: Iterable[Row], name: str) -> tuple[Row, ...]:
    """One row per node: a second grade or rule would otherwise show the node twice."""
    return tuple({row[name].value: row for row in reversed(list(rows))}.values())
