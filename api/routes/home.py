"""``/``: what the graph holds, and the doors to it."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML
from api.pages.names import Names
from api.pages.render import address_of, language, page
from api.routes.contents import dataset_markup
from api.services import services_of
from m4sd_graph.describe import labels
from m4sd_graph.namespaces import M4SD, OA, OWL, SH, VOCAB

router = APIRouter()
ANSWERS: dict[int | str, dict[str, object]] = {200: {"description": "The page", "content": {HTML: {}}}}
# Classes that only the machinery of the graph has.
MACHINERY = (OWL, SH, OA)
ABOUT = f"SELECT ?class WHERE {{ ?class <{M4SD}instanceKind> <{VOCAB}statement-kind/asserted> }}"


@router.get("/", operation_id="home", summary="Start page", responses=ANSWERS)
async def home(request: Request) -> Response:
    """Show the counts of the release and the questions it answers."""
    services = services_of(request)
    counts = services.manifest["counts"]
    shown = {iri: n for iri, n in counts["instances_by_class"].items() if not iri.startswith(MACHINERY)}
    found = await services.run(lambda: labels(services.store, shown))
    about = await services.run(lambda: {row["class"].value for row in services.store.select(ABOUT).rows})
    names = Names(found, language(request), address_of(request))
    classes = sorted((-n, names.text(iri), iri) for iri, n in shown.items() if iri in found)
    values = {
        "about": [(-n, label, _instances(iri, names)) for n, label, iri in classes if iri in about],
        "made_of": [(-n, label, _instances(iri, names)) for n, label, iri in classes if iri not in about],
        "questions": services.catalog.of_kind("questions"),
        "graphs": counts["triples_by_graph"],
        "markup": await dataset_markup(request),
    }
    return await page(request, "home.html", values)


def _instances(iri: str, names: Names) -> str:
    """The page about a class, which lists its instances; the address of a term of ours is its definition."""
    return f"/resource?{urlencode({'iri': iri, **({'lang': names.address.lang} if names.address.lang else {})})}"
