"""Config file: `mkdocs.yml` and the folder of pages, with a sentence of ours for what is wrong with them.

And what the instance's files decide of MkDocs' and Material's settings.
"""

import contextlib
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import yaml
from click import ClickException
from jinja2 import TemplateNotFound
from markupsafe import escape
from mkdocs.config import config_options, defaults
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.utils import get_theme_dir, is_markdown_file

from site_builder import addresses, git
from site_builder.catalog.model import Catalog
from site_builder.errors import HandlelistsError, OutputError, UsageError
from site_builder.pages import links
from site_builder.pages.entries import pending_notice
from site_builder.pages.facts import public_forge
from site_builder.pages.reach import ELSEWHERE
from site_builder.pages.scripts import FAVICON, GUIDES, assets
from site_builder.resources import PACKAGE, package_path
from site_builder.wording.words import Words
from site_builder.write.atomic import refuse_special

_FILE: Final = "mkdocs.yml"
_SEARCH: Final = frozenset({"search", "material/search"})
_MKDOCS_BEGINS: Final = "MkDocs encountered an error parsing the configuration file: "
_NEEDED: Final = "It needs `theme: {name: material}` and `plugins: [search, handlelists]`."
_SAID: Final = {
    "docs_dir": (
        "docs_dir: there is no such folder of pages, or it holds mkdocs.yml",
        "Make it; it may be empty.",
    ),
    "site_dir": ("the folder of the site and docs/ have to be apart", "Name another one with --site-dir."),
    "site_name": ("site_name is missing", "Any will do: pages show the title in lists/instance.yaml."),
}
"""Of settings that are likely to be wrong: what is wrong, and what to do."""
_ASKING: Final = 2
"""How many frames of ours an error has that MkDocs or an extension raised: `own_faults`, and whoever called MkDocs."""


def read_config(root: Path, **options: Any) -> MkDocsConfig:
    """Return the configuration of the instance at `root`, with options laid over it.

    Raises `HandlelistsError` with file, line and setting where it cannot be used.
    """
    git.refuse_left_out(root, _FILE, "docs")
    file = Path(os.path.abspath(root / _FILE))  # noqa: PTH100 - symbolic links stay as they are
    parents = [file]
    for parent in parents:  # it grows
        inherited = _settings(parent).get("INHERIT", (0, None))[1]
        name = inherited.value if isinstance(inherited, yaml.ScalarNode) else parent.name
        above = Path(os.path.normpath(parent.parent / name))
        parents += [above] if above.exists() and above not in parents else []
    config: MkDocsConfig = defaults.MkDocsConfig(config_file_path=str(file))
    try:
        with own_faults(file), file.open("rb") as stream:
            config.load_file(stream)
            config.load_dict(options)
            errors, warnings = config.validate()
    except ConfigurationError as error:
        said = " ".join(str(error).split())
        raise _unusable(file, said.removeprefix(_MKDOCS_BEGINS)) from None
    for key, warning in warnings:
        logging.getLogger(__name__).warning("%s: %s: %s", file, key, warning)
    for key, fault in (*errors, *(warnings if config.strict else ())):
        what, hint = _SAID.get(key, (f"{key}: {fault}", None))
        if key in options:
            raise _unusable(options[key], what, hint)
        _refuse(config, key, what, hint)
    return config


