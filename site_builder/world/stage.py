"""Stage: the instance in which the demonstration takes place, and what one person does to it in one commit.

Stories call it; it knows no story. Everything is written by `Moves`, and an override is on exactly what `check` says.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from site_builder.check.breaker import check_breaker, turned
from site_builder.check.decisions import override_subject
from site_builder.check.side import Between, read_pair
from site_builder.days import days_between, shifted
from site_builder.ids import RECORD_ID_ALPHABET
from site_builder.resources import package_path
from site_builder.world.accounts import Account, Casting
from site_builder.world.dice import Die
from site_builder.world.listing import Listing, fields
from site_builder.world.moves import Moves, Ruling
from site_builder.world.people import People
from site_builder.world.repository import WorkFiles, WorldRepository
from site_builder.world.script import Operation, Paper, Script

KEEPERS: Final = "list-keepers"
"""Who commits what no single person proposed."""
_QUIET_DAYS: Final = 14
"""After so many days without a commit an empty one moves time on."""
_A_WEEK: Final = 9
"""So many listings of a list become public in any eight days without an import: fewer than the breaker lets through."""
_SETTLED_DAYS: Final = 30
"""A listing is left alone for so long."""
_OLD_ENOUGH: Final = 120
"""Days before a document names accounts of a new platform."""
RELATIONS: Final = ("same-operator", "amplifies", "alias-of", "successor-of", "backup-of")


class Stage:
    """The files, the commits so far, and what people know."""

    def __init__(self, script: Script, seed: str, first: str, last: str) -> None:
        self.script, self.seed, self.first, self.last = script, seed, first, last
        self.repository = WorldRepository()
        self.files = WorkFiles(self.repository)
        self.people = People(seed, script.people, first, last, tuple(script.lists))
        self.moves = Moves(self.files, self.people.key)
        self.casting = Casting(script, seed)
        self.die = Die(seed, "stage")
        self.listings: list[Listing] = []
        self.line: list[str] = []
        self._published: list[tuple[str, str]] = []
        self._requests = 0
        self._time = 0
        self._linked = 0

    # Time

    @property
    def today(self) -> str:
        """Return the day that it is."""
        return self.people.today

    def begin_day(self, day: str) -> None:
        """Let the next day come; where nobody has committed for long, time is moved on first."""
        while (days_between(self.people.today, day) or 0) > _QUIET_DAYS:
            self.people.today = shifted(self.people.today, _QUIET_DAYS)
            self.commit(KEEPERS, "Tick", request=False)
        self.people.today = day

    def due(self, list_id: str) -> str:
        """Return the day by which an appeal that arrives today has to be decided."""
        return shifted(self.today, int(self.script.lists[list_id]["policy"]["appeal_days"]))

    @property
    def _midnight(self) -> int:
        return int(datetime.fromisoformat(self.today).replace(tzinfo=UTC).timestamp())

    # Commits

    @property
    def tip(self) -> str:
        """Return the last commit."""
        return self.line[-1]

    def commit(self, author: str, subject: str, *, request: bool = True, branch: str = "") -> None:
        """Commit what was changed: by a pull request, as a rule, which is merged with its `branch` where it has one."""
        self._time = max(self._time + self.die.between(180, 900), self._midnight + 7 * 3600)
        if self._time < self._midnight + 8 * 3600:
            self._time += self.die.below(7 * 3600)
        self._requests += request
        made, parents = self.files.tree, self.line[-1:]
        if branch and len(self.line) > 1:
            base = self.line[-1 - self.die.between(1, min(3, len(self.line) - 1))]
            new = {path: name for path, _, name in self.repository.commits[self.tip].tree.differing(made)}
            earlier = self.repository.commits[base]
            began = max(earlier.time + 60, self._time - self.die.between(900, 90000))
            parents.append(
                self.repository.commit(
                    earlier.tree.updated(new), [base], min(began, self._time), author, subject
                )
            )
            subject = f"Merge pull request #{self._requests} from {author}/{branch}\n\n{subject}"
            author = KEEPERS
        elif request:
            subject = f"{subject} (#{self._requests})"
        self.line.append(self.repository.commit(made, parents, self._time, author, subject))

    def override(self, apart: str = "") -> None:
        """Let stewards sign for what was changed, where it takes that; `apart` is whom it is about."""
        trial = self.repository.commit(
            self.files, [self.tip], max(self._time, self._midnight), KEEPERS, "A trial"
        )
        with self.repository.blobs() as blobs:
            pair = read_pair(self.repository, Between.of(self.repository, self.tip, trial), blobs)
            change = turned(pair)
            if any(check_breaker(pair, change)):
                stewards = [name for name in self.people.there("steward") if name != apart]
                ruling = Ruling(self.die.record_id(), self.today, tuple(self.die.sample(stewards, 2)))
                self.moves.decide(ruling, "override", override_subject(pair, change))

    def ruling(self) -> Ruling:
        """Return a decision that one steward signs today."""
        return Ruling(self.die.record_id(), self.today, (self.people.one("steward", self.die),))

    def begin(self, slots: dict[str, str]) -> None:
        """Set up the instance, in the first commit; `slots` are what its README says."""
        for path, text in self.script.files.items():
            for name, value in slots.items():
                text = text.replace(f"<<{name}>>", value)  # noqa: PLW2901 - one slot after another
            self.files[path] = text.encode()
        self.files["docs/index.md"] = package_path("templates/placeholder.md").read_bytes()
        self.moves.write("lists/instance.yaml", {"id": slots["id"], **self.script.instance})
        self.moves.write("lists/platforms.yaml", self.script.platforms)
        for name, value in self.script.protected.items():
            self.moves.write(f"lists/protected/{name}.yaml", value)
        for name, value in self.script.lists.items():
            self.moves.write(f"lists/{name}/list.yaml", value)
        self.moves.write("lists/reviewers.yaml", self.people.roster())
        self.commit(KEEPERS, "Set up the instance", request=False)

    # Proposals

    def propose(self, operation: str, account: Account, writers: list[str], **more: Any) -> Listing:
        """Write a record of an account, with the documents that name it; `more` is what else it says."""
        known = self.script.operations[operation]
        record = self.die.record_id()
        path = f"lists/{known.list}/{account.platform}/{record[:2]}/{record}.yaml"
        listing = Listing(account, known.list, record, path, self.today, writers)
        papers = self._papers(known, account)
        self._enter_sources(known, operation, papers)
        made = fields(listing, known, papers, Die(self.seed, "record", record)) | more
        links = self._links(listing, made["evidence"])
        self.moves.propose(known.list, made | ({"links": links} if links else {}))
        self.listings.append(listing)
        listing.seen = "active"
        return listing

    def _papers(self, operation: Operation, account: Account) -> dict[str, tuple[str, Paper]]:
        """Return documents that are out and name an account: at most two, none from before there could be it."""
        earliest = shifted(self.script.venues[account.platform].since, _OLD_ENOUGH)
        known = {name: self.script.documents[name] for name in operation.papers}
        days = {name: paper.day(self.first, self.last) for name, paper in known.items()}
        out = [name for name, day in days.items() if earliest <= day <= shifted(self.today, -2)]
        chosen = {name: (days[name], known[name]) for name in self.die.sample(out, self.die.pick((1, 1, 2)))}
        account.is_older_than(min((day for day, _ in chosen.values()), default=self.today), _OLD_ENOUGH // 2)
        return dict(sorted(chosen.items()))

    def _enter_sources(self, known: Operation, operation: str, papers: Iterable[str]) -> None:
        path = f"lists/{known.list}/sources.yaml"
        held = self.moves.value(path)
        sources, affiliations = dict(held.get("sources", {})), dict(held.get("affiliations", {}))
        for name in {known.source, *papers} - sources.keys():
            paper = self.script.documents[name]
            sources[name] = paper.entry(paper.day(self.first, self.last))
        affiliations.setdefault(
            operation, {"title": known.title, "meaning": known.meaning, "source": known.source}
        )
        made = {"sources": dict(sorted(sources.items())), "affiliations": dict(sorted(affiliations.items()))}
        if made != held:
            self.moves.write(path, made)

    def _links(self, listing: Listing, items: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
        """Return the links to accounts of the same operation that are listed already."""
        account = listing.account
        there = {
            f"{item.account.platform} {item.account.handle}": item.id
            for item in self.listings
            if item.account.operation == account.operation
        }
        said = [item.split(" ", 1) for item in account.cast.links]
        found = [(relation, there[other]) for relation, other in said if other in there]
        if not found and there and self.die.chance(60):
            self._linked += 1
            found = [(RELATIONS[self._linked % len(RELATIONS)], self.die.pick([*there.values()]))]
        shown = next((item for item in items if item["kind"] not in ("media", "post", "profile")), items[0])
        return [{"relation": name, "record": record, "evidence": shown["id"]} for name, record in found]

    def end(self) -> str:
        """Return what comes after the record's id in the name of a withholding or a next claim."""
        return self.die.text(RECORD_ID_ALPHABET, 6)

    # Reviews

    def reviewers(self, listing: Listing, *others: str, new: bool = True) -> list[str]:
        """Return who but `others` may review a listing today, in a random order; if `new`, who has not confirmed it."""
        others = (*others, *listing.writers, *(listing.confirms if new else ()))
        there = [name for name in self.people.there("reviewer") if name not in others]
        return self.die.sample(there, len(there))

    def confirm(self, listing: Listing, reviewer: str) -> None:
        """Confirm a listing's claim; it is public from the last confirmation that it needs."""
        self.moves.review(reviewer, listing.path, "confirm", self.today)
        listing.confirms[reviewer] = self.today
        if not listing.public and len(listing.confirms) >= listing.needed:
            listing.public = True
            self._published.append((listing.list_id, self.today))

    def has_room(self, list_id: str, more: int = 1) -> bool:
        """Return whether so many more listings of a list may become public today."""
        week = shifted(self.today, -8)
        recent = sum(item == list_id and day >= week for item, day in self._published)
        return recent + more <= _A_WEEK

    def pick(
        self, die: Die, *, fate: str = "", where: Callable[[Listing], bool] = lambda _: True
    ) -> Listing | None:
        """Return a public listing that no story is about yet, if there is one; it is busy from now on.

        One whose account is written for this `fate` comes first, and all have to be fit for the story.
        """
        able = [
            item
            for item in self.listings
            if item.public and not item.busy and where(item) and not self.has_lapsed(item)
            if (days_between(item.proposed, self.today) or 0) > _SETTLED_DAYS
        ]
        meant = [item for item in able if item.account.cast.fate == fate and fate]
        if not able:
            return None
        found = die.pick(meant or able)
        found.busy = True
        return found

    def has_lapsed(self, listing: Listing) -> bool:
        """Return whether a listing's confirmations are too old."""
        return self.today > listing.lapses(self.script.lists[listing.list_id]["policy"])
