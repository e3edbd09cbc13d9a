"""Stories: what happens to listings in the demonstration's honest moods, from the first step to the last.

A story is a generator of days to wait. Each step is one commit. `how.what[0]` is its kind where it has several; what
`how.waits` is not settled on the last day.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from site_builder.days import shifted
from site_builder.errors import quantity
from site_builder.world.agenda import Story
from site_builder.world.dice import Die
from site_builder.world.listing import Listing, capture, named
from site_builder.world.script import Fate
from site_builder.world.stage import KEEPERS, Stage

_Members = Mapping[str, Any]
_REJECTED = 14
_QUORUM = 2
_SPELLED = ("twitter", "telegram", "facebook", "youtube")
"""Platforms that show a handle with the capital letters of its owner."""

_Story = Callable[[Stage, Die, Listing, Fate], Story]
_Fit = Callable[[Stage, Listing, Fate], bool]
STORIES: Final[dict[str, tuple[_Story, _Fit]]] = {}
"""What befalls listings, by the name that the file of texts gives it, and whether it may befall one."""


def _befalls(is_fit: _Fit = lambda *_: True) -> Callable[[_Story], _Story]:
    def enter(story: _Story) -> _Story:
        STORIES[story.__name__] = (story, is_fit)
        return story

    return enter


def befall(stage: Stage, die: Die, how: Fate) -> Story:
    """Tell a story of a listing that is fit for it, where there is one."""
    story, is_fit = STORIES[how.story]
    listing = stage.pick(die, how.what[0] or how.story, lambda item: is_fit(stage, item, how))
    if listing is not None:
        yield from story(stage, die, listing, how)


def _has_id(listing: Listing) -> bool:
    return not listing.account.by_name and not listing.account.told.nameless


def _keeps_name(listing: Listing) -> bool:
    """Return whether the handle of a listing is the first one, and may be changed."""
    account = listing.account
    return _has_id(listing) and not account.earlier and account.handle == account.handle.lower()


def proposed(stage: Stage, operation: str, numbers: Sequence[int], *, waits: bool = False) -> Story:
    """Tell how accounts of an operation are proposed, reviewed and published; if it `waits`, they have one review.

    What is written to be rejected, and one in `_REJECTED`, is rejected by the first and the last of three reviewers.
    """
    die = Die(stage.seed, "proposed", numbers[0])
    known = stage.script.operations[operation]
    author = stage.people.one("contributor", die)
    writers = [author, *([stage.people.one("contributor", die, author)] if die.chance(20) else [])]
    accounts = [stage.casting.account(operation, stage.today, number) for number in numbers]
    listings = [stage.propose(operation, account, [*writers]) for account in accounts]
    many = quantity(len(listings), "account")
    stage.commit(author, f"Propose {many} of {known.title}", branch=operation if die.chance(25) else "")
    rejected = [
        item
        for item, number in zip(listings, numbers, strict=True)
        if not waits and (item.account.told.fate == "rejected" or number % _REJECTED == 7)  # noqa: PLR2004 - any
    ]
    asked: list[str] = []
    for turn in range(1 if waits else 3 if rejected or die.chance(25) else 2):
        yield die.between(1, 12)
        if turn == 1:
            yield from stage.room(known.list, len(listings))
        asked += stage.reviewers(listings[0], *asked)[:1]
        for item in listings:
            if item in rejected and turn != 1:
                stage.moves.review(asked[-1], item.path, "reject", stage.today)
                item.busy = True
            elif item in rejected or len(item.confirms) < item.needed or die.chance(60):
                stage.confirm(item, asked[-1])
        stage.commit(asked[-1], f"Review {many} of {known.title}")


def completed(stage: Stage, operation: str, records: int) -> Story:
    """Propose what is missing in number, so that there are as many records as were asked for."""
    missing = records - len(stage.listings)
    if missing > 0:
        yield from proposed(stage, operation, range(records, records + missing), waits=True)


def imported(stage: Stage, operation: str, numbers: Sequence[int]) -> Story:
    """Import many accounts that a platform disclosed: reviewed in batches, published at once by an override."""
    die = Die(stage.seed, "imported")
    known = stage.script.operations[operation]
    readers = die.sample(stage.people.there("contributor"), 4)
    listings = [
        stage.propose(operation, stage.casting.account(operation, stage.today, number), [readers[index % 4]])
        for index, number in enumerate(numbers)
    ]
    many = quantity(len(listings), "account")
    stage.commit(KEEPERS, f"Import {many} of {known.title} from a disclosure", branch=known.batch)
    batches = [batch for index in range(4) if (batch := listings[index::4])]
    for batch in batches:
        yield die.between(2, 5)
        reviewer = stage.reviewers(batch[0])[0]
        for item in batch:
            stage.confirm(item, reviewer)
        stage.commit(reviewer, f"Review {quantity(len(batch), 'account')} of {known.title}")
    yield 9
    for batch in batches:
        reviewer = stage.reviewers(batch[0])[0]
        for item in batch:
            stage.confirm(item, reviewer)
    stage.override()
    stage.commit(KEEPERS, f"Publish {many} of {known.title}, with the stewards' override")


@_befalls(lambda stage, item, _: item.needed == _QUORUM and _has_id(item) and stage.lives(item))
def relisted(stage: Stage, die: Die, old: Listing, how: Fate) -> Story:
    """Take a listing back for want of evidence, and list the account again, which takes one confirmation more."""
    yield from _appealed(stage, die, old, "insufficient-evidence", "upheld")
    yield die.between(20, 35)
    author = stage.people.one("contributor", die)
    new = stage.propose(old.account.operation, old.account, [author], relists=[old.id])
    new.needed, new.busy = _QUORUM + 1, True
    more = _with(stage, die, new, "New capture, in which the whole exchange can be read.", "media")
    stage.moves.change(new.path, evidence=more)
    stage.commit(author, f"Propose an account of {stage.title(new)} again, with new evidence")
    yield from _reviewed(stage, die, new, _QUORUM if how.waits else _QUORUM + 1)
    new.busy = bool(how.waits)


@_befalls(
    lambda stage, item, _: stage.operation(item).makes is not None and _has_id(item) and stage.lives(item)
)
def duplicated(stage: Stage, die: Die, old: Listing, _how: Fate) -> Story:
    """List an account a second time under its new name, which somebody notices: the second record is taken back."""
    account, author = old.account, stage.people.one("contributor", die, *old.writers)
    number = 1000 * len(stage.listings)
    again = stage.casting.account(account.operation, stage.today, number, account.platform)
    again.account_id, again.turns, again.peak, again.pace = "", account.turns, account.peak, account.pace
    new = stage.propose(account.operation, again, [author])
    new.busy = True
    stage.commit(author, f"Propose 1 account of {stage.title(new)}")
    yield from _reviewed(stage, die, new, 2)
    yield die.between(20, 60)
    yield from _withheld(stage, die, new, "duplicate", "retracted")
    account.earlier.append({"handle": account.handle, "until": shifted(new.proposed, -3)})
    account.handle, account.page = again.handle, again.page
    yield from _follow(stage, die, old)


def _reviewed(stage: Stage, die: Die, listing: Listing, words: int) -> Story:
    for _ in range(words):
        yield die.between(1, 6)
        yield from stage.room(listing.list_id)
        reviewer = stage.reviewers(listing)[0]
        stage.confirm(listing, reviewer)
        stage.commit(reviewer, f"Review 1 account of {stage.title(listing)}")


@_befalls()
def corrected(stage: Stage, die: Die, listing: Listing, how: Fate) -> Story:
    """Correct a listing by a next claim, in one of some things that there is something to say about."""
    words = die.below(2) if how.waits else 9
    yield from _next_claim(stage, listing, "Correct", _correction(stage, die, listing), words)


def _correction(stage: Stage, die: Die, listing: Listing) -> _Members:
    held = stage.moves.value(listing.path)
    made = (make(stage, die, listing, held) for make in die.sample(_CORRECTIONS, len(_CORRECTIONS)))
    return next(filter(None, made), {})


def _summary(stage: Stage, die: Die, _: Listing, held: _Members) -> _Members:
    return {"summary": die.pick(stage.script.corrections).format(what=held["summary"])}


def _look(stage: Stage, die: Die, listing: Listing, _: _Members) -> _Members:
    said = die.pick(stage.script.looks)
    return {"evidence": _with(stage, die, listing, said)} if stage.lives(listing) else {}


def _categories(stage: Stage, die: Die, listing: Listing, held: _Members) -> _Members:
    first, *more = held["categories"]
    others = {*stage.operation(listing).categories, "impersonation"} - {first}
    now = [first] if more or not others else [first, die.pick(sorted(others))]
    items = [item | {"shows": [first]} for item in held["evidence"]]
    items[0]["shows"] = now
    return {"categories": now, "evidence": items} if now != held["categories"] else {}


def _source(stage: Stage, die: Die, listing: Listing, held: _Members) -> _Members:
    account, sources = listing.account, held.get("sources", [])
    papers = stage.papers(account, account.turns[0][0])
    new = next((name for name in sorted(papers) if name not in sources), "")
    if not new:
        return {}
    account.papers = {**account.papers, new: papers[new]}
    stage.enter(account)
    item = named(account, new, shifted(stage.today, -1), die) | {"shows": held["categories"][:1]}
    items = [*held["evidence"], {"id": f"e{len(held['evidence']) + 1}"} | item]
    return {"sources": [*sources, new], "evidence": items}


def _affiliations(stage: Stage, die: Die, listing: Listing, held: _Members) -> _Members:
    parts, others = [listing.account.operation], stage.others(listing.account)
    if held.get("affiliations") == parts and others:
        parts.append(die.pick(others))
    return {"affiliations": parts} if held.get("affiliations") != parts else {}


def _spelling(_stage: Stage, _die: Die, listing: Listing, _: _Members) -> _Members:
    account = listing.account
    if account.platform not in _SPELLED or not _keeps_name(listing):
        return {}
    account.handle = account.handle[:4] + account.handle[4:].title()
    return {"handle": account.handle}


_CORRECTIONS = (_summary, _look, _look, _categories, _source, _affiliations, _spelling)


def _with(
    stage: Stage, die: Die, listing: Listing, said: str, kind: str = "profile"
) -> list[Mapping[str, Any]]:
    """Return the evidence of a record, and a capture of today."""
    items = stage.moves.value(listing.path)["evidence"]
    listing.looked = stage.today
    new = {"id": f"e{len(items) + 1}"} | capture(listing.account, kind, said, stage.today, die)
    return [*items, new]


@_befalls(
    lambda stage, item, how: (
        stage.lives(item) and (bool(item.account.earlier) if how.what[0] else _keeps_name(item))
    )
)
def renamed(stage: Stage, die: Die, listing: Listing, _how: Fate) -> Story:
    """Give an account another handle, which somebody sees, and a next claim says."""
    stage.casting.rename(listing.account, shifted(stage.today, -2), die)
    yield from _follow(stage, die, listing)


def _follow(stage: Stage, die: Die, listing: Listing) -> Story:
    """Write down that an account has another name, and what it is."""
    stage.moves.append(listing.path, "observations", {"date": stage.today, "state": "renamed"})
    listing.looked = stage.today
    watcher = stage.people.one("contributor", die)
    stage.commit(watcher, f"Note that an account of {stage.title(listing)} has another name")
    yield die.between(2, 9)
    members = {"handle": listing.account.handle, "previous_handles": [*listing.account.earlier]}
    yield from _next_claim(stage, listing, "Follow the new name of", members)


def returned(stage: Stage, die: Die, listing: Listing) -> Story:
    """Say in a next claim since when an account is back that had been suspended."""
    day = [since for since, _ in listing.account.turns if since <= stage.today][-1]
    seen = _with(stage, die, listing, die.pick(stage.script.returned).format(day=day))
    yield from _next_claim(stage, listing, "Note the return of", {"evidence": seen})


def _next_claim(stage: Stage, listing: Listing, verb: str, members: _Members, words: int = 9) -> Story:
    """Propose a next claim, which gets so many reviews, or as many as it takes."""
    die, title = stage.die, stage.title(listing)
    author = stage.people.one("contributor", die)
    if author not in listing.writers:
        listing.writers.append(author)
    path = stage.moves.next_claim(listing.path, die.end(), submitted_by=[*listing.writers], **members)
    stage.commit(author, f"{verb} an account of {title}")
    confirms: dict[str, str] = {}
    for _ in range(min(words, listing.needed)):
        yield die.between(1, 8)
        reviewer = stage.reviewers(listing, *confirms, new=False)[0]
        stage.moves.review(reviewer, path, "confirm", stage.today)
        confirms[reviewer] = stage.today
        if len(confirms) == listing.needed:
            stage.moves.promote(path)
            listing.confirms, listing.busy = confirms, False
        stage.commit(reviewer, f"Review a correction of {title}")


@_befalls(lambda _, item, how: how.what[0] != "changed-hands" or _has_id(item))
def appealed(stage: Stage, die: Die, listing: Listing, how: Fate) -> Story:
    """Enter an appeal on a ground, and decide it: `dismissed` in time or `late`, or `upheld`, or not yet."""
    ground = how.what[0]
    yield from _appealed(stage, die, listing, ground, how.ends)
    if how.ends != "upheld" or ground != "mistaken-identity" or listing.account.told.nameless:
        return
    yield die.between(3, 9)
    stage.moves.show_name(listing.path, stage.ruling())
    stage.commit(KEEPERS, "Name an account as cleared, as its owner asked")
    yield 2
    path, account = "lists/protected/cleared.yaml", listing.account
    held = stage.moves.value(path) or {"title": "Accounts that were listed by mistake", "accounts": []}
    entry = {"id": f"cleared-{len(held['accounts']) + 1}", "platform": account.platform}
    entry |= {"handle": account.handle, "name": account.told.name or "Cleared"}
    stage.moves.write(path, held | {"accounts": [*held["accounts"], entry]})
    stage.override()
    stage.commit(KEEPERS, "Protect an account that was listed by mistake")


def _appealed(stage: Stage, die: Die, listing: Listing, ground: str, ends: str) -> Story:
    stage.moves.appeal(listing.path, ground, stage.today, stage.due(listing.list_id))
    stage.commit(KEEPERS, f"Enter an appeal about {stage.title(listing)}", request=False)
    if not ends:
        return
    yield die.between(20, 26) if ends == "late" else die.between(2, 12)
    outcome = "upheld" if ends == "upheld" else "dismissed"
    if outcome == "dismissed":
        yield from stage.room(listing.list_id)
    reason = stage.script.appeals[ground][outcome]
    stage.moves.decide_appeal(listing.path, outcome, stage.ruling(), reason)
    if outcome == "upheld":
        stage.retract(listing, ground, "Uphold an appeal and take back a listing of")
    else:
        stage.settle(KEEPERS, listing, "Dismiss an appeal about")


@_befalls()
def withheld(stage: Stage, die: Die, listing: Listing, how: Fate) -> Story:
    """Stop a listing that somebody doubts, which is `released` or `retracted`, or not yet."""
    yield from _withheld(stage, die, listing, how.what[0], how.ends)


def _withheld(stage: Stage, die: Die, listing: Listing, reason: str, ends: str) -> Story:
    path = stage.moves.withhold(listing.id, die.end(), stage.today, by=KEEPERS, reason=reason)
    stage.commit(KEEPERS, f"Withhold a listing of {stage.title(listing)}", request=False)
    if not ends:
        return
    yield die.between(5, 24)
    if ends == "retracted":
        stage.retract(listing, reason, "Take back a listing of")
        return
    yield from stage.room(listing.list_id)
    stage.moves.release(path, stage.ruling())
    stage.settle(KEEPERS, listing, "Release a listing of")


@_befalls(lambda stage, item, _: bool(stage.reviewers(item)))
def rejected(stage: Stage, die: Die, listing: Listing, how: Fate) -> Story:
    """Let a reviewer reject a listing; unless it `waits`, a correction answers that."""
    reviewer = stage.dissenter(listing)
    stage.moves.review(reviewer, listing.path, "reject", stage.today)
    stage.commit(reviewer, f"Reject a listing of {stage.title(listing)}")
    if not how.waits:
        yield die.between(12, 40)
        yield from _next_claim(stage, listing, "Answer a doubt about", _correction(stage, die, listing))


@_befalls(lambda stage, item, _: len(item.confirms) == item.needed and any(_vouching(stage, item)))
def withdrawn(stage: Stage, die: Die, listing: Listing, how: Fate) -> Story:
    """Let a reviewer withdraw a confirmation that a listing needs; unless it `waits`, they confirm it later."""
    reviewer = die.pick(_vouching(stage, listing))
    _withdraw(stage, listing, reviewer)
    if not how.waits:
        yield die.between(12, 40)
        yield from stage.room(listing.list_id)
        stage.confirm(listing, reviewer)
        stage.settle(reviewer, listing, "Confirm after all a listing of")


def _vouching(stage: Stage, listing: Listing) -> list[str]:
    return [name for name in stage.people.there("reviewer") if name in listing.confirms]


def _withdraw(stage: Stage, listing: Listing, reviewer: str) -> None:
    del listing.confirms[reviewer]
    listing.public, listing.busy = False, True
    stage.moves.review(reviewer, listing.path, "withdraw", stage.today)
    stage.commit(reviewer, f"Withdraw a confirmation of a listing of {stage.title(listing)}")


def give_up(stage: Stage, listing: Listing) -> None:
    """Let those who confirmed a listing that has lapsed take that back; where all have left, it is retracted."""
    for name in _vouching(stage, listing):
        _withdraw(stage, listing, name)
    if listing.public:
        stage.retract(listing, "changed-hands", "Take back, since nobody vouches for it, a listing of")


@_befalls(
    lambda stage, item, how: stage.lapses(item) < (stage.last if how.waits else shifted(stage.today, 150))
)
def forgotten(_stage: Stage, _die: Die, listing: Listing, how: Fate) -> Story:
    """Forget a listing, which lapses: until somebody thinks of it, or for good."""
    listing.busy, listing.neglected = bool(how.waits), True
    yield from ()


@_befalls(lambda stage, item, how: stage.lives(item) and not (how.waits and item.account.account_id))
def turned(stage: Stage, die: Die, listing: Listing, how: Fate) -> Story:
    """Let an account be gone, or hide its posts."""
    listing.account.end(shifted(stage.today, -3), how.what[0])
    stage.look(listing)
    listing.busy = bool(how.waits)
    stage.commit(stage.people.one("contributor", die), "Look at 1 account again")
    yield from ()
