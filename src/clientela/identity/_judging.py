"""What one pair of rows says: which fields agree, how much that weighs, whether it may be accepted unseen."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp2, log2
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from clientela.base.i18n import msg
from clientela.identity._addresses import compare_addresses, compare_towns
from clientela.identity._legal_forms import FORMS
from clientela.identity._names import is_form_word
from clientela.identity._same_name import NameMatch, Words, compare_names
from clientela.identity._tax_numbers import compare_tax_numbers

if TYPE_CHECKING:
    from clientela.identity._records import Places, Read

SURE_BITS = 5.0
"""log2 of the odds from which a pair may be sure, with nothing against it: 32 to 1."""
ASK_BITS = 0.0
"""log2 of the odds from which a pair is worth a look: as likely as not."""
_PRIOR_BITS = 2.0
"""Of a row, about one in four has a double."""
_TAX_BITS = {"same": 20.0, "near": 12.0, "different": -12.0, "missing": 0.0}
_FORM_BITS = {"same": 1.0, "compatible": -1.0, "missing": 0.0, "different": -8.0}
_OTHER_PLACE_BITS = -3.0
_MOST_PLACE_BITS = 20.0
_CODE = 2
_SHARED_LETTERS = 60.0
_SHORTEST = 3
"""Letters of a name that can be sure by itself at one address; one more where only the town is known."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two customer numbers that may be one; the smaller key first."""

    key_a: int
    key_b: int
    kind: str
    """legal (one legal person), site (one place, perhaps two legal persons), ask (open which)."""
    reason_code: str
    certainty_class: str
    """sure (may be accepted in bulk) or ask (a person must look)."""
    score: float
    """Probability by the weights, 0 to 1."""
    agreeing: tuple[str, ...]
    contradicting: tuple[str, ...]
    missing: tuple[str, ...]
    group_key: int
    """Smallest key of those asked or accepted together."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on a pair of places in the list, before groups are looked at."""

    first: int
    second: int
    kind: str
    reason: str
    is_sure: bool
    bits: float
    states: tuple[tuple[str, str], ...]
    """Field and how it compares: same, near, different, missing."""

    @property
    def strength(self) -> int:
        """Order of the evidence: equal tax number 4; one address 3, without a legal form to compare 2; one town 1, 0."""
        if self.has_tax:
            return 4
        states = dict(self.states)
        if states["tax_number"] == "near":
            return 3
        return 2 * (states["address"] == "same") + (states["legal_form"] == "same")

    @property
    def has_tax(self) -> bool:
        """Whether the tax numbers are one."""
        return ("tax_number", "same") in self.states

    @property
    def score(self) -> float:
        """Probability out of the odds."""
        return 1 / (1 + exp2(-max(min(self.bits, 60.0), -60.0)))


BRANCHES = "same_name_many_places"
KINDS = (
    ("legal", msg("Same firm")),
    ("site", msg("Same place")),
    ("ask", msg("Open: same firm, same place or neither")),
)
CERTAINTIES = (("sure", msg("Sure")), ("ask", msg("To be asked")))
REASONS = (
    ("same_tax_number", msg("Same tax number")),
    ("same_tax_other_site", msg("Same tax number, several sites")),
    ("near_tax_number", msg("Same name, tax numbers one digit apart")),
    ("same_name_and_place", msg("Same name, same place")),
    ("similar_name_and_address", msg("Similar name, same address")),
    ("similar_name_and_place", msg("Similar name, same town")),
    ("same_name_other_form", msg("Same name, other legal form")),
    ("same_name_other_tax", msg("Same name and address, other tax number")),
    ("same_name_other_place", msg("Same name, other place")),
    (BRANCHES, msg("One name in many places")),
)


