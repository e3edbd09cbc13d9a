"""A run replaces the site at its end, whatever happens before; the shell is a stand-in."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING

import pytest

from site_builder.addresses import policy
from site_builder.errors import OutputError, RepositoryError
from site_builder.pages.frame import SECTIONS
from site_builder.pages.scripts import FAVICON
from site_builder.pipeline import Prepared
from site_builder.problems import Problems
from site_builder.run import Drawn, Runs, SourcesError
from site_builder.write.atomic import WRITTEN, refuse_foreign, written_file
from tests.unit.pages.page_catalog import FULL, LIST
from tests.unit.pages.page_catalog import short_catalog as catalog
from tests.unit.pages.page_site import frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_builder.catalog.model import Catalog
    from site_builder.run import Begun

pytestmark = pytest.mark.large

LOG = logging.LoggerAdapter(logging.getLogger("tests.run"), {})


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    assert gc.isenabled()
    yield
    assert gc.isenabled()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder of a previous site."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("previous")
    (folder / WRITTEN).write_bytes(written_file(["index.html"]))
    return folder


def of(*catalogs: Catalog | None, preview: bool = False) -> Runs:
    """Return runs that publish these, one after another."""
    prepared = [Prepared(published, Problems(), None) for published in catalogs]  # type: ignore[arg-type]  # not read
    return Runs(lambda: prepared.pop(0), LOG, preview=preview)


SHELLS_PAGES = ("", *(address for address, _ in SECTIONS), *(policy(code) for code in ("ar", "ru")))
SHELLS_FILES = ("style.css", "main.js", FAVICON)


def drawn(begun: Begun, **own: str) -> Drawn:
    """Draw what a shell draws; `own` are pages of the instance's, by name, as HTML."""
    pages = dict.fromkeys(SHELLS_PAGES, "next") | {f"{name}/": html for name, html in own.items()}
    for path, html in pages.items():
        (begun.folder / path).mkdir(parents=True, exist_ok=True)
        (begun.folder / path / "index.html").write_text(html)
    for path in SHELLS_FILES:
        (begun.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (begun.folder / path).touch()
    sources = dict.fromkeys(SHELLS_PAGES, "") | {f"{name}/": f"docs/{name}.md" for name in own}
    return Drawn(frame(begun.catalog, "https://lists.example/"), sources)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_previous_site_is_whole_until_the_run_is_finished(site: Path) -> None:
    runs = of(catalog())
    begun = runs.begin(site)
    made = drawn(begun)
    assert (site / "index.html").read_text() == "previous"
    runs.finish(made)
    assert (site / "index.html").read_text() == "next"
    assert "Harbour_News" in (site / f"lists/{LIST}/{FULL}/index.html").read_text(encoding="utf-8")
    assert (site / "feeds/v1/index.json").is_file()
    assert names(site.parent) == ["site"]


def test_the_collector_is_off_while_a_run_lasts(site: Path) -> None:
    runs = of(catalog(), catalog())
    begun = runs.begin(site)
    assert not gc.isenabled()
    runs.finish(drawn(begun))
    assert gc.isenabled()
    runs.begin(site)
    assert not gc.isenabled()
    runs.give_up()


def test_a_run_that_is_given_up_leaves_the_previous_site(site: Path) -> None:
    runs = of(catalog())
    drawn(runs.begin(site))
    runs.give_up()
    runs.give_up()
    assert names(site.parent) == ["site"]
    assert names(site) == [WRITTEN, "index.html"]
    assert (site / "index.html").read_text() == "previous"


def test_a_run_gives_up_the_one_before_it(site: Path) -> None:
    runs = of(catalog(), catalog(title="Second"))
    first = runs.begin(site)
    second = runs.begin(site)
    assert not first.folder.exists()
    assert second.catalog.instance["title"] == "Second"
    runs.finish(drawn(second))
    assert (site / "index.html").read_text() == "next"


def test_a_folder_that_holds_something_else_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep")
    with pytest.raises(OutputError, match="not a built site"):
        of(catalog()).begin(tmp_path)
    assert names(tmp_path) == ["letter.txt"]


def test_only_an_indexable_instance_has_a_sitemap_which_names_the_shells_pages_too(site: Path) -> None:
    for indexable in (False, True):
        runs = of(catalog(indexable=indexable))
        runs.finish(drawn(runs.begin(site)))
        assert (site / "sitemap.xml").exists() == indexable
    text = (site / "sitemap.xml").read_text()
    assert "<loc>https://lists.example/</loc>" in text
    assert f"<loc>https://lists.example/lists/{LIST}/{FULL}/</loc>" in text


def test_a_preview_is_written_where_the_shell_serves_it(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    runs = of(catalog(), preview=True)
    begun = runs.begin(served)
    assert begun.folder == served
    runs.finish(drawn(begun))
    assert (served / "feeds/v1/index.json").is_file()
    assert names(tmp_path) == ["served"]


def test_a_preview_shows_the_last_good_state_while_the_sources_have_errors(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    runs = of(catalog(title="First"), None, catalog(title="Third"), preview=True)
    titles = [runs.begin(tmp_path).catalog.instance["title"] for _ in range(3)]
    runs.give_up()
    assert titles == ["First", "First", "Third"]
    assert caplog.messages == ["The sources have errors. The last good site stays."]


@pytest.mark.parametrize("preview", [False, True])
def test_without_a_good_state_there_is_nothing_to_publish(site: Path, *, preview: bool) -> None:
    with pytest.raises(SourcesError, match=r"^The sources have errors\. The site stays as it was\.$"):
        of(None, preview=preview).begin(site)
    assert names(site.parent) == ["site"]


def test_a_build_never_falls_back_to_an_earlier_state(site: Path) -> None:
    runs = of(catalog(), None)
    runs.finish(drawn(runs.begin(site)))
    with pytest.raises(SourcesError):
        runs.begin(site)


def test_what_is_wrong_outside_the_data_is_said_with_what_to_do(site: Path) -> None:
    def shallow() -> Prepared:
        message = "this is a shallow clone."
        raise RepositoryError(message, hint="Deepen it.")

    with pytest.raises(SourcesError, match=r"^this is a shallow clone\. Deepen it\. The site stays"):
        Runs(shallow, LOG, preview=False).begin(site)


# Links that lead nowhere


def test_a_page_with_a_link_that_leads_nowhere_is_not_published(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    runs = of(catalog())
    made = drawn(runs.begin(site), about='<a href="../nowhere/">', more='<a href="#nothing">')
    with pytest.raises(OutputError, match=r"^2 dead or foreign links on the new site$"):
        runs.finish(made)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "docs/about.md: the link to ../nowhere/ leads nowhere: there is no nowhere/index.html on the site",
        "docs/more.md: the link to #nothing leads to a page without that heading or place",
    ]
    assert (site / "index.html").read_text() == "previous"
    assert names(site.parent) == ["site"]


def test_a_withholding_is_published_whatever_leads_to_pages_that_come_and_go(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    runs = of(catalog())
    html = f'<a href="../lists/{LIST}/browse/platform/gone/"><a href="../changes/2020-01/">'
    runs.finish(drawn(runs.begin(site), about=html))
    assert sum("docs/about.md: the link to" in said for said in caplog.messages) == 2
    assert (site / "about/index.html").is_file()


def test_our_own_links_lead_to_a_page_of_the_instances_whatever_headings_it_has(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    runs = of(catalog())
    runs.finish(drawn(runs.begin(site), policy="<h1>Ours</h1>"))
    assert any("policy/#what-stays-visible leads to a page without that" in said for said in caplog.messages)


def test_a_preview_warns_of_what_leads_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runs = of(catalog(), preview=True)
    runs.finish(drawn(runs.begin(tmp_path), about='<a href="../nowhere/">'))
    assert [record.levelname for record in caplog.records if "docs/about.md" in record.getMessage()] == [
        "WARNING"
    ]


def test_a_built_site_names_its_own_files(site: Path) -> None:
    runs = of(catalog())
    runs.finish(drawn(runs.begin(site)))
    refuse_foreign(site)
    (site / "lists" / LIST / FULL / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=f"no build wrote lists/{LIST}/{FULL}/mine.txt"):
        of(catalog()).begin(site)
