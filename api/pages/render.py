"""Renders a template in the reader's language, with the notices that the names on the page require."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.pages.assets import assets, fonts
from api.pages.frame import languages_of, menu_of
from api.pages.names import Address, short_name
from api.services import services_of
from m4sd_graph.namespaces import M4SD, SKOS
from m4sd_graph.speech import DEFAULT, LANGUAGES, order, speech, spoken
from m4sd_graph.store.protocol import Store

# Characters of an Accept-Language header that are read.
LONGEST = 1_024
TEMPLATES = Path(__file__).parents[1] / "templates"
NOTICES = f"SELECT ?s ?label ?note WHERE {{ ?s <{M4SD}requiredNote> ?note ; <{SKOS}prefLabel> ?label }} ORDER BY ?s"


async def page(
    request: Request, template: str, values: Mapping[str, Any], *, status: int = 200, notices: bool = True
) -> Response:
    """Render ``template``; where a name on it requires a notice (such as Kosovo*), the notice is added."""
    services = services_of(request)
    lang = language(request)
    shared = {
        "scripts": [],
        "own_search": False,
        **values,
        **_frame(request, lang),
        "lang": lang,
        "href": linker(request),
        "with_lang": lambda path: _with(path, lang, request),
        "short": lambda iri: short_name(iri, services.prefixes),
        "manifest": services.manifest,
        "released": services.release,
    }
    content = await services.run(lambda: _render(template, shared))
    if notices and services.release:
        known = await services.run(lambda: services.once("notices", lambda: _notices(services.store)))
        owed = _owed(content, known, lang)
        content = _with_notices(content, owed, shared) if owed else content
    headers = {"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    return HTMLResponse(content, status_code=status, headers=headers)


def language(request: Request) -> str:
    """The language of the page: ``?lang=``, else the one of ours that Accept-Language likes best, else English."""
    chosen = re.split("[,-]", request.query_params.get("lang", ""), maxsplit=1)[0].lower()
    return chosen if chosen in LANGUAGES else liked(",".join(request.headers.getlist("accept-language")))


@lru_cache(maxsize=256)
def liked(accept_language: str) -> str:
    """The language of the pages that an Accept-Language header likes best; the first of equals."""
    if len(accept_language) > LONGEST:
        return DEFAULT
    rated = [(quality, -place, tag) for place, (tag, quality) in enumerate(_tags(accept_language)) if quality > 0]
    return max(rated)[2] if rated else DEFAULT


def _tags(accept_language: str) -> Iterator[tuple[str, float]]:
    """Our language for each tag of an Accept-Language header, and its quality."""
    for part in accept_language.split(","):
        tag, _, parameter = part.partition(";")
        code = tag.strip().partition("-")[0].lower()
        quality = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter or "q=1")
        if code in LANGUAGES:
            yield code, float(quality[1]) if quality else 0.0


def address_of(request: Request) -> Address:
    """Addresses on this service that keep the language which the reader chose by ``?lang=``."""
    chosen = request.query_params.get("lang", "")
    return Address(chosen if chosen in LANGUAGES else "")


def linker(request: Request) -> Callable[[str], str]:
    """What turns an IRI into where this service tells about it."""
    return address_of(request) if services_of(request).release else _description_of


async def notices_owed(request: Request) -> Mapping[str, str]:
    """The notices that a script must show, in the reader's language, by the name that requires each."""
    services, lang = services_of(request), language(request)
    if not services.release:
        return {}
    known = await services.run(lambda: _notices(services.store))
    # A name with a shorter one in it needs no mention of its own.
    shortest = [name for name in known if not any(other != name and other in name for other in known)]
    return {name: known[name].get(lang) or known[name]["en"] for name in shortest}


def _description_of(iri: str) -> str:
    """Where a service without pages tells about ``iri``."""
    return f"/sparql?{urlencode({'query': f'DESCRIBE <{iri}>', 'format': 'html'})}"


def _with(path: str, lang: str, request: Request) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}" if "lang" in request.query_params else path


def _frame(request: Request, lang: str) -> Mapping[str, Any]:
    """What the frame of every page shows."""
    tongue, services = speech(lang), services_of(request)
    return {
        "menu": menu_of(request.url.path, tongue, released=services.release),
        "languages": languages_of(services.base(request) + request.url.path, request.query_params.multi_items()),
        "chosen_lang": address_of(request).lang,
        "direction": tongue.locale.text_direction,
        "reviewed": tongue.reviewed,
    }


def _render(template: str, values: Mapping[str, Any]) -> str:
    return _environment(values["lang"]).get_template(template).render(values)


def _with_notices(content: str, owed: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """The page with the notices at the end of its main part: drawing it all a second time would double its cost."""
    before, end, after = content.rpartition("</main>")
    return f"{before}{_render('owed.html', {**values, 'owed': owed})}{end}{after}"


Notices = Mapping[str, Mapping[str, str]]


def _notices(store: Store) -> Notices:
    """The required notices by the name that requires them and by language."""
    found: dict[str, dict[str, str]] = {}
    for row in store.select(NOTICES).rows:
        found.setdefault(row["label"].value, {})[row["note"].language] = row["note"].value
    return found


def _owed(content: str, known: Notices, lang: str) -> tuple[str, ...]:
    """The notices that ``content`` owes: of the shortest names in it, unless it already shows one of a longer name."""
    named = [name for name in known if str(escape(name)) in content]
    shortest = [name for name in named if not any(other != name and other in name for other in named)]
    return tuple(
        dict.fromkeys(
            known[name].get(lang) or known[name]["en"]
            for name in shortest
            if not _shown(content, (known[n] for n in named if name in n))
        )
    )


def _shown(content: str, notices: Iterable[Mapping[str, str]]) -> bool:
    return any(str(escape(text)) in content for texts in notices for text in texts.values())


@cache
def _environment(lang: str) -> Environment:
    """The templates with the messages of a language."""
    tongue = speech(lang)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # Of the extension, which adds it without telling the type checker.
    environment.install_gettext_callables(tongue.gettext, tongue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"assets": assets, "fonts": fonts, "decimal": tongue.number}
    environment.globals |= {"order": order, "spoken": spoken}
    return environment
