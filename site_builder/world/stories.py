"""Stories: what happens to listings in the demonstration's honest moods, from the first step to the last.

A story is a generator of days to wait. Each step is one commit. A story does not take place where there is
no listing for it.
"""

from collections.abc import Mapping, Sequence

from site_builder.days import shifted
from site_builder.errors import quantity
from site_builder.world.agenda import Story
from site_builder.world.dice import Die
from site_builder.world.listing import Listing, capture
from site_builder.world.stage import KEEPERS, Stage

_REJECTED = 25


# Proposals


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
    merged = operation if die.chance(35) and not _touches_sources(stage, known.list) else ""
    stage.commit(author, f"Propose {many} of {known.title}", branch=merged)
    rejected = [
        item
        for item, number in zip(listings, numbers, strict=True)
        if not waits and (item.account.cast.fate == "rejected" or number % _REJECTED == 7)  # noqa: PLR2004 - any
    ]
    asked: list[str] = []
    for turn in range(1 if waits else 3 if rejected or die.chance(25) else 2):
        yield die.between(1, 12)
        while turn == 1 and not stage.has_room(known.list, len(listings)):
            yield 3
        asked += stage.reviewers(listings[0], *asked)[:1]
        for item in listings:
            if item in rejected and turn != 1:
                stage.moves.review(asked[-1], item.path, "reject", stage.today)
                item.busy = True
            elif item in rejected or turn < 2 or len(item.confirms) < item.needed:  # noqa: PLR2004 - the third word
                stage.confirm(item, asked[-1])
                item.neglected = die.chance(9)
            elif die.chance(60):
                stage.confirm(item, asked[-1])
        stage.commit(asked[-1], f"Review {many} of {known.title}")


def completed(stage: Stage, operation: str, records: int) -> Story:
    """Propose what is missing in number, so that there are as many records as were asked for."""
    missing = records - len(stage.listings)
    if missing > 0:
        yield from proposed(stage, operation, range(records, records + missing), waits=True)


def _touches_sources(stage: Stage, list_id: str) -> bool:
    path = f"lists/{list_id}/sources.yaml"
    tree = stage.repository.commits[stage.tip].tree
    return path not in tree.files or stage.repository.contents[tree.files[path].object] != stage.files[path]


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
    batches = [listings[index::4] for index in range(4)]
    for batch in filter(None, batches):
        yield die.between(2, 5)
        reviewer = stage.reviewers(batch[0])[0]
        for item in batch:
            stage.confirm(item, reviewer)
        stage.commit(reviewer, f"Review {quantity(len(batch), 'account')} of {known.title}")
    yield 9
    for batch in filter(None, batches):
        reviewer = stage.reviewers(batch[0])[0]
        for item in batch:
            stage.confirm(item, reviewer)
            item.neglected = die.chance(6)
    stage.override()
    stage.commit(KEEPERS, f"Publish {many} of {known.title}, with the stewards' override")


def relisted(stage: Stage, number: int, *, waits: bool = False) -> Story:
    """Take a listing back for want of evidence, and list the account again, which takes one confirmation more."""
    die = Die(stage.seed, "relisted", number)
    old = stage.pick(die, fate="relisted", where=_has_id)
    if old is None:
        return
    yield from _upheld(stage, die, old, "insufficient-evidence")
    yield die.between(20, 35)
    account, author = old.account, stage.people.one("contributor", die)
    new = stage.propose(account.operation, account, [author], relists=[old.id])
    new.needed, new.busy = 3, True
    last = stage.moves.value(new.path)["evidence"]
    more = capture(
        account, "media", "New capture, in which the whole exchange can be read.", stage.today, die
    )
    stage.moves.change(new.path, evidence=[*last, {"id": f"e{len(last) + 1}", **more}])
    stage.commit(author, f"Propose an account of {_title(stage, new)} again, with new evidence")
    for _ in range(2 if waits else 3):
        yield die.between(1, 5)
        while not stage.has_room(new.list_id):
            yield 2
        reviewer = stage.reviewers(new)[0]
        stage.confirm(new, reviewer)
        stage.commit(reviewer, f"Review an account of {_title(stage, new)} that was cleared before")


# Corrections


