"""How much a document tells: three profiles, each with an IRI of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import BASE

Profile = Literal["minimal", "standard", "full"]
DEFAULT: Profile = "standard"
PROFILE = f"{BASE}profile/"
# What each holds, by language.
PROFILES: Mapping[Profile, Mapping[str, str]] = {
    "minimal": {
        "en": "What is stated of the thing itself; whatever it leads to stands there by IRI or code alone.",
        "fr": "Ce qui est énoncé de la chose même ; ce à quoi elle mène n’est donné que par son IRI ou son code.",
    },
    "standard": {
        "en": "The thing, and the types and names of everything that it leads to.",
        "fr": "La chose, avec les types et les noms de tout ce à quoi elle mène.",
    },
    "full": {
        "en": "The thing with its evidence, its links in both directions, and the premises and evidence of these.",
        "fr": "La chose avec ses preuves, ses liens dans les deux sens, leurs prémisses et leurs preuves.",
    },
}


def profile_iri(profile: Profile) -> str:
    """The IRI of a profile."""
    return f"{PROFILE}{profile}"


def profile_of(name: str) -> Profile:
    """The profile of this name or IRI; raise ParameterError for any other."""
    short = name.removeprefix(PROFILE)
    if short not in PROFILES:
        known = ", ".join(PROFILES)
        raise ParameterError(f"there is no profile {name!r}.", place="profile", remedy=f"One of {known}.")
    return cast(Profile, short)
