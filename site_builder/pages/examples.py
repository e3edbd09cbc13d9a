"""Programs on the developers' page that work as they stand, because they hold the site's own address.

They are text until the template escapes them; the address is quoted for the language, since it may hold quotes. Tests
take them from a built page and run them.
"""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Final

from site_builder.pages.environment import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from site_builder.wording.words import Words

_LOOK: Final = """\
SITE=@SITE@
curl -fsS "${SITE}feeds/v1/index.json" | jq '{as_of, epoch, changes: .changes.events, lists: [.lists[] | {id, counts}]}'
"""

_SYNC: Final = """\
SITE=@SITE@
handlelists sync "$SITE" mirror --max-adds 100 --max-removes 100
"""

_FOLLOW: Final = """\
# follow.py: keeps a proved copy in copy.json and prints what happened since the last time
import hashlib
import json
import os
import sys
import urllib.error
import urllib.request

SITE = @SITE@
AGENT = "example/1.0 (+mailto:trust@platform.example)"  # say who you are, and how to reach you


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def fetch(path, proof=None, etag=None):
    headers = {"User-Agent": AGENT, **({"If-None-Match": etag} if etag else {})}
    with urllib.request.urlopen(urllib.request.Request(SITE + path, headers=headers), timeout=30) as answer:
        data = answer.read()
    if proof is not None and sha256(data) != proof:
        sys.exit(f"{path} is not what its hash says: try again in an hour")
    return data, answer.headers["ETag"]


def canonical(event):
    return json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


old = None
if os.path.exists("copy.json"):
    with open("copy.json", encoding="utf-8") as file:
        old = json.load(file)
try:
    data, etag = fetch("feeds/v1/index.json", etag=old and old["etag"])
except urllib.error.HTTPError as error:
    sys.exit(0 if error.code == 304 else f"index.json: {error}")
index = json.loads(data)
if not index["history"] or "pending" in index or (old and index["as_of"] < old["as_of"]):
    sys.exit("no history, work that is not committed, or an older copy: leave it alone")

changes, rows, happened = index["changes"], {}, []
if old and old["epoch"] == index["epoch"]:
    rows, seq, last = old["rows"], old["seq"], old["last"]
    pages, proof, newest = [], changes.get("last_page", {}).get("sha256"), {}
    for number in range(changes["pages"] - 1, seq // 64 - 1, -1):  # from the last page back
        pages.append(json.loads(fetch(f"feeds/v1/changes/{number}.json", proof)[0]))
        proof = pages[-1]["prev"]
    for event in (event for page in reversed(pages) for event in page["events"] if event["seq"] > seq):
        if (event["seq"], event["prev"]) != (seq + 1, last):
            sys.exit("the chain of events is broken")
        seq, last = event["seq"], sha256(canonical(event))
        newest[event["record"]] = event
        happened.append((seq, event["kind"], event["record"], event.get("effect", "")))
    if (seq, last) != (changes["events"], changes.get("last_event")):
        sys.exit("the history is not the one that was there before")
    for record, event in newest.items():
        row = fetch(f"lists/{event['list']}/{record}/record.json", event["sha256"])[0]
        rows[record] = row.decode()
for item in index["lists"]:
    (entry,) = (entry for entry in item["files"] if entry["path"].endswith("/records.ndjson"))
    if not (old and old["epoch"] == index["epoch"]):  # the first time, or a new epoch: everything
        for line in fetch(entry["path"], entry["sha256"])[0].decode().split("\\n")[:-1]:
            rows[json.loads(line)["id"]] = line + "\\n"
    kept = "".join(row for _, row in sorted(rows.items()) if json.loads(row)["list"] == item["id"])
    if sha256(kept.encode()) != entry["sha256"]:
        sys.exit(f"the rows of {item['id']} are not those that the index names")

for line in happened:
    print(*line)
made = {"as_of": index["as_of"], "epoch": index["epoch"], "etag": etag, "rows": rows}
made |= {"seq": changes["events"], "last": changes.get("last_event")}
with open("copy.json.new", "w", encoding="utf-8") as file:
    json.dump(made, file)
os.replace("copy.json.new", "copy.json")
"""

_TEXTS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "follow": (_FOLLOW, json.dumps),
    "look": (_LOOK, shlex.quote),
    "sync": (_SYNC, shlex.quote),
}
"""Each text, and how its language quotes."""


def example(name: str, site_url: str) -> str:
    """Return the example `name` with the address of the site, which ends in a slash."""
    text, quoted = _TEXTS[name]
    return text.replace("@SITE@", quoted(site_url))


def _block(name: str) -> Callable[[Words, str], Markup]:
    def block(words: Words, root: str) -> Markup:
        return render("block_code.html", root=root, code=example(name, words.catalog.instance["site_url"]))

    return block


EXAMPLES: Final = {f"example-{name}": _block(name) for name in _TEXTS}
"""Blocks by their marks."""
