"""Tables of an invented island, small enough to count by hand; each test adds the rows that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from m4sd_graph.coherence.claims import Claims, claims_of
from m4sd_graph.coherence.tables import SCHEMAS, Tables

EX = "https://example.org/"
M4SD = "https://w3id.org/m4sd/ontology#"
SDGO = "http://metadata.un.org/sdg/ontology#"
ORG = "http://www.w3.org/ns/org#"
ISLAND = f"{EX}island"
Row = tuple[str | int | date | None, ...]
Rows = Mapping[str, Iterable[Row]]

# Four targets of one goal; objective 1 has a commitment and an action, objective 2 one action.
TARGETS = tuple(f"{EX}t{number}" for number in (1, 2, 3, 4))
T1, T2, T3, T4 = TARGETS
GOAL, O1, O2 = f"{EX}goal", f"{EX}o1", f"{EX}o2"
C1, A1, A2 = f"{EX}c1", f"{EX}a1", f"{EX}a2"
PLAN, LAW, BUREAU, PROJECT, COUNCIL = (EX + name for name in ("plan", "law", "bureau", "project", "council"))
STRENGTH, WEAKNESS = f"{EX}strength", f"{EX}weakness"
SURVEY, REPORT, COMPACT = f"{EX}doc/survey", f"{EX}doc/report", f"{EX}doc/compact"


def link(
    name: str, source: str, type_: str, target: str, grade: int | None = 2, rule: str | None = None, length: int = 1
) -> Row:
    """A link of medium confidence that nobody reviewed."""
    return (EX + name, source, type_, target, grade, 2, "unreviewed", rule, length)


BASE: Rows = {
    "classes": (
        *((target, f"{SDGO}Target") for target in TARGETS),
        (GOAL, f"{SDGO}Goal"),
        *((unit, f"{M4SD}Objective") for unit in (O1, O2, C1, A1, A2, *TARGETS)),
        (PLAN, f"{M4SD}Policy"),
        (LAW, f"{M4SD}LegalAct"),
        (BUREAU, f"{ORG}FormalOrganization"),
        (COUNCIL, f"{M4SD}CoordinationBody"),
        (PROJECT, f"{M4SD}Project"),
        (STRENGTH, f"{M4SD}Finding"),
        (WEAKNESS, f"{M4SD}Finding"),
        (ISLAND, f"{M4SD}State"),
    ),
    "parts": (
        *((target, GOAL, "goal") for target in TARGETS),
        (C1, O1, "objective"),
        (A1, O1, "objective"),
        (A2, O2, "objective"),
    ),
    "names": (
        *((target, "en", f"Target {n}", f"1.{n}") for n, target in enumerate(TARGETS, 1)),
        (GOAL, "en", "Goal", "1"),
        (O1, "en", "Objective 1", "1"),
        (O2, "en", "Objective 2", "2"),
        (C1, "en", "Commitment", "1 commitment"),
        (A1, "en", "Action", "1(a)"),
        (A2, "en", "Other action", "2(a)"),
        (PLAN, "en", "Ferry plan", None),
    ),
    "findings": (
        (STRENGTH, "strength", f"{EX}domain", f"{EX}assessment", ISLAND),
        (WEAKNESS, "gap", f"{EX}domain", f"{EX}assessment", ISLAND),
    ),
    "places": ((PLAN, ISLAND), (STRENGTH, ISLAND), (WEAKNESS, ISLAND)),
    # c1 → 1.1 (grade 2), a1 → 1.2 (3), a2 → 1.3 (2); a2 → 1.4 with grade 1 is too little to be asked about.
    "links": (
        link("x1", C1, "corresponds-to", T1, 2),
        link("x2", A1, "corresponds-to", T2, 3),
        link("x3", A2, "corresponds-to", T3, 2),
        link("x4", A2, "corresponds-to", T4, 1),
    ),
    "documents": tuple((f"{EX}x{n}", COMPACT) for n in (1, 2, 3, 4)),
}


def tables(**more: Iterable[Row]) -> Tables:
    """The tables of the island with ``more`` rows."""
    return tables_of({name: (*BASE.get(name, ()), *more.get(name, ())) for name in SCHEMAS})


def tables_of(rows: Rows) -> Tables:
    """Tables with these rows, in the fixed order of loaded ones."""
    return Tables(
        **{
            name: pl.DataFrame(list(rows.get(name, ())), schema=dict(schema), orient="row").unique().sort(list(schema))
            for name, schema in SCHEMAS.items()
        }
    )


def claims(**more: Iterable[Row]) -> Claims:
    """The claims of the island with ``more`` rows."""
    return claims_of(tables(**more))
