"""What a worker has given up is gone: sockets, programs, memory over its bound, and life after its parent."""

from __future__ import annotations

import faulthandler
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from m4sd_graph.workers import sandbox
from m4sd_graph.workers.sandbox import MACHINES, allocated, close_network, confine, die_with_parent, silence
from tests.lib.workers.support import DOUBLING, MIB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is given up is given up by means of Linux")
filtered = pytest.mark.skipif(platform.machine() not in MACHINES, reason="no numbers of system calls for this machine")


def in_child(work: Callable[[], str]) -> tuple[str, int]:
    """What ``work`` returns in a forked process, and how that ended: 0, or minus the signal."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        faulthandler.disable()
        try:
            os.close(ours)
            os.write(theirs, work().encode())
            code = 0
        finally:
            os._exit(code)
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        text = told.read().decode()
    return text, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def refused(work: Callable[[], object]) -> Callable[[], str]:
    """Try ``work`` after the network has been closed; say what it raised."""

    def tried() -> str:
        if not close_network():
            return "not closed"
        try:
            work()
        except OSError as error:
            return type(error).__name__
        return "done"

    return tried


@filtered
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK])
def test_no_socket_can_be_made(family: int) -> None:
    kind = socket.SOCK_RAW if family == socket.AF_NETLINK else socket.SOCK_STREAM
    assert in_child(refused(lambda: socket.socket(family, kind))) == ("PermissionError", 0)


@filtered
def test_a_socket_that_is_there_leads_nowhere_new() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as made:
        assert in_child(refused(lambda: made.connect(server.getsockname()))) == ("PermissionError", 0)
        assert in_child(refused(server.accept)) == ("PermissionError", 0)
        assert in_child(refused(socket.socketpair)) == ("PermissionError", 0)


@filtered
def test_a_connected_socket_still_works() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert in_child(refused(lambda: theirs.sendall(b"still here"))) == ("done", 0)
        assert ours.recv(100) == b"still here"


@filtered
def test_no_program_can_be_started() -> None:
    assert in_child(refused(lambda: os.execv("/bin/true", ["true"]))) == ("PermissionError", 0)


@filtered
def test_files_and_memory_are_still_there() -> None:
    assert in_child(refused(lambda: open(os.devnull, "rb").close())) == ("done", 0)
    assert in_child(refused(lambda: bytes(MIB))) == ("done", 0)


def test_what_is_refused_cannot_be_had_back() -> None:
    def again() -> str:
        close_network()
        return str("NoNewPrivs:\t1" in Path("/proc/self/status").read_text(encoding="ascii"))

    assert in_child(again) == ("True", 0)


def test_a_machine_without_numbers_is_not_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MACHINES", {})
    assert in_child(lambda: str(close_network())) == ("False", 0)


@pytest.mark.parametrize("machine", MACHINES.values())
def test_the_filter_has_valid_jumps(machine: sandbox.Machine) -> None:
    """Each listed call leads to the refusal, everything else to the permission, foreign numberings to the end."""
    code = list(struct.iter_unpack("=HBBI", sandbox._program(machine)))

    def run(audit: int, number: int) -> int:
        at, value = 0, 0
        while True:
            operation, true, false, operand = code[at]
            if operation == sandbox.RETURN:
                return int(operand)
            if operation == sandbox.LOAD_WORD:
                value = audit if operand == sandbox.ARCHITECTURE_AT else number
            elif operation == sandbox.JUMP_EQUAL:
                at += true if value == operand else false
            else:
                at += true if value >= operand else false
            at += 1

    assert {run(machine.audit, number) for number in machine.refused} == {sandbox.REFUSE}
    others = set(range(600)) - set(machine.refused)
    assert {run(machine.audit, number) for number in others} == {sandbox.ALLOW}
    assert run(machine.audit, sandbox.X32 | 41) == run(0x40000003, 1) == sandbox.KILL


def test_memory_over_the_bound_is_refused_to_python() -> None:
    def work() -> str:
        confine(32 * MIB)
        small = bytearray(8 * MIB)
        try:
            bytearray(1024 * MIB)
        except MemoryError:
            return f"refused after {len(small)}"
        return "given"

    assert in_child(work) == (f"refused after {8 * MIB}", 0)


def test_memory_over_the_bound_ends_the_engine() -> None:
    store = ox.Store()

    def work() -> str:
        silence()
        confine(32 * MIB)
        try:
            return str(list(store.query(DOUBLING)))  # type: ignore[arg-type]
        except MemoryError:
            return "refused"

    assert in_child(work) in [("", -signal.SIGABRT), ("refused", 0)]


def test_what_is_allocated_is_told() -> None:
    before = allocated()
    block = bytearray(64 * MIB)
    assert allocated() - before >= len(block)
    assert before > 0


def test_no_core_is_dumped_and_nothing_is_said() -> None:
    def work() -> str:
        silence()
        confine(64 * MIB)
        os.write(2, b"to nobody")
        return " ".join(map(str, resource.getrlimit(resource.RLIMIT_CORE)))

    assert in_child(work) == ("0 0", 0)


def test_the_death_of_the_parent_ends_the_child() -> None:
    """The child holds an end of a pipe, which is at its end once nobody holds it any more."""
    held, holding = os.pipe()
    ready, telling = os.pipe()

    def parent() -> str:
        if os.fork() == 0:
            die_with_parent()
            os.write(telling, b"r")
            signal.pause()
        os.read(ready, 1)
        return "gone"

    assert in_child_without_waiting_for_heirs(parent) == 0
    os.close(holding)
    assert select.select([held], [], [], 10)[0]
    assert os.read(held, 1) == b""
    for descriptor in (held, ready, telling):
        os.close(descriptor)


def in_child_without_waiting_for_heirs(work: Callable[[], str]) -> int:
    """Run ``work`` in a forked process; its own children may hold what it held."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
