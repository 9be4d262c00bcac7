"""Finds classes and properties of our namespace that the ontology does not have.

Such a query is answered by nothing, without a word. Nearly all queries are right, so a quick look at the text comes
first; only where it finds a name that is not known is the query read token by token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from m4sd_graph.errors import UnknownTermError
from m4sd_graph.explain.cause import one_line, place, shown
from m4sd_graph.explain.reading import Reading, read
from m4sd_graph.explain.spelling import listed, nearest
from m4sd_graph.guard import LONGEST_WORD, Token
from m4sd_graph.namespaces import RDF, RDFS

TYPES = frozenset({f"{RDF}type", f"{RDFS}subClassOf"})
ESCAPED = re.compile(r"\\(.)")
CHARACTER = r"[\w:%\\\u0080-\U0010ffff-]"
MOST_HEADS = 16
ALIKE = 0.6  # names are longer than keywords, and a wrong proposal costs nothing


def check_terms(query: str, prefixes: Mapping[str, str], namespace: str, known: frozenset[str]) -> None:
    """Raise UnknownTermError where a property or class of ``namespace`` has a local name that is not ``known``.

    Only what is asked for counts: predicates, paths, and the objects of ``a``; not subjects, values and filters, nor
    the template of a CONSTRUCT, which may name what it likes. ``prefixes`` are those known without declaration.
    """
    if not _is_suspicious(query, prefixes, namespace, known):
        return
    reading = read(query, prefixes)
    for token in _asked(reading):
        iri = _iri(token, reading.prefixes)
        local = iri.removeprefix(namespace)
        if iri != local and local and local not in known:
            raise _unknown(token, local, namespace, query, known)


def _is_suspicious(query: str, prefixes: Mapping[str, str], namespace: str, known: frozenset[str]) -> bool:
    """Whether some text looks like a name of ``namespace`` that is not ``known``; may be wrong only in saying so."""
    heads = [f"{prefix}:" for prefix, ns in prefixes.items() if ns == namespace and f"{prefix}:" in query]
    if namespace in query:
        heads += [f"<{namespace}", *_declared(query, namespace)]
    return len(heads) > MOST_HEADS or any(not known.issuperset(_local_names(head).findall(query)) for head in heads)


def _declared(query: str, namespace: str) -> Iterator[str]:
    """The prefixes, with their colon, that ``query`` declares for ``namespace``."""
    for before in query.split(f"<{namespace}>")[:-1]:
        name = before[-LONGEST_WORD * 2 :].rsplit(None, 1)[-1:]
        yield from (head for head in name if head.endswith(":"))


@lru_cache(maxsize=64)
def _local_names(head: str) -> re.Pattern[str]:
    """What finds the local names behind a prefix or namespace, in literals and comments too."""
    text = re.escape(head)
    return re.compile(rf"{text}(?<![\w.-]{text})((?:{CHARACTER}|\.(?={CHARACTER}))+)")


def _asked(reading: Reading) -> Iterator[Token]:
    """The tokens that stand for a property or class in a pattern."""
    is_type, hidden = [False], 0
    for i, (token, role) in enumerate(zip(reading.tokens, reading.roles, strict=True)):
        if token.kind == "open":
            is_type.append(False)
            hidden = len(is_type) if i and role == "{" and reading.roles[i - 1] == "CONSTRUCT" else hidden
        elif token.kind == "close":
            hidden = 0 if len(is_type) == hidden else hidden
            is_type.pop()
        elif role in (".", ";"):
            is_type[-1] = False
        elif role in ("predicate", "a"):
            turned = i > 0 and reading.roles[i - 1] in ("^", "!")
            is_type[-1] = not turned and (role == "a" or _iri(token, reading.prefixes) in TYPES)
        if not hidden and (role == "predicate" or (role == "object" and is_type[-1])):
            yield token


def _iri(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + ESCAPED.sub(r"\1", local)


def _unknown(token: Token, local: str, namespace: str, query: str, known: frozenset[str]) -> UnknownTermError:
    line, column = place(query, token.start)
    names = nearest(local, known, alike=ALIKE)
    near = [
        f"<{namespace}{name}>" if token.kind == "iri" else f"{token.text.partition(':')[0]}:{name}" for name in names
    ]
    remedy = f"Write {listed([f'`{name}`' for name in near])}." if near else "Look it up in the list of its terms."
    name = shown(local if token.kind == "iri" else token.text)
    return UnknownTermError(
        one_line(f"the ontology has no {name}, asked for at line {line}, column {column}."),
        remedy=one_line(remedy),
        line=line,
        column=column,
        token=token.text,
        nearest=near,
    )
