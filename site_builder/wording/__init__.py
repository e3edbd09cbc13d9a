"""Words that several publishers share: what codes, changes and platforms are called, in plain text.

Nothing here knows a file, a page or a format; whoever shows a text escapes it.
"""
