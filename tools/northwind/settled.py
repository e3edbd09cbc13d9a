"""An account of the cast with its days settled: when it was reviewed, opened and named by papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tools.northwind.dice import Die, later, record_id
from tools.northwind.documents import DOCUMENTS
from tools.northwind.platforms import OPEN_SINCE
from tools.northwind.script import Draw, Step, Story
from tools.northwind.stories import STORIES

if TYPE_CHECKING:
    from tools.northwind.shape import Account, Cluster, Paper

_LAST_CAPTURE: Final = "2026-11-06"
_NUMBERS_OF_REVIEWS: Final = (2, 2, 2, 3, 3, 4)
_PAPERS_AT_MOST: Final = 2


@dataclass(frozen=True, slots=True)
class Settled:
    """One account; `shift` is by how many days its story's days move on."""

    account: Account
    cluster: Cluster
    story: Story
    shift: int
    steps: tuple[Step, ...]
    created: str
    papers: tuple[Paper, ...]
    seen: str
    """Day on which the first piece of evidence was captured."""
    before: str
    """Last day on which evidence other than the story's addition was captured."""

    @property
    def id(self) -> str:
        """The record's id."""
        return record_id(self.account.key)

    @property
    def categories(self) -> tuple[str, ...]:
        """The record's categories."""
        return self.account.categories or self.cluster.categories


def settle(account: Account, cluster: Cluster) -> Settled:
    """Return the account with its days: opened, seen, named by papers, reviewed, in this order."""
    story = STORIES[account.story]
    shift = Die(account.key, "shift").between(0, story.spread)
    steps = tuple(replace(step, day=later(step.day, shift)) for step in story.steps) or _drawn(account, story)
    first_review = min((step.day for step in steps), default=later(_LAST_CAPTURE, 4))
    before = later(first_review, -3)

    die = Die(account.key, "days")
    opened = max(OPEN_SINCE[account.platform], f"{cluster.years[0]}-01-01")
    wanted = [DOCUMENTS[name].out for name in account.papers]
    latest = min([later(before, -240), f"{cluster.years[1]}-12-28", *(later(day, -90) for day in wanted)])
    # The earlier of two draws: most accounts were there before most of the papers.
    created = min(die.day(opened, latest), die.day(opened, latest))
    papers = _papers(account, cluster, created, before)
    seen = die.day(max(later(created, 60), later(before, -500)), later(before, -14))
    return Settled(account, cluster, story, shift, steps, created, papers, seen, before)


def _drawn(account: Account, story: Story) -> tuple[Step, ...]:
    return tuple(step for draw in story.draws for step in _confirmations(account, draw))


def _confirmations(account: Account, draw: Draw) -> list[Step]:
    die = Die(account.key, "reviews", draw.first)
    day = die.day(draw.first, draw.last)
    steps = []
    for reviewer in die.sample(draw.pool, die.pick(_NUMBERS_OF_REVIEWS)):
        steps.append(Step("confirm", reviewer, day, earlier=draw.earlier))
        day = later(day, die.between(0, 6))
    return steps


def _papers(account: Account, cluster: Cluster, created: str, before: str) -> tuple[Paper, ...]:
    """Return papers that can name the account: out after it was opened and before it was reviewed."""
    fitting = [
        paper
        for paper in cluster.papers
        if later(created, 60) <= DOCUMENTS[paper.source].out <= later(before, -2)
        and (not account.papers or paper.source in account.papers)
    ]
    die = Die(account.key, "papers")
    chosen = fitting if account.papers else die.sample(fitting, die.between(1, _PAPERS_AT_MOST))
    return tuple(sorted(chosen, key=lambda paper: DOCUMENTS[paper.source].out))
