"""Rules that ask the data: properties and classes that nothing has, labels in several languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from m4sd_graph.catalog import is_iri
from m4sd_graph.describe import batches
from m4sd_graph.lint.advice import Advice, Severity
from m4sd_graph.lint.model import Group, Nested, Path, Select, Triple, expressions, parts
from m4sd_graph.lint.places import Token
from m4sd_graph.lint.subject import Subject
from m4sd_graph.namespaces import RDF
from m4sd_graph.store.protocol import Store

PROPERTY = "property-not-used"
CLASS = "class-not-used"
LANGUAGE = "missing-language-filter"
TYPE = f"{RDF}type"
SHORTEST_PART = 4
# Each counts what any graph says, whatever the store takes as its default graph.
USED_PROPERTIES = """SELECT ?x WHERE {{ VALUES ?x {{ {iris} }}
  FILTER(EXISTS {{ ?s ?x ?o }} || EXISTS {{ GRAPH ?g {{ ?s ?x ?o }} }}) }}"""
USED_CLASSES = """SELECT ?x WHERE {{ VALUES ?x {{ {iris} }}
  FILTER(EXISTS {{ ?s a ?x }} || EXISTS {{ GRAPH ?g {{ ?s a ?x }} }}) }}"""
USED_BELOW = """SELECT DISTINCT ?x WHERE {{ VALUES ?x {{ {iris} }}
  ?c <http://www.w3.org/2000/01/rdf-schema#subClassOf>+ ?x FILTER EXISTS {{ ?s a ?c }} }}"""
DESCRIBED = "SELECT ?x WHERE {{ VALUES ?x {{ {iris} }} FILTER EXISTS {{ ?x a ?class }} }}"
LANGUAGES = """SELECT DISTINCT ?x ?language WHERE {{ VALUES ?x {{ {iris} }}
  {{ ?s ?x ?o }} UNION {{ GRAPH ?g {{ ?s ?x ?o }} }} BIND(LANG(?o) AS ?language) FILTER(?language != "") }}"""
ALL_PROPERTIES = "SELECT DISTINCT ?x WHERE { { ?s ?x ?o } UNION { GRAPH ?g { ?s ?x ?o } } }"
ALL_CLASSES = "SELECT DISTINCT ?x WHERE { { ?s a ?x } UNION { GRAPH ?g { ?s a ?x } } FILTER(isIRI(?x)) }"


def unused_properties(subject: Subject, store: Store) -> Iterator[Advice]:
    """Constant predicates that occur in no triple, each with the nearest that does."""
    unused = _missing(store, USED_PROPERTIES, _properties(_triples(subject.select)))
    known = _all(store, ALL_PROPERTIES) if unused else []
    described = _asked(store, DESCRIBED, unused)
    needed = _needed(_required(subject.select.where))
    for iri in unused:
        what = "is described in the data, but no triple uses it" if iri in described else "occurs in no triple"
        message = f"the property {subject.short(iri)} {what}."
        yield _unused(subject, PROPERTY, message, _nearest(iri, known), iri in needed, subject.places.predicates(iri))


def unused_classes(subject: Subject, store: Store) -> Iterator[Advice]:
    """Constant classes without an instance, each with its subclasses that have some, or the nearest class."""
    unused = _missing(store, USED_CLASSES, _classes(_triples(subject.select)))
    below = _asked(store, USED_BELOW, unused)
    known = _all(store, ALL_CLASSES) if unused else []
    needed = _classes(_required(subject.select.where))
    for iri in unused:
        places = subject.places.classes(iri)
        if iri in below:
            yield _only_below(subject, iri, places)
        else:
            message = f"the class {subject.short(iri)} has no instance."
            yield _unused(subject, CLASS, message, _nearest(iri, known), iri in needed, [c for _, c in places])


def untagged_variables(subject: Subject, store: Store) -> Iterator[Advice]:
    """Columns that take values in every language the data has, though no filter chooses one."""
    taking = _taking(subject.select)
    columns = {name: taking[name] for name in sorted(_columns(subject.select) & set(taking))}
    found = _languages(store, {iri for iris in columns.values() for iri in iris})
    for name, iris in columns.items():
        several = frozenset(iri for iri in iris if len(found.get(iri, ())) > 1)
        if several:
            languages = sorted({language for iri in several for language in found[iri]})
            yield _untagged(subject, name, several, languages)


def _unused(subject: Subject, rule: str, message: str, nearest: str, needed: bool, places: Sequence[Token]) -> Advice:
    """A warning where the query cannot give a row, or where a name is probably misspelt; else a hint."""
    severity: Severity = "warning" if needed or nearest else "hint"
    if not nearest:
        fix = "The reference pages of the ontology list what there is."
        return subject.advice(rule, severity, message, fix, places)
    name = subject.short(nearest)
    replacement = subject.places.replaced(dict.fromkeys(places, name)) if places else None
    return subject.advice(rule, severity, message, f"Write {name} if that is meant.", places, replacement)


def _only_below(subject: Subject, iri: str, places: list[tuple[Token, Token]]) -> Advice:
    name = subject.short(iri)
    path = f"a/{subject.short('http://www.w3.org/2000/01/rdf-schema#subClassOf')}*"
    message = f"the class {name} has no instance of its own; its subclasses have."
    replacement = subject.places.replaced({a: path for a, _ in places}) if places else None
    return subject.advice(CLASS, "warning", message, f"Write `{path} {name}`.", [c for _, c in places], replacement)


def _untagged(subject: Subject, name: str, iris: frozenset[str], languages: list[str]) -> Advice:
    places = subject.places.objects(name, iris)
    chosen = "en" if "en" in languages else languages[0]
    line = f'FILTER(LANG(?{name}) = "{chosen}")'
    ends = {brace for place in places if (brace := subject.places.closing(place))}
    properties = ", ".join(map(subject.short, sorted(iris)))
    return subject.advice(
        LANGUAGE,
        "warning",
        f"?{name} takes the values of {properties} in every language ({', '.join(languages)}): one row for each.",
        f"Add {line}",
        places or subject.places.variables(name),
        subject.places.replaced(dict.fromkeys(ends, f"{line} }}")) if ends else None,
    )


def _triples(select: Select) -> list[Triple]:
    return [part for part in parts(select) if isinstance(part, Triple)]


def _required(group: Group) -> list[Triple]:
    """The triple patterns that every solution needs: those of no OPTIONAL, MINUS, EXISTS or alternative."""
    found = []
    for part in group.parts:
        if isinstance(part, Triple):
            found.append(part)
        elif isinstance(part, Select):
            found += _required(part.where)
        elif isinstance(part, Nested) and part.kind in ("union", "graph") and len(part.groups) == 1:
            found += _required(part.groups[0])
    return found


def _properties(triples: Iterable[Triple]) -> set[str]:
    return {step.iri for t in triples if isinstance(t.path, Path) for step in t.path.walk() if step.kind == "iri"}


def _needed(triples: Iterable[Triple]) -> set[str]:
    """The properties without which none of the patterns matches."""
    paths = [path for t in triples if isinstance(t.path, Path) for path in (t.path, *_steps(t.path))]
    return {path.iri for path in paths if path.kind == "iri"}


def _steps(path: Path) -> Iterator[Path]:
    for part in path.parts if path.kind in ("/", "^", "+") else ():
        yield from (part, *_steps(part))


def _classes(triples: Iterable[Triple]) -> set[str]:
    return {t.object.value for t in triples if t.path == Path("iri", TYPE) and t.object.kind == "iri"}


def _taking(select: Select) -> dict[str, frozenset[str]]:
    """The properties whose values a variable takes, by the variable's name."""
    found: dict[str, frozenset[str]] = {}
    for triple in _binding(select.where):
        if triple.object.kind == "variable" and isinstance(triple.path, Path):
            found[triple.object.value] = found.get(triple.object.value, frozenset()) | _ends(triple.path)
    return found


def _binding(group: Group) -> Iterator[Triple]:
    """The triple patterns that bind the variables that ``group`` hands on."""
    for part in group.parts:
        if isinstance(part, Triple):
            yield part
        elif isinstance(part, Nested) and part.kind not in ("minus", "service"):
            for inner in part.groups:
                yield from _binding(inner)
        elif isinstance(part, Select):
            yield from (t for t in _binding(part.where) if t.object.value in part.visible)


def _ends(path: Path) -> frozenset[str]:
    """The properties whose values are at the end of ``path``."""
    match path.kind:
        case "iri":
            return frozenset({path.iri})
        case "/":
            return _ends(path.parts[-1])
        case "|" | "*" | "+" | "?":
            return frozenset().union(*map(_ends, path.parts))
        case _:
            return frozenset()


def _columns(select: Select) -> frozenset[str]:
    """The variables shown by a SELECT without a look at their language."""
    if select.form != "SELECT":
        return frozenset()
    shown = frozenset().union(*(e.shown for e in select.columns)) if select.projected else select.visible
    tagged = (e.tagged for part in parts(select) for e in expressions(part))
    return shown.difference(*tagged)


def _missing(store: Store, query: str, iris: Iterable[str]) -> list[str]:
    absolute = {iri for iri in iris if is_iri(iri)}
    return sorted(absolute - _asked(store, query, absolute))


def _asked(store: Store, query: str, iris: Iterable[str]) -> set[str]:
    """Those of ``iris`` that the question holds for."""
    return {row["x"].value for some in batches(iris) for row in store.select(query.format(iris=some)).rows}


def _all(store: Store, query: str) -> list[str]:
    return sorted(row["x"].value for row in store.select(query).rows)


def _languages(store: Store, iris: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for some in batches(iri for iri in iris if is_iri(iri)):
        for row in store.select(LANGUAGES.format(iris=some)).rows:
            found.setdefault(row["x"].value, set()).add(row["language"].value)
    return found


def _nearest(iri: str, known: list[str]) -> str:
    """The IRI of ``known`` whose last part is spelt most like that of ``iri``, first of all in its namespace.

    In other namespaces the names must be nearly the same, or one part of the other (label, prefLabel).
    """
    namespace, local = _split(iri)
    return _alike(local, [k for k in known if _split(k)[0] == namespace], 0.6) or _alike(local, known, 0.85)


def _alike(local: str, known: list[str], cutoff: float) -> str:
    by_name = {_split(k)[1].casefold(): k for k in reversed(known)}
    name = local.casefold()
    parts_of = [n for n in by_name if min(len(n), len(name)) >= SHORTEST_PART and (n in name or name in n)]
    near = get_close_matches(name, list(by_name), 1, cutoff) or get_close_matches(name, parts_of, 1, 0.0)
    return by_name[near[0]] if near else ""


def _split(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
    return iri[:cut], iri[cut:]
