"""Reads what the system knows of a process and those that come from it; Linux only."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROC = Path("/proc")


def descendants(pid: int) -> set[int]:
    """Every process that comes from ``pid``, zombies too."""
    parents = dict(_parents())
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def children(pid: int) -> set[int]:
    """The processes that ``pid`` itself has started."""
    return {child for child, parent in _parents() if parent == pid}


def state(pid: int) -> str:
    """The letter of the state of a process, Z for a zombie; empty when there is none."""
    return _status(pid).get("State", "")[:1]


def status(pid: int, name: str) -> int:
    """A number from the status of a process: memory (VmRSS, VmHWM) in kB, Seccomp, NoNewPrivs; 0 where it is gone."""
    return int(_status(pid).get(name, "0").split()[0])


def descriptors(pid: int) -> int:
    """How many files and sockets a process has open."""
    return len(list((PROC / str(pid) / "fd").iterdir()))


def alive(pids: set[int]) -> set[int]:
    """Those of ``pids`` that still run."""
    return {pid for pid in pids if state(pid) not in ("", "Z")}


def wait_until(condition: Callable[[], object], seconds: float) -> bool:
    """Whether ``condition`` becomes true within ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


def _parents() -> Iterator[tuple[int, int]]:
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in brackets may hold anything; what follows it is the state and the parent.
                content = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                yield int(folder.name), int(content.rpartition(")")[2].split()[1])


def _status(pid: int) -> dict[str, str]:
    try:
        lines = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
