"""Config file: `mkdocs.yml` and the folder of pages, with a sentence of ours for what is wrong with them."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml
from mkdocs.config import defaults
from mkdocs.exceptions import ConfigurationError

from site_builder.errors import OutputError, UsageError

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_FILE: Final = "mkdocs.yml"
_SEARCH: Final = frozenset({"search", "material/search"})
_MKDOCS_BEGINS: Final = "MkDocs encountered an error parsing the configuration file: "
_NEEDED: Final = "It needs `theme: {name: material}` and `plugins: [search, handlelists]`."
_SAID: Final = {
    "docs_dir": ("docs_dir: there is no such folder of pages", "Make it; it may be empty."),
    "site_dir": ("the folder of the site and docs/ have to be apart", "Name another one with --site-dir."),
    "site_name": ("site_name is missing", "Any will do: pages show the title in lists/instance.yaml."),
    "theme": ("the site needs Material as its theme", "Write `theme: {name: material}`."),
    "use_directory_urls": (
        "use_directory_urls has to be true: pages are folders, and feeds name them so",
        "Take the line out.",
    ),
}
"""Of settings that are likely to be wrong: what is wrong, and what to do."""


def read_config(root: Path, **options: Any) -> MkDocsConfig:
    """Return the configuration of the instance at `root`, with options laid over it.

    Raises `UsageError` with file, line and setting where it cannot be used.
    """
    file = Path(os.path.abspath(root / _FILE))  # noqa: PTH100 - symbolic links stay as they are
    _lines(file)
    config: MkDocsConfig = defaults.MkDocsConfig(config_file_path=str(file))
    try:
        with file.open("rb") as stream:
            config.load_file(stream)
        config.load_dict(options)
        errors, warnings = config.validate()
    except ConfigurationError as error:
        said = " ".join(str(error).split())
        raise _unusable(file, said.removeprefix(_MKDOCS_BEGINS)) from None
    for key, warning in warnings:
        logging.getLogger(__name__).warning("%s: %s: %s", file, key, warning)
    for key, fault in (*errors, *(warnings if config.strict else ())):
        if key in options:
            raise _unusable(options[key], *_SAID.get(key, (str(fault), None)))
        refuse_setting(config, key, str(fault))
    return config


def refuse_unfit(config: MkDocsConfig) -> None:
    """Raise `UsageError` for settings of `mkdocs.yml` that our pages cannot live with."""
    if not config.use_directory_urls:
        refuse_setting(config, "use_directory_urls")
    if config.theme.name != "material":
        refuse_setting(config, "theme")
    if not _SEARCH & set(config.plugins):
        refuse_setting(
            config, "plugins", "search is missing, and scripts of every page ask for what it writes"
        )


def refuse_setting(config: MkDocsConfig, key: str, fault: str = "") -> None:
    """Raise `UsageError` for a setting of `mkdocs.yml`; `fault` is what MkDocs has to say where we say nothing."""
    file = Path(config.config_file_path)
    what, hint = _SAID.get(key, (f"{key}: {fault}", None))
    raise _unusable(file, what, hint, _lines(file).get(key))


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
    others = [
        name.removeprefix("material/") for name in config.plugins if name not in {"handlelists", *_SEARCH}
    ]
    by = others[0] if len(others) == 1 else "a plugin or hook"
    for key, value in fixed_settings(config).items():
        if value != fixed[key]:
            what = f"{by} sets {key} to {value!r}, but the pages need {fixed[key]!r}"
            choice = f": one of {', '.join(others)}" if len(others) > 1 else ""
            raise _unusable(Path(config.config_file_path), what, f"Take it out{choice}.")


def refuse_unreadable(docs: str) -> None:
    """Raise `OutputError` for what in the folder of pages cannot be read: it would be left out in silence."""

    def refuse(error: OSError) -> None:
        message = f"{error.filename} cannot be read, and its pages would be missing"
        raise OutputError(message, hint="Make it readable, or take it out.")

    for folder, inner, files in os.walk(docs, onerror=refuse, followlinks=True):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in files:
            path = os.path.join(folder, name)  # noqa: PTH118 - as `os.walk` gives it
            if not name.startswith(".") and not os.access(path, os.R_OK):
                refuse(OSError(None, None, path))


def _unusable(file: Path | str, what: str, hint: str | None = None, line: int | None = None) -> UsageError:
    return UsageError(f"{file}{f', line {line}' if line else ''}: {what}", hint=hint)


def _lines(file: Path) -> dict[str, int]:
    """Return the line of each setting. Raises `UsageError` for a file that holds none, or cannot be read."""
    try:
        node = yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader)
    except OSError as error:
        raise _unusable(file, f"cannot be read ({error.strerror})", _NEEDED) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _unusable(file, "not valid YAML", _NEEDED, None if mark is None else mark.line + 1) from None
    if not isinstance(node, yaml.MappingNode):
        raise _unusable(file, "holds no settings", _NEEDED)
    return {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
