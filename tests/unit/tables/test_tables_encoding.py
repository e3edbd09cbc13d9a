"""Letters: a wrong one makes another account, so what is not sure is refused or is a fault of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.errors import UsageError
from site_builder.tables.model import TableFault, TableRow
from site_builder.tables.opened import open_tables
from tests.unit.tables.handed_files import cells, everything, handed, refusal

if TYPE_CHECKING:
    from pathlib import Path

_LATIN = "name;handle\nJosé Muñoz;@jose_sample\nZoë Brontë;@zoe_sample\n"
_CYRILLIC = "имя;ник\nИван Образцов;@ivan_sample\nНовости образца сегодня;@news_sample\n"  # noqa: RUF001 - Russian
_JAPANESE = "名前,アカウント\n見本太郎,@mihon_sample\nニュース速報,@news_sample\n"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_says_the_encoding(tmp_path: Path, codec: str) -> None:
    path = handed(tmp_path, "a.csv", _LATIN.encode(codec))
    for said in (None, "cp1252", "utf-8"):
        file, tables = everything(path, said)
        assert (file.encoding, file.guessed) == (codec.removesuffix("-sig"), False)
        assert tables[""][0] == TableRow(1, ("name", "handle"))
        assert tables[""][1] == TableRow(2, ("José Muñoz", "@jose_sample"))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_guessed(tmp_path: Path, codec: str) -> None:
    file, tables = everything(handed(tmp_path, "a.csv", _LATIN.encode(codec)))
    assert (file.encoding, file.guessed) == (codec, True)
    assert tables[""][1] == TableRow(2, ("José Muñoz", "@jose_sample"))


@pytest.mark.parametrize(
    ("text", "codec"),
    [(_LATIN, "cp1252"), (_CYRILLIC, "cp1251"), (_JAPANESE, "cp932")],
    ids=["Latin", "Cyrillic", "Japanese"],
)
def test_other_encodings_are_guessed_and_said(tmp_path: Path, text: str, codec: str) -> None:
    path = handed(tmp_path, "a.csv", text.encode(codec))
    file, tables = everything(path)
    assert (file.encoding, file.guessed) == (codec.replace("_", "-"), True)
    assert [";".join(row.cells) for row in tables[""]] == text.replace(",", ";").splitlines()
    assert everything(path, codec)[0].guessed is False


def test_latin_letters_in_a_word_are_not_of_another_alphabet(tmp_path: Path) -> None:
    assert everything(handed(tmp_path, "a.csv", "José Muñoz;1\n".encode("cp1252")))[0].encoding == "cp1252"


def test_a_guess_between_latin_letters_names_the_others(tmp_path: Path) -> None:
    turkish = "ad;hesap\nAyşe Örnek;@ayse_sample\nGüneş Doğan;@gunes_sample\n".encode("cp1254")
    file, _ = everything(handed(tmp_path, "a.csv", turkish))
    assert (file.encoding, "cp1254" in file.other_encodings) == ("cp1252", True)
    assert cells(handed(tmp_path, "a.csv", turkish), "windows-1254")[1][0] == "Ayşe Örnek"


@pytest.mark.parametrize("text", ["é;1\n", "Иван\n"])
def test_a_guess_between_alphabets_is_refused(tmp_path: Path, text: str) -> None:
    fault = refusal(handed(tmp_path, "a.csv", text.encode("cp1252" if text < "И" else "cp1251")))
    assert fault.reason == "encoding-unsure"
    assert "--encoding" in fault.words


def test_a_few_lines_in_another_encoding_are_faults(tmp_path: Path) -> None:
    mixed = "n,h\né,1\nü,2\n".encode() + "é,4\n".encode("cp1252") + b"x,5\n"
    _, tables = everything(handed(tmp_path, "a.csv", mixed))
    fault = tables[""][3]
    assert isinstance(fault, TableFault)
    assert (fault.reason, fault.line, fault.cells, fault.whole) == ("encoding", 4, ("\ufffd", "4"), False)
    assert [row.cells for row in tables[""] if isinstance(row, TableRow)][1:] == [
        ("é", "1"),
        ("ü", "2"),
        ("x", "5"),
    ]


def test_as_many_lines_in_another_encoding_are_refused(tmp_path: Path) -> None:
    mixed = "name,handle\nZoë Brontë,1\n".encode() + "José Muñoz,4\n".encode("cp1252")
    assert refusal(handed(tmp_path, "a.csv", mixed)).reason == "encoding-unsure"
    _, tables = everything(handed(tmp_path, "a.csv", mixed), "utf-8")
    assert [isinstance(row, TableFault) for row in tables[""]] == [False, False, True]


def test_nul_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    fault = refusal(handed(tmp_path, "a.csv", "a,b\né,c\nd,\0e\n"))
    assert (fault.reason, fault.line) == ("nul", 3)
    assert refusal(handed(tmp_path, "a.csv", "a,b\né,c\nd,\0e\n".encode("utf-16"))).line == 3
    assert refusal(handed(tmp_path, "a.csv", b"a\xff\0b\n"), "cp1252").reason == "nul"


def test_damaged_utf_16_is_refused(tmp_path: Path) -> None:
    path = handed(tmp_path, "a.csv", _LATIN.encode("utf-16"))
    found = open_tables(path)
    assert not isinstance(found, TableFault)
    path.write_bytes(_LATIN.encode("utf-16") + b"x")
    *_, last = [row for table in found[1] for row in table.rows]
    assert isinstance(last, TableFault)
    assert (last.reason, last.whole) == ("file-changed", True)
    assert refusal(path).reason == "encoding-unsure"


@pytest.mark.parametrize(
    "name",
    [
        "klingon",
        "rot13",
        "hex",
        "utf-7",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "cp037",
        "\0",
    ],
)
def test_an_encoding_that_there_is_not_is_wrong_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no encoding"):
        everything(handed(tmp_path, "a.csv", "a,b\n"), name)
