"""What things are called on a page, and where they lead: every IRI of ours stays on this service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from m4sd_graph.describe import batches, labels
from m4sd_graph.namespaces import BASE, ID, M4SD, OA, RULE, SDG, SKOS, VOCAB, shorten
from m4sd_graph.speech import LANGUAGES, order, speech
from m4sd_graph.store.protocol import Store, Term

Labels = Mapping[str, Mapping[str, str]]
LINK_PARTS = f"""SELECT ?x ?source ?type ?target WHERE {{{{ VALUES ?x {{{{ {{iris}} }}}}
  ?x <{M4SD}linkSource> ?source ; <{M4SD}linkType> ?type ; <{M4SD}linkTarget> ?target }}}}"""
EVIDENCE_PARTS = f"""SELECT ?x ?document ?start ?end ?locator WHERE {{{{ VALUES ?x {{{{ {{iris}} }}}}
  ?x <{OA}hasSource> ?document
  OPTIONAL {{{{ ?x <{OA}hasSelector> ?selector . ?selector <{OA}start> ?start ; <{OA}end> ?end }}}}
  OPTIONAL {{{{ ?x <{M4SD}locator> ?locator }}}} }}}}"""

CODES = f"SELECT ?x ?code WHERE {{{{ VALUES ?x {{{{ {{iris}} }}}} ?x <{SKOS}notation> ?code }}}} ORDER BY DESC(?code)"
# Whose code is part of the name, and the word before the code.
CODED = (SDG, f"{VOCAB}gcm/", RULE)


@dataclass(frozen=True, slots=True)
class Item:
    """Something shown: its text, where it leads ("" for nowhere), and the language of the text where it has one."""

    text: str
    href: str = ""
    language: str = ""
    external: bool = False
    derived_by: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Turns IRIs into addresses on this service; ``lang`` is the language the reader chose, if any."""

    lang: str = ""

    def __call__(self, iri: str) -> str:
        """The path of an IRI of ours; the page about it for any other."""
        if not iri.startswith(BASE):
            return f"/resource?iri={quote(iri, safe='')}{'&lang=' + self.lang if self.lang else ''}"
        path, hash_, fragment = iri.removeprefix(BASE).partition("#")
        return f"/{quote(path)}{'?lang=' + self.lang if self.lang else ''}{hash_}{quote(fragment)}"


@dataclass(frozen=True, slots=True)
class Names:
    """Labels in the reader's language, and addresses."""

    labels: Labels
    lang: str
    address: Address

    def text(self, iri: str) -> str:
        """The label of ``iri``; else the IRI itself, or its last part where it is one of ours."""
        return self.label(iri)[0]

    def label(self, iri: str) -> tuple[str, str]:
        """The text of ``iri``, and its language where that is not the reader's."""
        found = self.labels.get(iri, {})
        code = next((code for code in order(self.lang) if code in found), None)
        if code is None:
            code = next(iter(found), "")
        return found.get(code) or _last_part(iri), "" if code == self.lang else code

    def item(self, iri: str) -> Item:
        """A link to ``iri``: on this service where the graph knows it, else to the web."""
        external = iri not in self.labels and not iri.startswith(BASE) and iri.startswith(("http://", "https://"))
        text, language = self.label(iri)
        return Item(text, iri if external else self.address(iri), language, external=external)

    def value(self, term: Term) -> Item:
        """A term as it is shown."""
        return self.item(term.value) if term.kind == "iri" else Item(term.value, language=term.language)

    def pick(self, terms: Sequence[Term]) -> str:
        """The text among ``terms`` in the reader's language, else in English, else the first."""
        by_language = {term.language: term.value for term in reversed(terms)}
        return next((by_language[c] for c in order(self.lang) if c in by_language), None) or (
            terms[0].value if terms else ""
        )


def short_name(iri: str, prefixes: Mapping[str, str]) -> str:
    """A prefixed name, the path of an IRI of ours, or the IRI."""
    name = shorten(iri, prefixes)
    return name if not name.startswith("<") else iri.removeprefix(BASE)


def with_composed(store: Store, known: Labels, iris: Iterable[str]) -> Labels:
    """Return ``known`` with labels for the links and evidence among ``iris``, which have none of their own.

    Goals, targets, units of the Global Compact and rules are told with their code.
    """
    nodes = {iri.partition("#")[0] for iri in iris if iri.startswith(ID) and iri not in known}
    links = _rows(store, LINK_PARTS, nodes)
    passages = _rows(store, EVIDENCE_PARTS, nodes)
    parts = {row[name].value for row in links for name in ("source", "type", "target")}
    parts |= {row["document"].value for row in passages}
    found = _coded(store, {**labels(store, parts - set(known)), **known})
    composed: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        names = Names(found, lang, Address())
        for row in links:
            label = " — ".join(names.text(row[name].value) for name in ("source", "type", "target"))
            composed.setdefault(row["x"].value, {})[lang] = label
        for row in passages:
            if "locator" not in row or row["locator"].language in (lang, ""):
                label = f"{names.text(row['document'].value)}, {place(row, lang)}".removesuffix(", ")
                composed.setdefault(row["x"].value, {})[lang] = label
                composed.setdefault(f"{row['x'].value}#position", {})[lang] = label
    return {**found, **composed}


def _coded(store: Store, known: Labels) -> Labels:
    rows = _rows(store, CODES, {iri for iri in known if iri.startswith(CODED)})
    codes = {row["x"].value: row["code"].value for row in rows}
    return {iri: _with_code(iri, texts, codes[iri]) if iri in codes else texts for iri, texts in known.items()}


def _with_code(iri: str, texts: Mapping[str, str], code: str) -> Mapping[str, str]:
    return {lang: f"{_kind(iri, lang)} {code} · {text}".lstrip() for lang, text in texts.items()}


def _kind(iri: str, lang: str) -> str:
    """The word before a code."""
    _ = speech(lang).gettext
    if iri.startswith(SDG):
        return _("SDG")
    return "" if iri.startswith(RULE) else _("GCM")


def _rows(store: Store, query: str, iris: Iterable[str]) -> tuple[Mapping[str, Term], ...]:
    return tuple(row for values in batches(iris) for row in store.select(query.format(iris=values)).rows)


def place(row: Mapping[str, Term], lang: str) -> str:
    """Where a passage stands in its document, in words."""
    if "start" in row:
        characters = speech(lang).gettext("characters %(start)s–%(end)s")
        return characters % {"start": row["start"].value, "end": row["end"].value}
    return row["locator"].value if "locator" in row else ""


def _last_part(iri: str) -> str:
    return iri.rstrip("/").replace("#", "/").rpartition("/")[2] if iri.startswith(BASE) else iri
