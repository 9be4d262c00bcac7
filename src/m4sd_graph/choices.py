"""What a parameter of a question may be: things of the kind of its example, so that nobody has to know an IRI."""

from __future__ import annotations

from m4sd_graph.catalog import Parameter
from m4sd_graph.namespaces import RDF, RDFS, SKOS, expand
from m4sd_graph.store.protocol import Store

# So many are offered; a list that is longer is cut nowhere else, and any other IRI may still be written.
MOST = 500
# Names of parameters that take a thing of any kind.
OPEN = frozenset({"thing", "source"})
KINDS = f"""SELECT ?kind (COUNT(DISTINCT ?x) AS ?n) {{{{ {{example}} <{RDF}type> ?kind . ?x <{RDF}type> ?kind
  FILTER(?kind != <{SKOS}Concept>) }}}} GROUP BY ?kind ORDER BY ?n ?kind"""
ABOVE = f"SELECT DISTINCT ?kind {{{{ {{example}} <{RDF}type>/<{RDFS}subClassOf>* ?kind }}}}"
MEMBERS = f"""SELECT DISTINCT ?x {{{{ ?kind <{RDFS}subClassOf>* {{kind}} . ?x <{RDF}type> ?kind FILTER(ISIRI(?x)) }}}}
  ORDER BY ?x LIMIT {MOST}"""
FELLOWS = f"""SELECT DISTINCT ?x {{{{ {{example}} <{SKOS}inScheme> ?scheme . ?x <{SKOS}inScheme> ?scheme
  FILTER(ISIRI(?x)) }}}} ORDER BY ?x LIMIT {MOST}"""


def is_open(parameter: Parameter) -> bool:
    """True where things of other kinds than the example fit too."""
    return parameter.name in OPEN


def choices(parameter: Parameter, store: Store) -> tuple[str, ...]:
    """The IRIs that ``parameter`` may take, by IRI: of the class that its name says or that its example has, else of
    the vocabulary of its example; none for a parameter of another type.
    """
    if parameter.type != "iri":
        return ()
    example = f"<{expand(parameter.example, {})}>"
    kind = _named(parameter.name, example, store) or _kind(example, store)
    query = MEMBERS.format(kind=f"<{kind}>") if kind else FELLOWS.format(example=example)
    return tuple(row["x"].value for row in store.select(query).rows)


def _named(name: str, example: str, store: Store) -> str:
    """The class of the example, or one above it, that has the name of the parameter; "" for none."""
    found = (row["kind"].value for row in store.select(ABOVE.format(example=example)).rows)
    return next((kind for kind in found if kind.replace("#", "/").rpartition("/")[2].lower() == name), "")


def _kind(example: str, store: Store) -> str:
    """The class of the example with the fewest instances; "" where it is a concept and nothing else."""
    found = store.select(KINDS.format(example=example)).rows
    return found[0]["kind"].value if found else ""
