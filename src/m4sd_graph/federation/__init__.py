"""SERVICE, answered before the engine sees the query: it opens no connection itself.

``find_calls`` takes the calls out of a query, ``ServiceClient`` sends each to its endpoint, and ``inline`` puts the
answers in their place. Finding and inlining read what strangers wrote and need no network; the client needs the network
and reads nothing but HTTP. So they can run in different processes, and ``ServiceClient`` is imported from ``client``.
"""

from __future__ import annotations

from m4sd_graph.federation.calls import Call, find_calls
from m4sd_graph.federation.inlining import blanked, inline

__all__ = ["Call", "blanked", "find_calls", "inline"]
