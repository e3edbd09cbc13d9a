"""Words for codes: titles and meanings of vocabulary terms, names of platforms and languages.

An unknown code is shown as it is: fields and values may be added before this room learns a name for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "ko": "Korean",
    "ku": "Kurdish",
    "ky": "Kyrgyz",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "mn": "Mongolian",
    "ms": "Malay",
    "mt": "Maltese",
    "my": "Burmese",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tg": "Tajik",
    "th": "Thai",
    "ti": "Tigrinya",
    "tk": "Turkmen",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "yo": "Yoruba",
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
    _terms: dict[tuple[str, str], Term] = field(default_factory=dict)

    def term(self, table: str, code: str) -> Term:
        """Return a term of a table of the vocabulary, such as `evidence_kinds`."""
        term = self._terms.get((table, code))
        if term is None:
            found = self.catalog.vocabulary[table].get(code, {})
            term = Term(code, found.get("title", code), found.get("meaning", ""))
            self._terms[table, code] = term
        return term

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
