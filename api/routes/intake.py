"""``POST /validation``: check one's own data beside the release; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.intake import FORM, Sent, sent_in
from api.negotiation import JSON, TURTLE
from api.pages.render import language, page
from api.pages.validation import templates
from api.routes.openapi import FAILURES, answers, format_parameter, parameter
from api.routes.validation import CSV, FORMS, SHOWN, telling
from api.services import MIB, services_of
from m4sd_graph import report as reports
from m4sd_graph.errors import ParameterError
from m4sd_graph.intake import LIMITS
from m4sd_graph.intake.cells import XLSX
from m4sd_graph.intake.read import KINDS
from m4sd_graph.intake.template import Knowledge, workbook
from m4sd_graph.namespaces import expand
from m4sd_graph.release import open_release
from m4sd_graph.speech import speech
from m4sd_graph.validate import Finding, Report
from m4sd_graph.verdict import as_csv
from m4sd_graph.workers.proposals import Check

router = APIRouter()
WANTED = ("report", "data")
BODY: Mapping[str, Any] = {
    "required": True,
    "description": f"Data of {LIMITS['bytes']} bytes at most, or a form with `file` or `text`.",
    "content": {
        **{kind: {"schema": {"type": "string"}} for kind in KINDS.values()},
        FORM: {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}},
    },
}
CLASS = parameter("class", "The class, by prefixed name or IRI.", "m4sd:Programme")
WANT = parameter("want", "`report`, or `data` for the statements as Turtle, of a spreadsheet say.", "report")


@router.get(
    "/validation/template.xlsx",
    operation_id="validationTemplate",
    summary="A spreadsheet to fill for one class",
    responses={200: {"description": "A workbook", "content": {XLSX: {}}}, **FAILURES},
    openapi_extra={"parameters": [{**CLASS, "required": True}]},
)
async def empty(request: Request) -> Response:
    """Return an empty spreadsheet: required columns first, lists of values, and a sheet that explains each column."""
    services, _ = services_of(request), speech(language(request)).gettext
    words = (_("Column"), _("Property"), _("Required"), _("Example"), _("What it says"), _("yes"), _("no"))
    known = Knowledge(services.store, services.shapes, services.prefixes, language(request))
    iri = expand(request.query_params.get("class", ""), services.prefixes)
    content = await services.run(lambda: workbook(known, iri, words))
    name = "".join(c for c in iri.replace("#", "/").rpartition("/")[2] if c.isalnum())
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Vary": "Accept-Language"}
    return Response(content, headers=headers, media_type=XLSX)


@router.post(
    "/validation",
    operation_id="validate",
    summary="Check your own data beside the release",
    responses=answers([FORMS]),
    openapi_extra={"parameters": [format_parameter(FORMS), WANT], "requestBody": BODY},
)
async def check(request: Request) -> Response:
    """Return what the checks say of the data in the body, put beside the release in memory; nothing is stored."""
    services, choice = services_of(request), FORMS.choose(request)
    sent = await sent_in(request)
    want = sent.fields.get("want") or request.query_params.get("want") or WANTED[0]
    if want not in WANTED:
        raise ParameterError("unknown wish.", place=f"want={want}", remedy=f"One of {', '.join(WANTED)}.")
    release = open_release(services.settings.releases, str(services.manifest["version"]))
    order = Check(
        folder=release.folder,
        prefixes=release.manifest["prefixes"],
        memory=services.settings.query_memory * MIB,
        content=sent.content,
        kind=sent.kind,
        name=sent.name,
        data=want == "data",
    )
    found = await services.proposals.weigh(order)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if order.data:
        attached = {**headers, "Content-Disposition": 'attachment; filename="data.ttl"'}
        return Response(found["turtle"], headers=attached, media_type=TURTLE)
    report = Report(tuple(Finding(**one) for one in found["findings"]))
    match choice.made:
        case kind if kind == JSON:
            return JSONResponse({"release": services.name, "name": sent.name, **found}, headers=headers)
        case kind if kind == CSV:
            return Response(as_csv(report, language(request)), headers=headers, media_type=CSV)
        case kind if kind == TURTLE:
            return Response(reports.as_turtle(report), headers=headers, media_type=choice.media_type)
    values = await services.run(lambda: _values(request, sent, found, report))
    response = await page(request, "validation_report.html", values)
    response.headers["Cache-Control"] = "no-store"
    return response


def _values(request: Request, sent: Sent, found: Mapping[str, Any], report: Report) -> Mapping[str, object]:
    told, services = telling(request), services_of(request)
    return {
        "scripts": ["validation"],
        "sent": sent,
        "found": found,
        "total": sum(found["counts"].values()),
        "findings": told.findings(report.findings[:SHOWN]),
        "templates": templates(services.store, services.prefixes, language(request)),
        "limits": {**LIMITS, "seconds": round(services.settings.query_seconds_most)},
    }
