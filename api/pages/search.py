"""A search as a reader meets it: cards with what matched, filters with counts, and ways on when nothing fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from api.pages.names import Item
from api.pages.render import address_of, language
from m4sd_graph.search import Count, Decade, Entry, Found, Hit, Index, Marked, kind_names, label_of
from m4sd_graph.speech import order, speech

# Values of a filter that stand open; the others are behind a fold.
OPEN = 8
# Words to begin with.
EXAMPLES = ("Kyrgyzstan", "10.7", "migration policy", "remittances")


@dataclass(frozen=True, slots=True)
class Card:
    """A hit: what it is called, what it is, and which other name (or code) and which passage matched."""

    title: Marked
    item: Item
    kind: str
    other: Marked | None
    coded: bool
    snippet: Marked | None
    countries: tuple[str, ...]
    period: str


@dataclass(frozen=True, slots=True)
class Box:
    """A value of a filter to tick."""

    value: str
    text: str
    language: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter with its values: ``shown`` at once, ``more`` behind a fold."""

    name: str
    title: str
    shown: tuple[Box, ...]
    more: tuple[Box, ...]


def search_values(request: Request, index: Index, found: Found) -> Mapping[str, object]:
    """What the template of the search shows."""
    lang = language(request)
    address = address_of(request)
    asked = found.asked
    return {
        "scripts": ["search"],
        "own_search": True,
        "q": asked.text,
        "found": found,
        "cards": [_card(index, hit, lang, address(hit.entry.iri)) for hit in found.hits],
        "groups": _groups(found, lang),
        "chosen": asked.filtered,
        "nearest": [(_item(entry, lang, address(entry.iri)), kind_names(lang)[entry.kind]) for entry in found.nearest],
        "decades": [(decade, _narrowed(request, decade)) for decade in found.facets.decades],
        "examples": EXAMPLES,
        "without": f"/search?{urlencode({'q': asked.text, **({'lang': address.lang} if address.lang else {})})}",
    }


def period_of(entry: Entry, lang: str) -> str:
    """The years of an entry in words; "" where sources give none."""
    _ = speech(lang).gettext
    match entry.start, entry.end:
        case None, None:
            return ""
        case None, last:
            return _("until %(year)s") % {"year": last}
        case first, None:
            return _("since %(year)s") % {"year": first}
        case first, last:
            return str(first) if first == last else f"{first}–{last}"


def _card(index: Index, hit: Hit, lang: str, address: str) -> Card:
    entry, item = hit.entry, _item(hit.entry, lang, address)
    matched = hit.matched.name if hit.matched else None
    same = matched is not None and matched.text == item.text
    return Card(
        title=matched if matched and same else Marked(item.text, item.language, ()),
        item=item,
        kind=kind_names(lang)[entry.kind],
        other=None if same else matched,
        coded=hit.matched is not None and hit.matched.role == "code",
        snippet=hit.snippet,
        countries=tuple(_country(index, code, lang) for code in entry.countries if entry.kind != "countries"),
        period=period_of(entry, lang),
    )


def _country(index: Index, code: str, lang: str) -> str:
    entry = index.country(code)
    return label_of(entry, lang)[0] if entry else code


def _item(entry: Entry, lang: str, address: str) -> Item:
    text, code = label_of(entry, lang)
    return Item(text, address, "" if code == lang else code)


def _groups(found: Found, lang: str) -> Sequence[Group]:
    _ = speech(lang).gettext
    asked, facets = found.asked, found.facets
    return (
        _group("class", _("Class"), facets.kinds, asked.kinds, lang),
        _group("country", _("Country"), facets.countries, asked.countries, lang),
        _group("domain", _("Governance domain"), facets.domains, asked.domains, lang),
    )


def _narrowed(request: Request, decade: Decade) -> str:
    """The same search within ten years."""
    kept = [(n, v) for n, v in request.query_params.multi_items() if n not in ("from", "to", "start") and v.strip()]
    return f"/search?{urlencode([*kept, ('from', decade.first), ('to', decade.last)])}"


def _group(name: str, title: str, counts: Iterable[Count], chosen: Sequence[str], lang: str) -> Group:
    boxes = [_box(count, count.value in chosen, lang) for count in counts]
    boxes.sort(key=lambda box: not box.chosen)
    return Group(name, title, tuple(boxes[:OPEN]), tuple(boxes[OPEN:]))


def _box(count: Count, chosen: bool, lang: str) -> Box:
    code = next((code for code in order(lang) if code in count.labels), next(iter(count.labels), ""))
    text = count.labels.get(code, count.value)
    return Box(count.value, text, "" if code == lang else code, count.number, chosen)
