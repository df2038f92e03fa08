"""Links between customer numbers: the same firm, the same place, the same group. Nothing is merged; a link can be taken back."""

from __future__ import annotations

from clientela.base.canonical import Check, Code, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

KINDS = (
    Code("legal", msg("Same firm"), ("same legal person", "same company", "duplicate", "stessa azienda", "stesso soggetto", "doppione", "одно юридическое лицо", "дубль", "selbe firma", "dublette")),
    Code("site", msg("Same place"), ("same site", "same delivery point", "stessa sede", "та же площадка", "selber standort")),
    Code("group", msg("Same group"), ("belongs to group", "subsidiary", "stesso gruppo", "controllata", "та же группа", "дочерняя компания", "selber konzern", "tochter")),
    Code("behind", msg("Buys through a distributor"), ("end customer of", "served by", "cliente finale di", "покупает через", "endkunde von")),
    Code("apart", msg("Different firms"), ("not the same", "different", "distinti", "разные", "verschieden")),
)  # fmt: skip

customer_links = canonical_table(
    name="customer_links",
    title=msg("Links between customers"),
    grain=msg("One row is one link of a customer number to another, with its reason."),
    key=("customer_id", "other_id", "kind", "scenario", "from_on"),
    level=0,
    brings=msg("One firm under several numbers counts once; groups add up."),
    known_on="",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.column(
            "other_id", msg("Belongs to number"), "id", "belongs to", "other customer", "linked customer", "main number", "surviving number",
            "appartiene a", "collegato a", "numero principale", "относится к", "основной номер", "gehört zu", "hauptnummer",
            is_required=True, refers_to="customers.customer_id", examples=("000118",),
        ),
        v.column("kind", msg("Kind of link"), "code", "link kind", "kind of link", "relation kind", "tipo di legame", "вид связи", "art der verbindung",
                 is_required=True, codes=KINDS, examples=("legal",)),
        v.start_on(),
        v.end_on(),
        v.column("evidence", msg("Evidence"), "text", "proof", "prova", "riscontro", "доказательство", "основание", "beleg",
                 examples=("same tax number",)),
        v.column("stated_by", msg("Stated by"), "text", "author", "autore", "indicato da", "автор", "указал", "angegeben von", examples=("Anna Verdi",)),
        v.column("stated_at", msg("Stated at"), "instant", "stated on", "date of statement", "data indicazione", "дата указания", "angegeben am",
                 examples=("2024-03-05T10:30",)),
        v.column("scenario", msg("Scenario"), "text", "plan", "scenario name", "scenario", "сценарий", "szenario",
                 examples=("Plan 2027",), help=msg("Empty for what is so; a name for what is only considered.")),
        v.column("is_withdrawn", msg("Taken back"), "flag", "withdrawn", "revoked", "ritirato", "отозвано", "zurückgenommen", examples=("no",)),
    ),
    telling=("kind",),
    checks=(
        Check("own_link", msg("A customer is linked to itself"), "customer_id = other_id"),
        Check("end_before_start", msg("The end is before the start"), "to_on < from_on"),
    ),
)  # fmt: skip
