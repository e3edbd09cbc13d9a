"""Rules about a change: what `handlelists check` can say besides what `validate` says of the changed files."""

from __future__ import annotations

from typing import Final

from site_builder.problems import Severity
from site_builder.rules.rule import Rule

_E: Final = Severity.ERROR
_W: Final = Severity.WARNING

CHANGE_RULES: Final = (
    # The change as such
    Rule("base-not-ancestor", _E, "The base of the change is not among the ancestors of its head.",
         "{base} is not an ancestor of {head}; merge or rebase onto it"),
    Rule("since-not-on-line", _E, "The first-parent line of HEAD lacks the commit that was published last.",
         "{since} is not on the first-parent line of {head}: what was published would be rewritten"),
    Rule("commit-future", _E, "A commit of the change is dated in the future.",
         "commit {commit} is dated {date}, which is after {now}"),
    Rule("change-size", _E, "A change touches more files than anybody can review.",
         "{count} files are changed; at most {limit} in one change"),
    Rule("change-path", _E, "A path of the change is unsafe to check out.",
         "{why}"),
    Rule("change-case", _E, "Two paths differ in nothing but upper and lower case.",
         "{other} is the same path on systems that ignore case"),
    Rule("change-symlink", _E, "A change brings a symbolic link.",
         "a symbolic link; only regular files belong in a change"),
    Rule("change-submodule", _E, "A change brings a submodule.",
         "a submodule; only regular files belong in a change"),
    Rule("change-executable", _E, "A change makes a file under lists/ executable.",
         "executable; the files under lists/ are data"),
    Rule("change-mixed", _E, "A change to the rules (policy, roster, protected accounts, platforms, instance) comes "
         "together with records or reviews.",
         "this file is part of the rules; change it apart from records and reviews such as {other}"),
    Rule("change-builder", _E, "A change to anything outside lists/ comes together with records or reviews.",
         "this file is not part of lists/; change it apart from records and reviews such as {other}"),
    Rule("change-format", _W, "A changed file is not in the one form that `handlelists fmt` writes.",
         "not formatted; run `handlelists fmt`"),
    # Records
    Rule("record-deleted", _E, "A record that is or was public is deleted.",
         "{record} is or was public; retract it instead, so that consumers learn of it"),
    Rule("record-moved", _E, "A record that is or was public is moved to another list or platform.",
         "{record} is or was public and stood at {before}; retract it there and propose it anew"),
    Rule("record-id-changed", _E, "A record that is or was public gets another id.",
         "this is the account of {record}, which is or was public and is deleted here; an id stays for ever"),
    Rule("record-claim-unreviewed", _E, "The claim of a public record is changed without a quorum of reviews of the "
         "new claim.",
         "the claim of {record} is public and changes here ({fields}), with {confirms} of {needed} confirmations of "
         "the new claim; add the missing reviews to this change, or withhold the record"),
    Rule("archive-changed", _E, "The archived address of reviewed evidence is changed or removed.",
         "the archived address of {evidence} stands as it was reviewed; name another capture in further evidence"),
    Rule("submitter-removed", _E, "A name is taken out of submitted_by, or its order is changed.",
         "{submitter} was among submitted_by; names are only added, at the end"),
    Rule("submitter-missing", _E, "A reviewer changes a claim and does not stand in its submitted_by.",
         "{actor} writes this claim and is on the roster; add {actor} to submitted_by"),
    Rule("source-changed", _E, "A source of a record that is or was public is changed or removed.",
         "{record}, which is or was public, uses the source {source}; add another source instead"),
    Rule("affiliation-changed", _E, "An affiliation of a record that is or was public is changed or removed.",
         "{record}, which is or was public, uses the affiliation {affiliation}; add another instead"),
    Rule("category-changed", _E, "A category of a record that is or was public is changed or removed.",
         "{record}, which is or was public, uses the category {category}; add another instead"),
    Rule("record-lookalike", _W, "An account looks like one that is or was listed.",
         "{handle} looks like {other_handle} ({other}, {state}): {reason}"),
    # Retractions and appeals
    Rule("retraction-changed", _E, "A retraction is removed or rewritten.",
         "retractions stand as they are; a new one is added at the end, and one may once be reinstated"),
    Rule("retraction-date", _E, "A new retraction or reinstatement is dated far from the change.",
         "dated {date}; at most {days} days before {base} and not after {head}"),
    Rule("appeal-changed", _E, "The past of an appeal is removed or rewritten.",
         "an appeal stands as it was opened; it is decided once, and another is added at the end"),
    Rule("appeal-date", _E, "An appeal is opened or decided on a day far from the change.",
         "dated {date}; at most {days} days before {base} and not after {head}"),
    Rule("appeal-due", _E, "A new appeal is due later than the list's policy says.",
         "due {due}; the policy gives {days} days from {opened}, so {expected} at the latest"),
    Rule("appeal-decider", _E, "An appeal is decided by somebody who confirmed or wrote the listing.",
         "{decider} {why}; somebody else has to decide"),
    Rule("appeal-upheld", _E, "An appeal is upheld without a retraction or a changed claim.",
         "upheld, but this change neither retracts {record} nor changes its claim"),
    # Reviews
    Rule("review-removed", _E, "A review is removed.",
         "a review of {record} by {reviewer} is gone; reviews are only added (`withdraw` cancels one)"),
    Rule("review-edited", _E, "A review is rewritten.",
         "this review of {record} by {reviewer} was {before}; reviews are only added, at the end"),
    Rule("review-self", _E, "Somebody reviews a claim that they wrote.",
         "{reviewer} is in submitted_by of {record}"),
    Rule("review-not-on-roster", _E, "A review by somebody who was not on the roster before this change.",
         "{reviewer} is not on the roster that this change is judged by"),
    Rule("review-not-for-list", _E, "A review by somebody who is on the roster for other lists only.",
         "{reviewer} is not on the roster for {list}"),
    Rule("review-before-active", _E, "A review is dated before its reviewer became active.",
         "{reviewer} was not active yet on {date}"),
    Rule("review-after-active", _E, "A review is dated when its reviewer was no longer active.",
         "{reviewer} was no longer active on {date}"),
    Rule("review-date", _E, "A new review is dated far from the change, or in the future.",
         "dated {date}; at most {days} days before {base} and not after {head}"),
    Rule("review-claim", _E, "A new review is not of the record's claim as it stands after the change.",
         "a review of {claim}, but the claim of {record} is {current}"),
    Rule("review-copied", _E, "A review was copied from another record.",
         "the same review stands under {other}"),
    Rule("review-replayed", _E, "A new review repeats one that is filed, or is older than the reviewer's last word on "
         "the record.",
         "{reviewer} said {verdict} of {record} on {last}, which stands before this review of {date}"),
    Rule("review-unsigned", _E, "A new review has no signature where the list demands one.",
         "no signature"),
    Rule("review-signature", _E, "A new review's signature is not one over this claim, record, reviewer, verdict and "
         "date.",
         "{why}"),
    Rule("review-namespace", _E, "A new review's signature was made for another purpose.",
         "made in the namespace {namespace}"),
    Rule("review-key-unknown", _E, "A new review is signed with a key that is nobody's on the roster.",
         "the key {key} is not on the roster"),
    Rule("review-key-other", _E, "A new review is signed with the key of another reviewer.",
         "signed by {other}, filed as {reviewer}"),
    Rule("review-key-date", _E, "A new review is signed with a key that was not valid on its date, or has ended since.",
         "the key {key} was not valid on {date}, or has ended since"),
    # The rules that everybody relies on
    Rule("roster-removed", _E, "A reviewer, a period or a key is taken from the roster, rewritten or prolonged.",
         "{why}; entries, periods and keys are only added, and ended"),
    Rule("policy-weakened", _E, "A list's policy asks for less than before, and no override allows it.",
         "{field} was {before} and becomes {after}; if this is meant, name the digest {digest} in lists/override.yaml"),
    Rule("breaker-publish", _E, "More records become public at once than the list's policy allows.",
         "{count} records of {list} become public; at most {limit} in one change. If this is meant, name the digest "
         "{digest} in lists/override.yaml"),
    Rule("breaker-remove", _E, "More records stop being public at once than the list's policy allows.",
         "{count} records of {list} stop being public; at most {limit} in one change. If this is meant, name the "
         "digest {digest} in lists/override.yaml, or withhold them"),
    Rule("override-mismatch", _E, "The override names another set than the one that this change needs.",
         "the override names {named}; this change needs {digest}"),
    # Patterns that people look at
    Rule("many-proposals", _W, "One submitter proposes many records in one change.",
         "{submitter} proposes {count} records in this change"),
    Rule("reviewer-pair", _W, "The same two reviewers confirm many records within a short time.",
         "{first} and {second} confirm {count} records within {days} days"),
    Rule("reviewers-agree", _W, "Two reviewers always say the same.",
         "{first} and {second} said the same of all {count} claims that both reviewed here"),
)  # fmt: skip
