"""Recognises why a token cannot stand where it does: brackets, spelling, incomplete and unseparated triples."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from m4sd_graph.explain.cause import Cause, expectations, place, shown, wanting
from m4sd_graph.explain.characters import bad_escape, broken_iri, other_character, relative_iri, unknown_prefix
from m4sd_graph.explain.grammar import FUNCTIONS, KEYWORDS
from m4sd_graph.explain.habits import FORMS, HABITS, of_operators, of_order
from m4sd_graph.explain.reading import Fault, Reading
from m4sd_graph.explain.spelling import listed, nearest
from m4sd_graph.guard import Token

CLOSING = {"{": "}", "(": ")", "[": "]"}
TERMS = frozenset({"variable", "iri", "name", "string", "number", "blank"})
BREAKS = frozenset({"}", "]", ".", ";", ",", ")"})
Recogniser = Callable[[Fault], Cause | None]


def cause_of(fault: Fault) -> Cause:
    """Why ``fault`` is one; in general words where nothing is recognised."""
    if fault.token.kind in CHARACTERS:
        return CHARACTERS[fault.token.kind](fault)
    for recognise in RECOGNISERS:
        if cause := recognise(fault):
            return cause
    words = expectations(fault.expected)
    remedy = f"Write {words[0]} there." if len(words) == 1 else "Mend it, or what stands directly before it."
    return Cause(fault.token, f"{shown(fault.token.text)} cannot stand", remedy, wanting(fault.expected), words)


def _ended(fault: Fault) -> Cause | None:
    """Nothing but a prologue, brackets that are never closed, or a query that stops too early."""
    token, words = fault.token, expectations(fault.expected)
    if token.kind != "end" or fault.reading.last().text.upper() in ("LIMIT", "OFFSET"):
        return None
    begin = "SELECT, ASK, CONSTRUCT or DESCRIBE"
    if "SELECT" in fault.expected and not fault.reading.open:
        what = "has nothing but declarations" if fault.reading.tokens else "has nothing but comments"
        what = what if fault.reading.query.strip() else "is empty"
        return Cause(token, f"the query {what}: it ends", f"Write {begin}.", expected=FORMS)
    if not fault.reading.open:
        return Cause(token, "the query ends too early", f"Go on with {listed(words)}.", wanting(fault.expected), words)
    closing = " ".join(CLOSING[fault.reading.tokens[i].text] for i in fault.reading.open[:-6:-1])
    return Cause(
        token, f"{_opened(fault.reading)} is not closed: the query ends", f"Close it: `{closing}`.", expected=words
    )


def _opened(reading: Reading) -> str:
    line, column = place(reading.query, reading.bracket.start)
    return f"`{reading.bracket.text}` opened at line {line}, column {column}"


def _unbalanced(fault: Fault) -> Cause | None:
    """A closing bracket of another kind than the innermost open one, or one too many."""
    token = fault.token
    needed = CLOSING.get(fault.reading.bracket.text, "")
    inside = needed == ")" and needed in fault.expected and token.text.upper() in ("AS", "{", "WHERE")
    if (token.kind != "close" or token.text == needed) and not inside:
        return None
    if not inside and not any(CLOSING[fault.reading.tokens[i].text] == token.text for i in fault.reading.open):
        return Cause(token, f"a `{token.text}` too many", "Remove it, or open it before.")
    what = f"{_opened(fault.reading)} is not closed before {shown(token.text)}"
    return Cause(token, what, f"Write `{needed}` before it.", expected=(f"`{needed}`",))


def _arguments(fault: Fault) -> Cause | None:
    """Too few or too many arguments of a function, or nothing between brackets."""
    token, name = fault.token, fault.reading.called
    if token.text == "," and name == "GROUP_CONCAT":
        return Cause(token, "a comma stands before the separator of GROUP_CONCAT", 'Write `; SEPARATOR=", "`.')
    if token.text == "," and name in FUNCTIONS and ")" in fault.expected:
        return Cause(token, f"{name} has too many arguments", "Remove them from this comma on.", expected=("`)`",))
    if token.kind in TERMS and name in FUNCTIONS and "," in fault.expected:
        return Cause(
            token, f"a comma is missing between the arguments of {name}", "Write `,` before it.", expected=("`,`",)
        )
    if token.kind in TERMS and name in FUNCTIONS and fault.expected == {")"}:
        return Cause(token, f"{name} takes no argument", "Remove it.", expected=("`)`",))
    if token.text != ")" or fault.reading.bracket.text != "(":
        return None
    words = expectations(fault.expected)
    if name in FUNCTIONS and (_begins(fault) or "," in fault.expected):
        return Cause(token, f"an argument of {name} is missing", "Write it before the `)`.", expected=words)
    if _begins(fault):
        return Cause(token, "an expression is missing before `)`", "Write it.", expected=words)
    return None


def _begins(fault: Fault) -> bool:
    """Whether an expression could begin there."""
    return "var" in fault.expected and ("BOUND" in fault.expected or ")" not in fault.expected)


def _misspelt(fault: Fault) -> Cause | None:
    """A keyword or function spelt nearly as one that could stand there."""
    token = fault.token
    if token.kind != "word" or token.text.upper() in KEYWORDS:
        return None
    known = [t for t in fault.expected if t.isupper() or t in ("a", "true", "false")]
    near = nearest(token.text, known)
    calls = fault.reading.query[token.end :].lstrip()[:1] == "("
    if near:
        kind = "function" if calls and near[0] in FUNCTIONS else "keyword"
        remedy = f"Write {listed([f'`{n}`' for n in near])}."
        return Cause(token, f"{shown(token.text)} is not a {kind}", remedy, expected=near[:1], nearest=near)
    if calls and "BOUND" in fault.expected:
        return Cause(
            token, f"{shown(token.text)} is not a function of SPARQL", "Use one that is, as in `CONTAINS(?a, ?b)`."
        )
    return None


def _broken_literal(fault: Fault) -> Cause | None:
    """What directly follows a literal with a quotation mark inside that is not escaped; a bad language tag."""
    token, before = fault.token, fault.reading.last()
    if before.kind == "language" and before.end == token.start and token.kind == "word":
        tag = Token("language", before.text + token.text, before.start)
        return Cause(tag, f"{shown(tag.text)} is not a language tag", "Use letters, digits and `-`, as in `@en-GB`.")
    if before.kind != "string" or before.end != token.start or token.kind not in ("word", "name", "number", "string"):
        return None
    what = f"the literal {shown(before.text)} ends before {shown(token.text)}"
    return Cause(
        token, what, f"Close it where it should end; write a {before.text[0]} inside it as \\{before.text[0]}."
    )


def _missing_sign(fault: Fault) -> Cause | None:
    """The brace, bracket or word that must follow a keyword."""
    token, before = fault.token, fault.reading.last()
    opening = next((sign for sign in ("{", "(") if sign in fault.expected), "")
    if before.kind == "word" and opening and (len(fault.expected) == 1 or before.text.upper() in ("FILTER", "HAVING")):
        what = f"`{opening}` is missing behind {before.text.upper()}: {shown(token.text)} stands"
        return Cause(token, what, f"Write `{opening} … {CLOSING[opening]}` around it.", expected=(f"`{opening}`",))
    words = expectations(fault.expected)
    if len(words) == 1 and token.kind not in ("open", "close"):
        return Cause(
            token, f"{words[0]} is missing before {shown(token.text)}", f"Write {words[0]} there.", expected=words
        )
    return None


def _incomplete(fault: Fault) -> Cause | None:
    """A triple without object or property, and a dot too many."""
    token, words = fault.token, expectations(fault.expected)
    if token.text not in BREAKS:
        return None
    if token.text == "." and fault.reading.last().text in (".", "{", "}"):
        return Cause(token, "a dot too many", "Write one dot between triples.", expected=words)
    if "object" in fault.expected and ")" not in fault.expected:
        return Cause(token, f"the object of a triple is missing before `{token.text}`", "Write it.", expected=words)
    if "predicate" in fault.expected:
        return Cause(token, f"the property of a triple is missing before `{token.text}`", "Write it.", expected=words)
    return None


def _bare_word(fault: Fault) -> Cause | None:
    """A word where a term is expected."""
    token = fault.token
    terms = fault.expected & {"object", "iri", "predicate", "var"}
    if token.kind != "word" or not terms or token.text.upper() in KEYWORDS:
        return None
    word = token.text[:40]
    literal = f', `"{word}"` for a literal' if "string" in fault.expected else ""
    remedy = f"Write `?{word}` for a variable, `prefix:{word}` for a name{literal}."
    return Cause(token, f"the word {shown(token.text)} is neither keyword, variable nor name", remedy)


def _missing_dot(fault: Fault) -> Cause | None:
    """A term right behind a whole triple."""
    token = fault.token
    if not {".", ";"} <= fault.expected or not (token.kind in TERMS or token.text in ("[", "(")):
        return None
    remedy = "Write `.` before it for a new triple, `;` for the same subject, `,` for the same property."
    what = f"a dot is missing between the triple and {shown(token.text)}"
    return Cause(token, what, remedy, expected=expectations(fault.expected))


def _literal_property(fault: Fault) -> Cause | None:
    token = fault.token
    if (
        "predicate" not in fault.expected
        or "string" in fault.expected
        or token.kind not in ("string", "number", "blank")
    ):
        return None
    return Cause(token, f"{shown(token.text)} stands as a property", "Write an IRI, a prefixed name or a variable.")


RECOGNISERS: tuple[Recogniser, ...] = (
    *(of_order, _ended, _unbalanced, broken_iri, _arguments, of_operators, _misspelt, *HABITS),
    *(_broken_literal, _missing_sign, _incomplete, _bare_word, _literal_property, _missing_dot),
)
CHARACTERS: Mapping[str, Callable[[Fault], Cause]] = {
    **{"prefix": unknown_prefix, "relative": relative_iri, "escape": bad_escape, "other": other_character},
}
