"""The publications as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote
from xml.etree import ElementTree as ET

from m4sd_graph.changes import STREAM, Transition
from m4sd_graph.event_stream import TITLES, page_address
from m4sd_graph.namespaces import LICENCE
from m4sd_graph.speech import speech, spoken

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
AUTHOR = "m4sd-graph"
# XML has no place for these, however they are written.
NO_XML = dict.fromkeys([*(c for c in range(0x20) if chr(c) not in "\t\n\r"), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def feed(newest_first: Sequence[Transition], base: str, lang: str) -> bytes:
    """The feed in one language; ``base`` is the address of the service."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": lang})
    _text(root, "id", STREAM)
    _text(root, "title", f"m4sd-graph: {spoken(TITLES, lang)}")
    _text(root, "updated", newest_first[0].publication.published if newest_first else "1970-01-01T00:00:00Z")
    _text(ET.SubElement(root, "author"), "name", AUTHOR)
    _link(root, "self", f"{base}/changes.atom?lang={lang}", ATOM)
    _link(root, "alternate", f"{base}/changes.html?lang={lang}", "text/html")
    _link(root, "license", LICENCE)
    for transition in newest_first:
        _entry(root, transition, base, lang)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(root: ET.Element, transition: Transition, base: str, lang: str) -> None:
    words, summary = _words(lang), transition.summary()
    published, version = transition.publication.published, transition.publication.version
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", f"{STREAM}/{published}")
    _text(entry, "title", f"{words['release']} {version}")
    _text(entry, "updated", published)
    _text(entry, "published", published)
    address = f"{base}/releases/{quote(version, safe='+')}"
    if transition.before:
        address = f"{base}/releases/{quote(transition.before.name, safe='+')}...{quote(version, safe='+')}"
    _link(entry, "alternate", f"{address}.html?lang={lang}", "text/html")
    _link(entry, "related", page_address(base, transition, 1), "application/ld+json")
    counts = ", ".join(f"{words[kind]}: {count}" for kind, count in summary.counts.items())
    _text(entry, "summary", counts)
    named = (f"{words[one.kind]}: {one.labels.get(lang) or next(iter(one.labels.values()))}" for one in summary.named)
    _text(entry, "content", _as_list((counts, *named)), type="html")


def _words(lang: str) -> Mapping[str, str]:
    _ = speech(lang).gettext
    return {"release": _("Release"), "added": _("Added"), "changed": _("Changed"), "removed": _("Removed")}


def _as_list(lines: Iterable[str]) -> str:
    items = ET.Element("ul")
    for line in lines:
        _text(items, "li", line)
    return ET.tostring(items, encoding="unicode")


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text.translate(NO_XML)


def _link(parent: ET.Element, rel: str, href: str, media_type: str = "") -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": href, **({"type": media_type} if media_type else {})})
