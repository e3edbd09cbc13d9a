"""`python -m tests.bench.find`: what it costs to look for an account, in Debian's chromium, among a million.

Prints, for exact lookups of accounts that are there, how many requests and bytes came after the page itself, and the
median time from the last letter to the answer beside the time that one request of the same page takes.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, chromium_arguments, serving
from tests.find.corpus import corpus
from tests.find.lookup import look_up
from tests.find.sites import LargeIndex, large_site


def main() -> int:
    """Measure and print; return 1 where a lookup takes more than is promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.find", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=20)
    options = parser.parse_args()
    accounts = corpus(options.records)
    chosen = random.Random(1).sample(accounts.rows, options.lookups)  # noqa: S311 - the same every time
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        site = large_site(Path(folder), LargeIndex.of(accounts))
        with serving(site) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=chromium_arguments())
            found = [look_up(browser, served, row.get("handle") or row["account_id"]) for row in chosen]
            browser.close()
    requests, sizes = max(item.requests for item in found), max(item.bytes for item in found)
    time = statistics.median(item.milliseconds for item in found)
    sys.stdout.write(
        f"{options.records:,} accounts, {len(found)} lookups: at most {requests} requests and {sizes:,} bytes "
        f"uncompressed; the answer stood {time:.0f} ms after the last letter at the median\n"
    )
    return 0 if requests <= 4 and sizes <= 120_000 else 1


if __name__ == "__main__":
    sys.exit(main())
