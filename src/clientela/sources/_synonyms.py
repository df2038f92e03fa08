"""What companies call their columns, in English, Italian, Russian and German: data, read by `_roles.py`.

Further languages and systems stand in `_synonyms_more.py`.

Phrases are compared after `normalise_name`. A phrase of two or more words also counts inside a longer name;
a single word counts alone, or with a star inside a longer name.
"""

from __future__ import annotations

from clientela.sources._synonyms_more import MORE
from clientela.sources._synonyms_systems import FURTHER

_SALES: dict[str, tuple[str, ...]] = {
    "document_on": (
        "invoice date", "document date", "order date", "sales date", "sale date", "posting date", "billing date",
        "transaction date", "date", "invoice datetime", "doc date", "inv date", "day", "issue date",
        "data fattura", "data documento", "data doc", "data ordine", "data vendita", "data emissione", "data registrazione",
        "data", "data fatt", "дата документа", "дата накладной", "дата счета", "дата счета фактуры", "дата продажи",
        "дата заказа", "дата отгрузки", "дата реализации", "дата", "период", "rechnungsdatum", "belegdatum",
        "buchungsdatum", "auftragsdatum", "datum", "bestelldatum", "verkaufsdatum",
    ),
    "customer_id": (
        "customer id", "customer number", "customer no", "customer nr", "customer code", "customer key", "cust id",
        "cust no", "cust code", "cust key", "customer", "client id", "client code", "client number", "client no",
        "client key", "client", "account id", "account number", "account no", "account key", "account code", "account",
        "household id", "household key", "household",
        "bill to", "sold to", "sold to party", "bill to customer", "buyer id", "buyer", "reseller key", "reseller id",
        "reseller", "dealer id", "dealer", "store id", "store number", "store no", "store key", "store code", "store",
        "retailer id", "retailer", "debtor", "debtor number", "customer account",
        "codice cliente", "cod cliente", "cod cli", "id cliente", "cliente codice", "numero cliente", "n cliente",
        "conto cliente", "codice cli", "cliente", "cod anagrafica", "codice anagrafica",
        "код клиента", "ид клиента", "номер клиента", "код контрагента", "код покупателя", "ид контрагента",
        "инн покупателя", "инн клиента", "инн контрагента", "клиент", "контрагент", "покупатель", "клиент код",
        "контрагент код", "заказчик", "kundennummer", "kunden nr", "kundennr", "kunden id", "kunde", "debitor",
        "debitorennummer", "debitor nr", "kundencode", "kd nr", "kdnr",
    ),
    "customer_name": (
        "customer name", "client name", "account name", "company name", "reseller name", "store name", "buyer name",
        "dealer name", "retailer name", "cust name", "bill to name", "sold to name", "name 1", "customer company", "company",
        "ragione sociale", "nome cliente", "denominazione", "denominazione cliente", "descrizione cliente",
        "intestatario", "cliente ragione sociale", "rag soc", "desc cliente", "cliente descrizione",
        "наименование клиента", "имя клиента", "название клиента", "наименование контрагента", "наименование покупателя",
        "клиент наименование", "контрагент наименование", "организация", "kundenname", "firma", "firmenname",
        "name des kunden", "kunde name", "kundenbezeichnung", "customer", "client", "account", "reseller", "dealer",
        "cliente", "клиент", "контрагент", "покупатель", "заказчик", "kunde",
    ),
    "document_id": (
        "invoice no", "invoice number", "invoice id", "invoice nr", "invoice", "document number", "document no",
        "document id", "doc no", "doc number", "doc id", "sales order number", "order number", "order no", "order id",
        "order nr", "sales order", "order key", "order", "basket id", "basket", "transaction id", "transaction number", "receipt number",
        "bill number", "voucher number", "invoice key", "document", "inv no", "inv number",
        "numero fattura", "n fattura", "nr fattura", "num fattura", "numero documento", "n documento", "num documento",
        "nr documento", "num doc", "n doc", "nr doc", "numero doc", "numero ordine", "id fattura", "id documento",
        "fattura", "documento", "numero", "номер документа", "no документа", "номер счета", "номер счета фактуры",
        "номер накладной", "номер заказа", "счет фактура", "счет", "накладная", "документ", "номер", "заказ", "no счета",
        "rechnungsnummer", "rechnungs nr", "rechnungsnr", "rechnung", "belegnummer", "beleg nr", "belegnr", "beleg",
        "auftragsnummer", "auftrags nr", "bestellnummer", "rg nr",
    ),
    "document_series": (
        "document series", "invoice series", "series", "serie", "sezionale", "registro", "serie documento", "prefix",
        "серия", "серия документа", "belegkreis", "nummernkreis",
    ),
    "document_type": (
        "document type", "doc type", "invoice type", "type of document", "transaction type", "document kind", "type",
        "order type", "tipo documento", "tipo doc", "tipo fattura", "causale", "tipo", "tipologia documento",
        "тип документа", "вид документа", "тип", "вид операции", "тип операции", "belegart", "dokumentart",
        "rechnungsart", "art", "vorgangsart",
    ),
    "line_number": (
        "line number", "line no", "line nr", "line id", "invoice line", "order line", "line", "sales order line number",
        "row number", "position", "item no in document", "numero riga", "n riga", "nr riga", "num riga", "riga",
        "номер строки", "no строки", "строка", "no п п", "позиция", "positionsnummer", "pos nr", "pos", "zeile", "zeilennummer",
    ),
    "product_id": (
        "product id", "product code", "product number", "product no", "product key", "sku", "item id", "item code",
        "item number", "item no", "item key", "stock code", "article number", "article code", "article no", "article id",
        "article", "part number", "part no", "material number", "material", "material code", "ean", "product", "item",
        "codice articolo", "cod articolo", "cod art", "codice prodotto", "cod prodotto", "articolo", "id prodotto",
        "id articolo", "prodotto", "codice art", "артикул", "код товара", "ид товара", "код номенклатуры", "номенклатура код",
        "sku код", "artikelnummer", "artikel nr", "artikelnr", "artikel", "materialnummer", "produktnummer", "art nr",
        "produkt id",
    ),
    "product_name": (
        "product name", "product description", "item name", "item description", "article description", "article name",
        "description", "product title", "material description", "descrizione articolo", "descrizione prodotto",
        "descrizione", "desc articolo", "nome prodotto", "des articolo", "наименование товара", "товар", "номенклатура",
        "название товара", "наименование номенклатуры", "наименование", "artikelbezeichnung", "produktname",
        "bezeichnung", "produktbezeichnung", "artikelname", "beschreibung", "product", "item", "article", "articolo",
        "prodotto", "artikel",
    ),
    "product_family": (
        "product family", "product category", "product group", "category name", "category", "item category", "item group",
        "family", "product line", "subcategory", "product class", "category id", "commodity group",
        "famiglia", "categoria", "gruppo merceologico", "famiglia prodotto", "categoria prodotto", "categoria merceologica",
        "classe merceologica", "linea prodotto", "товарная группа", "группа товара", "группа товаров", "категория",
        "группа номенклатуры", "номенклатурная группа", "категория товара", "warengruppe", "produktgruppe",
        "artikelgruppe", "kategorie", "produktkategorie",
    ),
    "quantity": (
        "quantity", "qty", "order quantity", "invoiced quantity", "quantity invoiced", "qty invoiced", "units",
        "units sold", "quantity sold", "bottles", "bottles sold", "pieces", "pcs", "volume sold", "shipped quantity", "billed quantity",
        "quantita", "qta", "q ta", "qta fatturata", "quantita fatturata", "pezzi", "qt", "количество", "кол во", "колво",
        "кол", "шт", "количество шт", "menge", "anzahl", "stuckzahl", "stuck", "rechnungsmenge",
    ),
    "unit_price": (
        "unit price", "price", "net price", "sales price", "selling price", "price per unit", "unit net price", "rate",
        "prezzo unitario", "prezzo", "prezzo unit", "prezzo netto", "prezzo di vendita", "цена", "цена за единицу",
        "цена за ед", "цена без ндс", "einzelpreis", "preis", "stuckpreis", "nettopreis", "verkaufspreis", "vk preis",
    ),
    "discount": (
        "discount", "discount percent", "discount pct", "discount rate", "discount amount", "percent discount",
        "unit price discount pct", "line discount", "disc", "disc percent", "rebate", "sconto", "sconto percent",
        "percent sconto", "perc sconto", "importo sconto", "sconto importo", "sconto riga", "скидка", "скидка percent",
        "процент скидки", "percent скидки", "сумма скидки", "rabatt", "rabatt percent", "rabattsatz", "rabattbetrag",
        "nachlass", "sc", "sc percent", "percent sc", "sconto 1", "sc 1", "sconto1", "sc1", "discount 1", "disc 1", "discount1", "disc1",
        "rabatt 1", "rabatt1", "remise 1", "remise1", "скидка 1", "скидка1", "descuento 1", "dto 1", "rabat 1", "korting 1",
        "primo sconto",
    ),
    "gross_amount": (
        "gross amount", "list amount", "amount before discount", "extended amount", "gross sales", "gross value",
        "importo lordo", "valore lordo", "totale lordo", "imponibile lordo", "сумма без скидки", "сумма до скидки",
        "listenbetrag", "betrag vor rabatt",
    ),
    "net_amount": (
        "net amount", "net value", "sales amount", "net sales", "net total", "line total", "line amount", "amount net",
        "net revenue", "revenue", "sales", "sale cents", "sale usd", "sale eur", "sale amount", "sales value",
        "amount", "invoice amount", "total amount", "turnover", "extended price", "total excl vat", "amount excl vat",
        "total price", "sale", "value", "total", "sale dollars", "net",
        "importo netto", "valore netto", "imponibile", "netto", "importo", "importo riga", "totale riga", "netto riga",
        "valore", "fatturato", "totale netto", "ricavo", "totale imponibile", "totale", "importo centesimi", "ricavi",
        "сумма без ндс", "стоимость без ндс", "выручка без ндс", "выручка", "сумма", "стоимость", "сумма продажи",
        "сумма руб", "сумма коп", "всего без ндс", "оборот", "nettobetrag", "netto betrag", "nettoumsatz", "umsatz",
        "nettowert", "betrag", "betrag netto", "gesamt netto", "zeilenbetrag", "summe netto", "gesamtpreis", "erlos",
        "positionswert", "warenwert",
    ),
    "unit_cost": (
        "unit cost", "standard cost", "cost price", "purchase price", "cost per unit", "product standard cost",
        "costo unitario", "costo standard", "costo medio", "prezzo di acquisto", "costo unit", "себестоимость единицы",
        "себестоимость ед", "закупочная цена", "цена закупки", "себестоимость за единицу", "einstandspreis",
        "stuckkosten", "einkaufspreis", "ek preis", "selbstkosten pro stuck",
    ),
    "cost_amount": (
        "cost amount", "total cost", "total product cost", "cost of goods", "cost of goods sold", "cogs", "cost",
        "line cost", "cost value", "cost usd", "cost eur", "cost of sales", "costo totale", "costo del venduto",
        "costo", "costo riga", "costi", "себестоимость", "сумма себестоимости", "стоимость закупки",
        "себестоимость всего", "wareneinsatz", "kosten", "gesamtkosten", "einstandswert", "selbstkosten",
    ),
    "currency": (
        "currency", "currency code", "curr", "invoice currency", "document currency", "valuta", "divisa",
        "codice valuta", "валюта", "код валюты", "wahrung", "waehrung", "währungscode", "currency key", "doc currency",
    ),
    "seller_id": (
        "seller id", "seller", "salesperson", "salesperson id", "sales person", "sales person id", "sales rep",
        "sales rep id", "sales representative", "rep id", "rep", "employee key", "employee id", "agent", "agent id",
        "agent code", "account manager", "salesman", "sales person key", "codice agente", "agente", "cod agente",
        "venditore", "commerciale", "rappresentante", "менеджер", "продавец", "торговый представитель", "агент",
        "ответственный", "код менеджера", "vertreter", "verkaufer", "aussendienst", "vertreternummer", "vertriebler",
        "sachbearbeiter",
    ),
    "area_id": (
        "area", "area id", "area code", "region", "region id", "sales territory key", "sales territory", "territory",
        "territory id", "territory key", "sales area", "zone", "district", "sales region", "zona", "regione",
        "area commerciale", "cod zona", "codice zona", "provincia", "регион", "территория", "область", "район",
        "gebiet", "verkaufsgebiet", "vertriebsgebiet", "bezirk", "state province name", "state", "state province",
        "province", "county",
    ),
    "segment_id": (
        "segment", "customer segment", "customer type", "customer group", "customer class", "customer category",
        "business type", "segment id", "industry", "sector", "market segment", "segmento", "tipo cliente",
        "categoria cliente", "gruppo cliente", "settore", "classe cliente", "сегмент", "тип клиента", "группа клиента",
        "категория клиента", "отрасль", "kundengruppe", "kundensegment", "branche", "kundentyp", "kundenklasse",
    ),
    "country": (
        "country", "country name", "country code", "country region", "customer country", "ship country", "nation",
        "paese", "nazione", "stato estero", "страна", "land", "landercode", "kundenland",
    ),
    "channel": (
        "channel", "sales channel", "distribution channel", "order channel", "canale", "canale di vendita",
        "канал", "канал продаж", "канал сбыта", "kanal", "vertriebskanal", "vertriebsweg", "verkaufskanal",
    ),
    "bu_id": (
        "business unit", "business unit id", "bu", "bu id", "business unit code", "company code", "selling company", "our company",
        "selling entity", "legal entity", "sales organization", "sales organisation", "division", "divisione", "unità di business",
        "business unit vendite", "società emittente", "azienda emittente", "ditta emittente", "бизнес единица", "бизнес юнит", "дивизион",
        "наша организация", "geschäftsbereich", "buchungskreis", "verkaufsorganisation", "vkorg", "bukrs", "unternehmensbereich",
        "unité d'affaires", "société émettrice", "unidad de negocio", "jednostka biznesowa",
    ),
    "status": (
        "status", "document status", "invoice status", "order status", "state of document", "stato", "stato documento",
        "stato fattura", "stato ordine", "статус", "статус документа", "статус заказа", "состояние", "belegstatus",
        "rechnungsstatus", "auftragsstatus",
    ),
}  # fmt: skip

