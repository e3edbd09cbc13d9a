"""Imports: lists of accounts as they exist, in tables of any kind, made into proposals that say where each came from."""
