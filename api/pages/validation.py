"""What the validation page shows: figures of trust, findings by rule and by area, and a list of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.names import Address, Item, Names
from m4sd_graph.describe import labels
from m4sd_graph.intake.template import classes
from m4sd_graph.namespaces import BASE, SHAPES, shorten
from m4sd_graph.speech import LANGUAGES, order, speech
from m4sd_graph.store.protocol import Store
from m4sd_graph.validate import Finding
from m4sd_graph.verdict import Group, review_of_links


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in the reader's words; ``place`` is a file, or where in an upload."""

    severity: str
    thing: Item
    place: str
    rule: Item
    path: str
    value: str
    why: Item
    fix: Item


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule or an area with its findings by severity."""

    key: str
    name: Item
    counts: Mapping[str, int]
    total: int
    why: Item
    fix: Item


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; ``note`` says what is not in it."""

    name: str
    part: int
    whole: int
    note: str = ""

    @property
    def percent(self) -> int:
        """The part in whole percents, rounded down: nothing is called complete that is not."""
        return 100 * self.part // self.whole if self.whole else 0


Shapes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells findings in ``lang``; ``shapes`` names the rules, ``prefixes`` shorten what has no name."""

    store: Store
    shapes: Shapes
    prefixes: Mapping[str, str]
    lang: str
    address: Address

    def findings(self, found: Sequence[Finding], places: Mapping[int, str] | None = None) -> tuple[Told, ...]:
        """The findings in their order; ``places`` says where one of them stands when that is no file."""
        known = labels(self.store, {iri for one in found for iri in (one.record, one.value, one.path) if ":" in iri})
        names = Names(known, self.lang, self.address)
        return tuple(self._told(one, names, (places or {}).get(number, one.file)) for number, one in enumerate(found))

    def rules(self, groups: Iterable[Group]) -> tuple[Counted, ...]:
        """The groups of rules, each with why it matters and how to mend it."""
        return tuple(self._counted(group, self._rule(group.key)) for group in groups)

    def areas(self, groups: Iterable[Group]) -> tuple[Counted, ...]:
        """The groups of folders."""
        none = speech(self.lang).gettext("no file")
        return tuple(self._counted(group, Item(group.key or none)) for group in groups)

    def _told(self, one: Finding, names: Names, place: str) -> Told:
        known = one.record in names.labels or one.record.startswith(BASE)
        return Told(
            severity=one.severity,
            thing=names.item(one.record) if known else Item(one.record),
            place=place,
            rule=self._rule(one.shape),
            path=names.text(one.path) if one.path in names.labels else shorten(one.path, self.prefixes).strip("<>"),
            value="" if one.value == one.record else names.text(one.value),
            why=self._text(one.why),
            fix=self._text(one.message),
        )

    def _rule(self, iri: str) -> Item:
        if not iri.startswith(SHAPES):
            return Item("")
        text, whole = (self._text(self.shapes.get(one, {})) for one in (iri, iri.rpartition("-")[0]))
        # The name of a constraint says little without that of its shape.
        told = f"{whole.text}: {text.text}" if whole.text and whole.language == text.language else text.text
        return Item(told or iri.removeprefix(SHAPES), self.address(iri), text.language)

    def _counted(self, group: Group, name: Item) -> Counted:
        one = group.example
        return Counted(group.key, name, group.counts, group.total, self._text(one.why), self._text(one.message))

    def _text(self, texts: Mapping[str, str]) -> Item:
        code = next((code for code in order(self.lang) if code in texts), next(iter(texts), ""))
        return Item(texts.get(code, ""), language="" if code == self.lang else code)


def shares(store: Store, manifest: Mapping[str, Any], lang: str) -> tuple[Share, ...]:
    """What tells whether the release can be trusted: evidence, names in each language, review of links."""
    _ = speech(lang).gettext
    counts = manifest["counts"]
    asserted, named = counts["assertions"], counts["labelled_things_by_language"]
    links = review_of_links(store)
    reviewed = sum(number for status, number in links.items() if not status.endswith("/unreviewed"))
    return (
        Share(_("Assertions with evidence"), asserted["with_evidence"], asserted["all"]),
        *(
            Share(_("Names in %(language)s") % {"language": name}, named.get(code, 0), named["all"])
            for code, name in LANGUAGES.items()
        ),
        Share(
            _("Links that a second person has reviewed"),
            reviewed,
            sum(links.values()),
            _("A link without review is a reading of one editor; its grade and confidence say how sure it is."),
        ),
    )


def templates(store: Store, prefixes: Mapping[str, str], lang: str) -> tuple[tuple[str, str], ...]:
    """The classes that there is a spreadsheet for: prefixed name and label, in the order of labels."""
    found = classes(store)
    names = Names(labels(store, set(found)), lang, Address())
    return tuple(sorted(((shorten(one, prefixes).strip("<>"), names.text(one)) for one in found), key=lambda o: o[1]))
