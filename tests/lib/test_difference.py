"""What differs between two releases, and that either way of telling it leads from the one to the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.canonical import canonical_nquads, digest
from m4sd_graph.difference import QUAD, changes, counted, patch, statement, terms
from m4sd_graph.errors import ReleaseError
from m4sd_graph.namespaces import M4SD
from m4sd_graph.release import NQUADS, Release
from m4sd_graph.store.local import term_of
from m4sd_graph.store.protocol import Term
from m4sd_graph.workspace import Workspace
from tests.lib import worlds
from tests.lib.conftest import Command

ID = "https://w3id.org/m4sd/id/"
SUBJECTS = [f"<{ID}{name}>" for name in ("a", "aé", "ab", "b")] + ["_:c14n0", "_:c14n1", "_:c14n10"]
VALUES = ['"x"', '"y"@en', '"z\\n\\"\\\\"^^<http://example.org/t>', "<http://example.org/o>", "_:c14n2"]
GRAPHS = [" <http://example.org/g1>", " <http://example.org/g2>", ""]


@pytest.fixture(scope="module")
def pair(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    folder = tmp_path_factory.mktemp("pair")
    return (
        worlds.publish(workspace, folder, worlds.first(workspace)),
        worlds.publish(workspace, folder, worlds.second(workspace)),
    )


def lines_of(path: Path) -> set[str]:
    return set(path.read_text(encoding="utf-8").splitlines(keepends=True))


lines = st.sets(
    st.builds(
        lambda s, v, g: f"{s} <http://example.org/p> {v}{g} .\n",
        st.sampled_from(SUBJECTS),
        st.sampled_from(VALUES),
        st.sampled_from(GRAPHS),
    )
)


@given(lines, lines)
def test_any_two_datasets(tmp_path_factory: pytest.TempPathFactory, before: set[str], after: set[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name, content in (("a", before), ("b", after)):
        (folder / name).write_bytes(b"".join(sorted(line.encode() for line in content)))
    found = list(changes(folder / "a", folder / "b"))
    assert {line for c in found for line in c.added} == after - before
    assert {line for c in found for line in c.removed} == before - after
    assert len({c.subject for c in found}) == len(found)
    copy = set(before)
    for record in (record for change in found for record in change.records()):
        copy = {line for line in copy if (terms(line)[0], terms(line)[3]) != (record.subject, record.graph)}
        copy |= set(record.after)
    assert copy == after


def test_resources_are_added_changed_and_removed(pair: tuple[Release, Release]) -> None:
    by_kind: dict[str, set[str]] = {"added": set(), "changed": set(), "removed": set()}
    for change in changes(pair[0].folder / NQUADS, pair[1].folder / NQUADS):
        by_kind[change.kind].add(change.iri)
    assert by_kind["added"] == {f"{ID}org/tl-new", "https://example.org/ré?a=(b)&c='d'#e"}
    assert f"{ID}link/tl-concept--gcm-17" in by_kind["removed"]
    assert f"{ID}figure/tl-abroad-700000" in by_kind["changed"]


def test_a_change_tells_names_and_properties(pair: tuple[Release, Release]) -> None:
    found = {c.iri: c for c in changes(pair[0].folder / NQUADS, pair[1].folder / NQUADS)}
    assert found[f"{ID}org/tl-new"].labels() == {"en": 'A "new"\n\tcouncil \\ 🜁', "ky": "Кеңеш"}
    assert found[f"{ID}org/tl-new"].classes() == {f"{M4SD}CoordinationBody"}
    figure = found[f"{ID}figure/tl-abroad-700000"]
    assert figure.classes() == {f"{M4SD}ReportedFigure"}
    assert {f"{M4SD}AssertedLink"} <= found[f"{ID}link/tl-concept--gcm-17"].classes()
    assert figure.properties() == ("http://www.w3.org/2004/02/skos/core#prefLabel",)
    assert (len(figure.added), len(figure.removed)) == (1, 1)


def test_nothing_differs_from_itself(pair: tuple[Release, Release]) -> None:
    assert list(changes(pair[0].folder / NQUADS, pair[0].folder / NQUADS)) == []


def test_from_nothing_everything_is_added(pair: tuple[Release, Release]) -> None:
    found = list(changes(None, pair[0].folder / NQUADS))
    assert {line for c in found for line in c.after} == lines_of(pair[0].folder / NQUADS)
    assert counted(found) == {"added": len(found), "changed": 0, "removed": 0}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_library_applies_the_patch(pair: tuple[Release, Release]) -> None:
    copy = rdflib.Dataset()
    copy.parse(data=(pair[0].folder / NQUADS).read_bytes(), format="nquads")
    text = "".join(patch(changes(*(r.folder / NQUADS for r in pair)), "urn:x:a", "urn:x:b"))
    copy.parse(data=text, format="patch")
    expected = rdflib.Dataset()
    expected.parse(data=(pair[1].folder / NQUADS).read_bytes(), format="nquads")
    assert set(copy.quads()) == set(expected.quads())


def test_a_patch_makes_exactly_the_later_dump(pair: tuple[Release, Release]) -> None:
    copy = lines_of(pair[0].folder / NQUADS)
    for line in patch(changes(*(r.folder / NQUADS for r in pair)), "urn:x:a", "urn:x:b"):
        kind, _, rest = line.partition(" ")
        if kind == "D":
            copy.remove(rest)
        elif kind == "A":
            assert rest not in copy
            copy.add(rest)
    content = b"".join(sorted(line.encode() for line in copy))
    assert digest(content) == pair[1].manifest["digest"]["value"]


def test_a_line_is_read_as_the_engine_reads_it(pair: tuple[Release, Release]) -> None:
    import pyoxigraph as ox

    content = (pair[1].folder / NQUADS).read_text(encoding="utf-8")
    quads = list(ox.parse(content.encode(), ox.RdfFormat.N_QUADS))
    assert len(quads) > 1000
    for line, quad in zip(content.splitlines(keepends=True), quads, strict=True):
        read = statement(line)
        assert (read.subject, read.predicate, read.object) == tuple(
            map(term_of, (quad.subject, quad.predicate, quad.object))
        )
        assert terms(line)[3] == str(quad.graph_name)
    assert canonical_nquads(quads).decode() == content


def test_blank_nodes_and_plain_literals_are_read() -> None:
    assert statement('_:c14n0 <http://example.org/p> "x" .\n').object == Term("literal", "x")
    assert statement("_:c14n0 <http://example.org/p> _:c14n1 .\n").subject == Term("bnode", "c14n0")


@pytest.mark.parametrize(
    "line", ["", "\n", "<a> <b> .\n", '<a> <b> "c .\n', "<a> <b> <c> <d> <e> .\n", "<a> <b> <c> .", "x" * 9999]
)
def test_what_is_no_line_of_nquads_is_an_error(line: str) -> None:
    assert not QUAD.fullmatch(line)
    with pytest.raises(ReleaseError, match=r"no line of N-Quads"):
        terms(line)


def test_the_commands_list_and_compare(pair: tuple[Release, Release], cli: Command) -> None:
    a, b = (r.version for r in pair)
    folder = pair[0].folder.parent
    listed = cli("releases", releases=folder).out.splitlines()
    assert [line.split()[1] for line in listed] == [a, b]
    assert listed[1].endswith("2 added, 18 changed, 1 removed")
    text = cli("diff", a, releases=folder).out
    assert f'+ {ID}org/tl-new  A "new" council \\ 🜁\n' in text
    assert text.endswith("2 added, 18 changed, 1 removed\n")
    assert len(json.loads(cli("diff", a, b, "--format", "json", releases=folder).out)) == 21
    patched = cli("diff", a, "latest", "--format", "patch", releases=folder).out
    assert patched.splitlines()[1] == f"H prev <https://w3id.org/m4sd/release/{a}> ."
    wrong = cli("diff", "9.9.9", releases=folder)
    assert wrong.code == 2
    assert "there is no release of this version. Known: " in wrong.err
