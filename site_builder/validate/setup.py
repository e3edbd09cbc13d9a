"""Setup: what an instance's own files promise and cannot keep, what was copied and never filled in, keys that sign.

And what a list requires of itself and of its records, and the files that must be there.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from site_builder.days import covers
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.source_tree import INSTANCE_FILE, REVIEWERS_FILE, Loading, Tree
from site_builder.model import AccountList, ReviewerData
from site_builder.problems import Place, Problem
from site_builder.record import retraction_in_force
from site_builder.rules import problem
from site_builder.signatures.decision import override_quorum
from site_builder.signatures.key_secret import Secret, is_shared, secret_of, weakness
from site_builder.signatures.public_key import fingerprint, public_key
from site_builder.signatures.word import is_stolen

PRINTED_IDS: Final = {
    "21b5228a-84d1-4af4-9330-651fb278bd0f",
    "5d0e8f7a-6c1b-4a54-9d5e-2f1f7f3f9b10",
    "8816f526-a59b-431f-83cb-aa0a4690ace8",
}
"""The instance ids that this project prints: its own, that of its guides, and that of `demo` without a seed."""
PRINTED_KEYS: Final = {
    "SHA256:2tx5bTfKfJPEgdRW7l8G2LICNDDyxil5v+fTzNLntjg",
    "SHA256:4h3DWZvqdadVYU/UZhddLn5HSqIFpYkXdoWkH3Y0Y4E",
    "SHA256:6GDlBis7LM/qgS/OMOdAonHyo/mDrZY85wwyGoFR5o8",
    "SHA256:8yobkFLe5NPs0VqjnD5MCgrR/UdG25ycpT2NQXadogM",
    "SHA256:93uj3RmyFbfKLnlmHUVDoKgnVskrZtsKACcmXauZV84",
    "SHA256:ASveMU2IerVtJEdcLCE8GyiJF/2VN/+xJCkuSdRuoVU",
    "SHA256:II4Jnd8A1QrYEms8/4H9i1gIdDdWd/QRqDhhdjkXzWA",
    "SHA256:Icoy/4xDHSvvKUUb/GpT8nM0R0LawvhW2KfSyEJXEG8",
    "SHA256:PUvh0B679YBggduxohZY0SWIv0/3EZaSnASl71R2Y6o",
    "SHA256:RY6QC6YktPqhHm45gKejJNY0o+TiVC7VaTnAChrQ8qw",
    "SHA256:TT2s8dIBNrPT3ORhAsKKOo/0zUipWoM+Ph9+nGNPxxk",
    "SHA256:VMO7ea2js2AT2xJb2W2oTgKSpmpKIU/wnAz2wD8HXTM",
    "SHA256:VTdI09sv1tUWToC4cWwY0tuhseyjKEQJLdy/YEYw0RY",
    "SHA256:WnAHt9l6tPOQQ93xFpXuRDC099Xl8cl9ODvnn/TWmr0",
    "SHA256:ec+TZpCHraB6A7fQRGEPRMTnitQqyubj5V7LPcjZYS0",
    "SHA256:fyz/mHiINqcRr6nb2ok0J0h4ufkDTHqdPw7R6tbeSu4",
    "SHA256:lEUMbmpFWIDwkp7lJTgI4FXpDaYbpMrITzKxazKaD4s",
    "SHA256:lYx660u0PKzUn3uzt3H+2ML9I0GdWtFiDNMQjt+mA+c",
    "SHA256:mikYrtHYpLb3EctozMi9sGxtyWYzLvafK8kUUeVEVvw",
    "SHA256:qBUv+H5r1+B4F9WbsrkNRlxTOFtvqSC21KrWXNm0OGg",
    "SHA256:qjJpFiRokmxETTqLnP3jUXtfeNzQbYaTJtihCN81jhI",
    "SHA256:vjq4My7T8TLFvzHR6RrY4dT1aVQVSF7Dx5mohWcQhlc",
    "SHA256:vjxxNT4L3ELZqym+pP3ByqWDRkWYCBx22w4aceJEXx8",
    "SHA256:w9KRXJ2RWe0hoL3m2S2/3pgFZClITNa+/dEUnNgkwdQ",
}
"""Fingerprints of the keys of this project's own roster and of `demo` without a seed, whose secrets are published."""
_PRINTED: Final = "everybody has its secret, which this project's demonstration publishes"
_FEW_DIGITS: Final = 5
"""Different digits of an id up to which it was made up and not drawn: chance gives more."""
# RFC 2606 and RFC 6761: names for examples, which lead nowhere.
_NOWHERE: Final = re.compile(
    r"(?:mailto:[^?]*@|https?://)(?:[^/?#:@]*\.)?(?P<name>example(?:\.(?:com|net|org))?|invalid|localhost|test)"
    r"\.?(?:[/?#:]|$)",
    re.IGNORECASE,
)


