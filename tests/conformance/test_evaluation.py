"""The query and syntax tests of the suites: the service says exactly what the engine says in process.

Both are also judged by the suites themselves; where the engine differs from them, ``known.txt`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from tests.conformance.results import (
    GRAPH_TYPES,
    JSON,
    ROW_TYPES,
    TRUTH_TYPES,
    TYPE_OF_SUFFIX,
    Table,
    of_bytes,
    of_engine,
    of_file,
    same,
)
from tests.conformance.service import PATH, Answer, send
from tests.conformance.suite import ACCEPTED, EVALUATION, REFUSED, ROOT, Case, left_out

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
KNOWN = Path(__file__).with_name("known.txt")
PAGE = ROOT / "docs" / "conformance.md"
FOLDERS = {
    "dawg-data-r2": """
        algebra ask basic bnode-coreference boolean-effective-value bound cast construct dataset distinct expr-builtin
        expr-equals expr-ops graph i18n open-world optional optional-filter reduced regex solution-seq sort
        syntax-sparql1 syntax-sparql2 syntax-sparql3 syntax-sparql4 syntax-sparql5 triple-match type-promotion
    """,
    "sparql11": """
        aggregates bind bindings construct csv-tsv-res exists functions grouping json-res negation project-expression
        property-path subquery syntax-query
    """,
}
NAMES = [f"{suite}/{name}" for suite, names in FOLDERS.items() for name in names.split()]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test: where service and engine differ, and whether each answers as the suite expects."""

    case: Case
    differences: tuple[str, ...]
    engine: bool
    service: bool


@pytest.fixture(scope="session")
def outcomes(cases: list[Case], engine: ox.Store, suite_service: str) -> Callable[[str], Sequence[Outcome]]:
    """The outcomes of a folder's tests; each folder is run once."""

    @cache
    def run_folder(folder: str) -> Sequence[Outcome]:
        found = [case for case in cases if case.folder == folder and not left_out(case)]
        return tuple(run(case, engine, suite_service) for case in found)

    return run_folder


def run(case: Case, engine: ox.Store, address: str) -> Outcome:
    """Put one test to both."""
    result = asked_in_process(engine, case)
    if result is None:
        answer = asked(address, case, JSON)
        refused = 400 <= answer.status < 500
        differences = () if refused else (f"status {answer.status} for a query that the engine refuses",)
        return Outcome(case, differences, case.kind == REFUSED, case.kind == REFUSED and refused)
    answers = {media_type: asked(address, case, media_type) for media_type in types_of(case, result)}
    found = [difference(case, engine, media_type, answer) for media_type, answer in answers.items()]
    return Outcome(case, tuple(d for d in found if d), *judged(case, engine, answers))


def judged(case: Case, engine: ox.Store, answers: Mapping[str, Answer]) -> tuple[bool, bool]:
    """Whether engine and service do as the suite expects, of a query that the engine answers."""
    answered = all(answer.status == 200 for answer in answers.values())
    if case.kind != EVALUATION or case.expected is None:
        return case.kind == ACCEPTED, answered == (case.kind == ACCEPTED)
    media_type = TYPE_OF_SUFFIX.get(case.expected.suffix, next(iter(answers)))
    expected, result = of_file(case.expected), asked_in_process(engine, case)
    assert result is not None
    by_engine = of_engine(result, media_type)
    by_service = of_bytes(answers[media_type].body, media_type) if answered else None
    return (
        same(expected, by_engine, ordered=case.ordered, lax=case.lax),
        by_service is not None and same(expected, by_service, ordered=case.ordered, lax=case.lax),
    )


