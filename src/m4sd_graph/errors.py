"""Every error that m4sd-graph raises on purpose.

::

    M4SDError
    ├── SettingError          an environment variable that is no value of its setting
    ├── WorkspaceError        ontology/, data/ or shapes/ not found, or a file in the wrong folder
    ├── TurtleError           a Turtle file that cannot be parsed or breaks the house rules
    ├── QueryFileError        a .rq file with a bad header or body
    ├── ParameterError        a question called with a missing, unknown or malformed parameter
    ├── NotFoundError         an unknown IRI or question
    ├── ValidationFailedError the data violates a shape
    ├── ReleaseError          a release that cannot be written, read or trusted
    ├── StoreError            the store cannot answer
    │   ├── QuerySyntaxError  the query is not SPARQL 1.1
    │   └── QueryRefusedError the query asks for something the service does not do
    │       └── QueryTooLongError the query is longer than the service accepts
    └── ServeError            the service cannot start

Each carries what happened, where, and how to mend it; the command line turns it into one line and ``exit_code``,
the service into RFC 9457 problem+json with ``status``.
"""

from __future__ import annotations

from collections.abc import Sequence


class M4SDError(Exception):
    """Base of all errors: a message, the place it concerns and the remedy."""

    status = 500
    exit_code = 2
    title = "Error"

    def __init__(self, message: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{remedy}"


class SettingError(M4SDError):
    """An environment variable holds what its setting cannot take."""

    title = "Setting not usable"


class WorkspaceError(M4SDError):
    """The folders of a workspace are missing or hold what they should not."""

    title = "Workspace not usable"


class TurtleError(M4SDError):
    """A Turtle file cannot be parsed; the place is ``file:line:column``."""

    title = "Turtle not readable"


class QueryFileError(M4SDError):
    """A query file has an unknown header key, a bad value or an unbound parameter."""

    title = "Query file not usable"


class ParameterError(M4SDError):
    """A question was called with a parameter that is missing, unknown or malformed."""

    status = 400
    title = "Bad parameter"


class NotFoundError(M4SDError):
    """Nothing is known under this name; ``nearest`` are names that resemble it."""

    status = 404
    title = "Not found"

    def __init__(
        self, message: str, *, place: str | None = None, remedy: str | None = None, nearest: Sequence[str] = ()
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.nearest = tuple(nearest)


class ValidationFailedError(M4SDError):
    """At least one violation stands in the way of a release."""

    exit_code = 1
    title = "Validation failed"


class ReleaseError(M4SDError):
    """A release folder cannot be written, read or trusted."""

    title = "Release not usable"


class StoreError(M4SDError):
    """The store could not answer."""

    status = 502
    title = "Store failed"


class QuerySyntaxError(StoreError):
    """The query text is not SPARQL 1.1."""

    status = 400
    title = "Query not understood"


class QueryRefusedError(StoreError):
    """The query is understood but asks for something that this service does not do."""

    status = 403
    title = "Query refused"


class QueryTooLongError(QueryRefusedError):
    """The query has more characters than the service accepts."""

    status = 413
    title = "Query too long"


class ServeError(M4SDError):
    """The service cannot start, for example because the port is taken."""

    title = "Service not started"
