"""What the sheets of the library say, in the language of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from m4sd_graph.speech import DEFAULT, speech, spoken

# What sheets of the library say.
_WORDS: tuple[Mapping[str, str], ...] = (
    {"en": "targets", "fr": "cibles"},
    {"en": "target", "fr": "cible"},
    {"en": "statuses", "fr": "statuts"},
    {"en": "status", "fr": "statut"},
    {"en": "grade", "fr": "degré"},
    {"en": "asserted links alone", "fr": "liens affirmés seuls"},
    {"en": "asserted only", "fr": "affirmés seulement"},
    {"en": "asserted", "fr": "affirmé"},
    {"en": "with derived links", "fr": "avec liens déduits"},
    {"en": "derived", "fr": "déduit"},
    {"en": "proposed", "fr": "proposé"},
    {"en": "support", "fr": "appuis"},
    {"en": "gap findings about it", "fr": "constats de lacune à ce sujet"},
    {"en": "gap finding", "fr": "constat de lacune"},
    {"en": "gap-response-candidates", "fr": "réponses possibles aux lacunes"},
    {"en": "gap-response", "fr": "réponse aux lacunes"},
    {"en": "evidenced gap", "fr": "lacune constatée"},
    {"en": "evidenced-gap", "fr": "lacune constatée"},
    {"en": "gaps", "fr": "lacunes"},
    {"en": "gap", "fr": "lacune"},
    {"en": "reported", "fr": "signalé"},
    {"en": "weaker", "fr": "plus faibles"},
    {"en": "name", "fr": "nom"},
    {"en": "share", "fr": "part"},
    {"en": "counted", "fr": "comptés"},
    {"en": "missing at", "fr": "manque à"},
    {"en": "ground", "fr": "fondement"},
    {"en": "other links", "fr": "autres liens"},
    {"en": "first", "fr": "premier"},
    {"en": "second", "fr": "second"},
    {"en": "overlap", "fr": "recoupement"},
    {"en": "shared", "fr": "partagées"},
    {"en": "policies", "fr": "politiques"},
    {"en": "policy", "fr": "politique"},
    {"en": "bodies", "fr": "organismes"},
    {"en": "body", "fr": "organisme"},
    {"en": "node", "fr": "nœud"},
    {"en": "neighbours", "fr": "voisins"},
    {"en": "weight", "fr": "poids"},
    {"en": "programme", "fr": "programme"},
    {"en": "observed", "fr": "observée"},
    {"en": "cited by", "fr": "cité par"},
    {"en": "ended", "fr": "fin"},
    {"en": "assessed", "fr": "évaluation"},
    {"en": "means", "fr": "moyens"},
    {"en": "days", "fr": "jours"},
    {"en": "uncovered years", "fr": "années non couvertes"},
    {"en": "bound not recorded", "fr": "borne non consignée"},
    {"en": "findings", "fr": "constats"},
    {"en": "finding", "fr": "constat"},
    {"en": "candidates", "fr": "réponses possibles"},
    {"en": "figures", "fr": "chiffres"},
    {"en": "figure", "fr": "chiffre"},
    {"en": "as it is", "fr": "tel quel"},
    {"en": "crosswalk 3 only", "fr": "table de passage 3 seulement"},
    {"en": "lowest without one document", "fr": "moindre sans un document"},
    {"en": "highest without one document", "fr": "plus grand sans un document"},
    {"en": "responses, reviewed or not", "fr": "réponses, relues ou non"},
    {"en": "hindered by", "fr": "entravée par"},
    {"en": "score", "fr": "note"},
    {"en": "change", "fr": "changement"},
    {"en": "before", "fr": "avant"},
    {"en": "after", "fr": "après"},
    {"en": "links behind", "fr": "liens à l’appui"},
    {"en": "covered", "fr": "couvert"},
    {"en": "coverage", "fr": "couverture"},
    {"en": "contested", "fr": "contesté"},
    {"en": "silent", "fr": "muet"},
    {"en": "stated", "fr": "énoncé"},
    {"en": "not recorded", "fr": "non consigné"},
    {"en": "no statement", "fr": "sans énoncé"},
    {"en": "yes", "fr": "oui"},
    {"en": "no", "fr": "non"},
    {"en": "undefined", "fr": "indéfini"},
    {"en": "national", "fr": "national"},
    {"en": "of these, local too", "fr": "dont aussi local"},
    {"en": "reviewed", "fr": "relues"},
    {"en": "with candidates", "fr": "avec réponses possibles"},
    {"en": "influences between members", "fr": "influences entre membres"},
    {"en": "not assessed: no influences", "fr": "non évalué : aucune influence consignée"},
    {"en": "not assessed", "fr": "non évalué"},
    {"en": "none", "fr": "aucun"},
    {"en": "cells", "fr": "cases"},
    {"en": "links", "fr": "liens"},
    {"en": "measures", "fr": "mesures"},
    {"en": "funding", "fr": "financement"},
    {"en": "period", "fr": "période"},
    {"en": "indicator", "fr": "indicateur"},
    {"en": "counterpart", "fr": "pendants nationaux"},
    {"en": "lapsed", "fr": "références expirées"},
    {"en": "vertical", "fr": "cohérence verticale"},
    {"en": "fragmentation", "fr": "fragmentation"},
    {"en": "gained", "fr": "gagné"},
    {"en": "lost", "fr": "perdu"},
    {"en": "changed", "fr": "changé"},
    {"en": "new", "fr": "nouveau"},
    {"en": "gone", "fr": "disparu"},
    {"en": "differs", "fr": "diffère"},
    {"en": "strength", "fr": "force"},
    {"en": "sources apart", "fr": "sources sans document commun"},
    {"en": "in both", "fr": "dans les deux"},
    {"en": "only there", "fr": "là seulement"},
    {"en": "more", "fr": "de plus"},
    {"en": "not comparable", "fr": "non comparable"},
    {"en": "second only", "fr": "second seulement"},
    {"en": "first only", "fr": "premier seulement"},
    {"en": "contested in the second", "fr": "contesté dans le second"},
    {"en": "contested in the first", "fr": "contesté dans le premier"},
    {"en": "gap in the second", "fr": "lacune dans le second"},
    {"en": "gap in the first", "fr": "lacune dans le premier"},
    {"en": "no longer contested", "fr": "plus contesté"},
    {"en": "gap found", "fr": "lacune constatée"},
    {"en": "gap closed", "fr": "lacune close"},
    {"en": "gap of grade", "fr": "lacune de degré"},
    {"en": "same", "fr": "pareil"},
    {"en": "not in the set", "fr": "hors de l’ensemble"},
    {"en": "low", "fr": "confiance faible"},
    {"en": "medium", "fr": "confiance moyenne"},
    {"en": "high", "fr": "confiance forte"},
    {"en": "unreviewed", "fr": "non relu"},
    {"en": "stated by no source", "fr": "énoncé par aucune source"},
    {"en": "from the proposal", "fr": "d’après la proposition"},
    {"en": "derived by", "fr": "déduit par"},
    {"en": "as a whole", "fr": "dans l’ensemble"},
    {"en": "without", "fr": "sans"},
)
WORDS: Mapping[str, Mapping[str, str]] = {word["en"]: word for word in _WORDS}
# A word within a note, of two that begin alike the longer; a hyphen or a figure beside it makes another word of it.
PHRASE = re.compile(
    r"(?<![\w-])(" + "|".join(re.escape(one) for one in sorted(WORDS, key=len, reverse=True)) + r")(?![\w-])"
)


def told(text: str, lang: str) -> str:
    """A heading, status or note of the library in the language of the page."""
    return text if lang == DEFAULT else PHRASE.sub(lambda found: spoken(WORDS[found[1]], lang), text)


def whole(text: str, lang: str) -> str:
    """A cell in the language of the page where it is one of our words, else as it is: names stay what they are."""
    return spoken(WORDS[text], lang) if text in WORDS else text


def in_short(sizes: Iterable[tuple[str, int]], lang: str) -> str:
    """How many things of each sort differ, as a sentence; ``sizes``: the titles of the sections with their rows."""
    said = speech(lang)
    _, ngettext = said.gettext, said.ngettext
    found = {
        "figures": lambda n: ngettext("%(num)s figure", "%(num)s figures", n),
        "statuses": lambda n: ngettext("%(num)s status", "%(num)s statuses", n),
        "cells": lambda n: ngettext("%(num)s cell of the matrix", "%(num)s cells of the matrix", n),
        "links": lambda n: ngettext("%(num)s link", "%(num)s links", n),
        "gaps": lambda n: ngettext("%(num)s gap", "%(num)s gaps", n),
        "measures": lambda n: ngettext("%(num)s measure", "%(num)s measures", n),
    }
    sums: Counter[str] = Counter()
    for title, size in sizes:
        sums[title.partition(":")[0]] += size
    parts = [found[sort](size) % {"num": said.number(size)} for sort, size in sums.items() if size]
    if not parts:
        return _("Nothing changes: no cell, status, figure, gap or measure.")
    return _("This would change: %(parts)s.") % {"parts": ", ".join(parts)}
