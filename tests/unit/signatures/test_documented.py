"""What docs/reference/signatures.md shows is so: its message and its signature. Its commands: `tests/interop/`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from site_builder.load.strict_yaml import load
from site_builder.signatures.decision import decision_message
from site_builder.signatures.public_key import PublicKey, public_key
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict
from tests.keys import INSTANCE
from tests.unit.signatures import crafted, oracle

if TYPE_CHECKING:
    from site_builder.model import Decision, ReviewerData

_PAGE: Final = (Path(__file__).parents[3] / "docs" / "reference" / "signatures.md").read_text(
    encoding="utf-8"
)
_INSTANCE: Final = "5d0e8f7a-6c1b-4a54-9d5e-2f1f7f3f9b10"
_MESSAGE: Final = oracle.MESSAGE.replace(INSTANCE.encode(), _INSTANCE.encode())


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", _PAGE, flags=re.MULTILINE | re.DOTALL)


def _yaml(index: int) -> Any:
    return load(_blocks("yaml")[index].encode(), "signatures.md").value


def test_the_message_is_what_is_signed() -> None:
    shown, _ = _blocks("json")
    assert shown.rstrip("\n").encode() == _MESSAGE
    assert f"this message has {len(_MESSAGE)} bytes" in _PAGE


def test_the_message_of_a_decision_is_what_is_signed() -> None:
    _, shown = _blocks("json")
    said = json.loads(shown)
    decision: Decision = {**{name: said[name] for name in ("date", "kind", "subject")}, "reason": "x"}  # type: ignore[typeddict-item]
    assert shown.rstrip("\n").encode() == decision_message(
        said["decision"], decision, said["steward"], said["instance"]
    )


def test_the_review_is_valid_by_the_roster() -> None:
    ((record, (said,)),) = _yaml(0).items()
    roster: dict[str, ReviewerData] = _yaml(1)
    assert (said["claim"], said["number"], record) == (oracle.CLAIM, "1", "7k3f9q2m4d1p")
    assert check_signature(oracle.review(said["signature"]), roster, _INSTANCE).verdict is Verdict.VALID


def test_every_type_of_key_in_the_table_may_sign() -> None:
    kinds = {kind for kind, *_ in (crafted.line(make().public).split() for make in crafted.MAKERS.values())}
    table = _PAGE.split("| type | may sign |", 1)[1].split("\n\n", 1)[0]
    told = set(re.findall(r"`([^`]+)`", table))
    told |= {f"ecdsa-sha2{kind}" for kind in told if kind.startswith("-")}
    assert kinds == {kind for kind in told if not kind.startswith("-")}
    assert all(
        isinstance(public_key(crafted.line(make().public)), PublicKey) for make in crafted.MAKERS.values()
    )
