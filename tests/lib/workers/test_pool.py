"""A pool answers each query or says why not, whatever the others do, and loses nothing but the worker of the guilty."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
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
from tests.attacks.processes import alive, descendants
from tests.lib.workers.support import (
    CHAIN,
    COUNT,
    DOUBLING,
    EX,
    MIB,
    NUMBER,
    PAIRS,
    RUNAWAY,
    SEVEN,
    THINGS,
    Stage,
    asked,
    nurseries,
    pool_over,
    workers_of,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pool") / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shared(file: Path) -> Iterator[Stage]:
    with pool_over(file) as stage:
        yield stage


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    """The pool, which every test leaves at rest and answering another client."""
    yield shared
    assert shared.ask(NUMBER, "another").body.startswith(SEVEN)
    assert shared.running() == []


def begin(pool: Pool, query: str, client: str, seconds: float = 30) -> asyncio.Task[Reply]:
    return asyncio.create_task(pool.run(asked(query), client, seconds))


async def end(*tasks: asyncio.Task[Reply]) -> list[Reply | BaseException]:
    for task in tasks:
        task.cancel()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    """Let the loop go on until ``condition`` holds; the caller bounds the time."""
    while not condition():
        await asyncio.sleep(0.005)


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


def test_starting_twice_does_nothing(stage: Stage) -> None:
    before = descendants(os.getpid())
    assert stage.wait(stage.pool.start()) is False
    assert descendants(os.getpid()) == before


def test_an_error_of_the_query_costs_no_worker(stage: Stage) -> None:
    [nursery] = nurseries()
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
        assert failure(stage, RUNAWAY, 60).details()["value"] == 0.1
        assert failure(stage, RUNAWAY).details()["value"] == 0.1


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
        await until(lambda: stage.pool.running()[0].state == "running")
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
        await until(lambda: stage.pool.running()[0].state == "running")
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
        quick = await asyncio.gather(*(begin(stage.pool, NUMBER, client) for client in "abcd"))
        going_on = len(stage.pool.running())
        await end(*tasks)
        await until(lambda: not stage.pool.running())
        return quick, going_on

    quick, going_on = stage.wait(work())
    assert [reply.body[: len(SEVEN)] for reply in quick] == [SEVEN] * 4
    assert going_on == 2


def test_of_too_many_slow_queries_the_oldest_of_the_busiest_client_gives_way(stage: Stage) -> None:
    async def work() -> tuple[Reply | BaseException, list[str]]:
        tasks = [begin(stage.pool, RUNAWAY, client) for client in ("patient", "greedy", "greedy")]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        left = [one.client for one in stage.pool.running()]
        assert done == {tasks[1]}
        [error, *_] = await asyncio.gather(tasks[1], return_exceptions=True)
        await end(*tasks)
        await until(lambda: not stage.pool.running())
        return error, left

    error, left = stage.wait(work())
    assert isinstance(error, BusyError)
    assert "slow queries" in str(error)
    assert sorted(left) == ["greedy", "patient"]


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


def test_a_reload_under_load_loses_nothing_and_mixes_nothing(stage: Stage, file: Path) -> None:
    """Every answer comes from the content whose name it bears."""

    async def work() -> tuple[list[Reply], str, str]:
        old, replies, going = stage.pool.name, list[Reply](), True

        async def ask(client: str) -> None:
            while going:
                replies.append(await stage.pool.run(asked(NUMBER), client, 20))

        tasks = [asyncio.create_task(ask(client)) for client in "abcd"]
        await until(lambda: len(replies) > 4)
        await stage.pool.reload()
        seen = len(replies)
        await until(lambda: len(replies) > seen + 4)
        going = False
        await asyncio.gather(*tasks)
        return replies, old, stage.pool.name

    file.write_text(THINGS.replace("ex:t7 ex:n 7 .", "ex:t7 ex:n 777 ."), encoding="utf-8")
    replies, old, new = stage.wait(work())
    file.write_text(THINGS, encoding="utf-8")
    assert old != new
    assert {reply.name for reply in replies} == {old, new}
    for reply in replies:
        assert (b'"777"' in reply.body) == (reply.name == new)
    stage.wait(stage.pool.reload())
    assert stage.pool.name == old
    stage.wait(until(lambda: len(nurseries()) == 1))


def test_a_reload_that_fails_changes_nothing(stage: Stage, file: Path) -> None:
    name, processes = stage.pool.name, descendants(os.getpid())
    file.write_text("nonsense", encoding="utf-8")
    with pytest.raises(ServeError, match=r"things\.ttl:1:"):
        stage.wait(stage.pool.reload())
    file.write_text(THINGS, encoding="utf-8")
    assert (stage.pool.name, descendants(os.getpid())) == (name, processes)


def test_a_warm_process_that_was_killed_is_replaced(stage: Stage) -> None:
    [nursery] = nurseries()
    old = workers_of(nursery)
    os.kill(nursery, signal.SIGKILL)
    assert stage.ask(NUMBER).body.startswith(SEVEN)
    assert nursery not in nurseries()
    assert not alive(old | {nursery})


def test_a_source_that_cannot_be_read_stands_in_the_way(tmp_path: Path) -> None:
    before = descendants(os.getpid())
    with pytest.raises(ServeError, match="cannot be read"), pool_over(tmp_path / "nothing.ttl"):
        raise AssertionError(f"it started over {EX}")
    assert descendants(os.getpid()) == before


def test_stopping_fails_the_rest_and_closing_leaves_no_process(file: Path) -> None:
    async def stopped(pool: Pool) -> list[Reply | BaseException]:
        tasks = [begin(pool, RUNAWAY, client) for client in "ab"]
        await asyncio.sleep(0)
        pool.stop()
        late = begin(pool, NUMBER, OWN)
        return await asyncio.gather(*tasks, late, return_exceptions=True)

    before = descendants(os.getpid())
    with pool_over(file) as stage:
        assert stage.ask(NUMBER).body.startswith(SEVEN)
        started = descendants(os.getpid()) - before
        assert len(started) >= 2
        errors = stage.wait(stopped(stage.pool))
        stage.wait(stage.pool.close())
        assert descendants(os.getpid()) & started == set()
    for error in errors:
        assert isinstance(error, BusyError)
        assert "stopping" in str(error)
    assert len(errors) == 3