DERIVING = ("document_year", "document_month", "document_day", "debit_amount", "credit_amount", "debit_credit", "amount_with_tax",
            "tax_amount", "tax_rate", "price_unit")  # fmt: skip
"""Roles from which a date or a net amount is made where a file has none of its own."""


def _with_more() -> dict[str, tuple[str, ...]]:
    """Return the phrases of every role, those of further languages behind."""
    result: dict[str, dict[str, None]] = {role: dict.fromkeys(phrases) for role, phrases in _SALES.items()}
    for roles in (*MORE.values(), *FURTHER.values()):
        for role, phrases in roles.items():
            result.setdefault(role, {}).update(dict.fromkeys(phrases.split(", ")))
    # by its name alone a column does not say for how many a price is: its rows must, see `_prices.py`
    result["price_unit"] = {"number of pieces the price is for": None}
    order = (*_SALES, *DERIVING)
    return {role: tuple(result[role]) for role in order}


SALES = _with_more()

CUSTOMERS: dict[str, tuple[str, ...]] = {
    "customer_id": (*SALES["customer_id"], "id", "code", "number", "codice", "код", "nummer", "customer reference",
                    "codigo", "kod", "numero", "numer", "cislo", "kod", "no"),
    "customer_name": (*SALES["customer_name"], "name", "nome", "наименование", "название", "full name", "legal name", "nom", "nombre", "nazwa", "naam", "nazev", "назва",
                      "denumire", "ad", "namn", "nev"),
    "area_id": SALES["area_id"],
    "segment_id": (*SALES["segment_id"], "type", "tipo", "тип", "category", "categoria", "категория"),
    "seller_id": SALES["seller_id"],
    "country": SALES["country"],
    "city": ("city", "town", "city name", "citta", "comune", "localita", "город", "населенный пункт", "stadt", "ort"),
    "tax_id": (
        "tax id", "vat number", "vat no", "vat id", "vat", "tax number", "vat code", "partita iva", "p iva", "piva",
        "codice fiscale", "инн", "ust id", "ustid", "ust idnr", "ust id nr", "steuernummer",
    ),
}  # fmt: skip

