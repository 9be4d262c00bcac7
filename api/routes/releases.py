"""``/releases``: every release that was published, its files, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.negotiation import HTML, JSON, JSONLD, Formats
from api.pages.render import page
from api.routes.contents import dataset_markup
from api.routes.openapi import FAILURES, answers, at, format_parameter
from api.routes.transfer import send
from api.services import Services, services_of
from api.signposting import Signs, signposts
from m4sd_graph.downloads import Download, download, downloads
from m4sd_graph.event_stream import release_iri
from m4sd_graph.history import LATEST, History, open_history
from m4sd_graph.namespaces import BASE
from m4sd_graph.release import Release

router = APIRouter()
FORMS = Formats({"jsonld": JSONLD, "json": JSON, "html": HTML}, {JSON: JSONLD})
CONTEXTS = ("v1.jsonld", "changes-v1.jsonld")
FILES: Mapping[str, Any] = {"description": "The file, or a part of it", "content": {"*/*": {}}}
REDIRECT: Mapping[str, Any] = {"description": "Where it is now"}
DIGEST = {"description": "The file as the client has it"}
VERSION = at("0.1.0+1a2b3c4d")
UNITS = ("B", "kB", "MB", "GB")


@router.get(
    "/releases",
    operation_id="releases",
    summary="Every published release",
    responses=answers([FORMS], "releases"),
    openapi_extra={"parameters": [format_parameter(FORMS)]},
)
@router.get("/releases.{suffix}", include_in_schema=False)
async def releases(request: Request, suffix: str = "") -> Response:
    """Return the releases, newest first, each with its time, size, digest and address."""
    services = services_of(request)
    choice = FORMS.choose(request, suffix)
    history = await services.run(lambda: history_of(services))
    opened = await services.run(lambda: [history.release(version) for version in reversed(history.versions())])
    headers = signposts(request, choice, Signs(f"{BASE}releases"), FORMS)
    if choice.made == HTML:
        rows = [(r, history.published(r.version), _before(opened, r)) for r in opened]
        return await linked_page(request, "releases.html", {"rows": rows}, headers)
    base = services.base(request)
    content = {
        "@context": context_addresses(base),
        "id": f"{base}/releases",
        "type": ["Dataset"],
        "title": {"en": "Releases of the graph", "fr": "Versions du graphe"},
        "hasVersion": [_told(r, history, base) for r in opened],
    }
    return JSONResponse(content, headers=headers, media_type=choice.media_type)


@router.get(
    "/releases/latest",
    operation_id="latestRelease",
    summary="To the release that is served",
    status_code=307,
    responses={307: dict(REDIRECT)},
)
async def latest(request: Request) -> Response:
    """Lead to the release that is served; never keep this answer, keep where it leads."""
    return _to_latest(services_of(request), "")


@router.get(
    "/releases/latest/{file:path}",
    operation_id="latestFile",
    summary="To a file of the release that is served",
    status_code=307,
    responses={307: dict(REDIRECT), **FAILURES},
)
async def latest_file(request: Request, file: Annotated[str, at("m4sd.nq")]) -> Response:
    """Lead to the file of this name in the release that is served."""
    services = services_of(request)
    if not file:
        return _to_latest(services, "")
    history = await services.run(lambda: history_of(services))
    found = await services.run(lambda: download(history.release(LATEST), file))
    return _to_latest(services, f"/{found.name}")


@router.get(
    "/releases/{version}",
    operation_id="releaseFiles",
    summary="A release and what can be downloaded of it",
    responses=answers([FORMS], "release-downloads"),
    openapi_extra={"parameters": [format_parameter(FORMS)]},
)
async def release(request: Request, version: Annotated[str, VERSION]) -> Response:
    """Return what the release is and its files with size, digest and address.

    The suffixes ``.jsonld``, ``.json`` and ``.html`` choose the form.
    """
    services = services_of(request)
    name, suffix = without_suffix(version)
    choice = FORMS.choose(request, suffix)
    history = await services.run(lambda: history_of(services))
    found = history.release(name)
    files = await services.run(lambda: downloads(found))
    headers = signposts(request, choice, Signs(release_iri(found.version)), FORMS)
    if choice.made == HTML:
        values = {"release": found, "published": history.published(found.version), "files": files, "size": readable}
        values["markup"] = await dataset_markup(request, found.version)
        return await linked_page(request, "release_files.html", values, headers)
    base = services.base(request)
    content = {
        "@context": context_addresses(base),
        **_told(found, history, base),
        "distribution": [_file(one, f"{base}/releases/{found.version}") for one in files],
    }
    return JSONResponse(content, headers=headers, media_type=choice.media_type)


@router.get(
    "/releases/{version}/{file:path}",
    operation_id="releaseFile",
    summary="A file of a release",
    responses={200: dict(FILES), 206: dict(FILES), 304: DIGEST, **FAILURES},
)
async def release_file(
    request: Request, version: Annotated[str, VERSION], file: Annotated[str, at("m4sd.nq")]
) -> Response:
    """Return a file of the manifest, or the manifest. It never changes.

    Ranges are answered; Accept-Encoding chooses among the copies that lie there.
    """
    services = services_of(request)
    history = await services.run(lambda: history_of(services))
    if not file:
        return RedirectResponse(f"/releases/{history.release(version).version}")
    return await send(request, await services.run(lambda: download(history.release(version), file)))


async def linked_page(
    request: Request, template: str, values: Mapping[str, Any], headers: Mapping[str, str]
) -> Response:
    """A page with the links of the document that it shows."""
    response = await page(request, template, values)
    response.headers["Link"] = headers["Link"]
    return response


def history_of(services: Services) -> History:
    """The publications up to the release that is served."""
    return open_history(services.settings.releases, str(services.manifest["version"]))


def without_suffix(name: str) -> tuple[str, str]:
    """The name of a release without the suffix of a form, and the suffix; versions have points of their own."""
    bare, _, suffix = name.rpartition(".")
    return (bare, suffix) if bare and suffix.isalpha() else (name, "")


def context_addresses(base: str) -> list[str]:
    """Where the words of these documents are explained."""
    return [f"{base}/context/{name}" for name in CONTEXTS]


def readable(size: int) -> str:
    """A number of bytes for people."""
    value = float(size)
    for unit in UNITS:
        if value < 1000 or unit == UNITS[-1]:
            break
        value /= 1000
    return f"{value:.0f}\u00a0{unit}" if value >= 10 or unit == "B" else f"{value:.1f}\u00a0{unit}"


def _to_latest(services: Services, rest: str) -> Response:
    return RedirectResponse(f"/releases/{services.manifest['version']}{rest}", headers={"Cache-Control": "no-cache"})


def _before(newest_first: Sequence[Release], release: Release) -> str:
    """The version that came before a release, if it is still there."""
    position = newest_first.index(release) + 1
    return newest_first[position].version if position < len(newest_first) else ""


def _told(release: Release, history: History, base: str) -> dict[str, Any]:
    manifest, published = release.manifest, history.published(release.version)
    told = {
        "id": release_iri(release.version),
        "type": ["Dataset"],
        "version": release.version,
        "published": published,
        "modified": manifest.get("modified"),
        "license": manifest.get("license"),
        "triples": manifest["quads"],
        "digest": manifest.get("digest", {}).get("value"),
        "landingPage": f"{base}/releases/{release.version}",
    }
    return {key: value for key, value in told.items() if value not in (None, "")}


def _file(one: Download, address: str) -> dict[str, Any]:
    return {
        "type": ["Distribution"],
        "downloadURL": f"{address}/{one.name}",
        "mediaType": f"https://www.iana.org/assignments/media-types/{one.media_type}",
        "byteSize": one.size,
        "digest": one.digest,
    }