def corrected(stage: Stage, number: int, *, waits: int = 2) -> Story:
    """Correct a listing by a next claim, which gets so many reviews."""
    die = Die(stage.seed, "corrected", number)
    listing = stage.pick(die)
    if listing is None:
        return
    held = stage.moves.value(listing.path)
    items = held["evidence"]
    more = capture(listing.account, "profile", die.pick(stage.script.looks), stage.today, die)
    said = die.pick(stage.script.corrections).format(what=held["summary"])
    members = (
        {"evidence": [*items, {"id": f"e{len(items) + 1}", **more}]} if die.chance(40) else {"summary": said}
    )
    yield from _next_claim(stage, listing, "Correct", members, waits)


def renamed(stage: Stage, number: int) -> Story:
    """Give an account another handle, which somebody sees, and a next claim says."""
    die = Die(stage.seed, "renamed", number)
    listing = stage.pick(die, where=_has_id)
    if listing is None:
        return
    account, watcher = listing.account, stage.people.one("contributor", die)
    stage.moves.append(listing.path, "observations", {"date": stage.today, "state": "renamed"})
    stage.commit(watcher, f"Note that an account of {_title(stage, listing)} has another name")
    yield die.between(2, 9)
    account.earlier.append({"handle": account.handle, "until": shifted(stage.today, -2)})
    account.handle = stage.casting.another_handle(account, die)
    members = {"handle": account.handle, "previous_handles": [*account.earlier]}
    yield from _next_claim(stage, listing, "Follow the new name of", members, 2)


def _next_claim(
    stage: Stage, listing: Listing, verb: str, members: Mapping[str, object], waits: int
) -> Story:
    die = Die(stage.seed, "next claim", listing.id)
    author, title = stage.people.one("contributor", die), _title(stage, listing)
    if author not in listing.writers:
        listing.writers.append(author)
    end = stage.end()
    path = stage.moves.next_claim(listing.path, end, submitted_by=[*listing.writers], **members)
    stage.commit(author, f"{verb} an account of {title}")
    confirms: dict[str, str] = {}
    for turn in range(waits):
        yield die.between(1, 8)
        reviewer = _confirm_next(stage, listing, path, confirms)
        if turn == 1:
            stage.moves.promote(path)
            listing.confirms, listing.busy = confirms, False
        stage.commit(reviewer, f"Review a correction of {title}")


def _confirm_next(stage: Stage, listing: Listing, path: str, confirms: dict[str, str]) -> str:
    """Let somebody confirm a next claim who has not; return who it is."""
    reviewer = stage.reviewers(listing, *confirms, new=False)[0]
    stage.moves.review(reviewer, path, "confirm", stage.today)
    confirms[reviewer] = stage.today
    return reviewer


# Appeals


def upheld(stage: Stage, number: int, ground: str) -> Story:
    """Uphold an appeal: the listing is taken back, and who was listed by mistake is cleared by name and protected."""
    die = Die(stage.seed, "upheld", ground, number)
    listing = stage.pick(die, fate=ground)
    if listing is None:
        return
    yield from _upheld(stage, die, listing, ground)
    if ground != "mistaken-identity" or listing.account.nameless:
        return
    yield die.between(3, 9)
    stage.moves.show_name(listing.path, stage.ruling())
    stage.commit(KEEPERS, "Name an account as cleared, as its owner asked")
    yield 2
    path, account = "lists/protected/cleared.yaml", listing.account
    held = stage.moves.value(path) or {"title": "Accounts that were listed by mistake", "accounts": []}
    entry = {
        "id": f"cleared-{len(held['accounts']) + 1}",
        "platform": account.platform,
        "handle": account.handle,
    }
    stage.moves.write(
        path, held | {"accounts": [*held["accounts"], entry | {"name": account.name or "Cleared"}]}
    )
    stage.override()
    stage.commit(KEEPERS, "Protect an account that was listed by mistake")


def _upheld(stage: Stage, die: Die, listing: Listing, ground: str) -> Story:
    _appeal(stage, listing, ground)
    yield die.between(2, 12)
    reason = stage.script.appeals[ground]["upheld"]
    stage.moves.decide_appeal(listing.path, "upheld", stage.ruling(), reason)
    stage.moves.retract(listing.path, ground, stage.ruling())
    listing.public = False
    stage.commit(KEEPERS, f"Uphold an appeal and take back a listing of {_title(stage, listing)}")


