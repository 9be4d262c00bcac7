"""The MCP server over a release: its tools, resources and prompts, and how errors reach the assistant."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from importlib import metadata
from inspect import getdoc
from typing import Any

from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.lowlevel.server import Server as LowLevelServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ValidationError

from api.assistant.tools import Tools
from api.errors import problem_of
from api.services import Services
from m4sd_graph.client import Connection
from m4sd_graph.client.opening import Opened, ReleaseName
from m4sd_graph.errors import M4SDError, NotFoundError, ParameterError, StoreError
from m4sd_graph.namespaces import OWL, RDFS, SKOS, shorten

# Bytes of a message over HTTP.
LARGEST = 4 * 2**20
LOG = logging.getLogger(__name__)
INSTRUCTIONS = """The open knowledge graph of migration policies, institutions and partnerships, linked to the SDGs
and the Global Compact for Migration with evidence. Find things with search; answer with run_question where a question
fits, else with sparql after describe_class. Cite IRIs, the release and the documents in `evidence`. A derived link is
not an asserted one: name its rule. What is absent is not recorded, which does not mean that it does not exist.
Grades: 1 contributory, 2 same in substance, 3 same named object. A field `more` that is not null means that the answer
goes on."""
READING = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
TERMS = f"""SELECT ?term ?kind ?label ?definition WHERE {{
  VALUES ?type {{ <{OWL}Class> <{OWL}ObjectProperty> <{OWL}DatatypeProperty> }}
  ?term a ?type ; <{RDFS}label> ?label ; <{SKOS}definition> ?definition
  FILTER(LANG(?label) = "en" && LANG(?definition) = "en") BIND(REPLACE(STR(?type), "^.*#", "") AS ?kind)
}} ORDER BY ?kind ?term"""


class Server(FastMCP[None]):
    """FastMCP whose tools refuse unknown arguments and tell expected errors in full, unexpected ones not at all."""

    @property
    def protocol(self) -> LowLevelServer[Any, Any]:
        """What speaks the protocol."""
        return self._mcp_server

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - as the SDK has it
        """Call a tool; an error becomes a result that says so, with its remedy."""
        try:
            await self._check(name, arguments)
            return await super().call_tool(name, arguments)
        except M4SDError as error:
            return failure(error)
        except ToolError as error:
            return failure(_expected(error.__cause__))

    async def _check(self, name: str, arguments: dict[str, Any]) -> None:
        tools = {tool.name: tool for tool in await self.list_tools()}
        if name not in tools:
            near = get_close_matches(name, tools, n=3, cutoff=0.4)
            raise NotFoundError(f"no tool {name!r}.", remedy=f"Tools: {', '.join(tools)}.", nearest=near)
        known = tools[name].inputSchema["properties"]
        for argument in arguments:
            if argument not in known:
                remedy = f"Arguments: {', '.join(known)}."
                raise ParameterError("there is no such argument.", place=f"argument {argument}", remedy=remedy)


def make_server(services: Services, hosts: Sequence[str] = ()) -> Server:
    """The server over ``services``, which must have been started; over HTTP it answers only to the names ``hosts``."""
    graph = Connection(_opened(services))
    names = [name for host in hosts for name in (host, f"{host}:*")]
    server = Server(
        "m4sd-graph",
        instructions=INSTRUCTIONS,
        log_level="WARNING",
        max_request_body_size=LARGEST,
        transport_security=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=names,
            allowed_origins=[f"{scheme}://{name}" for scheme in ("http", "https") for name in names],
        ),
    )
    server.protocol.version = metadata.version("m4sd-graph")
    for tool in Tools(services, graph).all():
        server.add_tool(tool, description=getdoc(tool), annotations=READING)
    _add_resources(server, services)
    _add_prompts(server)
    return server


def _add_resources(server: Server, services: Services) -> None:
    @server.resource("m4sd://ontology", mime_type="text/plain", description="Every class and property of the ontology.")
    async def ontology() -> str:
        rows = await services.run(lambda: services.store.select(TERMS).texts())
        names = services.prefixes
        return "\n".join(f"{kind} {shorten(term, names)} · {label}: {text}" for term, kind, label, text in rows)

    @server.resource("m4sd://release", mime_type="application/json", description="Version, digest, date and counts.")
    async def release() -> str:
        shown = ("version", "iri", "modified", "license", "digest", "quads", "counts")
        return json.dumps({key: services.manifest[key] for key in shown}, ensure_ascii=False)


def _add_prompts(server: Server) -> None:
    @server.prompt(description="Trace why a policy or body is linked to an SDG target, down to the passage.")
    def trace(source: str, target: str) -> str:
        return (
            f"Explain with explain_chain why {source} is linked to {target}. Go through the steps one by one: say "
            "which are asserted and which a rule derived, with grade and confidence, and cite the document and the "
            "place behind each. End with the release and with what the chain does not show."
        )

    @server.prompt(
        description="What a country has in force, where findings see gaps, and which SDG targets are served."
    )
    def country_brief(country: str) -> str:
        return (
            f"Write a brief on migration policy of {country}: use run_question with instruments-in-force, "
            "findings-by-domain, gaps-in-domain and sdg-coverage. Cite an IRI and a document for each statement, tell "
            "asserted links from derived ones, and name the release."
        )


def _opened(services: Services) -> Opened:
    manifest = services.manifest
    modified = date.fromisoformat(manifest["modified"])
    name = ReleaseName(manifest["version"], modified, manifest["digest"]["value"], "the service")
    return Opened(services.store, services.prefixes, services.context, name)


def failure(error: M4SDError) -> CallToolResult:
    """An error as the result of a tool: its text with the remedy, and its members."""
    return CallToolResult(
        isError=True, content=[TextContent(type="text", text=str(error))], structuredContent=dict(problem_of(error))
    )


def _expected(error: BaseException | None) -> M4SDError:
    """The error that a tool met, as one of ours; what nobody expected is written to the log and not told."""
    if isinstance(error, M4SDError):
        return error
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return ParameterError(f"{first['msg']}.", place=f"argument {place}", remedy="See the schema of the tool.")
    LOG.error("a tool failed", exc_info=error)
    return StoreError("the tool failed; the failure was logged.")
