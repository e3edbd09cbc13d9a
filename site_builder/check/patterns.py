"""Patterns: submitters, reviewers and servers that are conspicuous. Nothing here is an error: a person looks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final

from site_builder.check.reviews import new_reviews
from site_builder.check.side import Pair
from site_builder.days import shifted
from site_builder.handles import Platform
from site_builder.ids import RECORD_ID
from site_builder.load.layout import named_record
from site_builder.load.names import AccountNames, known_servers, names_in
from site_builder.model import ListId, Review
from site_builder.problems import Place, Problem
from site_builder.record import OUTSIDE_CLAIM
from site_builder.rules import problem
from site_builder.settings import LIMITS

MANY_PROPOSALS: Final = 20
"""New records of one submitter in one change."""
PAIR_DAYS: Final = 7
PAIR_CONFIRMS: Final = 20
"""Records that the same two confirm within `PAIR_DAYS`."""
AGREE_CLAIMS: Final = 50
"""Claims that two reviewers judged, every one alike."""

# The canonical form of a file of reviews; anything else in it (signatures) is passed over.
_LINE: Final = re.compile(
    rb"^(?:(%b):|(?:  - |    )(claim|date|verdict): ([^\n]+))$" % RECORD_ID.encode(), re.MULTILINE
)
_Said = dict[str, tuple[str, str]]
"""Record and claim to verdict and date."""


def check_proposals(pair: Pair) -> Iterator[Problem]:
    """`many-proposals`, under the first of them."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for item, _, found in pair.touched():
        if item.before is None:
            for name in dict.fromkeys(found.record.data["submitted_by"]):
                counts[name] += 1
                first.setdefault(name, item.path)
    for name, count in sorted(counts.items()):
        if count >= MANY_PROPOSALS:
            yield problem("many-proposals", Place(first[name]), submitter=name, count=count)


def check_servers(pair: Pair) -> Iterator[Problem]:
    """`server-unknown`, where a claim is new or another. Two records that are new do not know each other's host."""
    known, platforms = cache(lambda name: _known(pair, platforms[name])), pair.before.tree.platforms
    for item in pair.scope.records:
        sides = [side.source.mapping(item.path, LIMITS.record_bytes) for side in (pair.before, pair.after)]
        before, after = ({name: raw[name] for name in raw.keys() - OUTSIDE_CLAIM} for raw in sides)
        platform, names = platforms.get(str(after.get("platform"))), AccountNames.written(after)
        if platform is None or names is None or before == after:
            continue
        for host, pointer in names.servers(platform).items():
            if not known(platform.id).get(host, set()) - {named_record(item.path)} or platforms.never_server(
                host
            ):
                yield pair.problem("server-unknown", item.path, pointer, host=host, platform=platform.name)


def _known(pair: Pair, platform: Platform) -> Mapping[str, set[str]]:
    paths = chain.from_iterable(pair.before.atlas.records.values())
    asked = [path for path in paths if path.split("/")[2] == platform.id]
    contents = pair.before.source.read_many(asked, LIMITS.record_bytes)
    records = ((named_record(path) or "", names_in(data)) for path, data in contents)
    return known_servers(platform, pair.before.tree.protected, records)


def check_pairs(pair: Pair) -> Iterator[Problem]:
    """`reviewer-pair`, `reviewers-agree`: all that this change's reviewers have said on its lists, in any change."""
    by_record: dict[tuple[ListId, str], set[str]] = {}
    for review in pair.after.tree.reviews:
        by_record.setdefault((review.list, review.record), set()).add(review.reviewer)
    asked: dict[tuple[ListId, str, str], Review] = {}
    for review in new_reviews(pair):
        for colleague in by_record[review.list, review.record] - {review.reviewer}:
            first, second = sorted((review.reviewer, colleague))
            asked.setdefault((review.list, first, second), review)
    names = {(list_id, name) for list_id, *both in asked for name in both}
    said = {(list_id, name): _said(pair, list_id, name) for list_id, name in names}
    for list_id, first, second in sorted(asked):
        mine, other = said[list_id, first], said[list_id, second]
        review = asked[list_id, first, second]
        both = mine.keys() & other.keys()
        since = shifted(review.date, -PAIR_DAYS)
        confirmed = sum(
            mine[key][0] == other[key][0] == "confirm" and since <= min(mine[key][1], other[key][1])
            for key in both
        )
        params = {"first": first, "second": second}
        place = Place(review.file)
        if confirmed >= PAIR_CONFIRMS:
            yield problem("reviewer-pair", place, **params, count=confirmed, days=PAIR_DAYS)
        if len(both) >= AGREE_CLAIMS and all(mine[key][0] == other[key][0] for key in both):
            yield problem("reviewers-agree", place, **params, count=len(both))


def _said(pair: Pair, list_id: ListId, reviewer: str) -> _Said:
    """Return the last verdict and its date of a reviewer on each record's claim, by record and claim."""
    files = pair.after.atlas.reviews.get(list_id, {}).get(reviewer, ())
    found: _Said = {}
    for _, data in pair.after.source.read_many(files, LIMITS.file_bytes):
        record, member = "", {}
        for name, key, value in _LINE.findall(data):
            if name:
                record = name.decode("ascii")
                continue
            member[key] = value.decode("utf-8", "replace").strip("'\"")
            if len(member) == len(("claim", "date", "verdict")):
                found[f"{record} {member[b'claim']}"] = (member[b"verdict"], member[b"date"])
                member = {}
    return found
