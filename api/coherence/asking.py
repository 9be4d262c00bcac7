"""What a request asks of an analysis: its parameters, called as on the command line, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from starlette.requests import Request

from api.coherence.parameters import SHOWING
from api.pages.render import language
from api.services import services_of
from m4sd_graph.catalog import is_iri, plain_value
from m4sd_graph.client.naming import meant_by
from m4sd_graph.coherence.analysis import Analysis, day
from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.namespaces import expand

LONGEST, MOST = 2_000, 50
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a request; empty values count as absent."""

    request: Request
    values: dict[str, list[str]]

    def and_form(self, form: Mapping[str, str], names: Iterable[str]) -> Asked:
        """The same with the fields ``names`` of a form, which go before."""
        given = {name: form[name].strip() for name in names if form.get(name, "").strip()}
        read = {name: [plain_value(name, value, LONGEST)] for name, value in given.items()}
        return replace(self, values={**self.values, **read})

    def text(self, name: str, default: str = "") -> str:
        """A parameter that may be given once; raise ParameterError where it is given twice."""
        values = self.values.get(name, [])
        if len(values) > 1:
            raise ParameterError("it is given twice.", place=f"parameter {name}", remedy="Give it once.")
        return values[0] if values else default

    def needed(self, name: str, example: str) -> str:
        """A parameter that must be given."""
        found = self.text(name)
        if not found:
            raise ParameterError("it is missing.", place=f"parameter {name}", remedy=f"Example: {name}={example}")
        return found

    def several(self, name: str) -> tuple[str, ...]:
        """A parameter that may be repeated."""
        values = tuple(self.values.get(name, ()))
        if len(values) > MOST:
            raise ParameterError(f"more than {MOST} values are given.", place=f"parameter {name}")
        return values

    def truth(self, name: str) -> bool:
        """A parameter that is true or false, false without it."""
        text = self.text(name, "false")
        if text not in TRUTHS:
            raise ParameterError("it is neither true nor false.", place=f"parameter {name}", remedy=f"{name}=true")
        return TRUTHS[text]

    def whole(self, name: str, default: int) -> int:
        """A parameter of one digit."""
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit() and len(text) == 1):
            raise ParameterError("it is no number of one digit.", place=f"parameter {name}", remedy=f"{name}={default}")
        return int(text)

    @property
    def language(self) -> str:
        """The language of names: ``lang``, else what the reader likes; raise ParameterError for what is no language."""
        asked = self.text("lang")
        naming({}, asked or "en")
        return asked or language(self.request)

    def options(self, analysis: Analysis) -> Options:
        """Which links count."""
        return Options(
            as_of=day(self.text("as-of")),
            asserted_only=self.truth("asserted-only"),
            grade=self.whole("grade", 1),
            confidence=self.text("confidence", "low"),
            reviewed_only=self.truth("reviewed-only"),
            crosswalk=self.whole("crosswalk", 1),
            without=_named("without", analysis.documents, self.several("without")),
        )

    def scope(self, analysis: Analysis) -> Scope:
        """What a figure is about."""
        return Scope(
            reference=self.text("reference", "sdg-crosswalk"),
            threshold=self.whole("threshold", 2),
            sources=self.text("sources", "any"),  # type: ignore[arg-type] # Scope refuses any other text
            countries=self.countries(analysis),
            chaining=self.text("chaining", "action"),  # type: ignore[arg-type] # likewise
            options=self.options(analysis),
        )

    def frame(self, rows: str, columns: str, countries: frozenset[str], *, all_columns: bool = False) -> Frame:
        """The rows and columns of a matrix; ``rows`` and ``columns`` are the kinds where none is asked."""
        return Frame(
            rows=self.text("rows", rows),  # type: ignore[arg-type] # the axes refuse any other text
            columns=self.text("columns", columns),  # type: ignore[arg-type] # likewise
            countries=countries,
            all_columns=all_columns,
        )

    def within(self, analysis: Analysis) -> frozenset[str]:
        """The parts of the goal or objective that is asked; empty where none is. Raise ParameterError without parts."""
        wanted = self.text("within")
        if not wanted:
            return frozenset()
        whole, parts = expand(wanted, analysis.prefixes), analysis.claims.tables.parts
        found = frozenset(parts.filter(parts["whole"] == whole)["part"])
        if not found:
            raise ParameterError(f"{wanted!r} has no parts.", place="parameter within", remedy="Example: within=sdg:10")
        return found

    def countries(self, analysis: Analysis) -> frozenset[str]:
        """The countries by code, IRI, prefixed name or last part."""
        return states(analysis, self.several("country"))


def ask(request: Request, *names: str) -> Asked:
    """Read the parameters of a request; raise ParameterError for one that is none of ``names``, with the nearest."""
    known = (*names, *SHOWING)
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in known:
            near = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
            nearest = f"Nearest: {', '.join(near)}. " if near else ""
            raise ParameterError(
                f"{request.scope['path']} has no such parameter.",
                place=f"parameter {name[:60]!r}",
                remedy=f"{nearest}Known: {', '.join(known)}.",
            )
        if value.strip():
            values.setdefault(name, []).append(plain_value(name, value.strip(), LONGEST))
    return Asked(request, values)


def analysis_of(request: Request) -> Analysis:
    """The claims of the release that is served; blocks while they are read for the first time."""
    services = services_of(request)
    return Analysis(services.store, services.prefixes, services.name, services.analysis.tracer().claims)


def states(analysis: Analysis, given: Iterable[str]) -> frozenset[str]:
    """The countries that are meant; raise ParameterError for one that the graph has not."""
    return _named("country", analysis.countries, given)


def end_of(request: Request, asked: Asked, name: str, example: str) -> str:
    """An end of a trace: a kind, or the IRI that a prefixed name, path, code or name means; raise ParameterError."""
    services, text = services_of(request), asked.needed(name, example)
    iri = expand(text, services.prefixes)
    if text in CLASSES or (is_iri(iri) and iri in services.analysis.tracer().claims.tables.labels):
        return iri
    beside = expand(example, services.prefixes)
    return meant_by(services.store, services.catalog, services.prefixes, name, text, beside)


def _named(name: str, find: Callable[[Iterable[str]], frozenset[str]], given: Iterable[str]) -> frozenset[str]:
    try:
        return find(given)
    except NotFoundError as error:
        place = f"{error.place}: " if error.place else ""
        raise ParameterError(f"{place}{error.message}", place=f"parameter {name}", remedy=error.remedy) from None
