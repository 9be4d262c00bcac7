"""What the scripts of the editor have to know of the service: addresses, prefixes, limits, and the words they show."""

from __future__ import annotations

from collections.abc import Mapping

from api.negotiation import HTML
from api.services import Services
from api.sparql.wanted import FORMATS


def settings_of(services: Services, base: str, example: str, notices: Mapping[str, str]) -> dict[str, object]:
    """The settings of the editor for the service at ``base``; limits in seconds, MiB and characters."""
    settings = services.settings
    return {
        "endpoint": f"{base}/sparql",
        "release": services.name,
        "released": services.release,
        "union": services.union,
        "prefixes": dict(services.prefixes),
        "example": example,
        "notices": notices,
        "limits": {
            "seconds": settings.query_seconds,
            "longest": settings.query_seconds_most,
            "memory": settings.query_memory,
            "result": settings.result_size,
            "length": settings.query_length,
        },
        "services": list(settings.allowed_services),
        "formats": {form: [n for n, made in known.names.items() if made != HTML] for form, known in FORMATS.items()},
    }
