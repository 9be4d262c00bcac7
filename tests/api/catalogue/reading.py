"""Reads what the service says of its catalogue, as programs of others do."""

from __future__ import annotations

import json
import re
from typing import Any

from httpx import Response
from pyld import jsonld
from rdflib import Graph
from starlette.testclient import TestClient

RDFLIB = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/n-quads": "nquads",
    "application/trig": "trig",
}
MARKUP = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def kind_of(response: Response) -> str:
    return response.headers["content-type"].partition(";")[0]


def graph_of(response: Response) -> Graph:
    """The triples of an answer; JSON-LD has to bring its context with it."""
    assert response.status_code == 200, response.text
    if kind_of(response) in ("application/ld+json", "application/json"):
        written = jsonld.to_rdf(response.json(), {"format": "application/n-quads"})
        return Graph().parse(data=written, format="nt")
    format_ = RDFLIB[kind_of(response)]
    return Graph().parse(
        data=response.content, format="nt" if format_ == "nquads" else "turtle" if format_ == "trig" else format_
    )


def markup_of(client: TestClient, path: str) -> dict[str, Any]:
    """The data block of a page."""
    [block] = MARKUP.findall(client.get(path, headers={"Accept": "text/html"}).text)
    found: dict[str, Any] = json.loads(block)
    return found
