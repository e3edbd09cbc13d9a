"""Validate: what is wrong with a tree (DESIGN section 6). Reads what was loaded, changes nothing."""
