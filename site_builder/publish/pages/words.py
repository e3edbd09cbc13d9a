"""Words for codes: titles and meanings of vocabulary terms, names of platforms and languages.

An unknown code is shown as it is: fields and values may be added before this room learns a name for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog

# English names of languages that records use or are likely to; BCP 47 codes stay beside them on every page.
LANGUAGES: Final = {
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ko": "Korean",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "my": "Burmese",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A code with what it is called and what it means."""

    code: str
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes of one catalog are called."""

    catalog: Catalog

    def term(self, table: str, code: str) -> Term:
        """Return a term of a table of the vocabulary, such as `evidence_kinds`."""
        found = self.catalog.vocabulary[table].get(code, {})
        return Term(code, found.get("title", code), found.get("meaning", ""))

    def platform(self, code: str) -> str:
        """Return a platform's name."""
        found = self.catalog.platforms.get(code)
        return code if found is None else found.name

    def language(self, code: str) -> str:
        """Return a language's English name with its BCP 47 code, such as `Arabic (ar)`."""
        name = LANGUAGES.get(code.partition("-")[0])
        return code if name is None else f"{name} ({code})"


def quantity(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number and a noun that agree: `1 record`, `2,000 records`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
