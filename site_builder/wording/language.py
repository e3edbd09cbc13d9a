"""Languages: English, in which all our words are written, and those that a catalogue of the package has them in.

A catalogue is a gettext PO file, `locale/<code>.po`: to an English text it gives what is said for it. A text that is
counted has a form for each plural category of whole numbers in its language (CLDR, as browsers count), in the order of
`_CATEGORIES`. `python -m tools.catalogues` brings the files up to date with the texts. Nothing here asks the system
which language it speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.pofile import read_po

from site_builder.resources import package_path

_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")

Said = str | Mapping[str, str]
"""What is said for a text: one text, or one for each plural category."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language that pages are written in."""

    code: str
    """BCP 47, such as `ar`."""
    name: str
    """What it is called in itself, such as `العربية`."""
    english_name: str
    direction: str
    """`ltr` or `rtl`."""
    texts: Mapping[str, Said] = field(default_factory=dict, repr=False)
    scripts: frozenset[str] = frozenset()
    """The texts that scripts say."""

    def text(self, english: str) -> str:
        """Return what is said for a text; the text itself where the catalogue does not have it."""
        said = self.texts.get(english)
        return said if isinstance(said, str) else english

    def counted(self, one: str, many: str, number: int) -> str:
        """Return the form for a number, which is not filled in, of a text that English has two forms of."""
        said = self.texts.get(one)
        if said is None or isinstance(said, str):
            return one if number == 1 else many
        return said[Locale.parse(self.code).plural_form(number)]


ENGLISH: Final = Language("en", "English", "English", "ltr")


def categories(code: str) -> tuple[str, ...]:
    """Return the plural categories that whole numbers have in a language, in the order of its forms."""
    used = {Locale.parse(code).plural_form(number) for number in range(200)}
    return tuple(name for name in _CATEGORIES if name in used)


@cache
def languages() -> tuple[Language, ...]:
    """Return English, then the languages that have a catalogue, by code."""
    return ENGLISH, *map(_read, sorted(package_path("wording/locale").glob("*.po")))


def _read(file: Path) -> Language:
    code = file.stem
    locale = Locale.parse(code)
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    names, texts, scripts = categories(code), dict[str, Said](), set[str]()
    for message in catalogue:
        english, *_ = [message.id] if isinstance(message.id, str) else message.id
        forms = message.string
        if english and forms and all(forms) and not message.fuzzy:
            texts[english] = forms if isinstance(forms, str) else dict(zip(names, forms, strict=True))
        if any(place.endswith(".js") for place, _ in message.locations):
            scripts.add(english)
    name = str(locale.display_name).capitalize()
    return Language(code, name, str(locale.english_name), locale.text_direction, texts, frozenset(scripts))
