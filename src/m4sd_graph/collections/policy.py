"""Collections of texts and procedures by which authorities commit themselves, and of what these are measured by."""

from __future__ import annotations

from m4sd_graph.collections import columns as c
from m4sd_graph.collections import filters as f
from m4sd_graph.collections.model import Collection, Column, Filter, Sort
from m4sd_graph.namespaces import VOCAB

BOUND = "m4sd:jurisdiction|^m4sd:participatesIn"
ENACTED = (c.LABEL, c.KIND, c.JURISDICTION, *c.PERIOD, c.STATUS, *c.ADOPTED, c.ADOPTED_BY, c.ADOPTED_THROUGH, c.LEVEL)
EFFECT = (c.IMPLEMENTS, c.RESPONSIBLE, c.TARGET_GROUP, *c.ADDRESSES, *c.TOLD)
DATED = (c.BY_LABEL, c.BY_START, c.BY_END, c.BY_ADOPTION, c.BY_ID)
LAW = (c.OFFICIAL_NUMBER, Column("amends", "eli:amends", "thing"), Column("amendedIn", "m4sd:amendedIn", "thing"))
SCHEME = "?v a skos:ConceptScheme ."
ABOVE = Column("broader", "skos:broader", "thing", shown=True)
IN_SCHEME = Column("inScheme", "skos:inScheme", "thing", shown=True)
GOALS = Column("isTargetOf", "sdgo:isTargetOf", "thing", shown=True)
CODED = (c.BY_CODE, c.BY_LABEL, c.BY_ID)
CODED_COLUMNS = (c.LABEL, c.NOTATION)

