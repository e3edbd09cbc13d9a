"""The reference consumer: a mirror of an instance's feeds that is proved, applied whole, and never sent back in time.

This is what a platform runs. It needs nothing of the builder: it knows the feeds from their contract
(docs/reference/feeds.md) and holds whatever a server sends for hostile until it is proved.

    from datetime import UTC, datetime
    from pathlib import Path
    from site_builder.sync import SyncOptions, SyncRefused, Where, read_rows, sync

    options = SyncOptions(where=Where.parse(["platform=twitter"]))
    try:
        result = sync("https://lists.example/", Path("mirror"), options, now=datetime.now(UTC))
    except SyncRefused as refused:
        print(refused.code, refused)
    else:
        for row in read_rows(Path("mirror/current/view.ndjson")):
            print(row.platform, row.account_id or row.handle_folded)
"""

from site_builder.sync.options import LIMITS as LIMITS
from site_builder.sync.options import REFUSALS as REFUSALS
from site_builder.sync.options import SyncLimits as SyncLimits
from site_builder.sync.options import SyncOptions as SyncOptions
from site_builder.sync.options import SyncRefused as SyncRefused
from site_builder.sync.options import SyncResult as SyncResult
from site_builder.sync.row import MirrorRow as MirrorRow
from site_builder.sync.row import read_rows as read_rows
from site_builder.sync.run import sync as sync
from site_builder.sync.view import Where as Where
