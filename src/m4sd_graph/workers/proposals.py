"""Weighs proposals in processes of their own: what anybody sends is parsed and derived where it can be killed.

A process is started for each, because neither the rules nor the shapes can be stopped from inside, and because a
process that has used polars must not be forked. It reads the release, gives up the network and most of its memory,
and only then reads the proposal. So many run at once, a few more may wait, and others are told to come back.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

import anyio

from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.errors import BusyError, QueryLimitError, QueryTimeoutError, StoreError
from m4sd_graph.workers.wire import error_of

# Each takes a processor for seconds and some hundred MiB.
RUNNING, WAITING, RETRY = 1, 3, 15
# How a process ends that could not allocate and noticed; others are ended by the system.
OUT_OF_MEMORY = 3
# What a process needs to find the program: no settings, no tokens.
NEEDED = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "VIRTUAL_ENV")


class Work(Protocol):
    """What a process is given: the program that does it, the memory it may take in bytes, what it is called."""

    @property
    def module(self) -> str:
        """The program."""

    @property
    def noun(self) -> str:
        """The word for it in errors."""

    @property
    def memory(self) -> int:
        """Bytes beyond the release."""


@dataclass(frozen=True, slots=True)
class Order:
    """A proposal and what is asked of it.

    ``folder``, ``version``, ``prefixes``: of the release; ``memory``: bytes that it may take beyond the release.
    ``content``: Turtle or TriG as it came, called ``name`` in errors. ``strict``, ``anyway``: as in ``what_if``.
    """

    folder: Path
    version: str
    prefixes: Mapping[str, str]
    memory: int
    content: bytes
    name: str
    scope: Scope
    frame: Frame
    strict: bool = False
    anyway: bool = False
    language: str = "en"
    module: ClassVar[str] = "m4sd_graph.workers.weigher"
    noun: ClassVar[str] = "proposal"


@dataclass(frozen=True, slots=True)
class Check:
    """Something to be checked beside a release.

    ``folder``, ``prefixes``: of the release; ``memory``: bytes that it may take beyond the release. ``content``: as it
    came, of media type ``kind``, called ``name`` in errors. ``data``: its statements are wanted, and no report.
    """

    folder: Path
    prefixes: Mapping[str, str]
    memory: int
    content: bytes
    kind: str
    name: str
    data: bool = False
    module: ClassVar[str] = "m4sd_graph.workers.checker"
    noun: ClassVar[str] = "data"


class Proposals:
    """Weighs proposals and checks data, each within ``seconds``."""

    def __init__(self, seconds: float, running: int = RUNNING, waiting: int = WAITING) -> None:
        self._seconds = seconds
        self._waiting = waiting
        self._places = anyio.CapacityLimiter(running)

    async def weigh(self, order: Work) -> Mapping[str, Any]:
        """Return what the process answers: of a proposal its document, rows and sections, of data its report.

        Raises what ``read_changes`` and ``what_if`` raise, BusyError where too many wait, QueryLimitError where it
        needs more time or memory than it may have.
        """
        if self._places.statistics().tasks_waiting >= self._waiting:
            raise BusyError(
                "too much that others sent is being looked at.", remedy="Try again later.", retry_after=RETRY
            )
        with anyio.move_on_after(self._seconds) as patience:
            await self._places.acquire()
        if patience.cancelled_caught:
            raise BusyError("no place was free in time.", remedy="Try again later.", retry_after=RETRY)
        try:
            return await self._answer(order)
        finally:
            self._places.release()

    async def _answer(self, order: Work) -> Mapping[str, Any]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", order.module),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Out of reach of Ctrl+C, which is meant for the parent; one thread of polars takes less memory than many.
            start_new_session=True,
            env={**_environment(), "POLARS_MAX_THREADS": "1"},
        )
        try:
            content, _ = await asyncio.wait_for(process.communicate(pickle.dumps(order)), self._seconds)
        except TimeoutError:
            raise QueryTimeoutError(
                f"the {order.noun} could not be looked at within {self._seconds:g} s.",
                remedy="Send less at a time.",
                limit="time",
                value=self._seconds,
                unit="s",
            ) from None
        finally:
            if process.returncode is None:
                process.kill()
                with anyio.CancelScope(shield=True):
                    await process.communicate()
        return _read(content, process.returncode, order)


def _environment() -> Mapping[str, str]:
    return {name: os.environ[name] for name in NEEDED if name in os.environ}


def _read(content: bytes, ended: int | None, order: Work) -> Mapping[str, Any]:
    """The answer in what the process has said; one that the system ended has reached its limit of memory."""
    if ended is None or ended < 0 or ended == OUT_OF_MEMORY:
        raise QueryLimitError(
            f"the {order.noun} needs more memory than it may have.",
            remedy="Send less at a time.",
            limit="memory",
            value=order.memory / 2**20,
            unit="MiB",
        )
    try:
        found: Mapping[str, Any] = json.loads(content)
    except ValueError:
        raise StoreError(f"the process that looks at the {order.noun} failed.", remedy="Try again.") from None
    if "error" in found:
        raise error_of(found["error"])
    return found