PRODUCTS: dict[str, tuple[str, ...]] = {
    "product_id": (*SALES["product_id"], "id", "code", "codice", "код", "nummer"),
    "product_name": (*SALES["product_name"], "product", "item", "name", "nome", "название", "articolo", "prodotto"),
    "product_family": (*SALES["product_family"], "english product category name"),
    "unit_cost": (*SALES["unit_cost"], "state bottle cost", "cost", "costo", "себестоимость", "kosten"),
}  # fmt: skip

NOT_A_DOCUMENT_DATE = frozenset(
    [
        "due",
        "delivery",
        "deliver",
        "created",
        "modified",
        "updated",
        "required",
        "shipped",
        "ship",
        "birth",
        "hire",
        "list",
        "report",
        "scadenza",
        "consegna",
        "nascita",
        "creazione",
        "modifica",
        "оплаты",
        "поставки",
        "рождения",
        "создания",
        "погашения",
        "fallig",
        "falligkeit",
        "liefer",
        "lieferdatum",
        "geburt",
        "expiry",
        "expected",
        "promised",
        "payment",
        "pagamento",
        "incasso",
    ]
)
"""Words that make a date another date than the document's."""

WITH_TAX = SALES["amount_with_tax"]
"""Amounts with VAT: taken for sales only where the VAT can be taken off, or with a warning."""

