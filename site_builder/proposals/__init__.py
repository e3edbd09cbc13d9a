"""Proposals: what `handlelists add` decides: which account is meant, what is missing, what it may be taken for.

Asks nobody, writes nothing, draws no id.
"""
