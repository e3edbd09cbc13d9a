"""Which e-mail addresses a commit may show."""

from __future__ import annotations

import pytest

from site_builder.proposals.neighbours import is_no_reply


@pytest.mark.parametrize(
    "address",
    [
        "name@users.noreply.github.com",
        "49699333+name@users.noreply.github.com",
        "7-name@users.noreply.gitlab.com",
        "name@noreply.codeberg.org",
        "Name@NoReply.forge.example",
        "noreply@forge.example",
        "no-reply@forge.example",
        "name@no-reply.forge.example",
    ],
)
def test_an_address_that_leads_to_nobody_may_be_shown(address: str) -> None:
    assert is_no_reply(address)


@pytest.mark.parametrize(
    "address",
    [
        "name@forge.example",
        "noreply.name@forge.example",
        "name+noreply@forge.example",
        "name@noreplyforge.example",
        "name@noreply-forge.example",
        "@noreply.forge.example",
        "noreply",
        "",
    ],
)
def test_any_other_address_may_not(address: str) -> None:
    assert not is_no_reply(address)
