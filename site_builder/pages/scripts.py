"""The files of `assets/` under the names that they are published by: scripts, styles, letters and pictures.

Scripts are plain ES modules, in one folder whose name is a digest of all of them. So modules import one another by
the names that they have here, and a browser may keep them for ever. Some modules are made from data, so that both
sides read the same: `platforms.js` (how each platform writes and folds handles), `unicode.js` (the committed table of
folding and look-alikes), `wrappers.js` (what addresses are wrapped in), `reasons.js`, and `messages/`, what scripts say
in each language beside English.

A page fetches the entry and the modules of what it has, and those of the box that finds accounts once somebody comes to
it. So that a browser need not read one module to find the next, a page names the first in its head, and
`find/needed.js` the others. Both follow from what the modules import.
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from site_builder import addresses
from site_builder.handles import Platforms
from site_builder.handles.unwrap import wrappers
from site_builder.model import JsonObject
from site_builder.pages.page import render
from site_builder.resources import package_path
from site_builder.wording.language import ENGLISH, languages
from site_builder.wording.words import platform_facts

FOLDER: Final = f"{addresses.ASSETS}js/"
ENTRY: Final = "main.js"
"""The module that a page names; it imports the others."""


def script_files(platforms: Platforms, vocabulary: JsonObject) -> Iterator[tuple[str, bytes]]:
    """Yield every module as (name below the scripts' folder, bytes), sorted by name."""
    folder = package_path("assets/js")
    sources = {source.relative_to(folder).as_posix(): source for source in folder.rglob("*.js")}
    files = {name: source.read_bytes() for name, source in sources.items()}
    entries = [
        platform_facts(item) | {"routes": [astuple(route) for route in item.routes]} for item in platforms
    ]
    files["platforms.js"] = _module("How platforms write, fold and link handles", entries)
    table = json.loads(package_path("handles/data/unicode.json").read_text(encoding="utf-8"))
    files["unicode.js"] = _module(f"{table['licence']} Folding and look-alike characters", table)
    files["wrappers.js"] = _module(
        "Hosts of archives, mirrors and redirectors, and words before handles", wrappers()
    )
    reasons = {code: term["meaning"] for code, term in vocabulary["unreadable"].items()}
    files["reasons.js"] = _module("Why a part of a text cannot be read", reasons)
    for language in languages():
        said = {english: language.texts[english] for english in language.scripts & language.texts.keys()}
        if language is not ENGLISH:
            files[f"messages/{language.code}.js"] = _module(
                f"What scripts say: {language.english_name}", said
            )
    needed = [*_with_imports("find/box.js", files), "unicode.js"]
    files["find/needed.js"] = _module("The modules of the box", needed)
    yield from sorted(files.items())


def scripts_folder(files: list[tuple[str, bytes]]) -> str:
    """Return where these modules are, below the site root: a folder named by their digest."""
    digest = hashlib.sha256()
    for name, data in files:
        digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(data).digest())
    return f"{FOLDER}{digest.hexdigest()[:16]}/"


# What a page has, and the module for it, in the entry's table.
_PART: Final = re.compile(r'"(data-hl-[a-z]+)": \(\) => import\("\./([^"]+)"\)')
_IMPORT: Final = re.compile(r'^import\b[^"(;]*"(\.[^"]+)"', re.MULTILINE)

Preloads = Mapping[str, tuple[str, ...]]
"""The modules that a page loads at once, below the site root, by the attribute in its body that asks for them; those
that every page loads by an empty one."""


def preloads(files: list[tuple[str, bytes]]) -> Preloads:
    """Return which of these modules a page loads at once, as they import one another."""
    sources, folder = dict(files), scripts_folder(files)
    asked = [("", ENTRY), *_PART.findall(sources[ENTRY].decode())]
    # The page's script element asks for the entry itself.
    return {
        what: tuple(folder + name for name in _with_imports(entry, sources) if name != ENTRY)
        for what, entry in asked
    }


def _with_imports(name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return a module and all that it needs before it runs, in the order in which it names them."""
    found = [name]
    for module in found:
        named = _IMPORT.findall(sources[module].decode())
        near = (posixpath.join(posixpath.dirname(module), path) for path in named)
        found += [path for path in dict.fromkeys(map(posixpath.normpath, near)) if path not in found]
    return found


def preload_links(modules: Preloads, body: str, root: str) -> Markup:
    """Return the links of a head to the modules that its page loads at once; `root` leads to the site root."""
    wanted = (names for what, names in modules.items() if not what or f" {what}" in body)
    distinct = dict.fromkeys(name for names in wanted for name in names)
    links = "\n".join(f'<link rel="modulepreload" href="{root}{name}">' for name in distinct)
    return Markup(links)  # noqa: S704 - names of our own files


def _module(about: str, value: Any) -> bytes:
    """Return a module whose default export is a value. A string that is parsed is read faster than a literal."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    quoted = json.dumps(text, ensure_ascii=True)
    return f"/* {about.replace('*/', '')}. Generated. */\nexport default JSON.parse({quoted});\n".encode()


FAVICON: Final = f"{addresses.ASSETS}images/favicon.svg"


STYLE: Final = f"{addresses.ASSETS}css/site."
"""How the path of our own pages' stylesheet begins; a digest of its content follows."""
GUIDES: Final = f"{addresses.ASSETS}css/guides."
"""The same of what the theme's pages are given beside the theme's own."""
_SHEETS: Final = {
    "guides": ("colours", "pieces", "find", "guides"),
    "site": ("colours", "base", "frame", "pieces", "*", "wide", "print"),
}
"""What each stylesheet is put together from, after the letters: files of `assets/css`, `*` for all others, sorted."""
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield published path and content of every asset, sorted; styles carry a digest of their content.

    So a browser never keeps an old style for a new page, however long it may keep files.
    """
    folder = package_path("assets")
    sources = {source.relative_to(folder).as_posix(): source for source in folder.rglob("*.*")}
    files = {
        name: source.read_bytes() for name, source in sources.items() if not name.startswith(("js/", "css/"))
    }
    for sheet in _SHEETS:
        data = _sheet(sheet, sources).encode()
        files[f"css/{sheet}.{hashlib.sha256(data).hexdigest()[:10]}.css"] = data
    yield from ((f"{addresses.ASSETS}{name}", data) for name, data in sorted(files.items()))


def _sheet(sheet: str, sources: Mapping[str, Path]) -> str:
    """Return a stylesheet: its parts without comments and line ends; the icons' address has a digest in its query."""
    names = [
        name.removeprefix("css/").removesuffix(".css") for name in sorted(sources) if name.startswith("css/")
    ]
    named = {*_SHEETS, *_SHEETS[sheet]}
    order = [
        name
        for part in _SHEETS[sheet]
        for name in ([other for other in names if other not in named] if part == "*" else [part])
    ]
    texts = (sources[f"css/{name}.css"].read_text(encoding="utf-8") for name in order)
    icons = hashlib.sha256(sources["images/icons.svg"].read_bytes()).hexdigest()[:10]
    whole = "\n".join([render("fonts.css"), *texts])
    lines = (line.strip() for line in _COMMENT.sub("", whole).split("\n"))
    joined = "".join(line if line.endswith((";", "{", "}", ",")) else f"{line} " for line in lines if line)
    return joined.replace("icons.svg", f"icons.svg?{icons}") + "\n"
