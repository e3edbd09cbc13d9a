"""Fmt: source files in their one canonical form, and drafts at their place (docs/reference/format.md).

Changes no meaning and loses no comment, and proves both for each file before it is written.
"""
