"""Measures the seconds from ``make serve`` in a prepared environment to the first SPARQL answer.

After ``make build``: ``.venv/bin/python bench/first_answer.py [runs]``. Each run starts the service
on a free loopback port, asks one question until it is answered, and stops the process group it started.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

QUERY = "ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
LIMIT = 60.0


def main() -> None:
    """Print each run and the median."""
    runs = [first_answer() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)]
    print("seconds:", " ".join(f"{seconds:.2f}" for seconds in runs), f"median {statistics.median(runs):.2f}")


def first_answer() -> float:
    """Seconds until the first answer of a fresh service."""
    port = free_port()
    started = time.perf_counter()
    command = ["make", "--silent", "serve", f"PORT={port}"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            while not answers(port):
                if process.poll() is not None or time.perf_counter() - started > LIMIT:
                    raise SystemExit("the service did not start")
                time.sleep(0.01)
            return time.perf_counter() - started
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def answers(port: int) -> bool:
    """True when the service answers the query."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query={QUERY}", timeout=5) as response:
            return b"true" in response.read()
    except (urllib.error.URLError, ConnectionError):
        return False


def free_port() -> int:
    """A loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
