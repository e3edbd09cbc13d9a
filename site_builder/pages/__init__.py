"""The HTML pages: pure functions from the catalog to pages, and from a page and a shell to bytes.

What a page says is decided in the modules of this package, how it looks in `templates/pages/` and `assets/`. The
frame around it (header, navigation, footer) is a shell that the theme drew once. Nothing here reads the source
tree, the clock or the theme, and nothing reaches a page without the escaping of the templates.
"""
