"""Imports: lists of accounts as they exist, made into proposals that say where each came from."""
