"""The plugin: MkDocs' hooks, and the two commands that run MkDocs. It draws the prose that a run asks for.

A run begins at `on_config` and is finished at `on_post_build`; what it publishes, and how, is its own business.
`handlelists build`, `mkdocs build` and `mkdocs serve` all run this plugin, so that they give the same bytes.

Material's templates do not escape what they print: whatever comes from the instance's files is handed to them as
`Markup`, escaped here. The clock is the catalog's.
"""

import contextlib
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

import mkdocs
from markupsafe import Markup
from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config import config_options
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, meta

from site_builder import addresses
from site_builder.errors import HandlelistsError, OutputError, UsageError
from site_builder.hosting import TooHeavyError, Weight
from site_builder.mkdocs_plugin.config_file import (
    NAME,
    configure_site,
    configure_theme,
    fixed_settings,
    left_out,
    makers,
    not_ours,
    own_faults,
    read_config,
    refuse_changes,
    refuse_folders,
    refuse_missing,
    refuse_unfit,
)
from site_builder.mkdocs_plugin.prose import (
    PLACEHOLDER,
    main_nav,
    own_nav,
    own_parts,
    scrollable,
    with_script_digests,
)
from site_builder.pages import blocks
from site_builder.pages.entries import pending_notice
from site_builder.pages.frame import FRAMED, Frame
from site_builder.pages.page import make_page, render, site_feed
from site_builder.pages.scripts import (
    ENTRY,
    STYLE,
    assets,
    preload_links,
    preloads,
    script_files,
    scripts_folder,
)
from site_builder.pages.translated import language_at, translated, translations
from site_builder.pipeline import BuildRequest, Prepared
from site_builder.progress import Progress, silent
from site_builder.resources import PACKAGE, package_path, schemas_path
from site_builder.run import Begun, Drawn, Runs, prepare_aloud
from site_builder.wording.words import Words
from site_builder.write.files import placed

_EPOCH: Final = "SOURCE_DATE_EPOCH"
MISSING: Final = "404.html"
"""Drawn from a template alone, and served where nothing is."""
log = get_plugin_logger(NAME)


class _Options(Config):
    """What `mkdocs.yml` may say under `handlelists`: how to build when MkDocs is called by itself."""

    history = config_options.Type(bool, default=True)
    as_of = config_options.Optional(config_options.Type(str))


def build_site(
    root: Path, site_dir: Path, prepared: Prepared, tell: Progress = silent, *, trim: bool = False
) -> Weight:
    """Build the site of the instance at `root` into `site_dir`, which is replaced in one step; return its weight.

    With `trim` it is built once more where its host does not take it, without as many files as it takes to fit.
    Raises `HandlelistsError`, or a `click.ClickException` of a plugin, for what is wrong outside the data; the old
    site then stays.
    """
    config = read_config(root, site_dir=str(site_dir.absolute()))
    plugin = config.plugins.get(NAME)
    if not isinstance(plugin, HandlelistsPlugin):
        message = f"{root / 'mkdocs.yml'} does not name the plugin {NAME}"
        raise UsageError(message, hint=f"Write `plugins: [search, {NAME}]`.")
    config.plugins.on_startup(command="build", dirty=False)
    plugin.runs = Runs(lambda: prepared, log, tell, preview=False)
    try:
        with placed(site_dir), own_faults(Path(config.config_file_path)):
            build(config)
    except Abort as stop:
        if isinstance(stop.__cause__, TooHeavyError) and trim and stop.__cause__.trimmed:
            return build_site(root, site_dir, prepared.trimmed(stop.__cause__.trimmed), tell)
        if isinstance(stop.__cause__, HandlelistsError | OSError):
            raise stop.__cause__ from None
        raise
    finally:
        config.plugins.on_shutdown()
    return plugin.runs.weight


def serve_site(root: Path, request: BuildRequest, address: str) -> None:
    """Serve the site of the instance at `root` on `address` (HOST:PORT) and build again on every change.

    Raises `UsageError` where nobody can listen there, before a site is built for it.
    """
    config = read_config(root)
    try:
        place = config_options.IpAddress().validate(address)
        with LiveReloadServer(lambda: None, place.host, place.port, "") as server:
            server.server_bind()
    except (ValidationError, OverflowError):
        raise UsageError(f"{address!r} is not an address such as 127.0.0.1:8000") from None
    except OSError as error:
        hint = "choose another place with --address, such as 127.0.0.1:8001"
        raise UsageError(f"cannot listen on {address}: {error.strerror}", hint=hint) from None
    logger = logging.getLogger(mkdocs.__name__)
    handler = logging.StreamHandler()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    HandlelistsPlugin.request = request
    try:
        with own_faults(Path(config.config_file_path)):
            serve.serve(config_file=config.config_file_path, dev_addr=address)
    finally:
        HandlelistsPlugin.request = None
        logger.removeHandler(handler)


