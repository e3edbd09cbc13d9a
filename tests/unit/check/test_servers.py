"""Servers: a host that nobody's account was on is warned of, whatever the change itself says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.signed_world import World, build_world, name, ordinary

if TYPE_CHECKING:
    from pathlib import Path

_OLD, _NEW, _TWIN = name("the1d", 1), name("fresh", 1), name("fresh", 2)
_HOST: Final = "nowhere.example"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.fixture
def world(base: World, tmp_path: Path) -> World:
    return base.copy(tmp_path / "repository")


def on_a_server(world: World, record: str, handle: str = f"desk@{_HOST}", **fields: Any) -> None:
    world.record(record, platform="mastodon", handle=handle, **{"account_id": None, **fields})


def warned(world: World) -> list[tuple[str, str]]:
    """Return host and pointer of each warning about the last commit."""
    found = [item for item in world.check().problems if item.code == "server-unknown"]
    return [(str(item.params["host"]), item.place.pointer) for item in found]


def test_a_host_that_nobody_has_is_warned_of_once_for_each_record(world: World) -> None:
    on_a_server(world, _NEW, account_id=f"https://{_HOST}/users/desk")
    world.commit("Propose")
    assert warned(world) == [(_HOST, "/handle")]


def test_two_records_of_one_change_do_not_make_their_host_known(world: World) -> None:
    on_a_server(world, _NEW)
    on_a_server(world, _TWIN, f"other_one@{_HOST}")
    world.commit("Propose two")
    assert warned(world) == [(_HOST, "/handle"), (_HOST, "/handle")]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"retractions": [{"date": "2026-01-10", "reason": "mistaken-identity"}]},
        {"handle": "desk@town.example", "previous_handles": [{"handle": f"press@{_HOST}"}]},
        {"handle": "desk@town.example", "account_id": f"https://{_HOST}/users/press"},
    ],
    ids=["proposed", "retracted", "earlier", "by its id"],
)
def test_a_record_of_the_base_makes_its_host_known_in_whatever_state(
    world: World, fields: dict[str, Any]
) -> None:
    on_a_server(world, _OLD, **{"handle": f"press@{_HOST}", **fields})
    world.commit("The other")
    on_a_server(world, _NEW, f"a_new_desk@{_HOST.upper()}")
    world.commit("Propose")
    assert warned(world) == []


def test_a_record_that_the_change_takes_away_was_at_the_base(world: World) -> None:
    on_a_server(world, _OLD, f"press@{_HOST}")
    world.commit("The other")
    (world.root / world.path(_OLD, "mastodon")).unlink()
    on_a_server(world, _NEW, f"a_new_desk@{_HOST}")
    world.commit("Propose")
    assert warned(world) == []


def test_a_protected_account_makes_its_host_known(world: World) -> None:
    account = {"id": "office", "platform": "mastodon", "handle": f"office@{_HOST}", "name": "Office"}
    world.write(
        "lists/protected/offices.yaml", emit(FileKind.PROTECTED, {"title": "Offices", "accounts": [account]})
    )
    world.commit("Protect")
    on_a_server(world, _NEW, f"a_new_desk@{_HOST}")
    world.commit("Propose")
    assert warned(world) == []


def test_a_record_does_not_vouch_for_itself_where_its_claim_changes(world: World) -> None:
    on_a_server(world, _NEW)
    world.commit("Propose")
    on_a_server(world, _NEW, observations=[{"date": "2026-01-10", "state": "suspended"}])
    world.commit("Observe")
    assert warned(world) == []
    on_a_server(world, _NEW, summary="Says something else.")
    world.commit("Edit")
    assert warned(world) == [(_HOST, "/handle")]


def test_every_field_that_names_a_host_is_looked_at(world: World) -> None:
    on_a_server(world, _OLD, "press@town.example")
    world.commit("The other")
    earlier = [{"handle": "desk@town.example"}, {"handle": "desk@first.example"}]
    on_a_server(
        world,
        _NEW,
        "desk@town.example",
        previous_handles=earlier,
        account_id="https://second.example:8443/users/desk",
    )
    world.commit("Propose")
    assert warned(world) == [
        ("second.example", "/account_id"),
        ("first.example", "/previous_handles/1/handle"),
    ]


@pytest.mark.parametrize("host", ["gmail.com", "blog.medium.com", "x.com"])
def test_a_site_that_is_no_server_is_never_known(world: World, host: str) -> None:
    on_a_server(world, _OLD, f"press@{host}")
    world.commit("The other")
    on_a_server(world, _NEW, f"a_new_desk@{host}")
    world.commit("Propose")
    assert warned(world) == [(host, "/handle")]


def test_a_draft_is_a_new_record_too(world: World) -> None:
    draft = ordinary(_NEW) | {"platform": "mastodon", "handle": f"desk@{_HOST}"}
    content = emit(
        FileKind.RECORD, {name: value for name, value in draft.items() if name not in {"id", "account_id"}}
    )
    world.write("lists/harbour/drafts/desk.yaml", content)
    world.commit("Draft")
    assert warned(world) == [(_HOST, "/handle")]


def test_where_handles_have_no_host_nothing_is_asked(world: World) -> None:
    world.record(_NEW)
    world.commit("Propose")
    assert warned(world) == []


def test_what_cannot_be_read_knows_nothing_and_ends_nothing(world: World) -> None:
    world.write(world.path(_OLD, "mastodon"), b"handle: \xff\xfe\n[")
    world.commit("Broken")
    on_a_server(world, _NEW)
    world.commit("Propose")
    assert warned(world) == [(_HOST, "/handle")]
