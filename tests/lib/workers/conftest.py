"""A pool of two workers over a small file, one for each module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lib.workers.support import MIB, NUMBER, SEVEN, THINGS, Stage, pool_over, until


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pool") / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shared(file: Path) -> Iterator[Stage]:
    with pool_over(file, result=64 * MIB) as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    """The pool, which every test leaves at rest and answering another client."""
    shared.wait(until(lambda: len(shared.pool._staff.free) == 2))
    yield shared
    left = shared.running()
    for one in left:
        shared.pool.cancel(one.number)
    assert left == []
    assert shared.ask(NUMBER, "another").body.startswith(SEVEN)
