"""``m4sd coherence mechanisms``: the evidence for each domain of SDG indicator 17.14.1, without a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.mechanisms import QUESTION, Domain, Mechanism, mechanisms
from m4sd_graph.coherence.naming import Naming, naming
from m4sd_graph.commands.choices import Format, Language, print_json, read_analysis
from m4sd_graph.speech import spoken

app = typer.Typer()
TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "SDG indicator 17.14.1, evidence by domain. Nothing is scored: two schemes are in use.",
        "silent": "No evidence recorded. Nothing recorded is not the same as nothing there.",
        "mechanism": "mechanism",
        "gap": "a finding reports a gap",
    },
    "fr": {
        "head": "Indicateur 17.14.1 des ODD, preuves par domaine. Rien n’est noté : deux barèmes sont en usage.",
        "silent": "Aucune preuve enregistrée. Rien d’enregistré ne veut pas dire rien d’existant.",
        "mechanism": "mécanisme",
        "gap": "un constat relève une lacune",
    },
}


@app.command("mechanisms")
def mechanisms_command(
    country: Annotated[str, typer.Option(help="Only this country (KG, KGZ, IRI).")] = "",
    lang: Annotated[Language, typer.Option(help="Language of the names.")] = Language.en,
    form: Annotated[Format, typer.Option("--format", help="How to print the answer.")] = Format.table,
) -> None:
    """List which bodies and instruments are evidence for each of the eight domains of SDG indicator 17.14.1."""
    analysis = read_analysis()
    states = analysis.countries([country] if country else [])
    question = load_catalog().question(QUESTION)
    found = mechanisms(analysis.store, question, "".join(states), lang.value)
    if form is Format.json:
        print_json({"indicator": "17.14.1", "domains": found})
    else:
        typer.echo("\n".join(told(found, naming({}, lang.value))))


def told(domains: tuple[Domain, ...], words: Naming) -> Iterator[str]:
    """The domains as lines of text."""
    texts = spoken(TEXTS, words.spoken)
    yield texts["head"]
    for number, domain in enumerate(domains, start=1):
        yield f"\n{number}. {domain.name}"
        if not domain.recorded:
            yield f"   {texts['silent']}"
        for one in domain.found:
            yield from (f"   {line}" for line in _mechanism(one, words))


def _mechanism(one: Mechanism, words: Naming) -> Iterator[str]:
    facets = (
        spoken(TEXTS, words.spoken)[one.says],
        words.say(f"confidence {one.confidence}"),
        words.say(f"review {one.review}"),
    )
    yield f"- {one.name} ({', '.join(facets)})"
    for passage in one.passages:
        yield "  " + words.say("passage", title=words.title(passage), place=words.place(passage))
        yield "  " + words.say("paraphrase", text=words.text(passage.paraphrase))
    if one.remark:
        yield "  " + words.say("remark", text=words.text(one.remark))
