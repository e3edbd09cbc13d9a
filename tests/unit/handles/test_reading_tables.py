"""Whatever the reader takes from a table has a text that would be read wrongly without it; both sides read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.handles.cleaned import clean
from site_builder.handles.fold import lower
from site_builder.handles.unwrap import wrappers
from tests.reading.readings import NOISE, shown, vectors
from tests.unit.handles.handles_samples import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS: Final = {text: (said, lower(clean(text).text)) for text, said in vectors()}


def _lessened(table: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield a table without one of its items, each in turn, behind the way to it."""
    for item in table:
        if isinstance(table, dict) and not isinstance(table[item], str):
            for way, less in _lessened(table[item]):
                yield (item, *way), table | {item: less}
        elif isinstance(table, dict):
            yield (item,), {key: value for key, value in table.items() if key != item}
        else:
            yield (item,), [other for other in table if other != item]


LESSENED: Final = dict(_lessened(wrappers()))


@pytest.mark.parametrize("way", LESSENED, ids=" ".join)
def test_each_host_and_word_of_the_table_has_a_text(
    way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    word = way[-1] or way[-2]
    monkeypatch.setitem(wrappers(), way[0], LESSENED[way][way[0]])
    assert any(
        word.split()[-1] in plain and shown(shipped(), text) != said for text, (said, plain) in TEXTS.items()
    )


@pytest.mark.parametrize("key", [item.id for item in shipped()])
def test_each_path_of_a_platform_has_a_text(key: str) -> None:
    platform, whole = shipped()[key], {item.id: item for item in shipped()}
    own = {text: shown(shipped(), text) for text in platform.definition["profile"]["addresses"]}
    said = own | {text: said for text, (said, _) in TEXTS.items()}
    likely_first = sorted(said, key=lambda text: key not in said[text])
    for route in platform.routes:
        fewer = replace(platform, routes=tuple(other for other in platform.routes if other != route))
        platforms = replace(shipped(), _by_id={**whole, key: fewer})
        assert any(shown(platforms, text) != said[text] for text in likely_first), route


@pytest.mark.parametrize("noise", [(where, noise) for where in NOISE for noise in NOISE[where]], ids=repr)
def test_each_noise_of_the_grammar_has_a_text(noise: tuple[str, str]) -> None:
    where, text = noise
    begin, *_, end = text.split("{}") if "{}" in text else (text, "")
    begin, end = (end, begin) if where == "after" else (begin, end)
    assert any(one.startswith(begin) and one.endswith(end) and end in one[len(begin) :] for one in TEXTS)


@pytest.mark.parametrize("host", shipped()["mastodon"].definition["profile"]["not_hosts"])
def test_a_site_or_mail_service_is_never_a_server(host: str) -> None:
    for text in (f"https://{host}/@northwind", f"https://www.{host}/users/northwind"):
        # Short links and archives have a reason of their own.
        assert shown(shipped(), text).startswith("unreadable: "), text
    assert shown(shipped(), f"press@{host}") == "unreadable: e-mail"
