"""The settings table: every setting, its default and what it is for.

Each is read once from the environment as ``M4SD_<NAME>`` and then passed along; nothing reads the environment later.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from m4sd_graph.errors import SettingError


class Settings(BaseSettings):
    """Settings of the command line and the service."""

    model_config = SettingsConfigDict(env_prefix="M4SD_", frozen=True)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            remedy = type(self).model_fields[name].description if name in type(self).model_fields else None
            raise SettingError(f"{first['msg']}.", place=f"M4SD_{name.upper()}", remedy=remedy) from None

    workspace: Path | None = Field(
        default=None,
        description="Folder with ontology/, data/ and shapes/. Default: the one around you, else the installed one.",
    )
    releases: Path = Field(default=Path("releases"), description="Folder that holds the release folders.")
    release: str = Field(default="current", description="Release to serve or query: a version, or `current`.")
    endpoint: str | None = Field(
        default=None,
        description="Address of a SPARQL 1.1 endpoint to answer queries instead of the local release.",
    )
    sources: Path | None = Field(
        default=None,
        description="Folder with the texts of the sources (*.txt), of which pages show short passages. Default: none.",
    )
    host: str = Field(default="127.0.0.1", description="Address the service binds to.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the service binds to.")
    public_url: str = Field(
        default="",
        description="Public address of the service, for absolute links behind a proxy. Empty: relative links.",
    )
    contact: str = Field(
        default="https://w3id.org/m4sd/",
        pattern=r"^https?://[^\s<>\"{}|\\^`]+$",
        description="Web page by which the public reaches those who run the service; the catalogue names it.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses, separated by commas, of proxies whose X-Forwarded-For names the client.",
    )
    query_length: int = Field(default=100_000, gt=0, description="Longest query text accepted, in characters.")
    query_depth: int = Field(
        default=64,
        gt=0,
        le=200,
        description="Deepest nesting of brackets accepted in a query; the engine was measured up to 200.",
    )
    query_seconds: float = Field(
        default=15, gt=0, description="Time limit of a query, in seconds, when `timeout=` names none."
    )
    query_seconds_most: float = Field(default=60, gt=0, description="Longest time limit that `timeout=` may ask for.")
    query_memory: int = Field(default=512, gt=0, description="Memory that a query may take beyond the data, in MiB.")
    result_size: int = Field(default=1024, gt=0, description="Largest result, in MiB before compression.")
    workers: int = Field(
        default=8,
        gt=0,
        description="Processes that answer queries. One client gets half of them at most; one is kept for our pages.",
    )
    waiting: int = Field(
        default=256, gt=0, description="Queries that may wait for a worker; more are told to come back."
    )
    waiting_per_client: int = Field(default=64, gt=0, description="Queries of one client address that may wait.")
    cache_size: int = Field(default=64, ge=0, description="Answers kept for the next who asks the same, in MiB.")
    operator_token: str = Field(
        default="", description="Bearer token for /queries/running. Empty: nobody may see or stop queries."
    )
    service_endpoints: str = Field(
        default="", description="Addresses that SERVICE may call, separated by commas, each exact. Empty: none."
    )
    service_private: bool = Field(
        default=False, description="Whether SERVICE may call addresses of private networks and of this machine."
    )
    threads: int = Field(default=4, gt=0, description="Pages made at the same time; more wait.")

    @property
    def allowed_services(self) -> tuple[str, ...]:
        """The addresses that SERVICE may call."""
        return tuple(part.strip() for part in self.service_endpoints.split(",") if part.strip())
