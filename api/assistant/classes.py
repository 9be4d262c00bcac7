"""A class as its shapes ask for it and as the graph uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from api.assistant.models import Check, ClassAnswer, Property, Value
from m4sd_graph.describe import labels
from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import M4SD, OWL, RDF, RDFS, SH, SKOS, expand, shorten
from m4sd_graph.store.protocol import Rows, Store, Term

CLASSES = f"""SELECT DISTINCT ?class WHERE {{
  {{ ?class a <{OWL}Class> }} UNION {{ ?thing a ?class }} FILTER(isIRI(?class)) }} ORDER BY ?class"""
TERM = f"""SELECT ?label ?definition WHERE {{ VALUES ?class {{ <%s> }}
  OPTIONAL {{ ?class <{RDFS}label> ?label FILTER(LANG(?label) = "en") }}
  OPTIONAL {{ ?class <{SKOS}definition> ?definition FILTER(LANG(?definition) = "en") }} }}"""
BROADER = f"SELECT DISTINCT ?c WHERE {{ <%s> <{RDFS}subClassOf>+ ?c FILTER(isIRI(?c)) }} ORDER BY ?c"
NARROWER = f"SELECT DISTINCT ?c WHERE {{ ?c <{RDFS}subClassOf>+ <%s> FILTER(isIRI(?c)) }} ORDER BY ?c"
MEMBER = f"?thing a ?class . ?class <{RDFS}subClassOf>* <%s> ."
COUNT = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {MEMBER} }}"
EXAMPLES = f"SELECT DISTINCT ?thing WHERE {{ {MEMBER} }} ORDER BY ?thing LIMIT 5"
USED = f"SELECT ?p (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {MEMBER} ?thing ?p ?o }} GROUP BY ?p ORDER BY DESC(?n) ?p"
IN_SCHEME = f"SELECT ?concept WHERE {{ ?concept <{SKOS}inScheme> <%s> }} ORDER BY ?concept"
OF_CLASS = f"SELECT DISTINCT ?concept WHERE {{ ?concept a <%s> ; <{SKOS}inScheme> ?scheme }} ORDER BY ?concept"
CONSTRAINTS = f"""SELECT ?target ?path ?about ?severity ?least ?most ?class ?datatype ?kind ?pattern WHERE {{
  {{ VALUES ?target {{ %s }} ?node <{SH}targetClass> ?target }}
  UNION {{ VALUES ?subjects {{ %s }} ?node <{SH}targetSubjectsOf> ?subjects }}
  ?node <{SH}property> ?shape . ?shape <{SH}path> ?path ; <{SH}description> ?about .
  OPTIONAL {{ ?shape <{SH}severity> ?severity }}
  OPTIONAL {{ ?shape <{SH}minCount> ?least }} OPTIONAL {{ ?shape <{SH}maxCount> ?most }}
  OPTIONAL {{ ?shape <{SH}class> ?class }} OPTIONAL {{ ?shape <{SH}datatype> ?datatype }}
  OPTIONAL {{ ?shape <{SH}nodeKind> ?kind }} OPTIONAL {{ ?shape <{SH}pattern> ?pattern }}
  FILTER(isIRI(?path) && LANG(?about) = "en")
}} ORDER BY ?path ?shape"""
CHECKS = f"""SELECT DISTINCT ?shape ?severity ?about ?query WHERE {{
  ?shape <{SH}description> ?about ; <{SH}severity> ?severity FILTER(LANG(?about) = "en")
  {{ ?shape a <{SH}SPARQLConstraint> ; <{SH}select> ?query }}
  UNION {{ VALUES ?target {{ %s }} ?shape <{SH}targetClass> ?target }}
}} ORDER BY ?shape"""
# How a shape says that a value is any concept of a scheme, and that it is one of a few.
ANY = re.compile(r"\^(https?://[^\[\]()|<>\s]+)/\[\^/\]\+\$")
FEW = re.compile(r"\^(https?://[^\[\]()|<>\s]+/)\(([\w|-]+)\)\$")
LONGEST_LIST = 40


def describe_class(store: Store, shapes: Store, prefixes: Mapping[str, str], name: str, release: str) -> ClassAnswer:
    """Describe the class ``name``: IRI, prefixed name or local name; raise NotFoundError with the nearest."""
    iri = _class(store, prefixes, name)
    broader = [c for [c] in store.select(BROADER % iri).texts()]
    [term] = store.select(TERM % iri).rows[:1]
    things = [thing for [thing] in store.select(EXAMPLES % iri).texts()]
    names = labels(store, things)
    return ClassAnswer(
        release=release,
        iri=iri,
        name=shorten(iri, prefixes),
        label=_text(term, "label") or shorten(iri, prefixes),
        definition=_text(term, "definition"),
        broader=[shorten(c, prefixes) for c in broader],
        narrower=[shorten(c, prefixes) for [c] in store.select(NARROWER % iri).texts()],
        things=int(store.select(COUNT % iri).texts()[0][0]),
        examples=[Value(iri=thing, name=names.get(thing, {}).get("en", "")) for thing in things],
        properties=_properties(store, shapes, prefixes, [iri, *broader]),
        checks=_checks(shapes, prefixes, [iri, *broader]),
    )


def _class(store: Store, prefixes: Mapping[str, str], name: str) -> str:
    known = [iri for [iri] in store.select(CLASSES).texts()]
    for iri in (expand(name.strip(), prefixes), M4SD + name.strip()):
        if iri in known:
            return iri
    short = {re.split("[#/]", iri)[-1]: iri for iri in known}
    near = [shorten(short[found], prefixes) for found in get_close_matches(_local(name), short, n=5, cutoff=0.5)]
    remedy = f"Nearest: {', '.join(near)}." if near else "The resource m4sd://ontology lists all classes."
    raise NotFoundError(f"there is no class {name!r}.", remedy=remedy, nearest=near)


def _local(name: str) -> str:
    return re.split("[#/:]", name.strip())[-1]


def _properties(store: Store, shapes: Store, prefixes: Mapping[str, str], classes: list[str]) -> list[Property]:
    used = {p: int(n) for p, n in store.select(USED % classes[0]).texts()}
    nodes = " ".join(f"<{c}>" for c in classes), " ".join(f"<{p}>" for p in used)
    asked: dict[str, list[Mapping[str, Term]]] = {}
    for row in shapes.select(CONSTRAINTS % nodes).rows:
        # A shape for whatever has some property says nothing of properties that this class never has.
        if row["path"].value in used or "target" in row:
            asked.setdefault(row["path"].value, []).append(row)
    iris = [*asked, *(p for p in used if p not in asked)]
    names = labels(store, iris)
    return [
        _property(
            p,
            asked.get(p, []),
            prefixes,
            label=names.get(p, {}).get("en", ""),
            values=_values(store, asked.get(p, ())),
            used_by=used.get(p, 0),
        )
        for p in iris
        if p != f"{RDF}type"
    ]


def _property(
    iri: str,
    rows: list[Mapping[str, Term]],
    prefixes: Mapping[str, str],
    *,
    label: str,
    values: list[Value],
    used_by: int,
) -> Property:
    # Of a shape for whatever has the property, the least number holds only where there is a value at all.
    asked = [row for row in rows if "target" in row and int(_text(row, "least") or 0)]
    least = max((int(_text(row, "least")) for row in asked), default=0)
    most = min((int(_text(row, "most")) for row in rows if "most" in row), default=None)
    kinds = dict.fromkeys(row[key].value for row in rows for key in ("class", "datatype", "kind") if key in row)
    texts = dict.fromkeys(filter(None, [label, *(_text(row, "about") for row in rows)]))
    return Property(
        iri=iri,
        name=shorten(iri, prefixes),
        about=" · ".join(texts),
        mandatory=any(not _text(row, "severity").endswith(("Warning", "Info")) for row in asked),
        least=least or None,
        most=most,
        kind=", ".join(shorten(kind, prefixes) for kind in kinds),
        values=values,
        used_by=used_by,
    )


def _values(store: Store, rows: Iterable[Mapping[str, Term]]) -> list[Value]:
    """The values that shapes allow, where that is a short list of concepts."""
    lists = [concepts for row in rows if (concepts := _concepts(store, row))]
    shortest = min(lists, key=len, default=[])
    if len(shortest) > LONGEST_LIST:
        return []
    names = labels(store, shortest)
    return [Value(iri=concept, name=names.get(concept, {}).get("en", "")) for concept in shortest]


def _concepts(store: Store, row: Mapping[str, Term]) -> list[str]:
    pattern = _text(row, "pattern").replace("\\", "")
    if few := FEW.fullmatch(pattern):
        return [few[1] + name for name in few[2].split("|")]
    if scheme := ANY.fullmatch(pattern):
        return [concept for [concept] in store.select(IN_SCHEME % scheme[1]).texts()]
    kind = _text(row, "class")
    if kind and kind != f"{SKOS}Concept":
        return [concept for [concept] in store.select(OF_CLASS % kind).texts()]
    return []


def _checks(shapes: Store, prefixes: Mapping[str, str], classes: list[str]) -> list[Check]:
    """What SPARQL in the shapes checks of the class: those whose query names it, and those that target it."""
    rows: Rows = shapes.select(CHECKS % " ".join(f"<{c}>" for c in classes))
    named = "|".join(re.escape(shorten(c, prefixes)) for c in classes)
    mention = re.compile(rf"(?<![\w:-])(?:{named})(?![\w-])")
    return [
        Check(shape=row["shape"].value, severity=row["severity"].value.removeprefix(SH), about=row["about"].value)
        for row in rows.rows
        if "query" not in row or mention.search(row["query"].value)
    ]


def _text(row: Mapping[str, Term], name: str) -> str:
    return row[name].value if name in row else ""
