"""A validation report told for people: counted by rule and by responsible folder, as CSV, as a badge."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape

from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import M4SD
from m4sd_graph.store.protocol import Store
from m4sd_graph.validate import SEVERITIES, Finding, Report

COLUMNS = ("severity", "record", "file", "rule", "property", "value", "why", "fix")
# A spreadsheet would run what begins with one of these.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
# So wide is a character of the badge, in pixels, and its margins.
CHARACTER, MARGIN = 6.6, 10
GREEN, RED, GREY = "#1f6238", "#9c2626", "#4a5552"
LINKS = f"SELECT ?status (COUNT(DISTINCT ?link) AS ?n) {{ ?link <{M4SD}reviewStatus> ?status }} GROUP BY ?status"


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that have a rule or an area in common, counted by severity."""

    key: str
    counts: Mapping[str, int]
    example: Finding

    @property
    def total(self) -> int:
        """All findings of the group."""
        return sum(self.counts.values())


def area_of(finding: Finding) -> str:
    """The folder that is responsible: of the file, or "" where no file is known."""
    return finding.file.rpartition("/")[0]


def by_rule(report: Report) -> tuple[Group, ...]:
    """The findings of each rule, worst and most first."""
    return _grouped(report, lambda finding: finding.shape)


def by_area(report: Report) -> tuple[Group, ...]:
    """The findings of each folder of data, worst and most first."""
    return _grouped(report, area_of)


def narrowed(report: Report, severity: str = "", rule: str = "", area: str = "") -> Report:
    """The findings of one severity, rule or area, "" for any; raise ParameterError for an unknown severity."""
    if severity and severity not in SEVERITIES:
        raise ParameterError(f"no severity {severity!r}.", place="severity", remedy=f"One of {', '.join(SEVERITIES)}.")
    kept = (
        finding
        for finding in report.findings
        if severity in ("", finding.severity) and rule in ("", finding.shape) and area in ("", area_of(finding))
    )
    return replace(report, findings=tuple(kept))


def as_csv(report: Report, language: str = "en") -> str:
    """One line for each finding; cells that a spreadsheet would run are quoted with an apostrophe."""
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(COLUMNS)
    for one in report.findings:
        texts = (_text(one.why, language), _text(one.message, language))
        cells = (one.severity, one.record, one.file, one.shape, one.path, one.value, *texts)
        writer.writerow([f"'{cell}" if cell.startswith(ACTIVE) else cell for cell in cells])
    return content.getvalue()


def badge(label: str, counted: str, *, good: bool) -> str:
    """A small picture (SVG) with two fields: what was counted, and the count; green or red."""
    left, right = (round(len(text) * CHARACTER + MARGIN) for text in (label, counted))
    title, colour = escape(f"{label}: {counted}"), GREEN if good else RED
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{title}">'
        f'<title>{title}</title><rect width="{left + right}" height="20" rx="3" fill="{GREY}"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" fill="{colour}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2}" y="14">{escape(counted)}</text></g></svg>\n'
    )


def review_of_links(store: Store) -> Mapping[str, int]:
    """How many links have each status of review, by its IRI."""
    return {row["status"].value: int(row["n"].value) for row in store.select(LINKS).rows}


def _grouped(report: Report, key: Callable[[Finding], str]) -> tuple[Group, ...]:
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(key(finding), []).append(finding)
    groups = [Group(name, replace(report, findings=tuple(some)).counts(), some[0]) for name, some in found.items()]
    return tuple(sorted(groups, key=lambda group: ([-n for n in group.counts.values()], group.key)))


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