def dismissed(stage: Stage, number: int, ground: str, *, late: bool = False) -> Story:
    """Dismiss an appeal in time, or `late`: then the listing is withheld by itself until that day."""
    die = Die(stage.seed, "dismissed", ground, number)
    listing = stage.pick(die)
    if listing is None:
        return
    _appeal(stage, listing, ground)
    yield die.between(20, 26) if late else die.between(3, 13)
    while not stage.has_room(listing.list_id):
        yield 1
    reason = stage.script.appeals[ground]["dismissed"]
    stage.moves.decide_appeal(listing.path, "dismissed", stage.ruling(), reason)
    listing.busy = False
    stage.commit(KEEPERS, f"Dismiss an appeal about {_title(stage, listing)}")


def appealed(stage: Stage, number: int, ground: str) -> Story:
    """Enter an appeal that nobody has decided yet."""
    listing = stage.pick(Die(stage.seed, "appealed", ground, number))
    if listing is not None:
        _appeal(stage, listing, ground)
    yield from ()


def _appeal(stage: Stage, listing: Listing, ground: str) -> None:
    stage.moves.appeal(listing.path, ground, stage.today, stage.due(listing.list_id))
    stage.commit(KEEPERS, f"Enter an appeal about {_title(stage, listing)}", request=False)


# Stopping


def taken_back(stage: Stage, number: int, reason: str) -> Story:
    """Take a listing back without an appeal: it is withheld first, and then retracted."""
    die = Die(stage.seed, "taken back", reason, number)
    listing = stage.pick(die, fate=reason)
    if listing is None:
        return
    _withhold(stage, listing, reason)
    yield die.between(4, 20)
    stage.moves.retract(listing.path, reason, stage.ruling())
    listing.public = False
    stage.commit(KEEPERS, f"Take back a listing of {_title(stage, listing)}")


def withheld(stage: Stage, number: int, reason: str, *, waits: bool = False) -> Story:
    """Stop a listing that somebody doubts; a steward releases it, unless it `waits`."""
    die = Die(stage.seed, "withheld", reason, number)
    listing = stage.pick(die)
    if listing is None:
        return
    path = _withhold(stage, listing, reason)
    if waits:
        return
    yield die.between(5, 24)
    while not stage.has_room(listing.list_id):
        yield 1
    stage.moves.release(path, stage.ruling())
    listing.busy = False
    stage.commit(KEEPERS, f"Release a listing of {_title(stage, listing)}")


def _withhold(stage: Stage, listing: Listing, reason: str) -> str:
    path = stage.moves.withhold(listing.id, stage.end(), stage.today, by=KEEPERS, reason=reason)
    stage.commit(KEEPERS, f"Withhold a listing of {_title(stage, listing)}", request=False)
    return path


def doubted(stage: Stage, number: int, verdict: str, *, waits: bool = False) -> Story:
    """Let a reviewer reject a listing, or withdraw a confirmation, and confirm it later unless it `waits`."""
    die = Die(stage.seed, "doubted", verdict, number)
    there = stage.people.there("reviewer")

    def is_fit(item: Listing) -> bool:
        if verdict == "reject":
            return bool(stage.reviewers(item))
        return len(item.confirms) == item.needed and not item.confirms.keys().isdisjoint(there)

    listing = stage.pick(die, where=is_fit)
    if listing is None:
        return
    if verdict == "reject":
        reviewer = stage.reviewers(listing)[0]
    else:
        reviewer = die.pick([name for name in listing.confirms if name in there])
        del listing.confirms[reviewer]
        listing.public = False
    stage.moves.review(reviewer, listing.path, verdict, stage.today)
    what = {"reject": "Reject", "withdraw": "Withdraw a confirmation of"}[verdict]
    stage.commit(reviewer, f"{what} a listing of {_title(stage, listing)}")
    if waits:
        return
    yield die.between(12, 40)
    while not stage.has_room(listing.list_id):
        yield 1
    stage.confirm(listing, reviewer)
    listing.busy = False
    stage.commit(reviewer, f"Confirm a listing of {_title(stage, listing)} after all")


def _has_id(listing: Listing) -> bool:
    return not listing.account.by_name and not listing.account.nameless


def _title(stage: Stage, listing: Listing) -> str:
    return stage.script.operations[listing.account.operation].title
