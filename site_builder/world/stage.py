"""Stage: the instance in which the demonstration takes place, and what one person does to it in one commit.

Stories call it; it knows no story. Everything is written by `Moves`, and an override is on exactly what `check` says.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from site_builder.check.breaker import check_breaker, turned
from site_builder.check.decisions import override_subject
from site_builder.check.side import Between, read_pair
from site_builder.days import days_between, shifted
from site_builder.load.layout import record_path
from site_builder.resources import package_path
from site_builder.world.accounts import Account, Casting
from site_builder.world.agenda import Agenda, Story
from site_builder.world.dice import Die
from site_builder.world.listing import Listing, fields
from site_builder.world.moves import Moves, Ruling
from site_builder.world.people import People
from site_builder.world.repository import WorkFiles, WorldRepository
from site_builder.world.script import Operation, Paper, Script, share_of

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
_RELATIONS: Final = ("same-operator", "amplifies", "alias-of", "successor-of", "backup-of")
_HOURS: Final = (0, 3, 6, 7, 8, 9, 11, 13, 15, 17, 18, 19, 20, 21)
"""When the first commit of a day may be: people work on several continents, and in the evening."""
_LONG: Final = 4 * 365
"""In so many days there is a month in which everybody is away, soon after the beginning."""


class Stage:
    """The files, the commits so far, and what people know."""

    def __init__(self, script: Script, seed: str, first: str, last: str) -> None:
        self.script, self.seed, self.first, self.last = script, seed, first, last
        self.agenda = Agenda(0, days_between(first, last) or 0, self._away())
        self.repository = WorldRepository()
        self.files = WorkFiles(self.repository)
        self.people = People(seed, script.people, first, last, tuple(script.lists))
        self.moves = Moves(self.files, self.people.key)
        self.casting = Casting(script, seed)
        self.die = Die(seed, "stage")
        self.listings: list[Listing] = []
        self.line: list[str] = []
        self._apart: set[tuple[str, ...]] = set()
        self._published: list[tuple[str, str]] = []
        self._requests = self._time = self._linked = 0

    def _away(self) -> range:
        if (days_between(self.first, self.last) or 0) < _LONG:
            return range(0)
        start = shifted(share_of(self.first, self.last, 8), 31)[:8] + "01"
        stop = shifted(start, 31)[:8] + "01"
        return range(days_between(self.first, start) or 0, days_between(self.first, stop) or 0)

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
        hour = self.die.pick(_HOURS) if self._time < self._midnight else 0
        self._time = max(self._time + 60, self._midnight + 3600 * hour)
        self._time += self.die.below(max(60, (self._midnight + 85000 - self._time) // 6))
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

    def retract(self, listing: Listing, reason: str, subject: str) -> None:
        """Retract a listing, which is not public any more, as a steward decides."""
        self.moves.retract(listing.path, reason, self.ruling())
        listing.public, listing.busy = False, True
        self.commit(KEEPERS, f"{subject} {self.title(listing)}")

    def settle(self, author: str, listing: Listing, subject: str) -> None:
        """End a story of a listing, which is as it was before."""
        listing.busy = False
        self.commit(author, f"{subject} {self.title(listing)}")

    def operation(self, listing: Listing) -> Operation:
        """Return the operation of a listing's account."""
        return self.script.operations[listing.account.operation]

    def title(self, listing: Listing) -> str:
        """Return what the operation of a listing's account is called."""
        return self.operation(listing).title

    def ruling(self) -> Ruling:
        """Return a decision that one steward signs today."""
        return Ruling(self.die.record_id(), self.today, (self.people.one("steward", self.die),))

    def begin(self, slots: dict[str, str]) -> None:
        """Set up the instance, in the first commit; `slots` are what its README says."""
        for path, text in self.script.files.items():
            for name, value in slots.items():
                text = text.replace(f"<<{name}>>", value)  # noqa: PLW2901 - one slot after another
            self.files[path] = text.encode()
        for name in self.people.roster():
            self.files[f"keys/{name}"] = self.people.key(name).secret.encode()
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
        known, record = self.script.operations[operation], self.die.record_id()
        path = record_path(known.list, account.platform, record)
        listing = Listing(account, known.list, record, path, self.today, writers)
        links, opened = self._links(account)
        if not account.turns:
            papers = self.papers(account, opened)
            chosen = self.die.sample(sorted(papers), self.die.pick((1, 1, 2)))
            account.papers = {name: papers[name] for name in sorted(chosen)}
            self.casting.live(account, self.today, opened)
        self.enter(account)
        others = self.others(account)
        others = self.die.sample(others, len(others))
        made = fields(listing, known, Die(self.seed, "record", record), others) | more
        shown = next((i for i in made["evidence"] if "published" in i), made["evidence"][0])["id"]
        said = [{"relation": name, "record": other, "evidence": shown} for name, other in links]
        self.moves.propose(known.list, made | ({"links": said} if said else {}))
        self.listings.append(listing)
        return listing

    def papers(self, account: Account, opened: str = "") -> dict[str, tuple[str, Paper]]:
        """Return documents that are out and may name an account, with their days; it was `opened` well before them."""
        opened = opened or self.script.venues[account.platform].since
        known = {
            name: self.script.documents[name] for name in self.script.operations[account.operation].papers
        }
        days = {name: share_of(self.first, self.last, paper.at) for name, paper in known.items()}
        earliest, latest = shifted(opened, _OLD_ENOUGH), shifted(self.today, -2)
        return {name: (day, known[name]) for name, day in days.items() if earliest <= day <= latest}

    def others(self, account: Account) -> list[str]:
        """Return the operations, but that of an account, which are entered in its list."""
        entered = self.moves.value(self._sources(account)).get("affiliations", ())
        return [name for name in entered if name != account.operation]

    def _sources(self, account: Account) -> str:
        return f"lists/{self.script.operations[account.operation].list}/sources.yaml"

    def enter(self, account: Account) -> None:
        """Enter the operation of an account and the documents that name it, where they are not there yet."""
        known, path = self.script.operations[account.operation], self._sources(account)
        held = self.moves.value(path)
        sources, affiliations = dict(held.get("sources", {})), dict(held.get("affiliations", {}))
        for name in {known.source, *account.papers} - sources.keys():
            paper = self.script.documents[name]
            sources[name] = paper.entry(share_of(self.first, self.last, paper.at))
        about = {"title": known.title, "meaning": known.meaning, "source": known.source}
        affiliations.setdefault(account.operation, about)
        made = {"sources": dict(sorted(sources.items())), "affiliations": dict(sorted(affiliations.items()))}
        if made != held:
            self.moves.write(path, made)

    def _links(self, account: Account) -> tuple[list[tuple[str, str]], str]:
        """Return links to listed accounts of the same operation, and the day on which a successor was opened.

        The account that it succeeds is gone from the day before.
        """
        there = {
            f"{item.account.platform} {item.account.handle}": item
            for item in self.listings
            if item.account.operation == account.operation
        }
        said = [tuple(item.split(" ", 1)) for item in account.told.links]
        found = [(relation, there[at]) for relation, at in said if at in there]
        if not found and there and self.die.chance(60):
            self._linked += 1
            found = [(_RELATIONS[self._linked % len(_RELATIONS)], self.die.pick([*there.values()]))]
        opened, links = "", []
        for relation, item in found:
            if relation == "successor-of" and not account.turns and not item.busy:
                opened = self._ended(item)
            links.append((relation if opened or relation != "successor-of" else "alias-of", item.id))
        since = self.script.venues[account.platform].since
        return links, max(opened, since) if opened else ""

    def _ended(self, listing: Listing) -> str:
        """Return the day after the end of an account, which is now where nobody has looked at it; else nothing."""
        end = listing.account.gone(self.today)
        if not end:
            end = max(shifted(listing.looked, 1), shifted(listing.proposed, -1), shifted(self.today, -15))
            if end > shifted(self.today, -2):
                return ""
            listing.account.end(end)
        return shifted(end, 1)

    # Looking

    def look(self, listing: Listing) -> None:
        """Write down what the platform shows of an account today."""
        listing.seen, listing.looked = listing.account.shown(self.today), self.today
        size = listing.account.size(self.today) if listing.seen in ("active", "protected") else {}
        self.moves.append(listing.path, "observations", {"date": self.today, "state": listing.seen, **size})

    def lives(self, listing: Listing) -> bool:
        """Return whether an account is there for all to see, and will be for some weeks."""
        days = (self.today, shifted(self.today, 80))
        return all(listing.account.shown(day) == "active" for day in days) and listing.seen == "active"

    # Reviews

    def reviewers(self, listing: Listing, *others: str, new: bool = True) -> list[str]:
        """Return who but `others` may review a listing today, in a random order; if `new`, who has not confirmed it."""
        others = (*others, *listing.writers, *(listing.confirms if new else ()))
        there = [name for name in self.people.there("reviewer") if name not in others]
        return self.die.sample(there, len(there))

    def dissenter(self, listing: Listing) -> str:
        """Return who may disagree with those who confirmed a listing: rather one who has agreed with them so far."""

        def pairs(name: str) -> set[tuple[str, ...]]:
            return {(listing.list_id, *sorted((name, other))) for other in listing.confirms}

        found = max(self.reviewers(listing), key=lambda name: len(pairs(name) - self._apart))
        self._apart |= pairs(found)
        return found

    def confirm(self, listing: Listing, reviewer: str) -> None:
        """Confirm a listing's claim; it is public from the last confirmation that it needs."""
        self.moves.review(reviewer, listing.path, "confirm", self.today)
        listing.confirms[reviewer] = self.today
        if not listing.public and len(listing.confirms) >= listing.needed:
            listing.public = True
            self._published.append((listing.list_id, self.today))

    def room(self, list_id: str, more: int = 1) -> Story:
        """Wait until so many more listings of a list may become public."""
        while not self._has_room(list_id, more):
            yield 2

    def _has_room(self, list_id: str, more: int) -> bool:
        week = shifted(self.today, -8)
        recent = sum(item == list_id and day >= week for item, day in self._published)
        return recent + more <= _A_WEEK

    def pick(self, die: Die, fate: str, is_fit: Callable[[Listing], bool]) -> Listing | None:
        """Return a public listing that no story is about yet, if there is one; it is busy from now on.

        One whose account is written for this `fate` comes first, and all have to be fit for the story.
        """
        able = [
            item
            for item in self.listings
            if item.public and not item.busy and is_fit(item) and self.today <= self.lapses(item)
            if (days_between(item.proposed, self.today) or 0) > _SETTLED_DAYS
        ]
        meant = [item for item in able if item.account.told.fate == fate]
        found = die.pick(meant or able) if able else None
        if found is not None:
            found.busy = True
        return found

    def lapses(self, listing: Listing) -> str:
        """Return the last day of a listing's confirmations."""
        policy = self.script.lists[listing.list_id]["policy"]
        days = 180 if listing.account.by_name else int(policy["recheck_after_days"])
        return shifted(max(listing.confirms.values()), days)
