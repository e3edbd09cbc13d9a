"""Removals: retractions and appeals as edits of a record's file, and which record is meant.

Gives the new bytes of one file and what follows from them; asks nobody and writes nothing. Works on any record
whose file is well-formed YAML, whatever else is wrong with it: a removal does not wait for repairs.
"""
