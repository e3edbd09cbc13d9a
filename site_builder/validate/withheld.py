"""Withheld records: what is wrong with them never prevents a removal."""

from site_builder.load.layout import FileKind, Spot, next_claim_of, spot, withheld_record
from site_builder.load.source_tree import Loading
from site_builder.problems import Problem, Severity
from site_builder.validate.references import record_files

_WHOLE_LIST = (FileKind.LIST, FileKind.SOURCES)


class Attribution:
    """Says which records a problem is about."""

    def __init__(self, loading: Loading) -> None:
        self._found: dict[str, set[str]] = {}  # by file, list, and list with the beginning of the id
        for list_id, record, file in record_files(loading):
            for key in (file, list_id, f"{list_id} {record[:2]}"):
                self._found.setdefault(key, set()).add(record)

    def records(self, problem: Problem) -> frozenset[str]:
        """Return ids of the records whose publication the problem affects; empty where it is about none.

        A broken file of reviews affects the records whose reviews it holds, a broken list.yaml or sources.yaml
        every record of the list.
        """
        place = problem.place
        where = spot(place.file)
        if not isinstance(where, Spot):
            return frozenset()
        if where.kind is FileKind.NEXT_CLAIM:
            return frozenset({next_claim_of(place.file) or ""})
        if where.kind is FileKind.RECORD:
            return frozenset(self._found.get(place.file, ()))
        of_list = self._found.get(where.list, set())
        if where.kind is FileKind.REVIEWS:
            token = place.pointer.split("/")[1] if place.pointer else ""
            shard = place.file.rpartition("/")[2].removesuffix(".yaml")
            return frozenset({token} & of_list if token else self._found.get(f"{where.list} {shard}", ()))
        return frozenset(of_list) if where.kind in _WHOLE_LIST else frozenset()


def soften(problems: list[Problem], loading: Loading) -> list[Problem]:
    """Return the problems, those that are only about withheld records, or what withholds them, as warnings."""
    withheld = loading.tree.withheld.keys()
    if not withheld:
        return problems
    attribution = Attribution(loading)

    def is_soft(item: Problem) -> bool:
        about = attribution.records(item)
        return bool(about and about <= withheld) or withheld_record(item.place.file) is not None

    return [
        item.as_warning(softened=True) if item.severity is Severity.ERROR and is_soft(item) else item
        for item in problems
    ]
