"""What each property tells, in one table: the groups in which the facts about a thing are shown."""

from __future__ import annotations

from collections.abc import Mapping

from m4sd_graph.namespaces import DCAT, DCTERMS, FOAF, M4SD, OA, OWL, PROV, RDF, RDFS, SH, SKOS

ORG = "http://www.w3.org/ns/org#"
ADMS = "http://www.w3.org/ns/adms#"
ELI = "http://data.europa.eu/eli/ontology#"
SDGO = "http://metadata.un.org/sdg/ontology#"
SDMX = "http://purl.org/linked-data/sdmx/2009/"
VANN = "http://purl.org/vocab/vann/"
BIBO = "http://purl.org/ontology/bibo/"
SCHEMA = "https://schema.org/"
# Of properties that no group names.
MORE = "more"

# In the order of a page; within a group in the order given here.
GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "what": {
        SKOS: ("definition", "scopeNote"),
        DCTERMS: ("description", "abstract"),
    },
    "identity": {
        SKOS: ("prefLabel", "altLabel", "notation"),
        RDFS: ("label", "isDefinedBy"),
        DCTERMS: ("title", "identifier", "bibliographicCitation"),
        M4SD: ("displayLabel",),
        ADMS: ("identifier",),
        ELI: ("id_local",),
        SH: ("prefix", "namespace", "declare"),
        VANN: ("preferredNamespacePrefix", "preferredNamespaceUri"),
        OWL: ("versionIRI", "versionInfo"),
    },
    "kind": {
        RDF: ("type",),
        DCTERMS: ("type",),
        M4SD: ("instanceKind", "governanceLevel", "valence", "inDomain", "statementKind", "rank", "measuredConcept",
               "resembles", "compatibleWith", "incompatibleWith"),
        ORG: ("classification",),
        SKOS: ("inScheme", "topConceptOf", "broader", "member", "exactMatch", "closeMatch"),
        SDGO: ("isTargetOf", "isIndicatorOf"),
        RDFS: ("subClassOf", "subPropertyOf", "domain", "range"),
        SCHEMA: ("domainIncludes", "rangeIncludes"),
        OWL: ("disjointWith",),
    },
    "time": {
        M4SD: ("adopted", "signed", "established", "amendedIn", "datePrecision", "dateBasis"),
        DCTERMS: ("temporal", "issued", "created", "modified"),
        DCAT: ("startDate", "endDate"),
        ADMS: ("status",),
        BIBO: ("status",),
        SDMX: ("dimension#refPeriod",),
    },
    "where": {
        M4SD: ("jurisdiction",),
        DCTERMS: ("spatial",),
        SDMX: ("dimension#refArea",),
    },
    "who": {
        M4SD: ("adoptedBy", "responsibleBody", "implementedBy", "hostedBy", "fundedBy", "participatesIn", "targetGroup",
               "benefits"),
        ORG: ("subOrganizationOf", "unitOf", "memberOf", "postIn"),
        DCTERMS: ("creator", "contributor", "publisher"),
    },
    "about": {
        M4SD: ("concerns", "addresses", "addressesIndirectly", "assesses", "usesFramework", "implements",
               "adoptedThrough", "onProperty"),
        DCTERMS: ("isPartOf", "hasPart", "isReplacedBy", "replaces"),
        ELI: ("amends",),
        PROV: ("wasInformedBy", "wasGeneratedBy"),
    },
    "figures": {
        PROV: ("value",),
        M4SD: ("valueQualifier", "baseNote", "divergesFrom"),
        SDMX: ("attribute#unitMeasure",),
    },
    "link": {
        M4SD: ("linkSource", "linkType", "linkTarget", "grade", "confidence", "reviewStatus", "byRule", "premise",
               "pathLength", "ruleQuery"),
    },
    "source": {
        M4SD: ("hasEvidence", "paraphrase", "locator", "supportsProperty", "textFragment", "passageDigest", "access",
               "textDigest", "textLength"),
        OA: ("hasSource", "hasSelector", "start", "end"),
        FOAF: ("page", "homepage"),
        RDFS: ("seeAlso",),
        DCTERMS: ("source", "language", "rights", "license", "conformsTo"),
    },
    "notes": {
        SKOS: ("editorialNote",),
        M4SD: ("notRecorded", "requiredNote"),
        OWL: ("deprecated",),
    },
}  # fmt: skip


def places() -> Mapping[str, tuple[str, int]]:
    """For each property its group and its place in it."""
    return {
        f"{namespace}{name}": (group, place)
        for group, namespaces in GROUPS.items()
        for place, (namespace, name) in enumerate((ns, n) for ns, names in namespaces.items() for n in names)
    }
