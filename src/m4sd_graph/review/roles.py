"""The roles in which links are reviewed: a closed list, so that no name or mailbox can take the place of one."""

from __future__ import annotations

from collections.abc import Mapping

from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import SKOS, VOCAB
from m4sd_graph.store.protocol import Store

SCHEME = f"{VOCAB}reviewer-role"
ROLES = f"SELECT ?role ?name WHERE {{ ?role <{SKOS}topConceptOf> <{SCHEME}> ; <{SKOS}prefLabel> ?name }}"


def roles_in(store: Store) -> Mapping[str, Mapping[str, str]]:
    """The names of each role by language; the key is the code of the role."""
    found: dict[str, dict[str, str]] = {}
    for row in store.select(ROLES).rows:
        code = row["role"].value.removeprefix(f"{SCHEME}/")
        found.setdefault(code, {})[row["name"].language] = row["name"].value
    return dict(sorted(found.items()))


def role_named(name: str, roles: Mapping[str, Mapping[str, str]]) -> str:
    """The code of the role that is called ``name`` in any language; raise ParameterError for any other text."""
    wanted = name.strip().casefold()
    for code, names in roles.items():
        if wanted in {code, *(known.casefold() for known in names.values())}:
            return code
    known = ", ".join(names.get("en", code) for code, names in roles.items())
    # The text itself is not repeated: it may be the name of a person.
    raise ParameterError(
        "this is no role of a reviewer; persons are never named.", place="parameter role", remedy=f"One of: {known}."
    )
