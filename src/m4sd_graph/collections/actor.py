"""Collections of who acts, with whom and for whom, and of what was observed, linked and cited."""

from __future__ import annotations

from m4sd_graph.collections import columns as c
from m4sd_graph.collections import filters as f
from m4sd_graph.collections.model import Collection, Column, Sort
from m4sd_graph.namespaces import ID

DATED = (c.BY_LABEL, c.BY_START, c.BY_END, c.BY_ID)
SET_UP = (
    c.BY_LABEL,
    Sort("established", "m4sd:established/dcat:startDate", "value", {"en": "Set up", "fr": "Création"}),
    c.BY_ID,
)
TAKES_PART = Column("participatesIn", "m4sd:participatesIn", "thing")
ORGANISATIONS = ("m4sd:CoordinationBody", "org:FormalOrganization", "org:OrganizationalUnit", "org:Organization")
ANY_BODY = f"VALUES ?kind {{ {' '.join(ORGANISATIONS)} }} ?v a ?kind ."


BODIES = Collection(
    "bodies",
    {"en": "Bodies", "fr": "Organes et organisations"},
    {
        "en": "Coordination bodies, ministries, agencies, international organisations and their units.",
        "fr": "Organes de coordination, ministères, agences, organisations internationales et leurs unités.",
    },
    classes=ORGANISATIONS,
    columns=(
        c.LABEL,
        c.CLASSIFICATION,
        c.JURISDICTION,
        *c.ESTABLISHED,
        Column("subOrganizationOf", "org:subOrganizationOf", "thing"),
        Column("unitOf", "org:unitOf", "thing"),
        Column("memberOf", "org:memberOf", "thing"),
        TAKES_PART,
        Column("spatial", "dcterms:spatial", "thing"),
        c.STATUS,
        c.LEVEL,
        c.TARGET_GROUP,
        *c.ADDRESSES,
        c.HOMEPAGE,
        c.PAGE,
        c.SAME_AS,
        *c.TOLD,
    ),
    filters=(
        f.class_among("CoordinationBody", *ORGANISATIONS),
        f.country(f"m4sd:jurisdiction|{f.IN_PLACE}"),
        f.type_in("organisation-type", "network", "org:classification"),
        f.topic("return-and-reintegration"),
        f.level(),
        f.sdg(f.ADDRESSED),
        f.gcm(f.ADDRESSED),
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("migration"),
    ),
    sorts=SET_UP,
)
PARTNERSHIPS = Collection(
    "partnerships",
    {"en": "Partnerships", "fr": "Partenariats"},
    {
        "en": "Dialogue processes and forums without a binding text.",
        "fr": "Processus de dialogue et forums sans texte contraignant.",
    },
    classes=("m4sd:Partnership",),
    columns=(c.LABEL, *c.ESTABLISHED, c.PLACE, c.LEVEL, c.HOMEPAGE, c.PAGE, *c.TOLD),
    filters=(
        f.country("^m4sd:participatesIn"),
        f.level("global"),
        f.document("m4sd-kyrgyzstan-page"),
        f.text("forum"),
    ),
    sorts=SET_UP,
)
WORK = (c.LABEL, c.STATUS, *c.PERIOD)
DONE_BY = (c.FUNDED_BY, c.IMPLEMENTED_BY, c.INFORMED_BY)
PROGRAMMES = Collection(
    "programmes",
    {"en": "Programmes and projects", "fr": "Programmes et projets"},
    {
        "en": "Funded cooperation work; a programme that a cabinet adopts is a policy.",
        "fr": "Travaux de coopération financés ; un programme qu’adopte un gouvernement est une politique.",
    },
    classes=("m4sd:Programme", "m4sd:Project"),
    columns=(
        *WORK,
        Column("benefits", "m4sd:benefits", "thing", shown=True),
        c.PLACE,
        *DONE_BY,
        c.TARGET_GROUP,
        c.LEVEL,
        *c.ADDRESSES,
        c.HOMEPAGE,
        c.PAGE,
        *c.TOLD,
    ),
    filters=(
        f.class_among("Project", "m4sd:Programme", "m4sd:Project"),
        f.country(f"m4sd:benefits|{f.IN_PLACE}"),
        f.running("2022-01-01"),
        f.status("completed"),
        f.topic("migrant-worker-rights-abroad"),
        f.group("kg-migrants"),
        f.level(),
        f.instance(
            "partner",
            "m4sd:fundedBy|m4sd:implementedBy",
            ANY_BODY,
            f"{ID}org/",
            {"en": "Funder or implementer", "fr": "Bailleur ou exécutant"},
            "iom",
        ),
        f.sdg(f.ADDRESSED),
        f.gcm(f.ADDRESSED, "23"),
        f.document("m4sd-kyrgyzstan-page"),
        f.text("seed"),
    ),
    sorts=DATED,
)
ACTIVITIES = Collection(
    "activities",
    {"en": "Activities", "fr": "Activités"},
    {
        "en": "Pieces of work that programmes and organisations carry out.",
        "fr": "Travaux que des programmes et organisations mènent à bien.",
    },
    classes=("m4sd:Activity",),
    columns=(c.LABEL, c.PART_OF, c.PLACE, *c.PERIOD, c.TARGET_GROUP, c.LEVEL, c.INFORMED_BY, *c.TOLD),
    filters=(
        f.country(f.IN_PLACE),
        f.running("2022-06-13"),
        f.group("rs-young-and-marginalised-people"),
        f.level("local"),
        f.document("m4sd-kyrgyzstan-page"),
        f.text("data"),
    ),
    sorts=DATED,
)
EVENTS = Collection(
    "events",
    {"en": "Events", "fr": "Événements"},
    {"en": "Meetings, launches and other happenings.", "fr": "Réunions, lancements et autres faits."},
    classes=("m4sd:Event",),
    columns=(
        c.LABEL,
        c.KIND,
        c.PLACE,
        *c.PERIOD,
        Column("hostedBy", "m4sd:hostedBy", "thing"),
        c.IMPLEMENTED_BY,
        Column("isPartOf", "dcterms:isPartOf", "thing"),
        c.LEVEL,
        *c.TOLD,
    ),
    filters=(
        f.country(f.IN_PLACE),
        f.type_in("event-type", "launch"),
        f.running("2020-12-18"),
        f.topic("migrants-rights"),
        f.document("un-networks-launch-release"),
        f.text("launch"),
    ),
    sorts=DATED,
)
STUDIES = Collection(
    "studies",
    {"en": "Studies", "fr": "Études"},
    {"en": "Surveys and research that work is based on.", "fr": "Enquêtes et recherches sur lesquelles on s’appuie."},
    classes=("m4sd:Study",),
    columns=(
        c.LABEL,
        c.PLACE,
        *c.PERIOD,
        c.STATUS,
        c.IMPLEMENTED_BY,
        c.FUNDED_BY,
        Column("isPartOf", "dcterms:isPartOf", "thing"),
        c.TARGET_GROUP,
        c.LEVEL,
        *c.TOLD,
    ),
    filters=(
        f.country(f.IN_PLACE),
        f.running("2020-12-01"),
        f.status("completed"),
        f.level(),
        f.document("m4sd-kyrgyzstan-page"),
        f.text("migration"),
    ),
    sorts=DATED,
)
GROUPS = Collection(
    "groups",
    {"en": "Population groups", "fr": "Groupes de population"},
    {
        "en": "Groups of people that policies and programmes are made for; members are never listed.",
        "fr": "Groupes de personnes visés par politiques et programmes ; jamais leurs membres.",
    },
    classes=("m4sd:PopulationGroup",),
    columns=(c.LABEL, c.PLACE, c.DOCUMENTS, c.OTHER_LABELS, c.DESCRIPTION),
    filters=(f.country(f.IN_PLACE), f.document("m4sd-kyrgyzstan-page"), f.text("diaspora")),
    sorts=(c.BY_LABEL, c.BY_ID),
)
COUNTRIES = Collection(
    "countries",
    {"en": "Countries", "fr": "Pays"},
    {
        "en": "States that the graph speaks of, with their codes (ISO 3166 and M49).",
        "fr": "États dont parle le graphe, avec leurs codes (ISO 3166 et M49).",
    },
    classes=("m4sd:State",),
    columns=(c.LABEL, c.NOTATION, TAKES_PART, c.SAME_AS, c.DOCUMENTS, c.OTHER_LABELS, c.DESCRIPTION),
    filters=(f.country("dcterms:isPartOf*"), f.text("maroc")),
    sorts=(c.BY_LABEL, c.BY_CODE, c.BY_ID),
)
PLACES = Collection(
    "places",
    {"en": "Places", "fr": "Lieux"},
    {
        "en": "Territories, regions and towns other than states; Kosovo* always with its note.",
        "fr": "Territoires, régions et villes autres que les États ; le Kosovo* toujours avec sa mention.",
    },
    classes=("dcterms:Location",),
    columns=(c.LABEL, c.PART_OF, c.NOTATION, c.DOCUMENTS, c.OTHER_LABELS, c.DESCRIPTION),
    filters=(f.country("dcterms:isPartOf*", "MAR"), f.text("region")),
    sorts=(c.BY_LABEL, c.BY_ID),
)
ALL = (BODIES, PARTNERSHIPS, PROGRAMMES, ACTIVITIES, EVENTS, STUDIES, GROUPS, COUNTRIES, PLACES)
