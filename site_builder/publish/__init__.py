"""Publishers: pure functions from the catalog to (path below the site root, bytes).

They read the catalog, the schemas and the templates, and nothing else: no source file, no clock, no git.
"""
