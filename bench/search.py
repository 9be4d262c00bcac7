"""Measures the search: ``.venv/bin/python -m bench.search [--releases FOLDER]``.

How long the index takes to make, and how long 200 queries take that readers might type: names of the release whole, cut
short, with a slip, in every language, and pairs of words. It measures and does not judge.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from pathlib import Path

from m4sd_graph.catalog import load_catalog
from m4sd_graph.release import open_release
from m4sd_graph.search import Asked, Entry, Index, open_index

QUERIES, BUILDS, SEED = 200, 5, 7


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=Path, default=Path("releases"))
    store = open_release(parser.parse_args().releases).open_store()
    questions = load_catalog().of_kind("questions")
    builds = []
    for _ in range(BUILDS):
        begun = time.perf_counter()
        index = open_index(store, questions)
        builds.append(1_000 * (time.perf_counter() - begun))
    print(f"entries {len(index.entries)}, index made in {statistics.median(builds):.0f} ms")
    for name, asked in (("plain", Asked()), ("country and class", Asked(kinds=("policies",), countries=("KGZ",)))):
        times = sorted(timed(index, text, asked) for text in texts(index.entries))
        middle, most = statistics.median(times), times[int(0.95 * len(times))]
        print(f"{name}: {len(times)} queries, median {middle:.1f} ms, 95 % within {most:.1f} ms")


def timed(index: Index, text: str, asked: Asked) -> float:
    """The milliseconds of one search."""
    begun = time.perf_counter()
    index.search(Asked(text, kinds=asked.kinds, countries=asked.countries))
    return 1_000 * (time.perf_counter() - begun)


def texts(entries: tuple[Entry, ...]) -> list[str]:
    """What readers might type, always the same."""
    chance = random.Random(SEED)
    names = [name.text[:80] for entry in entries for name in entry.names if len(name.text) >= len("goal")]
    return [typed(chance, chance.choice(names), number % 4) for number in range(QUERIES)]


def typed(chance: random.Random, name: str, how: int) -> str:
    """A name: whole, cut short, with a letter missing, or two of its words."""
    at = chance.randrange(1, len(name) - 1)
    words = name.split()
    return (name, name[: at + 2], name[:at] + name[at + 1 :], " ".join(words[:1] + words[-1:]))[how]


if __name__ == "__main__":
    main()
