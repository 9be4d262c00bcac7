"""Validates a Dataset against the shapes (pySHACL) and turns the result into a report that a curator can act on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from m4sd_graph.errors import ReleaseError
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import ONTOLOGY
from m4sd_graph.store.shacl import lifted, validation_graph

SEVERITIES = ("Violation", "Warning", "Info")
# Checks over the whole graph are attached to this node once; their offender is sh:value.
WHOLE_GRAPH = rdflib.URIRef(ONTOLOGY)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: which record, in which file, broke which constraint, why that matters and how to mend it."""

    severity: str
    record: str
    file: str
    shape: str
    path: str
    value: str
    message: Mapping[str, str]
    why: Mapping[str, str]
    component: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, worst first; ``least`` is the least severity that is shown, counts are of all."""

    findings: tuple[Finding, ...]
    least: str = "Info"

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings of severity ``least`` or worse."""
        return tuple(f for f in self.findings if SEVERITIES.index(f.severity) <= SEVERITIES.index(self.least))

    @property
    def conforms(self) -> bool:
        """True when no finding is a violation."""
        return not any(f.severity == "Violation" for f in self.findings)

    def counts(self) -> dict[str, int]:
        """How many findings of each severity."""
        found = Counter(f.severity for f in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    def as_dict(self) -> dict[str, object]:
        """The report as plain data, for JSON."""
        return {"conforms": self.conforms, "counts": self.counts(), "findings": [asdict(f) for f in self.shown]}


def load_report(path: Path) -> Report:
    """Read the report that a release keeps as JSON; raise ReleaseError where it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["findings"]
        return Report(tuple(Finding(**one) for one in found))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"no readable report: {error}.", place=str(path), remedy="Run `m4sd build`.") from error


def validate(dataset: Dataset, shapes: rdflib.Graph, records: Iterable[str] | None = None) -> Report:
    """Validate the union of ``dataset`` against ``shapes``; with ``records`` only these, and the graph as a whole."""
    focus: list[str | rdflib.URIRef] | None = None
    if records is not None:
        focus = [WHOLE_GRAPH, *(rdflib.URIRef(record) for record in sorted(records))]
    return read_report(run_shacl(validation_graph(dataset), shapes, focus), shapes, dataset.origins)


def run_shacl(data: rdflib.Graph, shapes: rdflib.Graph, focus: list[str | rdflib.URIRef] | None = None) -> rdflib.Graph:
    """Return the W3C validation report of ``data`` as a graph; no inference, nothing imported.

    With ``focus`` no other node is validated.
    """
    _, report, _ = pyshacl.validate(
        data, shacl_graph=lifted(shapes), inference="none", advanced=False, do_owl_imports=False, focus_nodes=focus
    )
    if not isinstance(report, rdflib.Graph):
        raise TypeError("pySHACL did not return a graph")
    return report


def read_report(report: rdflib.Graph, shapes: rdflib.Graph, origins: Mapping[str, str]) -> Report:
    """Read a W3C validation report; ``origins`` maps a record to its file.

    What breaks several components of one constraint is one finding, of the component that comes first by name.
    """
    results = report.subjects(RDF.type, SH.ValidationResult)
    found = (_finding(report, result, shapes, origins) for result in results)
    findings = {_rank(f): f for f in sorted(found, key=lambda f: f.component, reverse=True)}
    return Report(tuple(findings[rank] for rank in sorted(findings)))


def _finding(
    report: rdflib.Graph, result: rdflib.term.Node, shapes: rdflib.Graph, origins: Mapping[str, str]
) -> Finding:
    value = report.value(result, SH.value)
    focus = report.value(result, SH.focusNode)
    record = str(value if focus == WHOLE_GRAPH and isinstance(value, rdflib.URIRef) else focus)
    source = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
    return Finding(
        severity=str(report.value(result, SH.resultSeverity)).rpartition("#")[2],
        record=record,
        file=_file(record, origins),
        shape=str(source),
        path=str(report.value(result, SH.resultPath) or ""),
        value="" if value is None else str(value),
        # pySHACL drops the language of messages of SPARQL constraints, so they are read from the shape.
        message=_texts(shapes.objects(source, SH.message)) or _texts(report.objects(result, SH.resultMessage)),
        why=_texts(shapes.objects(source, SH.description)),
        component=str(report.value(result, SH.sourceConstraintComponent) or ""),
    )


def _texts(nodes: Iterable[rdflib.term.Node]) -> dict[str, str]:
    return {n.language or "en": str(n) for n in nodes if isinstance(n, rdflib.Literal)}


def _file(record: str, origins: Mapping[str, str]) -> str:
    """The file of a record, or of the record it is part of (``…#position``)."""
    return origins.get(record) or origins.get(record.partition("#")[0], "")


def _rank(finding: Finding) -> tuple[int, str, str, str, str]:
    return SEVERITIES.index(finding.severity), finding.shape, finding.record, finding.path, finding.value
