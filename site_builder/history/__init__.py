"""History: what changed in public, derived from git's first-parent line. Pure except for the revisions it is given.

Frozen from release 1.0: what an old tree yields may only change together with `model.HISTORY_VERSION`.
"""
