"""Recognises what is wrong with a single token: its prefix, its escapes, its quotes, its characters."""

from __future__ import annotations

import re
import unicodedata

from m4sd_graph.explain.cause import Cause, shown
from m4sd_graph.explain.reading import BAD_ESCAPE, Fault
from m4sd_graph.explain.spelling import WELL_KNOWN, listed, nearest_prefixes
from m4sd_graph.guard import Token

QUOTES = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a\u00b4`"
MEANT = {"\u2260": "!=", "\u2264": "<=", "\u2265": ">=", "\u00d7": "*", "\u2212": "-", "&": "&&", "\u2013": "-"}
REMEDY = {
    **dict.fromkeys("?$", "Write the name of a variable behind it."),
    "@": "Write a language behind it, as in `@en`.",
}
BRACKETED = "Write it in angle brackets: `<http://…>`."
FORBIDDEN = re.compile(r"""[<"{}|^`\\\s]""")


def unknown_prefix(fault: Fault) -> Cause:
    """A prefix that is not declared, or an IRI without its angle brackets."""
    token = fault.token
    prefix, _, local = token.text.partition(":")
    if fault.reading.query.startswith("//", token.end) or "iriref" in fault.expected:
        iri = re.split(r"[\s<>{}]", fault.reading.query[token.start : token.start + 200])[0]
        whole = Token("iri", iri, token.start)
        return Cause(whole, f"the IRI {shown(iri)} stands without angle brackets", BRACKETED)
    near = nearest_prefixes(prefix, fault.reading.prefixes)
    declaration = f"`PREFIX {prefix[:40]}: <{WELL_KNOWN.get(prefix.casefold(), '…')}>`"
    names = [f"`{p}:{local[:40]}`" for p in near]
    remedy = f"Write {listed(names)}, or declare it: {declaration}." if near else f"Declare it: {declaration}."
    what = f"the prefix {shown(f'{prefix}:')} is not declared"
    return Cause(token, what, remedy, nearest=[f"{p}:" for p in near])


def relative_iri(fault: Fault) -> Cause:
    """An IRI without scheme and nothing to resolve it against."""
    what = f"{shown(fault.token.text)} is a relative IRI and no BASE is declared"
    return Cause(fault.token, what, "Write the whole IRI, a prefixed name, or declare `BASE <http://…/>`.")


def bad_escape(fault: Fault) -> Cause:
    r"""A backslash before what cannot be escaped, as in ``"\d"`` of regular expressions."""
    token = fault.token
    found = next(m for m in BAD_ESCAPE.finditer(token.text) if m[1])
    escape = Token("escape", found[1], token.start + found.start())
    remedy = f"Double the backslash: {shown(chr(92) + escape.text)}."
    return Cause(escape, f"the escape {shown(escape.text)} is not known in literals", remedy)


def other_character(fault: Fault) -> Cause:
    """An unclosed literal, quotes of a word processor, what cannot be seen, and any other character of no token."""
    token, text = fault.token, fault.token.text
    if text[0] in "\"'":
        return _unclosed_literal(fault.reading.query, token)
    if text in QUOTES:
        return Cause(token, f"the quotation mark `{text}` is not one of SPARQL", "Write straight quotes: \" or '.")
    if not text.isprintable():
        code = f"U+{ord(text):04X} ({unicodedata.name(text, 'control character').lower()})"
        return Cause(token, f"a character that cannot be seen, {code}, stands", "Remove it.")
    remedy = f"Write `{MEANT[text]}`." if text in MEANT else REMEDY.get(text, "Remove it.")
    return Cause(token, f"the character `{text}` has no meaning in SPARQL", remedy)


def _unclosed_literal(query: str, token: Token) -> Cause:
    line = re.split(r"[\r\n]", query[token.start :], maxsplit=1)
    literal = Token("string", line[0], token.start)
    quote = token.text
    what = f"the literal {shown(line[0])} that begins"
    if len(quote) == 3:
        return Cause(literal, what, f"Close it with {quote}.", " is never closed")
    if len(line) == 2 and line[1].count(quote) % 2:
        return Cause(literal, what, f"Write {quote * 3} around it, or each break as \\n.", " holds a line break")
    return Cause(literal, what, f"Close it with {quote}.", f" is not closed: {quote} is missing")


def broken_iri(fault: Fault) -> Cause | None:
    """An IRI that is not closed or has characters that no IRI has; TOKEN finds a mere less-than sign."""
    token = fault.token
    if token.text != "<" or not fault.expected & {"iri", "iriref", "predicate", "object"}:
        return None
    rest = re.split(r"[\r\n]", fault.reading.query[token.start + 1 : token.start + 2000], maxsplit=1)[0]
    inside, closed, _ = rest.partition(">")
    bad = FORBIDDEN.search(inside)
    if not closed or not bad or " " in inside.strip()[:1]:
        iri = Token("iri", "<" + re.split(r"\s", rest, maxsplit=1)[0], token.start)
        return Cause(iri, f"the IRI {shown(iri.text)} that begins", "Close it with `>`.", " is not closed")
    place = Token("other", bad[0], token.start + 1 + bad.start())
    name = "a space" if bad[0].isspace() else f"the character `{bad[0]}`"
    what = f"the IRI {shown(f'<{inside}>')} holds {name}"
    return Cause(place, what, f"Write it as %{ord(bad[0]):02X} or close the IRI before it.")
