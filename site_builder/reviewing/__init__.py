"""Reviewing: what waits for a reviewer, what they are shown, which verdict counts, and how one travels without git.

Decides and draws; reads no disk, runs no program and asks nobody. Everything shown has passed `report.escape`.
A packet carries records to a reviewer, an answer carries signed reviews back; both are hostile until they have been
read here.
"""
