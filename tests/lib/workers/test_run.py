"""A run takes what a worker sends frame by frame; its body waits for a slow client in bounded memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest

from m4sd_graph.errors import QueryLimitError, QuerySyntaxError, StoreError
from m4sd_graph.workers.run import CHUNK, HELD, Budget, FormNotAcceptedError, Reply, Run, Spool
from m4sd_graph.workers.wire import (
    ANSWER,
    CALLS,
    DATA,
    END,
    ERROR,
    HEAD,
    Call,
    End,
    Head,
    error_members,
    frame_end,
    frame_head,
    frame_whole,
    frames,
)
from tests.lib.workers.support import asked

T = TypeVar("T")
ROWS = Head("rows", "text/csv", "")
ENDED = End(None, 0.5, 0.4, False)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def run_of(runner: asyncio.Runner) -> Run:
    run = Run(1, asked(""), "a", 1.0, runner.get_loop(), Budget(HELD))
    run.name = "1.0"
    return run


def wait(runner: asyncio.Runner, work: Coroutine[Any, Any, T]) -> T:
    async def bounded() -> T:
        async with asyncio.timeout(5):
            return await work

    return runner.run(bounded())


def settled(runner: asyncio.Runner, run: Run) -> Reply:
    async def get() -> Reply:
        return await run.future

    return wait(runner, get())


async def drained(spool: Spool) -> bytes:
    pieces = []
    while piece := await spool.get():
        pieces.append(piece)
    return b"".join(pieces)


def content(framed: bytes) -> bytes:
    [(_, content)] = frames(bytearray(framed))
    return content


def numbered(count: int, size: int) -> list[bytes]:
    return [b"%d" % (i % 10) * size for i in range(count)]


# The spool


def test_pieces_come_out_as_they_went_in(runner: asyncio.Runner) -> None:
    spool = Spool(Budget(0))
    for piece in (b"a", b"b", b"c"):
        spool.put(piece)
    spool.finish()
    assert [wait(runner, spool.get()) for _ in range(4)] == [b"a", b"b", b"c", b""]
    spool.close()


def test_what_does_not_fit_waits_in_a_file_in_its_order(runner: asyncio.Runner) -> None:
    spool, pieces = Spool(Budget(4 * HELD)), numbered(20, HELD // 8)
    for piece in pieces:
        spool.put(piece)
    assert spool.size == 20 * (HELD // 8)
    assert wait(runner, spool.get()) == pieces[0]
    # There is room in memory again, but what comes now is behind what is in the file.
    spool.put(b"last")
    spool.finish()
    body = wait(runner, drained(spool))
    assert body == b"".join(pieces[1:]) + b"last"
    assert spool.size == 0
    spool.close()


def test_the_file_is_read_in_bounded_pieces(runner: asyncio.Runner) -> None:
    spool = Spool(Budget(4 * HELD))
    spool.put(bytes(3 * HELD))
    assert len(wait(runner, spool.get())) == CHUNK
    spool.close()


def test_a_reader_waits_for_the_next_piece(runner: asyncio.Runner) -> None:
    async def work() -> list[bytes]:
        spool = Spool(Budget(0))
        reading = asyncio.create_task(spool.get())
        await asyncio.sleep(0)
        assert not reading.done()
        spool.put(b"late")
        found = [await reading]
        ending = asyncio.create_task(spool.get())
        await asyncio.sleep(0)
        assert not ending.done()
        spool.finish()
        return [*found, await ending]

    assert wait(runner, work()) == [b"late", b""]


def test_all_spools_share_a_budget_and_give_it_back(runner: asyncio.Runner) -> None:
    budget = Budget(HELD)
    first, second = Spool(budget), Spool(budget)
    first.put(bytes(HELD))
    first.put(bytes(HELD))  # in the file: nothing of the budget is left
    second.put(bytes(HELD))
    with pytest.raises(QueryLimitError, match="slow clients") as caught:
        second.put(b"x")
    assert caught.value.details()["limit"] == "spool"
    first.close()
    first.close()  # gives nothing back twice
    second.put(bytes(HELD))
    with pytest.raises(QueryLimitError):
        second.put(b"x")
    second.close()
    budget.take(HELD)
    with pytest.raises(QueryLimitError):
        budget.take(1)


def test_what_came_before_a_failure_is_read_before_it_is_raised(runner: asyncio.Runner) -> None:
    spool = Spool(Budget(0))
    spool.put(b"half")
    spool.finish(StoreError("broken."))
    assert wait(runner, spool.get()) == b"half"
    for _ in range(2):
        with pytest.raises(StoreError, match="broken"):
            wait(runner, spool.get())
    with pytest.raises(StoreError, match="broken"):
        wait(runner, spool.complete())


def test_nobody_writes_to_a_closed_spool() -> None:
    spool = Spool(Budget(0))
    spool.close()
    with pytest.raises(StoreError, match="nobody reads"):
        spool.put(b"x")


def test_complete_waits_for_the_end(runner: asyncio.Runner) -> None:
    async def work() -> int:
        spool = Spool(Budget(0))
        waiting = asyncio.create_task(spool.complete())
        for _ in range(3):
            spool.put(b"ab")
            await asyncio.sleep(0)
            assert not waiting.done()
        spool.finish()
        await waiting
        return spool.size

    assert wait(runner, work()) == 6


# The run


def test_a_whole_answer_settles_the_run(runner: asyncio.Runner) -> None:
    run, end = run_of(runner), End(3, 0.5, 0.4, True)
    assert run.take(ANSWER, content(frame_whole(ROWS, b"body", end)))
    assert settled(runner, run) == Reply("1.0", ROWS, b"body", end)
    assert run.spent


def test_a_body_streams_from_its_first_piece_on(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    assert not run.take(HEAD, content(frame_head(ROWS)))
    assert not run.future.done()
    assert not run.take(DATA, b"one")
    reply = settled(runner, run)
    assert (reply.head, reply.body, reply.end) == (ROWS, b"", None)
    assert not run.take(DATA, b"two")
    assert run.take(END, content(frame_end(End(None, 0.5, 0.4, True))))
    assert run.spent
    assert reply.stream is not None
    assert wait(runner, drained(reply.stream)) == b"onetwo"


def test_a_body_that_nobody_waits_for_any_more_is_not_kept(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    run.future.cancel()
    run.take(HEAD, content(frame_head(ROWS)))
    with pytest.raises(StoreError, match="nobody reads"):
        run.take(DATA, b"one")


def test_who_leaves_before_the_first_piece_is_handed_over_leaves_no_file(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    run.take(HEAD, content(frame_head(ROWS)))
    for _ in range(2):
        run.take(DATA, bytes(HELD))
    run.leave()
    with pytest.raises(StoreError, match="nobody reads"):
        run.take(DATA, b"more")
    run.leave()


def test_an_error_in_the_middle_breaks_the_body(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    run.take(HEAD, content(frame_head(ROWS)))
    run.take(DATA, b"one")
    told = {**error_members(QueryLimitError("too large.", limit="result")), "spent": True}
    assert run.take(ERROR, json.dumps(told).encode())
    assert run.spent
    stream = settled(runner, run).stream
    assert stream is not None
    with pytest.raises(QueryLimitError, match="too large"):
        wait(runner, drained(stream))


def test_an_error_instead_of_a_body_is_raised(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    assert run.take(ERROR, json.dumps(error_members(QuerySyntaxError("no.", place="line 1"))).encode())
    with pytest.raises(QuerySyntaxError, match="line 1: no"):
        settled(runner, run)


def test_a_form_that_nobody_takes_is_raised(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    assert run.take(ERROR, b'{"kind": "NotAcceptable", "form": "triples", "spent": false}')
    with pytest.raises(FormNotAcceptedError, match="no form of triples") as caught:
        settled(runner, run)
    assert caught.value.form == "triples"


def test_calls_settle_the_run(runner: asyncio.Runner) -> None:
    run, call = run_of(runner), {"endpoint": "http://e/", "query": "SELECT * {}", "silent": True}
    assert run.take(CALLS, json.dumps({"calls": [call], "spent": False}).encode())
    assert settled(runner, run) == Reply("1.0", calls=(Call("http://e/", "SELECT * {}", True),))


@pytest.mark.parametrize(("kind", "sent"), [(END, content(frame_end(ENDED))), (b"?", b"{}")])
def test_a_frame_out_of_place_fails_the_run(runner: asyncio.Runner, kind: bytes, sent: bytes) -> None:
    run = run_of(runner)
    assert run.take(kind, sent)
    with pytest.raises(StoreError, match="cannot be read"):
        settled(runner, run)


def test_a_run_that_nobody_waits_for_takes_the_rest_quietly(runner: asyncio.Runner) -> None:
    run = run_of(runner)
    run.future.cancel()
    assert run.take(ANSWER, content(frame_whole(ROWS, b"", ENDED)))
    run.fail(StoreError("late."))
    assert run.future.cancelled()


def test_turning_slow_is_told_once(runner: asyncio.Runner) -> None:
    run, told = run_of(runner), list[str]()
    run.turn_slow()
    run.on_slow = lambda: told.append("slow")
    run.turn_slow()
    run.turn_slow()
    assert told == ["slow"]
