"""How many workers short queries get: as many as the parent keeps busy, and one more as soon as that is not enough."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest

from m4sd_graph.workers.pace import HANDED, QUICK, SAMPLE, SHARED, TOGETHER, Pace
from m4sd_graph.workers.run import Reply
from tests.lib.workers.support import NUMBER, RUNAWAY, SEVEN, Stage, begin, end, pool_over, until

WORKERS = 6


@pytest.fixture
def pace() -> Pace:
    return Pace()


def test_answers_move_the_pace_by_a_part(pace: Pace) -> None:
    before = pace.seconds
    pace.take(0)
    assert 0.9 * before < pace.seconds < before
    for _ in range(200):
        pace.take(0.5)
    assert pace.seconds == pytest.approx(0.5, rel=0.01)


def test_as_many_go_together_as_wait_and_are_quick(pace: Pace) -> None:
    pace.seconds = 2 * QUICK
    assert pace.behind(100) == 0
    pace.seconds = QUICK / 2.5
    assert [pace.behind(waiting) for waiting in (0, 1, 100)] == [0, 1, 2]
    pace.seconds = 0
    assert [pace.behind(waiting) for waiting in (3, 100)] == [3, TOGETHER - 1]


def test_one_worker_is_enough_for_the_quickest_and_more_for_longer_ones(pace: Pace) -> None:
    pace.handed = HANDED / SHARED
    pace.seconds = HANDED / 2
    assert [pace.enough(busy, 0) for busy in (0, 1)] == [False, True]
    pace.seconds = 2.5 * HANDED
    assert [pace.enough(busy, 0) for busy in (2, 3)] == [False, True]
    assert not pace.enough(3, 2 * TOGETHER)
    pace.seconds = QUICK
    assert not pace.enough(100, 0)


def test_what_the_parent_needs_is_measured() -> None:
    """Its processor time, over many answers; what it does beside them counts for little."""
    clock = iter([5.0, *(5 + 0.0003 * SAMPLE * n for n in range(1, 31)), 1_000.0])
    pace = Pace(lambda: next(clock))
    for _ in range(31 * SAMPLE):
        pace.take(0)
    assert pace.handed == pytest.approx(0.0003, rel=0.01)
    for _ in range(SAMPLE):
        pace.take(0)
    assert 0.0003 < pace.handed < QUICK


def burst(stage: Stage, size: int) -> list[Reply]:
    async def work() -> list[Reply]:
        return await asyncio.gather(*[begin(stage.pool, NUMBER, f"client {n}") for n in range(size)])

    return stage.wait(work())


def pids(stage: Stage) -> list[int]:
    return sorted(worker.pid for worker in stage.pool._staff.free)


@pytest.fixture
def many(file: Path) -> Iterator[Stage]:
    """A pool of six workers, all of them free, after many quick answers."""
    with pool_over(file, workers=WORKERS) as stage:
        stage.wait(until(lambda: len(stage.pool._staff.free) == WORKERS))
        stage.pool._pace.seconds = 0
        yield stage


def test_a_few_quick_ones_leave_the_other_workers_alone(many: Stage) -> None:
    async def work() -> int:
        tasks = [begin(many.pool, NUMBER, f"client {n}") for n in range(TOGETHER)]
        await asyncio.sleep(0)
        busy = len(many.pool._runs)
        await asyncio.gather(*tasks)
        return busy

    assert many.wait(work()) == 1


def test_many_of_them_get_more_workers_and_none_is_spent(many: Stage) -> None:
    before = pids(many)
    for _ in range(20):
        assert all(reply.body.startswith(SEVEN) for reply in burst(many, 6 * TOGETHER))
    assert pids(many) == before


def test_a_worker_gets_more_before_it_is_free(many: Stage) -> None:
    async def work() -> tuple[list[int], list[Reply]]:
        tasks = [begin(many.pool, NUMBER, f"client {n}") for n in range(1 + TOGETHER)]
        await asyncio.sleep(0)
        return [len(worker.runs) for _, worker in many.pool._runs.values()], await asyncio.gather(*tasks)

    given, found = many.wait(work())
    assert given == [TOGETHER]
    assert all(reply.body.startswith(SEVEN) for reply in found)


def test_what_was_given_ahead_to_a_slow_one_goes_to_others(many: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("m4sd_graph.workers.pool.SLOW", 1_000)

    async def work() -> list[Reply]:
        runaway = begin(many.pool, RUNAWAY, "a")
        await asyncio.sleep(0)
        others = [begin(many.pool, NUMBER, f"client {n}") for n in range(TOGETHER)]
        await asyncio.sleep(0)
        assert [len(worker.runs) for _, worker in many.pool._runs.values()] == [TOGETHER]
        found = await asyncio.gather(*others)
        assert not runaway.done()
        await end(runaway)
        return found

    assert all(reply.body.startswith(SEVEN) for reply in many.wait(work(), 5))


def test_a_worker_of_an_earlier_load_gets_nothing_ahead(many: Stage) -> None:
    async def work() -> tuple[list[int], list[Reply]]:
        first = begin(many.pool, NUMBER, "a")
        await asyncio.sleep(0)
        [(_, worker)] = many.pool._runs.values()
        worker.nursery = copy(worker.nursery)
        others = [begin(many.pool, NUMBER, f"client {n}") for n in range(TOGETHER)]
        await asyncio.sleep(0)
        return [len(worker.runs)], await asyncio.gather(first, *others)

    given, found = many.wait(work())
    assert given == [1]
    assert all(reply.body.startswith(SEVEN) for reply in found)


def test_nobody_waits_behind_a_slow_one_for_the_workers_that_are_free(
    many: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not known to be slow yet, nor is it ever called so here."""
    monkeypatch.setattr("m4sd_graph.workers.pool.SLOW", 1_000)

    async def work() -> list[Reply]:
        runaways = [begin(many.pool, RUNAWAY, client) for client in "ab"]
        await asyncio.sleep(0)
        found = await asyncio.gather(*[begin(many.pool, NUMBER, client) for client in "cd"])
        for runaway in runaways:
            assert not runaway.done()
            await end(runaway)
        return found

    assert [reply.body.startswith(SEVEN) for reply in many.wait(work(), 5)] == [True, True]
