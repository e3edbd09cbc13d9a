"""URLs: public web addresses without credentials, and templates with known placeholders."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from site_builder.load.sites import sites
from site_builder.load.source_tree import INSTANCE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading
    from site_builder.problems import Problem

# RFC 3986 has no place for these; browsers read a backslash as a slash, which moves the host.
_NOT_IN_URLS: Final = re.compile(r'["<>\\^`{|}]')
_HOST: Final = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z][A-Za-z0-9-]{0,62}\.?"
)
# RFC 6761 and RFC 8375: names that never lead to a public host.
_PRIVATE: Final = (".local", ".localhost", ".internal", ".home.arpa", ".onion")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_TEMPLATES: Final = {
    "source": frozenset({"path"}),
    "edit": frozenset({"path"}),
    "commit": frozenset({"commit"}),
    "pull": frozenset({"number"}),
}


def check_urls(loading: Loading) -> Iterator[Problem]:
    """`url-unsafe`, wherever a schema says that text is a URL."""
    for document in loading.documents.good:
        for site in sites(document.spot.kind.value, document.typed):
            web = site.kind == "url" or (site.kind == "contact" and site.text.startswith("https:"))
            why = unsafe_url(site.text) if web else None
            if why is not None:
                yield loading.places.problem("url-unsafe", document.file, site.pointer, why=why)


def check_templates(loading: Loading) -> Iterator[Problem]:
    """`url-template`: the forge's templates have exactly the placeholder that they are for."""
    instance = loading.tree.instance
    forge = instance.get("forge", {}) if instance is not None else {}
    for name, template in forge.items():
        needed = _TEMPLATES.get(name, frozenset())
        if name == "name":
            continue
        found = frozenset(_PLACEHOLDER.findall(template))
        why = None
        if found != needed:
            wanted = " and ".join(f"{{{item}}}" for item in sorted(needed)) or "no placeholder"
            why = f"the template {name} has {wanted}"
        else:
            unsafe = unsafe_url(_PLACEHOLDER.sub("x", template))
            why = f"the template {name}: {unsafe}" if unsafe is not None else None
        if why is not None:
            yield loading.places.problem("url-template", INSTANCE_FILE, f"/forge/{name}", why=why)


def unsafe_url(url: str) -> str | None:
    """Return why a URL must not be shown to a reader, or None where it is a plain public web address."""
    bad = _NOT_IN_URLS.search(url)
    if bad is not None:
        return f"the character {bad.group()} is not allowed in a URL; percent-encode it"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not a well-formed URL"
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return "only http and https addresses are allowed"
    if "@" in parts.netloc:
        return "a URL must not carry a user name or password"
    if port == 0:
        return "port 0 is no port"
    if _is_address(host):
        return "a numeric address instead of a host name"
    if not _HOST.fullmatch(host):
        return "the host is not a public host name"
    if host.rstrip(".").endswith(_PRIVATE):
        return "the host is not on the public web"
    return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