def difference(case: Case, engine: ox.Store, media_type: str, answer: Answer) -> str | None:
    """How the service's answer differs from the engine's; None where it does not."""
    if (answer.status, answer.media_type) != (200, media_type):
        return f"{media_type}: status {answer.status}, {answer.media_type}, {answer.body[:200]!r}"
    result = asked_in_process(engine, case)
    assert result is not None
    theirs = of_engine(result, media_type)
    try:
        ours = of_bytes(answer.body, media_type)
    except (SyntaxError, ValueError) as error:
        return f"{media_type}: not readable: {error}"
    if isinstance(ours, Table) and isinstance(theirs, Table) and ours.variables != theirs.variables:
        return f"{media_type}: variables {ours.variables}, not {theirs.variables}"
    return None if same(ours, theirs, ordered=case.ordered) else f"{media_type}: {ours}\nnot {theirs}"


def asked_in_process(engine: ox.Store, case: Case) -> Result | None:
    """The engine's answer; None where it refuses the query."""
    chosen = not case.has_dataset_clause
    try:
        return engine.query(
            case.text,
            default_graph=[ox.NamedNode(iri) for iri in case.default_graphs] if chosen else None,
            named_graphs=[ox.NamedNode(iri) for iri in case.named_graphs] if chosen else None,
        )
    except (SyntaxError, RuntimeError):
        return None


def asked(address: str, case: Case, media_type: str) -> Answer:
    """The service's answer."""
    graphs = [("default-graph-uri", iri) for iri in case.default_graphs]
    graphs += [("named-graph-uri", iri) for iri in case.named_graphs]
    headers = {"Content-Type": "application/sparql-query", "Accept": media_type}
    return send(address, "POST", f"{PATH}?{urlencode(graphs)}", headers, case.text.encode())


def types_of(case: Case, result: Result) -> Sequence[str]:
    """The media types in which an answer is asked for: each, or the first for a test on the syntax alone."""
    types = ROW_TYPES
    if isinstance(result, ox.QueryTriples):
        types = GRAPH_TYPES
    elif isinstance(result, ox.QueryBoolean):
        types = TRUTH_TYPES
    return types if case.kind == EVALUATION else types[:1]


def known() -> dict[str, str]:
    """The tests that the engine does not pass, with the reason of each."""
    lines = [line for line in KNOWN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
    return {name: reason.strip() for name, _, reason in (line.partition(" ") for line in lines)}


@pytest.mark.parametrize("folder", NAMES)
def test_the_service_says_what_the_engine_says(folder: str, outcomes: Callable[[str], Sequence[Outcome]]) -> None:
    different = [f"{o.case.name}: {difference}" for o in outcomes(folder) for difference in o.differences]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("folder", NAMES)
def test_both_do_what_the_suite_expects_but_for_the_known(
    folder: str, outcomes: Callable[[str], Sequence[Outcome]]
) -> None:
    expected = {name for name in known() if name.partition("#")[0] == folder}
    assert {o.case.name for o in outcomes(folder) if not o.engine} == expected
    assert {o.case.name for o in outcomes(folder) if not o.service} == expected


def test_no_folder_is_left_out(cases: list[Case]) -> None:
    assert {case.folder for case in cases if not left_out(case)} == set(NAMES)


def test_every_known_difference_has_its_reason(cases: list[Case]) -> None:
    assert [name for name, reason in known().items() if len(reason) < 10] == []
    assert set(known()) <= {case.name for case in cases}


def test_the_page_shows_the_counts(outcomes: Callable[[str], Sequence[Outcome]]) -> None:
    table = "\n".join(counted([outcome for folder in NAMES for outcome in outcomes(folder)]))
    assert table in PAGE.read_text(encoding="utf-8"), f"docs/conformance.md should say\n{table}"


def counted(outcomes: Iterable[Outcome]) -> list[str]:
    """The counts as rows of a Markdown table."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.case.suite, outcome.case.kind), []).append(outcome)
    groups["all", ""] = [outcome for group in groups.values() for outcome in group]
    return [
        f"| {suite} | {kind} | {len(group)} | {sum(o.engine for o in group)} | {sum(o.service for o in group)} |"
        for (suite, kind), group in sorted(groups.items(), key=lambda item: (item[0][0] == "all", item[0]))
    ]
