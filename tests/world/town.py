"""A town: one instance that lives in memory, the gate before it, and everything that people in it can get hold of."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from site_builder.check.breaker import turned
from site_builder.check.decisions import override_subject
from site_builder.check.gate import check_since
from site_builder.check.rewritten import check_rewritten
from site_builder.check.run import check_change
from site_builder.check.side import Between, read_pair
from site_builder.history.reader import ContentReader, StateView
from site_builder.history.state import State
from site_builder.history.step import entry, step
from site_builder.load.layout import FileKind, Spot, review_path, spot
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import packaged
from site_builder.problems import Severity
from site_builder.record import context
from site_builder.world.moves import Moves, Ruling
from site_builder.world.repository import Folder, WorkFiles, WorldRepository
from tests.keys import key
from tests.world.oracle import Oracle, Published, rules_of
from tests.world.reading import Reading
from tests.world.truth import FRIEND, Ruled, Said, Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from site_builder.model import Review
    from site_builder.world.dice import Die

HONEST: Final = ("reviewer-a", "reviewer-b", "reviewer-c")
STEWARDS: Final = ("steward-a", "steward-b")
_LATE: Final = 6


class BrokenLawError(Exception):
    """A law was broken by changes each of which was accepted."""


@dataclass(frozen=True)
class Proposal:
    """A commit that somebody wants on the branch: `way` is how it is to be judged."""

    files: WorkFiles | Folder
    what: str
    actor: str | None = None
    parents: tuple[str, ...] = ()
    """None: what was accepted last."""
    way: str = "change"


@dataclass
class Town:
    """The instance as it is now. `accepted` is the commit that was accepted, and so published, last."""

    repository: WorldRepository
    accepted: str = ""
    time: int = 0
    truth: Truth = field(default_factory=Truth)
    words: list[Review] = field(default_factory=list)
    """Every word that was ever signed: whoever saw it can file it again."""
    past: list[str] = field(default_factory=list)
    """Commits that somebody made, accepted or not: their files can be taken up again."""
    late: tuple[str, ...] = ()
    """Files that the last changes touched, the latest first."""
    told: list[str] = field(default_factory=list)
    """What was accepted, for who reads how a law was broken."""
    states: dict[str, tuple[State, tuple[Any, ...]]] = field(default_factory=dict)
    contents: Contents = field(default_factory=Contents)
    names: int = 0

    def copy(self) -> Town:
        """Return a town that goes its own way; nothing that it does is seen in this one."""
        return replace(
            self,
            repository=self.repository.copy(),
            truth=self.truth.copy(),
            words=[*self.words],
            past=[*self.past],
            told=[*self.told],
            states={**self.states},
            contents=Contents(),
        )

    # Time and names

    @property
    def day(self) -> str:
        """Return today."""
        return datetime.fromtimestamp(self.time, UTC).strftime("%Y-%m-%d")

    @property
    def now(self) -> str:
        """Return the instant at which changes are judged: an hour after the newest commit."""
        return datetime.fromtimestamp(self.time + 3600, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def fresh(self) -> str:
        """Return an id that was not used before, in an order that is always the same."""
        self.names += 1
        return f"{self.names:012}"

    def end(self) -> str:
        """Return the end of the name of a withholding or next claim that was not used before."""
        return self.fresh()[6:]

    # Trees

    def files(self, commit: str | None = None) -> WorkFiles:
        """Return a working copy of a commit, of what was accepted last where none is named."""
        name = commit or self.accepted
        return WorkFiles(self.repository, self.repository.commits[name].tree if name else Folder())

    def moves(self, files: WorkFiles) -> Moves:
        """Return what people can do to a working copy."""
        return Moves(files, key)

    def reading(self, files: WorkFiles | Folder) -> Reading:
        """Return a tree as the oracle reads it."""
        return Reading(self.repository, files if isinstance(files, Folder) else files.tree)

    def some(self, files: WorkFiles, die: Die, *kinds: FileKind) -> str:
        """Return a file of some kinds, every other time one that a late change touched. Raises `LookupError`."""
        paths = self.paths(files, *kinds)
        hot = [path for path in paths if path in self.late]
        return die.pick(hot if hot and die.chance(50) else paths)

    def paths(self, files: WorkFiles, *kinds: FileKind) -> list[str]:
        """Return the files of some kinds, sorted."""
        places = ((path, spot(path)) for path in files)
        return [path for path, where in places if isinstance(where, Spot) and where.kind in kinds]

    # What people say

    def say(self, files: WorkFiles, person: str, path: str, verdict: str, **other: Any) -> Review:
        """Let somebody give a word on what a file says in a working copy, as they read it there.

        Raises `LookupError` where they are shown other words than those that the claim names: nobody signs that, but
        the friend.
        """
        moves, reading = self.moves(files), self.reading(files)
        data = moves.value(path)
        if person != FRIEND and data.get("context") != context(data, moves.entries(path.split("/")[1])):
            raise LookupError(path)
        word = moves.word(person, path, verdict, other.pop("day", self.day), **other)
        numbers = [
            item.number for item in self.words if (item.reviewer, item.record) == (person, word.record)
        ]
        if "number" not in other and numbers:
            word = moves.signed(replace(word, number=max(word.number, max(numbers) + 1)))
        meaning = reading.meaning(path)
        self.truth.meanings.setdefault(word.claim, meaning)
        replaced = reading.value(path).get("replaces", "")
        signature = word.signature or ""
        self.truth.said.append(Said(person, word.record, verdict, meaning, replaced, word.claim, signature))
        self.words.append(word)
        return word

    def confirm(self, files: WorkFiles, path: str, people: Iterable[str]) -> None:
        """Let some people confirm what a file says, and file their words."""
        for person in people:
            self.moves(files).file_word(self.say(files, person, path, "confirm"))

    def rule(self, *stewards: str) -> Ruling:
        """Return a new decision of today, which is the truth once `ruled` was told what it says."""
        return Ruling(self.fresh(), self.day, stewards)

    def ruled(self, files: WorkFiles, by: Ruling, seen: tuple[str, str] = ("", "")) -> None:
        """Remember a decision that was really signed."""
        said = self.moves(files).value(f"lists/decisions/{by.id}.yaml")
        subject = json.dumps(said["subject"], sort_keys=True)
        self.truth.ruled += [Ruled(by.id, said["kind"], subject, steward, seen) for steward in by.stewards]

    def override(
        self, files: WorkFiles, stewards: Sequence[str] = STEWARDS, parents: tuple[str, ...] = ()
    ) -> None:
        """Let stewards agree to exactly what a working copy changes."""
        proposal = Proposal(files, "To know what it does", parents=parents)
        base, head = self.accepted, self.commit(proposal, keep=False)
        with self.repository.blobs() as blobs:
            pair = read_pair(self.repository, Between.of(self.repository, base, head), blobs)
            subject = override_subject(pair, turned(pair))
        by = self.rule(*stewards)
        self.moves(files).decide(by, "override", subject)
        self.ruled(files, by, (rules_of(self.reading(self.files())), rules_of(self.reading(files))))

    # The gate

    def commit(self, proposal: Proposal, *, keep: bool = True) -> str:
        """Make a commit of a proposal and return its name."""
        parents = proposal.parents or ((self.accepted,) if self.accepted else ())
        author = proposal.actor or "somebody"
        name = self.repository.commit(proposal.files, parents, self.time, author, proposal.what)
        if keep:
            self.past.append(name)
        return name

    def propose(self, proposal: Proposal) -> list[str]:
        """Let the gate judge a proposal; what is accepted is published and held against the laws.

        Return the codes of the errors, none where it is accepted. Raises `BrokenLawError` for what must not be.
        """
        self.note(proposal)
        head = self.commit(proposal)
        errors = self.judged(head, proposal)
        if not errors:
            self.publish(head, proposal.what, rewritten=proposal.way == "rewritten")
        return errors

    def judged(self, head: str, proposal: Proposal) -> list[str]:
        """Return the codes of the errors that the gate finds."""
        base, now = self.accepted, self.now
        # What the forge may merge is published only if the branch goes on from what was published.
        merges = bool(proposal.parents) and proposal.way == "change"
        if proposal.way == "since" or (merges and self.repository.is_ancestor(base, head)):
            checked = check_since(self.repository, base, head, now, proposal.actor)
        elif proposal.way == "rewritten":
            checked = check_rewritten(self.repository, base, head, now, proposal.actor)
        else:
            checked = check_change(self.repository, base, head, now, proposal.actor)
        return sorted(
            {item.code for item in checked.problems if item.severity is Severity.ERROR} - {"address-nowhere"}
        )

    def note(self, proposal: Proposal) -> None:
        """Remember who wrote what is said for the first time."""
        tree = proposal.files if isinstance(proposal.files, Folder) else proposal.files.tree
        reading, known = self.reading(tree), self.reading(self.files())
        for path in [path for path, blob in reading.files.items() if known.files.get(path) != blob]:
            where = spot(path)
            if isinstance(where, Spot) and where.kind in (FileKind.RECORD, FileKind.NEXT_CLAIM):
                self.truth.wrote.setdefault(reading.meaning(path), proposal.actor or "")

    def publish(self, head: str, what: str = "", *, rewritten: bool = False) -> None:
        """Take a commit that was accepted for the branch, and hold what the public then sees against the laws."""
        now, last = self.published(head), self.accepted
        if rewritten:
            # On the same day: what the clock does is no change.
            tick = Proposal(self.files(), "Time goes by")
            last = self.commit(tick, keep=False)
        was = self.published(last)
        before, after = (self.reading(self.files(name)) for name in (self.accepted, head))
        self.told.append(what)
        oracle = Oracle(self.truth, before, after, rewritten=rewritten)
        broken = list(oracle.breaks(was, now))
        if broken:
            raise BrokenLawError("\n".join((*self.told, *broken)))
        oracle.remember(now)
        touched = [path for path, blob in after.files.items() if before.files.get(path) != blob]
        self.late = (*touched, *self.late)[:_LATE]
        self.accepted = head

    # The public

    def published(self, commit: str) -> Published:
        """Return what the public sees where a commit is published."""
        if not commit:
            return Published({}, ())
        state, events = self._state(commit)
        view = StateView(state, self._reader)
        rows = {}
        for record, item in state.records.items():
            if item.standing is not None:
                made = entry(record, item.standing, view.item(record, state.today), view)
                if made is not None:
                    rows[record] = json.loads(made.row_bytes)
        return Published(rows, events)

    @property
    def _reader(self) -> ContentReader:
        return ContentReader(
            self.repository.blobs(), packaged("vocabulary"), packaged("platforms"), self.contents
        )

    def _state(self, commit: str) -> tuple[State, tuple[Any, ...]]:
        if commit not in self.states:
            line, reader = self.repository.revisions(commit), self._reader
            start = 0
            state = State()
            events: tuple[Any, ...] = ()
            # What an emergency passes over is in the states of no commit after it.
            skipped = self.repository.passed_over(commit)
            for at, item in reversed([*enumerate(line)]):
                if item.commit in self.states and self.repository.passed_over(item.commit) == skipped:
                    start, (state, events) = at + 1, self.states[item.commit]
                    break
            for revision in reader.in_groups(line[start:]):
                state, changes = step(state, revision, reader)
                events = (*events, *({name: getattr(item, name) for name in _TOLD} for item in changes))
            self.states[commit] = state, events
        return self.states[commit]


_TOLD: Final = ("record", "list", "kind", "before", "after", "fields", "sha256", "reason", "effect")


def review_file(word: Review) -> str:
    """Return where a word is filed."""
    return review_path(word.list, word.reviewer, word.record)


def timestamp(day: str) -> int:
    """Return noon of a day in seconds after 1970."""
    return int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())
