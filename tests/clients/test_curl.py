"""curl, as people type it and scripts rely on it: methods, headers, compression, exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from email.message import Message
from email.parser import BytesHeaderParser

import pytest

from m4sd_graph.store.protocol import Store
from tests.clients.support import ASK, BROKEN, CONSTRUCT, DESCRIBE, SELECT, TRICKY, parsed_triples, triples

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: apt-get install curl")
ECHO = f'SELECT ("{TRICKY}" AS ?x) WHERE {{}}'
DIRECT = ["-H", "Content-Type: application/sparql-query"]
# curl's own codes: an answer of 400 or more under --fail.
REFUSED = 22


def curl(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run curl without its progress meter; no request of these tests takes long."""
    return subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "30", *arguments],
        input=stdin.encode(),
        capture_output=True,
        check=False,
    )


def body(*arguments: str, stdin: str = "") -> bytes:
    """The answer, which must be one."""
    done = curl("--fail", *arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def headers(*arguments: str) -> tuple[str, Message]:
    """The status and the headers of the answer."""
    done = curl("--dump-header", "-", "--output", "/dev/null", *arguments)
    assert done.returncode == 0, done.stderr
    status, _, rest = done.stdout.partition(b"\r\n")
    return status.split()[1].decode(), BytesHeaderParser().parsebytes(rest)


WAYS = {
    "get": ["-G", "--data-urlencode", "query@-"],
    "form": ["--data-urlencode", "query@-"],
    "direct": [*DIRECT, "--data-binary", "@-"],
    "direct with a charset": ["-H", "Content-Type: application/sparql-query; charset=UTF-8", "--data-binary", "@-"],
}


@pytest.mark.parametrize("way", WAYS)
def test_the_query_arrives_unchanged(endpoint: str, way: str) -> None:
    found = body(*WAYS[way], "-H", "Accept: application/sparql-results+json", endpoint, stdin=ECHO)
    assert json.loads(found)["results"]["bindings"] == [{"x": {"type": "literal", "value": TRICKY}}]


@pytest.mark.parametrize("way", WAYS)
def test_rows_as_csv(endpoint: str, store: Store, way: str) -> None:
    found = body(*WAYS[way], "-H", "Accept: text/csv", endpoint, stdin=SELECT).decode()
    rows = store.select(SELECT)
    assert list(csv.reader(io.StringIO(found))) == [list(rows.variables), *rows.texts()]


def test_without_a_wish_rows_are_json(endpoint: str) -> None:
    assert json.loads(body("-G", "--data-urlencode", f"query={ASK}", endpoint))["boolean"] is True


FORMS = [
    (SELECT, "application/sparql-results+json"),
    (SELECT, "application/sparql-results+xml"),
    (SELECT, "text/csv"),
    (SELECT, "text/tab-separated-values"),
    (SELECT, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (ASK, "application/sparql-results+json"),
    (ASK, "application/sparql-results+xml"),
    (CONSTRUCT, "text/turtle"),
    (CONSTRUCT, "application/n-triples"),
    (CONSTRUCT, "application/rdf+xml"),
    (CONSTRUCT, "application/ld+json"),
    (CONSTRUCT, "application/n-quads"),
    (CONSTRUCT, "application/trig"),
]


@pytest.mark.parametrize(("query", "media_type"), FORMS)
def test_content_types(endpoint: str, query: str, media_type: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={query}", "-H", f"Accept: {media_type}", endpoint]
    status, found = headers(*asked)
    assert (status, found.get_content_type()) == ("200", media_type)
    assert "accept" in found["vary"].lower()


@pytest.mark.parametrize(("form", "reader"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")])
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_triples(endpoint: str, store: Store, query: str, form: str, reader: str) -> None:
    found = body("-G", "--data-urlencode", f"query={query}", "-d", f"format={form}", endpoint)
    assert parsed_triples(found, reader) == triples(store.construct(query))


# What the editor YASGUI asks for; it sends the query as a form.
YASGUI = [
    (SELECT, "application/sparql-results+json,*/*;q=0.9", "application/sparql-results+json"),
    (CONSTRUCT, "text/turtle,*/*;q=0.9", "text/turtle"),
]


@pytest.mark.parametrize(("query", "accept", "media_type"), YASGUI)
def test_what_an_editor_in_a_web_page_asks_for(endpoint: str, query: str, accept: str, media_type: str) -> None:
    asked = ["-H", "Origin: https://example.org", "-H", f"Accept: {accept}", "--data-urlencode", f"query={query}"]
    status, found = headers(*asked, endpoint)
    assert (status, found.get_content_type()) == ("200", media_type)
    assert found["access-control-allow-origin"] in ("*", "https://example.org")


def test_compressed(endpoint: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={SELECT}", endpoint]
    assert body("--compressed", *asked) == body(*asked)
    assert headers("--compressed", *asked)[1]["content-encoding"]
    assert headers(*asked)[1]["content-encoding"] is None


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coding_is_kept_to(endpoint: str, coding: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={SELECT}", "-H", f"Accept-Encoding: {coding}", endpoint]
    assert headers(*asked)[1]["content-encoding"] == coding


def test_head(endpoint: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv", endpoint]
    done = curl("-I", *asked)
    assert done.returncode == 0, done.stderr
    head = BytesHeaderParser().parsebytes(done.stdout.partition(b"\r\n")[2])
    assert head.get_content_type() == "text/csv"
    assert head["content-length"] == str(len(body(*asked)))


def test_options_tell_a_web_page_what_it_may_do(endpoint: str) -> None:
    asked = ["-H", "Origin: https://example.org", "-H", "Access-Control-Request-Method: POST"]
    asked += ["-H", "Access-Control-Request-Headers: content-type", "-X", "OPTIONS", endpoint]
    status, found = headers(*asked)
    assert status in ("200", "204")
    assert found["access-control-allow-origin"] in ("*", "https://example.org")
    assert "POST" in found["access-control-allow-methods"]
    assert (
        found["access-control-allow-headers"] == "*" or "content-type" in found["access-control-allow-headers"].lower()
    )


def test_options_without_an_origin(endpoint: str) -> None:
    status, found = headers("-X", "OPTIONS", endpoint)
    assert status in ("200", "204")
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= {m.strip() for m in found["allow"].split(",")}


def test_an_answer_that_is_known_is_not_sent_again(endpoint: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv", endpoint]
    tag = headers(*asked)[1]["etag"]
    assert tag
    assert headers("-H", f"If-None-Match: {tag}", *asked)[0] == "304"
    assert curl("-H", f"If-None-Match: {tag}", *asked).stdout == b""
    assert headers("-H", 'If-None-Match: "another"', *asked)[0] == "200"


@pytest.mark.parametrize("way", WAYS)
def test_a_bad_query_fails(endpoint: str, way: str) -> None:
    done = curl("--fail", *WAYS[way], endpoint, stdin=BROKEN)
    assert done.returncode == REFUSED
    assert b"400" in done.stderr


def test_a_bad_query_is_explained_in_plain_text(endpoint: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={BROKEN}", "-H", "Accept: text/csv, text/plain;q=0.5"]
    done = curl(*asked, endpoint)
    assert done.stdout.startswith(b"400 ")
    assert b"line 1, column 23" in done.stdout
    assert b'"detail"' not in done.stdout


def test_a_body_of_another_kind_fails(endpoint: str) -> None:
    status, _ = headers("-H", "Content-Type: text/plain", "--data-binary", ASK, endpoint)
    assert status == "415"


@pytest.mark.parametrize(
    "way", [["-d", "update=DROP ALL"], ["-H", "Content-Type: application/sparql-update", "-d", "DROP ALL"]]
)
def test_an_update_fails(endpoint: str, way: list[str]) -> None:
    done = curl("--fail-with-body", *way, endpoint)
    assert done.returncode == REFUSED
    assert b"read-only" in done.stdout
