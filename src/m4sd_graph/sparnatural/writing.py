"""Writes the choices as a configuration that Sparnatural reads: SHACL in Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from m4sd_graph.namespaces import BASE, M4SD, RDFS, SH, SKOS
from m4sd_graph.sparnatural.choices import Choice, Choices, Entity

BUILDER = f"{BASE}builder#"
CORE = "http://data.sparna.fr/ontologies/sparnatural-config-core#"
DATASOURCES = "http://data.sparna.fr/ontologies/sparnatural-config-datasources#"
SDGO = "http://metadata.un.org/sdg/ontology#"
PREFIXES = {
    "b": BUILDER,
    "core": CORE,
    "dash": "http://datashapes.org/dash#",
    "ds": DATASOURCES,
    "rdfs": RDFS,
    "sh": SH,
    "volipi": "http://data.sparna.fr/ontologies/volipi#",
}
WIDGETS: Mapping[str, str] = {
    "date": "TimeProperty-Date",
    "list": "ListProperty",
    "none": "NonSelectableProperty",
    "number": "NumberProperty",
    "search": "AutocompleteProperty",
    "text": "SearchProperty",
    "tree": "TreeProperty",
}
# Sparnatural puts names into its markup as they are, up to twice; so that each shows as text, "<" is not left in any.
PLAIN = """REPLACE(REPLACE(REPLACE(STR(?name), "&", "&amp;"), "<", "‹"), "'", "&#39;")"""
NAMED = f"<{SKOS}prefLabel>|<{M4SD}paraphrase>"
ABOVE = f"<{SKOS}broader>|<{SDGO}isTargetOf>"
# Of a tree, only branches with a value that occurs: by framework, then in the order of their codes.
_NODE = f"""?uri <{SKOS}prefLabel> ?name FILTER(LANG(?name) = $lang)
  OPTIONAL {{ ?uri <{SKOS}notation> ?code FILTER(REGEX(?code, "^[0-9.a-z]+$")) }}
  OPTIONAL {{ ?uri <{SKOS}topConceptOf> ?list . ?list <{SKOS}prefLabel> ?framework FILTER(LANG(?framework) = $lang) }}
  BIND(CONCAT(COALESCE(CONCAT(?code, " "), ""), {PLAIN}, COALESCE(CONCAT(" · ", ?framework), "")) AS ?label)
  BIND(EXISTS {{ ?domain $property ?some . ?some ({ABOVE})+ ?uri }} AS ?hasChildren)
}} ORDER BY ?framework <http://www.w3.org/2001/XMLSchema#integer>(REPLACE(?code, "^.*[.]|[a-z]", "")) ?label"""
_REACHED = f"""SELECT DISTINCT ?uri WHERE {{ ?domain $type $domain ; $property ?value .
    ?value $type $range ; ({ABOVE})* ?uri"""
ROOTS = f"""SELECT DISTINCT ?uri ?label ?hasChildren WHERE {{
  {{ {_REACHED} FILTER NOT EXISTS {{ ?uri {ABOVE} ?above }} }} }}
  {_NODE}"""
CHILDREN = f"""SELECT DISTINCT ?uri ?label ?hasChildren WHERE {{
  {{ {_REACHED} . ?uri {ABOVE} $node }} }}
  {_NODE}"""

# The values that occur, the most frequent first, each with the number of things that have it.
LIST = f"""SELECT ?uri ?count ?itemLabel (CONCAT(?itemLabel, " (", STR(?count), ")") AS ?label) WHERE {{
  {{ SELECT ?uri (COUNT(DISTINCT ?domain) AS ?count) WHERE {{
    ?domain $type $domain ; $property ?uri . ?uri $type $range FILTER(ISIRI(?uri)) }} GROUP BY ?uri }}
  OPTIONAL {{ ?uri {NAMED} ?name FILTER(LANG(?name) = $lang) }}
  BIND(COALESCE({PLAIN}, REPLACE(STR(?uri), "^.*[/#]", "")) AS ?itemLabel)
}} ORDER BY DESC(?count) ?label"""
# The values that occur, by any of their names in any language; those whose name begins so first.
SEARCH = f"""SELECT DISTINCT ?uri ?label WHERE {{
  {{ SELECT DISTINCT ?uri WHERE {{
    ?domain $type $domain ; $property ?uri . ?uri $type $range ; ({NAMED}|<{SKOS}altLabel>) ?any
    FILTER(ISIRI(?uri) && CONTAINS(LCASE(STR(?any)), LCASE("$key"))) }} }}
  ?uri {NAMED} ?name FILTER(LANG(?name) = $lang)
  BIND({PLAIN} AS ?label)
  BIND(IF(STRSTARTS(LCASE(STR(?name)), LCASE("$key")), 0, 1) AS ?place)
}} ORDER BY ?place ?label LIMIT 50"""
SOURCES: Mapping[str, str] = {"roots": ROOTS, "children": CHILDREN, "list": LIST, "search": SEARCH}


def turtle(chosen: Choices) -> str:
    """The configuration as Turtle; equal choices give equal text."""
    heads = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()]
    blocks = [_block(entity, place) for place, entity in enumerate(chosen.entities, start=1)]
    parts = [
        _property(choice, place)
        for entity in chosen.entities
        for place, choice in enumerate(entity.properties, start=1)
    ]
    sources = [f"b:{name} ds:queryString {_quoted(query)} ; ds:noSort true ." for name, query in SOURCES.items()]
    return "\n".join([*heads, "", *blocks, *parts, *sources, ""])


def _block(entity: Entity, place: int) -> str:
    facts = [
        "a sh:NodeShape",
        f"sh:targetClass <{entity.iri}>",
        f"sh:order {place}",
        f'volipi:iconName "fa-m4sd sign-{entity.sign}"',
        *_texts("rdfs:label", entity.label),
        *_texts("sh:description", entity.definition),
        "sh:property " + ", ".join(f"b:{choice.name}" for choice in entity.properties),
    ]
    return _node(entity.name, facts)


def _property(choice: Choice, place: int) -> str:
    path = " ".join(f"<{iri}>" for iri in choice.path)
    facts = [
        f"sh:path {path if len(choice.path) == 1 else f'( {path} )'}",
        f"sh:order {place}",
        *_texts("sh:name", choice.label),
        *_texts("sh:description", choice.definition),
        *_range(choice),
        f"dash:searchWidget core:{WIDGETS[choice.widget]}",
    ]
    if choice.required:
        # What every thing has is neither optional nor ever absent.
        facts += ["core:enableOptional false", "core:enableNegation false"]
    if choice.shows:
        facts.append("dash:propertyRole dash:LabelRole")
    if choice.widget == "tree":
        facts += ["ds:treeRootsDatasource b:roots", "ds:treeChildrenDatasource b:children"]
    if choice.widget in ("list", "search"):
        facts.append(f"ds:datasource b:{choice.widget}")
    return _node(choice.name, facts)


def _range(choice: Choice) -> Iterator[str]:
    if choice.is_class:
        yield "sh:nodeKind sh:IRI"
        yield f"sh:class <{choice.range}>"
    elif choice.range.startswith("http"):
        yield "sh:nodeKind sh:Literal"
        yield f"sh:datatype <{choice.range}>"
    else:
        yield "sh:nodeKind sh:IRI"


def _node(name: str, facts: list[str]) -> str:
    return f"b:{name} " + " ;\n  ".join(facts) + " ."


def _texts(predicate: str, texts: Mapping[str, str]) -> Iterator[str]:
    for lang, text in sorted(texts.items()):
        yield f"{predicate} {_quoted(text.replace('<', '‹'))}@{lang}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
