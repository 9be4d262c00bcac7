"""The W3C test suites of SPARQL: where they lie, what their manifests say, and all their data as one file.

Every data file becomes a named graph under the IRI that the suite itself gives it, so that one service answers every
test: a request chooses its dataset among the graphs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
ABSENT = "the W3C suites are not there: run `make test`, or name their folder in M4SD_W3C"
BASES = {
    "dawg-data-r2": "http://www.w3.org/2001/sw/DataAccess/tests/data-r2/",
    "sparql11": "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/",
}
EMPTY_GRAPH = "https://example.org/graph/empty"
EVALUATION, ACCEPTED, REFUSED = "evaluation", "positive syntax", "negative syntax"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
KINDS = {
    f"{MF}QueryEvaluationTest": EVALUATION,
    f"{MF}CSVResultFormatTest": EVALUATION,
    f"{MF}PositiveSyntaxTest": ACCEPTED,
    f"{MF}PositiveSyntaxTest11": ACCEPTED,
    f"{MF}NegativeSyntaxTest": REFUSED,
    f"{MF}NegativeSyntaxTest11": REFUSED,
}
TESTS = """
PREFIX dawgt: <http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#>
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?type ?query ?result ?cardinality ?approval
  (GROUP_CONCAT(DISTINCT STR(?data)) AS ?default) (GROUP_CONCAT(DISTINCT STR(?graph)) AS ?named)
WHERE {
  ?cell rdf:first ?test .
  ?test a ?type .
  OPTIONAL {
    ?test mf:action ?action
    OPTIONAL { ?action qt:query ?inside }
    OPTIONAL { ?action qt:data ?data }
    OPTIONAL { ?action qt:graphData ?graph }
  }
  OPTIONAL { ?test mf:result ?result }
  OPTIONAL { ?test mf:resultCardinality ?cardinality }
  OPTIONAL { ?test dawgt:approval ?approval }
  BIND(COALESCE(?inside, ?action) AS ?query)
}
GROUP BY ?test ?type ?query ?result ?cardinality ?approval
"""
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
SERVICE = re.compile(r"\bSERVICE\b", re.IGNORECASE)
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One test on queries: ``default`` and ``named`` are its data files, ``expected`` the file of its answer.

    ``lax``: rows may be repeated as often as the engine likes (REDUCED). ``withdrawn``: by those who made the suite.
    """

    name: str
    kind: str
    query: Path
    default: tuple[Path, ...]
    named: tuple[Path, ...]
    expected: Path | None
    lax: bool
    withdrawn: bool

    @property
    def folder(self) -> str:
        """The folder of the manifest, such as ``sparql11/bind``."""
        return self.name.partition("#")[0]

    @property
    def suite(self) -> str:
        """The folder of the suite, such as ``sparql11``."""
        return self.name.partition("/")[0]

    @property
    def text(self) -> str:
        """The query as it is sent: its relative IRIs are relative to its file."""
        return f"BASE <{iri_of(self.query)}>\n{read(self.query)}"

    @property
    def has_dataset_clause(self) -> bool:
        """Whether the query itself names its graphs."""
        return self.kind == EVALUATION and not self.default and not self.named and bool(FROM.search(read(self.query)))

    @property
    def default_graphs(self) -> list[str]:
        """The graphs of the request's default graph; an empty one where the test has none."""
        if self.has_dataset_clause:
            return []
        return [iri_of(path) for path in self.default] or [EMPTY_GRAPH]

    @property
    def named_graphs(self) -> list[str]:
        """The named graphs of the request."""
        return [iri_of(path) for path in self.named]

    @property
    def ordered(self) -> bool:
        """Whether the order of the rows is part of the answer: ORDER BY outside of every bracket."""
        text = read(self.query)
        return any(
            text[: match.start()].count("{") == text[: match.start()].count("}")
            for match in re.finditer(r"\bORDER\s+BY\b", text, re.IGNORECASE)
        )


def find_suite() -> Path | None:
    """The folder that holds ``dawg-data-r2`` and ``sparql11``; None where it is absent."""
    folder = Path(os.environ.get("M4SD_W3C") or ROOT / ".venv" / "w3c")
    return folder if all((folder / name).is_dir() for name in BASES) else None


