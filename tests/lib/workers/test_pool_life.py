"""A pool takes its data anew without losing a query, outlives its warm process, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from m4sd_graph.errors import (
    BusyError,
    ServeError,
)
from m4sd_graph.workers.bounds import Bounds
from m4sd_graph.workers.pool import Pool
from m4sd_graph.workers.queue import OWN
from m4sd_graph.workers.run import Reply
from tests.attacks.processes import alive, descendants
from tests.lib.workers.support import (
    EX,
    NUMBER,
    RUNAWAY,
    SEVEN,
    THINGS,
    Stage,
    asked,
    begin,
    end,
    orders_of,
    pool_over,
    until,
    workers_of,
)


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
    stage.wait(until(lambda: len(stage.nurseries()) == 1))


def test_a_reload_that_fails_changes_nothing(stage: Stage, file: Path) -> None:
    name, processes = stage.pool.name, descendants(os.getpid())
    file.write_text("nonsense", encoding="utf-8")
    with pytest.raises(ServeError, match=r"things\.ttl:1:"):
        stage.wait(stage.pool.reload())
    file.write_text(THINGS, encoding="utf-8")
    assert (stage.pool.name, descendants(os.getpid())) == (name, processes)


def test_a_warm_process_that_was_killed_is_replaced(stage: Stage) -> None:
    [nursery] = stage.nurseries()
    old = workers_of(nursery)
    os.kill(nursery, signal.SIGKILL)
    stage.wait(until(lambda: nursery not in stage.nurseries()))
    assert stage.ask(NUMBER).body.startswith(SEVEN)
    assert not alive(old | {nursery})


def test_a_source_that_cannot_be_read_stands_in_the_way(tmp_path: Path) -> None:
    before = descendants(os.getpid())
    with pytest.raises(ServeError, match="cannot be read"), pool_over(tmp_path / "nothing.ttl"):
        raise AssertionError(f"it started over {EX}")
    assert descendants(os.getpid()) <= before


def test_closing_ends_what_goes_on_over_the_content_before_a_reload(file: Path) -> None:
    async def work(pool: Pool) -> None:
        task = begin(pool, RUNAWAY, "a")
        await until(pool.running)
        await pool.reload()
        assert [one.state for one in pool.running()] == ["running"]
        await pool.close()
        assert isinstance((await end(task))[0], BusyError | asyncio.CancelledError)

    before = descendants(os.getpid())
    with pool_over(file) as stage:
        stage.wait(work(stage.pool))
    assert descendants(os.getpid()) <= before


def test_giving_up_the_start_leaves_no_process(file: Path) -> None:
    async def work() -> None:
        starting = asyncio.create_task(Pool(orders_of(file), Bounds()).start())
        await asyncio.sleep(0)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting

    before = descendants(os.getpid())
    asyncio.run(work())
    assert descendants(os.getpid()) <= before


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


def test_an_end_that_comes_after_the_answer_strikes_nobody_else(file: Path) -> None:
    """The worker is ended for one query while the answer to it waits to be read; the next one gets another worker."""
    with pool_over(file, workers=1) as stage:

        async def work() -> Reply:
            await until(lambda: len(stage.pool._staff.free) == 1)
            left = stage.pool.begin(asked(NUMBER), "who hangs up")
            # Nor does the parent hear of anything meanwhile.
            time.sleep(0.5)
            stage.pool.abandon(left)
            return await stage.pool.run(asked(NUMBER), "who stays", 20)

        assert stage.wait(work()).body.startswith(SEVEN)
