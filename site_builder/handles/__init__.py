"""Handles: how platforms write, fold and link them, and which of them are alike or near.

Pure functions over data: no file is read but the committed Unicode table, and that only when a text beyond
ASCII or a look-alike asks for it.
"""

from site_builder.handles.fold import fold as fold
from site_builder.handles.lookalike import Looks as Looks
from site_builder.handles.lookalike import LooksIndex as LooksIndex
from site_builder.handles.lookalike import likeness as likeness
from site_builder.handles.lookalike import likeness_rank as likeness_rank
from site_builder.handles.lookalike import looks as looks
from site_builder.handles.lookalike import search_key as search_key
from site_builder.handles.lookalike import undotted as undotted
from site_builder.handles.platform import Platform as Platform
from site_builder.handles.platform import PlatformFault as PlatformFault
from site_builder.handles.platform import Platforms as Platforms
from site_builder.handles.syntax import Syntax as Syntax
from site_builder.handles.url import Reading as Reading
from site_builder.handles.url import as_handle as as_handle
from site_builder.handles.url import profile_url as profile_url
