"""The one package that knows MkDocs and Material: everything the site needs of them passes through here.

Where only ProperDocs is installed, a continuation of MkDocs 1, it answers to the name of MkDocs from here on, for
Material too.
"""

try:
    import mkdocs  # noqa: F401 - only to see whether it is there
except ModuleNotFoundError:
    import properdocs.replacement  # noqa: F401 - makes `mkdocs` a name of ProperDocs

from site_builder.mkdocs_plugin.plugin import HandlelistsPlugin as HandlelistsPlugin
from site_builder.mkdocs_plugin.plugin import build_site as build_site
from site_builder.mkdocs_plugin.plugin import serve_site as serve_site
