"""Measures the SPARQL service beside two peers in one run: ``make bench-sparql``.

The same synthetic graph in every server, the same queries, in rounds that alternate between the servers; before that,
the answers of all are compared. Then small queries of a steady client are timed while two endless queries of another
client burn. It measures and does not judge: the exit code is 1 only when a server fails or answers differ.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from bench.graph import Written, write_graph
from bench.load import Load, Sample, burning, check_wrk
from bench.mixes import Mix, make_mixes
from bench.report import Burn, Report
from bench.servers import KINDS, BenchError, Kind, Server, prepare, running

CONNECTIONS = 16
# Each run of wrk gets a million numbers for its queries; no server answers so many in a round.
NUMBERS_PER_RUN = 1_000_000
SAMPLES = {"small": 30, "medium": 12, "large": 1, "cached": 20}
# Answers that take long need longer rounds: what is not finished at the end of a round does not count.
LONGER = {"large": 2}
TRIES = 3
STEADY_CONNECTIONS = 2
STEADY_PAUSE = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: rounds of so many seconds, over about so many quads, on these kinds of servers."""

    seconds: int
    rounds: int
    quads: int
    kinds: tuple[Kind, ...]


@dataclass(slots=True)
class Bench:
    """The run of a plan in a folder of its own."""

    plan: Plan
    folder: Path
    mixes: Mapping[str, Mix]
    graph: Written
    numbers: count[int] = field(default_factory=lambda: count(NUMBERS_PER_RUN * 2, NUMBERS_PER_RUN))

    @classmethod
    def prepared(cls, plan: Plan, folder: Path) -> Bench:
        """Write the graph and the queries; load the graph where a server wants it loaded before."""
        graph = write_graph(folder / "data.nq", plan.quads)
        bench = cls(plan, folder, make_mixes(graph), graph)
        for mix in bench.mixes.values():
            bench.lines(mix.name).write_text(mix.lines(), encoding="ascii")
        for kind in plan.kinds:
            prepare(kind, bench.data, folder)
        return bench

    @property
    def data(self) -> Path:
        """The file of N-Quads that every server gets."""
        return self.folder / "data.nq"

    def lines(self, mix: str) -> Path:
        """The file of queries for wrk."""
        return self.folder / f"{mix}.txt"

    def load(self, mix: str, kind: Kind) -> Load:
        """One round of a mix for a kind of server, with numbers that no other run uses."""
        seconds = self.plan.seconds * LONGER.get(mix, 1)
        return Load(self.lines(mix), connections(mix, kind), seconds, self._first(mix))

    def sample(self, mix: str, server: Server) -> Sample:
        """One round; again with twice the time, at most ``TRIES`` in all, when not every connection got an answer."""
        load = self.load(mix, server.kind)
        for attempt in range(1, TRIES + 1):
            sample = load.on(server)
            server.settle()
            if sample.errors or sample.rate * load.seconds >= load.connections or attempt == TRIES:
                break
            load = replace(load, seconds=2 * load.seconds, first=self._first(mix))
        return sample

    def rates(self) -> dict[str, dict[str, Sample]]:
        """Start all servers, compare their answers, then measure every mix on each, round by round."""
        found: dict[str, dict[str, list[Sample]]] = defaultdict(lambda: defaultdict(list))
        with ExitStack() as stack:
            servers = [stack.enter_context(running(kind, self.data, self.folder)) for kind in self.plan.kinds]
            compare(servers, self.mixes)
            for turn in range(self.plan.rounds):
                for mix in self.mixes:
                    # Another server begins in each round, so that none always follows the same neighbour.
                    for server in rotated(servers, turn):
                        say(f"round {turn + 1} of {self.plan.rounds}: {mix}, {server.name}")
                        found[mix][server.name].append(self.sample(mix, server))
        names = [kind.name for kind in self.plan.kinds]
        return {mix: {name: Sample.median(found[mix][name]) for name in names} for mix in self.mixes}

    def burns(self) -> dict[str, Burn]:
        """Time small queries alone and beside runaways; servers that answer one query at a time are left out."""
        return {kind.name: self._burn(kind) for kind in self.plan.kinds if not kind.connections}

    def _burn(self, kind: Kind) -> Burn:
        pairs = [self._burn_once(kind, turn) for turn in range(self.plan.rounds)]
        return Burn(Sample.median([idle for idle, _ in pairs]), Sample.median([hot for _, hot in pairs]))

    def _burn_once(self, kind: Kind, turn: int) -> tuple[Sample, Sample]:
        """A fresh server for each round: one that cannot stop a query would carry it into the next."""
        say(f"round {turn + 1} of {self.plan.rounds}: runaway queries, {kind.name}")
        with running(kind, self.data, self.folder) as server:
            compare([server], {"small": self.mixes["small"]})
            idle = self._steady(self.plan.seconds).on(server)
            with burning(server, self.plan.seconds):
                # Twice the time limit of the runaways, so that their ends and new starts are part of it.
                return idle, self._steady(2 * self.plan.seconds).on(server)

    def _first(self, mix: str) -> int:
        return next(self.numbers) if self.mixes[mix].distinct else 0

    def _steady(self, seconds: int) -> Load:
        return Load(self.lines("small"), STEADY_CONNECTIONS, seconds, next(self.numbers), STEADY_PAUSE)


