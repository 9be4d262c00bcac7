"""Recognises what is right in other languages: SQL, SPARQL Update, Turtle, and clauses at the wrong place."""

from __future__ import annotations

import re

from m4sd_graph.explain.cause import ELEMENTS, OPERATORS, Cause, shown
from m4sd_graph.explain.grammar import FUNCTIONS
from m4sd_graph.explain.reading import Fault
from m4sd_graph.guard import UPDATE, Token

LATE = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})
PAIRS = {"==": "=", "<>": "!=", "=>": ">=", "=<": "<="}
DATE = re.compile(r"\d{4}-\d\d-\d\d")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# A word of other languages: what is to be written in its place.
INSTEAD = {
    "AND": "`&&`",
    "OR": "`||`",
    "LIKE": '`CONTAINS(?x, "…")` or `REGEX(?x, "…")`',
    "IS": "`BOUND(?x)` or `!BOUND(?x)`",
    "NULL": "`BOUND(?x)` or `!BOUND(?x)`",
    "BETWEEN": "`?x >= … && ?x <= …`",
    "LENGTH": "`STRLEN(?x)`",
    "LEN": "`STRLEN(?x)`",
    "LOWER": "`LCASE(?x)`",
    "UPPER": "`UCASE(?x)`",
    "JOIN": "both patterns between the braces, one after the other",
    "INNER": "both patterns between the braces, one after the other",
    "LEFT": "`OPTIONAL { … }`",
    "TOP": "`LIMIT` at the end of the query",
    "EXCEPT": "`MINUS { … }`",
}


def of_other_forms(fault: Fault) -> Cause | None:
    """An update, Turtle's ``@prefix``, or signs between declarations, before any form of query."""
    token = fault.token
    if "SELECT" not in fault.expected or fault.reading.open:
        return None
    if token.text.upper() in UPDATE:
        what = f"{shown(token.text)} begins an update and this service only reads"
        return Cause(token, what, "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.", expected=FORMS)
    if token.text.lower() in ("@prefix", "@base"):
        what = f"{shown(token.text)} is of Turtle, not of SPARQL,"
        return Cause(token, what, f"Write `{token.text[1:].upper()}`, without a dot at the end.")
    if token.text in (".", ";"):
        return Cause(token, f"a `{token.text}` too many behind a declaration", "Remove it.")
    return None


def of_prologue(fault: Fault) -> Cause | None:
    """A prefix without its colon."""
    token = fault.token
    if "prefix" not in fault.expected or token.kind != "word":
        return None
    return Cause(token, f"the prefix {shown(token.text)} stands without its colon", f"Write `{token.text[:40]}:`.")


def of_projection(fault: Fault) -> Cause | None:
    """No columns after SELECT, commas between them, calls without brackets, names without question mark."""
    token, word = fault.token, fault.token.text.upper()
    if fault.reading.open or not {"var", "("} <= fault.expected or not fault.expected & {"*", "WHERE"}:
        return None
    if word in ("{", "WHERE", "FROM") and "*" in fault.expected:
        return Cause(
            token, f"no variable stands between SELECT and {shown(token.text)}", "Name variables, or write `*`."
        )
    if word == ",":
        return Cause(token, "a comma stands between the variables", "Separate them by spaces.")
    if word in FUNCTIONS or word == "AS":
        remedy = f"Write `({'…' if word == 'AS' else f'{word}(…)'} AS ?name)`."
        return Cause(token, f"{shown(token.text)} stands without brackets around it", remedy)
    if token.kind == "word" and word not in INSTEAD and fault.reading.last().text.upper() not in ("WHERE", "FROM"):
        return Cause(
            token, f"{shown(token.text)} is not a variable", f"Write `?{token.text[:40]}`.", nearest=[f"?{token.text}"]
        )
    return None


def of_naming(fault: Fault) -> Cause | None:
    """``AS`` missing, or without a variable behind it."""
    token = fault.token
    if fault.reading.last().text.upper() == "AS" and token.kind == "word":
        return Cause(token, f"{shown(token.text)} behind AS is not a variable", f"Write `?{token.text[:40]}`.")
    if "AS" not in fault.expected:
        return None
    if token.kind == "variable":
        return Cause(
            token, f"AS is missing before {shown(token.text)}", f"Write `AS {token.text[:40]}`.", expected=("AS",)
        )
    if token.text == ")" and "BY" not in fault.expected:
        return Cause(
            token, "the expression has no name: AS is missing", "Write `AS ?name` before the `)`.", expected=("AS",)
        )
    return None


