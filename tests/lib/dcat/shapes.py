"""The SHACL shapes of DCAT-AP 3.0.0 and what they say of a catalogue."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from pyld import jsonld
from rdflib import Graph

from m4sd_graph.service_description import serialise
from m4sd_graph.store.protocol import Statement
from tests.lib.support import ROOT

ABSENT = "no shapes of DCAT-AP: run `make .venv/dcat-ap/ready`, or name their folder in M4SD_DCAT_AP"


def graph_of(statements: tuple[Statement, ...]) -> Graph:
    return Graph().parse(data=serialise(statements, "text/turtle", {}), format="turtle")


def complaints(data: Graph) -> str:
    """The report on ``data``, "" when it conforms; every resource counts as one, as RDF Schema says."""
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes(), inference="rdfs")
    return "" if conforms else str(text)


@cache
def shapes() -> Graph:
    file = Path(os.environ.get("M4SD_DCAT_AP") or ROOT / ".venv" / "dcat-ap") / "shapes.jsonld"
    if not file.is_file():
        pytest.skip(ABSENT)
    written = jsonld.to_rdf(json.loads(file.read_bytes()), {"format": "application/n-quads"})
    return Graph().parse(data=written, format="nt")
