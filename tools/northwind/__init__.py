"""Writes the invented list `lists/northwind`: its sources, records and reviews.

    python -m tools.northwind [--check] [--before] [--root DIR]

The list shows every state, category, evidence kind, observation, link, appeal and retraction on the script's own day,
`script.DAY`. On later days listings lapse and open appeals are overdue, as on any list. Nothing in it is real:
institutions and places are invented, domains end in `.example` (RFC 2606), countries are codes that ISO 3166 leaves to
users, and account ids are ones that no platform has given out. The cast stands in the `cast_*` modules, what happened
to whom in `stories`, and every choice that is not written there falls to a die that is seeded with the account's own
name, so that adding an account changes no other. Reviews are signed with keys that everybody can make (`tools.keys`).
`lists/northwind/list.yaml`, `lists/withheld/` and the roster are written by hand, the roster's keys by `tools.sign`.
"""
