"""The tools: each asks the graph, and answers with IRIs, release and evidence, as data and as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from mcp.server.fastmcp import Context
from mcp.types import CallToolResult, TextContent
from pydantic import Field

from api.assistant import models, queries
from api.assistant.chains import chain_answer
from api.assistant.classes import describe_class
from api.assistant.evidence import evidence_of
from api.assistant.resources import resource_answer
from api.assistant.rows import Part, cut, part_of
from api.assistant.texts import text_of
from api.services import Services
from m4sd_graph.catalog import Query
from m4sd_graph.client import Connection
from m4sd_graph.framing import Profile
from m4sd_graph.namespaces import shorten
from m4sd_graph.store.decode import rows_of
from m4sd_graph.store.protocol import Rows

T = TypeVar("T")
Lang = Annotated[Literal["en", "fr", "ru", "ky"], Field(description="Language of the names; else English.")]
Limit = Annotated[int, Field(ge=1, le=200, description="Most rows, hits or chains to show.")]
Start = Annotated[int, Field(ge=0, description="Number of the first to show: go on where an answer ended.")]
Thing = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="IRI, prefixed name (country:kyrgyzstan), path below /id/, code (KGZ, 10.7) or name.",
    ),
]
Words = Annotated[str, Field(max_length=200, description="Words in a name or code, in any language.")]
Asked = Context[Any, Any, Any]


class Tools:
    """The tools over the services of a release; ``graph`` asks what is ours, the querier what is foreign."""

    def __init__(self, services: Services, graph: Connection) -> None:
        self._services = services
        self._graph = graph

    def all(self) -> tuple[Callable[..., object], ...]:
        """Every tool, in the order in which they are listed."""
        found = (self.search, self.get_resource, self.describe_class)
        return (*found, self.list_questions, self.run_question, self.explain_chain, self.sparql)

    async def search(
        self, text: Words, limit: Limit = 20, start: Start = 0, lang: Lang = "en"
    ) -> Annotated[CallToolResult, models.SearchAnswer]:
        """Find things by words in their names or codes, in every language.

        Policies, bodies, treaties, programmes, findings, objectives, countries, … Begin here to get the IRI of what is
        meant.
        """
        found = await self._services.run(lambda: self._graph.search(text, limit=limit, start=start, lang=lang))
        end = start + len(found.hits)
        more = f"hits {start + 1} to {end} of {found.total}: go on with start={end}." if end < found.total else None
        hits = [
            models.Hit(
                iri=hit.iri,
                name=hit.name,
                types=[shorten(kind, self._graph.prefixes) for kind in hit.types],
                matched=hit.matched,
                language=hit.matched.language,
            )
            for hit in found.hits
        ]
        return self._result(models.SearchAnswer(release=self._release, hits=hits, total=found.total, more=more))

    async def get_resource(
        self,
        thing: Thing,
        profile: Annotated[Profile, Field(description="How much: full brings evidence and links.")] = "standard",
        lang: Annotated[Lang | None, Field(description="One language; null for all.")] = None,
    ) -> Annotated[CallToolResult, models.ResourceAnswer]:
        """Everything about one thing as a JSON-LD tree, with the documents that support it."""
        store = self._services.store
        return self._result(await self._services.run(lambda: resource_answer(self._graph, store, thing, profile, lang)))

    async def describe_class(
        self, name: Annotated[str, Field(max_length=500, description="A class: m4sd:Policy, Policy or an IRI.")]
    ) -> Annotated[CallToolResult, models.ClassAnswer]:
        """A class as its SHACL shapes and its use describe it.

        Properties, which are mandatory, their values, how many things have them. Read it before you write SPARQL about
        the class.
        """
        services, prefixes = self._services, self._graph.prefixes
        return self._result(
            await services.run(lambda: describe_class(services.store, services.shapes, prefixes, name, self._release))
        )

    async def list_questions(
        self, text: Annotated[str, Field(max_length=200, description="Only those with all these words.")] = ""
    ) -> Annotated[CallToolResult, models.QuestionsAnswer]:
        """The questions that the graph is known to answer, each with its parameters; prefer them to SPARQL."""
        words = text.casefold().split()
        found = [_question(query) for query in self._graph.questions()]
        chosen = [q for q in found if all(word in q.model_dump_json().casefold() for word in words)]
        return self._result(models.QuestionsAnswer(release=self._release, questions=chosen))

    async def run_question(
        self,
        question: Annotated[str, Field(max_length=200, description="Id or number from list_questions.")],
        parameters: Annotated[
            dict[str, str | int] | None,
            Field(description="By name; a thing as IRI, prefixed name, code or name. What is left out: the example."),
        ] = None,
        limit: Limit = 50,
        start: Start = 0,
    ) -> Annotated[CallToolResult, models.RowsAnswer]:
        """Answer a question of list_questions, with the documents behind the rows."""
        bound = await self._services.run(lambda: self._graph.bound(question, parameters or {}))
        found = await self._services.run(lambda: self._services.store.select(bound.text))
        return self._result(await self._rows(models.RowsAnswer, found, bound.query.id, bound.text, limit, start))

    async def explain_chain(
        self, source: Thing, target: Thing, lang: Lang = "en", limit: Limit = 5, start: Start = 0
    ) -> Annotated[CallToolResult, models.ChainAnswer]:
        """Why a policy, body or finding is linked to an SDG target or an objective of the Global Compact.

        Steps in reading order: what a source asserts with its passage, then what rules derive from it and why. A class,
        a country or a kind (instrument, finding, target) means all that belongs to it.
        """
        return self._result(
            await self._services.run(
                lambda: chain_answer(self._graph, source, target, lang=lang, limit=limit, start=start)
            )
        )

    async def sparql(
        self,
        query: Annotated[str, Field(description="SELECT, ASK, CONSTRUCT or DESCRIBE; our prefixes are known.")],
        asked: Asked,
        limit: Limit = 50,
        start: Start = 0,
        timeout: Annotated[float | None, Field(gt=0, description="Seconds; the service has a largest one.")] = None,
    ) -> Annotated[CallToolResult, models.SparqlAnswer]:
        """Run a read-only SPARQL 1.1 query under the limits of the service.

        It is answered whole, or an error says which limit was reached; advice on likely slips comes with the answer.
        """
        form, content = await queries.answer(self._services, query, client_of(asked), timeout)
        if form == "triples":
            return self._result(self._triples(query, content, limit, start))
        members = queries.json_of(content)
        found = rows_of(members) if form == "rows" else Rows((), ())
        answer = await self._rows(models.SparqlAnswer, found, None, query, limit, start)
        return self._result(
            answer.model_copy(update={"truth": members.get("boolean"), "advice": queries.advice_in(members)})
        )

    @property
    def _release(self) -> str:
        return self._graph.release.version

    async def _rows(self, kind: type[R], found: Rows, question: str | None, query: str, limit: int, start: int) -> R:
        part: Part = part_of(found, start, limit)
        store = self._services.store
        evidence, more = await self._services.run(lambda: evidence_of(store, part.iris()))
        extra: dict[str, Any] = {"truth": None, "triples": [], "advice": []} if kind is models.SparqlAnswer else {}
        return kind(
            release=self._release,
            question=question,
            query=query,
            columns=list(part.columns),
            rows=part.rows,
            total=part.total,
            more=part.more,
            evidence=evidence,
            more_evidence=more,
            **extra,
        )

    def _triples(self, query: str, content: bytes, limit: int, start: int) -> models.SparqlAnswer:
        lines = content.decode().splitlines()
        end = min(start + limit, len(lines))
        return models.SparqlAnswer(
            release=self._release,
            question=None,
            query=query,
            columns=[],
            rows=[],
            total=len(lines),
            more=f"triples {start + 1} to {end} of {len(lines)}: go on with start={end}." if end < len(lines) else None,
            evidence=[],
            more_evidence=None,
            truth=None,
            triples=[cut(line) for line in lines[start:end]],
            advice=[],
        )

    def _result(self, answer: models.Answer) -> CallToolResult:
        text = TextContent(type="text", text=text_of(answer, self._graph.prefixes))
        return CallToolResult(content=[text], structuredContent=answer.model_dump(mode="json"))


R = TypeVar("R", bound=models.RowsAnswer)


def client_of(asked: Asked) -> str:
    """Who asks, for the fairness of the pool: the address of an HTTP client, else the one program at the other end."""
    request = asked.request_context.request
    client = getattr(request, "client", None)
    return client.host if client else "stdio"


def _question(query: Query) -> models.Question:
    return models.Question(
        id=query.id,
        number=query.answers,
        question=_english(query.question) or _english(query.title),
        about=_english(query.description),
        parameters=[
            models.Parameter(
                name=p.name, type=p.type, example=p.example, may_be_empty=not p.required, about=_english(p.description)
            )
            for p in query.parameters
        ],
    )


def _english(texts: Mapping[str, str]) -> str:
    return texts.get("en", "")