POLICIES = Collection(
    "policies",
    {"en": "Policies", "fr": "Politiques"},
    {
        "en": "Strategies, concepts, plans and programmes that an authority has adopted or prepares.",
        "fr": "Stratégies, concepts, plans et programmes qu’une autorité a adoptés ou prépare.",
    },
    classes=("m4sd:Policy",),
    columns=(*ENACTED, *EFFECT),
    filters=(
        f.country(BOUND),
        f.type_in("instrument-type", "plan"),
        f.in_force("2023-01-01"),
        f.status("in-preparation"),
        f.topic("human-trafficking"),
        f.group("migrants"),
        f.level(),
        f.sdg(f.ADDRESSED),
        f.gcm(f.ADDRESSED, "10"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("migration"),
    ),
    sorts=DATED,
)
LEGAL_ACTS = Collection(
    "legal-acts",
    {"en": "Legal acts", "fr": "Actes juridiques"},
    {
        "en": "Laws, decrees and resolutions that bind.",
        "fr": "Lois, décrets et résolutions qui obligent.",
    },
    classes=("m4sd:LegalAct",),
    columns=(*ENACTED, *LAW, *EFFECT),
    filters=(
        f.country(BOUND),
        f.type_in("instrument-type", "law"),
        f.in_force("2025-01-01"),
        f.status("partly-suspended"),
        f.topic("diaspora-engagement"),
        f.group("kg-diaspora"),
        f.level(),
        f.sdg(f.ADDRESSED),
        f.gcm(f.ADDRESSED, "5"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("law"),
    ),
    sorts=DATED,
)
TREATIES = Collection(
    "treaties",
    {"en": "Treaties", "fr": "Traités"},
    {
        "en": "Agreements between states that bind under international law.",
        "fr": "Accords entre États qui obligent en droit international.",
    },
    classes=("m4sd:Treaty",),
    columns=(c.LABEL, c.KIND, *c.SIGNED, *c.PERIOD, c.STATUS, c.LEVEL, c.TARGET_GROUP, *c.ADDRESSES, *c.TOLD),
    filters=(
        f.country(BOUND),
        f.type_in("instrument-type", "agreement"),
        f.in_force("2023-01-01", "m4sd:adopted|m4sd:signed"),
        f.topic("social-protection"),
        f.group("kg-tr-migrants"),
        f.sdg(f.ADDRESSED, "10.7"),
        f.gcm(f.ADDRESSED, "22"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("agreement"),
    ),
    sorts=(
        c.BY_LABEL,
        Sort("signed", "m4sd:signed/dcat:startDate", "value", {"en": "Signature", "fr": "Signature"}),
        c.BY_ID,
    ),
)
FRAMEWORKS = Collection(
    "frameworks",
    {"en": "Frameworks", "fr": "Cadres"},
    {
        "en": "Sets of objectives or domains that policies and assessments refer to.",
        "fr": "Ensembles d’objectifs ou de domaines auxquels se réfèrent politiques et évaluations.",
    },
    classes=("m4sd:Framework",),
    columns=(c.LABEL, c.KIND, *c.PERIOD, *c.ADOPTED, c.ADOPTED_BY, c.LEVEL, *EFFECT),
    filters=(
        f.type_in("instrument-type", "governance-framework"),
        f.in_force("2023-01-01"),
        f.topic("national-development"),
        f.sdg(f.ADDRESSED, "10.7"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("governance"),
    ),
    sorts=DATED,
)
INSTRUMENTS = Collection(
    "instruments",
    {"en": "Instruments", "fr": "Instruments"},
    {
        "en": "Policies, legal acts, treaties, frameworks and other instruments in one list.",
        "fr": "Politiques, actes juridiques, traités, cadres et autres instruments en une liste.",
    },
    classes=("m4sd:Policy", "m4sd:LegalAct", "m4sd:Treaty", "m4sd:Framework", "m4sd:Instrument"),
    columns=(*ENACTED, *c.SIGNED, c.OFFICIAL_NUMBER, *EFFECT),
    filters=(
        f.class_among("Policy", "m4sd:Policy", "m4sd:LegalAct", "m4sd:Treaty", "m4sd:Framework", "m4sd:Instrument"),
        f.country(BOUND),
        f.type_in("instrument-type", "strategy"),
        f.in_force("2023-01-01", "m4sd:adopted|m4sd:signed"),
        f.status("in-preparation"),
        f.topic("human-trafficking"),
        f.group("migrants"),
        f.level(),
        f.sdg(f.ADDRESSED),
        f.gcm(f.ADDRESSED, "10"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("migration"),
    ),
    sorts=(
        *DATED[:-1],
        Sort("signed", "m4sd:signed/dcat:startDate", "value", {"en": "Signature", "fr": "Signature"}),
        c.BY_ID,
    ),
)
PROVISIONS = Collection(
    "provisions",
    {"en": "Provisions", "fr": "Dispositions"},
    {
        "en": "Rights, aims and duties that a part of an instrument lays down.",
        "fr": "Droits, buts et devoirs qu’énonce une partie d’un instrument.",
    },
    classes=("m4sd:Provision",),
    columns=(c.LABEL, c.PART_OF, c.JURISDICTION, c.TARGET_GROUP, c.RESPONSIBLE, *c.TOLD),
    filters=(
        f.country(f"m4sd:jurisdiction|dcterms:isPartOf/({BOUND})"),
        f.topic("political-participation"),
        f.group("kg-citizens-abroad"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("voting"),
    ),
    sorts=(c.BY_LABEL, c.BY_ID),
)
MECHANISMS = Collection(
    "mechanisms",
    {"en": "Mechanisms", "fr": "Mécanismes"},
    {
        "en": "Standing procedures, tools and services through which authorities act.",
        "fr": "Procédures permanentes, outils et services par lesquels agissent les autorités.",
    },
    classes=("m4sd:Mechanism",),
    columns=(c.LABEL, c.KIND, c.JURISDICTION, *c.ESTABLISHED, c.LEVEL, *EFFECT),
    filters=(
        f.country("m4sd:jurisdiction"),
        f.type_in("mechanism-type", "methodology"),
        f.topic("migration-data"),
        f.group("kg-migrants"),
        f.level(),
        f.sdg(f.ADDRESSED),
        f.gcm(f.ADDRESSED, "11"),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("method"),
    ),
    sorts=(
        c.BY_LABEL,
        Sort("established", "m4sd:established/dcat:startDate", "value", {"en": "Set up", "fr": "Création"}),
        c.BY_ID,
    ),
)
GOALS_OF_SDG = Collection(
    "goals",
    {"en": "Goals", "fr": "Objectifs de développement durable"},
    {"en": "The goals of the 2030 Agenda.", "fr": "Les objectifs du Programme 2030."},
    classes=("sdgo:Goal",),
    columns=(*CODED_COLUMNS, c.PART_OF, c.OTHER_LABELS, c.DOCUMENTS),
    filters=(f.sdg("sdgo:isTargetOf?", "8"), f.text("inequalit")),
    sorts=CODED,
)
TARGETS = Collection(
    "targets",
    {"en": "Targets", "fr": "Cibles"},
    {"en": "The targets of the 2030 Agenda.", "fr": "Les cibles du Programme 2030."},
    classes=("sdgo:Target",),
    columns=(*CODED_COLUMNS, GOALS, c.OTHER_LABELS, c.DOCUMENTS),
    filters=(f.sdg("sdgo:isTargetOf?", "10"), f.text("migration")),
    sorts=CODED,
)
INDICATORS = Collection(
    "indicators",
    {"en": "Indicators", "fr": "Indicateurs"},
    {
        "en": "Those indicators of the 2030 Agenda that the graph speaks of.",
        "fr": "Les indicateurs du Programme 2030 dont parle le graphe.",
    },
    classes=("sdgo:Indicator",),
    columns=(*CODED_COLUMNS, Column("isIndicatorOf", "sdgo:isIndicatorOf", "thing", shown=True), c.DOCUMENTS),
    filters=(f.sdg("sdgo:isIndicatorOf", "10.7"), f.text("migra")),
    sorts=CODED,
)
OBJECTIVES = Collection(
    "objectives",
    {"en": "Objectives", "fr": "Objectifs"},
    {
        "en": "What frameworks aim at: SDG goals and targets, objectives and actions of the Global Compact, others.",
        "fr": "Ce que visent les cadres : objectifs et cibles de développement durable, du Pacte mondial et d’autres.",
    },
    classes=("m4sd:Objective",),
    columns=(*CODED_COLUMNS, IN_SCHEME, ABOVE, GOALS, c.DEFINITION, c.OTHER_LABELS, c.DOCUMENTS),
    filters=(
        Filter(
            "scheme",
            "thing",
            "skos:inScheme",
            {"en": "Scheme", "fr": "Schéma"},
            "Short name, prefixed name or IRI of the scheme that the objective belongs to.",
            "gcm",
            SCHEME,
            (VOCAB,),
        ),
        f.gcm("skos:broader?", "6"),
        f.sdg("sdgo:isTargetOf?", "8"),
        f.text("smuggling"),
    ),
    sorts=CODED,
)
DOMAINS = Collection(
    "domains",
    {"en": "Governance domains", "fr": "Domaines de gouvernance"},
    {
        "en": "Domains in which the Migration Governance Indicators look at how migration is governed.",
        "fr": "Domaines dans lesquels les indicateurs de gouvernance des migrations examinent cette gouvernance.",
    },
    classes=("m4sd:GovernanceDomain",),
    columns=(*CODED_COLUMNS, ABOVE, c.DEFINITION, c.OTHER_LABELS, c.DOCUMENTS),
    filters=(f.domain("skos:broader?", "6"), f.text("rights")),
    sorts=CODED,
)
CONCEPTS = Collection(
    "concepts",
    {"en": "Concepts", "fr": "Concepts"},
    {
        "en": "Every concept of the code lists: types, statuses, topics, units and the objectives of frameworks.",
        "fr": "Tous les concepts des listes de codes : types, états, thèmes, unités et objectifs des cadres.",
    },
    classes=("skos:Concept",),
    columns=(*CODED_COLUMNS, IN_SCHEME, ABOVE, c.DEFINITION, c.OTHER_LABELS),
    filters=(
        Filter(
            "scheme",
            "thing",
            "skos:inScheme",
            {"en": "Scheme", "fr": "Schéma"},
            "Short name, prefixed name or IRI of the scheme that the concept belongs to.",
            "link-type",
            SCHEME,
            (VOCAB,),
        ),
        f.text("provides", f"{f.NAMES}|skos:definition"),
    ),
    sorts=(c.BY_LABEL, c.BY_CODE, c.BY_ID),
)
ALL = (
    POLICIES,
    LEGAL_ACTS,
    TREATIES,
    FRAMEWORKS,
    INSTRUMENTS,
    PROVISIONS,
    MECHANISMS,
    GOALS_OF_SDG,
    TARGETS,
    INDICATORS,
    OBJECTIVES,
    DOMAINS,
    CONCEPTS,
)