MAY_HOLD_TAX = frozenset(
    {
        "total",
        "amount",
        "totale",
        "importo",
        "valore",
        "сумма",
        "всего",
        "стоимость",
        "betrag",
        "value",
        "gesamtpreis",
    }
)
"""Words of an amount that may or may not include VAT."""

TAX_WORDS = frozenset(
    {"vat", "tax", "iva", "imposta", "ндс", "mwst", "ust", "tva", "btw", "dph", "пдв", "kdv", "moms", "afa"}
)
"""Words of a column that states the VAT."""

IN_CENTS = frozenset(
    [
        "cents",
        "cent",
        "centesimi",
        "cts",
        "коп",
        "копеик",
        "копееек",
        "копеек",
        "kopecks",
        "kopeks",
        "pence",
        "pfennig",
        "centimes",
        "centimos",
        "centavos",
        "grosze",
        "groszy",
        "gr",
        "halere",
        "kurus",
        "fillér",
        "bani",
    ]
)
"""Words in a column name that say its amounts are hundredths."""

IN_THOUSANDS = frozenset(
    {
        "k", "keur", "kusd", "kgbp", "kpln", "teur", "tusd", "tchf", "tsd", "tausend", "thousand", "thousands", "000", "migliaia",
        "mila", "тыс", "тысяч", "тысячи", "тис", "тисяч", "tys", "tysiac", "tysiecy", "milliers", "miles", "milhares", "duizend", "duizenden", "tis",
        "tisic", "tisice", "mii", "bin", "tkr", "tsek", "mille", "eur000", "kkc", "kczk", "krub", "tрub", "тр",
    }
)  # fmt: skip
"""Words in a column name that say its amounts are thousands."""

