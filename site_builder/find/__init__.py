"""The index of accounts: what a browser reads to say whether an account is listed (docs/reference/find.md).

Sorted keys, cut by content into leaves below a tree, every file named by its digest. Only rows that are public come
in, and of removed records only those whose tombstone names the account.
"""

from site_builder.find.index_tree import IndexTree as IndexTree
from site_builder.find.index_tree import search_trees as search_trees
