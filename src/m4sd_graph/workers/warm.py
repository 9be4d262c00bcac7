"""Starts the warm process, with nothing imported that takes time: it gets ready while its parent does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass

MODULE = "m4sd_graph.workers.nursery"
# How glibc manages the memory of workers (others pass it over). A query frees more pieces of one size than are kept at
# hand by default, and looking them up again took a third of a worker's time; large pages shorten the way to the store.
TUNABLES = "glibc.malloc.tcache_count=127:glibc.malloc.hugetlb=1"


@dataclass(frozen=True, slots=True)
class Warm:
    """A warm process that waits for its orders on the other end of ``control``."""

    control: socket.socket
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """End it; unless it ends by itself when its parent does."""
        self.control.close()
        self.process.terminate()
        self.process.wait()


def start_warm() -> Warm:
    """Start a warm process."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", MODULE, str(theirs.fileno())]
        environment = {"GLIBC_TUNABLES": TUNABLES, **os.environ}
        # Out of reach of Ctrl+C, which is meant for the parent.
        process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True, env=environment
        )
    control.setblocking(False)
    return Warm(control, process)
