"""The words of the pages, in the languages of the pages."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "name": "m4sd-graph",
        "tagline": (
            "Migration policies, institutions and partnerships, linked to the SDGs. "
            "Every statement leads to its source."
        ),
        "sparql": "SPARQL",
        "questions": "Questions",
        "ontology": "Ontology",
        "facts": "Facts",
        "evidence": "Evidence",
        "incoming": "Referred to by",
        "names": "Names",
        "supports": "supports",
        "passage": "passage",
        "characters": "characters",
        "open_source": "open the public document",
        "release": "Release",
        "statements": "statements",
        "run": "Run",
        "query": "Query",
        "rows": "rows",
        "parameters": "Parameters",
        "formats": "Also as",
        "error": "That did not work",
        "remedy": "What to do",
        "near": "Did you mean",
        "other_language": "Français",
        "other_code": "fr",
        "holds": "What the graph holds",
        "findings_note": "A derived link is never dressed as an asserted one: each names its rule and its premises.",
        "classes": "Classes",
        "properties": "Properties",
        "licence": "Data CC BY 4.0, code Apache-2.0.",
    },
    "fr": {
        "name": "m4sd-graph",
        "tagline": (
            "Politiques, institutions et partenariats migratoires, reliés aux ODD. Chaque énoncé mène à sa source."
        ),
        "sparql": "SPARQL",
        "questions": "Questions",
        "ontology": "Ontologie",
        "facts": "Faits",
        "evidence": "Preuves",
        "incoming": "Mentionné par",
        "names": "Noms",
        "supports": "appuie",
        "passage": "passage",
        "characters": "caractères",
        "open_source": "ouvrir le document public",
        "release": "Version",
        "statements": "énoncés",
        "run": "Exécuter",
        "query": "Requête",
        "rows": "lignes",
        "parameters": "Paramètres",
        "formats": "Aussi en",
        "error": "Cela n’a pas abouti",
        "remedy": "Que faire",
        "near": "Vouliez-vous dire",
        "other_language": "English",
        "other_code": "en",
        "holds": "Ce que contient le graphe",
        "findings_note": "Un lien dérivé n’est jamais présenté comme affirmé : chacun nomme sa règle et ses prémisses.",
        "classes": "Classes",
        "properties": "Propriétés",
        "licence": "Données CC BY 4.0, code Apache-2.0.",
    },
}
