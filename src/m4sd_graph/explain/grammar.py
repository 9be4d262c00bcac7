"""The grammar of SPARQL 1.1 queries, in a form in which the next token alone decides every step.

In RULES capitalised names are rules, capitals are keywords, quoted signs stand for themselves, lower case are kinds of
tokens. What the engine takes beyond SPARQL 1.1 (triple terms, annotations, LATERAL, VERSION) is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

RULES = """
Query = Prologue ( Select | Construct | Describe | Ask ) Values? end
Prologue = ( BASE iriref | PREFIX prefix iriref | VERSION string )*
Select = Projection From* Where Modifiers
Subselect = Projection Where Modifiers Values?
Projection = SELECT ( DISTINCT | REDUCED )? ( Column+ | '*' )
Column = var | '(' Expression AS var ')'
Construct = CONSTRUCT ( '{' Triples? '}' From* Where | From* WHERE '{' Triples? '}' ) Modifiers
Describe = DESCRIBE ( ( var | iri )+ | '*' ) From* Where? Modifiers
Ask = ASK From* Where Modifiers
From = FROM NAMED? iri
Where = WHERE? Group
Modifiers = ( GROUP BY Key+ )? ( HAVING Constraint+ )? ( ORDER BY Order+ )? Slice?
Slice = LIMIT integer ( OFFSET integer )? | OFFSET integer ( LIMIT integer )?
Key = BuiltIn | Function | var | '(' Expression ( AS var )? ')'
Order = ( ASC | DESC ) Bracketed | Constraint | var
Constraint = Bracketed | BuiltIn | Function
Values = VALUES ( var '{' Datum* '}' | '(' var* ')' '{' ( '(' Datum* ')' )* '}' )
Datum = iri | Literal | UNDEF | Triple
Group = '{' ( Subselect | Pattern ) '}'
Pattern = Triples? ( Element '.'? Triples? )*
Element = Group ( UNION Group )* | ( OPTIONAL | MINUS | LATERAL ) Group | GRAPH Name Group
        | SERVICE SILENT? Name Group | FILTER Constraint | BIND '(' Expression AS var ')' | Values
Name = var | iri
Triples = Subject ( '.' Triples? )?
Subject = ( Name | Literal | blank ) Properties | '[' ( ']' Properties | Properties ']' Properties? )
        | '(' ( ')' Properties | Node+ ')' Properties? ) | Triple Properties?
Properties = Verb Objects ( ';' ( Verb Objects )? )*
Verb = var | Path
Objects = Object ( ',' Object )*
Object = Node ( '~' ( Name | blank )? | '{|' '|' Properties '|' '}' )*
Node = var | object | Literal | blank | '[' Properties? ']' | '(' Node* ')' | Triple
Triple = '<<' ( '(' Node Verb Node ')' | Node Verb Node ( '~' ( Name | blank )? )? ) '>>'
Path = Sequence ( '|' Sequence )*
Sequence = Step ( '/' Step )*
Step = '^'? ( predicate | a | '(' Path ')' | '!' Negated ) ( '?' | '*' | '+' )?
Negated = Excluded | '(' ( Excluded ( '|' Excluded )* )? ')'
Excluded = '^'? ( predicate | a )
Literal = string ( language | '^^' iri )? | ( '+' | '-' )? number | true | false
Expression = And ( '||' And )*
And = Relation ( '&&' Relation )*
Relation = Sum ( ( '=' | '!' '=' | '<' '='? | '>' '='? ) Sum | NOT? IN List )?
Sum = Product ( ( '+' | '-' ) Product )*
Product = Unary ( ( '*' | '/' ) Unary )*
Unary = ( '!' | '+' | '-' )* Primary
Primary = Bracketed | BuiltIn | iri Arguments? | Constant | var | Triple
Constant = string ( language | '^^' iri )? | number | true | false
Bracketed = '(' Expression ')'
Function = iri Arguments
Arguments = '(' ( Expression ( ',' Expression )* )? ')'
List = '(' ( Expression ( ',' Expression )* )? ')'
BuiltIn = ( CONCAT | COALESCE ) List | BNODE '(' Expression? ')' | BOUND '(' var ')'
        | ( NOW | RAND | UUID | STRUUID ) '(' ')'
        | One '(' Expression ')'
        | Two '(' Expression ',' Expression ')'
        | ( IF | TRIPLE | STRLANGDIR ) '(' Expression ',' Expression ',' Expression ')'
        | ( REGEX | SUBSTR ) '(' Expression ',' Expression ( ',' Expression )? ')'
        | REPLACE '(' Expression ',' Expression ',' Expression ( ',' Expression )? ')'
        | COUNT '(' DISTINCT? ( '*' | Expression ) ')'
        | ( SUM | MIN | MAX | AVG | SAMPLE ) '(' DISTINCT? Expression ')'
        | GROUP_CONCAT '(' DISTINCT? Expression ( ';' SEPARATOR '=' string )? ')'
        | NOT? EXISTS Group
