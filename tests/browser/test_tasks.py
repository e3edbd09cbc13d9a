"""People who see the site for the first time find out what they came for, by keyboard alone and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser.tasks import MOST_CLICKS, TASKS, known
from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from tests.browser.conftest import Look, Served
    from tests.browser.tasks import Known
    from tests.demo_site import DemoSite

pytestmark = pytest.mark.browser

KEYBOARD: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="module")
def facts(demo: DemoSite) -> Known:
    return known(demo)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("look", [KEYBOARD, PHONE], indirect=True, ids=["keyboard", "phone"])
def test_a_first_timer_finds_out(look: Look, served_demo: Served, facts: Known, name: str) -> None:
    look.served, task = served_demo, TASKS[name]
    touch = look.page.evaluate("matchMedia('(pointer: coarse)').matches")
    visitor = Visitor(look.open(""), touch)
    task.way(visitor, facts)
    clicks = task.on_a_phone if touch else task.by_keyboard
    assert (visitor.clicks, visitor.inputs) == (clicks, task.inputs)
    assert not look.faults


def test_no_task_takes_more_clicks_than_people_give_it() -> None:
    assert len(TASKS) == 10
    assert max(max(task.by_keyboard, task.on_a_phone) for task in TASKS.values()) <= MOST_CLICKS
