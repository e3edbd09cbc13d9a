"""The OpenAPI description is valid to those who check such descriptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from site_builder.addresses import OPENAPI
from tests.unit.feeds.feed_catalog import bare_catalog, catalog
from tests.unit.feeds.feed_files import feed_files

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog


@pytest.mark.parametrize("published", [catalog(), bare_catalog()], ids=["history", "no history"])
def test_the_description_is_valid_openapi_3_1(published: Catalog, tmp_path: Path) -> None:
    for path, data in feed_files(published):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    file = tmp_path / OPENAPI
    validator = OpenAPIV31SpecValidator(json.loads(file.read_bytes()), base_uri=file.as_uri())
    assert list(validator.iter_errors()) == []
