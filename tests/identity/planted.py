"""Customer lists with planted duplicates, and the truth about them.

Frozen before any rule of matching was written: changing this file, or the seeds, makes every figure about it void.
Rules may be tried on `SEEN` only; `UNSEEN` seeds give the figures that are published.
Truth: two rows are the same customer when they are the same legal person, at whatever site.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import combinations

from identity import planted_words as words

SEEN = (11, 12, 13)
UNSEEN = (901, 902, 903, 904)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a customer list; None is a cell left empty."""

    customer_id: str
    customer_name: str
    tax_id: str | None
    country: str | None
    city: str | None
    postal_code: str | None
    address: str | None
    person: int
    """The truth: which legal person it is."""


def _tax_number(rng: random.Random, country: str) -> str:
    lengths = {"IT": 11, "DE": 9, "FR": 11, "PL": 10, "RU": 10, "AT": 8, "ES": 8, "GB": 9}
    digits = "".join(rng.choice("0123456789") for _ in range(lengths[country]))
    return {"AT": "U" + digits, "ES": "B" + digits}.get(country, digits)


def _new(rng: random.Random, person: int) -> Row:
    country = rng.choices(tuple(words.COUNTRIES), tuple(words.COUNTRIES.values()))[0]
    speech = words.SPEECH[country]
    surname, given = rng.choice(speech.surnames), rng.choice(speech.given)
    trade, form = rng.choice(speech.trades), rng.choices(speech.forms, speech.form_weights)[0]
    invented = rng.choice(words.STEMS) + rng.choice(words.ENDINGS)
    city, postal = rng.choice(speech.towns)
    name = rng.choices(
        (
            f"{surname} {trade}", f"{trade} {surname}", f"{surname} {given}", f"{invented} {trade}", invented,
            f"{invented} {surname}", f"{surname} & {rng.choice(speech.surnames)}", f"{trade} {city} {surname}",
        ),
        (18, 14, 8, 20, 12, 8, 8, 6),
    )[0]  # fmt: skip
    written = f"{form} {name}" if speech.form_first else f"{name} {form}"
    street = f"{rng.choice(speech.streets)} {rng.randint(1, 180)}"
    postal = postal[:-2] + f"{rng.randint(0, 20):02d}" if rng.random() < 0.5 else postal
    return Row("", written, _tax_number(rng, country), country, city, postal, street, person)


def _relative(rng: random.Random, row: Row, person: int) -> Row:
    """Another legal person that looks like `row`: another form, another first name, another town, another number."""
    speech = words.SPEECH[str(row.country)]
    tax = _tax_number(rng, str(row.country))
    kind = rng.random()
    city, postal = rng.choice(speech.towns)
    street = f"{rng.choice(speech.streets)} {rng.randint(1, 180)}"
    if kind < 0.35:
        form = next((f for f in speech.forms if f in row.customer_name), "")
        other = rng.choice([f for f in speech.forms if f != form])
        name = row.customer_name.replace(form, other) if form else f"{row.customer_name} {other}"
        stays = rng.random() < 0.6
        if stays:
            street = street if rng.random() < 0.6 else str(row.address)
            return replace(row, customer_name=name, tax_id=tax, address=street, person=person)
        return replace(
            row, customer_name=name, tax_id=tax, city=city, postal_code=postal, address=street, person=person
        )
    if kind < 0.60:
        return replace(row, tax_id=tax, city=city, postal_code=postal, address=street, person=person)
    if kind < 0.80:
        parts = row.customer_name.split(" ")
        parts[rng.randrange(len(parts) - 1) if len(parts) > 1 else 0] = rng.choice(speech.surnames)
        return replace(row, customer_name=" ".join(parts), tax_id=tax, address=street, person=person)
    number = rng.choice(("2", "3", "II", "Nord", "Sud", "Export", "Service", "Holding", "Immobiliare"))
    return replace(
        row, customer_name=f"{row.customer_name} {number}", tax_id=tax, address=street, person=person
    )


def _typo(rng: random.Random, text: str) -> str:
    if len(text) < 5:
        return text
    place = rng.randrange(1, len(text) - 2)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    if kind == 2:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + rng.choice("aeioulnrst") + text[place + 1 :]


