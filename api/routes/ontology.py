"""``/ontology``: the whole ontology, its modules and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, THING
from api.pages.render import page
from api.routes.openapi import answers, at, format_parameter
from api.routes.resources import GRAPH_TRIPLES, respond, triples
from api.routes.wishes import PROFILE_PARAMETER, TELLING
from api.services import Services, services_of
from api.signposting import split_suffix
from m4sd_graph.namespaces import GRAPH, M4SD, ONTOLOGY, OWL, RDFS, SKOS

router = APIRouter()
KINDS = {
    f"{OWL}Class": "classes",
    f"{OWL}ObjectProperty": "properties",
    f"{OWL}DatatypeProperty": "properties",
    f"{OWL}AnnotationProperty": "properties",
}
TERMS = f"""SELECT ?term ?type ?label ?definition ?domain ?range ?parent WHERE {{
  ?term a ?type ; <{RDFS}isDefinedBy> <{ONTOLOGY}> ; <{RDFS}label> ?label ; <{SKOS}definition> ?definition
  FILTER(LANG(?label) = LANG(?definition))
  OPTIONAL {{ ?term <{RDFS}domain> ?domain }} OPTIONAL {{ ?term <{RDFS}range> ?range }}
  OPTIONAL {{ ?term <{RDFS}subClassOf> ?parent }}
}} ORDER BY ?term ?type"""
REUSED = f"SELECT ?term ?label WHERE {{ ?term <{M4SD}displayLabel> ?label }} ORDER BY ?term"


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A class or property: label and definition by language, and the terms it is bound to."""

    iri: str
    label: dict[str, str]
    definition: dict[str, str]
    bounds: dict[str, str]

    @property
    def name(self) -> str:
        """The name after the hash."""
        return self.iri.rpartition("#")[2]


@router.get(
    "/ontology",
    operation_id="ontology",
    summary="The whole ontology",
    responses=answers([THING]),
    openapi_extra={"parameters": [format_parameter(THING), *TELLING]},
)
@router.get("/ontology.{suffix}", include_in_schema=False)
async def ontology(request: Request, suffix: str = "") -> Response:
    """Return the whole ontology; the page lists its terms, each at its own anchor."""
    return await _whole(request, suffix)


@router.get(
    "/ontology/{path:path}",
    operation_id="ontologyPart",
    summary="A version or a module of the ontology",
    responses=answers([THING]),
    openapi_extra={"parameters": [format_parameter(THING), PROFILE_PARAMETER, *TELLING]},
)
async def part(request: Request, path: Annotated[str, at("link")]) -> Response:
    """Return the version that is served (the whole ontology), or what is said about a module."""
    name, suffix = split_suffix(path)
    if name == services_of(request).manifest["software"]:
        return await _whole(request, suffix)
    return await respond(request, f"{ONTOLOGY}/{name}", suffix)


async def _whole(request: Request, suffix: str) -> Response:
    services = services_of(request)
    choice = THING.choose(request, suffix)
    if choice.made == HTML:
        values = await services.run(lambda: _terms(services))
        return await page(request, "ontology.html", values)
    return await triples(request, GRAPH_TRIPLES.format(iri=f"<{GRAPH}ontology>"), ONTOLOGY, choice)


def _terms(services: Services) -> Mapping[str, object]:
    found: dict[str, dict[str, OntologyTerm]] = {"classes": {}, "properties": {}}
    for row in services.store.select(TERMS).rows:
        kind = KINDS.get(row["type"].value)
        if kind is None:
            continue
        iri = row["term"].value
        term = found[kind].setdefault(iri, OntologyTerm(iri, {}, {}, {}))
        term.label[row["label"].language] = row["label"].value
        term.definition[row["definition"].language] = row["definition"].value
        term.bounds.update({name: row[name].value for name in ("parent", "domain", "range") if name in row})
    reused: dict[str, dict[str, str]] = {}
    for row in services.store.select(REUSED).rows:
        reused.setdefault(row["term"].value, {})[row["label"].language] = row["label"].value
    counts = services.manifest["counts"]["instances_by_class"]
    terms = {kind: [by_iri[iri] for iri in sorted(by_iri)] for kind, by_iri in found.items()}
    return {"terms": terms, "reused": reused, "counts": counts, "types": THING.names, "ontology": ONTOLOGY}
