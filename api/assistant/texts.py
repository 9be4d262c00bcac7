"""The answers as text to read: the same content, IRIs by prefixed name where that is shorter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from api.assistant.models import (
    Answer,
    Chain,
    ChainAnswer,
    ClassAnswer,
    Evidence,
    QuestionsAnswer,
    ResourceAnswer,
    RowsAnswer,
    SearchAnswer,
    SparqlAnswer,
)
from m4sd_graph.catalog import is_iri
from m4sd_graph.namespaces import shorten

Prefixes = Mapping[str, str]


def text_of(answer: Answer, prefixes: Prefixes) -> str:
    """An answer as text; the last line names the release."""
    match answer:
        case SearchAnswer():
            lines = _search(answer, prefixes)
        case SparqlAnswer():
            lines = _sparql(answer, prefixes)
        case RowsAnswer():
            lines = _rows(answer, prefixes)
        case QuestionsAnswer():
            lines = [
                f"{q.id} ({', '.join(p.name for p in q.parameters) or 'no parameters'}): {q.question}"
                for q in answer.questions
            ]
        case ClassAnswer():
            lines = _class(answer)
        case ResourceAnswer():
            lines = _resource(answer, prefixes)
        case ChainAnswer():
            lines = _chains(answer, prefixes)
        case _:
            raise TypeError(type(answer))
    return "\n".join([*lines, f"Release {answer.release}."])


def _search(answer: SearchAnswer, prefixes: Prefixes) -> Iterable[str]:
    yield f"{answer.total} things match."
    for hit in answer.hits:
        matched = f" (matched {hit.matched!r})" if hit.matched != hit.name else ""
        yield f"{_short(hit.iri, prefixes)} · {hit.name} · {', '.join(hit.types)}{matched}"
    yield from _signs(answer.more)


def _rows(answer: RowsAnswer, prefixes: Prefixes) -> Iterable[str]:
    yield f"{answer.total} rows."
    if answer.rows:
        yield " | ".join(answer.columns)
    for row in answer.rows:
        yield " | ".join(_cell(row[name], prefixes) for name in answer.columns)
    yield from _signs(answer.more)
    yield from _evidence(answer.evidence, prefixes)
    yield from _signs(answer.more_evidence)


def _sparql(answer: SparqlAnswer, prefixes: Prefixes) -> Iterable[str]:
    if answer.truth is not None:
        yield str(answer.truth).lower()
    elif answer.triples:
        yield f"{answer.total} triples."
        yield from answer.triples
        yield from _signs(answer.more)
    else:
        yield from _rows(answer, prefixes)
    yield from (f"Advice: {advice}" for advice in answer.advice)


def _class(answer: ClassAnswer) -> Iterable[str]:
    yield f"{answer.name} · {answer.label}: {answer.definition}"
    for title, names in (("Above", answer.broader), ("Below", answer.narrower)):
        if names:
            yield f"{title}: {', '.join(names)}."
    yield f"{answer.things} things, for example {'; '.join(f'{e.name} <{e.iri}>' for e in answer.examples)}."
    for p in answer.properties:
        bounds = f"{p.least or 0}..{p.most if p.most is not None else '*'}"
        values = f" one of {', '.join(v.iri for v in p.values)}" if p.values else f" {p.kind}" if p.kind else ""
        yield f"- {p.name} [{bounds}{', mandatory' if p.mandatory else ''}]{values} · {p.about} · used by {p.used_by}"
    yield from (f"Check ({c.severity}): {c.about}" for c in answer.checks)


def _resource(answer: ResourceAnswer, prefixes: Prefixes) -> Iterable[str]:
    yield f"{answer.name} <{answer.iri}>"
    members = {key: value for key, value in answer.document.items() if key != "@context"}
    yield json.dumps(members, ensure_ascii=False, indent=1)
    yield from _signs(answer.more)
    yield from _evidence(answer.evidence, prefixes)
    yield from _signs(answer.more_evidence)


def _chains(answer: ChainAnswer, prefixes: Prefixes) -> Iterable[str]:
    source, target = answer.source, answer.target
    yield from answer.notices
    yield f"{answer.total} chains from {source.name} <{source.iri}> to {target.name} <{target.iri}>."
    if not answer.total:
        yield "No link is recorded or derived; that does not mean that there is none."
        yield answer.explanation
        yield from (f"Linked instead: {value.name} <{value.iri}>" for value in answer.linked)
    for number, chain in enumerate(answer.chains, 1):
        yield f"Chain {number} ({'derived' if chain.derived else 'asserted'}):"
        yield from _steps(chain, prefixes)
    yield from _signs(answer.more)


def _steps(chain: Chain, prefixes: Prefixes) -> Iterable[str]:
    for step in chain.steps:
        how = f"rule {step.rule}" if step.rule else step.basis
        grade = f", grade {step.grade}" if step.grade is not None else ""
        yield f"{step.number}. {step.says} ({how}{grade}, confidence {step.confidence}, {step.review}) {step.link}"
        if step.why:
            yield f"   {step.rule_title}: {step.why}"
        for one in step.passages:
            page = f" {one.page}" if one.page else ""
            yield f"   {one.title}, {one.place} ({_short(one.document, prefixes)}){page}: {one.paraphrase}"


def _evidence(evidence: Iterable[Evidence], prefixes: Prefixes) -> Iterable[str]:
    for one in evidence:
        places = f", {'; '.join(one.places)}" if one.places else ""
        pages = f" {' '.join(one.pages)}" if one.pages else ""
        document = f"{one.title}{places} ({_short(one.document, prefixes)}){pages}"
        yield f"Evidence of {_short(one.thing, prefixes)}: {document}"


def _signs(more: str | None) -> Iterable[str]:
    if more:
        yield f"MORE: {more}"


def _cell(value: object, prefixes: Prefixes) -> str:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return _short(text, prefixes) if is_iri(text) else " ".join(text.split())


def _short(iri: str, prefixes: Prefixes) -> str:
    return shorten(iri, prefixes)