def _respell(rng: random.Random, name: str, country: str) -> str:  # noqa: C901, PLR0912 - one branch, one habit of clerks
    """Write a name as another clerk would."""
    speech = words.SPEECH[country]
    for _ in range(rng.choices((1, 2, 3), (55, 33, 12))[0]):
        act = rng.random()
        if act < 0.22:
            form = next((f for f in sorted(speech.forms, key=len, reverse=True) if f in name), "")
            name = (
                name.replace(form, rng.choice(speech.spellings.get(form, (form,)))).strip() if form else name
            )
        elif act < 0.32:
            form = next((f for f in sorted(speech.forms, key=len, reverse=True) if f in name), "")
            name = " ".join(name.replace(form, " ").split()) if form else name
        elif act < 0.52:
            name = _typo(rng, name)
        elif act < 0.64:
            name = name.upper()
        elif act < 0.72:
            name = words.plain(name)
        elif act < 0.80:
            parts = name.split(" ")
            rng.shuffle(parts)
            name = " ".join(parts)
        elif act < 0.88:
            for long, short in words.SHORTER.items():
                if long in name:
                    name = name.replace(long, short)
                    break
        elif act < 0.93:
            name = name[: max(12, len(name) - rng.randint(1, 6))].strip()
        elif act < 0.97:
            name = name.replace(" & ", rng.choice((" e ", " and ", " + ", "&"))).replace("-", " ")
        else:
            name = name + rng.choice(
                (" - filiale", " (ex cliente)", " C/O MAGAZZINO", " *", " NON USARE", " sede")
            )
    return " ".join(name.split()) or "?"


def _respell_tax(rng: random.Random, tax: str, country: str) -> str:
    act = rng.random()
    if act < 0.25:
        return f"{country}{tax}"
    if act < 0.35:
        return f"{tax[:3]} {tax[3:6]} {tax[6:]}"
    if act < 0.40:
        return f"{country} {tax[:3]}.{tax[3:6]}.{tax[6:]}"
    if act < 0.43 and tax.isdigit():
        place = rng.randrange(len(tax))
        return tax[:place] + str((int(tax[place]) + rng.randint(1, 9)) % 10) + tax[place + 1 :]
    return tax


def _copy(rng: random.Random, row: Row) -> Row:
    """The same legal person once more, entered by another clerk or at another site."""
    country = str(row.country)
    copied = replace(row, customer_name=_respell(rng, row.customer_name, country))
    if row.tax_id:
        copied = replace(copied, tax_id=_respell_tax(rng, row.tax_id, country))
    act = rng.random()
    if act < 0.15:
        city, postal = rng.choice(words.SPEECH[country].towns)
        street = f"{rng.choice(words.SPEECH[country].streets)} {rng.randint(1, 180)}"
        return replace(copied, city=city, postal_code=postal, address=street)
    if act < 0.45 and copied.address:
        street = copied.address
        for long, short in words.SHORTER.items():
            street = street.replace(long, short)
        return replace(copied, address=_typo(rng, street) if rng.random() < 0.3 else street)
    if act < 0.55 and copied.city:
        return replace(copied, city=rng.choice((copied.city.upper(), _typo(rng, copied.city), copied.city)))
    return copied


def _forget(rng: random.Random, row: Row) -> Row:
    """Leave cells empty, as lists do."""
    return replace(
        row,
        tax_id=row.tax_id if rng.random() < 0.68 else None,
        country=row.country if rng.random() < 0.9 else None,
        city=row.city if rng.random() < 0.95 else None,
        postal_code=row.postal_code if rng.random() < 0.85 else None,
        address=row.address if rng.random() < 0.8 else None,
    )


def plant(*, seed: int, rows: int) -> list[Row]:
    """Make a customer list of `rows` rows, about 30 in 100 of them copies of others, in an order that says nothing.

    Of the legal persons about 14 in 100 have a look-alike that is somebody else.
    """
    rng = random.Random(seed)  # noqa: S311 - a test list, not a secret
    persons: list[Row] = []
    count = max(2, round(rows * 0.7))
    while len(persons) < count:
        persons.append(_new(rng, len(persons)))
        if rng.random() < 0.16 and len(persons) < count:
            persons.append(_relative(rng, persons[-1], len(persons)))
    listed = list(persons)
    while len(listed) < rows:
        # some firms are entered again and again
        listed.append(_copy(rng, persons[int(rng.expovariate(1.5) * count / 2) % count]))
    rng.shuffle(listed)
    return [
        replace(_forget(rng, row), customer_id=f"{place:06d}") for place, row in enumerate(listed, start=1)
    ]


def true_pairs(rows: list[Row]) -> set[tuple[str, str]]:
    """Return every pair of numbers of one legal person, the smaller number first."""
    members: dict[int, list[str]] = {}
    for row in rows:
        members.setdefault(row.person, []).append(row.customer_id)
    return {pair for found in members.values() for pair in combinations(sorted(found), 2)}