def protocol_graph(number: int) -> str:
    """The name of a graph that the tests of the protocol suppose."""
    return f"http://kasei.us/2009/09/sparql/data/data{number}.rdf"


def protocol_data() -> str:
    """TriG: the four graphs of the tests of the protocol, each of which says of itself that it is a document."""
    names = [protocol_graph(number) for number in range(4)]
    return "".join(f"GRAPH <{name}> {{ <{name}> a <{DOCUMENT}> }}\n" for name in names)


def iri_of(path: Path) -> str:
    """The IRI that the suite gives to one of its files; it says nothing of this machine."""
    suite, folder, name = path.parts[-3:]
    return f"{BASES[suite]}{folder}/{name}"


def read(path: Path) -> str:
    """The text of a file of the suite, byte for byte: its line ends are part of some tests."""
    return path.read_bytes().decode("utf-8")


def read_cases(suite: Path) -> list[Case]:
    """Every test on queries, those left out too, by name."""
    solutions = _manifests(suite).query(TESTS)
    assert isinstance(solutions, ox.QuerySolutions)
    cases = [_case(suite, row) for row in solutions if _value(row, "type") in KINDS]
    return sorted((case for case in cases if case.query.suffix == ".rq"), key=lambda case: case.name)


def entries(suite: Path, folder: str) -> set[str]:
    """The names of the tests that the manifest of ``folder`` lists."""
    solutions = _manifests(suite, folder).query(TESTS)
    assert isinstance(solutions, ox.QuerySolutions)
    return {_value(row, "test").partition("#")[2] for row in solutions}


def left_out(case: Case) -> str | None:
    """Why a test is not run, None for the others."""
    if case.folder == "sparql11/entailment":
        return "entailment"
    if case.withdrawn:
        return "withdrawn"
    return "federation" if SERVICE.search(read(case.query)) else None


def data_files(cases: Sequence[Case]) -> list[Path]:
    """Every file whose triples some test queries, also those that only a FROM of a query names."""
    files = {path for case in cases for path in (*case.default, *case.named)}
    for case in cases:
        if case.kind == EVALUATION:
            files |= {case.query.with_name(name) for name in FROM.findall(read(case.query))}
    return sorted(path for path in files if path.is_file())


def merged(files: Iterable[Path]) -> Iterator[ox.Quad]:
    """The quads of all files, each in the graph named after it, blank nodes kept apart."""
    for path in files:
        graph = ox.NamedNode(iri_of(path))
        for quad in parse(path):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def parse(path: Path) -> Iterator[ox.Quad]:
    """The triples of a file, its blank nodes renamed to names of their own."""
    content = path.read_bytes()
    return ox.parse(content, FORMATS[path.suffix], base_iri=iri_of(path), rename_blank_nodes=True)


def _manifests(suite: Path, folder: str | None = None) -> ox.Store:
    store = ox.Store()
    for pattern in [folder] if folder else [f"{name}/*" for name in BASES]:
        for path in suite.glob(f"{pattern}/*manifest.ttl"):
            store.extend(parse(path))
    return store


def _case(suite: Path, row: ox.QuerySolution) -> Case:
    query, result = _path(suite, _value(row, "query")), _value(row, "result")
    return Case(
        name=f"{query.parts[-3]}/{query.parts[-2]}#{_value(row, 'test').partition('#')[2]}",
        kind=KINDS[_value(row, "type")],
        query=query,
        default=tuple(sorted(_path(suite, iri) for iri in _value(row, "default").split())),
        named=tuple(sorted(_path(suite, iri) for iri in _value(row, "named").split())),
        expected=_path(suite, result) if result else None,
        lax=_value(row, "cardinality").endswith("LaxCardinality"),
        withdrawn=_value(row, "approval").endswith("Withdrawn"),
    )


def _value(row: ox.QuerySolution, name: str) -> str:
    """The text of a term, "" where there is none."""
    term = row[name]
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def _path(suite: Path, iri: str) -> Path:
    """The file that has this IRI."""
    name, base = next((name, base) for name, base in BASES.items() if iri.startswith(base))
    return suite / name / iri.removeprefix(base)
