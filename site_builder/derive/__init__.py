"""Derive: what follows from a valid tree and a day. Pure functions; no file, no clock."""