def of_place(fault: Fault) -> Cause | None:
    """Clauses that stand inside the braces but belong behind them, the other way round, or too late."""
    token, word = fault.token, fault.token.text.upper()
    if word in LATE and fault.reading.bracket.text == "{":
        name = f"{word} BY" if word in ("GROUP", "ORDER") else word
        return Cause(token, f"{name} stands inside the braces", "Move it behind the closing `}`.")
    if word in LATE and "end" in fault.expected:
        order = "GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET"
        return Cause(token, f"{word} stands too late or twice", f"Write each once, in this order: {order}.")
    if word in ELEMENTS - {"VALUES", "{"} and "end" in fault.expected:
        return Cause(token, f"{word} stands outside of the braces", "Move it before the last `}`.")
    if "LIMIT" in fault.expected and fault.reading.bracket.text == "{" and "{" not in fault.expected:
        return Cause(token, f"{shown(token.text)} stands behind a subquery without braces", "Write `{ SELECT … }`.")
    if word == "SELECT" and fault.reading.bracket.text == "{":
        return Cause(token, "a subquery stands without braces of its own", "Write `{ SELECT … }`.")
    if word == "UNION" and fault.reading.open:
        return Cause(token, "UNION stands behind a pattern without braces", "Write `{ … } UNION { … }`.")
    if word == ";" and "end" in fault.expected:
        return Cause(token, "a `;` too many behind the query", "Remove it.")
    return None


def of_operators(fault: Fault) -> Cause | None:
    """Operators and words of SQL and programming languages."""
    token, before = fault.token, fault.reading.last()
    pair = before.text + token.text if before.end == token.start else ""
    if pair in PAIRS:
        whole = Token("operator", pair, before.start)
        return Cause(whole, f"`{pair}` is not an operator of SPARQL", f"Write `{PAIRS[pair]}`.")
    if token.text in OPERATORS and before.text == ")" and "," not in fault.expected and "AS" not in fault.expected:
        return Cause(
            token, f"the expression around `{token.text}` stands without brackets", "Write `( … )` around all of it."
        )
    if token.text == "-" and before.kind == "variable" and before.end == token.start:
        name = re.split(r"[^\w-]", fault.reading.query[before.start + 1 : before.start + 40])[0]
        remedy = f"Write `?{name.replace('-', '_')}`."
        return Cause(token, f"the name of the variable {shown(before.text)} cannot go on with `-`", remedy)
    if token.text == "||" and "|" in fault.expected:
        return Cause(token, "`||` stands in a property path", "Write `|` between alternatives.")
    instead = INSTEAD.get(token.text.upper())
    if instead and token.kind == "word":
        return Cause(token, f"{shown(token.text)} is not a word of SPARQL", f"Write {instead}.")
    return None


def of_values(fault: Fault) -> Cause | None:
    """Commas and variables among the values of VALUES; dates and numbers without their form."""
    token, before = fault.token, fault.reading.last()
    if "UNDEF" in fault.expected and token.text == ",":
        return Cause(token, "a comma stands between values", "Separate them by spaces.")
    if fault.expected == {"}", "("} and token.kind in ("iri", "name", "string", "number"):
        return Cause(
            token, f"the row {shown(token.text)} of VALUES stands without brackets", "Write `( … )` around each row."
        )
    if "UNDEF" in fault.expected and token.text == "(":
        return Cause(token, "a row in brackets stands where VALUES has one variable", "Write the values alone.")
    if "UNDEF" in fault.expected and token.kind == "variable":
        return Cause(token, "a variable stands among the values of VALUES", "Write values, or UNDEF for none.")
    if before.text.upper() in ("LIMIT", "OFFSET"):
        word, number = before.text.upper(), "a whole number"
        what = (
            f"{word} needs {number}, not {shown(token.text)}," if token.text else f"the number behind {word} is missing"
        )
        return Cause(token, what, f"Write {number}, without a sign.", expected=(number,))
    date = DATE.match(fault.reading.query, before.start) if before.kind == "number" else None
    if date:
        return Cause(before, f"the date `{date[0]}` is not a literal", f'Write `"{date[0]}"^^xsd:date`.')
    return None


def of_order(fault: Fault) -> Cause | None:
    """ASC and DESC behind the variable, or without brackets."""
    before = fault.reading.last()
    word = before.text.upper()
    if word not in ("ASC", "DESC") or "(" not in fault.expected:
        return None
    return Cause(before, f"{word} stands without a variable in brackets", f"Write `{word}(?x)`.", expected=("`(`",))


HABITS = (of_other_forms, of_prologue, of_naming, of_place, of_values, of_projection)