@contextlib.contextmanager
def own_faults(config: Path) -> Iterator[None]:
    """Turn an error in what `config`, an instance's `mkdocs.yml`, names into a `UsageError` that names its place.

    That is a hook or a template of the instance, or the configuration where nothing of ours was asked by MkDocs.
    """
    try:
        yield
    except TemplateNotFound as error:
        folder = Path(get_theme_dir("material"), str(error.name)).parent
        known = ", ".join(sorted(path.stem for path in folder.glob("*.html")))
        hint = f"Languages are {known}." if folder.name == "languages" else "Correct what names it."
        what = f"theme: there is no {error.name}"
        raise _unusable(config, what, hint, _lines(config).get("theme")) from error
    except (HandlelistsError, ClickException, MemoryError):
        raise
    except SystemExit as error:
        what = f"a plugin or hook ended the build: {error.code}"
        raise _unusable(config, what, "Correct what it asks for, or take it out.") from error
    except Exception as error:
        places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        by_system = isinstance(error, OSError)  # the file that it names is the one that was asked for
        if not by_system:
            places.append((getattr(error, "filename", None) or "", getattr(error, "lineno", None)))
        what = " ".join(f"{type(error).__name__}: {error}".split())
        for file, line in reversed(places):
            foreign = Path(file).is_relative_to(sys.prefix) or PACKAGE in Path(file).parents
            if Path(file).is_relative_to(config.parent) and not foreign:
                raise _unusable(file, what, line=line) from error
        if not by_system and sum(PACKAGE in Path(file).parents for file, _ in places) <= _ASKING:
            key = "markdown_extensions" if any("markdown" in Path(file).parts for file, _ in places) else ""
            if isinstance(error, RecursionError):
                key, what = "INHERIT", "INHERIT leads in a circle"
            raise _unusable(config, what, "Correct what it names.", _lines(config).get(key)) from error
        raise


def refuse_unfit(config: MkDocsConfig) -> None:
    """Raise `UsageError` for settings of `mkdocs.yml` that our pages cannot live with."""
    if not config.use_directory_urls:
        what = "use_directory_urls has to be true: pages are folders, and feeds name them so"
        _refuse(config, "use_directory_urls", what, "Take the line out.")
    if f"{NAME} #2" in config.plugins:
        _refuse(config, "plugins", f"plugins: {NAME} is named twice", "Take one out.")
    if config.theme.name != "material":
        _refuse(config, "theme", "the site needs Material as its theme", "Write `theme: {name: material}`.")
    if not _SEARCH & set(config.plugins):
        _refuse(
            config, "plugins", "plugins: search is missing, and scripts of every page ask for what it writes"
        )


def refuse_missing(config: MkDocsConfig, files: Files) -> None:
    """Raise `UsageError` for a page, style or script that `mkdocs.yml` names and the site does not have."""
    pages = [config.nav]
    for item in pages:  # it grows
        pages += item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    named = {"nav": pages, "extra_css": config.extra_css, "extra_javascript": config.extra_javascript}
    for key, items in named.items():
        for path in (str(item) for item in items if item and not isinstance(item, dict | list)):
            if key == "nav" and (ELSEWHERE.match(path) or not is_markdown_file(path)):
                continue
            if ELSEWHERE.match(path):
                what = f"{key}: {path} is on another host, and pages ask no other host for anything"
                _refuse(config, key, what, "Put the file into docs/ and name it there.")
            if not (files.get_file_from_path(path) or Path(config.site_dir, path.partition("?")[0]).exists()):
                _refuse(config, key, f"{key}: there is no {path} in docs/", "Correct it, or take it out.")


def _refuse(config: MkDocsConfig, key: str, what: str, hint: str | None = None) -> None:
    file = Path(config.config_file_path)
    raise _unusable(file, what, hint, _lines(file).get(key))


def makers(config: MkDocsConfig, files: Files) -> dict[str, str]:
    """Return who made each file of the site: a plugin or hook by its name, or the file that it was copied from."""
    root = Path(config.config_file_path).parent
    known = ((file, file.generated_by or file.abs_src_path) for file in files)
    return {file.dest_uri: os.path.relpath(root / maker, root) for file, maker in known if maker}


def left_out(config: MkDocsConfig, files: Files) -> dict[str, str]:
    """Return the files, by their paths on the site, that a setting keeps off it, with the place of the setting."""
    file, made = Path(config.config_file_path), dict[str, str]()
    for key, level in (("exclude_docs", InclusionLevel.EXCLUDED), ("draft_docs", InclusionLevel.DRAFT)):
        if config[key] is not None:
            place = str(_unusable(file, key, line=_lines(file).get(key)))
            made |= {item.dest_uri: place for item in files if item.inclusion is level}
    return made


