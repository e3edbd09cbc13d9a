"""Limits, named and in one frozen class: sizes in bytes, depths in levels, counts in items, spans of time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds on what a source tree may hold, beyond which is a problem, not an exception; and on reviewing."""

    record_bytes: int = 64 * 1024
    """One record's file."""
    file_bytes: int = 1024 * 1024
    """Any other source file (policies, sources, rosters, review shards)."""
    yaml_depth: int = 16
    """Nested mappings and sequences in one document."""
    problems_per_file: int = 50
    """Further problems of one file are counted in one closing problem, so that a report stays readable."""
    change_files: int = 2000
    """Files that one change may touch; nobody reviews more."""
    filing_days: int = 30
    """By how many days a new review, retraction or appeal may lie before the change that files it."""
    breaker_days: int = 7
    """Days before a change whose publications and removals count with its own."""
    clock_skew: timedelta = timedelta(minutes=10)
    """By how much the clocks of committers may be ahead."""
    path_bytes: int = 200
    """A source path below the root; Windows clones fail a little above this."""
    packet_bytes: int = 16 * 1024 * 1024
    answer_bytes: int = 2 * 1024 * 1024
    exchange_depth: int = 16
    """Nested objects and arrays of a packet or an answer."""
    session: int = 20
    """Records of one reviewing session: attention wears off, and nobody should look at much of this at once."""
    batch: int = 200
    """Accounts of an import that one look takes in; the rest waits for the next."""
    batch_page: int = 20
    """Accounts of one of its pages."""
    review_number: int = 999_999
    """Highest number of a word of a reviewer on a record."""
    review_step: int = 100
    """By how much a word's number may be above the highest that its reviewer used on the record before."""
    renewal_days: int = 60
    """How long before a record lapses the same reviewer may confirm it again, and the first are asked to."""
    renewal_spread: int = 30
    """Over how many days those are spread that lapse on the same day."""
    alike: int = 5
    """Look-alikes that a reviewer is shown one by one; the rest is counted."""
    import_batch: int = 2000
    """Records that an import judges and writes together."""
    table_bytes: int = 250_000_000
    """A file of text that tables are read from."""
    table_lines: int = 2_000_000
    """Lines of such a file, and items of one list in JSON."""
    table_row: int = 128 * 1024
    """Characters of one of its lines, and of one row where a cell goes on over several lines."""
    table_columns: int = 1000
    """Cells of a row, and keys of a JSON file."""
    tables: int = 200
    """Tables of one file: sheets of a workbook, lists of a JSON file."""
    table_item: int = 1_000_000
    """Characters of one item of a JSON file."""
    table_depth: int = 16
    """Nested objects and arrays of a JSON file."""
    workbook_bytes: int = 30_000_000
    """A workbook (XLSX, ODS), which is a ZIP archive; and what is in it, unpacked."""
    workbook_unpacked: int = 250_000_000
    workbook_memory: int = 1_000_000_000
    """Address space, in bytes, and seconds of the processor for the process that reads a workbook."""
    workbook_seconds: int = 60
    capture_bytes: int = 1024**3
    """A file that holds a capture."""
    capture_read: int = 3 * 1024**3
    """What is read of one capture: what is packed in it, and what comes out."""
    capture_member_bytes: int = 16 * 1024 * 1024
    """One member of a WACZ that says what it holds."""
    capture_json_bytes: int = 1024 * 1024
    """One JSON text in such a member."""
    capture_members: int = 1000
    """Members of a WACZ."""
    capture_directory_bytes: int = 1024 * 1024
    """The directory of a WACZ's members."""
    capture_records: int = 100_000
    """Records of a WARC, members of a gzip file, pages of a WACZ, chunks of a PNG."""
    capture_head_bytes: int = 64 * 1024
    """The head of one record of a WARC, and what is searched of an HTML file at either end."""
    review_columns: tuple[int, int] = (40, 100)
    """Columns of the widest line of a record's text, at least and at most: narrower ones the terminal breaks."""


LIMITS = Limits()

TEMPORARY: Final = ".handlelists-tmp"
"""Ending of a file that is being written; one that a killed command left behind is not a source file."""
