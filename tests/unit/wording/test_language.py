"""Languages: every text of the site is in every catalogue, with the same marks, links and places to fill in."""

from __future__ import annotations

import gettext
import io
import re
from collections import Counter
from typing import Final

import pytest
from babel.messages.pofile import read_po

from site_builder.resources import package_path
from site_builder.wording.language import ENGLISH, Language, categories, languages
from tools import catalogues

OTHERS: Final = languages()[1:]
_PARTS: Final = re.compile(
    r"<!--.*?-->|\{\w+\}|%\(\w+\)s|\]\([^)]*\)|</?(?:a|strong)\b[^>]*>|\*\*|`|\{#[\w-]+\}|^(?:-|#+|\d+\.) |\[\.\.\.\]",
    re.MULTILINE,
)
"""What a translation has as often as the English: marks, places to fill in, links, tags, items of lists."""

each = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)


def test_there_are_arabic_and_russian() -> None:
    assert [(other.code, other.name, other.direction) for other in OTHERS] == [
        ("ar", "العربية", "rtl"),
        ("ru", "Русский", "ltr"),
    ]


@each
def test_a_catalogue_has_the_texts_that_the_site_says_and_no_others(language: Language) -> None:
    path = catalogues.LOCALE / f"{language.code}.po"
    assert catalogues.brought_up_to_date(path.read_bytes(), language.code) == path.read_bytes(), (
        "run: python -m tools.catalogues"
    )


def test_a_text_that_is_new_comes_in_and_an_old_one_goes() -> None:
    old = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    old += 'msgid "Gone"\nmsgstr "Прошло"\n\nmsgid "Policy"\nmsgstr "Правила"\n'.encode()
    made = read_po(io.BytesIO(catalogues.brought_up_to_date(old, "ru")), locale="ru")
    texts = {text if isinstance(text, str) else text[0] for text, _ in catalogues.texts()}
    assert {message.id if isinstance(message.id, str) else message.id[0] for message in made} - {""} == texts
    assert (made["Policy"].string, made["## Your visit {#your-visit}"].string) == ("Правила", "")


@each
def test_every_text_is_translated(language: Language) -> None:
    wanted = {text if isinstance(text, str) else text[0] for text, _ in catalogues.texts()}
    assert wanted == language.texts.keys()


@each
def test_a_translation_has_the_parts_of_the_english(language: Language) -> None:
    found = {}
    for english, said in language.texts.items():
        for form in [said] if isinstance(said, str) else set(said.values()):
            # A number may be a word where a form is of one number alone.
            one, other = (Counter(_PARTS.findall(text)) for text in (english, form))
            if one != other and not (isinstance(said, dict) and other <= one):
                found[form] = (one, other)
    assert not found


@each
def test_forms_are_those_by_which_other_programs_count(language: Language) -> None:
    header = catalogues.PLURALS[language.code]
    choose = gettext.c2py(re.sub(r".*plural=|;$", "", header))
    names = categories(language.code)
    assert f"nplurals={len(names)};" in header
    forms = Language(language.code, "", "", "", {"a": dict(zip(names, names, strict=True))})
    assert [forms.counted("a", "b", number) for number in range(1000)] == [
        names[choose(number)] for number in range(1000)
    ]


def test_what_a_catalogue_does_not_have_stays_english() -> None:
    other = Language("ru", "", "", "ltr", {"a": "я"})
    assert [other.text("a"), other.text("b")] == ["я", "b"]
    assert [ENGLISH.counted("1 day", "many days", number) for number in (0, 1, 2)] == [
        "many days",
        "1 day",
        "many days",
    ]
    assert other.counted("a", "b", 2) == "b"


def test_scripts_know_the_languages_that_have_a_module() -> None:
    script = package_path("assets/js/messages.js").read_text(encoding="utf-8")
    (known,) = re.findall(r"new Set\(\[(.*?)\]\)", script)
    assert re.findall(r'"(\w+)"', known) == [other.code for other in OTHERS]
