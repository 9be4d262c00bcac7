"""How things and links are called in a sentence, in the language asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from m4sd_graph.coherence.axes import Item
from m4sd_graph.coherence.claims import METHOD
from m4sd_graph.coherence.ends import End
from m4sd_graph.coherence.evidence import Passage, Texts
from m4sd_graph.coherence.trace import Step
from m4sd_graph.coherence.words_texts import SENTENCES, Sentences
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import ID, SDG, VOCAB
from m4sd_graph.speech import LANGUAGES, order, spoken

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
FALLBACK = "en"


@dataclass(frozen=True)
class Naming:
    """Names in ``asked``, sentences in ``spoken``: the same, or English where we have no sentences in ``asked``."""

    items: Mapping[str, Item]
    asked: str
    spoken: str

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of ours with its values."""
        return self.sentences[sentence].format(**values)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of the language that is spoken."""
        return spoken(SENTENCES, self.spoken)

    def text(self, texts: Texts) -> str:
        """The text in the language asked for, else in that spoken, else any."""
        return clean(texts.get(self.language_of(texts), ""))

    def language_of(self, texts: Texts) -> str:
        """The language that ``text`` chooses; "" for a text without a language and where there is none."""
        wanted = (self.asked, *order(self.spoken))
        return next((language for language in wanted if language in texts), next(iter(texts), ""))

    def name(self, iri: str) -> str:
        """The bare name of a thing, or the end of its IRI."""
        item = self.items.get(iri, Item(iri, "", {}))
        return clean(item.name(self.asked, self.spoken))

    def thing(self, iri: str) -> str:
        """A thing with what it is, ready to stand in a sentence."""
        code = self.items[iri].notation if iri in self.items else ""
        return self.say(_kind(iri, code), code=clean(code).removesuffix(" commitment"), name=self.name(iri))

    def end(self, end: End) -> str:
        """An end of a trace: a thing, or any of a class; with the number of things meant where they are several."""
        told = self.thing(end.asked) if set(end.ways) - {"class"} else self.say("class", name=self.class_(end.asked))
        return told if len(end.things) == 1 else self.say("several", end=told, count=len(end.things))

    def class_(self, asked: str) -> str:
        """What a class, or a kind of row or column, is called."""
        last = clean(asked.rstrip("/").replace("#", "/").rpartition("/")[2])
        known = self.items.get(asked, Item(asked, "", {}))
        return self.sentences.get(f"kind {asked}") or (self.name(asked) if known.names else last)

    def claim(self, step: Step) -> dict[str, str]:
        """Source, type and target of a link as parts of a sentence."""
        type_ = self.sentences.get(step.type, clean(step.type))
        return {"source": self.thing(step.source), "type": type_, "target": self.thing(step.target)}

    def facets(self, step: Step) -> dict[str, str]:
        """Grade, confidence and review of a link in words."""
        return {
            "grade": self.sentences.get(f"grade {step.grade}") or self.sentences["no grade"],
            "confidence": self.sentences[f"confidence {step.confidence}"],
            "review": self.sentences.get(f"review {step.review}", clean(step.review)),
        }

    def basis(self, step: Step) -> str:
        """On what a link stands, in words."""
        return self.say(f"basis {basis(step)}", rule=step.rule)

    def place(self, passage: Passage) -> str:
        """Where a passage stands in its document."""
        if passage.start is not None and passage.end is not None:
            return self.say("characters", start=passage.start, end=passage.end)
        return self.text(passage.locator) or self.sentences["nowhere"]

    def title(self, passage: Passage) -> str:
        """What the document of a passage is called."""
        return self.text(passage.title) or clean(passage.document)


def naming(items: Mapping[str, Item], language: str) -> Naming:
    """Return how to name ``items`` in ``language``; raise ParameterError for what is no code of a language."""
    if not CODE.fullmatch(language):
        raise ParameterError(
            "this is no code of a language.", place="parameter lang", remedy=f"One of {', '.join(LANGUAGES)}."
        )
    return Naming(items, language, language if language in LANGUAGES else FALLBACK)


def basis(step: Step) -> str:
    """On what a link stands: ``asserted``, ``derived``, or ``crosswalk`` between frameworks."""
    if step.rule is not None:
        return "derived"
    return "crosswalk" if step.type == METHOD else "asserted"


def clean(text: str) -> str:
    """``text`` on one line and without control characters, whatever the graph holds."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _kind(iri: str, code: str) -> str:
    if iri.startswith(SDG) and code:
        return "target" if "." in code else "goal"
    if iri.startswith(f"{VOCAB}gcm/") and code:
        return "commitment" if code.endswith(" commitment") else "action" if "(" in code else "objective"
    if iri.startswith(f"{VOCAB}mgi-domain/") and code:
        return "domain"
    if not code or iri.startswith(f"{ID}country/"):
        return "thing"
    return "finding" if iri.startswith(f"{ID}finding/") else "coded"
