"""Queries that a worker was given together: each gets its own answer, and none suffers for another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from m4sd_graph.errors import (
    BusyError,
    QueryCancelledError,
    QueryLimitError,
    QuerySyntaxError,
    QueryTimeoutError,
)
from m4sd_graph.workers.handle import Worker
from m4sd_graph.workers.pace import QUICK, TOGETHER
from m4sd_graph.workers.pooled import whole
from m4sd_graph.workers.run import Reply, Run
from tests.lib.workers.support import CHAIN, MIB, PAIRS, PREFIX, RUNAWAY, SEVEN, Stage, begin, end, pool_over, until

Task = asyncio.Task[Reply]


def number(of: int) -> str:
    return f"{PREFIX}SELECT ?n {{ ex:t{of} ex:n ?n }}"


def value(reply: Reply | BaseException) -> str:
    assert isinstance(reply, Reply), reply
    return reply.body.split(b'"value":"')[1].split(b'"')[0].decode()


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many queries each worker was given at once, in turn."""
    found: list[int] = []
    start = Worker.give

    def started(worker: Worker, runs: Sequence[Run]) -> None:
        found.append(len(runs))
        start(worker, runs)

    monkeypatch.setattr(Worker, "give", started)
    return found


@pytest.fixture
def quick(stage: Stage) -> Iterator[Stage]:
    """The pool after many quick answers."""
    stage.pool._pace.seconds = 0
    yield stage
    stage.wait(until(lambda: len(stage.pool._staff.free) == 2 and not stage.pool.running()))


def together(stage: Stage, *queries: str, seconds: float = 30) -> list[Task]:
    """Begin queries for one worker; the other worker is busy with none."""
    pool = stage.pool
    workers, pool._staff.free = pool._staff.free, []
    tasks = [begin(pool, query, f"client {n}", seconds) for n, query in enumerate(queries)]

    def hand_out() -> None:
        pool._staff.free.append(workers.pop())
        pool.idle()
        pool._staff.free.extend(workers)

    asyncio.get_running_loop().call_soon(hand_out)
    return tasks


def outcomes(stage: Stage, *queries: str, seconds: float = 30) -> list[Reply | BaseException]:
    async def work() -> list[Reply | BaseException]:
        return await asyncio.gather(*together(stage, *queries, seconds=seconds), return_exceptions=True)

    return stage.wait(work())


def test_each_gets_its_own_answer(quick: Stage, sizes: list[int]) -> None:
    found = outcomes(quick, *(number(n) for n in range(TOGETHER)))
    assert [value(reply) for reply in found] == [str(n) for n in range(TOGETHER)]
    assert sizes == [TOGETHER]


def test_an_error_of_one_is_no_error_of_others(quick: Stage, sizes: list[int]) -> None:
    first, error, last = outcomes(quick, number(1), "SELECT * {", number(2))
    assert (value(first), value(last)) == ("1", "2")
    assert isinstance(error, QuerySyntaxError)
    assert sizes == [3]


def test_no_more_than_a_few_at_once_and_none_while_answers_take_longer(stage: Stage, sizes: list[int]) -> None:
    stage.pool._pace.seconds = 0
    assert [value(reply) for reply in outcomes(stage, *[number(3)] * 11)] == ["3"] * 11
    assert max(sizes) == TOGETHER
    sizes.clear()
    stage.pool._pace.seconds = 2 * QUICK
    outcomes(stage, *[number(3)] * 5)
    assert sizes == [1] * 5


def test_what_workers_tell_decides_whether_answers_are_quick(stage: Stage) -> None:
    stage.pool._pace.seconds = 100 * QUICK
    before = stage.pool._pace.seconds
    stage.ask(number(1))
    assert stage.pool._pace.seconds < before
    stage.pool._pace.seconds = 0
    stage.ask(PAIRS.replace("SELECT ?x ?y", "SELECT (COUNT(*) AS ?n)"))
    assert stage.pool._pace.seconds > 0


