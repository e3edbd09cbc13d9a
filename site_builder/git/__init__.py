"""git: the one module that runs it. Read-only."""

from site_builder.git.blobs import Blobs as Blobs
from site_builder.git.revisions import Blob as Blob
from site_builder.git.revisions import Head as Head
from site_builder.git.revisions import PathChange as PathChange
from site_builder.git.revisions import as_of as as_of
from site_builder.git.revisions import changes as changes
from site_builder.git.revisions import first_parents as first_parents
from site_builder.git.revisions import head as head
from site_builder.git.revisions import is_ancestor as is_ancestor
from site_builder.git.revisions import is_on_line as is_on_line
from site_builder.git.revisions import last_before as last_before
from site_builder.git.revisions import last_blob as last_blob
from site_builder.git.revisions import listing as listing
from site_builder.git.revisions import refuse_unusable as refuse_unusable
from site_builder.git.revisions import resolve as resolve
from site_builder.git.revisions import revisions as revisions
from site_builder.git.revisions import times as times
from site_builder.git.trees import malformed as malformed
from site_builder.git.work import left_out as left_out
from site_builder.git.work import private_file as private_file
from site_builder.git.work import refuse_left_out as refuse_left_out
from site_builder.git.work import signing_key as signing_key
from site_builder.git.work import uncommitted as uncommitted
from site_builder.git.work import user_emails as user_emails
