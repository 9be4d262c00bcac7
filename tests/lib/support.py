"""What several tests of the library need: small workspaces, and the command line called as a user calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from m4sd_graph.load import Dataset, parse_turtle
from m4sd_graph.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
M4SD_COMMAND = Path(sys.executable).parent / "m4sd"
PREFIXES = b"""
PREFIX ex: <https://example.org/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
FRAMEWORKS = ("gcm.ttl", "gcm-principle.ttl", "mgi-domain.ttl", "migof.ttl")
THING = 'ex:ferry a skos:Concept ; skos:prefLabel "Ferry"@en , "Bac"@fr ; skos:notation "1" .'
SHAPE = """
ex:Named a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property ex:Named-label ;
  sh:name "named"@en , "nommé"@fr ; sh:description "Readers look for names."@en , "On cherche des noms."@fr ;
  sh:message "Name it."@en , "Le nommer."@fr ; sh:severity sh:Violation .
ex:Named-label a sh:PropertyShape ; sh:path skos:prefLabel ; sh:minCount 1 ; sh:datatype rdf:langString ;
  sh:name "label"@en , "libellé"@fr ; sh:description "A name is read aloud."@en , "Un nom se lit à voix haute."@fr ;
  sh:message "Give it a label."@en , "Lui donner un libellé."@fr ; sh:severity sh:Violation .
ex:Noted a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property ex:Noted-code ;
  sh:name "noted"@en , "noté"@fr ; sh:description "Codes sort."@en , "Les codes trient."@fr ;
  sh:message "Give it a code."@en , "Lui donner un code."@fr ; sh:severity sh:Warning .
ex:Noted-code a sh:PropertyShape ; sh:path skos:notation ; sh:minCount 1 ; sh:severity sh:Warning ;
  sh:name "code"@en , "code"@fr ; sh:description "Lists are sorted by code."@en , "Les listes sont triées."@fr ;
  sh:message "Give it a code."@en , "Lui donner un code."@fr .
"""


@dataclass(frozen=True)
class Outcome:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def turtle(text: str) -> bytes:
    """Turtle with the prefixes of the tests."""
    return PREFIXES + text.encode()


def triples(text: str) -> tuple[ox.Triple, ...]:
    return tuple(parse_turtle(turtle(text), "test.ttl"))


def dataset(**graphs: str) -> Dataset:
    """A Dataset from Turtle per graph; the graphs are called ``https://example.org/graph/<name>``."""
    return Dataset({f"https://example.org/graph/{name}": triples(text) for name, text in sorted(graphs.items())})


def write(root: Path, name: str, text: str | bytes) -> Path:
    """Write a file of a workspace; text gets the prefixes of the tests where it is Turtle."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else turtle(text) if name.endswith(".ttl") else text.encode())
    return path


def tiny_workspace(root: Path) -> Workspace:
    """A workspace with one thing and two shapes: what building needs, nothing that takes time."""
    for name in ("ontology/prefixes.ttl", "ontology/m4sd.ttl", "ontology/context/v1.jsonld", "pyproject.toml"):
        write(root, name, (ROOT / name).read_bytes())
    write(root, "data/countries/tst/ferry.ttl", THING)
    write(root, "shapes/tiny.ttl", SHAPE)
    return Workspace(root)


def copied_workspace(root: Path) -> Workspace:
    """A copy of the checkout's ontology, data and shapes, to alter."""
    for folder in ("ontology", "data", "shapes"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    return Workspace(root)


def workspace_without_data(root: Path) -> Workspace:
    """A copy of the checkout's ontology and shapes, to add records to; frameworks stay out, they cite documents."""
    for folder in ("ontology", "shapes"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("extract", *FRAMEWORKS))
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    return Workspace(root)


def environment(workspace: Path | None, releases: Path | None, **more: str) -> dict[str, str]:
    """The environment of a command: nothing of ours but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("M4SD_")}
    given = {"M4SD_WORKSPACE": workspace, "M4SD_RELEASES": releases}
    return {**kept, **{name: str(path) for name, path in given.items() if path}, **more}


def m4sd(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, sent: str | None = None) -> Outcome:
    """Run the installed command ``m4sd`` in a process of its own."""
    return _run([str(M4SD_COMMAND), *arguments], cwd, env, sent)


def python(code: str, *, cwd: Path, env: Mapping[str, str] | None = None) -> Outcome:
    """Run Python code in a process of its own."""
    return _run([sys.executable, "-c", code], cwd, env)


def _run(command: list[str], cwd: Path, env: Mapping[str, str] | None, sent: str | None = None) -> Outcome:
    given = None if sent is None else sent.encode()
    done = subprocess.run(command, cwd=cwd, env=env, input=given, capture_output=True, timeout=60)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def one_error(outcome: Outcome) -> str:
    """The single line on standard error of a command that failed as it should."""
    assert "Traceback" not in outcome.err + outcome.out
    assert outcome.err.endswith("\n")
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("\n") == 1, outcome.err
    return outcome.err.removeprefix("error: ").rstrip("\n")


def sorted_lines(items: Iterable[object]) -> list[str]:
    return sorted(map(str, items))
