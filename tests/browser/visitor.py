"""A visitor of the site, who is counted: by keyboard alone, or by touch on a phone.

What a visitor is given is what a person sees: the words of links, buttons and fields. A click is a tap on one, or Enter
on one that Tab led to. An input is a field that is filled, the tap into it included. Tab and arrow keys, and screens
scrolled, are counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import re

    from playwright.sync_api import Locator, Page

Role = Literal["button", "link", "option"]

MOST_TABS: Final = 200
"""More presses of Tab than any page of the tasks takes to its end."""
FRAMES: Final = 60
"""As many pictures as a page gets to come to rest."""

# An element's place: the screen that it is on, the first being 1, and whether it is there for the eye.
_PLACE: Final = """
(item) => {
  const screen = Math.ceil((item.getBoundingClientRect().bottom + scrollY) / innerHeight);
  item.scrollIntoView({ block: "nearest", behavior: "instant" });
  const box = [...item.getClientRects()].find(({ width, height }) => width && height);
  if (!box) return { screen, seen: false };
  const across = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const down = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(across, down);
  return { screen, seen: there !== null && (item.contains(there) || there.contains(item)) };
}
"""
_FOCUSED: Final = "(item) => item === document.activeElement"
# The browser shows a ring, and styles leave one: of the element, or of the frame around it.
_RINGED: Final = """
(item) => item.matches(":focus-visible") && [item, item.parentElement, item.parentElement.parentElement].some((at) => {
  const style = getComputedStyle(at);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
})
"""
_IN_SIGHT: Final = """
(items) => items.findIndex((item) => {
  const box = item.getBoundingClientRect();
  return item.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && box.width > 1 && box.height > 1 && box.left >= 0 && box.right <= innerWidth + 1;
})
"""


class LostError(AssertionError):
    """What a visitor looks for is not there."""


@dataclass
class Visitor:
    """Somebody at a page, and what the way there took."""

    page: Page
    touch: bool
    clicks: int = 0
    inputs: int = 0
    tabs: int = 0
    screens: int = 1

    def press(self, role: Role, name: str | re.Pattern[str]) -> None:
        """Use the first link, button or the like of this name that is in sight."""
        self.use(self.find(role, name))

    def find(self, role: Role, name: str | re.Pattern[str]) -> Locator:
        """Return the first element of this role and name that no drawer hides."""
        named = self.page.get_by_role(role, name=name)
        named.first.wait_for(state="attached")
        index = named.evaluate_all(_IN_SIGHT)
        if index < 0:
            raise LostError(f"{role} {name!r} at {self.page.url}")
        return named.nth(index)

    def use(self, target: Locator) -> None:
        """Tap an element, or go to it by Tab and press Enter."""
        if self.touch:
            target.tap()
        else:
            self._reach(target)
            self.page.keyboard.press("Enter")
        self.clicks += 1

    def write(self, field: Locator, text: str) -> None:
        """Fill a field."""
        if self.touch:
            field.tap()
        else:
            self._reach(field)
        self.page.keyboard.insert_text(text)
        self.inputs += 1

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Wait until each text can be read on the page, and scroll to it."""
        for text in texts:
            shown = self.page.locator("main").get_by_text(text).locator("visible=true").first
            shown.wait_for()
            place = shown.evaluate(_PLACE)
            for _ in range(FRAMES):  # the page may be scrolling by itself
                if place["seen"]:
                    break
                self.page.evaluate("new Promise(requestAnimationFrame).then(() => null)")
                place = shown.evaluate(_PLACE)
            else:
                raise LostError(f"{text!r} is covered at {self.page.url}")
            self.screens = max(self.screens, place["screen"])

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        # One handle for all presses: to find it by its name again each time takes longer than everything else.
        item = target.element_handle()
        pressed = 0
        while not item.evaluate(_FOCUSED):
            if pressed == MOST_TABS:
                raise LostError(f"no Tab leads to {target}")
            self.page.keyboard.press("Tab")
            pressed += 1
        self.tabs += pressed
        if not item.evaluate(_RINGED) or not item.evaluate(_PLACE)["seen"]:
            raise LostError(f"the focus on {target} cannot be seen")
