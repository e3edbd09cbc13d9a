"""A run builds the site: prepare, prose, promises, write, weigh, swap.

The shell draws the prose in the middle of a run, and it may own the process (`mkdocs build`). So a run
is begun before the shell draws, and finished with what it has drawn, or given up. The previous site is whole until
the swap, whenever a run ends; in a live preview there is no previous site, and the shell's own folder is written.
"""

import contextlib
import logging
from collections.abc import Callable, Container, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from site_builder import feeds
from site_builder.catalog.model import Catalog
from site_builder.downloads import optional
from site_builder.errors import HandlelistsError, OutputError, quantity
from site_builder.find import search_trees
from site_builder.hosting import HostLimits, TooHeavyError, Weight, smallest_cut
from site_builder.pages import site
from site_builder.pages.frame import Frame
from site_builder.pages.reach import Reach
from site_builder.pipeline import BuildRequest, Prepared, collector_off, prepare
from site_builder.printing import pending_note, print_report
from site_builder.progress import Progress, counted, silent
from site_builder.promises import Promise, at_hand
from site_builder.report.escape import visible
from site_builder.write.atomic import WRITTEN, StagedDirectory, files_below, written_file
from site_builder.write.files import write_files

_LOOKED_THROUGH: Final = (".css", ".html", ".js")


