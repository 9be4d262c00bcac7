"""The SPARQL behind a view: every link that a matrix, or a figure over a reference set, is made from.

A row is a link in its place; what the view makes of the rows (the best grade of a cell, a share, a status) is said in
docs/coherence.md. At the release of the view the rows are exactly its links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from m4sd_graph.coherence.axes import CLASSES, ColumnKind, RowKind
from m4sd_graph.coherence.claim_query import GCM, NO_ROLL_UP, belongs, claims, either, prefixes
from m4sd_graph.coherence.claims import METHOD, Options
from m4sd_graph.coherence.matrix import CRITICISED, Frame
from m4sd_graph.coherence.references import CROSSWALK_GRADE, Reference
from m4sd_graph.coherence.scope import NOT_POLICIES, Scope

FACETS = "?link ?type ?grade ?confidence ?review ?rule"
TARGET, PART = "?end a sdgo:Target", f"?end {GCM} ; skos:broader ?whole"
COLUMNS: dict[ColumnKind, str] = {
    "target": f"{TARGET} BIND(?end AS ?column)",
    "goal": "?end a sdgo:Goal BIND(?end AS ?column)",
    "action": f"{PART} BIND(?end AS ?column)",
    "objective": f"?end {GCM} ; skos:broader ?column",
    "domain": "?link m4sd:premise* ?origin . ?origin m4sd:linkSource ?finding . ?finding m4sd:inDomain ?column "
    "FILTER NOT EXISTS { ?origin m4sd:byRule ?by }",
}


def matrix_query(frame: Frame, options: Options) -> str:
    """Return a SELECT with a row for each link of each cell of the matrix, the best first."""
    inner = (
        *_only("row", frame.only_rows),
        *_rows(frame),
        *claims(options),
        *_columns(frame.columns),
        *_only("column", frame.only_columns),
        *_in_countries(frame.countries),
    )
    return _text(
        "# Every link in every cell; a cell shows the best grade of its supporting links, else of its gaps.",
        *prefixes(),
        f"SELECT ?row ?column {FACETS} WHERE {{",
        "  { SELECT DISTINCT ?row ?column ?link WHERE {",
        *_deeper(inner, 2),
        "  } }",
        *_deeper(_facets("?grade"), 1),
        "} ORDER BY ?row ?column DESC(?grade) ?link",
    )


def reach_query(reference: Reference, scope: Scope) -> str:
    """Return a SELECT with a row for each link that leads to a member of the reference set.

    A member that no link leads to has a row with nothing but its name.
    """
    return _text(
        f"# Every link to a member of {reference.name}; a supporting one of grade {scope.threshold} or more covers it.",
        *prefixes(),
        f"SELECT ?member ?source {FACETS} WHERE {{",
        *_reached(reference, scope),
        "} ORDER BY ?member ?source ?link",
    )


def compared_query(reference: Reference, sides: Iterable[tuple[str, Scope]]) -> str:
    """Return the rows of ``reach_query`` for each of the named ``sides``, which ?side tells apart."""
    patterns = [
        "\n".join((f'{{ BIND("{_quoted(name)}" AS ?side)', *_reached(reference, scope), "}")) for name, scope in sides
    ]
    return _text(
        f"# Every link to a member of {reference.name}, on either side.",
        *prefixes(),
        f"SELECT ?side ?member ?source {FACETS} WHERE {{",
        "\nUNION ".join(patterns),
        "} ORDER BY ?side ?member ?source ?link",
    )


def _text(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _deeper(lines: Iterable[str], steps: int) -> Iterator[str]:
    return (f"{'  ' * steps}{line}" for line in lines)


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _iris(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in sorted(iris))


def _only(name: str, iris: Iterable[str]) -> Iterator[str]:
    if iris:
        yield f"VALUES ?{name} {{ {_iris(iris)} }}"


def _facets(grade: str) -> Iterator[str]:
    yield "?link m4sd:linkType ?type ; m4sd:confidence ?confidence ; m4sd:reviewStatus ?review ."
    yield f"OPTIONAL {{ ?link m4sd:grade {grade} }}"
    yield "OPTIONAL { ?link m4sd:byRule/skos:notation ?rule }"


# Rows and columns


def _rows(frame: Frame) -> Iterator[str]:
    yield from either(_beginning(frame.rows))
    if frame.rows == "country":
        yield from _only("row", frame.countries)


def _beginning(kind: RowKind) -> Iterator[str]:
    """The ways in which the link begins at a row, or at a finding of gap about it."""
    begins = "?link m4sd:linkSource ?begin"
    match kind:
        case "domain":
            yield f"?begin a m4sd:Finding ; m4sd:inDomain ?row . {begins}"
        case "country":
            for way in belongs("?begin", "?row"):
                yield f"{way} . ?row a m4sd:State . {begins}"
        case _:
            classes = f"VALUES ?class {{ {_iris(CLASSES[kind])} }} ?row a ?class"
            yield f"{classes} . ?link m4sd:linkSource ?row BIND(?row AS ?begin)"
            if kind in CRITICISED:
                yield f"{classes} . ?begin a m4sd:Finding ; m4sd:concerns ?row . {begins} ; m4sd:linkType lt:gap-in"


def _columns(kind: ColumnKind) -> Iterator[str]:
    yield COLUMNS[kind]
    if kind == "domain":
        yield NO_ROLL_UP


def _in_countries(countries: Iterable[str]) -> Iterator[str]:
    if countries:
        ways = " } UNION { ".join(belongs("?begin", "?place"))
        yield f"FILTER EXISTS {{ VALUES ?place {{ {_iris(countries)} }} {{ {ways} }} }}"


# Reference sets


def _reached(reference: Reference, scope: Scope) -> Iterator[str]:
    """?member with every link that leads there from a source that counts, or with none."""
    yield f"  VALUES ?member {{ {_iris(reference.members)} }}"
    yield "  OPTIONAL {"
    yield "    { SELECT DISTINCT ?member (?begin AS ?source) ?link ?reached WHERE {"
    yield from _deeper(_sources(scope), 3)
    if scope.chaining == "objective":
        asserted = replace(scope.options, asserted_only=True)
        yield from _deeper(("{", *_deeper(_direct(reference.column, asserted), 1), "}"), 3)
        if not scope.options.asserted_only:
            yield from _deeper(("UNION {", *_deeper(_led(scope.options), 1), "}"), 3)
    else:
        yield from _deeper(_direct(reference.column, scope.options), 3)
    yield "    } }"
    yield from _deeper(_facets("?own"), 2)
    yield "    BIND(IF(BOUND(?reached) && ?reached < ?own, ?reached, ?own) AS ?grade)"
    yield "  }"


def _direct(column: ColumnKind, options: Options) -> Iterator[str]:
    yield from claims(options)
    yield COLUMNS[column].replace("?column", "?member")


def _led(options: Options) -> Iterator[str]:
    """?link leads to some part of an objective, and ?member is one that any part of it corresponds to."""
    least = max(CROSSWALK_GRADE, options.crosswalk)
    yield from claims(options)
    yield f"{PART} ."
    yield "{ SELECT ?whole ?member (MAX(?weight) AS ?reached) WHERE {"
    yield f"  ?pair m4sd:linkType lt:{METHOD} ; m4sd:linkSource ?part ; m4sd:linkTarget ?member ;"
    yield "    m4sd:grade ?weight ; m4sd:reviewStatus ?seen ."
    yield f"  ?part {GCM} ; skos:broader ?whole . ?member a sdgo:Target"
    yield f"  FILTER(?weight >= {least} && ?seen != rs:rejected)"
    yield "} GROUP BY ?whole ?member }"


def _sources(scope: Scope) -> Iterator[str]:
    if scope.sources == "policy":
        yield f"FILTER NOT EXISTS {{ VALUES ?none {{ {_iris(NOT_POLICIES)} }} ?begin a ?none }}"
    elif scope.sources != "any":
        yield f"FILTER EXISTS {{ VALUES ?class {{ {_iris(CLASSES[scope.sources])} }} ?begin a ?class }}"
    yield from _in_countries(scope.countries)
