"""Every error that m4sd-graph raises on purpose.

::

    M4SDError
    ├── SettingError          an environment variable that is no value of its setting
    ├── WorkspaceError        ontology/, data/ or shapes/ not found, or a file in the wrong folder
    ├── TurtleError           a Turtle file that cannot be parsed or breaks the house rules
    ├── ChangesError          proposed changes that cannot be read or cannot be made
    ├── InputError            data sent to be checked that cannot be read
    ├── QueryFileError        a .rq file with a bad header or body
    ├── ParameterError        a question called with a missing, unknown or malformed parameter
    │   └── OutdatedCursorError a page of a collection asked for in a release that is no longer served
    ├── NotFoundError         an unknown IRI or question
    ├── DocumentError         a text, HTML, PDF or Word file without text that can be read
    ├── ValidationFailedError the data violates a shape
    ├── ReleaseError          a release that cannot be written, read or trusted
    ├── StoreError            the store cannot answer
    │   ├── QuerySyntaxError  the query is not SPARQL 1.1
    │   │   └── UnknownTermError the query names a class or property that the ontology does not have
    │   ├── QueryRefusedError the query asks for something the service does not do
    │   │   └── QueryTooLongError the query is longer than the service accepts
    │   ├── QueryLimitError   the query reached a limit: memory, size of the result, what the engine can take
    │   │   └── QueryTimeoutError the query reached its time limit
    │   ├── BusyError         too many queries are waiting
    │   │   └── ClientBusyError too many queries of this client are waiting
    │   ├── QueryCancelledError the operator stopped the query
    │   └── ServiceCallError  an endpoint that the query calls by SERVICE did not answer as it should
    ├── PackageMissingError   an optional package is not installed
    ├── OutputError           a file that was asked for cannot be written
    └── ServeError            the service cannot start

Each carries what happened, where, and how to mend it; the command line turns it into one line and ``exit_code``,
the service into RFC 9457 problem+json with ``status``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


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

    def details(self) -> Mapping[str, object]:
        """What a program may want to read beside the message."""
        return {}

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


class ChangesError(M4SDError):
    """Proposed additions or removals cannot be read, or cannot be made."""

    status = 400
    title = "Changes not usable"


class InputError(M4SDError):
    """Data that somebody sent to be checked cannot be read."""

    status = 400
    title = "Data not readable"


class QueryFileError(M4SDError):
    """A query file has an unknown header key, a bad value or an unbound parameter."""

    title = "Query file not usable"


class ParameterError(M4SDError):
    """A question was called with a parameter that is missing, unknown or malformed."""

    status = 400
    title = "Bad parameter"


class OutdatedCursorError(ParameterError):
    """A cursor belongs to a release that is no longer served."""

    status = 410
    title = "Cursor out of date"


class NotFoundError(M4SDError):
    """Nothing is known under this name; ``nearest`` are names that resemble it."""

    status = 404
    title = "Not found"

    def __init__(
        self, message: str, *, place: str | None = None, remedy: str | None = None, nearest: Sequence[str] = ()
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.nearest = tuple(nearest)

    def details(self) -> Mapping[str, object]:
        """The nearest names, if there are any."""
        return {"nearest": list(self.nearest)} if self.nearest else {}


class DocumentError(M4SDError):
    """A file of somebody else holds no text that can be read within limits; the place is its path."""

    status = 422
    title = "Document not readable"


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
    """The query text is not SPARQL 1.1.

    ``line`` and ``column`` count from 1; ``token`` is what stands there ("" at the end of the query); ``expected``:
    what could stand there instead; ``nearest``: what was probably meant.
    """

    status = 400
    title = "Query not understood"

    def __init__(
        self,
        message: str,
        *,
        place: str | None = None,
        remedy: str | None = None,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
        expected: Sequence[str] = (),
        nearest: Sequence[str] = (),
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.line = line
        self.column = column
        self.token = token
        self.expected = tuple(expected)
        self.nearest = tuple(nearest)

    def details(self) -> Mapping[str, object]:
        """Where the query is wrong and what could stand there, as far as known."""
        found = {"line": self.line, "column": self.column, "token": self.token}
        lists = {"expected": list(self.expected), "nearest": list(self.nearest)}
        return {k: v for k, v in found.items() if v is not None} | {k: v for k, v in lists.items() if v}


class UnknownTermError(QuerySyntaxError):
    """The query uses a class or property of our namespace that the ontology does not have."""

    title = "Unknown term"


class QueryRefusedError(StoreError):
    """The query is understood but asks for something that this service does not do."""

    status = 403
    title = "Query refused"


class QueryTooLongError(QueryRefusedError):
    """The query has more characters than the service accepts."""

    status = 413
    title = "Query too long"


class QueryLimitError(StoreError):
    """The query reached a limit of the service; nothing was returned that could be taken for the whole answer.

    ``limit`` is the name of the limit (``time``, ``memory``, ``result``, ``engine``), ``value`` its value, ``unit`` the
    unit of the value.
    """

    status = 422
    title = "Query over a limit"

    def __init__(
        self,
        message: str,
        *,
        place: str | None = None,
        remedy: str | None = None,
        limit: str = "engine",
        value: float | None = None,
        unit: str | None = None,
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.limit = limit
        self.value = value
        self.unit = unit

    def details(self) -> Mapping[str, object]:
        """The limit, its value and unit."""
        found = {"limit": self.limit, "value": self.value, "unit": self.unit}
        return {k: v for k, v in found.items() if v is not None}


class QueryTimeoutError(QueryLimitError):
    """The query was not answered within its time limit."""

    status = 504
    title = "Query out of time"


class BusyError(StoreError):
    """Too many queries are waiting; ``retry_after``: seconds after which another try makes sense."""

    status = 503
    title = "Service busy"

    def __init__(
        self, message: str, *, place: str | None = None, remedy: str | None = None, retry_after: int = 5
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.retry_after = retry_after

    def details(self) -> Mapping[str, object]:
        """When to come back."""
        return {"retry_after": self.retry_after}


class ClientBusyError(BusyError):
    """This client has too many queries waiting; others are served."""

    status = 429
    title = "Too many queries at once"


class QueryCancelledError(StoreError):
    """The operator stopped the query."""

    status = 503
    title = "Query cancelled"


class ServiceCallError(StoreError):
    """An endpoint that the query calls by SERVICE did not answer, or not as it should."""

    title = "SERVICE failed"


class PackageMissingError(M4SDError):
    """An optional package is not installed."""

    title = "Package missing"


class OutputError(M4SDError):
    """A file that was asked for cannot be written."""

    title = "File not written"


class ServeError(M4SDError):
    """The service cannot start, for example because the port is taken."""

    title = "Service not started"
