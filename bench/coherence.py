"""Measures the coherence analysis: ``.venv/bin/python -m bench.coherence [--sizes 125000,…] [--releases FOLDER]``.

First on the project's graph, then on synthetic graphs that double in size; at the end, how the cost of each step grows
with the number of links: the exponent b of the fit cost = a · links^b, where one is linear. The cost is processor time,
which other work on the machine disturbs least. It measures and does not judge.
"""

from __future__ import annotations

import argparse
import gc
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.policies import write_policies
from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.explain import explain
from m4sd_graph.coherence.matrix import Frame, matrix_of
from m4sd_graph.coherence.tables import Tables, load_tables, read_tables, write_tables
from m4sd_graph.coherence.trace import Tracer
from m4sd_graph.release import open_release
from m4sd_graph.store.local import LocalStore

T = TypeVar("T")
SIZES = "125000,250000,500000,1000000"
RUNS, TRACES = 5, 40
STEPS = ("fill", "read", "claims", "country", "countries", "trace", "explain")
ABOUT = {
    "fill": "tables from the store",
    "read": "tables from the files of a release",
    "claims": "claims with their grounds",
    "country": "matrix of one country, instruments × targets",
    "countries": "matrix of all countries × all targets",
    "trace": "trace from an instrument to a target",
    "explain": "the same with its passages from the store",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The medians for a graph of so many statements and links, and how many cells were filled.

    ``milliseconds``: until the answer; ``processor``: those that all processors worked for it.
    """

    statements: int
    links: int
    cells: int
    milliseconds: dict[str, float]
    processor: dict[str, float]


@dataclass(slots=True)
class Clock:
    """Times steps by the clock and by the processor, in milliseconds."""

    milliseconds: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)

    def time(self, step: str, calls: Sequence[Callable[[], T]]) -> T:
        """Keep the medians over ``calls`` as those of ``step``, and return what the last call returned."""
        walls, works = [], []
        gc.collect()
        for call in calls:
            started, worked = time.perf_counter(), time.process_time()
            found = call()
            walls.append(1000 * (time.perf_counter() - started))
            works.append(1000 * (time.process_time() - worked))
        self.milliseconds[step], self.processor[step] = statistics.median(walls), statistics.median(works)
        return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help="statements of the synthetic graphs")
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of the project's release")
    asked = parser.parse_args(arguments)
    show("project", measure(open_release(asked.releases).open_store()))
    found = []
    for size in map(int, asked.sizes.split(",")):
        found.append(measure(synthetic(size)))
        show("synthetic", found[-1])
    if len(found) > 1:
        for step in STEPS:
            print(f"growth of {step:>9}: links^{growth(found, step):.2f}")


def synthetic(size: int) -> LocalStore:
    """A store with a synthetic graph of at least ``size`` statements."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policies.nq"
        write_policies(path, size)
        return LocalStore.from_nquads(path, {})


def measure(store: LocalStore) -> Measured:
    """Time each step; the slow ones fewer times."""
    catalog, clock = load_catalog(), Clock()
    with tempfile.TemporaryDirectory() as folder:
        tables = clock.time("fill", [lambda: load_tables(store, catalog)] * 3)
        write_tables(tables, Path(folder))
        clock.time("read", [lambda: read_tables(Path(folder))] * RUNS)
    claims = clock.time("claims", [lambda: claims_of(tables)] * RUNS)
    clock.time("country", [lambda: matrix_of(claims, of_busiest(tables))] * RUNS)
    matrix = clock.time("countries", [lambda: matrix_of(claims, Frame("country", "target", all_columns=True))] * RUNS)
    tracer = Tracer(claims)
    pairs = ends(tracer)
    tracer.trace(*pairs[0])  # what repeated traces share is built by the first
    clock.time("trace", [partial(tracer.trace, *pair) for pair in pairs])
    clock.time("explain", [partial(explain, store, tracer, *pair) for pair in pairs])
    return Measured(len(store), len(tables.links), len(matrix.cells), clock.milliseconds, clock.processor)


def of_busiest(tables: Tables) -> Frame:
    """Instruments by all targets, for the country with the most instruments."""
    placed = tables.places.filter(tables.places["thing"].str.contains("/instrument/"))
    busiest = placed["state"].value_counts().sort("count", "state", descending=True)["state"][0]
    return Frame("instrument", "target", countries=frozenset({busiest}), all_columns=True)


def ends(tracer: Tracer) -> list[tuple[str, str]]:
    """Instruments and targets that a chain joins, spread over the graph."""
    cells = matrix_of(tracer.claims, Frame("instrument", "target")).cells
    joined = [place for place, cell in cells.items() if cell.valence in ("strength", "contested")]
    return joined[:: max(1, len(joined) // TRACES)][:TRACES]


def growth(found: Sequence[Measured], step: str) -> float:
    """The exponent b of the fit processor time = a · links^b."""
    links = [math.log(one.links) for one in found]
    return statistics.linear_regression(links, [math.log(one.processor[step]) for one in found]).slope


def show(name: str, found: Measured) -> None:
    """Print the medians of a graph."""
    print(f"{name}: {found.statements:,} statements, {found.links:,} links, {found.cells} cells of countries × targets")
    for step in STEPS:
        wall, worked = found.milliseconds[step], found.processor[step]
        print(f"  {step:>9} {wall:10.1f} ms {worked:10.1f} ms of processors  {ABOUT[step]}")


if __name__ == "__main__":
    main()
