"""An invented country whose few links can be followed by hand; the rules that run over it are the real ones."""

from __future__ import annotations

from m4sd_graph.catalog import load_catalog
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset
from m4sd_graph.store.local import LocalStore
from tests.lib.support import dataset

ID = "https://w3id.org/m4sd/id/"
M4SD = "https://w3id.org/m4sd/ontology#"
GCM = "https://w3id.org/m4sd/vocab/gcm/"
SDG = "http://metadata.un.org/sdg/"
MGI = "https://w3id.org/m4sd/vocab/mgi-domain/"
PLAN, STRENGTH, COUNTRY = f"{ID}instrument/ferry-plan", f"{ID}finding/f1", f"{ID}country/ferryland"
ASSERTED, CROSSWALK = f"{ID}link/f1--19-b", f"{ID}link/19-b--17-14"
WORLD = """
PREFIX cf: <https://w3id.org/m4sd/vocab/confidence/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX gcm: <https://w3id.org/m4sd/vocab/gcm/>
PREFIX lt: <https://w3id.org/m4sd/vocab/link-type/>
PREFIX mgi: <https://w3id.org/m4sd/vocab/mgi-domain/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rs: <https://w3id.org/m4sd/vocab/review-status/>
PREFIX sdg: <http://metadata.un.org/sdg/>
PREFIX sdgo: <http://metadata.un.org/sdg/ontology#>
PREFIX va: <https://w3id.org/m4sd/vocab/valence/>
BASE <https://w3id.org/m4sd/id/>

cf:low m4sd:rank 1 . cf:medium m4sd:rank 2 . cf:high m4sd:rank 3 .
m4sd:Policy rdfs:subClassOf m4sd:Instrument . m4sd:Treaty rdfs:subClassOf m4sd:Instrument .
<https://w3id.org/m4sd/vocab/gcm/19/b> a m4sd:Objective ; skos:inScheme <https://w3id.org/m4sd/vocab/gcm> ;
  skos:broader gcm:19 ; skos:notation "19(b)" ; skos:prefLabel "Plan the crossings"@en , "Planifier"@fr .
gcm:19 a m4sd:Objective ; skos:notation "19" ; skos:prefLabel "Crossings"@en , "Traversées"@fr .
sdg:17 a sdgo:Goal ; skos:notation "17" ; skos:prefLabel "Sailing together"@en .
sdg:17.14 a sdgo:Target ; sdgo:isTargetOf sdg:17 ; skos:notation "17.14" ; skos:prefLabel "Coherent timetables"@en .
sdg:17.17 a sdgo:Target ; sdgo:isTargetOf sdg:17 ; skos:notation "17.17" ; skos:prefLabel "Shared piers"@en .
mgi:1 a m4sd:GovernanceDomain ; skos:notation "1" ; skos:prefLabel "Harbours"@en .
<country/ferryland> a m4sd:State ; skos:prefLabel "Ferryland"@en .

<instrument/ferry-plan> a m4sd:Policy ; m4sd:jurisdiction <country/ferryland> ; dcterms:temporal <period/p> ;
  skos:prefLabel "Ferry plan"@en , "Plan des bacs"@fr , "План паромов"@ru ;
  m4sd:requiredNote "Read with the treaty of the two shores."@en , "À lire avec le traité des deux rives."@fr .
<period/p> dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2022-12-31"^^xsd:date .
<assessment/a> a m4sd:Assessment ; m4sd:assesses <country/ferryland> ; skos:prefLabel "Survey"@en .
<finding/f1> a m4sd:Finding ; m4sd:valence va:strength ; m4sd:concerns <instrument/ferry-plan> ; m4sd:inDomain mgi:1 ;
  prov:wasGeneratedBy <assessment/a> ; skos:notation "F1" ; skos:prefLabel 'Piers "A" & <B>; #1 `x`\\u0007'@en .
<finding/f2> a m4sd:Finding ; m4sd:valence va:strength ; prov:wasGeneratedBy <assessment/a> ;
  skos:notation "F2" ; skos:prefLabel "Doubtful piers"@en .

<link/f1--19-b> a m4sd:AssertedLink ; m4sd:linkSource <finding/f1> ; m4sd:linkType lt:provides-for ;
  m4sd:linkTarget <https://w3id.org/m4sd/vocab/gcm/19/b> ; m4sd:grade 3 ; m4sd:confidence cf:high ;
  m4sd:reviewStatus rs:reviewed ; m4sd:pathLength 1 ; m4sd:hasEvidence <evidence/e1> ;
  skos:editorialNote "The piers are named."@en .
<link/19-b--17-14> a m4sd:AssertedLink ; m4sd:linkSource <https://w3id.org/m4sd/vocab/gcm/19/b> ;
  m4sd:linkType lt:corresponds-to ; m4sd:linkTarget sdg:17.14 ; m4sd:grade 2 ; m4sd:confidence cf:medium ;
  m4sd:reviewStatus rs:unreviewed ; m4sd:pathLength 1 ; m4sd:hasEvidence <evidence/e2> .
<link/19-b--17-17> a m4sd:AssertedLink ; m4sd:linkSource <https://w3id.org/m4sd/vocab/gcm/19/b> ;
  m4sd:linkType lt:corresponds-to ; m4sd:linkTarget sdg:17.17 ; m4sd:grade 1 ; m4sd:confidence cf:medium ;
  m4sd:reviewStatus rs:unreviewed ; m4sd:pathLength 1 ; m4sd:hasEvidence <evidence/e2> .
<link/f2--19-b> a m4sd:AssertedLink ; m4sd:linkSource <finding/f2> ; m4sd:linkType lt:provides-for ;
  m4sd:linkTarget <https://w3id.org/m4sd/vocab/gcm/19/b> ; m4sd:grade 2 ; m4sd:confidence cf:medium ;
  m4sd:reviewStatus rs:rejected ; m4sd:pathLength 1 ; m4sd:hasEvidence <evidence/e1> .
<link/plan--17-17> a m4sd:AssertedLink ; m4sd:linkSource <instrument/ferry-plan> ; m4sd:linkType lt:mentions ;
  m4sd:linkTarget sdg:17.17 ; m4sd:confidence cf:low ; m4sd:reviewStatus rs:unreviewed ; m4sd:pathLength 1 ;
  m4sd:hasEvidence <evidence/e1> .

<evidence/e1> a m4sd:Evidence ; oa:hasSource <document/survey> ; oa:hasSelector <evidence/e1#position> ;
  m4sd:textFragment "text=The%20piers" ; m4sd:paraphrase "Both piers work."@en , "Les deux quais servent."@fr .
<evidence/e1#position> a oa:TextPositionSelector ; oa:start 10 ; oa:end 20 .
<evidence/e2> a m4sd:Evidence ; oa:hasSource <document/compact> ; m4sd:locator "paragraph 35"@en , "paragraphe 35"@fr ;
  m4sd:paraphrase "Plans should agree."@en .
<document/survey> a m4sd:SourceDocument ; skos:prefLabel "Survey of piers"@en , "Relevé des quais"@fr ;
  foaf:page <https://example.org/survey> .
<document/compact> a m4sd:SourceDocument ; skos:prefLabel "Compact"@en .
"""


def ferryland_inferred() -> Dataset:
    """The invented country with what the rules conclude."""
    return infer(dataset(ferryland=WORLD), load_catalog().of_kind("rules"))


def ferryland() -> LocalStore:
    """The invented country in a store."""
    return LocalStore.from_dataset(ferryland_inferred())
