"""What if: the effect of proposed additions and removals on cells, statuses, gaps and measures; nothing is stored.

The proposal is put into the curated data in memory, the rules are run again, the result is validated, and the tables
are filled anew. Before and after are derived by the same rules, so whatever differs comes from the proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import rdflib

from m4sd_graph.catalog import Catalog, Query, load_catalog, parse_query
from m4sd_graph.coherence.changes import Changes, apply, curated, of_rules
from m4sd_graph.coherence.claims import Claims, claims_of
from m4sd_graph.coherence.differences import Differences, Side, differences
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.records import RecordChange, gap_changes, measure_changes
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.errors import ChangesError
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, Triple, iri_of, load_nquads, load_shapes
from m4sd_graph.namespaces import ID, M4SD, RDF, SHAPES
from m4sd_graph.store.local import LocalStore
from m4sd_graph.validate import Finding, Report, load_report, validate
from m4sd_graph.workspace import Workspace

DUMP, REPORT, RULE_FILES = "dumps/m4sd.nq", "report.json", "queries/rules"
EVIDENCE, SUPPORTED = f"{M4SD}hasEvidence", f"{SHAPES}Statements-supported"
DERIVED = f"{ID}link/d/"
ASSUMED: Mapping[str, str] = {
    "en": "Taken for granted in a proposal; before a release: {message}",
    "fr": "Admis dans une proposition ; avant une publication : {message}",
}
# With more records to look at, validating all of them is quicker than picking them out.
MOST_RECORDS = 200
# Statements, proposed and derived, that a proposal may bring.
MOST_DERIVED = 50_000
Identity = tuple[str, str, str, str]


@dataclass(frozen=True)
class Base:
    """What proposals are compared with; to be made once and used for many.

    ``dataset``: derived links included; ``known``: the findings that its own report has.
    """

    dataset: Dataset
    rules: Sequence[Query]
    shapes: rdflib.Graph
    catalog: Catalog
    claims: Claims
    store: LocalStore
    known: frozenset[Identity]


@dataclass(frozen=True, slots=True)
class Effect:
    """What differs between before and after.

    ``hypothetical``: the links that are there, or are as they are, by the proposal alone: no source states them.
    """

    differences: Differences
    gaps: tuple[RecordChange, ...]
    measures: tuple[RecordChange, ...]
    hypothetical: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether the proposal changes nothing of this."""
        return self.differences.nothing and not self.gaps and not self.measures and not self.hypothetical


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a proposal does.

    ``added``, ``known``, ``removed``: its statements, as N-Triples: new, there already, gone. ``report``: the findings
    that the graph does not have without it; what is taken for granted in a proposal is of severity Info. ``effect`` is
    None where a violation stands in the way; ``after``: the claims with the proposal, likewise.
    """

    added: tuple[str, ...]
    known: tuple[str, ...]
    removed: tuple[str, ...]
    report: Report
    effect: Effect | None
    after: Claims | None = None


def base_of(dataset: Dataset, rules: Sequence[Query], shapes: rdflib.Graph, report: Report | None = None) -> Base:
    """Derive what the rules say of ``dataset`` and fill its tables; without its ``report`` it is validated."""
    catalog = load_catalog()
    derived = infer(curated(dataset), rules)
    store = LocalStore.from_dataset(derived)
    report = validate(derived, shapes) if report is None else report
    known = frozenset(_identity(finding) for finding in report.findings)
    return Base(derived, rules, shapes, catalog, claims_of(load_tables(store, catalog)), store, known)


def base_of_release(folder: Path, prefixes: Mapping[str, str]) -> Base:
    """Read data, rules, shapes and report of a release; raise ReleaseError where one cannot be read."""
    rules = [parse_query(path, "rules") for path in sorted((folder / RULE_FILES).glob("*.rq"))]
    return base_of(
        load_nquads(folder / DUMP, prefixes),
        sorted(rules, key=lambda rule: (rule.order, rule.id)),
        load_shapes(Workspace(folder)),
        load_report(folder / REPORT),
    )


def what_if(
    base: Base,
    changes: Changes,
    scope: Scope = Scope(),  # noqa: B008 - frozen
    frame: Frame = Frame(columns="target"),  # noqa: B008 - frozen
    *,
    strict: bool = False,
    anyway: bool = False,
) -> Outcome:
    """Return what ``changes`` do to the cells of ``frame`` and to the figures, gaps and measures of ``scope``.

    ``strict``: evidence is asked of proposed records as of released ones. ``anyway``: tell the effect even where a
    shape is violated. Raises ChangesError for a removal of what is not there or where too much follows, and StoreError
    where the analysis cannot read what a violating proposal says.
    """
    applied = apply(curated(base.dataset), changes, of_rules(base.dataset))
    derived = infer(applied.dataset, base.rules)
    _check_size(base.dataset, derived)
    report = _new_findings(base, derived, _proposed(applied.added, strict))
    added, known, removed = (tuple(map(str, found)) for found in (applied.added, applied.known, applied.removed))
    if not report.conforms and not anyway:
        return Outcome(added, known, removed, report, None)
    claims = claims_of(load_tables(LocalStore.from_dataset(derived), base.catalog))
    return Outcome(added, known, removed, report, effect_of(base.claims, claims, scope, frame), claims)


def effect_of(before: Claims, after: Claims, scope: Scope, frame: Frame) -> Effect:
    """Return what differs between two states of the claims of one graph."""
    first, second = Side("before", before, scope, frame), Side("after", after, scope, frame)
    others = after.tables.links.join(before.tables.links, on=before.tables.links.columns, how="anti", nulls_equal=True)
    return Effect(
        differences(first, second),
        gap_changes(first, second),
        measure_changes(first, second),
        tuple(others["link"].unique().sort()),
    )


def _check_size(before: Dataset, after: Dataset) -> None:
    """Two thousand findings of gap and as many measures, all about one action, would make four million candidates."""
    more = sum(map(len, after.graphs.values())) - sum(map(len, before.graphs.values()))
    if more > MOST_DERIVED:
        raise ChangesError(
            f"{more} statements follow, more than can be looked at.",
            place="proposal",
            remedy=f"Propose less at a time; {MOST_DERIVED} may follow.",
        )


def _proposed(added: Iterable[Triple], strict: bool) -> frozenset[str]:
    """The records of which no evidence is asked yet."""
    return frozenset() if strict else frozenset(iri_of(triple.subject) for triple in added)


def _new_findings(base: Base, dataset: Dataset, proposed: frozenset[str]) -> Report:
    """Validate what differs from ``base`` and whatever refers to it; what ``base`` has too is left out."""
    records = _touched(base.dataset, dataset)
    if not records:
        return Report(())
    found = validate(dataset, base.shapes, records if len(records) <= MOST_RECORDS else None).findings
    fresh = [_softened(finding, proposed) for finding in found if _identity(finding) not in base.known]
    return Report(tuple(sorted(_causes(fresh), key=lambda finding: (finding.severity != "Violation", finding.record))))


def _causes(findings: list[Finding]) -> list[Finding]:
    """Without the findings about derived links where one is about what they may have been derived from."""
    own = [finding for finding in findings if not finding.record.startswith(DERIVED)]
    return own if any(finding.severity == "Violation" for finding in own) else findings


def _touched(before: Dataset, after: Dataset) -> frozenset[str]:
    """The subjects of statements in one of both only, and of statements about them.

    A shape looks at a record and at the classes of its values, no further; so nothing else can have a new finding.
    """
    differing = set(before.triples()) ^ set(after.triples())
    subjects = {iri_of(triple.subject) for triple in differing}
    retyped = {iri_of(triple.subject) for triple in differing if triple.predicate.value == f"{RDF}type"}
    about = {iri_of(triple.subject) for triple in after.triples() if iri_of(triple.object) in retyped}
    return frozenset(subjects | about)


def _softened(finding: Finding, proposed: frozenset[str]) -> Finding:
    """Of a proposal no evidence is asked: what lacks it becomes an Info that says what a release would need."""
    lacks = finding.shape == SUPPORTED or (
        finding.path == EVIDENCE and finding.component.endswith("#MinCountConstraintComponent")
    )
    if not lacks or finding.record not in proposed:
        return finding
    message = {lang: ASSUMED.get(lang, ASSUMED["en"]).format(message=text) for lang, text in finding.message.items()}
    return replace(finding, severity="Info", message=message)


def _identity(finding: Finding) -> Identity:
    return finding.shape, finding.record, finding.path, finding.value