def check_copied(loading: Loading, _today: str | None) -> Iterator[Problem]:
    """`instance-id-copied`, `address-nowhere`: what nobody but examples may have."""
    instance, problem = loading.tree.instance, loading.places.problem
    real = [item for item in loading.tree.lists.values() if not item.example]
    places: list[tuple[str, str, Mapping[str, object]]]
    places = [(item.file, "/contacts", item.data["contacts"]) for item in real]
    if instance is not None and real:
        if instance["id"] in PRINTED_IDS or len(set(instance["id"]) - {"-"}) <= _FEW_DIGITS:
            yield problem("instance-id-copied", INSTANCE_FILE, "/id", id=instance["id"], list=real[0].id)
        places.append((INSTANCE_FILE, "", {"site_url": instance["site_url"]}))
        places.append((INSTANCE_FILE, "/contacts", instance["contacts"]))
        places.append((INSTANCE_FILE, "/forge", instance.get("forge", {})))
    for file, at, addresses in places:
        for name, address in addresses.items():
            found = _NOWHERE.match(address) if isinstance(address, str) else None
            if found is not None:
                yield problem("address-nowhere", file, f"{at}/{name}", name=found["name"])


def check_quorum(loading: Loading, today: str | None) -> Iterator[Problem]:
    """`quorum-out-of-reach`, of a list and of a record that too many of its reviewers wrote.

    Without `today` the whole roster counts, whatever its days.
    """
    tree, problem = loading.tree, loading.places.problem
    able: dict[str, tuple[int, set[str]]] = {}
    for item in tree.lists.values() if tree.reviewers else ():
        quorum = item.data["policy"]["quorum"]
        names = {name for name, entry in tree.reviewers.items() if _able(entry, item, today)}
        if len(names) >= quorum:
            able[item.id] = quorum, names
        else:
            yield problem("quorum-out-of-reach", item.file, "/policy/quorum", quorum=quorum, count=len(names))
    said: dict[str, set[str]] = {}
    for review in tree.reviews:
        if review.verdict == "confirm":
            said.setdefault(review.claim, set()).add(review.reviewer)
    for record in tree.records:
        quorum, names = able.get(record.list, (0, set()))
        count = len((names | said.get(record.claim, set())).difference(record.data["submitted_by"]))
        if count < quorum and retraction_in_force(record.data) is None:
            yield problem("quorum-out-of-reach", record.file, "/submitted_by", quorum=quorum, count=count)


def _able(entry: ReviewerData, account_list: AccountList, today: str | None) -> bool:
    """Return whether a reviewer can confirm records of a list: is active and, where that is asked for, can sign."""
    if account_list.id not in entry["lists"] or not (today is None or covers(entry["active"], today)):
        return False
    return account_list.data["policy"]["signatures"] == "waived" or _can_sign(entry, today)


def _can_sign(entry: ReviewerData, today: str | None) -> bool:
    return any(
        (today is None or covers([item], today))
        and not is_stolen(item["key"], entry)
        and not isinstance(public_key(item["key"]), str)
        for item in entry.get("keys", ())
    )


def check_stewards(loading: Loading, today: str | None) -> Iterator[Problem]:
    """`stewards-too-few`: an override is possible, and with one steward fewer, too. `today` as above."""
    tree = loading.tree
    if tree.reviewers and tree.instance is not None and needs_stewards(tree):
        count, needed = able_stewards(tree, today)
        if count <= needed:
            cause: dict[str, Any] = {"cause": "spare"} if count == needed else {}
            yield loading.places.problem(
                "stewards-too-few", REVIEWERS_FILE, count=count, needed=needed, **cause
            )


def check_roles(loading: Loading, today: str | None) -> Iterator[Problem]:
    """`roles-too-few`: a listing has a quorum that confirms it, and a steward who does not and decides about it.

    So a list needs one person more than its quorum, beside who submits. `today` as above.
    """
    tree, problem = loading.tree, loading.places.problem
    stewards = set(_stewards(tree, today))
    real = {
        name: item for name, item in tree.lists.items() if item.data["policy"]["signatures"] == "required"
    }
    for item in real.values() if tree.reviewers else ():
        quorum = item.data["policy"]["quorum"]
        able = {name for name, entry in tree.reviewers.items() if _able(entry, item, today)}
        if len(able) >= quorum and not any(len(able - {steward}) >= quorum for steward in stewards):
            yield problem("roles-too-few", item.file, "/policy/quorum", people=quorum + 1, quorum=quorum)
    part: dict[tuple[str, str], set[str]] = {}
    for review in tree.reviews:
        if review.verdict == "confirm" and review.reviewer in stewards:
            part.setdefault((review.list, review.record), set()).add(review.reviewer)
    for record in tree.records:
        involved = part.get((record.list, record.id), set()).union(record.data["submitted_by"])
        if (
            record.list in real
            and stewards
            and stewards <= involved
            and retraction_in_force(record.data) is None
        ):
            yield problem("roles-too-few", record.file, "/submitted_by", cause="record", record=record.id)


