"""A pool answers each query or says why not, whatever the others do, and loses nothing but the worker of the guilty."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from m4sd_graph.errors import (
    BusyError,
    M4SDError,
    QueryCancelledError,
    QueryLimitError,
    QuerySyntaxError,
    QueryTimeoutError,
    ServeError,
    StoreError,
)
from m4sd_graph.workers.pool import SLOW, Pool
from m4sd_graph.workers.pooled import whole
from m4sd_graph.workers.queue import OWN
from m4sd_graph.workers.run import Reply
from tests.attacks.processes import descendants
from tests.lib.workers.support import (
    CHAIN,
    COUNT,
    DOUBLING,
    MIB,
    NUMBER,
    PAIRS,
    RUNAWAY,
    SEVEN,
    Stage,
    asked,
    begin,
    end,
    pool_over,
    until,
    workers_of,
)


def failure(stage: Stage, query: str, seconds: float | None = None) -> M4SDError:
    with pytest.raises(M4SDError) as caught:
        stage.ask(query, seconds=seconds)
    return caught.value


def test_an_answer_names_what_it_comes_from(stage: Stage) -> None:
    reply = stage.ask(NUMBER)
    assert reply.body.startswith(SEVEN)
    assert reply.end is not None
    assert reply.end.rows == 1
    assert (reply.name, stage.pool.quads) == (stage.pool.name, COUNT)
    assert reply.name.startswith("files-")


def test_another_event_loop_is_refused(stage: Stage) -> None:
    with asyncio.Runner() as other, pytest.raises(ServeError, match="another event loop"):
        other.run(stage.pool.start())


def test_starting_twice_does_nothing(stage: Stage) -> None:
    before = descendants(os.getpid())
    assert stage.wait(stage.pool.start()) is False
    assert descendants(os.getpid()) <= before


def test_an_error_of_the_query_costs_no_worker(stage: Stage) -> None:
    [nursery] = stage.nurseries()
    before = workers_of(nursery)
    assert isinstance(failure(stage, "SELECT * {"), QuerySyntaxError)
    assert workers_of(nursery) == before


@pytest.mark.parametrize("seconds", [0.05, SLOW + 0.1])
def test_a_query_ends_at_its_deadline(stage: Stage, seconds: float) -> None:
    error = failure(stage, RUNAWAY, seconds)
    assert isinstance(error, QueryTimeoutError)
    assert error.details() == {"limit": "time", "value": seconds, "unit": "seconds"}
    assert "timeout=" in str(error)


def test_no_deadline_is_later_than_the_longest(file: Path) -> None:
    with pool_over(file, workers=1, seconds=0.1) as stage:
        stage.wait(until(lambda: stage.pool._staff.free))
        assert failure(stage, RUNAWAY, 60).details()["value"] == 0.1


def test_a_query_over_its_memory_is_told_so(stage: Stage) -> None:
    error = failure(stage, DOUBLING)
    assert isinstance(error, QueryLimitError)
    assert error.details() == {"limit": "memory", "value": 64 * MIB, "unit": "bytes"}


def test_a_query_that_crashes_the_engine_is_told_so(stage: Stage) -> None:
    error = failure(stage, CHAIN)
    assert isinstance(error, QueryLimitError)
    assert error.details()["limit"] == "engine"


def test_a_worker_that_leaves_by_itself_fails_its_query(stage: Stage) -> None:
    async def work() -> BaseException:
        task = begin(stage.pool, RUNAWAY, "a")
        await until(lambda: any(one.state == "running" for one in stage.pool.running()))
        [(_, worker)] = stage.pool._runs.values()
        os.kill(worker.pid, signal.SIGTERM)
        [error] = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(error, BaseException)
        return error

    assert type(stage.wait(work())) is StoreError


def test_a_worker_that_was_killed_from_outside_is_replaced_for_its_query_once(stage: Stage) -> None:
    async def work() -> tuple[int, BaseException]:
        task, killed = begin(stage.pool, RUNAWAY, "a"), set[int]()
        for _ in range(2):
            await until(lambda: any(w.pid not in killed for _, w in stage.pool._runs.values()))
            [(_, worker)] = stage.pool._runs.values()
            killed.add(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)
        [error] = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(error, BaseException)
        return len(killed), error

    killed, error = stage.wait(work())
    assert killed == 2
    assert isinstance(error, QueryLimitError)


def test_a_large_result_streams(stage: Stage) -> None:
    reply = stage.ask(PAIRS)
    assert (reply.body, reply.end) == (b"", None)
    body = stage.wait(whole(reply))
    assert body.count(b'"x":') == COUNT**2


def test_a_stream_that_nobody_reads_ends_its_worker_only(stage: Stage) -> None:
    reply = stage.ask(PAIRS)
    assert reply.stream is not None
    reply.stream.close()
    stage.wait(until(lambda: not stage.pool.running()))


def test_who_gives_up_ends_the_query(stage: Stage) -> None:
    async def work() -> list[Reply | BaseException]:
        task = begin(stage.pool, RUNAWAY, "a")
        await until(lambda: any(one.state == "running" for one in stage.pool.running()))
        ended = await end(task)
        await until(lambda: not stage.pool.running())
        return ended

    [error] = stage.wait(work())
    assert isinstance(error, asyncio.CancelledError)


def test_the_operator_stops_what_runs_and_what_waits(stage: Stage) -> None:
    async def work() -> list[Reply | BaseException]:
        tasks = [begin(stage.pool, RUNAWAY, client) for client in "ab"]
        await asyncio.sleep(0)
        listed = stage.pool.running()
        assert [(r.client, r.state, r.query) for r in listed] == [("a", "running", RUNAWAY), ("b", "waiting", RUNAWAY)]
        assert listed[0].number < listed[1].number
        assert not stage.pool.cancel(listed[1].number + 1)
        for one in reversed(listed):
            assert stage.pool.cancel(one.number)
        return await asyncio.gather(*tasks, return_exceptions=True)

    for error in stage.wait(work()):
        assert isinstance(error, QueryCancelledError)
        assert "operator" in str(error)


def test_own_queries_find_a_worker_that_is_kept_for_them(stage: Stage) -> None:
    async def work() -> tuple[Reply, list[str]]:
        tasks = [begin(stage.pool, RUNAWAY, client) for client in "abc"]
        await asyncio.sleep(0)
        own = begin(stage.pool, NUMBER, OWN)
        await asyncio.sleep(0)
        states = [one.state for one in stage.pool.running()]
        reply = await own
        await end(*tasks)
        await until(lambda: not stage.pool.running())
        return reply, states

    reply, states = stage.wait(work())
    assert reply.body.startswith(SEVEN)
    assert states == ["running", "waiting", "waiting", "running"]


def test_slow_queries_make_room_for_quick_ones(stage: Stage) -> None:
    """Two slow queries go on, and two workers are there for others."""

    async def work() -> tuple[list[Reply], int]:
        slow = list[str]()
        tasks = [
            asyncio.create_task(stage.pool.run(asked(RUNAWAY), client, 30, lambda: slow.append("slow")))
            for client in "ab"
        ]
        await until(lambda: sum(run.slow for run, _ in stage.pool._runs.values()) == 2)
        assert len(slow) == 2
        quick = await asyncio.gather(*(begin(stage.pool, NUMBER, client) for client in "cdef"))
        going_on = len(stage.pool.running())
        await end(*tasks)
        await until(lambda: not stage.pool.running())
        return quick, going_on

    quick, going_on = stage.wait(work())
    assert [reply.body[: len(SEVEN)] for reply in quick] == [SEVEN] * 4
    assert going_on == 2


def test_of_too_many_slow_queries_the_oldest_gives_way(stage: Stage) -> None:
    async def work() -> tuple[Reply | BaseException, list[str]]:
        tasks = [begin(stage.pool, RUNAWAY, client) for client in "abc"]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        left = [one.client for one in stage.pool.running()]
        [error, *_] = await end(*tasks)
        await until(lambda: not stage.pool.running())
        return error, left

    error, left = stage.wait(work())
    assert isinstance(error, BusyError)
    assert "slow queries" in str(error)
    assert sorted(left) == ["b", "c"]


def test_who_waits_too_long_is_told_when_to_come_back(stage: Stage) -> None:
    async def work() -> list[Reply | BaseException]:
        first, second = begin(stage.pool, RUNAWAY, "a", 20), begin(stage.pool, NUMBER, "b", 0.05)
        [error] = await asyncio.gather(second, return_exceptions=True)
        await end(first)
        await until(lambda: not stage.pool.running())
        return [error]

    [error] = stage.wait(work())
    assert isinstance(error, BusyError)
    assert 15 <= error.retry_after <= 20


def test_nothing_is_left_of_clients_that_have_been_answered_or_have_left(stage: Stage) -> None:
    pool = stage.pool

    async def work() -> None:
        await asyncio.gather(*[begin(pool, NUMBER, f"answered {n}") for n in range(20)])
        runaways = [begin(pool, RUNAWAY, f"stopped {n}") for n in range(4)]
        await asyncio.sleep(0)
        assert pool._queue.count
        await end(*runaways)
        await until(lambda: not pool._runs)

    stage.wait(work())
    assert (pool._busy, pool._quick, pool._queue.count, pool._queue._lanes) == ({}, 0, 0, {})


def test_the_room_is_bounded(file: Path) -> None:
    async def work(pool: Pool) -> list[Reply | BaseException]:
        tasks = [begin(pool, RUNAWAY, client) for client in "abc"]
        [error] = await asyncio.gather(tasks[2], return_exceptions=True)
        await end(*tasks)
        return [error]

    with pool_over(file, workers=1, waiting=1) as stage:
        [error] = stage.wait(work(stage.pool))
    assert isinstance(error, BusyError)
    assert "1 queries are waiting" in str(error)
