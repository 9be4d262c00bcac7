"""What the catalogue is made from, as the client sees it: for its routes, and for pages that carry its markup."""

from __future__ import annotations

from starlette.requests import Request

from api.pages.render import language
from api.services import Services, services_of
from m4sd_graph.catalog import is_iri
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.dcat.coverage import coverage_of
from m4sd_graph.dcat.editions import editions_of
from m4sd_graph.dcat.markup import schema_dataset
from m4sd_graph.dcat.model import Contents, Site, Table
from m4sd_graph.errors import ParameterError
from m4sd_graph.history import open_history
from m4sd_graph.jsonld import JsonObject


def contents_of(services: Services, request: Request, *versions: str) -> Contents:
    """The named releases, or else every one up to that which is served, and what the graph covers; blocking work."""
    base, manifest = services.base(request), services.manifest
    if not is_iri(base):
        raise ParameterError("this is no address of a service.", place="Host", remedy="Name the host you connect to.")
    history = open_history(services.settings.releases, str(manifest["version"]))
    tables = {name: Table(one.title, one.description) for name, one in COLLECTIONS.items()}
    coverage = coverage_of(services.store, manifest)
    return Contents(Site(base, services.settings.contact), editions_of(history, *versions), coverage, tables)


async def dataset_markup(request: Request, version: str = "") -> JsonObject:
    """The graph, or one release of it, in the terms of schema.org and the language of the page."""
    services, lang = services_of(request), language(request)
    # A page about one release does not depend on the others.
    shown = version or str(services.manifest["version"])

    def made() -> JsonObject:
        contents = contents_of(services, request, shown)
        return schema_dataset(contents, lang, contents.current if version else None)

    if version:
        return await services.run(made)
    latest = await services.run(lambda: open_history(services.settings.releases, shown).latest)
    key = ("markup", services.base(request), lang, latest)
    return await services.run(lambda: services.kept.of(key, made))
