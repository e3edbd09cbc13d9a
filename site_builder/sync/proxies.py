"""Proxies: through which one a site is asked, as an environment that the caller gives says.

`https_proxy` for https, `http_proxy` for http, else `all_proxy`; `no_proxy` names hosts that are asked directly. Lower
case goes before upper case. This machine is never asked through a proxy: the proxy's own would answer.
"""

import base64
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import unquote_to_bytes

from site_builder.errors import UsageError

_PORTS: Final = {"http": 80, "https": 443}
_WITH_PORT: Final = re.compile(r"([^:]*|\[.*\]):([0-9]+)")
_ADDRESS: Final = re.compile(
    r"(?:([a-z0-9]+)://)?(?:([^/]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,255})(?::([0-9]{1,5}))?(?:/.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy; its address has no user and password, so that it may be shown."""

    address: str
    headers: Mapping[str, str] = field(repr=False)
    """What it is sent, and the site is not."""


def proxy_for(address: str, environment: Mapping[str, str]) -> Proxy | None:
    """Return the proxy through which to ask a web address, None for none.

    Raises `UsageError` where it cannot be used; what the environment says is never quoted: it may hold a password.
    """
    scheme, _, host, port = _parts(address)
    if not host or is_loopback(host) or _is_excepted(host, port, _read(environment, "no_proxy")):
        return None
    name = f"{scheme}_proxy"
    if name == "http_proxy" and "REQUEST_METHOD" in environment:
        # Where a web server runs this, HTTP_PROXY may be what a visitor sent as a header (CVE-2016-5385).
        value = environment.get(name, "")
    else:
        value = _read(environment, name) or _read(environment, "all_proxy")
    return _proxy(value) if value else None


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, as far as its name says so."""
    found = _ip(host)
    return host == "localhost" or (found is not None and found.is_loopback)


def _read(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, environment.get(name.upper(), "")).strip()


def _parts(address: str) -> tuple[str, str | None, str, int]:
    """Return scheme, user with password, host and port of a web address; of what is not one, no host."""
    found = _ADDRESS.fullmatch(address)
    scheme, user, host, port = found.groups() if found else ("", None, "", None)
    scheme = (scheme or "http").lower()
    return scheme, user, host.lower(), int(port or _PORTS.get(scheme, 0))


def _proxy(value: str) -> Proxy:
    scheme, user, host, port = _parts(value)
    if not host or scheme not in _PORTS or port not in range(1, 65536):
        message = "the environment names a proxy that cannot be used"
        hint = "HTTPS_PROXY and HTTP_PROXY are addresses such as http://proxy.example:3128, or not set"
        raise UsageError(message, hint=hint)
    address = f"{scheme}://{host}:{port}"
    if user is None:
        return Proxy(address, {})
    name, _, password = user.partition(":")
    word = base64.b64encode(unquote_to_bytes(name) + b":" + unquote_to_bytes(password)).decode()
    return Proxy(address, {"Proxy-Authorization": f"Basic {word}"})


def _is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Return whether a host is among the exceptions: names with all below them, addresses, networks, `*`."""
    address = _ip(host)
    for item in re.split(r"[\s,]+", exceptions.lower()):
        found = _WITH_PORT.fullmatch(item)
        name, wanted = found.groups() if found else (item, str(port))
        if wanted != str(port):
            continue
        name = name.strip("[]").removeprefix("*").removeprefix(".")
        if item == "*" or (name and f".{host}".endswith(f".{name}")):
            return True
        with contextlib.suppress(ValueError):
            if address is not None and address in ip_network(name, strict=False):
                return True
    return False


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