class Judge:
    """Judges pairs of one list."""

    def __init__(self, rows: list[Read], words: Words, places: Places) -> None:
        self._rows, self._words, self._places = rows, words, places
        self._prior = -log2(max(len(rows), 2)) - _PRIOR_BITS

    def judge(self, first: int, second: int) -> Verdict | None:
        """Judge a pair; None when nothing speaks for it.

        Formula: odds (log2) = - log2(rows) - 2 + bits of the equal words, of the legal form, of the place, of the tax number
        (Fellegi & Sunter 1969; a word, a town, an address weighs log2(rows / rows with it)).
        """
        one, other = self._rows[first], self._rows[second]
        match = compare_names(one.name, other.name, self._words, places=one.places | other.places)
        if match.level == "different" and (one.tax.key != other.tax.key or not one.tax.key):
            return None
        tax = compare_tax_numbers(one.tax, other.tax)
        if match.level == "different" and tax != "same":
            return None
        if match.form == "different" and _is_foreign_slip(one, other):
            match = match._replace(form="missing")
        states, where, place_bits = self._place(one, other)
        bits = self._prior + match.bits + _FORM_BITS[match.form] + place_bits + _TAX_BITS[tax]
        name_state = {"same": "same", "slip": "near", "more": "near"}.get(match.level, "different")
        if not one.name.words or not other.name.words:
            name_state = "missing"
        states = (("name", name_state), ("legal_form", match.form), ("tax_number", tax), *states)
        reason, kind, is_sure = _decide(tax=tax, match=match, where=where, bits=bits, one=one, other=other)
        if not reason:
            return None
        return Verdict(first, second, kind, reason, is_sure, bits, states)

    def ask_branch(self, first: int, second: int) -> Verdict | None:
        """Ask about two rows of a name that very many rows bear; None when their tax numbers differ or the name is a letter or two."""
        one, other = self._rows[first], self._rows[second]
        tax = compare_tax_numbers(one.tax, other.tax)
        if tax == "different" or _letters(one) < _SHORTEST:
            return None
        match = compare_names(one.name, other.name, self._words)
        states, _, place_bits = self._place(one, other)
        bits = self._prior + match.bits + _FORM_BITS[match.form] + place_bits + _TAX_BITS[tax]
        states = (("name", "same"), ("legal_form", match.form), ("tax_number", tax), *states)
        return Verdict(first, second, "ask", BRANCHES, is_sure=False, bits=bits, states=states)

    def _place(self, one: Read, other: Read) -> tuple[tuple[tuple[str, str], ...], str, float]:
        """Compare the places: states, where ("address", "town", "other_street", "elsewhere", "unknown") and bits."""
        town = compare_towns(one.town, other.town)
        postal = (
            "missing"
            if not (one.postal and other.postal)
            else "same"
            if one.postal == other.postal
            else "different"
        )
        street = compare_addresses(one.address, other.address)
        country = "missing" if not (one.country and other.country) else "same"
        if country == "same" and one.country != other.country:
            country = "different" if len(one.country) == len(other.country) == _CODE else "missing"
        bits = 0.0
        if town == "same":
            bits = min(self._places.town_bits(one.town), self._places.town_bits(other.town))
        if postal == "same":
            bits = max(bits, self._places.postal_bits(one.postal))
        is_near = "same" in {town, postal}
        is_away = (town == "different" and postal != "same") or postal == "different"
        if street == "same" and (is_near or not is_away):
            bits += min(self._places.address_bits(one.address), self._places.address_bits(other.address))
            where = "address"
        elif is_away:
            bits, where = _OTHER_PLACE_BITS, "elsewhere" if town != "same" else "other_street"
        elif street == "different":
            bits, where = bits + _OTHER_PLACE_BITS, "other_street"
        else:
            where = "town" if is_near else "unknown"
        states = (("address", street), ("postal_code", postal), ("town", town), ("country", country))
        return states, where, min(bits, _MOST_PLACE_BITS)


_NOTHING = ("", "", False)


def _decide(
    *, tax: str, match: NameMatch, where: str, bits: float, one: Read, other: Read
) -> tuple[str, str, bool]:
    """Return reason, kind and whether it is sure; an empty reason when the pair is not worth a question."""
    is_named = bool(one.name.words and other.name.words)
    if tax == "same":
        reason = "same_tax_other_site" if where in {"elsewhere", "other_street"} else "same_tax_number"
        alike = (
            match.level != "different" or where == "address" or (not is_named and one.tax.is_valid is True)
        )
        return reason, "legal", alike or _share_letters(one, other)
    if not is_named:
        return _NOTHING
    if match.level == "more":
        asks = tax != "different" and where == "address" and bits >= ASK_BITS
        return ("similar_name_and_address", "site", False) if asks else _NOTHING
    if tax == "different":
        asks = match.form != "different" and where == "address"
        return ("same_name_other_tax", "site", False) if asks else _NOTHING
    if match.form == "different":
        # the weight of the form is put aside: the question is about nothing else
        asks = where in {"address", "town"} and bits - _FORM_BITS["different"] >= ASK_BITS
        kind = "site" if where == "address" else "ask"
        return ("same_name_other_form", kind, False) if asks else _NOTHING
    return _by_name(tax=tax, match=match, where=where, bits=bits, one=one, other=other)


def _by_name(
    *, tax: str, match: NameMatch, where: str, bits: float, one: Read, other: Read
) -> tuple[str, str, bool]:
    """Judge two rows whose names agree and whose forms and tax numbers do not contradict."""
    if bits < ASK_BITS:
        return _NOTHING
    is_code = len(one.country) == len(other.country) == _CODE
    may_be_sure = bits >= SURE_BITS and not (is_code and one.country != other.country)
    if where in {"address", "town"}:
        shortest = min(_letters(one), _letters(other)) - (where == "town")
        may_be_sure = may_be_sure and match.form != "compatible" and shortest >= _SHORTEST
        if match.level == "same":
            return "same_name_and_place", "legal", may_be_sure
        return f"similar_name_and_{'address' if where == 'address' else 'place'}", "legal", may_be_sure
    if tax == "near":
        return "near_tax_number", "legal", match.level == "same" and may_be_sure
    return "same_name_other_place", "ask", False


def _letters(row: Read) -> int:
    """Count the letters of a name that are no legal form."""
    return sum(len(word) for word in row.name.words if not is_form_word(word))


def _share_letters(one: Read, other: Read) -> bool:
    """Tell whether two names have a word or most letters in common: enough beside an equal tax number."""
    shared = set(one.name.words) & set(other.name.words)
    return bool(shared) or ratio(one.name.key, other.name.key) >= _SHARED_LETTERS


def _is_foreign_slip(one: Read, other: Read) -> bool:
    """Tell whether two forms are one letter apart and one is no form of the row's country: `S.a.` of an Italian `S.a.s.`."""
    if OSA.distance(one.name.form_text, other.name.form_text, score_cutoff=1) > 1:
        return False
    return any(
        len(row.country) == _CODE and FORMS[row.name.form].countries.isdisjoint({row.country.upper(), "*"})
        for row in (one, other)
    )
