"""Why a query ends without an answer."""

from __future__ import annotations

import signal

from m4sd_graph.errors import BusyError, M4SDError, QueryLimitError, QueryTimeoutError, StoreError
from m4sd_graph.workers.worker import out_of_memory, too_deep


def stopping() -> BusyError:
    """The service ends."""
    return BusyError("the service is stopping.", remedy="Try again later.")


def crowded(retry_after: int) -> BusyError:
    """One of many slow queries is ended for the others."""
    return BusyError(
        "too many slow queries run at once; this one had run longest of the address that sent most.",
        remedy=f"Send fewer at a time; try again in {retry_after} seconds.",
        retry_after=retry_after,
    )


def died_of(signal_: int, memory: int) -> M4SDError:
    """What a worker's death says about its query, which might have ``memory`` bytes."""
    match signal_:
        case signal.SIGABRT | signal.SIGKILL:
            error = out_of_memory()
            return QueryLimitError(
                f"the query needs more than {memory // 2**20} MiB of memory.",
                remedy=error.remedy,
                limit="memory",
                value=memory,
                unit="bytes",
            )
        case signal.SIGSEGV | signal.SIGBUS:
            return too_deep()
    return StoreError("the worker that read this query ended before it was done.")


def too_late(seconds: float, longest: float) -> QueryTimeoutError:
    """The time of a query, ``seconds``, is over; it may be ``longest`` at most."""
    return QueryTimeoutError(
        f"the query was not answered within {seconds:g} s.",
        remedy=f"Narrow it, page with LIMIT and OFFSET, ask for up to {longest:g} seconds with "
        "`timeout=`, or query the dump of the release on your own machine.",
        limit="time",
        value=seconds,
        unit="seconds",
    )
