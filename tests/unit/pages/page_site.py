"""A site built from the hand-made catalog by the real plugin: for tests of the whole frame and of browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.mkdocs_plugin import build_site
from site_builder.pages.alphabet import alphabetical
from site_builder.pages.frame import Frame
from site_builder.pipeline import Prepared
from site_builder.problems import Problems
from tests.unit.pages.page_catalog import LONG_LIST, catalog, short_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog

SMALLEST = "site_name: x\ntheme: {name: material}\nplugins: [search, handlelists]\n"


def write_root(root: Path, config: str = SMALLEST, **docs: str) -> Path:
    """Write what an instance needs besides its lists; `docs` are prose pages by name."""
    (root / "docs").mkdir(parents=True, exist_ok=True)
    (root / "mkdocs.yml").write_text(config)
    for name, text in docs.items():
        (root / "docs" / f"{name}.md").write_text(text)
    return root


def frame(published: Catalog, site_url: str = "https://lists.example/sub/path/", **modules: Any) -> Frame:
    """Return the frame of a catalog's pages; `modules` are scripts by what asks for them, `_` for `-`."""
    asked = {name.replace("_", "-"): paths for name, paths in modules.items()}
    return Frame.of(published, site_url, "style.css", "main.js", asked)


def build(root: Path, published: Catalog | None = None, **instance: Any) -> Path:
    """Build what was published, else the short catalog, into `root/site` and return that."""
    prepared = Prepared(published or short_catalog(**instance), Problems(), None)  # type: ignore[arg-type]  # not read
    build_site(root, root / "site", prepared)
    return root / "site"


def second_part(platform: str | None = None) -> str:
    """Return the name of the second page of the long list: of all its records, or of a platform's."""
    (records,) = (public.records for public in catalog().lists if public.id == LONG_LIST)
    kept = [record for record in records if platform in {None, record.row["platform"]}]
    return alphabetical(kept)[1].first
