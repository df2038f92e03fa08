"""Which 8-bit page makes words of the bytes of a text file: told by the letters each language uses."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache

_CYRILLIC = "оеаинтсрвлкмдпуяызьбгчйхжшюцщэфъё"
_LETTERS: dict[str, str] = {
    "it": "àèéùòìÈÀ", "fr": "éèêàçùîôâûëïœÉÀÇÈÊ", "de": "üäößÜÄÖé", "es": "óíáéñúüÓÑÁÉÍÚ¡¿ºª", "pt": "ãçáéóíõâêúàôÃÇÁÉÓÍÕº",
    "en": "éèüö", "nl": "éëïèü", "sv": "äåöéÄÅÖø", "da": "øæåØÆÅé", "pl": "łąęóśżćńźŁŚŻÓĄĘĆŃŹ", "cs": "íáéěřýčžšůúťďňóŠŽČŘÍÁÉÚÝĚŮĎŤŇ",
    "sk": "áíčľžšýťéúäôňďóŠŽČĽÁÍÚ", "hu": "éáöóőüíúűÁÉÖÓŐÜÍÚŰ", "ro": "ăîâşţșțÎÂĂŞŢȘȚ", "tr": "ıişğüöçİŞÜÖÇĞâ", "hr": "čćšžđČĆŠŽĐ",
    "el": "αοιετσνηυρπκμλςήάίόέδύγχβφθώξζψΑΟΙΕΤΣΝΚΜΠΛ", "ru": _CYRILLIC + "АОСПКРИТВНМЕБДГЛЗУФЭЯЖХЧШЦЮЩЙЪЫЬЁ",
    "uk": "оанвіиертслкупдмязьбгчйхїжєшюцщфґ" + "АОСПКРИТВНМЕБДГЛЗУФІЇЄЯЖХЧШЦЮЩЙЬҐ",
}  # fmt: skip
"""Letters beyond ASCII of each language, most frequent first."""
_PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", ("it", "fr", "de", "es", "pt", "en", "nl", "sv", "da")),
    ("cp1250", ("pl", "cs", "sk", "hu", "ro", "hr", "de")),
    ("iso-8859-2", ("pl", "cs", "sk", "hu", "ro", "hr", "de")),
    ("cp1254", ("tr",)),
    ("cp1253", ("el",)),
    ("cp1251", ("ru", "uk")),
    ("cp866", ("ru",)),
    ("cp1125", ("uk",)),
    ("koi8-r", ("ru",)),
    ("koi8-u", ("uk",)),
    ("iso-8859-5", ("ru", "uk")),
    ("mac-cyrillic", ("ru", "uk")),
    ("mac-roman", ("it", "fr", "de", "es", "pt", "sv")),
    ("cp850", ("it", "fr", "de", "es", "pt", "sv")),
    ("cp852", ("pl", "cs", "sk", "hu", "ro")),
    ("iso-8859-15", ("it", "fr", "de", "es", "pt", "sv")),
    ("latin-1", ("it", "fr", "de", "es", "pt")),
)
"""Pages and the languages written in them; of pages that read the same, the first is named."""
_SIGNS = "€£°§«»„“”‘’–—…·№²³®©™ \u00a0"
_SIGN, _FOREIGN, _ODD, _BROKEN = math.log(0.02), math.log(0.002), math.log(0.0004), math.log(0.00001)
_LOWER_UPPER = math.log(0.02)
_RARER = 0.3
_MOST = 20_000
_LAST_LATIN = "\u024f"


@cache
def _weights(language: str) -> dict[str, float]:
    # the frequencies of letters fall about as the inverse of their rank
    letters = dict.fromkeys(_LETTERS[language])
    total = sum(1 / (rank + 3) for rank in range(len(letters)))
    return {letter: math.log(1 / (rank + 3) / total) for rank, letter in enumerate(letters)}


def _facts(text: str) -> tuple[Counter[str], int]:
    """Count the characters beyond ASCII, and those that stand in a word as no writer puts them."""
    odd = 0
    for before, here, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if here.isascii():
            continue
        if here.isalpha():
            # a capital behind a small letter; a Latin letter beside a Cyrillic one
            odd += here.isupper() and before.islower()
            odd += before.isalpha() and before.isascii() and here > _LAST_LATIN
            odd += here.islower() and before.isupper() and after.isupper()
        else:
            # a sign between two letters is a letter that was misread
            odd += before.isalpha() and after.isalpha() and here not in "’‘·"
    return Counter(c for c in text if not c.isascii()), odd


def _score(text: str, languages: tuple[str, ...]) -> float:
    counts, odd = _facts(text)

    def weight(letter: str, known: dict[str, float]) -> float:
        if letter in known:
            return known[letter]
        if letter in _SIGNS:
            return _SIGN
        if letter == "\ufffd" or "\x80" <= letter <= "\x9f":
            return _BROKEN
        return _FOREIGN if letter.isalpha() else _ODD

    best = max(
        sum(n * weight(letter, _weights(language)) for letter, n in counts.items()) for language in languages
    )
    return best + odd * _LOWER_UPPER


def guess_page(sample: bytes) -> str:
    """Return the 8-bit page whose reading of the sample is most like words of one of its languages.

    Formula: the sum over the characters beyond ASCII of the logarithm of how frequent each is in the language, less
    a fine for capitals inside words, for signs between letters and for letters of two scripts in one word.
    """
    best, best_score = "cp1252", -math.inf
    for place, (page, languages) in enumerate(_PAGES):
        # little evidence and ties go to the pages that are named first
        score = _score(sample[:_MOST].decode(page, "replace"), languages) - min(place, 8) * _RARER
        if score > best_score + 1e-9:
            best, best_score = page, score
    return best
