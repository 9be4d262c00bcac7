"""Markdown as HTML: headings with anchors, code in colours, tables in frames that scroll, links that lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

from api.manual.highlight import coloured

DEEPEST = 4
# A link that is told by the name of a file is told by the title of the page instead.
FILE = re.compile(r"[\w./-]+\.(?:md|ipynb)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: its depth (1 is the title), anchor and text."""

    depth: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link or picture of a file leads on this service, and the title of that page ("" for others)."""

    address: str
    title: str = ""


# Gives None where a link leads to nothing that is served.
Resolve = Callable[[str], Target | None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as HTML, its headings, and the first paragraph as plain text."""

    html: str
    headings: tuple[Heading, ...]
    summary: str


def render(text: str, resolve: Resolve) -> Rendered:
    """Return the Markdown ``text`` as HTML; HTML within it stays text."""
    tokens = _parser().parse(text)
    headings = tuple(_headings(tokens))
    _link(tokens, resolve)
    _name_tables(tokens)
    html = str(_parser().renderer.render(tokens, _parser().options, {}))
    return Rendered(html, headings, _summary(tokens))


def slug(title: str) -> str:
    """The anchor of a heading, as code forges make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.strip().lower()))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(anchors_plugin, max_level=DEEPEST, slug_func=slug)
    for name, rule in (("fence", _fence), ("code_block", _fence), ("table_open", _table), ("table_close", _table_end)):
        parser.add_render_rule(name, rule)
    for name in ("th_open", "th_close"):
        parser.add_render_rule(name, _head)
    return parser


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:  # noqa: ANN401 - as markdown-it calls
    language = tokens[index].info.split(" ")[0].strip()
    code = coloured(tokens[index].content, language)
    return f'<div class="code" data-language="{escape(language)}"><pre tabindex="0"><code>{code}</code></pre></div>\n'


def _table(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:  # noqa: ANN401 - as markdown-it calls
    label = escape(str(tokens[index].meta["label"]))
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>\n'


def _table_end(*_: Any) -> str:  # noqa: ANN401 - as markdown-it calls
    return "</table></div>\n"


def _head(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:  # noqa: ANN401 - as markdown-it calls
    """A head cell; one that says nothing is no heading."""
    opens = tokens[index].type == "th_open"
    empty = not tokens[index + 1 if opens else index - 1].content.strip()
    if opens:
        return "<td>" if empty else '<th scope="col">'
    return "</td>" if empty else "</th>"


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and int(token.tag[1]) <= DEEPEST:
            yield Heading(int(token.tag[1]), str(token.attrs["id"]), _plain(content))


def _name_tables(tokens: Sequence[Token]) -> None:
    """Name every table by its heading, and by a number where a heading has several."""
    heading, seen = "", Counter[str]()
    for token, content in pairwise(tokens):
        if token.type == "heading_open":
            heading = _plain(content)
        elif token.type == "table_open":
            seen[heading] += 1
            token.meta["label"] = heading if seen[heading] == 1 else f"{heading} ({seen[heading]})"


def _link(tokens: Sequence[Token], resolve: Resolve) -> None:
    for token in tokens:
        children = token.children or []
        for index, opened in enumerate(children):
            if opened.type == "link_open":
                closed = next(i for i, one in enumerate(children) if i > index and one.type == "link_close")
                _lead(children[index : closed + 1], resolve(str(opened.attrs["href"])))
            elif opened.type == "image":
                target = resolve(str(opened.attrs["src"]))
                opened.attrs["src"] = target.address if target else ""


def _lead(link: Sequence[Token], target: Target | None) -> None:
    """Let a link lead to ``target``; without one it is text."""
    opened, *inside, closed = link
    if target is None:
        opened.tag = closed.tag = "span"
        opened.attrs = {}
        return
    opened.attrs["href"] = target.address
    if target.address.startswith(("http://", "https://")):
        opened.attrs |= {"class": "external", "rel": "external noopener"}
    if target.title and len(inside) == 1 and FILE.fullmatch(inside[0].content):
        inside[0].content = target.title


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def _summary(tokens: Sequence[Token]) -> str:
    texts = (_plain(content) for token, content in pairwise(tokens) if token.type == "paragraph_open")
    return re.sub(r"\s+", " ", next(texts, ""))
