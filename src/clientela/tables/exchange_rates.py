"""Exchange rates by day."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

exchange_rates = canonical_table(
    name="exchange_rates",
    title=msg("Exchange rates"),
    grain=msg("One row is the rate of one currency from a day on."),
    key=("currency", "valid_on", "into_currency"),
    level=2,
    brings=msg("One report over documents in several currencies."),
    known_on="valid_on",
    least_explained=0.6,
    columns=(
        v.required(v.CURRENCY, words=(*v.CURRENCY.words, "from currency", "valuta origine", "из валюты", "von wahrung"), examples=("USD",)),
        v.day("valid_on", msg("Valid from"), "date", "day", "valid from", "rate date", "data", "data cambio", "дата", "datum", "kursdatum",
              is_required=True),
        v.column("rate", msg("Exchange rate"), "number", "rate", "fx rate", "cambio", "tasso di cambio", "курс", "kurs", "wechselkurs",
                 "taux", "tipo de cambio", "kurs wymiany", is_required=True, low=0, examples=("0.921537",)),
        v.column("into_currency", msg("Into currency"), "text", "to currency", "reporting currency", "valuta di destinazione",
                 "в валюту", "in wahrung", examples=("EUR",)),
    ),
)  # fmt: skip
