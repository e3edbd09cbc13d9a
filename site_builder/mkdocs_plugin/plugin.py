"""The plugin: MkDocs' hooks, and the two commands that run MkDocs.

MkDocs draws the prose pages and the frame around everything; what stands on the lists' pages comes from the
publishers. Records never become MkDocs pages: the theme draws a shell for each depth, and records are put into
it. `handlelists build`, `mkdocs build` and `mkdocs serve` all run this plugin, so that they give the same bytes.

Material's templates do not escape what they print: whatever comes from the instance's files is handed to them as
`Markup`, escaped here. The clock is the catalog's.
"""

from __future__ import annotations

import contextlib
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from markupsafe import escape
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.commands.build import build, get_context
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from site_builder import addresses, feeds
from site_builder.continuity import pending_note
from site_builder.errors import HandlelistsError, UsageError
from site_builder.find import search_trees
from site_builder.mkdocs_plugin.configure import NAME, configure_site, configure_theme
from site_builder.mkdocs_plugin.csp import with_script_digests
from site_builder.mkdocs_plugin.navigation import main_nav, own_nav, short_nav, skip_target
from site_builder.mkdocs_plugin.prose import scrollable
from site_builder.pages import blocks, site
from site_builder.pages.assets import assets
from site_builder.pages.scripts import ENTRY, script_files, scripts_folder
from site_builder.pages.shell import FRAMES, Marks, Shell
from site_builder.pages.subscriptions import head_links
from site_builder.pipeline import BuildRequest, Prepared, prepare
from site_builder.printing import print_report
from site_builder.resources import PACKAGE, package_path, schemas_path
from site_builder.wording.words import Words
from site_builder.write.atomic import StagedDirectory
from site_builder.write.site_files import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation

    from site_builder.catalog.model import Catalog
    from site_builder.pages.page import Page as ListPage
    from site_builder.promises import Promise

_EPOCH: Final = "SOURCE_DATE_EPOCH"
_META: Final[dict[str, Any]] = {
    "hide": ["navigation", "toc"],
    "own_heading": True,
    "search": {"exclude": True},
}
log = get_plugin_logger(NAME)


class _Options(Config):
    """What `mkdocs.yml` may say under `handlelists`: how to build when MkDocs is called by itself."""

    history = config_options.Type(bool, default=True)
    as_of = config_options.Optional(config_options.Type(str))


def build_site(root: Path, site_dir: Path, prepared: Prepared) -> None:
    """Build the site of the instance at `root` into `site_dir`, which is replaced in one step.

    Raises `HandlelistsError`, or a `click.ClickException` of MkDocs, for what is wrong outside the data; the old
    site then stays.
    """
    config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(site_dir.absolute()))
    plugin = config.plugins.get(NAME)
    if not isinstance(plugin, HandlelistsPlugin):
        message = f"{root / 'mkdocs.yml'} does not name the plugin {NAME}"
        raise UsageError(message, hint=f"Write `plugins: [search, {NAME}]`.")
    plugin.prepared = prepared
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def serve_site(root: Path, request: BuildRequest, address: str) -> None:
    """Serve the site of the instance at `root` on `address` (HOST:PORT) and build again on every change."""
    logger = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    HandlelistsPlugin.request = request
    try:
        mkdocs_serve.serve(config_file=str(root / "mkdocs.yml"), dev_addr=address)
    finally:
        HandlelistsPlugin.request = None
        logger.removeHandler(handler)


