"""Writes a validation report for people (table, HTML) and machines (JSON, Turtle)."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import replace

from rich.table import Column, Table

from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import ID, SHAPES, VOCAB
from m4sd_graph.validate import SEVERITIES, Finding, Report

SH_PREFIX = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
)
STYLE = (
    "body{font:1rem/1.5 system-ui;margin:2rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:.4rem;text-align:left;vertical-align:top}"
)


def at_least(report: Report, severity: str) -> Report:
    """The report showing findings of ``severity`` or worse; raise ParameterError for an unknown severity."""
    if severity not in SEVERITIES:
        raise ParameterError("unknown severity.", place=severity, remedy=f"One of {', '.join(SEVERITIES)}.")
    return replace(report, least=severity)


def as_json(report: Report) -> str:
    """The report as JSON text."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2)


def as_turtle(report: Report) -> str:
    """The report in the SHACL validation report vocabulary, the record as focus node, the constraint as source."""
    results = "".join(_result(f) for f in report.shown)
    conforms = "true" if report.conforms else "false"
    return f"{SH_PREFIX}\n[] a sh:ValidationReport ;\n  sh:conforms {conforms}{results} .\n"


def as_html(report: Report, language: str = "en") -> str:
    """The report as one plain HTML page."""
    counts = ", ".join(f"{name}: {count}" for name, count in report.counts().items())
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in cells(f, language))}</tr>" for f in report.shown
    )
    head = "".join(f"<th scope=col>{name}</th>" for name in COLUMNS)
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8><title>Validation report</title>"
        f"<style>{STYLE}</style><h1>Validation report</h1><p>{counts}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></html>\n"
    )


COLUMNS = ("Severity", "Record", "File", "Shape", "What", "Fix")


def as_table(report: Report, language: str = "en") -> Table:
    """The report as a table for the terminal."""
    table = Table(*(Column(name, overflow="fold") for name in COLUMNS), show_lines=True)
    for finding in report.shown:
        table.add_row(*cells(finding, language))
    return table


def cells(finding: Finding, language: str) -> tuple[str, ...]:
    """The columns of one finding, IRIs shortened."""
    detail = " ".join(short(x) for x in (finding.path, finding.value) if x and x != finding.record)
    what = f"{_text(finding.why, language)} ({detail})" if detail else _text(finding.why, language)
    fix = _text(finding.message, language)
    return finding.severity, short(finding.record), finding.file, short(finding.shape), what, fix


def short(iri: str) -> str:
    """An IRI of ours without its base; others unchanged."""
    for base in (SHAPES, ID, VOCAB):
        if iri.startswith(base):
            return iri.removeprefix(base)
    return iri


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def _result(finding: Finding) -> str:
    parts = [
        "a sh:ValidationResult",
        f"sh:resultSeverity sh:{finding.severity}",
        f"sh:focusNode <{finding.record}>",
        f"sh:sourceShape <{finding.shape}>",
        *([f"sh:sourceConstraintComponent <{finding.component}>"] if finding.component else []),
        *([f"sh:resultPath <{finding.path}>"] if finding.path.startswith("http") else []),
        *(f"sh:resultMessage {json.dumps(text, ensure_ascii=False)}@{lang}" for lang, text in finding.message.items()),
    ]
    return " ;\n  sh:result [ " + " ; ".join(parts) + " ]"
