"""The files that travel with the package: schemas, templates, assets, prose.

In a checkout the schemas are at the top level, where editors and reviewers look for them; in a wheel they
are package data. This is the one place that knows the difference.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = Path(__file__).resolve().parent


def package_path(name: str) -> Path:
    """Return the path of package data, such as `templates` or `assets/site.css`."""
    return PACKAGE / name


@cache
def schemas_path() -> Path:
    """Return the folder of the schemas, `platforms.yaml` and `vocabulary.yaml`."""
    packaged = PACKAGE / "schemas"
    return packaged if packaged.is_dir() else PACKAGE.parent / "schemas"


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a JSON Schema by name, such as `record` or `feeds/v1/index`. Do not change what is returned."""
    text = (schemas_path() / f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
