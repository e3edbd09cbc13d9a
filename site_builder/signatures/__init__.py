"""Signatures: whether a review was signed by its reviewer, and over exactly this claim and verdict. Pure."""