def not_ours(config: MkDocsConfig, template: str, what: str) -> UsageError:
    """Return the error for a page that was drawn by a template which is not ours, or was changed afterwards."""
    for name in (template, "main.html"):
        path = Path(config.theme.custom_dir or os.devnull, name)
        if path.exists():
            return _unusable(path, what, "It takes the place of the builder's: take it out.")
    return _by_others(config, f"changes {template}: {what}")


def fixed_settings(config: MkDocsConfig) -> dict[str, Any]:
    """Return what pages and feeds rely on: settings that nobody may change once they are as we need them."""
    return {
        "font of the theme": config.theme.get("font"),
        "name of the theme": config.theme.name,
        "site_dir": config.site_dir,
        "site_url": config.site_url,
        "use_directory_urls": config.use_directory_urls,
    }


def refuse_changes(config: MkDocsConfig, fixed: dict[str, Any]) -> None:
    """Raise `UsageError` where a plugin or hook changed one of the settings that were fixed."""
    for key, value in fixed_settings(config).items():
        if value != fixed[key]:
            raise _by_others(config, f"sets {key} to {value!r}, but the pages need {fixed[key]!r}")


def _by_others(config: MkDocsConfig, does: str) -> UsageError:
    others = [name.removeprefix("material/") for name in config.plugins if name not in {NAME, *_SEARCH}]
    by = others[0] if len(others) == 1 else "a plugin or hook"
    choice = f": one of {', '.join(others)}" if len(others) > 1 else ""
    return _unusable(Path(config.config_file_path), f"{by} {does}", f"Take it out{choice}.")


def refuse_folders(config: MkDocsConfig) -> None:
    """Raise `HandlelistsError` for folders of pages and theme that would publish sources, or what is elsewhere."""
    root = Path(config.config_file_path).parent
    real = Path(os.path.realpath(root))
    for key, folder in (("docs_dir", config.docs_dir), ("theme", config.theme.custom_dir)):
        if folder is None:
            continue
        top = Path(os.path.realpath(folder))
        sources = (real / "lists", real / ".git")
        if ".git" in top.parts or any(top in (*one.parents, one) or one in top.parents for one in sources):
            what = f"{key}: all of {folder} would be published, but lists/ and .git must not be"
            _refuse(config, key, what, "Name another folder.")
        if Path(folder).is_relative_to(root) and not top.is_relative_to(real):
            _refuse(config, key, f"{key}: a symbolic link leads from {folder} out of the instance")
        git.refuse_left_out(root, os.path.relpath(folder, root))
        refuse_unreadable(folder, (".html", ".xml") if key == "theme" else ())


def refuse_unreadable(folder: str, templates: tuple[str, ...] = ()) -> None:
    """Raise `HandlelistsError` for what in a folder of pages is elsewhere, or cannot be read.

    Files that end like `templates` are text, as pages are. MkDocs follows links, waits for pipes, and leaves out in
    silence what it cannot read.
    """

    def refuse(error: OSError) -> None:
        if not any(part.startswith(".") for part in Path(error.filename).relative_to(folder).parts):
            message = f"{error.filename} cannot be read, and its pages would be missing"
            raise OutputError(message, hint="Make it readable, or take it out.")

    for place, inner, files in os.walk(folder, onerror=refuse, followlinks=True):
        for path in (Path(place, name) for name in (*inner, *files)):
            _refuse_elsewhere(path, folder)
            if not os.access(path, os.R_OK):
                refuse(OSError(None, None, str(path)))
            elif path.is_file() and (is_markdown_file(path.name) or path.name.endswith(templates)):
                _text(path)


def _refuse_elsewhere(path: Path, folder: str) -> None:
    inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    if path.is_symlink() and path.exists() and not inside:
        message = f"{path} is a symbolic link that leads out of {folder}"
        raise OutputError(message, hint="What is there would be published: take the link out.")
    refuse_special(path)


def _unusable(file: Path | str, what: str, hint: str | None = None, line: int | None = None) -> UsageError:
    return UsageError(f"{file}{f', line {line}' if line else ''}: {what}", hint=hint)


