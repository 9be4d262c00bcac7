"""The benchmark's parts: the graph, the queries, the comparison of answers, the report. Nothing is timed here."""

from __future__ import annotations

import hashlib
import http.server
import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from bench.graph import COUNTRIES, Written, write_graph
from bench.load import Sample, burning
from bench.mixes import CACHED_TEXTS, RUNAWAY, Mix, make_mixes
from bench.report import Burn, Report
from bench.servers import KINDS, BenchError, Kind, Server, processor_seconds, read_rows, running, stop
from bench.sparql import compare, parser, rotated

ROOT = Path(__file__).resolve().parents[1]
QUADS = 9_000
SAMPLE = Sample(rate=1200.4, p50=0.5, p95=1.25, p99=12.34, errors=0, processor=0.8)
SLOW = Sample(rate=40.0, p50=20.0, p95=30.0, p99=400.0, errors=2, processor=30.0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench") / "data.nq"


@pytest.fixture(scope="module")
def graph(data: Path) -> Written:
    return write_graph(data, QUADS)


@pytest.fixture(scope="module")
def store(data: Path, graph: Written) -> ox.Store:
    store = ox.Store()
    store.load(path=data, format=ox.RdfFormat.N_QUADS)
    assert len(store) == graph.quads
    return store


@pytest.fixture(scope="module")
def mixes(graph: Written) -> Mapping[str, Mix]:
    return make_mixes(graph)


def solutions(store: ox.Store, query: str) -> list[ox.QuerySolution]:
    result = store.query(query)
    assert isinstance(result, ox.QuerySolutions)
    return list(result)


def test_the_graph_is_the_same_every_time(graph: Written, data: Path, tmp_path: Path) -> None:
    assert write_graph(tmp_path / "again.nq", QUADS) == graph
    assert (tmp_path / "again.nq").read_bytes() == data.read_bytes()
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    assert digest.startswith("5664b66b4beb"), "figures of earlier runs are of another graph now: say so in CHANGELOG.md"


def test_the_graph_has_the_size_asked_for_in_distinct_statements(graph: Written, store: ox.Store) -> None:
    assert QUADS <= graph.quads == len(store) < QUADS + 200
    assert len(graph.countries) == COUNTRIES
    assert set(graph.findings) < set(graph.resources)


@pytest.mark.parametrize("name", ["small", "medium", "large", "cached"])
def test_every_query_answers_with_rows(name: str, mixes: Mapping[str, Mix], store: ox.Store) -> None:
    queries = mixes[name].sample(len(mixes[name].queries))
    assert len(set(queries)) == len(mixes[name].queries)
    assert not [query for query in queries if not solutions(store, query)]


def test_no_query_is_cut_by_its_limit(mixes: Mapping[str, Mix], store: ox.Store) -> None:
    [large] = mixes["large"].sample(1)
    [[links]] = solutions(store, "SELECT (COUNT(*) AS ?n) WHERE { ?s <https://w3id.org/m4sd/ontology#linkTarget> ?o }")
    assert isinstance(links, ox.Literal)
    assert len(solutions(store, large)) == int(links.value) > 500


def test_distinct_mixes_leave_room_for_a_number_and_cached_ones_do_not(mixes: Mapping[str, Mix]) -> None:
    for mix in mixes.values():
        ends = {query.rpartition(" LIMIT ")[2] for query in mix.queries}
        assert (ends == {""}) == mix.distinct
    assert len(mixes["cached"].queries) == CACHED_TEXTS
    assert all(word in "".join(mixes["cached"].queries) for word in ("?property", "?policy ?label", "?best", "?topic"))


def test_lines_for_wrk_hold_one_encoded_query_each(mixes: Mapping[str, Mix]) -> None:
    lines = mixes["medium"].lines().splitlines()
    assert len(lines) == len(mixes["medium"].queries)
    assert all(re.fullmatch(r"[\w.~%-]+", line) for line in lines)


def test_the_runaway_query_is_a_query() -> None:
    assert len(solutions(ox.Store(), RUNAWAY)) == 1


def test_rows_are_compared_without_regard_to_order_and_spelling() -> None:
    plain = {"type": "literal", "value": "a"}
    typed = {**plain, "type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#string"}
    french = {"type": "literal", "value": "a", "xml:lang": "FR"}
    one = json.dumps({"results": {"bindings": [{"x": plain}, {"y": french, "x": plain}]}}).encode()
    other = json.dumps({"results": {"bindings": [{"x": plain, "y": french}, {"x": typed}]}}).encode()
    assert read_rows(one) == read_rows(other)
    assert read_rows(one) != read_rows(json.dumps({"results": {"bindings": [{"x": plain}] * 2}}).encode())


@pytest.mark.parametrize("body", [b'{"head":{},"results":{"bindings":[{"x":', b'{"boolean":true}', b"[]", b""])
def test_a_broken_answer_is_no_answer(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_rows(body)


def test_the_line_of_wrk_is_read_last_and_in_milliseconds() -> None:
    line = (
        '{"requests":300,"microseconds":2000000,"p50":1500,"p95":2500,"p99":9000,"refused":100,"timeouts":1,"broken":2}'
    )
    assert Sample.of_wrk(f"Running 2s test\n{line}", 3.0) == Sample(100.0, 1.5, 2.5, 9.0, 103, 15.0)


def test_the_median_is_taken_figure_by_figure_and_errors_add_up() -> None:
    samples = [Sample(1, 9, 1, 5, 1, 4), Sample(2, 8, 3, 5, 0, 6), Sample(9, 1, 2, 5, 2, 7)]
    assert Sample.median(samples) == Sample(2, 8, 2, 5, 3, 6)


def report(only: tuple[str, ...] = ("ours", "oxigraph")) -> Report:
    samples = {"ours": SAMPLE, "oxigraph": Sample(1000.0, 1, 2, 3, 0, 1), "rdflib-endpoint": SLOW}
    found = {mix: {name: samples[name] for name in only} for mix in ("small", "large")}
    used = {mix: dict.fromkeys(only, 16) for mix in found}
    burns = {name: Burn(SAMPLE, SLOW) for name in only}
    return Report("100,000 quads.", found, used, burns)


def test_the_report_shows_every_figure_and_whether_targets_are_met() -> None:
    text = report(("ours", "oxigraph", "rdflib-endpoint")).markdown()
    assert "| small | ours | 16 | 1,200 | 0.50 | 1.25 | 12.3 | 0.80 | 0 |" in text
    assert "| small | oxigraph | 1.20 | ≥ 0.6 | yes |" in text
    assert "| large | oxigraph | 1.20 |  |  |" in text
    assert "| large | rdflib-endpoint | 30.0 | ≥ 25 | yes |" in text
    assert "| ours (2 errors) | 1.25 | 30.0 | 24.0 | < 3 | no |" in text


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    for table in report().markdown().split("\n\n")[1:]:
        assert len({line.count("|") for line in table.strip().splitlines()}) == 1


def test_the_report_says_nothing_of_ours_where_it_was_not_measured() -> None:
    alone = report(("oxigraph",))
    assert alone.ratios() == ()
    assert "target | met |\n| --- | ---: | ---: | --- |" not in alone.markdown()


def test_the_json_holds_every_figure_and_no_division_by_zero() -> None:
    found = report().as_json()
    assert json.loads(json.dumps(found)) == found
    nothing = Sample(0.0, 0.0, 0.0, 0.0, 0, 0.0)
    silent = Report("", {"large": {"ours": SAMPLE, "oxigraph": nothing}}, {"large": {}}, {"ours": Burn(nothing, SLOW)})
    assert [ratio.value for ratio in silent.ratios()] == [float("inf")]
    assert silent.burns["ours"].ratio == float("inf")


def test_each_round_begins_with_another_server() -> None:
    servers = [Server(kind, "", subprocess.Popen(["true"]), Path()) for kind in KINDS]
    for server in servers:
        server.process.wait()
    assert [rotated(servers, turn)[0].name for turn in range(4)] == [*(kind.name for kind in KINDS), KINDS[0].name]


def test_a_server_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    kind = Kind("lame", "/", (sys.executable, "-c", "print('no port left'); raise SystemExit(3)"))
    with (
        pytest.raises(BenchError, match=r"lame: the server ended with code 3: no port left"),
        running(kind, tmp_path / "data.nq", tmp_path),
    ):
        pass


def ended(process: Path) -> bool:
    """Whether a process has gone; a killed one may take a moment."""
    for _ in range(100):
        try:
            if " Z " in (process / "stat").read_text():
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_stopping_ends_the_whole_group() -> None:
    script = "import subprocess, sys; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); p.wait()"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True) as leader:
        assert leader.stdout
        child = Path("/proc") / leader.stdout.readline().decode().strip()
        stop(leader)
    assert leader.returncode is not None
    assert ended(child)


BUSY = "import time\nwhile time.process_time() < 0.3: pass\n"
# A child that works and has ended when the line comes; one in a session of its own that is still there.
ENDED = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}]); print(flush=True); input()"
APART = (
    "import subprocess, sys; "
    f"subprocess.run([sys.executable, '-c', {BUSY + 'print(flush=True); input()'!r}], start_new_session=True)"
)