def needs_stewards(tree: Tree) -> bool:
    """Return whether an instance needs stewards: not all of its lists are examples."""
    return not all(item.example for item in tree.lists.values())


def able_stewards(tree: Tree, today: str | None) -> tuple[int, int]:
    """Return how many stewards can sign on a day, and how many an override needs."""
    return sum(1 for _ in _stewards(tree, today)), override_quorum(tree.instance)


def _stewards(tree: Tree, today: str | None) -> Iterator[str]:
    for name, entry in tree.reviewers.items():
        if (
            entry.get("steward")
            and _can_sign(entry, today)
            and (today is None or covers(entry["active"], today))
        ):
            yield name


def check_keys(loading: Loading, changed: Collection[str] | None = None) -> Iterator[Problem]:
    """`roster-key-invalid`, `roster-key-shared`; one reviewer may name one key twice, for two periods.

    Weak numbers, which take long to find, are not looked for where the roster is not among the `changed` files.
    """
    problem, known = loading.places.problem, dict[Secret, str]()
    real = not all(item.example for item in loading.tree.lists.values())
    for reviewer, entry in loading.tree.reviewers.items():
        for index, item in enumerate(entry.get("keys", ())):
            pointer = f"/{reviewer}/keys/{index}/key"
            key = public_key(item["key"])
            if real and not isinstance(key, str) and fingerprint(key.blob) in PRINTED_KEYS:
                key = _PRINTED
            if isinstance(key, str):
                yield problem("roster-key-invalid", REVIEWERS_FILE, pointer, why=key)
                continue
            secret = secret_of(key)
            twin = next((other for other in known if is_shared(other, secret)), secret)
            owner = known.setdefault(twin, reviewer)
            known.setdefault(secret, reviewer)
            why = weakness(secret) if changed is None or REVIEWERS_FILE in changed else None
            if owner != reviewer:
                yield problem("roster-key-shared", REVIEWERS_FILE, pointer, reviewer=reviewer, other=owner)
            elif twin != secret:
                why = "its modulus has a factor in common with another one, so that both are known"
            if why is not None:
                yield problem("roster-key-invalid", REVIEWERS_FILE, pointer, why=why)


_MINIMUM_QUORUM: Final = 2


def check_files(loading: Loading) -> Iterator[Problem]:
    """`file-missing`: an instance needs its name and roster, a list its list.yaml."""
    present = {document.file for document in loading.documents.good}
    present |= {path for path, _ in loading.documents.broken}
    needed = [] if SOURCE_FOLDER in loading.documents.unread else [INSTANCE_FILE, REVIEWERS_FILE]
    for file in needed:
        if file not in present:
            yield problem("file-missing", Place(file), file=file)
    for folder in sorted(loading.documents.folders):
        file = f"lists/{folder}/list.yaml"
        if file not in present:
            known = ", ".join(sorted(loading.tree.lists))
            cause = {"cause": "list", "list": folder, "known": known} if known else {}
            yield problem("file-missing", Place(file), file=file, **cause)


def check_lists(loading: Loading) -> Iterator[Problem]:
    """`policy-quorum`, `policy-signatures`: what only an example list may do."""
    for account_list in loading.tree.lists.values():
        policy = account_list.data["policy"]
        if account_list.example:
            continue
        if policy["quorum"] < _MINIMUM_QUORUM:
            yield loading.places.problem(
                "policy-quorum", account_list.file, "/policy/quorum", quorum=policy["quorum"]
            )
        if policy["signatures"] == "waived":
            yield loading.places.problem("policy-signatures", account_list.file, "/policy/signatures")


def check_records(loading: Loading) -> Iterator[Problem]:
    """`policy-evidence`, `policy-archive`, `policy-account-id`: what a list requires of its records."""
    problem = loading.places.problem
    for record in loading.tree.claims:
        account_list = loading.tree.lists.get(record.list)
        if account_list is None:
            continue
        file, evidence, policy = record.file, record.data["evidence"], account_list.data["policy"]
        count, minimum = len(evidence), policy["min_evidence"]
        if count < minimum:
            yield problem("policy-evidence", file, "/evidence", on_key=True, count=count, minimum=minimum)
        if policy["require_account_id"] and "account_id" not in record.data:
            platform = loading.tree.platforms.get(record.data["platform"])
            without = platform is not None and platform.account_id is None
            advice = "its platform has none, so it belongs on another list" if without else "add it"
            yield problem("policy-account-id", file, advice=advice)
        for index, item in enumerate(evidence if policy["require_archive"] else ()):
            if "archived" not in item:
                yield problem("policy-archive", file, f"/evidence/{index}", evidence=item["id"])
