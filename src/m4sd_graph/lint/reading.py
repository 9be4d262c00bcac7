"""Reads a query with rdflib's SPARQL parser into the model of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyparsing import ParseBaseException
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from m4sd_graph.lint.expressions import Tree, read_expression
from m4sd_graph.lint.model import Bind, Expression, Filter, Group, Nested, Node, Part, Path, Select, Triple, Values
from m4sd_graph.lint.places import UnreadableError, resolve

NESTED = {
    "OptionalGraphPattern": "optional",
    "MinusGraphPattern": "minus",
    "GraphGraphPattern": "graph",
    "ServiceGraphPattern": "service",
    "GroupOrUnionGraphPattern": "union",
}


def read(query: str, prefixes: Mapping[str, str]) -> tuple[Select, dict[str, str], str]:
    """Return the query, the prefixes that hold in it and its base; raise UnreadableError or RecursionError."""
    try:
        prologue, body = parseQuery(query)
        reader = _Reader(prologue, prefixes)
        return reader.select(body), reader.prefixes, reader.base
    except ParseBaseException as error:
        raise UnreadableError("it is not SPARQL 1.1 as the linter knows it", error.lineno, error.column) from None
    except ValueError as error:
        raise UnreadableError(f"a value in it is malformed ({error})") from None


class _Reader:
    """Turns rdflib's parse tree into the model, with the prefixes and the base of one query."""

    def __init__(self, prologue: Tree, prefixes: Mapping[str, str]) -> None:
        self.base = ""
        self.prefixes = dict(prefixes)
        for declaration in prologue:
            iri = resolve(self.base, str(declaration.iri))
            if declaration.name == "Base":
                self.base = iri
            else:
                self.prefixes[str(declaration.prefix or "")] = iri

    def select(self, tree: CompValue) -> Select:
        """A query or sub-select."""
        columns = tree.projection or []
        limits = dict(tree.limitoffset or {})
        where = self.group(tree.where) if tree.where else Group()
        more = (self._values(tree.valuesClause),) if tree.valuesClause else ()
        return Select(
            form=tree.name.removesuffix("Query").removeprefix("Sub").upper(),
            where=Group((*where.parts, *more)),
            projected=tuple(str(c.var or c.evar) for c in columns) if columns else None,
            columns=tuple(self._expression(c.var if c.expr is None else c.expr) for c in columns),
            conditions=tuple(self._expression(c) for c in _conditions(tree)),
            distinct=bool(tree.modifier),
            grouped=bool(tree.groupby),
            ordered=bool(tree.orderby),
            limit=_integer(limits, "limit"),
            offset=_integer(limits, "offset"),
        )

    def _expression(self, tree: Tree) -> Expression:
        return read_expression(tree, self.group)

    def group(self, tree: CompValue) -> Group:
        """What stands between two braces."""
        if tree.name == "SubSelect":
            return Group((self.select(tree),))
        return Group(tuple(part for each in tree.part or [] for part in self._parts(each)))

    def _parts(self, tree: CompValue) -> Iterator[Part]:
        match tree.name:
            case "TriplesBlock":
                yield from self._triples(tree)
            case "InlineData":
                yield self._values(tree)
            case "Bind":
                yield Bind(self._expression(tree.expr), str(tree.var))
            case "Filter":
                yield Filter(self._expression(tree.expr))
            case kind if kind in NESTED:
                yield self._nested(tree)
            case kind:
                raise UnreadableError(f"it has a pattern of a kind unknown to the linter ({kind})")

    def _nested(self, tree: CompValue) -> Nested | Select:
        trees = tree.graph if isinstance(tree.graph, list) else [tree.graph]
        groups = tuple(self.group(each) for each in trees)
        if tree.name == "GroupOrUnionGraphPattern" and len(groups) == 1 and trees[0].name == "SubSelect":
            return self.select(trees[0])
        term = self._node(tree.term) if tree.term is not None else None
        return Nested(NESTED[tree.name], groups, term)  # type: ignore[arg-type]

    def _values(self, tree: CompValue) -> Values:
        return Values(frozenset(map(str, tree.var or [])), len(tree.value or []))

    def _triples(self, tree: CompValue) -> Iterator[Triple]:
        for flat in tree.triples or []:
            terms = list(flat) if not isinstance(flat, CompValue) else []
            for subject, verb, object_ in zip(terms[::3], terms[1::3], terms[2::3], strict=False):
                path = self._node(verb) if isinstance(verb, Variable) else self._path(verb)
                yield Triple(self._node(subject), path, self._node(object_))

    def _node(self, term: object) -> Node:
        if isinstance(term, Variable):
            return Node("variable", str(term))
        if isinstance(term, BNode):
            return Node("variable", f"_:{term}")
        if isinstance(term, URIRef) or (isinstance(term, CompValue) and term.name == "pname"):
            return Node("iri", self._iri(term))
        return Node("literal")

    def _path(self, tree: Tree) -> Path:
        if not isinstance(tree, CompValue) or tree.name == "pname":
            return Path("iri", self._iri(tree))
        if tree.name == "PathNegatedPropertySet":
            return Path("!")
        if tree.name == "PathEltOrInverse":
            return Path("^", parts=(self._path(tree.part),))
        if tree.name == "PathElt":
            inner = self._path(tree.part)
            return Path(tree.mod, parts=(inner,)) if tree.mod else inner
        return self._chain(tree)

    def _chain(self, tree: CompValue) -> Path:
        parts = tuple(self._path(part) for part in tree.part)
        return parts[0] if len(parts) == 1 else Path("|" if tree.name == "PathAlternative" else "/", parts=parts)

    def _iri(self, term: Tree) -> str:
        if not isinstance(term, CompValue):
            return resolve(self.base, str(term))
        prefix = str(term.prefix or "")
        if prefix not in self.prefixes:
            raise UnreadableError(f"the prefix {prefix}: is not declared")
        return self.prefixes[prefix] + str(term.localname or "")


def _conditions(tree: CompValue) -> Iterator[Tree]:
    for clause in (tree.groupby, tree.having, tree.orderby):
        yield from clause.condition if clause else []


def _integer(limits: Mapping[str, object], name: str) -> int | None:
    value = limits.get(name)
    return int(value) if isinstance(value, Literal) else None
