"""One run: lock, ask for the index, judge it, gather and prove the rows, judge the changes, put them into place.

Whatever is wrong raises before the last step, and the mirror is as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from site_builder.errors import quantity
from site_builder.progress import Progress, silent
from site_builder.strict_json import epoch_order
from site_builder.sync.changes import changes, counts
from site_builder.sync.gather import Gathering, SiteSource
from site_builder.sync.http import Http, HttpAnswer, NotModified, base_address
from site_builder.sync.index import FeedEvent, Index, read_index, walk
from site_builder.sync.mirror import CHANGES, RUN, VALIDATORS, Mirror, exported, json_file, state_files
from site_builder.sync.options import (
    CLOCK,
    LIMITS,
    Clock,
    Resync,
    SyncLimits,
    SyncOptions,
    SyncRefused,
    SyncResult,
    Torn,
)
from site_builder.sync.proxies import proxy_for
from site_builder.sync.row import REMOVED, MirrorRow
from site_builder.sync.view import View
from site_builder.write.generations import Busy, Generations, opened

_DEFAULT = SyncOptions()
_EARLIEST = "0001-01-01T00:00:00Z"
_FRESH = {"Cache-Control": "no-cache"}


def sync(  # noqa: PLR0913 - the last three are for callers that show or test it
    url: str,
    folder: Path,
    options: SyncOptions = _DEFAULT,
    *,
    now: datetime,
    environment: Mapping[str, str] = MappingProxyType({}),
    limits: SyncLimits = LIMITS,
    progress: Progress = silent,
    clock: Clock = CLOCK,
) -> SyncResult:
    """Bring the mirror in `folder` to what the site at `url` publishes, proved, in one step or not at all.

    `url` is the address of the site root. The folder is made where it is missing. `now` is the present instant, with
    its time zone; `environment` holds what names proxies, such as `os.environ`. Returns what was done, or raises
    `SyncRefused` where the server or its files cannot be trusted, where a human has to look, or where no server
    can be reached or another run has the folder; `UsageError` for wrong arguments, `OutputError` for a folder that is
    not a mirror, `OSError` where it cannot be written. In every case but the first the mirror is as it was.
    """
    latest = (now + timedelta(seconds=limits.ahead_seconds)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    base = base_address(url, allow_http=options.allow_http)
    view = options.view(limits)
    try:
        proxy = proxy_for(base, environment)
        with opened(folder) as generations, Http(base, limits, clock, proxy) as http:
            source = SiteSource(http, limits)
            run = _Run(base, latest, options, view, limits, progress, http, source, generations)
            return run.until_whole()
    except Busy:
        raise SyncRefused(f"Another sync is already using {folder}", code="busy") from None


@dataclass(frozen=True, slots=True)
class _Run:
    base: str
    latest: str
    """The latest instant that a site may speak for."""
    options: SyncOptions
    view: View
    limits: SyncLimits
    tell: Progress
    http: Http
    source: SiteSource
    generations: Generations

    def until_whole(self) -> SyncResult:
        """Run once; again from the index where files did not fit together, because the site may just have changed."""
        current = self.generations.current
        before = Mirror.load(current) if current else None
        if (
            before and before.as_of > self.latest
        ):  # wrong from the start, or this clock is: every index comes later
            before = replace(before, as_of=_EARLIEST, conditions={}, index_sha256="")
        pause = self.limits.restart_seconds
        for left in reversed(range(self.limits.restarts + 1)):
            try:
                again = left < self.limits.restarts
                return self._once(before, again=again)
            except Torn as torn:
                if not left:
                    message = f"{torn}; tried {quantity(self.limits.restarts + 1, 'time')} from index.json"
                    raise SyncRefused(message, code="mixed") from None
                self.http.pause(pause)
                pause *= 2
        raise AssertionError  # the loop returns or raises

    def _same_options(self, before: Mirror) -> bool:
        return before.view == self.view.description and before.url == self.base

    def _once(self, before: Mirror | None, *, again: bool) -> SyncResult:
        # The server may say that nothing changed where that would be the end of the run.
        last = before and not (again or self.options.full) and self._same_options(before)
        conditions = before.conditions if before and last else {}
        try:
            answer = self.source.index(_FRESH if again else conditions)
        except NotModified:
            if before is None or not conditions:
                message = "The server says that nothing has changed, although nobody asked"
                raise SyncRefused(message, code="malformed") from None
            return self._nothing(before)
        index = self.source.read("feeds/v1/index.json", lambda: read_index(answer.body, self.limits))
        resync = self._judged(before, index)
        if before and not resync and before.index_sha256 == index.sha256 and self._same_options(before):
            return self._nothing(before)
        have, intact = before.rows() if before else ({}, True)
        if not intact:
            resync = resync or "damaged"
        events, resync = self._events(before, index, resync)
        gathering = Gathering(self.source, index, self.limits, self.tell)
        rows = gathering.rows(have, events, trusted=resync is None)
        return self._apply(before, have, answer, index, rows, resync)

    def _judged(self, before: Mirror | None, index: Index) -> Resync | None:
        """Return why to start again, if so. Raises `SyncRefused` where the index cannot be the mirror's next one."""
        if index.as_of > self.latest:
            raise SyncRefused(f"The site speaks for {index.as_of}, which is in the future", code="future")
        if before is None:
            return "first"
        if before.instance != index.instance:
            message = f"The site is instance {index.instance}, the mirror is of {before.instance}"
            raise SyncRefused(message, code="other-instance")
        raised = epoch_order(index.epoch) > epoch_order(before.epoch)
        if raised and index.as_of >= before.as_of:
            return "epoch"
        if raised or index.events < before.seq:
            return self._accepted(before, index)
        return "asked" if self.options.full else None

    def _accepted(self, before: Mirror, index: Index) -> Resync:
        """Return that the user accepts what does not follow the mirror's last event; else refuse it."""
        back = None
        if index.as_of < before.as_of:
            back = f"as of {index.as_of}, the mirror as of {before.as_of}"
        elif epoch_order(index.epoch) < epoch_order(before.epoch):
            back = f"in epoch {index.epoch}, the mirror in {before.epoch}"
        elif index.events < before.seq:
            back = f"at event {index.events}, the mirror at {before.seq}"
        if self.options.allow_rollback:
            return "accepted"
        if back is not None:
            raise SyncRefused(f"The site has gone back in time: it is {back}", code="older")
        message = f"The site's event {before.seq} is not the one that the mirror followed"
        raise SyncRefused(message, code="rewritten")

    def _events(
        self, before: Mirror | None, index: Index, resync: Resync | None
    ) -> tuple[tuple[FeedEvent, ...], Resync | None]:
        """Return the events since the mirror's last one, or more; where all is proved again, at least the last page.

        Raises `SyncRefused` where they do not follow the mirror's last event, unless that is accepted. Where they do,
        an earlier instant or a lower epoch takes nothing back: it is the mirror's that a server once gave wrongly.
        """
        least = 0 if self.options.full else max(index.events - 1, 0)
        after = before.seq if before and resync in (None, "damaged", "asked") else least
        events, mark = walk(index, after, self.source.page)
        follows = before is None or resync not in (None, "damaged", "asked") or mark == before.last_page
        if before and not follows:
            resync = self._accepted(before, index)
        if resync and least < (events[0].seq - 1 if events else index.events):
            events, _ = walk(index, least, self.source.page)
        return events, resync

    def _apply(  # noqa: PLR0913, PLR0917 - the two states and how they came about
        self,
        before: Mirror | None,
        have: Mapping[str, MirrorRow],
        answer: HttpAnswer,
        index: Index,
        rows: Mapping[str, MirrorRow],
        resync: Resync | None,
    ) -> SyncResult:
        selected = self.view.select(rows.values())
        old_view = before.view_rows(have) if before else []
        seen = before.exported(have) if before else {}
        shown = exported(rows.values(), index, self.view)
        made = changes(seen, shown, old_view, selected)
        added, removed = counts(old_view, selected)
        if before is not None:
            self._check(added, removed)
        new = bool(made) or before is None
        result = SyncResult(
            status="updated" if new else "nothing-new",
            instance=index.instance,
            epoch=index.epoch,
            as_of=index.as_of,
            seq=index.events,
            previous_seq=before.seq if before else None,
            resync=resync,
            changes=len(made),
            removals=sum(change.after in REMOVED or change.kind == "gone" for change in made),
            view_rows=len(selected),
            view_added=added,
            view_removed=removed,
            example_rows=len(rows) - len(shown),
            requests=self.http.requests,
            bytes=self.http.bytes,
        )
        files = state_files(index, self.base, self.view, rows.values(), selected)
        # No date, which would do that too: one that a server once gave wrongly would hide every change from then on.
        files.append((VALIDATORS, json_file({"etag": answer.etag})))
        if new or before is None:
            files += [(CHANGES, b"".join(change.line for change in made)), (RUN, _run_file(before, result))]
        else:
            files += [(name, _kept(before.folder / name)) for name in (CHANGES, RUN)]
        self.generations.replace(files)
        return result

    def _check(self, added: int, removed: int) -> None:
        """Refuse more changes of the view than allowed, unless they are accepted."""
        limits = ((self.options.max_adds, added, "add"), (self.options.max_removes, removed, "remove"))
        over = [
            f"{verb} {quantity(count, 'account')}, more than {most}"
            for most, count, verb in limits
            if most is not None and count > most
        ]
        if over and not self.options.accept:
            raise SyncRefused(f"The update would {' and '.join(over)}", code="too-many")

    def _nothing(self, before: Mirror) -> SyncResult:
        return SyncResult(
            status="nothing-new",
            instance=before.instance,
            epoch=before.epoch,
            as_of=before.as_of,
            seq=before.seq,
            previous_seq=before.seq,
            requests=self.http.requests,
            bytes=self.http.bytes,
        )


def _run_file(before: Mirror | None, result: SyncResult) -> bytes:
    """Return run.json: between which states `changes.ndjson` lies."""
    value = {
        "changes": result.changes,
        "from": {"as_of": before.as_of, "epoch": before.epoch, "seq": before.seq} if before else None,
        "removals": result.removals,
        "resync": result.resync,
        "to": {"as_of": result.as_of, "epoch": result.epoch, "seq": result.seq},
        "view_added": result.view_added,
        "view_removed": result.view_removed,
    }
    return json_file(value)


def _kept(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""
