"""Colours code on the server: Pygments names the kinds of tokens as classes, the style sheet colours them."""

from __future__ import annotations

from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Long listings of one colour gain nothing and weigh the most.
PLAIN = frozenset({"", "text", "csv", "mermaid"})


def coloured(code: str, language: str) -> str:
    """The code as HTML with classes and no styles; in a language that nobody knows, as plain text."""
    if language in PLAIN:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))