TOTAL_WORDS = (
    "total", "totals", "grand total", "subtotal", "sub total", "sum", "totale", "totali", "totale generale", "subtotale",
    "totale complessivo", "итого", "всего", "общий итог", "итог", "summe", "gesamt", "gesamtsumme", "zwischensumme",
    "endsumme", "sous total", "sous-total", "total general", "total geral", "suma", "razem", "ogolem", "podsuma", "suma czesciowa",
    "totaal", "subtotaal", "eindtotaal", "celkem", "soucet", "mezisoucet", "разом", "усього", "підсумок", "toplam", "ara toplam",
    "genel toplam", "summa", "delsumma", "totalt", "osszesen", "osszeg osszesen", "reszosszeg", "подытог", "somma", "parziale",
    "saldo", "riporto", "a riportare", "report", "übertrag", "ubertrag", "carried forward", "brought forward",
)  # fmt: skip
"""Labels of rows that add up others."""

CREDIT_WORDS = (
    "credit note", "credit memo", "credit", "creditnote", "creditmemo", "cn", "cm", "c", "refund", "return", "returns",
    "sales return", "credit invoice", "nota di credito", "nota credito", "note di credito", "nc", "n c", "accredito",
    "reso", "resi", "storno", "кредит нота", "кредитнота", "возврат", "возврат от покупателя", "возврат товара",
    "корректировочныи счет фактура", "gutschrift", "gs", "rechnungskorrektur", "stornorechnung", "retoure", "ruckgabe",
    "cr", "td04", "381", "avoir", "facture d avoir", "note de credit", "retour", "nota de credito", "nota de abono", "abono",
    "factura rectificativa", "rectificativa", "devolucion", "devolucao", "faktura korygujaca", "korekta", "fv korekta", "zwrot",
    "creditnota", "creditfactuur", "dobropis", "opravny danovy doklad", "vratka", "повернення", "коригування", "кредит нота",
    "iade faturasi", "iade", "alacak dekontu", "nota de creditare", "factura storno", "retur", "kreditfaktura", "kreditnota",
    "jovairas", "storno szamla", "out refund", "сторно", "g2", "zg2", "gkr", "sc", "scr", "scn", "crn", "c n", "dg", "avc", "avo", "av", "kfs", "fks", "fkor", "kor", "fk", "gu",
    "gut", "ncc", "ncv", "nca", "na", "kreditnote", "kreditnota", "kreditt nota", "hyvitys", "hyvityslasku", "πιστωτικο", "πιστωτικο τιμολογιο", "odobrenje", "knjizno odobrenje", "povrat",
    "кредитно известие", "salescreditmemo", "credit memos", "custcred", "rma", "korekta faktury sprzedazy", "nota di accredito", "nota accredito", "td08", "корректировка реализации",
)  # fmt: skip
"""Document types that are credit notes; TD04 and 381 are the codes of FatturaPA and of UN/EDIFACT."""

CANCELLED_STEMS = (
    "cancel", "void", "annull", "storniert", "storno", "geloscht", "отмен", "аннулир", "удален", "eliminat", "deleted",
    "rejected", "annul", "anul", "stornat", "reversed", "draft", "bozz", "entwurf", "brouillon", "borrador", "rascunho", "чернов",
    "чернет", "szkic", "koncept", "taslak", "ciorna", "utkast", "piszkozat",
)  # fmt: skip
"""Beginnings of a status that says the document does not count: cancelled, reversed, or a draft."""

DISCOUNT_WORDS = frozenset(
    {
        "discount", "disc", "rebate", "sconto", "sc", "скидка", "rabatt", "remise", "rabais", "descuento", "dto", "desconto", "rabat",
        "korting", "sleva", "знижка", "reducere", "iskonto", "indirim", "kedvezmeny", "sconti", "скидки", "discounts", "remises", "rem", "rabatte", "descuentos", "dtos",
        "descontos", "rabaty", "rab", "slevy", "zlava", "popust", "alennus", "εκπτωση", "отстъпка", "zeilenrabatt", "upust", "nachlass",
    }
)  # fmt: skip
"""Words of a column that takes something off the price."""