@pytest.mark.parametrize("script", [ENDED, APART], ids=["ended", "apart"])
def test_processor_time_counts_children(script: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as leader:
        assert leader.stdout
        leader.stdout.readline()
        # The system tells whole hundredths of a second, of each process and of each kind of time.
        assert processor_seconds(leader.pid) >= 0.3 - 0.04
        stop(leader)


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers every GET at once: with one row below /rows, the number in the path; else with a refusal."""

    def do_GET(self) -> None:
        term = {"type": "literal", "value": self.path[len("/rows") :].partition("?")[0]}
        body = json.dumps({"results": {"bindings": [{"x": term}]}}).encode()
        self.send_response(200 if self.path.startswith("/rows") else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def server_at(url: str, name: str = "other") -> Server:
    with subprocess.Popen(["true"]) as process:
        return Server(Kind(name, "/", ("true",)), url, process, Path())


def test_runaway_queries_that_are_refused_at_once_spoil_the_measurement(address: str) -> None:
    with (
        pytest.raises(BenchError, match=r"did not run; ends by status: \{400: \d+\}"),
        burning(server_at(f"{address}/"), 1),
    ):
        pass


def test_answers_that_differ_or_fail_end_the_run(address: str, mixes: Mapping[str, Mix]) -> None:
    large = {"large": mixes["large"]}
    same = server_at(f"{address}/rows1")
    assert same.rows("any") == Counter([frozenset({("x", "literal", "1", "", "")})])
    compare([same, same], large)
    with pytest.raises(BenchError, match=r"rows: other 1, wrong 1"):
        compare([same, server_at(f"{address}/rows2", "wrong")], large)
    with pytest.raises(BenchError, match="status 400"):
        compare([same, server_at(f"{address}/", "refusing")], large)


@pytest.mark.parametrize("arguments", [["--only", "ours,virtuoso"], ["--seconds", "0"], ["--quads", "many"]])
def test_options_out_of_range_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(arguments)
    assert "error: argument" in capsys.readouterr().err


def test_all_servers_are_measured_unless_told_otherwise() -> None:
    assert parser().parse_args([]).only == tuple(kind.name for kind in KINDS)


def test_the_peers_are_pinned_with_hashes_and_no_registry() -> None:
    pins = (ROOT / "bench/requirements.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9-]+==)", pins, flags=re.MULTILINE)[1:]
    assert any(block.startswith("rdflib-endpoint==") for block in blocks)
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|--index|--find-links", pins)
