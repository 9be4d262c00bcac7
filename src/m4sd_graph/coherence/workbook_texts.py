"""The words of a workbook, in English and French."""

from __future__ import annotations

from collections.abc import Mapping

HEADS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "chains": (
            *("row", "column", "name of the column", "grade of the cell", "n", "valence", "ground of the cell"),
            *("grade of its gaps", "link", "type of the link", "grade", "confidence", "rule", "review"),
            *("asserted links at its root", "rows in evidence", "documents"),
        ),
        "evidence": (
            *(
                "passage",
                "grounds these links",
                "document",
                "place",
                "in our words",
                "read it",
                "address of the record",
            ),
        ),
    },
    "fr": {
        "chains": (
            *("ligne", "colonne", "nom de la colonne", "degré de la case", "n", "valence", "fondement de la case"),
            *("degré de ses lacunes", "lien", "type du lien", "degré", "confiance", "règle", "relecture"),
            *("liens affirmés à sa racine", "lignes dans evidence", "documents"),
        ),
        "evidence": (
            *("passage", "fonde ces liens", "document", "lieu", "dans nos mots", "à lire", "adresse de la fiche"),
        ),
    },
}
ABOUT: Mapping[str, Mapping[str, str]] = {
    "en": {
        "release": "release",
        "title": "content",
        "command": "command",
        "licence": "licence",
        "licence is": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
        "about": "about",
        "query": "query of all links",
        "marks": "Number: best grade, 1 to 3. *: derived by rules. !: findings of gap lead there too. ▽: only "
        "they do. ·: only reported on.\n"
        "Follow a number to its rows in chains, and from there to the passages in evidence.",
    },
    "fr": {
        "release": "version",
        "title": "contenu",
        "command": "commande",
        "licence": "licence",
        "licence is": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
        "about": "à propos",
        "query": "requête de tous les liens",
        "marks": "Chiffre : meilleur degré, de 1 à 3. * : déduit par des règles. ! : des constats de lacune y "
        "mènent aussi. "
        "▽ : eux seuls. · : seulement un compte rendu.\n"
        "Suivre un chiffre vers ses lignes dans chains, et de là vers les passages dans evidence.",
    },
}
METHOD: Mapping[str, tuple[str, ...]] = {
    "en": (
        "A cell holds the links that lead from its row to its column. It is empty where there is none: nothing "
        "is recorded.",
        "Grade: 3 the same object is named, 2 the same object in substance, 1 a contributing means. A cell has "
        "the best one.",
        "Parallel links are not added up, and grades are never averaged. n says how many links share no document.",
        "Valence: strength where supporting links lead (names, commits to, provides for, funds), gap where "
        "findings of gap do, "
        "contested where both do, reported on where neither does.",
        "The grade of a gap says how closely the finding bears on the column. It is no negative score.",
        "Confidence: low, medium, high; high only after review by a person. The highest among the links of the "
        "grade is told.",
        "Derived links follow from asserted ones by the rules R1 to R5: the lowest grade and confidence of the "
        "premises, then the "
        "bound of the rule. The rule stands in the column rule; without one a source asserts the link.",
        "R1: a strength is about a subject, so the subject provides for what the strength provides for; grade 2 "
        "at most.",
        "R2: the crosswalk leads from an action of the Global Compact to an SDG target; lower grade of both.",
        "R3: a target belongs to a goal. A goal is reached by roll-up alone, and never counted together with targets.",
        "R4: a finding of an assessment that reports on a target does so too; grade 1, low confidence.",
        "R5: what implements an instrument provides for what the instrument commits to; grade 1, low confidence.",
        "The crosswalk is a proposal of the curators, and its document does not count as a source of a policy.",
    ),
    "fr": (
        "Une case contient les liens qui mènent de sa ligne à sa colonne. Elle est vide s’il n’y en a pas : "
        "rien n’est enregistré.",
        "Degré : 3 le même objet est nommé, 2 le même objet en substance, 1 un moyen qui y contribue. La case a "
        "le meilleur.",
        "Les liens parallèles ne s’additionnent pas, et les degrés n’ont pas de moyenne. n compte les liens "
        "sans document commun.",
        "Valence : point fort si des liens favorables y mènent (nomme, s’engage, sert, finance), lacune si des "
        "constats de lacune "
        "y mènent, contesté si les deux, objet d’un compte rendu si aucun des deux.",
        "Le degré d’une lacune dit combien le constat touche la colonne de près. Ce n’est pas une note négative.",
        "Confiance : faible, moyenne, élevée ; élevée seulement après relecture par une personne. La plus haute "
        "parmi les liens du "
        "degré est donnée.",
        "Les liens déduits suivent des liens affirmés par les règles R1 à R5 : le degré et la confiance les "
        "plus faibles des "
        "prémisses, puis la borne de la règle. La règle figure dans sa colonne ; sans règle, une source affirme "
        "le lien.",
        "R1 : un point fort porte sur un objet, qui sert alors ce que le point fort sert ; degré 2 au plus.",
        "R2 : la table de passage mène d’une action du Pacte mondial à une cible des ODD ; le degré le plus "
        "faible des deux.",
        "R3 : une cible relève d’un objectif. Celui-ci n’est atteint que par là, et jamais compté avec les cibles.",
        "R4 : le constat d’une évaluation qui rend compte d’une cible le fait aussi ; degré 1, confiance faible.",
        "R5 : ce qui met en œuvre un instrument sert ce à quoi il s’engage ; degré 1, confiance faible.",
        "La table de passage est proposée par les curateurs, et son document ne compte pas comme source d’une "
        "politique.",
    ),
}