def _lines(file: Path) -> dict[str, int]:
    """Return the line of each setting. Raises as `_settings` does."""
    return {name: line for name, (line, _) in _settings(file).items()}


def _settings(file: Path) -> dict[str, tuple[int, yaml.Node]]:
    """Return each setting, with its line. Raises `UsageError` for a file that holds none, or cannot be read."""
    try:
        if file.exists() and not file.is_file():
            raise _unusable(file, "is not a file", _NEEDED)
        node = yaml.compose(_text(file), Loader=yaml.SafeLoader)
    except OSError as error:
        raise _unusable(file, f"cannot be read ({error.strerror})", _NEEDED) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _unusable(file, "not valid YAML", _NEEDED, None if mark is None else mark.line + 1) from None
    if not isinstance(node, yaml.MappingNode):
        raise _unusable(file, "holds no settings", _NEEDED)
    return {str(key.value): (key.start_mark.line + 1, value) for key, value in node.value}


def _text(file: Path) -> str:
    """Return what a file says. Raises `UsageError` where that or its name is not UTF-8, and `OSError`."""
    data = file.read_bytes()
    try:
        file.name.encode()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unusable(file, "not UTF-8", "Save it in that encoding.", line) from None
    except UnicodeEncodeError:
        raise _unusable(file, "its name is not UTF-8", "Rename it.") from None


NAME: Final = "handlelists"
_UNSAFE_IN_URL: Final = re.compile(r"[\x00-\x20\"'<>\\^`{|}]")


def configure_site(config: MkDocsConfig, catalog: Catalog, *, serving: bool) -> None:
    """Take name, address and description from the instance, so that they have one source."""
    instance = catalog.instance
    config.site_name = escape(instance["title"])
    config.site_description = escape(" ".join(instance["description"].split()))
    if not serving:
        config.site_url = _UNSAFE_IN_URL.sub(lambda match: quote(match[0]), instance["site_url"])
    # What leads nowhere is reported by the run: see `pages.reach`.
    for name in ("absolute_links", "anchors", "not_found", "unrecognized_links"):
        setattr(config.validation.links, name, logging.DEBUG)
    # Material asks the forge's host for figures about the repository: no page asks anybody for anything.
    config.repo_url = config.edit_uri = None
    repository = links.address(public_forge(instance).get("repository"), linkable=True)
    config.extra.pop("analytics", None)
    config.extra["generator"] = False
    config.extra[NAME] = {
        "history": catalog.history is not None,
        "indexable": instance.get("indexable", False),
        "pending": pending_notice(Words(catalog)),
        "repository": escape(repository.url) if repository is not None and repository.linked else None,
    }
    # The theme's own sitemap knows no records and is dated; ours is written beside the pages, or not at all.
    config.theme.static_templates.discard(addresses.SITEMAP)


def configure_theme(config: MkDocsConfig, entry: str) -> None:
    """Take over the theme: our templates, defaults and styles, and `entry`, the first of our scripts."""
    theme = config.theme
    # After the instance's own templates, before Material's.
    theme.dirs.insert(0 if theme.custom_dir is None else 1, str(package_path("templates/theme")))
    defaults = yaml.safe_load(package_path("templates/mkdocs-defaults.yml").read_text(encoding="utf-8"))
    own = [name for name in theme.get("features", ()) if not name.startswith(defaults["refused_feature"])]
    theme["features"] = [*defaults["features"], *own]
    theme["font"], theme["palette"] = defaults["font"], defaults["palette"]
    if theme.get("favicon") == "assets/images/favicon.png":
        theme["favicon"] = FAVICON
    config.extra_css = [*(name for name, _ in assets() if name.startswith(GUIDES)), *config.extra_css]
    script = config_options.ExtraScriptValue(entry)
    script.type = "module"
    config.extra_javascript = [script, *config.extra_javascript]
    for name, options in defaults["markdown_extensions"].items():
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        config.mdx_configs[name] = {**options, **config.mdx_configs.get(name, {})}