One = STR | LANG | DATATYPE | IRI | URI | ABS | CEIL | FLOOR | ROUND | STRLEN | UCASE | LCASE | ENCODE_FOR_URI
    | YEAR | MONTH | DAY | HOURS | MINUTES | SECONDS | TIMEZONE | TZ | MD5 | SHA1 | SHA256 | SHA384 | SHA512
    | ISIRI | ISURI | ISBLANK | ISLITERAL | ISNUMERIC | ISTRIPLE | SUBJECT | PREDICATE | OBJECT
    | LANGDIR | HASLANG | HASLANGDIR
Two = LANGMATCHES | CONTAINS | STRSTARTS | STRENDS | STRBEFORE | STRAFTER | STRLANG | STRDT | SAMETERM | ADJUST
"""
START = "Query"
KEYWORDS = frozenset(re.findall(r"\b[A-Z][A-Z0-9_]+\b", RULES))
FUNCTIONS = frozenset(re.findall(r"\b[A-Z][A-Z0-9_]+\b", RULES[RULES.index("BuiltIn =") :])) - {"DISTINCT", "SEPARATOR"}
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


SYMBOL = re.compile(r"'[^']+'|\w+|[()|?*+]")


@dataclass(slots=True, eq=False)
class Part:
    """A part of a rule, of which ``kind`` says what it takes.

    ``terminal`` (one token), ``all`` of its parts one after the other, ``any`` one of them, ``?`` or ``*`` of its only
    part. ``first``: the terminals that it can begin with; ``nullable``: whether it can be nothing.
    """

    kind: str
    terminal: str = ""
    parts: list[Part] = field(default_factory=list)
    first: frozenset[str] = frozenset()
    nullable: bool = False
    _behind: dict[str, list[Part]] = field(default_factory=dict)

    def behind(self, terminal: str) -> list[Part]:
        """What is still to come, the next thing last, when ``terminal``, one of ``first``, has begun this part."""
        if terminal not in self._behind:
            self._behind[terminal] = list(self._after(terminal))
        return self._behind[terminal]

    def _after(self, terminal: str) -> Iterator[Part]:
        if self.kind == "terminal":
            return
        begun = next(i for i, part in enumerate(self.parts) if terminal in part.first)
        if self.kind == "all":
            yield from reversed(self.parts[begun + 1 :])
        elif self.kind == "*":
            yield self
        yield from self.parts[begun].behind(terminal)

    def settle(self) -> None:
        """Work out ``first`` and ``nullable``, of the parts before the whole."""
        if self.first or self.nullable:
            return
        for part in self.parts:
            part.settle()
            if self.kind == "all" and not part.nullable:
                break
        if self.kind == "all":
            self._settle_all()
        else:
            self.first = frozenset([self.terminal] if self.terminal else []).union(*(p.first for p in self.parts))
            self.nullable = self.kind in "?*" or any(p.nullable for p in self.parts)

    def _settle_all(self) -> None:
        for part in self.parts:
            self.first |= part.first
            if not part.nullable:
                return
        self.nullable = True


@cache
def grammar() -> Part:
    """The rule of a whole query; its parts lead to all others."""
    texts = dict(re.findall(r"^(\w+) = (.*(?:\n .*)*)", RULES, re.MULTILINE))
    rules = {name: Part("all") for name in texts}
    every: list[Part] = []
    for name, text in texts.items():
        rules[name].parts = [_choice(SYMBOL.findall(text)[::-1], rules, every)]
    for part in [*rules.values(), *every]:
        part.settle()
    return rules[START]


def _choice(symbols: list[str], rules: Mapping[str, Part], every: list[Part]) -> Part:
    """The Part that ``symbols`` (the last comes first) say up to the next closing parenthesis."""
    choices = [Part("all")]
    while symbols and (symbol := symbols.pop()) != ")":
        parts = choices[-1].parts
        if symbol == "|":
            choices.append(Part("all"))
        elif symbol in "?*":
            parts.append(Part(symbol, parts=[parts.pop()]))
        elif symbol == "+":
            parts.append(Part("*", parts=[parts[-1]]))
        elif symbol == "(":
            parts.append(_choice(symbols, rules, every))
        else:
            parts.append(rules.get(symbol) or Part("terminal", symbol.strip("'")))
        every += parts[-1:]
    every += choices
    return choices[0] if len(choices) == 1 else Part("any", parts=choices)
