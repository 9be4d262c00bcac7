"""What a worker gives up before it reads a foreign query: memory, core dumps, the network, other programs.

``RLIMIT_DATA`` bounds what the worker may allocate beyond what it shares with the warm process, so an allocation over
it fails and ends the worker with SIGABRT. On Linux a seccomp filter refuses sockets and the start of programs with
EACCES; other systems go without. See prctl(2) and seccomp(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import NamedTuple

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
FILTER_MODE = 2
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE = 0x00050000 | 13  # EACCES
LOAD_WORD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER_AT, ARCHITECTURE_AT = 0, 4
X32 = 0x40000000


class Machine(NamedTuple):
    """The audit code of an architecture and its numbers of the system calls that are refused."""

    audit: int
    refused: tuple[int, ...]


# socket, connect, accept, bind, listen, socketpair, accept4, execve, execveat, ptrace, io_uring_setup,
# process_vm_writev
MACHINES = {
    "x86_64": Machine(0xC000003E, (41, 42, 43, 49, 50, 53, 288, 59, 322, 101, 425, 311)),
    "aarch64": Machine(0xC00000B7, (198, 203, 202, 200, 201, 199, 242, 221, 281, 117, 425, 271)),
}


class Filter(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(memory: int) -> bool:
    """Bound this process to ``memory`` more bytes and close the network; True when the network is closed for sure."""
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allowed = allocated() + memory
    if allowed > memory:
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, allowed))
    return close_network()


def allocated() -> int:
    """Bytes of private memory that this process has asked for; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def die_with_parent() -> None:
    """Have the system end this process when its parent ends."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


def silence() -> None:
    """Send standard error nowhere: the engine prints a trace when it runs out of memory."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def close_network() -> bool:
    """Refuse sockets and programs from now on; False where the system has no seccomp for us."""
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    program = _program(machine)
    filter_ = Filter(len(program) // 8, program)
    return _prctl(PR_SET_NO_NEW_PRIVS, 1) and _prctl(PR_SET_SECCOMP, FILTER_MODE, ctypes.byref(filter_))


def _program(machine: Machine) -> bytes:
    """Kill on a foreign architecture or the x32 numbering, refuse what is listed, allow the rest."""
    count = len(machine.refused)
    code = [
        (LOAD_WORD, 0, 0, ARCHITECTURE_AT),
        (JUMP_EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, KILL),
        (LOAD_WORD, 0, 0, NUMBER_AT),
        (JUMP_AT_LEAST, count + 2, 0, X32),
        *((JUMP_EQUAL, count - i, 0, number) for i, number in enumerate(machine.refused)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, KILL),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _prctl(option: int, *arguments: object) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    filled = [*arguments, *([0] * (4 - len(arguments)))]
    passed = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in filled]
    return bool(library.prctl(option, *passed) == 0)
