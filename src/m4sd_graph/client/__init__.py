"""The Python client: ``connect`` to the graph in this process or at an endpoint."""

from __future__ import annotations

from m4sd_graph.client.coherence import Coherence
from m4sd_graph.client.connection import Connection
from m4sd_graph.client.opening import ReleaseName, opened
from m4sd_graph.client.search import Hit, Hits
from m4sd_graph.client.solutions import Solutions
from m4sd_graph.client.values import IRI, BlankNode, Text, Value, value_of
from m4sd_graph.coherence.explain import Explained
from m4sd_graph.coherence.words import told
from m4sd_graph.settings import Settings

__all__ = [
    "IRI",
    "BlankNode",
    "Coherence",
    "Connection",
    "Explained",
    "Hit",
    "Hits",
    "ReleaseName",
    "Solutions",
    "Text",
    "Value",
    "connect",
    "told",
    "value_of",
]


def connect(address: str | None = None, *, timeout: int = 60) -> Connection:
    """Connect to the graph.

    Without ``address``: the current release in this process, or the data that the package carries where no release was
    built (settings ``M4SD_RELEASES``, ``M4SD_RELEASE``, ``M4SD_ENDPOINT``). With the address of a service or of its
    SPARQL endpoint: that one, ``timeout`` in seconds for each request. Raises ReleaseError, or StoreError when the
    address does not answer or has another graph.
    """
    return Connection(opened(address, timeout, Settings()))
