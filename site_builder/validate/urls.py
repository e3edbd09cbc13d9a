"""URLs: public web addresses without credentials, and templates with known placeholders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from site_builder.load.sites import sites
from site_builder.load.source_tree import INSTANCE_FILE
from site_builder.web_address import unsafe_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading
    from site_builder.problems import Problem

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