class HandlelistsPlugin(BasePlugin[_Options]):
    """Makes MkDocs build the site of an instance: `plugins: [search, handlelists]`.

    MkDocs keeps one object for all builds of `mkdocs serve`; every build begins at `on_config`.
    """

    request: ClassVar[BuildRequest | None] = None
    """How to build, where a command of ours asked for it; else the options in `mkdocs.yml` say."""

    runs: Runs
    """What the hooks drive."""

    _begun: Begun
    _fixed: dict[str, Any]
    _frame: Frame
    _scripts: dict[str, bytes]
    _files: Files
    _warnings: CountHandler
    _unfit: HandlelistsError | None
    """What is wrong with the first page that cannot be published as it was drawn."""

    def __init__(self) -> None:
        self._serving = False
        self._open = contextlib.ExitStack()

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs' signature
        """Note whether this is a live preview: its folder is a temporary one and needs no staging."""
        self._serving = command == "serve"
        self.runs = Runs(self._prepared, log, preview=self._serving)

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Begin a run, then take over what the instance's files decide.

        Raises `Abort` where the sources have problems, after reporting them.
        """
        self._open.close()
        self._unfit = None
        with _plugin_errors():
            refuse_unfit(config)
            self._begun = self.runs.begin(Path(config.site_dir))
        self._open.callback(self.runs.give_up)
        self._open.callback(setattr, config, "site_dir", config.site_dir)
        config.site_dir = str(self._begun.folder)
        catalog = self._begun.catalog
        self._open.enter_context(_dated(catalog.as_of))
        configure_site(config, catalog, serving=self._serving)
        modules = list(script_files(catalog.platforms, catalog.vocabulary))
        self._scripts = {f"{scripts_folder(modules)}{name}": data for name, data in modules}
        entry = scripts_folder(modules) + ENTRY
        configure_theme(config, entry)
        style = next(name for name, _ in assets() if name.startswith(STYLE))
        self._frame = Frame.of(catalog, config.site_url or "/", style, entry, preloads(modules))
        self._fixed = fixed_settings(config)
        self._warnings = CountHandler(level=logging.WARNING)
        if config.strict:
            logger = logging.getLogger(mkdocs.__name__)
            logger.addHandler(self._warnings)
            self._open.callback(logger.removeHandler, self._warnings)
        return config

    @event_priority(-100)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Refuse what other plugins made of the configuration, and pages that cannot be read."""
        with _plugin_errors():
            refuse_changes(config, self._fixed)
            refuse_folders(config)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the lists' pages, the prose that the instance has not written itself, and the assets."""
        home = files.get_file_from_path("index.md")
        if home is not None and PLACEHOLDER in home.content_bytes:
            files.remove(home)
        present = {file.dest_uri for file in files}
        own = [file.src_uri for file in files.documentation_pages() if file.inclusion.is_in_nav()]
        prose = package_path("prose")
        for source in sorted(prose.rglob("*.md")):
            file = File.generated(config, source.relative_to(prose).as_posix(), abs_src_path=str(source))
            if file.dest_uri not in present:
                files.append(file)
        for file in _translations(files, config):
            if file.dest_uri not in present:
                files.append(file)
        sitemap = files.get_file_from_path(addresses.SITEMAP)
        if sitemap is not None:
            files.remove(sitemap)
        for name, data in (*assets(), *self._scripts.items()):
            files.append(File.generated(config, name, content=data))
        config.nav = [*main_nav(), *own_nav(config, own)]
        self._files = files
        return files

    def on_nav(self, nav: Navigation, **_context: object) -> None:
        """Let our frame lead to the first page of each part that the instance adds."""
        self._frame = replace(self._frame, sections=(*self._frame.sections, *own_parts(nav)))

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_context: object) -> str:
        """Put blocks into prose."""
        path = page.url.removeprefix("./")
        source, into = _source(page.file, config) or page.file.src_uri, language_at(path)
        with _plugin_errors():
            html = blocks.fill(scrollable(html, into), path, Words(self._begun.catalog, into), source)
        if path not in FRAMED | translations().keys():
            page.meta[NAME] = {"modules": preload_links(self._frame.modules, html, addresses.root(path))}
        return html

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put a page into our frame, or name the inline scripts of the theme's in its policy.

        Last of all: after everything that may add a script.
        """
        if not output.strip() and page.file.generated_by != NAME:  # MkDocs leaves such a page out
            return output
        path = page.url.removeprefix("./")
        if path not in FRAMED | translations().keys() or "template" in page.meta:
            return self._digested(output, page.meta.get("template", "main.html"), config, page.content or "")
        words, root = Words(self._begun.catalog), addresses.root(path)
        above = render("_pending.html", pending=pending_notice(words), root=root)
        if path in translations():
            into, ours = language_at(path), page.file.generated_by == NAME
            read = words.catalog.instance.get("languages", {}).get(into.code)
            values = {"language": into, "ours": ours, "read": read, "translations": translations()}
            above += render("_languages.html", into, root=root, **values)
        description = str(page.meta.get("description") or config.site_description)
        title = Markup(page.title or "").striptags()  # noqa: S704 - its text alone is taken
        made = make_page(path, title, Markup(description).striptags(), "", feed=site_feed(words))  # noqa: S704 - likewise
        body = Markup(f"{above}{page.content}")  # noqa: S704 - MkDocs' own HTML
        return b"".join(self._frame.around(made, body)).decode()

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Do the same for pages that are drawn from a template alone, such as that of missing pages."""
        if not template_name.endswith(".html"):
            return output_content
        if template_name != MISSING or Path(config.theme.custom_dir or os.devnull, MISSING).exists():
            return self._digested(output_content, template_name, config)
        # It is shown at any address: its links begin at the root.
        root = addresses.base(self._frame.site_url)
        title, said = "Nothing is published here", "There is no page at this address."
        made = make_page(MISSING, title, said, "", indexable=False)
        return b"".join(self._frame.around(made, render("missing.html", root=root), root)).decode()

    def _digested(self, html: str, template: str, config: MkDocsConfig, content: str = "") -> str:
        """Return a drawn page with its digests. What cannot take them `on_post_build` reports, once."""
        try:
            return with_script_digests(html, content)
        except OutputError as error:
            self._unfit = self._unfit or not_ours(config, template, str(error))
            return html

    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Let the run finish; last of all, for it looks at what was written."""
        files = self._files.documentation_pages()
        pages = {file.url.removeprefix("./"): _source(file, config) for file in files}
        with _plugin_errors():
            if self._unfit is not None:
                raise self._unfit
            if self._warnings.get_counts():
                raise Abort("Aborted with warnings in strict mode; the site stays as it was.")
            if not self._serving:
                refuse_missing(config, self._files)
            made = left_out(config, self._files), makers(config, self._files)
            self.runs.finish(Drawn(self._frame, pages, *made))
        self._open.close()

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs' signature
        """Leave nothing behind but the old site."""
        self._open.close()

    def on_shutdown(self) -> None:
        """Leave nothing behind when interrupted, either."""
        self._open.close()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_context: object) -> None:
        """Build again when a source changes, and when the builder does in a checkout of it."""
        root = _root(config)
        server.watch(str(root / "lists"))
        for folder in (schemas_path(), *(package_path(name) for name in ("assets", "prose", "templates"))):
            if folder.is_relative_to(root) and PACKAGE.parent == root:
                server.watch(str(folder))

    def _prepared(self) -> Prepared:
        request = self.request or BuildRequest(self.config.history, self.config.as_of)
        return prepare_aloud(_root(self.config), request, log)


def _translations(files: Files, config: MkDocsConfig) -> Iterator[File]:
    """Yield the policy, the instance's own or the packaged one, in each language but English."""
    policy = next((file for file in files.documentation_pages() if file.url == addresses.POLICY), None)
    if policy is None:
        return
    text, said = meta.get_data(policy.content_string)
    for path, language in translations().items():
        if path != addresses.POLICY:
            head = {key: language.text(str(said[key])) for key in ("title", "description") if key in said}
            # The search of the guides cuts words as English does. JSON is YAML.
            front = json.dumps({**head, "search": {"exclude": True}})
            content = f"---\n{front}\n---\n\n{translated(text, language)}"
            name = f"policy.{language.code}.md"
            file = File.generated(config, name, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
            file.dest_uri = f"{path}index.html"
            yield file


def _source(file: File, config: MkDocsConfig) -> str:
    """Return the path, below the root, of the file that the instance wrote for a page; empty for a page of ours."""
    path = file.abs_src_path
    return os.path.relpath(path, _root(config)) if path and Path(path).is_relative_to(config.docs_dir) else ""


def _root(config: Config) -> Path:
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


@contextlib.contextmanager
def _dated(as_of: str) -> Iterator[None]:
    """Give MkDocs the catalog's instant for whatever it dates."""
    outer = os.environ.get(_EPOCH)
    os.environ[_EPOCH] = str(int(datetime.fromisoformat(as_of).timestamp()))
    try:
        yield
    finally:
        if outer is None:
            del os.environ[_EPOCH]
        else:
            os.environ[_EPOCH] = outer


@contextlib.contextmanager
def _plugin_errors() -> Iterator[None]:
    """Turn our errors into one of MkDocs', which it shows as it is and without a traceback."""
    try:
        yield
    except (HandlelistsError, OSError) as error:
        raise Abort(error.with_hint if isinstance(error, HandlelistsError) else str(error)) from error