@dataclass(frozen=True, slots=True)
class Begun:
    """What the shell draws from, and the folder that it draws into."""

    catalog: Catalog
    folder: Path


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the shell has drawn."""

    frame: Frame
    """What our own pages are put into."""
    pages: Mapping[str, str]
    """The addresses, below the site root, of the pages that it wrote itself, each with the file that the instance
    wrote for it; empty for those that come with the builder."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """The files that a setting of the shell keeps off the site, each with the place of the setting."""
    makers: Mapping[str, str] = field(default_factory=dict)
    """Who made the files that the shell knows, by path below the site root: a file of the instance, or a plugin."""


class SourcesError(HandlelistsError):
    """The sources have errors or cannot be read, and there is no earlier good state to show instead."""


class Runs:
    """The runs of one instance, one after another.

    `prepared` says what to publish each time; `log` hears of faults that a preview survives, `tell` how far a run is.
    """

    def __init__(
        self,
        prepared: Callable[[], Prepared],
        log: logging.LoggerAdapter[Any],
        tell: Progress = silent,
        *,
        preview: bool,
    ) -> None:
        self._prepared, self._log, self._tell, self._preview = prepared, log, tell, preview
        self.weight = Weight(0, 0)
        """What the last site weighs that was put into its place."""
        self._last_good: Catalog | None = None
        self._run = self._steps(Path())  # not begun: giving it up does nothing

    def begin(self, site_dir: Path) -> Begun:
        """Begin a run that will replace `site_dir`.

        Raises `SourcesError`, or `OutputError` where a site must not replace that folder.
        """
        self.give_up()
        self._run = self._steps(site_dir)
        return next(self._run)

    def finish(self, drawn: Drawn) -> None:
        """Finish the run that was begun.

        Raises `OutputError` for links that lead nowhere, `TooHeavyError` for a site that its host does not take,
        `DefectError` for a fault of the builder; the previous site then stays.
        """
        with contextlib.suppress(StopIteration):
            self._run.send(drawn)

    def give_up(self) -> None:
        """Leave nothing behind but the previous site, where a run was begun and not finished."""
        self._run.close()

    def _steps(self, site_dir: Path) -> Generator[Begun, Drawn]:
        with collector_off(), contextlib.ExitStack() as staging:
            catalog = self._prepare()
            folder, staged = site_dir, None
            if not self._preview:
                staged = StagedDirectory.create(site_dir)
                staging.callback(staged.discard)
                folder = staged.path
            begun = Begun(catalog, folder)
            self._tell("Drawing prose", 0, None)
            drawn = yield begun
            reach = Reach(drawn.frame.site_url)
            for path in sorted(files_below(folder)):
                reach.add(path, (folder / path).read_bytes() if path.endswith(_LOOKED_THROUGH) else b"")
            made = reach.watched(_apart(promises(begun, drawn), frozenset(reach.files), drawn.makers))
            write_files(folder, counted(self._tell, "Writing files", made))
            self._judge(reach, drawn)
            if staged is not None:
                write_files(folder, [Promise(WRITTEN, (), at_hand(written_file(reach.files)))])
                self._weigh(catalog, folder)
                staged.publish()

    def _judge(self, reach: Reach, drawn: Drawn) -> None:
        """Report links that lead nowhere. Raises `OutputError` for one that an author or we can correct."""
        refused = 0
        # Of what a setting leaves out, the setting is what is wrong, and is said alone.
        for link in sorted(reach.dead(), key=lambda link: link.target not in drawn.left_out):
            source = drawn.pages.get(link.page.removesuffix("index.html"), "")
            if link.target in drawn.left_out and not self._preview:
                by = f"{drawn.left_out[link.target]} leaves out {link.target}, to which {source or link.page} leads"
                raise OutputError(by, hint="Take it out of the setting; the site stays as it was.")
            # A page that comes and goes with its records must not hold up the removal of one; and our own links to
            # parts of pages that an instance writes itself lead to these pages all the same.
            harmless = link.passing if source else link.there
            say = self._log.warning if harmless or self._preview else self._log.error
            say(visible(f"{source or link.page}: {link.why}"))
            refused += not harmless
        if refused and not self._preview:
            hint = "Correct what is named above; the site stays as it was."
            raise OutputError(f"{quantity(refused, 'dead or foreign link')} on the new site", hint=hint)

    def _weigh(self, catalog: Catalog, folder: Path) -> None:
        """Note what the new site weighs, and warn near a limit.

        Raises `TooHeavyError` where its host does not take it.
        """
        sizes = [(folder / path).stat().st_size for path in files_below(folder)]
        weight, limits = Weight(sum(sizes), len(sizes)), HostLimits.of(catalog.instance)
        excess = limits.excess(weight)
        if any(excess):
            others = {path: (folder / path).stat().st_size for path in optional(catalog)}
            raise TooHeavyError(limits, weight, smallest_cut(others, excess))
        for sentence in limits.near(weight):
            self._log.warning(sentence)
        self.weight = weight

    def _prepare(self) -> Catalog:
        try:
            catalog, reason = self._prepared().catalog, "The sources have errors."
        except HandlelistsError as error:
            catalog, reason = None, error.with_hint
        if catalog is None and self._preview and self._last_good is not None:
            self._log.error("%s The last good site stays.", reason)
            catalog = self._last_good
        if catalog is None:
            raise SourcesError(f"{reason} The site stays as it was.")
        self._last_good = catalog
        return catalog


def prepare_aloud(root: Path, request: BuildRequest, log: logging.LoggerAdapter[Any]) -> Prepared:
    """Prepare the instance at `root`, print its problems, and warn of work that is not committed.

    Raises `HandlelistsError` for what is wrong outside the data.
    """
    prepared = prepare(root, request)
    if len(prepared.problems):
        print_report(prepared.problems, prepared.loading, "text")
    note = None if prepared.catalog is None else pending_note(prepared.catalog)
    if note is not None:
        log.warning(note)
    return prepared


def _apart(made: Iterator[Promise], there: Container[str], makers: Mapping[str, str]) -> Iterator[Promise]:
    """Yield promises. Raises `OutputError` where a file that the shell, a plugin or a hook made is at one's path."""
    for promise in made:
        if promise.path in there:
            maker = makers.get(promise.path, "a plugin or hook")
            message = f"{promise.path} comes from {maker}, but handlelists makes that file itself"
            raise OutputError(message, hint="Give it another path, or take it out.")
        yield promise


def promises(begun: Begun, drawn: Drawn) -> Iterator[Promise]:
    """Yield every file of the site that the shell does not write; making a file raises where it breaks its schema."""
    yield from feeds.publish(begun.catalog, search_trees(begun.catalog))
    yield from site.publish(begun.catalog, drawn.frame, drawn.pages)