def main() -> None:
    """Run, print the report, and write the JSON where asked."""
    options = parser().parse_args()
    # A request to end is an end like Ctrl+C: servers stop, the folder goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kinds = tuple(kind for kind in KINDS if kind.name in options.only)
    try:
        report = measure(Plan(options.seconds, options.rounds, options.quads, kinds))
    except BenchError as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    print(report.markdown(), end="")
    if options.json:
        options.json.write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    """The options."""
    names = ",".join(kind.name for kind in KINDS)
    options = argparse.ArgumentParser(prog="python -m bench.sparql", description=__doc__)
    options.add_argument("--seconds", type=positive, default=5, help="length of one measurement (default 5)")
    options.add_argument("--rounds", type=positive, default=3, help="rounds; the median counts (default 3)")
    options.add_argument("--quads", type=positive, default=100_000, help="size of the graph (default 100000)")
    options.add_argument("--only", type=chosen, default=names, help=f"servers, separated by commas (default {names})")
    options.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE as well")
    return options


def measure(plan: Plan) -> Report:
    """Run a plan in a temporary folder; raise BenchError when a server fails or answers differ."""
    check_wrk()
    with tempfile.TemporaryDirectory(prefix="bench-sparql-") as name:
        bench = Bench.prepared(plan, Path(name))
        rates, burns = bench.rates(), bench.burns()
        used = {mix: {kind.name: connections(mix, kind) for kind in plan.kinds} for mix in bench.mixes}
        return Report(conditions(plan, bench.graph), rates, used, burns)


def compare(servers: Sequence[Server], mixes: Mapping[str, Mix]) -> None:
    """Ask all servers a sample of each mix; raise BenchError when rows differ or a query has none."""
    for mix in mixes.values():
        for query in mix.sample(SAMPLES[mix.name]):
            answers = [server.rows(query) for server in servers]
            for server, rows in zip(servers, answers, strict=True):
                if not rows or rows != answers[0]:
                    sizes = ", ".join(f"{s.name} {a.total()}" for s, a in zip(servers, answers, strict=True))
                    raise BenchError(f"answers differ or are empty (rows: {sizes}): {query}", place=server.name)


def connections(mix: str, kind: Kind) -> int:
    """Connections that wrk opens."""
    return kind.connections.get(mix, CONNECTIONS)


def conditions(plan: Plan, graph: Written) -> str:
    """The conditions of the run in a sentence."""
    load = os.getloadavg()[0]
    return (
        f"{graph.quads:,} quads, {plan.rounds} rounds of {plan.seconds} s, medians; "
        f"{os.cpu_count()} cores, load average {load:.1f} at the end."
    )


def rotated(servers: Sequence[Server], turn: int) -> list[Server]:
    """The servers, beginning with another one each turn."""
    start = turn % len(servers)
    return [*servers[start:], *servers[:start]]


def chosen(text: str) -> tuple[str, ...]:
    """Names of servers from a list with commas."""
    names = tuple(text.split(","))
    known = [kind.name for kind in KINDS]
    if unknown := [name for name in names if name not in known]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(known)}")
    return names


def positive(text: str) -> int:
    """A whole number above 0."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def say(text: str) -> None:
    """Progress, apart from the report."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
