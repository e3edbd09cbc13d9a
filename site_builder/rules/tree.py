"""Rules about a tree: what `handlelists validate` can say."""

from __future__ import annotations

from typing import Final

from site_builder.problems import Severity
from site_builder.rules.rule import Rule

_E: Final = Severity.ERROR
_W: Final = Severity.WARNING

TREE_RULES: Final = (
    # Files
    Rule("file-missing", _E, "A file that every instance or list needs is not there.",
         "{file} is missing"),
    Rule("file-size", _E, "A source file is larger than its limit.",
         "the file has {size} bytes; the limit here is {limit}"),
    Rule("file-kind", _E, "Something that is not a regular file stands where a source file belongs: "
         "a symbolic link, a folder named like a file, a device.",
         "this is a {kind}, where only regular files belong"),
    Rule("file-unexpected", _E, "A file under lists/ has no place in the layout.",
         "nothing in the layout has this path: {why}"),
    Rule("file-name", _E, "A file name is unsafe on some system: not plain ASCII, reserved or too long.",
         "the name is unsafe: {why}"),
    Rule("file-unreadable", _E, "A source file cannot be read.",
         "the file cannot be read: {why}"),
    # YAML
    Rule("yaml-encoding", _E, "A source file is not clean UTF-8: a byte-order mark, invalid bytes, "
         "or control characters.",
         "{why}"),
    Rule("yaml-tab", _E, "A source file contains a tab character.",
         "tab character; use spaces"),
    Rule("yaml-syntax", _E, "A source file is not well-formed YAML.",
         "{why}"),
    Rule("yaml-duplicate-key", _E, "A mapping has the same key twice.",
         "the key {key} stands here a second time; first in line {first}"),
    Rule("yaml-alias", _E, "A source file uses a YAML anchor or alias.",
         "anchors and aliases (& and *) are not allowed; write the value out"),
    Rule("yaml-tag", _E, "A source file uses a YAML tag or directive.",
         "tags and directives (! and %) are not allowed; every value is plain text"),
    Rule("yaml-document", _E, "A source file does not hold exactly one YAML document.",
         "{why}"),
    Rule("yaml-depth", _E, "Mappings and sequences are nested too deeply.",
         "nested more than {limit} levels deep"),
    # Shape
    Rule("schema-type", _E, "A value has another type than its schema says.",
         "{message}"),
    Rule("schema-missing", _E, "A required key is absent.",
         "{message}"),
    Rule("schema-unknown-key", _E, "A key that the schema does not know.",
         "{message}"),
    Rule("schema-value", _E, "A value is of the right type but not one that the schema allows.",
         "{message}"),
    Rule("date-invalid", _E, "A date that no calendar has.",
         "{value} is not a date of the calendar"),
    Rule("date-order", _E, "Two dates that follow each other stand in the wrong order.",
         "{later} {later_value} is before {earlier} {earlier_value}"),
    # Identity
    Rule("record-draft", _E, "A record without an id is a draft.",
         "a draft: run `handlelists fmt` to give it an id and its place"),
    Rule("record-path", _E, "A record does not stand at the path that its id and platform give.",
         "this record belongs at {expected}"),
    Rule("record-id-duplicate", _E, "Two records have the same id.",
         "the id {id} is used by {other} too"),
    Rule("platform-unknown", _E, "A record or protected account names a platform that is not defined.",
         "no platform is called {platform}{hint}"),
    Rule("platform-redefined", _E, "An instance's platforms.yaml defines a name that is already taken.",
         "the name {platform} is already taken by {owner}"),
    Rule("platform-pattern", _E, "A pattern in platforms.yaml cannot be used.",
         "{why}"),
    Rule("handle-syntax", _E, "A handle is one that its platform does not allow.",
         "{handle} is no handle on {platform}: {syntax}"),
    Rule("account-id-syntax", _E, "An account id is not what its platform gives out.",
         "{account_id} is no account id on {platform}: {syntax}"),
    # References
    Rule("category-unknown", _E, "A record names a category that its list does not have.",
         "the list has no category {category}; it has {known}"),
    Rule("source-unknown", _E, "A record names a source that its list's sources.yaml does not have.",
         "no source {source} in {file}"),
    Rule("affiliation-unknown", _E, "A record names an affiliation that sources.yaml does not have.",
         "no affiliation {affiliation} in {file}"),
    Rule("evidence-unknown", _E, "A reference to an evidence item that the record does not have.",
         "the record has no evidence {evidence}"),
    Rule("evidence-duplicate", _E, "Two evidence items of a record have the same id.",
         "the evidence id {evidence} is used twice"),
    Rule("link-unknown", _E, "A link to a record that does not exist, or to the record itself.",
         "{why}"),
    Rule("protected-unknown", _E, "distinct_from names an account that is on no protected list.",
         "no protected account has the id {protected}"),
    Rule("protected-id-duplicate", _E, "Two protected accounts have the same id.",
         "the id {id} is used in {other} too"),
    Rule("withheld-unknown", _W, "withheld.yaml names a record that does not exist.",
         "no record has the id {record}"),
    Rule("review-unknown-record", _E, "A review of a record that its list does not have.",
         "the list {list} has no record {record}"),
    Rule("review-unknown-reviewer", _E, "A folder of reviews belongs to nobody on the roster.",
         "{reviewer} is not in lists/reviewers.yaml"),
    Rule("review-place", _E, "Reviews stand in another file than the one their record id gives.",
         "reviews of {record} belong in {expected}"),
    Rule("roster-unknown-list", _E, "The roster names a list that does not exist.",
         "there is no list {list}"),
    Rule("retraction-order", _E, "A retraction follows one that was never reinstated.",
         "{why}"),
    # Duplicates
    Rule("duplicate-account", _E, "Two records of a list have the same account id on the same platform.",
         "the account id {account_id} is listed by {other} too"),
    Rule("duplicate-handle", _E, "Two records of a list have the same handle, and not both have account ids "
         "that differ.",
         "the handle {handle} is listed by {other} too"),
    Rule("duplicate-elsewhere", _W, "The same account is on another list as well.",
         "the list {list} has this account too: {other}"),
    # Protected accounts
    Rule("protected-account", _E, "A protected account is listed.",
         "this is the protected account {protected} ({name}); it must never be listed by mistake"),
    Rule("protected-lookalike", _E, "A handle looks the same as a protected account's (Unicode UTS 39).",
         "{handle} looks like the protected account {protected} ({name}, {protected_handle}); if they "
         "differ, say why in distinct_from"),
    Rule("protected-similar", _W, "A handle is one or two edits away from a protected account's.",
         "{handle} is {distance} edit(s) away from the protected account {protected} ({name}, "
         "{protected_handle}); if they differ, say why in distinct_from"),
    # Policy
    Rule("policy-quorum", _E, "A list that is no example has a quorum below 2.",
         "quorum {quorum}: at least 2 unless the list says example: true"),
    Rule("policy-signatures", _E, "A list that is no example waives signatures.",
         "signatures may be waived only where the list says example: true"),
    Rule("policy-evidence", _E, "A record has fewer evidence items than its list demands.",
         "{count} evidence item(s); the list demands {minimum}"),
    Rule("policy-archive", _E, "An evidence item has no archived capture where the list demands one.",
         "evidence {evidence} has no archived capture, which the list demands"),
    Rule("policy-account-id", _E, "A record has no account id where its list demands one.",
         "no account_id, which the list demands"),
    # Safety
    Rule("url-unsafe", _E, "A URL is not a plain public web address.",
         "{why}"),
    Rule("url-template", _E, "A URL template has a placeholder that is not defined for it.",
         "{why}"),
    Rule("text-email", _E, "Free text contains what looks like an e-mail address.",
         "this looks like an e-mail address; free text holds no personal data"),
    Rule("text-phone", _W, "Free text contains what looks like a telephone number.",
         "this looks like a telephone number; free text holds no personal data"),
    Rule("text-bidi", _E, "A value contains a bidirectional control character.",
         "bidirectional control character {character}"),
    Rule("text-invisible", _E, "A value contains an invisible or unassigned control character.",
         "invisible character {character}"),
    # Report
    Rule("more-problems", _E, "A file has more problems than are shown.",
         "{count} more problem(s) in this file are not shown"),
)  # fmt: skip
