"""``/coherence/trace``: every chain of links from one thing to another, explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask, end_of
from api.coherence.parameters import PARAMETERS, TRACE
from api.coherence.view import counted, fields, show
from api.negotiation import HTML, JSON, JSONLD
from api.pages.render import language
from api.routes.coherence_answers import MERMAID, SPARQL, SVG, TEXT, route, sent
from api.routes.coherence_answers import TRACE as FORMS
from api.services import services_of
from m4sd_graph.coherence.explain import Explained, explain
from m4sd_graph.coherence.mermaid import mermaid
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.svg import svg
from m4sd_graph.coherence.trace import LONGEST, Trace
from m4sd_graph.coherence.trace_data import as_json, as_jsonld
from m4sd_graph.coherence.trace_query import query_of
from m4sd_graph.coherence.words import told
from m4sd_graph.errors import NotFoundError, ParameterError, QueryLimitError

router = APIRouter()
# Chains of an answer; who gets more than that cannot follow them, and their passages take long to fetch.
MOST = 200
SHOWN = ("from", "to", "as-of", "asserted-only", "grade", "confidence", "reviewed-only")
TEXTS: Mapping[str, Callable[[Explained, str], str]] = {
    TEXT: told,
    MERMAID: mermaid,
    SVG: svg,
    SPARQL: lambda explained, _: query_of(explained.trace),
}


@router.get("/coherence/trace", **route(TRACE, FORMS, "coherence-trace", "Every chain from one thing to another"))
async def trace(request: Request) -> Response:
    """Explain every chain of links between two things, down to the passages at its root.

    Without a chain the answer says what was searched and what stands on either side. More than 200 chains are an error
    that says how to ask for fewer: an answer is never cut.
    """
    services, asked, choice = services_of(request), ask(request, *TRACE), FORMS.choose(request)
    tongue = asked.language
    explained = await services.run(lambda: _explained(request, asked))
    if choice.made == HTML:
        found = await services.run(lambda: as_json(explained, tongue))
        return await _page(request, asked, explained, found)
    if choice.made == JSON:
        return sent(await services.run(lambda: _json(request, explained, tongue)), choice.media_type, tongue)
    if choice.made == JSONLD:
        url = services.context_url(request)
        content = await services.run(lambda: as_jsonld(services.store, explained, services.context, url))
        return sent(content, choice.media_type)
    form = TEXTS[choice.made]
    return sent(await services.run(lambda: form(explained, tongue)), choice.media_type, tongue)


def _json(request: Request, explained: Explained, tongue: str) -> Mapping[str, object]:
    return {"release": services_of(request).name, **as_json(explained, tongue)}


def _explained(request: Request, asked: Asked) -> Explained:
    services, analysis = services_of(request), analysis_of(request)
    source, target = (end_of(request, asked, name, PARAMETERS[name].example) for name in ("from", "to"))
    options, longest = asked.options(analysis), asked.whole("max-length", LONGEST)
    tracer = services.analysis.tracer()
    try:
        _check(tracer.trace(source, target, options, longest))
        return explain(services.store, tracer, source, target, options, longest)
    except NotFoundError as error:
        raise ParameterError(error.message, place=error.place, remedy=error.remedy) from None


def _check(found: Trace) -> None:
    if len(found.chains) > MOST:
        raise QueryLimitError(
            f"{len(found.chains)} chains lead there; an answer holds at most {MOST}.",
            remedy="Name one target, goal or objective in `to`, one thing in `from`, or ask for more with `grade`, "
            "`confidence` or `asserted-only`; /coherence/matrix shows many at once.",
            limit="chains",
            value=MOST,
            unit="chains",
        )


async def _page(request: Request, asked: Asked, explained: Explained, found: Mapping[str, object]) -> Response:
    lang = language(request)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "format" and value.strip()]
    values = {
        "found": found,
        "scripts": ["coherence-matrix"],
        "unfound": "" if explained.trace.chains else told(explained, lang),
        "counted": counted(explained.trace.options, lang),
        "say": naming({}, lang),
        "picture": f"/coherence/trace?{urlencode([*kept, ('format', 'svg')])}",
        "fields": fields(asked, SHOWN, lang),
    }
    return await show(request, "coherence_trace.html", FORMS, values)
