"""The warm process: loads a source once and forks a worker from it whenever the parent asks for one.

It has a single thread, reads no query, and talks to the parent over a socket pair in JSON messages. To the parent:
``ready`` (or ``failed``) once, ``worker`` with the other end of the worker's link and its tally attached, ``died`` with
the signal that ended a worker. From the parent: ``fork``. It ends when the parent does. Started as
``python -m m4sd_graph.workers.nursery DESCRIPTOR``.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any

from m4sd_graph.errors import M4SDError
from m4sd_graph.guard import Limits
from m4sd_graph.workers.desk import Desk
from m4sd_graph.workers.orders import MESSAGE, Orders
from m4sd_graph.workers.sandbox import confine, die_with_parent, silence
from m4sd_graph.workers.source import Loaded, load_source
from m4sd_graph.workers.tally import Tally
from m4sd_graph.workers.wire import error_members
from m4sd_graph.workers.worker import Task, work


def main() -> None:
    """Load, then serve the parent until it goes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    die_with_parent()
    # What a terminal sends to all is the parent's; it ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    message = control.recv(MESSAGE)
    if not message:
        # The parent has given up before it had orders.
        return
    orders = Orders.from_json(message.decode())
    try:
        loaded = load_source(orders.source)
    except M4SDError as error:
        _tell(control, {"failed": error_members(error)})
        return
    _tell(control, {"ready": {"name": loaded.name, "quads": loaded.quads}})
    # What is loaded stays; collecting it in a worker would copy the pages that it shares.
    gc.collect()
    gc.freeze()
    _serve(control, _task(loaded, orders), orders.memory)


def _task(loaded: Loaded, orders: Orders) -> Task:
    # Length and depth are checked for a clear message; everything else is bounded by time and memory.
    limits = Limits(length=orders.length, depth=orders.depth, operators=sys.maxsize, patterns=sys.maxsize)
    return Task(
        store=loaded.store,
        limits=limits,
        result_limit=orders.result,
        setting=loaded.setting,
        terms=loaded.terms,
        services=frozenset(orders.services),
    )


def _serve(control: socket.socket, task: Task, memory: int) -> None:
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        readable = select.select([control.fileno(), woken], [], [])[0]
        if woken in readable:
            os.read(woken, 4096)
            _bury(control)
        if control.fileno() in readable:
            if not _ordered(control):
                return
            _fork(control, task, memory)


def _ordered(control: socket.socket) -> bool:
    """Whether a worker is wanted; False when the parent is gone, with or without having read everything."""
    try:
        return bool(control.recv(MESSAGE))
    except ConnectionResetError:
        return False


def _fork(control: socket.socket, task: Task, memory: int) -> None:
    ours, theirs = socket.socketpair()
    tally = Tally.allot()
    pid = os.fork()
    if pid == 0:
        ours.close()
        control.close()
        _become_worker(Desk(theirs, Tally(tally)), task, memory)
    theirs.close()
    with contextlib.suppress(BrokenPipeError):
        socket.send_fds(control, [json.dumps({"worker": pid}).encode()], [ours.fileno(), tally])
    ours.close()
    os.close(tally)


def _become_worker(desk: Desk, task: Task, memory: int) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    silence()
    confine(memory)
    try:
        work(desk, task)
    finally:
        # Never back into the code of the warm process, whatever happened.
        os._exit(0)


def _bury(control: socket.socket) -> None:
    """Tell the parent of every worker that has died, so that none stays a zombie."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        _tell(control, {"died": pid, "signal": ended})


def _tell(control: socket.socket, message: Mapping[str, Any]) -> None:
    # A parent that is gone needs to know nothing; the next message from it ends this process.
    with contextlib.suppress(BrokenPipeError):
        control.send(json.dumps(message).encode())


if __name__ == "__main__":
    main()
