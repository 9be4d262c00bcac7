"""Addresses: which of them a call may go to, and how an endpoint's address is taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

# Protocol assignments, a retired relay, and the agent of a cloud's host, which the registry calls public.
SPECIAL = tuple(ip_network(n) for n in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32"))
UNICAST = ip_network("2000::/3")
TRANSLATED = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether ``address`` (IPv4 or IPv6, as text) is a server's address in the public internet.

    An IPv6 address that carries an IPv4 address is as public as that one.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (IPv4Address(ip.packed[12:]) if ip in TRANSLATED else None)
        return is_public(str(carried)) if carried else ip.is_global and ip in UNICAST
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or any(ip in n for n in SPECIAL))


@dataclass(frozen=True, slots=True)
class Target:
    """Where an HTTP request goes; ``netloc`` is host and port as written, ``path`` includes the query string."""

    scheme: str
    host: str
    port: int
    netloc: str
    path: str

    @property
    def server(self) -> tuple[str, str, int]:
        """What must not change by a redirect."""
        return self.scheme, self.host, self.port


def target_of(address: str) -> Target:
    """Take ``address`` apart; raise ValueError unless it is a plain http or https address."""
    parts = urlsplit(address if re.fullmatch(r"[!-~]+", address) else "")
    host, port = parts.hostname, parts.port
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or parts.fragment:
        raise ValueError("an address begins with http:// or https:// and has no spaces, user name or fragment")
    if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", host, re.ASCII):
        raise ValueError("the host is no name and no address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.netloc, path)
