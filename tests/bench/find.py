"""`python -m tests.bench.find`: what it costs to look for an account, in Debian's chromium, among a million.

Prints, for exact lookups of accounts that are there, how many requests and bytes came after the page itself, and the
median time from the last letter to the answer beside the time that one request of the same page takes. Among 46,000 it
says first how large the index is, and asks what people type: the tests do both among fewer.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from site_builder.pages.scripts import script_files
from tests.browser.conftest import CHROMIUM, chromium_arguments, serving
from tests.find.corpus import corpus
from tests.find.lookup import look_up
from tests.find.sites import MANY, LargeIndex, index_files, large_site, write

ROOT: Final = Path(__file__).resolve().parents[2]


def found_well(folder: Path) -> bool:
    """Say how large the index of many accounts is; return whether people find whom they look for in it."""
    index = LargeIndex.of(corpus(MANY))
    sizes = {
        name: sum(len(gzip.compress(data, 9)) for data in tree.files.values()) / MANY
        for name, tree in index.search.items()
    }
    sys.stdout.write(
        f"{MANY:,} accounts: {sizes['keys']:.0f} and {sizes['tails']:.0f} bytes each, compressed\n"
    )
    catalog = index.accounts.catalog()
    write(folder / "site", index_files(catalog, index.search))
    write(folder / "scripts", dict(script_files(catalog.platforms, catalog.vocabulary)))
    (folder / "scripts/package.json").write_text('{"type": "module"}')
    places = {"HL_SCRIPTS": folder / "scripts", "HL_LARGE_SITE": folder / "site"}
    done = subprocess.run(
        ("node", "--test-reporter=spec", str(ROOT / "tests/js/index/quality.test.js")),
        env={**os.environ, **{name: path.as_uri() for name, path in places.items()}},
        check=False,
    )
    return done.returncode == 0 and sizes["keys"] <= 60 and sum(sizes.values()) <= 200


def main() -> int:
    """Measure and print; return 1 where a lookup takes more than is promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.find", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=20)
    options = parser.parse_args()
    accounts = corpus(options.records)
    chosen = random.Random(1).sample(accounts.rows, options.lookups)  # noqa: S311 - the same every time
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        well = found_well(Path(folder) / "many")
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
    return 0 if well and requests <= 4 and sizes <= 120_000 else 1


if __name__ == "__main__":
    sys.exit(main())
