"""Captures: files in which a page was kept, what they say of themselves, and the private store that holds them.

Nothing of a capture is unpacked to disk, shown or run. It is hostile until it has been read within the limits.
"""
