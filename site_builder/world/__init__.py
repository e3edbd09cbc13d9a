"""world: instances that live, for the demonstration and for the search for breaks of the laws.

People, accounts and what they do, on trees in memory; every choice comes from a seed. Nothing here decides what may be
published: a world only writes what people could write.
"""
