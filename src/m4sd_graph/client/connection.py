"""A connection to the graph, in this process or at an endpoint: the same methods, the same answers, our own errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from m4sd_graph.catalog import Catalog, Query, load_catalog
from m4sd_graph.client import search as searching
from m4sd_graph.client.coherence import Coherence
from m4sd_graph.client.naming import meant_by, resolve
from m4sd_graph.client.opening import Opened, ReleaseName
from m4sd_graph.client.solutions import Solutions
from m4sd_graph.describe import own_terms
from m4sd_graph.errors import ParameterError, StoreError
from m4sd_graph.explain import check_terms, syntax_error
from m4sd_graph.framing import DEFAULT, PROFILES, Profile, tree
from m4sd_graph.guard import inspect
from m4sd_graph.namespaces import M4SD
from m4sd_graph.store.protocol import Statement, Store, Term

if TYPE_CHECKING:
    import rdflib


class Bound(NamedTuple):
    """A question and the text of its query with values bound."""

    query: Query
    text: str


class Connection:
    """Asks one release of the graph; a context manager. Made by ``connect``."""

    def __init__(self, opened: Opened) -> None:
        self._opened: Opened | None = opened
        self._catalog: Catalog = load_catalog()
        self._context = opened.context
        self.release: ReleaseName = opened.release
        self.prefixes: Mapping[str, str] = opened.prefixes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<connection to release {self.release.version} at {self.release.place}>"

    def close(self) -> None:
        """Let go of the data; every method raises StoreError from then on."""
        self._opened = None

    def query(self, sparql: str) -> Solutions | bool | rdflib.Graph:
        """Answer a SPARQL query: Solutions for SELECT, a bool for ASK, a graph of rdflib for CONSTRUCT and DESCRIBE.

        The prefixes of the graph are known. Raises QuerySyntaxError, UnknownTermError, QueryRefusedError,
        QueryLimitError or another StoreError; what it returns is the whole answer.
        """
        form = inspect(sparql).form
        check_terms(sparql, self.prefixes, M4SD, self._terms)
        match form:
            case "ASK":
                return self._store.ask(sparql)
            case "CONSTRUCT" | "DESCRIBE":
                return _graph(self._store.construct(sparql), self.prefixes)
            case "SELECT":
                return Solutions(self._store.select(sparql))
        raise syntax_error("this is not a query.", sparql, self.prefixes)

    def questions(self) -> tuple[Query, ...]:
        """The questions that the package knows, each with ``id``, ``title``, ``question`` and ``parameters``."""
        return self._catalog.of_kind("questions")

    def question(self, name: str, /, **values: object) -> Solutions:
        """Answer a question by its id or number; what is left out takes the example of the question.

        An IRI may be given as such, as a prefixed name, as a path below /id/, as a code (``KGZ``, ``10.7``) or by its
        name in any language. Raises NotFoundError with the nearest questions, ParameterError for a parameter.
        """
        return Solutions(self._store.select(self.bound(name, values).text))

    def bound(self, name: str, values: Mapping[str, object]) -> Bound:
        """Return a question with its values bound as ``question`` binds them, without answering it."""
        query = self._catalog.question(name)
        texts = {key: str(value) for key, value in values.items() if value is not None}
        things = {p.name for p in query.parameters if p.type == "iri"} & set(texts)
        # What needs no look into the graph is refused first.
        query.bind({key: text for key, text in texts.items() if key not in things}, self.prefixes)
        meant = {key: self.meant(name, key, texts[key]) for key in sorted(things)}
        return Bound(query, query.bind({**texts, **meant}, self.prefixes))

    def meant(self, name: str, parameter: str, text: str) -> str:
        """Return the IRI that ``text`` means as a parameter of a question; raise ParameterError with the nearest."""
        known = {p.name: p for p in self._catalog.question(name).parameters}
        return meant_by(self._store, self._catalog, self.prefixes, parameter, text, known[parameter].example)

    def get(self, name: str, *, profile: Profile = DEFAULT, lang: str | Sequence[str] = ()) -> dict[str, Any]:
        """Return a thing as the dict of its framed JSON-LD.

        ``name`` as in ``question``. ``profile``: minimal, standard or full. ``lang``: a language, or several in the
        order of preference, for one text per property; without it every text is a dict by language.
        Raises NotFoundError with the nearest.
        """
        if profile not in PROFILES:
            raise ParameterError(f"no profile {profile!r}.", remedy=f"One of {', '.join(PROFILES)}.")
        languages = (lang,) if isinstance(lang, str) else tuple(lang)
        return tree(self._store, self.find(name), self._context, profile=profile, languages=languages)

    @cached_property
    def coherence(self) -> Coherence:
        """The analyses of coherence: ``graph.coherence(source, target)`` traces, its methods make the others."""
        return Coherence(self._open, self._catalog)

    def search(self, text: str, *, limit: int = 20, start: int = 0, lang: str = "en") -> searching.Hits:
        """Find things whose name or code has every word of ``text``, in any language; the best ``limit`` of them."""
        return searching.search(self._store, text, limit=limit, start=start, lang=lang)

    def find(self, name: str) -> str:
        """Return the IRI that ``name`` means; raise NotFoundError with the nearest."""
        return resolve(self._store, self._catalog, self.prefixes, name)

    @cached_property
    def _terms(self) -> frozenset[str]:
        """The local names of our ontology."""
        return own_terms(self._store)

    @property
    def _store(self) -> Store:
        return self._open().store

    def _open(self) -> Opened:
        if self._opened is None:
            raise StoreError("the connection is closed.", remedy="Call connect() again.")
        return self._opened


def _graph(statements: Sequence[Statement], prefixes: Mapping[str, str]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    for s in statements:
        graph.add((_node(s.subject), _node(s.predicate), _node(s.object)))
    return graph


def _node(term: Term) -> rdflib.term.Node:
    import rdflib

    if term.kind == "literal":
        datatype = rdflib.URIRef(term.datatype) if term.datatype else None
        return rdflib.Literal(term.value, lang=term.language or None, datatype=datatype)
    return rdflib.URIRef(term.value) if term.kind == "iri" else rdflib.BNode(term.value)
