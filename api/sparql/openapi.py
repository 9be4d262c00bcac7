"""What ``/openapi.json`` says of ``/sparql``, which is no route of the framework."""

from __future__ import annotations

from api.negotiation import ROWS, TRIPLES, Formats
from api.routes.openapi import Described, answers, format_parameter, parameter
from api.sparql.protocol import DIRECT, FORM

EVERY = Formats({**ROWS.names, **TRIPLES.names})
EXAMPLE = "SELECT ?s WHERE { ?s a <https://w3id.org/m4sd/ontology#Policy> }"
DATASET = [
    parameter("default-graph-uri", "Graph to query instead of the union of all", several=True),
    parameter("named-graph-uri", "Graph that GRAPH may name", several=True),
    parameter("timeout", "Time limit in seconds, up to the longest that the service allows", "10"),
    parameter("lint", "Whether JSON results carry advice on the query in a member `lint`", "true"),
    format_parameter(EVERY),
]
BODY: Described = {
    "content": {
        FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}},
        DIRECT: {"schema": {"type": "string"}},
    }
}


def operations() -> Described:
    """The two operations of the endpoint."""
    responses = {str(status): response for status, response in answers([ROWS, TRIPLES]).items()}
    return {
        "get": {
            "operationId": "sparql",
            "summary": "Answer a query",
            "description": "Answer the query in `query`. Without one: the service description, or the editor.",
            "parameters": [parameter("query", "A SPARQL 1.1 query", EXAMPLE), *DATASET],
            "responses": responses,
        },
        "post": {
            "operationId": "sparqlPost",
            "summary": "Answer a query from the body",
            "description": "Answer the query in the form field `query`, or the body itself as a query.",
            "parameters": DATASET,
            "requestBody": BODY,
            "responses": responses,
        },
    }
