"""The fact lists beside the checkout, cut into single facts, and what data/ says about them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FACTS = ROOT.parent / "shared" / "facts"
DATA = ROOT / "data"

Row = Mapping[str, str]

PLAIN = {
    "entities_seed": ("label_en", "label_fr", "label_ru", "label_ky", "start", "end", "status"),
    "kyrgyzstan_extra": ("label_en", "start", "end", "related_to"),
    "observations_seed": ("value", "unit", "qualifier", "reference_date"),
    "observations_external": ("value", "unit", "qualifier", "reference_date"),
    "findings_seed": ("domain", "polarity", "profile", "seed_file"),
    "mgi_findings_offsets": (),
}
SEVERAL = {
    "entities_seed": ("country", "relations", "seed_file"),
    "observations_seed": ("area", "seed_file"),
    "observations_external": ("area",),
    "findings_seed": ("entities", "sdg_targets_suggested", "gcm_objectives_suggested"),
}
DEFAULT = {"qualifier": "exact"}
LISTS = (*PLAIN, "external_ids")
THINGS = LISTS[:2]


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of a fact list, or one of the values in it."""

    list: str
    id: str
    column: str
    value: str

    def __str__(self) -> str:
        return f"{self.list}.csv, row {self.id}, {self.column}: {self.value}"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A fact that the graph leaves out, and why; ``*`` and a trailing ``*`` of the value stand for anything."""

    list: str
    id: str
    column: str
    value: str
    reason: str

    @property
    def exact(self) -> bool:
        """True when the row is about one row of a list."""
        return self.id != "*"

    def covers(self, fact: Fact) -> bool:
        """Say whether the fact is one of those left out."""
        return (
            self.list == fact.list
            and self.id in ("*", row_key(fact.id), fact.id)
            and self.column in ("*", fact.column)
            and (self.value == fact.value or (self.value.endswith("*") and fact.value.startswith(self.value[:-1])))
        )


@cache
def row_key(row_id: str) -> str:
    """Return the digest of a row id, used in its place where the id itself names a person."""
    return f"sha256:{sha256(row_id.encode('utf-8')).hexdigest()}"


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table with a header line."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def concordance() -> dict[tuple[str, str], str]:
    """Return the IRI of each row, by list and row id."""
    return {(row["list"], row["id"]): row["iri"] for row in read_csv(DATA / "concordance.csv")}


def exclusions() -> list[Exclusion]:
    """Return the facts left out on purpose."""
    return [Exclusion(**row) for row in read_csv(DATA / "exclusions.csv")]


def facts(name: str) -> list[Fact]:
    """Return the facts of one list."""
    rows = read_csv(FACTS / f"{name}.csv")
    cut = _identifier if name == "external_ids" else _anchors if name == "mgi_findings_offsets" else _cells
    return [fact for row in rows for fact in cut(name, row)]


def _cells(name: str, row: Row) -> Iterator[Fact]:
    for column in PLAIN[name]:
        value = row[column] or DEFAULT.get(column, "")
        if value:
            yield Fact(name, row["id"], column, value)
    for column in SEVERAL.get(name, ()):
        for value in filter(None, row[column].split(";")):
            yield Fact(name, row["id"], column, value)


def _identifier(name: str, row: Row) -> Iterator[Fact]:
    yield Fact(name, row["entity_id"], row["scheme"], row["value"])


def _anchors(name: str, row: Row) -> Iterator[Fact]:
    yield Fact(name, row["id"], "offsets", f"{row['start']}-{row['end']}")
    number = ""
    for found in re.finditer(r"(\d+)?(?:\((\w)\))?(?:,|$)", row["gcm_anchor_proposed"].replace(" ", "")):
        number = found[1] or number
        if found[0]:
            yield Fact(name, row["id"], "gcm_anchor_proposed", f"{number}/{found[2] or 'commitment'}")
