"""A call connects to public addresses only, not to this machine, its network or its cloud, and to proven names."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from m4sd_graph.errors import ServiceCallError, SettingError
from m4sd_graph.federation.addresses import is_public, target_of
from m4sd_graph.federation.client import ServiceClient
from tests.lib.test_federation_client import EMPTY, answer, endpoint, fetched, saying


def test_a_refused_connection_is_one_error() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(ServiceCallError, match=r"could not be reached: .*SERVICE SILENT"):
            asyncio.run(fetched(address))


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'x' * 70}.invalid", "a..b"])
def test_an_unknown_host_is_one_error(host: str) -> None:
    with pytest.raises(ServiceCallError, match="could not be reached: the host name is not known"):
        asyncio.run(fetched(f"http://{host}/"))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "[::ffff:127.0.0.1]", "[::1]"],
)
def test_addresses_that_are_not_public_are_refused(host: str) -> None:
    async def ask() -> list[str]:
        async with endpoint(saying(answer())) as (port, requests):
            with pytest.raises(ServiceCallError, match=r"not public.*M4SD_SERVICE_PRIVATE"):
                await fetched(f"http://{host}:{port}/", allow_private=False)
            return requests

    assert asyncio.run(ask()) == []


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when looked at and private when asked again is asked once."""
    looked_up: list[str] = []

    async def ask() -> None:
        loop = asyncio.get_running_loop()
        resolve = loop.getaddrinfo

        async def rebinding(host: str, port: int, **options: int) -> object:
            looked_up.append(host)
            return await resolve("192.0.2.1" if len(looked_up) == 1 else "127.0.0.1", port, **options)

        monkeypatch.setattr(loop, "getaddrinfo", rebinding)
        async with endpoint(saying(answer())) as (port, requests):
            with pytest.raises(ServiceCallError):
                await fetched(f"http://rebinding.example:{port}/", connect_timeout=0.5)
            assert requests == []

    asyncio.run(ask())
    assert looked_up.count("rebinding.example") == 1


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((a, True) for a in ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808", "::ffff:8.8.8.8")),
        *((a, False) for a in ("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.9.9.9", "169.254.169.254")),
        *((a, False) for a in ("172.16.0.1", "192.168.1.1", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1")),
        *((a, False) for a in ("255.255.255.255", "168.63.129.16", "::", "::1", "::7f00:1", "fe80::1%1", "fd00::1")),
        *((a, False) for a in ("fec0::1", "ff0e::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::808:808")),
        *((a, False) for a in ("2002:7f00:1::", "2001:0:4136:e378::", "2001:db8::1", "4000::1", "fd00:ec2::254")),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize(
    "address",
    [
        *("", "x", "ftp://far.example/", "file:///etc/passwd", "unix:/run/x.sock", "http://", "http:///x", "//far/x"),
        *(
            "http://user:word@far.example/",
            "http://far.example\\@near/",
            "http://far example/",
            "http://far/\n",
            "http://[/",
        ),
        *("http://far:99999/", "http://far:x/", "http://fär.example/", "http://far.example/#x", "http+unix://%2Frun/"),
    ],
)
def test_what_is_no_address_is_an_error_of_the_setting(address: str) -> None:
    with pytest.raises(SettingError, match=r"^M4SD_SERVICE_ENDPOINTS: this cannot be the address of an endpoint"):
        ServiceClient(frozenset({address}))


def test_addresses_are_taken_apart() -> None:
    assert target_of("https://Far.example?q=1").server == ("https", "far.example", 443)
    assert target_of("http://[::1]:81/x?y=z").path == "/x?y=z"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that only those trust who are told to."""
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run([*make, *more], check=True, capture_output=True, timeout=60)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.mark.parametrize(
    ("host", "trusted", "outcome"),
    [
        ("localhost", True, EMPTY.decode()),
        ("127.0.0.1", True, "certificate verify failed: IP address mismatch"),
        ("localhost", False, "certificate verify failed: self-signed certificate"),
    ],
)
def test_certificates_are_verified(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool, outcome: str
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)

    async def ask() -> str:
        async with endpoint(saying(answer()), tls) as (port, _):
            try:
                return (await fetched(f"https://{host}:{port}/")).decode()
            except ServiceCallError as error:
                return str(error)

    assert outcome in asyncio.run(ask())
