"""Observations: what platforms showed, by sightings of accounts: which records they are about, and what these gain.

A sighting is a row of somebody's table. A name alone does not say whose it is: nothing is observed of an account by a
handle that others may have by now. Asks nobody, writes nothing.
"""
