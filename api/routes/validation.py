"""``/validation``: what the checks say of the release, by rule and by area; its badge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, TURTLE, Formats
from api.pages.render import address_of, language, page
from api.pages.validation import Telling, shares, templates
from api.routes.openapi import answers, format_parameter, parameter
from api.routes.releases import history_of
from api.services import Services, services_of
from api.signposting import Signs, signposts
from m4sd_graph import report as reports
from m4sd_graph.intake import LIMITS
from m4sd_graph.namespaces import BASE, SH
from m4sd_graph.release import open_release
from m4sd_graph.speech import speech
from m4sd_graph.validate import SEVERITIES, Report, load_report
from m4sd_graph.verdict import as_csv, badge, by_area, by_rule, narrowed

router = APIRouter()
CSV = "text/csv"
FORMS = Formats({"json": JSON, "html": HTML, "csv": CSV, "ttl": TURTLE}, synonyms={"turtle": TURTLE})
REPORT = "report.json"
NAMES = f"SELECT ?shape ?name WHERE {{ ?shape <{SH}severity> ?severity ; <{SH}name> ?name }}"
NARROWING = [
    parameter("severity", f"Only findings of this severity: {', '.join(SEVERITIES)}.", "Warning"),
    parameter("rule", "Only findings of this shape, by its IRI."),
    parameter("area", "Only findings in this folder of the data.", "data/international"),
    parameter("lang", "Language of the texts in CSV and on the page.", "fr"),
]
# Findings on one page; the other forms have all.
SHOWN = 200


@router.get(
    "/validation/badge.svg",
    operation_id="validationBadge",
    summary="A badge with the violations",
    responses={200: {"description": "A picture", "content": {"image/svg+xml": {}}}},
)
async def picture(request: Request) -> Response:
    """Return a small picture that says how many violations the release has."""
    report = await services_of(request).run(lambda: released(services_of(request)))
    tongue, count = speech(language(request)), report.counts()["Violation"]
    words = tongue.ngettext("%(number)s violation", "%(number)s violations", count) % {"number": count}
    content = badge("m4sd-graph", words, good=not count)
    return Response(
        content, media_type="image/svg+xml", headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"}
    )


@router.get(
    "/validation",
    operation_id="validation",
    summary="What the checks say of the release",
    responses=answers([FORMS]),
    openapi_extra={"parameters": [format_parameter(FORMS), *NARROWING]},
)
@router.get("/validation.{suffix}", include_in_schema=False)
async def validation(request: Request, suffix: str = "") -> Response:
    """Return the report of the release: which thing broke which rule, why that matters and how to mend it."""
    services = services_of(request)
    choice = FORMS.choose(request, suffix)
    report = await services.run(lambda: released(services))
    asked = {name: request.query_params.get(name, "") for name in ("severity", "rule", "area")}
    found = narrowed(report, **asked)
    headers = signposts(request, choice, Signs(f"{BASE}validation"), FORMS)
    match choice.made:
        case kind if kind == JSON:
            content = {"release": services.name, "conforms": report.conforms, "counts": report.counts()}
            told = {**content, "shown": len(found.findings), "findings": [asdict(one) for one in found.findings]}
            return JSONResponse(told, headers=headers)
        case kind if kind == CSV:
            return Response(as_csv(found, language(request)), headers=headers, media_type=CSV)
        case kind if kind == TURTLE:
            return Response(reports.as_turtle(found), headers=headers, media_type=choice.media_type)
    values = await services.run(lambda: _values(request, report, found, asked))
    response = await page(request, "validation.html", values)
    response.headers["Link"] = headers["Link"]
    return response


def released(services: Services) -> Report:
    """The report that the release keeps."""
    folder = open_release(services.settings.releases, str(services.manifest["version"])).folder
    return load_report(folder / REPORT)


def telling(request: Request) -> Telling:
    """Who tells findings on this page; blocking work."""
    services = services_of(request)
    names: dict[str, dict[str, str]] = {}
    for row in services.shapes.select(NAMES).rows:
        names.setdefault(row["shape"].value, {})[row["name"].language] = row["name"].value
    return Telling(services.store, names, services.prefixes, language(request), address_of(request))


def _values(request: Request, report: Report, found: Report, asked: Mapping[str, str]) -> Mapping[str, Any]:
    services, told = services_of(request), telling(request)
    history = history_of(services)
    opened = [history.release(version) for version in reversed(history.versions())]
    return {
        "scripts": ["validation"],
        "report": report,
        "checks": len(told.shapes),
        "rules": told.rules(by_rule(report)),
        "areas": told.areas(by_area(report)),
        "total": len(found.findings),
        "findings": told.findings(found.findings[:SHOWN]),
        "asked": asked,
        "severities": SEVERITIES,
        "shares": shares(services.store, services.manifest, language(request)),
        "history": [(one, history.published(one.version)) for one in opened],
        "templates": templates(services.store, services.prefixes, language(request)),
        "limits": {**LIMITS, "seconds": round(services.settings.query_seconds_most)},
    }
