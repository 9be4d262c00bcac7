"""What every analysis of coherence reads: the tables of a release, filled once and shared by all requests."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.coherence.trace import Tracer


class Analysis:
    """The tables of one release, which ``tables`` reads when first asked; whoever asks waits for it."""

    def __init__(self, tables: Callable[[], Tables]) -> None:
        self._tables = tables
        self._lock = Lock()
        self._tracer: Tracer | None = None

    def tracer(self) -> Tracer:
        """The claims of the release, ready to be traced; blocks while they are read, and raises what stands in the way.

        After a failure the next who asks tries again.
        """
        with self._lock:
            if self._tracer is None:
                self._tracer = Tracer(claims_of(self._tables()))
            return self._tracer