class HandlelistsPlugin(BasePlugin[_Options]):
    """Makes MkDocs build the site of an instance: `plugins: [search, handlelists]`.

    MkDocs keeps one object for all builds of `mkdocs serve`; every build begins at `on_config`.
    """

    request: ClassVar[BuildRequest | None] = None
    """How to build, where a command of ours asked for it; else the options in `mkdocs.yml` say."""

    _catalog: Catalog
    _lists: dict[str, ListPage]
    _scripts: dict[str, bytes]
    _nav: Navigation
    _env: Environment
    _files: Files

    def __init__(self) -> None:
        self.prepared: Prepared | None = None
        """What to publish, where it is known already."""
        self._serving = False
        self._last_good: Catalog | None = None
        self._staged: StagedDirectory | None = None
        self._warnings: CountHandler | None = None
        self._outer_epoch: str | None = None
        self._clock_set = False

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs' signature
        """Note whether this is a live preview: its folder is a temporary one and needs no staging."""
        self._serving = command == "serve"

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load, validate and derive once; then take over what the instance's files decide.

        Raises `Abort` where the sources have problems, after reporting them.
        """
        self._catalog = self._prepare(_root(config))
        self._set_clock()
        self._lists = {f"{path}index.md": page for path, page in site.framed_pages(self._catalog).items()}
        configure_site(config, self._catalog, serving=self._serving)
        modules = list(script_files(self._catalog.platforms))
        self._scripts = {f"{scripts_folder(modules)}{name}": data for name, data in modules}
        configure_theme(config, scripts_folder(modules) + ENTRY)
        if config.strict:
            self._warnings = CountHandler(level=logging.WARNING)
            logging.getLogger("mkdocs").addHandler(self._warnings)
        if not self._serving:
            with _plugin_errors():
                self._staged = StagedDirectory.create(Path(config.site_dir))
            config.site_dir = str(self._staged.path)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the lists' pages, the prose that the instance has not written itself, and the assets."""
        present = {file.dest_uri for file in files}
        own = [file.src_uri for file in files.documentation_pages() if file.inclusion.is_in_nav()]
        prose = package_path("prose")
        for source in sorted(prose.rglob("*.md")):
            file = File.generated(config, source.relative_to(prose).as_posix(), abs_src_path=str(source))
            if file.dest_uri not in present:
                files.append(file)
        for src_uri in (addresses.SITEMAP, *self._lists):
            old = files.get_file_from_path(src_uri)
            if old is not None:
                files.remove(old)
        for src_uri in self._lists:
            files.append(File.generated(config, src_uri, content=""))
        for name, source in assets():
            files.append(File.generated(config, name, abs_src_path=str(source)))
        for name, data in self._scripts.items():
            files.append(File.generated(config, name, content=data))
        config.nav = [*main_nav(self._lists), *own_nav(config, own)]
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - as above
        """Keep the navigation for the shells."""
        self._nav, self._files = nav, files

    def on_page_content(self, html: str, *, page: Page, **_context: object) -> str:
        """Put a list's own page where its empty source was, and blocks into prose."""
        made = self._lists.get(page.file.src_uri)
        if made is not None:
            own = {"feeds": head_links(made.feed, made.path)}
            page.meta = {**_META, "description": escape(made.description), NAME: own}
            html = str(made.body)
        else:
            html = blocks.fill(scrollable(html), page.url.removeprefix("./"), Words(self._catalog))
        if ' id="page"' in html:
            page.toc = skip_target()
        return html

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, **_context: object) -> str:
        """Name the inline scripts of the page's frame in its policy, after everything that may add one."""
        return with_script_digests(output, page.content or "")

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, **_context: object) -> str:
        """Do the same for pages that are drawn from a template alone, such as that of missing pages."""
        html = template_name.endswith(".html")
        return with_script_digests(output_content) if html else output_content

    def on_env(self, env: Environment, **_context: object) -> None:
        """Keep the theme's templates for the shells."""
        self._env = env

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what MkDocs knows nothing of, then put the site into place."""
        with _plugin_errors():
            write_files(Path(config.site_dir), self._published(config))
            if self._warnings is not None and self._warnings.get_counts():
                message = "Aborted with warnings in strict mode; the site stays as it was."
                raise Abort(message)
            if self._staged is not None:
                self._staged.publish()
                config.site_dir = str(self._staged.final)
        self._clean_up()

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs' signature
        """Leave nothing behind but the old site."""
        self._clean_up()

    def on_shutdown(self) -> None:
        """Leave nothing behind when interrupted, either."""
        self._clean_up()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_context: object) -> None:
        """Build again when a source changes, and when the builder does in a checkout of it."""
        root = _root(config)
        server.watch(str(root / "lists"))
        for folder in (schemas_path(), *(package_path(name) for name in ("assets", "prose", "templates"))):
            if folder.is_relative_to(root) and PACKAGE.parent == root:
                server.watch(str(folder))

    def _prepare(self, root: Path) -> Catalog:
        prepared, self.prepared = self.prepared, None
        try:
            if prepared is None:
                request = self.request or BuildRequest(self.config.history, self.config.as_of)
                prepared = prepare(root, request)
                if len(prepared.problems):
                    print_report(prepared.problems, prepared.loading, "text")
                note = None if prepared.catalog is None else pending_note(prepared.catalog)
                if note is not None:
                    log.warning(note)
            reason = "The sources have errors."
        except HandlelistsError as error:
            reason = str(error) if error.hint is None else f"{error} {error.hint}"
        catalog = None if prepared is None else prepared.catalog
        if catalog is None and self._serving and self._last_good is not None:
            log.error("%s The last good site stays.", reason)
            catalog = self._last_good
        if catalog is None:
            message = f"{reason} The site stays as it was."
            raise Abort(message)
        self._last_good = catalog
        return catalog

    def _published(self, config: MkDocsConfig) -> Iterator[Promise]:
        yield from feeds.publish(self._catalog, search_trees(self._catalog))
        framed = [file.url.removeprefix("./") for file in self._files.documentation_pages()]
        yield from site.publish(self._catalog, self._shells(config), config.site_url or "/", framed)

    def _shells(self, config: MkDocsConfig) -> dict[tuple[str, int], Shell]:
        instance = self._catalog.instance
        marks = Marks.of(instance["title"], instance["description"], instance["site_url"], repr(instance))
        return {frame: self._shell(config, marks, *frame) for frame in FRAMES}

    def _shell(self, config: MkDocsConfig, marks: Marks, section: str, depth: int) -> Shell:
        nav = short_nav(self._nav, section)
        file = File.generated(config, f"{'shell/' * depth}index.md", content="")
        page = Page(marks["title"], file, config)
        # A record's page changes only when its record does: it says nothing of this build.
        own = {"robots": marks["robots"], "feeds": marks["feeds"], "of_no_build": True}
        page.meta = {**_META, "description": marks["description"], NAME: own}
        page.canonical_url = marks["canonical"]
        page.content = marks["body"]
        page.toc = skip_target()
        context = get_context(nav, self._files, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        html = self._env.get_template("main.html").render(context)
        html = config.plugins.on_post_page(html, page=page, config=config)
        indexable = self._catalog.instance.get("indexable", False)
        return Shell.cut(html, marks, config.site_url or "/", indexable=indexable)

    def _set_clock(self) -> None:
        """Give MkDocs the catalog's instant for whatever it dates."""
        if not self._clock_set:
            self._outer_epoch, self._clock_set = os.environ.get(_EPOCH), True
        os.environ[_EPOCH] = str(int(datetime.fromisoformat(self._catalog.as_of).timestamp()))

    def _clean_up(self) -> None:
        if self._staged is not None:
            self._staged.discard()
            self._staged = None
        if self._warnings is not None:
            logging.getLogger("mkdocs").removeHandler(self._warnings)
            self._warnings = None
        if self._clock_set:
            self._clock_set = False
            if self._outer_epoch is None:
                os.environ.pop(_EPOCH, None)
            else:
                os.environ[_EPOCH] = self._outer_epoch


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


@contextlib.contextmanager
def _plugin_errors() -> Iterator[None]:
    """Turn our errors into MkDocs' own, which it reports without a traceback."""
    try:
        yield
    except HandlelistsError as error:
        hint = f" {error.hint}" if error.hint else ""
        message = f"{error}{hint}"
        raise PluginError(message) from error
