"""Rules about a change: what `handlelists check` can report besides what `validate` reports of the changed files."""

from typing import Final

from site_builder.problems import Rule, Severity

_E: Final = Severity.ERROR
_W: Final = Severity.WARNING

CHANGE_RULES: Final = (
    Rule("base-not-ancestor", "changes", _E, "The base of the change is not among the ancestors of its head.",
         "{base} is not an ancestor of {head}; merge it or rebase onto it"),
    Rule("base-not-first-parent", "changes", _W, "The head contains the base, but not on its first-parent line.",
         "{base} is an ancestor of {head} only by a merge, so nothing could be published once the branch is moved to "
         "{head}; let the protected branch take this in by a merge commit of its own, or rebase onto {base}"),
    Rule("since-not-on-line", "changes", _E, "The commit that was published last is not on HEAD's first-parent line.",
         "{since} is not on the first-parent line of {head}; restore the branch, or fetch the whole history; where it "
         "was rewritten for a purge, add --rewritten", {
             "merged": "{since} is not on the first-parent line of {head}, but merged into it the wrong way round; "
                       "`handlelists withhold --from-published --by ROLE` puts what was published back on top",
         }),
    Rule("commit-future", "changes", _E, "A commit of the change is dated in the future.",
         "commit {commit} is dated {date}, but it is {now} now; set the clock and commit again"),
    Rule("change-size", "changes", _E, "A change touches more files than anybody can review.",
         "{count:file} changed, but one change may have at most {limit}; split it"),
    Rule("change-path", "changes", _E, "A path of the change is unsafe to check out.",
         "{why}"),
    Rule("change-tree", "changes", _E, "A git tree of the change is malformed.",
         "git would not have written the tree of this folder in {commit}: {why}; make that commit again, with git"),
    Rule("change-case", "changes", _E, "Two paths differ only in upper and lower case.",
         "{other} is the same path on systems that ignore case; keep one of the two"),
    Rule("change-symlink", "changes", _E, "A change adds a symbolic link.",
         "symbolic links are not allowed; replace it with a regular file"),
    Rule("change-submodule", "changes", _E, "A change adds a submodule.",
         "submodules are not allowed; remove it"),
    Rule("change-executable", "changes", _E, "A change makes a file under lists/ executable.",
         "files under lists/ must not be executable; run `git update-index --chmod=-x` on it"),
    Rule("change-mixed", "policy", _E, "One change has both rules (policy, roster and so on) and records or reviews.",
         "this file is part of the rules; change it separately from records and reviews such as {other}"),
    Rule("change-builder", "policy", _E, "One change has both files outside lists/ and records or reviews.",
         "this file is outside lists/; change it separately from records and reviews such as {other}"),
    Rule("change-format", "changes", _W, "A changed file does not have the form that `handlelists fmt` writes.",
         "not formatted; run `handlelists fmt`"),
    Rule("history-file-changed", "changes", _E, "A file that changes the history itself is changed.",
         "this file says what is left of purged records; only a rewritten history adds to it, so restore it", {
             "emergency": "this file says what the history leaves out; only `handlelists withhold --from-published` "
                          "writes it, in a commit that does nothing besides withholding; restore it",
             "withheld": "{commit}, which this passes over, withholds {record}; withhold it here too",
             "stopped": "{commit}, which this passes over, has a word against {record} (a rejection, a withdrawal, an "
                        "appeal or a retraction); withhold it here",
         }),
    Rule("rewrite-epoch", "changes", _E, "The history was rewritten, but the epoch did not rise.",
         "epoch was {before} and is {after}; raise it, so that consumers start again"),
    Rule("rewrite-changed", "changes", _E, "A rewritten history's tree differs in more than what a purge takes out.",
         "this is not as it was at {since}, and belongs to no record that is purged; restore it, and change it by an "
         "ordinary change before or after the purge"),
    Rule("rewrite-history", "changes", _E, "A rewritten history says something else of a record that is not purged.",
         "{record}: {before}; after the rewriting: {after}; rewrite again so that only what is purged goes"),
    Rule("purge-tombstone", "changes", _E, "What is left of a purged record is not the tombstone that was published.",
         "of {record} there has to be here what was published of it: {right}", {
             "none": "{record} had no tombstone: take the entry out if it was never public; else retract and publish "
                     "it first",
         }),
    Rule("record-deleted", "changes", _E, "A record that was public, or taken back or doubted, is deleted.",
         "{record} is or was public, so it cannot be deleted; restore it and retract it instead", {
             "withheld": "{record} is withheld, so it cannot be deleted; restore it",
             "retracted": "{record} was retracted, so it cannot be deleted; restore it",
             "appealed": "{record} has an appeal, so it cannot be deleted; restore it",
         }),
    Rule("record-moved", "changes", _E, "A record that was reviewed or public is moved to another list or platform.",
         "{record} was reviewed or public at {before}, so it cannot be moved; propose the account here by itself"),
    Rule("record-id-used", "changes", _E, "A record gets the id of one that was deleted.",
         "{record} is the id of a record that was deleted; restore exactly that file, or take the id out and run "
         "`handlelists fmt`"),
    Rule("record-claim-unreviewed", "changes", _E, "A public claim changes without a quorum for the new one.",
         "this changes the public claim of {record} ({fields}), but the new claim has {confirms} of "
         "{needed:confirmation}; let it wait as a next claim until it has them", {
             "rejected": "this changes the public claim of {record} ({fields}), but {rejects:reviewer} rejected the "
                         "new claim; let it wait as a next claim",
         }),
    Rule("claim-replaces", "changes", _E, "A reviewed claim changes and does not say which claim it replaces.",
         "the claim of {record} was reviewed, so another one has to say replaces: {claim}; restore the file and use "
         "`handlelists add --next {record}`", {
             "next": "this next claim of {record} was reviewed; restore it, and propose another one beside it",
             "repair": "the file of {record} could not be read; repair it to the claim that it had, {claim}, and "
                       "correct that afterwards",
         }),
    Rule("retracted-changed", "removals", _E, "The claim of a retracted record is changed.",
         "{record} is retracted for good, so its claim never changes again; restore it"),
    Rule("observation-removed", "evidence", _E, "An observation that keeps consumers from acting is removed.",
         "consumers would act on {record} again, although nobody has confirmed it since; restore the observation, and "
         "let reviewers confirm the record again"),
    Rule("record-account-changed", "changes", _E,
         "A record that was reviewed, withheld or appealed becomes one about another account.",
         "{record} is about one account for good; restore it, retract it if it is wrong, and propose the other account "
         "by itself"),
    Rule("archive-changed", "evidence", _E, "The archived address of reviewed evidence is changed or removed.",
         "the archived address of {evidence} was reviewed and cannot change; restore it and add other evidence"),
    Rule("submitter-removed", "reviews", _E, "A name is taken out of submitted_by, or its order is changed.",
         "{submitter} was in submitted_by; restore the old names in their order and add new ones at the end"),
    Rule("submitter-missing", "reviews", _E, "A reviewer changes a claim but is not in its submitted_by.",
         "{actor} wrote this claim and is a reviewer; add {actor} to submitted_by"),
    Rule("source-changed", "evidence", _E, "A source that a reviewed record uses is changed or removed.",
         "{record}, which was reviewed, uses the source {source}; restore it, and add another one for next claims"),
    Rule("affiliation-changed", "evidence", _E, "An affiliation that a reviewed record uses is changed or removed.",
         "{record}, which was reviewed, uses the affiliation {affiliation}; restore it, and add another one for next "
         "claims"),
    Rule("category-changed", "evidence", _E, "A category that a reviewed record uses is changed or removed.",
         "{record}, which was reviewed, uses the category {category}; restore it, and add another one for next claims"),
    Rule("record-lookalike", "accounts", _W, "An account looks like one that is or was listed.",
         "{handle} looks like {other_handle} ({other}, {state}): {reason}; check that they are different accounts"),
    Rule("relists-missing", "accounts", _E, "A cleared account is proposed again, and the record does not say so.",
         "this is the account of {other} on {list} ({reason}), which was cleared; add relists: [{other}], which "
         "takes one confirmation more, and evidence captured since"),
    Rule("relists-evidence", "accounts", _E, "A cleared account is listed again without evidence captured since.",
         "the account was cleared on {cleared}, but no evidence was captured after that day; add some that was"),
    Rule("relists-account-id", "accounts", _E, "An account that changed hands is listed again by its handle alone.",
         "this is the account of {other} ({reason}), which was retracted because it changed hands; add account_id, "
         "which says whose account is meant"),
    Rule("account-held", "accounts", _E, "A record becomes public while another one of its account is withheld.",
         "this is the account of {other} ({reason}), which is {state}; wait until that is decided"),
    Rule("server-unknown", "accounts", _W, "An account is on a host that no other record or protected account has.",
         "no other record and no protected account is on {host}; open the profile there and check that it is an "
         "account of {platform}"),
    Rule("retraction-changed", "removals", _E, "A retraction is removed or rewritten.",
         "a retraction cannot be changed; restore it and add a new one at the end", {
             "weaker": "an earlier retraction asks more of consumers (to erase, or to undo), and a later one cannot "
                       "take that back; use a reason of the same kind",
         }),
    Rule("retraction-date", "removals", _E, "A new retraction is dated far from the change.",
         "dated {date}, but it must be at most {days:day} before {base} and not after {head}"),
    Rule("name-never-public", "removals", _E, "A tombstone would name an account as it never was public.",
         "{record} was never public under this handle and id, so its tombstone cannot name it; leave out "
         "public_handle"),
    Rule("appeal-changed", "removals", _E, "The past of an appeal is removed or rewritten.",
         "an appeal cannot be rewritten; restore it, then decide it once or add another one at the end"),
    Rule("appeal-date", "removals", _E, "An appeal is opened or decided on a day far from the change.",
         "dated {date}, but it must be at most {days:day} before {base} and not after {head}"),
    Rule("appeal-due", "removals", _E, "A new appeal is due later than the list's policy says.",
         "due {due}, but the policy allows {days:day} from {opened}; set it to {expected} or earlier"),
    Rule("withholding-changed", "removals", _E, "A withholding is changed.",
         "what withholds {record} never changes; restore it, and put another file beside it"),
    Rule("appeal-decider", "removals", _E, "An appeal is decided by somebody who has a part in it, or did not sign.",
         "{decider} {why}; somebody else has to decide", {
             "signed": "{decider} did not sign the decision; name who did",
         }),
    Rule("appeal-upheld", "removals", _E, "An appeal is upheld without a retraction or a changed claim.",
         "this appeal is upheld, but the change neither retracts {record} nor corrects its claim; do one of the two"),
    Rule("review-removed", "reviews", _E, "A review is removed.",
         "a review of {record} by {reviewer} was removed; restore it (its reviewer may withdraw it)"),
    Rule("review-edited", "reviews", _E, "A review is rewritten.",
         "this review of {record} by {reviewer} was {before}; restore it and add new reviews at the end"),
    Rule("review-self", "reviews", _E, "Somebody confirms a claim that they wrote.",
         "{reviewer} is in submitted_by of {record} and cannot confirm it; ask another reviewer"),
    Rule("review-not-on-roster", "reviews", _E, "A review by somebody who was not on the roster before this change.",
         "{reviewer} was not on the roster before this change; ask a reviewer who was, or change the roster first"),
    Rule("review-not-for-list", "reviews", _E, "A review by somebody who is on the roster for other lists only.",
         "{reviewer} may not review for {list}; ask a reviewer of this list"),
    Rule("review-before-active", "reviews", _E, "A confirmation is dated before its reviewer became active.",
         "{reviewer} was not active yet on {date}; let them review again once they are"),
    Rule("review-after-active", "reviews", _E, "A confirmation is dated when its reviewer was no longer active.",
         "{reviewer} was no longer active on {date}; ask an active reviewer"),
    Rule("review-date", "reviews", _E, "A new confirmation is dated far from the change, or a review in the future.",
         "dated {date}, but it must be at most {days:day} before {base} and not after {head}; sign again"),
    Rule("review-claim", "reviews", _E, "A new review is not of the record's claim as it is after the change.",
         "a review of claim {claim}, but the claim of {record} is now {current}; review it again", {
             "gone": "{list} has no record {record} that can be read; remove this review",
         }),
    Rule("review-copied", "reviews", _E, "A review was copied from another record.",
         "this review is a copy of one under {other}; remove it and ask the reviewer"),
    Rule("review-replayed", "reviews", _E, "A new review repeats an earlier one.",
         "{reviewer} already said {verdict} of {record} on {date} under the number {number}; remove this review"),
    Rule("review-number", "reviews", _E, "A new review's number is too high, or a confirmation's is too low.",
         "{reviewer} spoke against this claim of {record}, or the one before it, in a review with the number {limit}, "
         "so a confirmation with the number {number} does not count; sign one with a higher number", {
             "high": "the number is {number}, but on {record} it is at most {limit} now for {reviewer}; use "
                     "`handlelists review`, which counts",
         }),
    Rule("review-unsigned", "reviews", _E, "A new review has no signature, but the list requires one.",
         "not signed; use `handlelists review`"),
    Rule("review-signature", "reviews", _E, "A new review's signature does not fit what the review says.",
         "{why}"),
    Rule("review-namespace", "reviews", _E, "A new review's signature was made for another purpose.",
         "signed in the namespace {namespace}; sign it with `handlelists review`"),
    Rule("review-key-unknown", "reviews", _E, "A new review is signed with a key that is not on the roster.",
         "nobody on the roster has the key {key}; sign with a key of the roster, or add this one first"),
    Rule("review-key-other", "reviews", _E, "A new review is signed with the key of another reviewer.",
         "signed by {other}, but filed as a review by {reviewer}; ask both"),
    Rule("review-key-date", "reviews", _E, "A new confirmation is signed with a key that was not valid, or has ended.",
         "the key {key} was not valid on {date}, or has ended since; sign again with a key that is valid"),
    Rule("rules-forbidden", "policy", _E, "A field of the rules changes that never may.",
         "{field} was {before} and becomes {after}, which never happens, because {why}; restore it"),
    Rule("stewards-lost", "policy", _E, "A change leaves fewer stewards than an override needs.",
         "an override would need {needed:signature} by stewards, but only {count:steward} could sign then; keep more"),
    Rule("policy-weakened", "policy", _E, "The rules ask for less than before, and no override allows it.",
         "{field} was {before} and becomes {after}: {why}; restore it or, if this is intended, let stewards decide so: "
         "`handlelists decide override`", {
             "added": "{field} is added, {after}: {why}; take it out or, if this is intended, let stewards decide so: "
                      "`handlelists decide override`",
         }),
    Rule("policy-publishes", "policy", _E, "A change of the rules makes records public, and no override allows it.",
         "{count:record} would become public, or ones to act upon, by this change of the rules ({record} of {list} "
         "among them); if this is intended, let stewards decide so: `handlelists decide override`"),
    Rule("breaker-publish", "policy", _E, "More records become public in a week than the list's policy allows.",
         "{own:record} of {list} would become public or ones to act upon, which makes {count:record} with the "
         "{days:day} before, but at most {limit} may; wait, split it or, if this is intended, let stewards decide so: "
         "`handlelists decide override`"),
    Rule("breaker-remove", "policy", _E, "More records stop being public in a week than the list's policy allows.",
         "{own:record} of {list} would stop being public or ones to act upon, which makes {count:record} with the "
         "{days:day} before, but at most {limit} may; withhold them or, if this is intended, let stewards decide so: "
         "`handlelists decide override`"),
    Rule("override-mismatch", "policy", _E, "The override is for another change than this one.",
         "the override is of the set {named}, but this change is {digest}; delete it, look at the change, and decide "
         "again", {
             "rules": "the rules files {when} the change are {digest}, but the override is for {named}; delete it, "
                      "look at the change, and decide again",
         }),
    Rule("decision-changed", "policy", _E, "A decision is changed or deleted.",
         "a decision is never changed or deleted; restore it, and make another one"),
    Rule("decision-date", "policy", _E, "A new decision is dated far from the change.",
         "dated {date}, but it must be at most {days:day} before {base} and not after {head}; decide again"),
    Rule("decision-signature", "policy", _E, "A signature on a new decision does not count.",
         "the signature of {steward} does not count: {why}; take it out"),
    Rule("decision-unsigned", "policy", _E, "Too few stewards signed a new decision.",
         "{signed} of {needed:signature}; a steward adds one with `handlelists decide sign {decision}`", {
             "override": "{signed} of {needed:signature}; a steward adds one with `handlelists decide sign {decision} "
                         "--base REV`, REV being the protected branch's tip; after a purge with --rewritten, too",
         }),
    Rule("decision-missing", "policy", _E, "What stewards have to decide comes without their decision.",
         "{record}: this change has no decision about it; make it again with the command that brings one", {
             "release": "{record} is released, which is for a steward who had no part in the listing to decide; "
                        "restore the file, and use `handlelists decide release`",
             "appeal": "the appeal against {record} is decided, which is for a steward who had no part in the listing; "
                       "use `handlelists appeal decide`",
             "retraction": "{record} is retracted, which is for a steward who had no part in the listing to decide; "
                           "use `handlelists retract`, or stop it at once with `handlelists withhold`",
             "name-shown": "the tombstone of {record} would name the account, which is for a steward who had no part "
                           "in the listing to decide; use `handlelists retract --public-handle`",
         }),
    Rule("decision-part", "policy", _E, "Only stewards who had a part in a listing signed a decision about it.",
         "{steward} {why}; a steward who had no part in the listing has to sign"),
    Rule("decision-unused", "policy", _E, "A decision is about nothing that its change does.",
         "this decides nothing here: a decision counts only in the change that adds it, beside what it is about"),
    Rule("many-proposals", "changes", _W, "One submitter proposes many records in one change.",
         "{submitter} proposes {count:record} in this change; check that each has evidence of its own"),
    Rule("reviewer-pair", "reviews", _W, "The same two reviewers confirm many records within a short time.",
         "{first} and {second} confirmed {count:record} within {days:day}; check that both looked at each"),
    Rule("reviewers-agree", "reviews", _W, "Two reviewers always say the same.",
         "{first} and {second} agreed on all {count:claim} that both reviewed; check that they work independently"),
)  # fmt: skip
