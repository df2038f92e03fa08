"""What distributors report to have sold on: it is known, and it is no revenue of ours a second time."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

sell_out_lines = canonical_table(
    name="sell_out_lines",
    title=msg("Sell-out of distributors"),
    grain=msg("One row is what one distributor sold on to one end customer, by day or month and product."),
    key=(),
    level=5,
    brings=msg("End customers behind distributors, without counting their purchases twice."),
    known_on="sold_on",
    subject="distributor_id",
    columns=(
        v.column(
            "distributor_id", msg("Distributor"), "id", "distributor", "distributor number", "dealer", "wholesaler", "reseller", "reported by",
            "distributore", "codice distributore", "rivenditore", "grossista", "дистрибьютор", "дилер", "händler", "grosshändler", "distributeur",
            "distribuidor", "dystrybutor", is_required=True, refers_to="customers.customer_id", examples=("000117",),
        ),
        v.column(
            "end_customer_id", msg("End customer"), "id", "end customer", "end customer number", "end user", "ship to customer", "final customer",
            "cliente finale", "codice cliente finale", "конечный клиент", "конечный покупатель", "endkunde", "client final", "cliente final",
            "klient końcowy", stand_in="end_customer_name", is_required=True, examples=("E-55",),
        ),
        v.column("end_customer_name", msg("Name of the end customer"), "text", "end customer name", "end user name", "nome cliente finale",
                 "название конечного клиента", "name des endkunden", examples=("Bianchi Impianti",)),
        v.day("sold_on", msg("Sold on"), "sell out date", "date sold", "date", "data", "data vendita", "дата", "дата продажи", "datum", "verkaufsdatum"),
        v.PRODUCT,
        v.column("quantity", msg("Quantity"), "quantity", *v.SALES_WORDS["quantity"], examples=("10",)),
        v.money("amount", msg("Amount sold on"), "sell out amount", "sell out value", "sell out", "sellout", "venduto", "вторичные продажи"),
        v.CURRENCY,
    ),
    must_have=(("quantity", "amount"),),
    telling=("distributor_id",),
)  # fmt: skip