@pytest.mark.parametrize("place", range(4))
def test_nobody_waits_for_a_slow_one(file: Path, sizes: list[int], monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """Wherever it stands: what was found before it, and waits in the worker to be sent, is found again."""
    monkeypatch.setattr("m4sd_graph.workers.pool.SLOW", 1_000)
    queries = [number(n) for n in range(3)]
    queries.insert(place, RUNAWAY)
    with pool_over(file, workers=4) as stage:
        stage.wait(until(lambda: len(stage.pool._staff.free) == 4))
        stage.pool._pace.seconds = 0

        async def work() -> list[Reply | BaseException]:
            tasks = together(stage, *queries)
            runaway = tasks.pop(place)
            found = await asyncio.gather(*tasks)
            assert not runaway.done()
            assert [one.state for one in stage.pool.running()] == ["running"]
            return [*found, *await end(runaway)]

        *found, ended = stage.wait(work())
    assert [value(reply) for reply in found] == ["0", "1", "2"]
    assert isinstance(ended, asyncio.CancelledError)
    assert sizes[0] == len(queries)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("seconds", [0.03, 0.4])
def test_the_time_that_is_over_is_that_of_the_slow_one(quick: Stage, place: int, seconds: float) -> None:
    async def work() -> list[Reply | BaseException]:
        queries = [number(n) for n in range(3)]
        queries.insert(place, RUNAWAY)
        pool = quick.pool
        workers, pool._staff.free = pool._staff.free, []
        tasks = [begin(pool, q, f"client {n}", seconds if q == RUNAWAY else 30) for n, q in enumerate(queries)]
        await asyncio.sleep(0)
        pool._staff.free.extend(workers)
        pool.idle()
        return await asyncio.gather(*tasks, return_exceptions=True)

    found = quick.wait(work())
    error = found.pop(place)
    assert isinstance(error, QueryTimeoutError)
    assert error.details() == {"limit": "time", "value": seconds, "unit": "seconds"}
    assert [value(reply) for reply in found] == ["0", "1", "2"]


@pytest.mark.parametrize("place", range(3))
def test_one_that_ends_the_worker_ends_nothing_else(quick: Stage, place: int) -> None:
    queries = [number(1), number(2)]
    queries.insert(place, CHAIN)
    found = outcomes(quick, *queries)
    error = found.pop(place)
    assert isinstance(error, QueryLimitError)
    assert error.details()["limit"] == "engine"
    assert [value(reply) for reply in found] == ["1", "2"]


@pytest.mark.parametrize("place", range(3))
def test_one_that_nobody_waits_for_is_given_up_alone(quick: Stage, place: int) -> None:
    async def work() -> list[Reply | BaseException]:
        tasks = together(quick, number(4), number(5), number(6))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        tasks[place].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    found = quick.wait(work())
    assert isinstance(found.pop(place), asyncio.CancelledError)
    assert [value(reply) for reply in found] == [str(n) for n in (4, 5, 6) if n != place + 4]


def test_the_operator_stops_one_that_waits_behind_another(quick: Stage) -> None:
    async def work() -> tuple[list[str], list[Reply | BaseException]]:
        tasks = together(quick, RUNAWAY, number(5), number(6))
        await until(lambda: any(one.state == "running" for one in quick.pool.running()))
        listed = quick.pool.running()
        assert quick.pool.cancel(listed[1].number)
        found = await asyncio.gather(*tasks[1:], return_exceptions=True)
        return [one.state for one in listed], [*found, *await end(tasks[0])]

    states, (stopped, answered, _) = quick.wait(work())
    assert states == ["running", "waiting", "waiting"]
    assert isinstance(stopped, QueryCancelledError)
    assert value(answered) == "6"


def test_a_stream_comes_whole_and_in_its_turn(file: Path) -> None:
    with pool_over(file, result=64 * MIB) as stage:
        stage.pool._pace.seconds = 0

        async def work() -> tuple[Reply, bytes, Reply]:
            before, streamed, after = await asyncio.gather(*together(stage, number(1), PAIRS, number(2)))
            return before, await whole(streamed), after

        before, body, after = stage.wait(work())
        alone = stage.wait(stage_whole(stage))
    assert (value(before), value(after)) == ("1", "2")
    assert body == alone
    assert len(body) > MIB


async def stage_whole(stage: Stage) -> bytes:
    return await whole(await begin(stage.pool, PAIRS, "client"))


def test_a_worker_that_holds_memory_is_replaced_and_the_others_are_answered(
    quick: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Run.take

    def taken(run: Run, kind: bytes, content: bytes) -> bool:
        last = take(run, kind, content)
        run.spent = run.ask.query == number(1)
        return last

    monkeypatch.setattr(Run, "take", taken)
    before = {worker.pid for worker in quick.pool._staff.free}
    assert [value(reply) for reply in outcomes(quick, *(number(n) for n in range(4)))] == ["0", "1", "2", "3"]
    quick.wait(until(lambda: len(quick.pool._staff.free) == 2))
    assert len(before & {worker.pid for worker in quick.pool._staff.free}) == 1


def test_all_fail_when_the_service_stops(file: Path) -> None:
    with pool_over(file) as stage:
        stage.pool._pace.seconds = 0

        async def work() -> list[Reply | BaseException]:
            tasks = together(stage, RUNAWAY, number(1), number(2))
            await until(lambda: len(stage.pool.running()) == 3)
            await asyncio.sleep(0.01)
            stage.pool.stop()
            return await asyncio.gather(*tasks, return_exceptions=True)

        assert [type(outcome) for outcome in stage.wait(work())] == [BusyError] * 3


def test_a_reload_in_between_loses_nothing(file: Path) -> None:
    with pool_over(file) as stage:

        async def work() -> list[Reply]:
            found: list[Reply] = []
            for turn in range(3):
                stage.pool._pace.seconds = 0
                tasks = [begin(stage.pool, number(n), f"client {n}") for n in range(40)]
                if turn == 1:
                    await stage.pool.reload()
                found += await asyncio.gather(*tasks)
            return found

        assert [value(reply) for reply in stage.wait(work())] == [str(n) for n in range(40)] * 3
        assert stage.ask(number(7)).body.startswith(SEVEN)
        assert stage.running() == []


def test_a_slow_one_among_them_ends_that_they_come_together(quick: Stage, sizes: list[int]) -> None:
    async def work() -> list[Reply]:
        runaway, *others = together(quick, RUNAWAY, number(1), number(2))
        found = await asyncio.gather(*others)
        await end(runaway)
        return found

    assert [value(reply) for reply in quick.wait(work())] == ["1", "2"]
    assert sizes == [3, 1, 1]
    assert quick.pool._pace.seconds > QUICK
