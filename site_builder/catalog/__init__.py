"""The catalog: everything that may be published, and nothing else.

Publishers read only from here. What is not public never enters, so it cannot leave.
"""
