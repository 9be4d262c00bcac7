"""What the tools answer, typed: an assistant reads these, a host checks them against the schema of the tool."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

Cell = str | int | float | bool | None


class Answer(BaseModel):
    """What every answer carries."""

    release: str = Field(description="Version of the release that answered; cite it with any figure.")


class Hit(BaseModel):
    """A thing that was found."""

    iri: str
    name: str
    types: list[str] = Field(description="Prefixed names of its classes.")
    matched: str = Field(description="The name or code that matched.")
    language: str = Field(description="Language of that name; empty for a code.")


class SearchAnswer(Answer):
    """Things by words in their names."""

    hits: list[Hit]
    total: int = Field(description="How many things match in all.")
    more: str | None = Field(description="How to see the rest; null when this is all.")


class Evidence(BaseModel):
    """A document that supports what is said about a thing, and where in it."""

    thing: str = Field(description="IRI of the thing or link.")
    document: str = Field(description="IRI of the document.")
    title: str
    pages: list[str] = Field(description="Public addresses of the document.")
    places: list[str] = Field(description="Characters of its text, or a place in words such as a page.")


class RowsAnswer(Answer):
    """Rows of a question or a query."""

    question: str | None = Field(description="Id of the question; null for a query.")
    query: str = Field(description="The SPARQL query that was run.")
    columns: list[str]
    rows: list[dict[str, Cell]] = Field(description="IRIs in full; null where unbound.")
    total: int = Field(description="How many rows the whole answer has.")
    more: str | None = Field(description="How to see the rest; null when this is all.")
    evidence: list[Evidence] = Field(description="Documents behind the things in these rows.")
    more_evidence: str | None = Field(description="How to see the rest of the evidence; null when this is all.")


class SparqlAnswer(RowsAnswer):
    """What a SPARQL query found: rows, or a truth, or triples."""

    truth: bool | None = Field(description="The answer of an ASK query.")
    triples: list[str] = Field(description="N-Triples of a CONSTRUCT or DESCRIBE query.")
    advice: list[str] = Field(description="What is likely a slip in the query, each with a fix.")


class Parameter(BaseModel):
    """A parameter of a question."""

    name: str
    type: str
    example: str = Field(description="Taken when the parameter is left out, unless it may be empty.")
    may_be_empty: bool
    about: str


class Question(BaseModel):
    """A question that the graph answers."""

    id: str
    number: str | None
    question: str
    about: str
    parameters: list[Parameter]


class QuestionsAnswer(Answer):
    """All questions, or those that fit."""

    questions: list[Question]


class Value(BaseModel):
    """A value that a property may take."""

    iri: str
    name: str


class Property(BaseModel):
    """A property of a class: what the shapes ask of it, and how it is used."""

    iri: str
    name: str = Field(description="Prefixed name.")
    about: str = Field(description="Label, or what the shape says.")
    mandatory: bool
    least: int | None = Field(description="Least number of values.")
    most: int | None = Field(description="Largest number of values.")
    kind: str = Field(description="Class, datatype or kind of the values; empty where any is allowed.")
    values: list[Value] = Field(description="The closed list of values, where there is one that is short.")
    used_by: int = Field(description="How many things of the class have it.")


class Check(BaseModel):
    """A check that things of the class pass before a release."""

    shape: str
    severity: str
    about: str


class ClassAnswer(Answer):
    """A class as its shapes and its use describe it."""

    iri: str
    name: str
    label: str
    definition: str
    broader: list[str] = Field(description="Prefixed names of the classes above it.")
    narrower: list[str] = Field(description="Prefixed names of the classes below it.")
    things: int = Field(description="How many there are, those of narrower classes included.")
    examples: list[Value]
    properties: list[Property]
    checks: list[Check]


class ResourceAnswer(Answer):
    """A thing as framed JSON-LD."""

    iri: str
    name: str
    document: dict[str, Any]
    cut: dict[str, int] = Field(description="Lists that were cut, with the number of members they have in full.")
    more: str | None = Field(description="How to see what was cut; null when this is all.")
    evidence: list[Evidence]
    more_evidence: str | None


class Passage(BaseModel):
    """A passage that supports a step."""

    evidence: str = Field(description="IRI of the passage.")
    document: str = Field(description="IRI of the document.")
    title: str
    place: str = Field(description="Characters of its text, or a place in words such as a page.")
    paraphrase: str = Field(description="What it says, in our words.")
    page: str = Field(description="Public address, at the passage where that is known; empty without one.")


class Step(BaseModel):
    """One link of a chain."""

    number: int
    link: str
    source: Value
    type: str
    target: Value
    says: str = Field(description="The step as a sentence.")
    basis: str = Field(description="asserted by a source, crosswalk between frameworks, or derived by a rule.")
    rule: str | None = Field(description="The rule that derived it; null when it is asserted.")
    rule_title: str
    why: str = Field(description="Why the rule applies, by the numbers of earlier steps; empty when it is asserted.")
    premises: list[str] = Field(description="The links that it follows from.")
    grade: int | None = Field(description="1 contributory, 2 same in substance, 3 same named object.")
    confidence: str
    review: str = Field(description="Whether a person has reviewed it.")
    remark: str = Field(description="What the curators say about it.")
    passages: list[Passage]


class Chain(BaseModel):
    """A link and what it rests on, in reading order: the last step is the link itself."""

    derived: bool
    grade: int | None
    confidence: str
    documents: list[Value] = Field(description="Documents that the chain rests on; without the crosswalk's.")
    steps: list[Step]


class ChainAnswer(Answer):
    """The chains from a thing to an objective."""

    source: Value
    target: Value
    chains: list[Chain]
    total: int
    more: str | None
    notices: list[str] = Field(description="What must be told with it.")
    linked: list[Value] = Field(description="Without a chain: what of the same framework the source leads to.")
    explanation: str = Field(description="Without a chain: what was searched, and what stands on either side.")
    query: str = Field(description="The SPARQL query that finds these links at any endpoint with the graph.")
