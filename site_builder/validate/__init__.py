"""Validate: what is wrong with a tree. Reads what was loaded, changes nothing."""
