"""Hostile and careless queries over the 1,000 things of ``THINGS``, by what they are after.

The sizes are those at which engines were seen to crash, to plan for seconds, or to fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterable

COUNT = 1_000
THINGS = "@prefix : <http://example.org/> .\n" + "".join(f":t{i} :n {i} .\n" for i in range(COUNT))
PREFIX = "PREFIX : <http://example.org/> "
# A thousand rows of 9 kB, and the same as a graph.
LONG = f"{PREFIX}SELECT ?a (CONCAT('{'x' * 9_000}', STR(?x)) AS ?text) {{ ?a :n ?x }}"
LONG_GRAPH = LONG.replace("SELECT ?a (", "CONSTRUCT { ?a :text ?text } WHERE { SELECT ?a (") + "}"
PAIRS = "?a :n ?x . ?b :n ?y ."
# Every row of it would be a number below zero: there is none, and finding that out takes for ever.
NEVER = "?a :n ?x . ?b :n ?y . ?c :n ?z . ?d :n ?w FILTER(?x + ?y + ?z + ?w < 0)"
RUNAWAY = f"{PREFIX}SELECT (COUNT(*) AS ?n) {{ {NEVER} }}"
MILLION = f"{PREFIX}SELECT ?x ?y {{ {PAIRS} }}"
# Rows that compress badly, about 4 MB of CSV.
HASHES = f"{PREFIX}SELECT (SHA256(STR(?x * 1000 + ?y)) AS ?hash) {{ {PAIRS} FILTER(?y < 60) }}"
HASHES_COUNT = 60 * COUNT
# Much at once, then nothing and no end.
STALLING = (
    f"{PREFIX}SELECT ?hash {{ {{ {PAIRS} FILTER(?y < 60) BIND(SHA256(STR(?x * 1000 + ?y)) AS ?hash) }}"
    f" UNION {{ {NEVER} }} }}"
)


def nested(depth: int, opening: str, inner: str, closing: str) -> str:
    """``inner`` inside ``depth`` pairs of brackets."""
    return opening * depth + inner + closing * depth


def joined(count: int, between: str, part: str) -> str:
    """``count`` parts in a row, ``{i}`` standing for the number of each."""
    return between.join(part.replace("{i}", str(i)) for i in range(count))


NESTED = {
    "STR": f"SELECT * {{ BIND({nested(1_000, 'STR(', '1', ')')} AS ?x) }}",
    "IF": f"SELECT * {{ BIND({nested(1_000, 'IF(true,', '1', ',2)')} AS ?x) }}",
    "EXISTS": f"SELECT * {{ {nested(1_000, '?s ?p ?o FILTER EXISTS {', '?s ?p ?o', '}')} }}",
    "OPTIONAL": f"SELECT * {{ {nested(3_500, '?s ?p ?o OPTIONAL {', '?s ?p ?o', '}')} }}",
    "group": f"SELECT * {{ {nested(10_000, '{', '?s ?p ?o', '}')} }}",
    "parenthesis": f"SELECT * {{ BIND({nested(10_000, '(', '1', ')')} AS ?x) }}",
    "subselect": f"SELECT * {{ {nested(5_000, '{SELECT * {', '?s ?p ?o', '}}')} }}",
    "blank node": f"SELECT * {{ ?s ?p {nested(10_000, '[ ?p ', '1', ' ]')} }}",
    "collection": f"SELECT * {{ ?s ?p {nested(10_000, '( ', '1', ' )')} }}",
    "triple term": f"SELECT * {{ ?s ?p {nested(5_000, '<<( ?s ?p ', '1', ' )>>')} }}",
    "reified triple": f"SELECT * {{ ?s ?p {nested(5_000, '<< ?s ?p ', '1', ' >>')} }}",
    "annotation": f"SELECT * {{ ?s ?p ?o {nested(5_000, '{| ?p ?o ', '', ' |}')} }}",
    "path": f"SELECT * {{ ?s {nested(10_000, '(', '<x:p>', ')*')} ?o }}",
    "negation": f"SELECT * {{ FILTER({'!' * 50_000}true) }}",
    "minus sign": f"SELECT * {{ FILTER({'- ' * 40_000}1 = 1) }}",
}
CHAINED = {
    "UNION": f"SELECT * {{ {joined(8_000, ' UNION ', '{}')} }}",
    "OPTIONAL": f"SELECT * {{ {joined(1_000, ' ', 'OPTIONAL { ?s <x:p{i}> ?o{i} }')} }}",
    "sum": f"SELECT ({joined(10_000, '+', '1')} AS ?x) {{}}",
    "or": f"SELECT * {{ FILTER({joined(10_000, '||', 'true')}) }}",
    "comparison": f"SELECT * {{ FILTER({joined(10_000, '&&', '1=1')}) }}",
    "patterns": f"SELECT * {{ {joined(300, ' ', '?s{i} <x:p{i}> ?s .')} }}",
    "path": f"SELECT * {{ ?s {joined(1_000, '/', '<x:p>')} ?o }}",
    "alternative": f"SELECT * {{ ?s {joined(8_000, '|', '<x:p>')} ?o }}",
    "inverse": f"SELECT * {{ ?s {'^' * 50_000}<x:p> ?o }}",
    "BIND": f"SELECT * {{ {joined(1_500, ' ', 'BIND({i} AS ?b{i})')} }}",
}
MEMORY = {
    "doubling": "SELECT (STRLEN(?s60) AS ?n) { BIND('xxxxxxxx' AS ?s0) "
    + " ".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(60))
    + " }",
    "REPLACE": "SELECT (STRLEN(?s9) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?s0) "
    + " ".join(f"BIND(REPLACE(?s{i}, 'x', '{'x' * 100}') AS ?s{i + 1})" for i in range(9))
    + " }",
    "GROUP_CONCAT": f"{PREFIX}SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?b))) AS ?all) {{ {PAIRS} ?c :n ?z }}",
    "ORDER BY": f"{PREFIX}SELECT * {{ {PAIRS} ?c :n ?z }} ORDER BY ?z ?y",
    "DISTINCT": f"{PREFIX}SELECT DISTINCT ?a ?b ?c {{ {PAIRS} ?c :n ?z }} ORDER BY ?a",
}
TIME = {
    "cross product": RUNAWAY,
    "NOT EXISTS": f"{PREFIX}SELECT (COUNT(*) AS ?n) {{ {PAIRS} FILTER NOT EXISTS {{ {NEVER} }} }}",
    "MINUS": f"{PREFIX}SELECT (COUNT(*) AS ?n) {{ {PAIRS} ?c :n ?z MINUS {{ {NEVER} }} }}",
    "unbounded path": f"{PREFIX}SELECT (COUNT(*) AS ?n) {{ {PAIRS} ?c (:n|!:n|^:n|^!:n)* ?d . ?e (:n|!:n)* ?f }}",
    "ASK": f"{PREFIX}ASK {{ {NEVER} }}",
    "CONSTRUCT": f"{PREFIX}CONSTRUCT {{ ?a :of ?b }} WHERE {{ {NEVER} }}",
    "DESCRIBE": f"{PREFIX}DESCRIBE ?a {{ {NEVER} }}",
}
# What looks hostile and is not: each has an answer, the number that it must hold.
HARMLESS = {
    "regex": ("SELECT (REGEX('" + "a" * 5_000 + "!', '(a+)+$') AS ?n) {}", "false"),
    "values": ("SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 40_000 + "} }", "40000"),
    "comment": ("SELECT (1 AS ?n) {} #" + "x" * 99_000, "1"),
    "literal": ("SELECT (STRLEN('" + "é" * 90_000 + "') AS ?n) {}", "90000"),
}
UPDATES = {
    "INSERT DATA": "INSERT DATA { <x:s> <x:p> <x:o> }",
    "DELETE WHERE": "DELETE WHERE { ?s ?p ?o }",
    "prefixed": "PREFIX x: <x:>\n#c\nINSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH": "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD": "LOAD <http://127.0.0.1:{port}/>",
    "CLEAR": "CLEAR ALL",
    "DROP": "DROP SILENT ALL",
    "ADD": "ADD DEFAULT TO <x:g>",
    "after a query": "SELECT * { ?s ?p ?o } ; INSERT DATA { <x:s> <x:p> <x:o> }",
    "escaped": "\\u0049NSERT DATA { <x:s> <x:p> <x:o> }",
}
# ``@`` stands for an IRI whose listener must not hear of it.
SERVICES = {
    "plain": "SELECT * { SERVICE @ { ?s ?p ?o } }",
    "SILENT": "SELECT * { SERVICE SILENT @ { ?s ?p ?o } }",
    "lower case": "select * { service silent @ { ?s ?p ?o } }",
    "variable": "SELECT * { BIND(@ AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "VALUES": "SELECT * { VALUES ?e { @ } SERVICE SILENT ?e { ?s ?p ?o } }",
    "EXISTS": "SELECT * { FILTER EXISTS { SERVICE @ { ?s ?p ?o } } }",
    "subquery": "SELECT * { { SELECT * { SERVICE @ { ?s ?p ?o } } } }",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE @ { ?s ?p ?o } }",
    "DESCRIBE": "DESCRIBE ?s { SERVICE @ { ?s ?p ?o } }",
    "OPTIONAL": "SELECT * { OPTIONAL { SERVICE @ { ?s ?p ?o } } }",
    "after a string": "SELECT * { BIND('\\'#' AS ?x) SERVICE @ { ?s ?p ?o } }",
    "after a long string": 'SELECT * { BIND("""a"#""" AS ?x) SERVICE @ { ?s ?p ?o } }',
    "after a comment": "SELECT * { # ' <\nSERVICE @ { ?s ?p ?o } }",
    "after a carriage return": "SELECT * { # x\rSERVICE @ { ?s ?p ?o } }",
    "after an IRI": "SELECT * { BIND(<http://e/#> AS ?x) SERVICE @ { ?s ?p ?o } }",
    "after less-than": "SELECT * { FILTER(1<2) SERVICE @ { ?s ?p ?o } FILTER(2>1) }",
    "less-than that hides": "SELECT * { BIND(1 AS ?a) FILTER(?a<?b||EXISTS{SERVICE @{?s ?p ?o}}||?c>?a) }",
    "escape": "SELECT * { S\\u0045RVICE @ { ?s ?p ?o } }",
    "long escape": "SELECT * { \\U00000053ERVICE @ { ?s ?p ?o } }",
    "no spaces": "SELECT*{SERVICE@{?s?p?o}}",
    "after true": "SELECT * { FILTER(true)BIND(true AS ?t)SERVICE@{?s ?p ?o} }",
    "undeclared prefix": "SELECT * { SERVICE:x { ?s ?p ?o } }",
    "prefixed endpoint": "PREFIX e: @ SELECT * { SERVICE e: { ?s ?p ?o } }",
    "base": "BASE @ SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "comment between": "SELECT * { SERVICE#c\n@ { ?s ?p ?o } }",
}
WORDS = {
    "literal": "SELECT ('SERVICE <http://e/> { }' AS ?x) {}",
    "comment": "SELECT (1 AS ?x) {} # SERVICE <http://e/> {}",
    "IRI": "SELECT (<http://e/SERVICE> AS ?x) {}",
    "variable": "SELECT (1 AS ?SERVICE) {}",
    "prefix": "PREFIX SERVICE: <http://e/> SELECT (SERVICE:x AS ?x) {}",
    "language tag": "SELECT ('x'@service AS ?x) {}",
}
READS = {
    "FROM": "SELECT * FROM @ { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED @ { GRAPH ?g { ?s ?p ?o } }",
    "GRAPH": "SELECT * { GRAPH @ { ?s ?p ?o } }",
    "DESCRIBE": "DESCRIBE @",
}
BROKEN = {
    "NUL": "SELECT * { ?s ?p '\0' ",
    "lone surrogate": "SELECT * { ?s ?p '\ud800' }",
    "too long": "SELECT * {} #" + "x" * 100_000,
    "far too long": "SELECT * {} #" + "x" * 3_000_000,
    "many values": "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 100_000 + "} }",
    "empty": " ",
    "open string": "SELECT * { ?s ?p '",
    "brackets": ")" * 90_000,
    "noise": "".join(chr(32 + i * 7919 % 95) for i in range(50_000)),
}


def everything() -> list[str]:
    """Each query above, those that name an endpoint with one that nobody listens at."""
    groups: Iterable[Iterable[str]] = (
        NESTED.values(), CHAINED.values(), MEMORY.values(), TIME.values(), UPDATES.values(), WORDS.values(),
        (query for query, _ in HARMLESS.values()), BROKEN.values(), (MILLION, STALLING),
        (query.replace("@", "<http://127.0.0.1:9/>") for query in (*SERVICES.values(), *READS.values())),
    )  # fmt: skip
    return [query for group in groups for query in group]
