"""Further languages and systems for `_synonyms.py`: phrases with a comma between, compared after `normalise_name`."""

from __future__ import annotations

FURTHER: dict[str, dict[str, str]] = {
    "da_no": {
        "document_on": "fakturadato, bilagsdato, dato, bogføringsdato, bokføringsdato, ordredato, salgsdato", "customer_id": "kundenr, kunde nr, kundenummer, debitornr, debitor nr", "customer_name": "kundenavn, navn, firmanavn",
        "document_id": "fakturanr, faktura nr, fakturanummer, bilagsnr, bilagsnummer, ordrenr", "document_type": "bilagstype, dokumenttype, fakturatype", "line_number": "linjenr, linjenummer", "product_id": "varenr, varenummer, produktnr, produktnummer", "product_name": "varenavn, varetekst, beskrivelse, produktnavn, tekst",
        "product_family": "varegruppe, produktgruppe", "quantity": "antal, antall, mængde, mengde, levert antall, faktureret antal", "unit_price": "stk pris, stykpris, enhedspris, enhetspris, salgspris, pris", "discount": "rabat, rabatt, rabat percent", "net_amount": "nettobeløb, netto beløb, beløb ekskl moms, beløb eks moms, beløp eks mva, nettobeløp, netto beløp, sum eks mva, beløb, beløp, linjesum, linjebeløb, omsætning, omsetning, salg",
        "amount_with_tax": "bruttobeløb, beløb inkl moms, beløp inkl mva, sum inkl mva", "tax_amount": "moms, mva, momsbeløb, mva beløp", "tax_rate": "momssats, mva sats", "unit_cost": "kostpris", "cost_amount": "vareforbrug, varekost", "seller_id": "sælger, selger", "currency": "valuta",
    },
    "fi": {
        "document_on": "laskun päivä, laskupäivä, laskun päivämäärä, päivämäärä, pvm, tositepäivä", "customer_id": "asiakasnumero, asiakasnro, asiakas nro, asiakaskoodi, asiakas", "customer_name": "asiakkaan nimi, asiakas, asiakasnimi, yritys", "document_id": "laskun numero, laskunumero, lasku nro, laskunro, tositenumero, tilausnumero",
        "document_type": "laskun tyyppi, laskutyyppi", "product_id": "tuotekoodi, tuotenumero, tuotenro, nimikekoodi", "product_name": "tuotenimi, tuotteen nimi, tuote, nimike, kuvaus", "product_family": "tuoteryhmä", "quantity": "määrä, kpl, toimitettu määrä, laskutettu määrä", "unit_price": "yksikköhinta, a hinta, hinta", "discount": "alennus, alennus percent, ale percent",
        "net_amount": "nettosumma, veroton summa, verotonta, netto, summa alv 0, rivisumma, veroton hinta yhteensä, myynti, liikevaihto, veroton", "amount_with_tax": "bruttosumma, verollinen summa, verollinen", "tax_amount": "alv, alv summa, vero", "tax_rate": "alv percent, alv kanta, verokanta", "currency": "valuutta", "seller_id": "myyjä", "country": "maa",
    },
    "el": {
        "document_on": "ημερομηνία, ημερομηνία τιμολογίου, ημ νία, ημερ, ημερομηνία έκδοσης", "customer_id": "κωδικός πελάτη, κωδ πελάτη, αφμ, πελάτης", "customer_name": "επωνυμία, επωνυμία πελάτη, πελάτης, ονομασία", "document_id": "παραστατικό, αριθμός παραστατικού, αρ παραστατικού, αριθμός τιμολογίου, τιμολόγιο",
        "document_type": "τύπος παραστατικού, είδος παραστατικού", "product_id": "κωδικός είδους, κωδ είδους, κωδικός", "product_name": "περιγραφή, περιγραφή είδους, είδος", "quantity": "ποσότητα, ποσ", "unit_price": "τιμή, τιμή μονάδας", "discount": "έκπτωση, έκπτωση percent", "net_amount": "καθαρή αξία, καθ αξία, καθαρό ποσό, αξία, αξία προ φπα",
        "amount_with_tax": "τελική αξία, συνολική αξία, μικτή αξία, αξία με φπα", "tax_amount": "φπα, αξία φπα, ποσό φπα", "tax_rate": "συντελεστής φπα, φπα percent", "currency": "νόμισμα", "seller_id": "πωλητής", "country": "χώρα",
    },
    "bg": {
        "document_on": "дата на фактура, дата на документ", "customer_id": "код на клиент, булстат, еик", "customer_name": "име на клиент, контрагент, купувач", "document_id": "фактура no, no на фактура, номер на фактура, фактура", "product_id": "код на стока, код стока", "product_name": "стока, име на стока, наименование на стоката",
        "quantity": "количество, к во", "unit_price": "ед цена, единична цена, цена", "discount": "отстъпка, отстъпка percent", "net_amount": "стойност, стойност без ддс, сума без ддс, данъчна основа, нето", "amount_with_tax": "сума с ддс, стойност с ддс, общо с ддс", "tax_amount": "ддс, сума ддс", "tax_rate": "ставка ддс, ддс percent", "currency": "валута",
    },
    "hr_sr_sl": {
        "document_on": "datum računa, datum fakture, datum, datum izdavanja, datum dokumenta, datum prometa", "customer_id": "šifra kupca, oznaka kupca, šifra partnera, oib kupca, oib, pib, šifra stranke", "customer_name": "kupac, naziv kupca, naziv partnera, partner, stranka, naziv stranke, kupec", "document_id": "broj računa, račun, broj fakture, broj dokumenta, številka računa, faktura",
        "document_type": "vrsta dokumenta, tip dokumenta, vrsta računa", "product_id": "šifra artikla, šifra proizvoda, šifra robe, šifra", "product_name": "naziv artikla, artikl, naziv robe, naziv proizvoda, naziv", "quantity": "količina, kol", "unit_price": "cijena, cena, jedinična cijena, cijena bez pdv a", "discount": "rabat, rabat percent, popust, popust percent",
        "net_amount": "iznos bez pdv a, iznos bez pdv, vrijednost bez pdv a, osnovica, neto iznos, neto, iznos, vrijednost, vrednost, vrednost brez ddv, znesek brez ddv, znesek", "amount_with_tax": "iznos s pdv om, iznos sa pdv om, ukupno s pdv om, znesek z ddv, iznos sa pdv", "tax_amount": "pdv, iznos pdv a, ddv", "tax_rate": "stopa pdv a, stopa pdv, pdv percent", "currency": "valuta",
    },
    "sk": {
        "document_on": "dátum vystavenia, dátum faktúry, dátum dokladu, dátum, dátum predaja", "customer_id": "číslo zákazníka, kód zákazníka, ičo odberateľa, odberateľ, zákazník", "customer_name": "názov zákazníka, odberateľ, názov odberateľa, zákazník, názov firmy", "document_id": "číslo faktúry, číslo dokladu, faktúra, doklad", "document_type": "typ dokladu, druh dokladu", "product_id": "kód tovaru, číslo tovaru, kód položky", "product_name": "názov tovaru, tovar, názov položky, položka",
        "quantity": "množstvo, počet, počet kusov", "unit_price": "jednotková cena, cena za mj, cena", "discount": "zľava, zľava percent", "net_amount": "suma bez dph, cena bez dph, celkom bez dph, základ dane, spolu bez dph, suma", "amount_with_tax": "suma s dph, celkom s dph, spolu s dph, cena s dph", "tax_amount": "dph, suma dph", "tax_rate": "sadzba dph", "currency": "mena",
    },
    "it": {
        "document_type": "documento, tipo doc, sigla doc, sigla documento, tipo registrazione, causale documento, causale contabile", "document_id": "nr documento, numero registrazione, riferimento documento, rif documento, doc",
        "customer_id": "codice c f, cod c f, codice conto, cod conto, conto, codice anagrafico, codice soggetto, cod soggetto, codice clifor, clifor, codice cli for, partita iva cliente", "customer_name": "descrizione conto, rag sociale, denominazione rag soc, cliente fornitore, nominativo cliente, soggetto, nome",
        "product_name": "merce, desc art, descr art, voce", "unit_price": "prezzo listino, listino, prezzo lordo, prezzo di listino, prezzo un", "quantity": "quantita, qta evasa, qta movimentata, n pezzi, colli", "net_amount": "importo netto riga, tot riga, valore riga, netto riga, importo riga netto, imponibile riga, netto a pagare riga, vendite", "amount_with_tax": "lordo, totale lordo iva, importo lordo iva, totale doc, totale documento", "tax_rate": "aliq, aliq iva, perc iva, cod iva",
    },
    "ru": {
        "document_on": "дата док, дата реализ, дата операции, дата продаж", "document_id": "no док, номер реализации товаров, накладная no, упд, номер упд, документ движения, заказ клиента", "customer_id": "инн, инн покупателя, код партнера, партнер код", "customer_name": "партнер, грузополучатель, контрагент плательщик, заказчик наименование", "product_name": "наименование товара, номенклатура характеристика, товар наименование, товары работы услуги",
        "quantity": "отгружено, кол, продано, количество продано, количество отгружено, количество единиц, реализовано", "net_amount": "сумма со скидкой, сумма с учетом скидки, сумма без ндс руб, продажи, сумма документа без ндс, реализовано на сумму, продажи без ндс, отгружено на сумму", "amount_with_tax": "всего, сумма всего с ндс, сумма документа, итого с налогом", "discount": "percent руч скидки, percent автоматической скидки, скидка ручная, percent ручной скидки, процент ручной скидки",
    },
    "de": {
        "document_on": "fakt dat, re datum, rg datum, faktdatum, fakturadatum, erstellt am, belegdat, datum rechnung, leistungsdatum", "document_id": "re nr, re nummer, faktura, fakturanummer, faktura nr, rechnungs no, vorgangsnummer, auftrag", "document_type": "fk art, fkart, fakturaart, beleg art, vorgang", "customer_id": "auftraggeber, auftraggeb, regulierer, verk an deb nr, deb nr, debitorenkonto, konto, kd nummer, adressnummer, kunden no",
        "customer_name": "debitorenname, verk an name, matchcode, kontobezeichnung, name auftraggeber, rechnungsempfanger, kunde firma", "product_id": "art no, artikel no, artnr, sachnummer, teilenummer", "product_name": "bezeichnung 1, artikeltext, leistung, text, materialkurztext", "quantity": "fakturierte menge, fakt menge, menge fakturiert, anz",
        "unit_price": "e preis, einzel preis, vk netto, vk preis netto, ek vk preis, stueckpreis, listenpreis", "net_amount": "g preis, gesamt vk netto, gesamtpreis netto, ges preis, zeilenbetrag, nettosumme, gesamt, summe, nettoumsatz eur, positionsnetto, betrag", "amount_with_tax": "gesamt vk brutto, betrag inkl mwst, gesamtpreis brutto, brutto gesamt", "discount": "zeilenrabatt percent, zeilenrabatt, rab percent, rabatt in percent", "tax_amount": "u st, mehrwertsteuerbetrag",
    },
    "fr": {
        "document_on": "date de document, date de piece, date d emission, date emission, facture du", "document_id": "do piece, numero de document, numero document, facture no, reference piece, numero de piece, no de piece", "document_type": "nature piece, nature de la piece, nature document, do type", "customer_id": "ct num, compte tiers, compte, code du client, client facture",
        "customer_name": "ct intitule, nom tiers, intitule du tiers, intitule compte, nom ou raison sociale, intitule", "product_id": "ar ref, ref produit", "product_name": "dl design, libelle ligne", "quantity": "dl qte, qte livree, quantite livree", "unit_price": "dl prix unitaire, pu net ht, prix net, p u ht, p u net ht, prix unitaire net", "net_amount": "dl montant ht, total ht ligne, montant ligne ht, mt ht, total net ht",
        "amount_with_tax": "dl montant ttc, montant net ttc, mt ttc", "discount": "rem percent, rem, taux de remise, remise ligne",
    },
    "es": {
        "document_on": "fecha doc, f factura, fecha fact", "document_id": "numero, num, numero de documento, albaran, n albaran, numero albaran, no albaran, serie numero", "customer_id": "cuenta, cta cliente, rfc, nif, nif cliente, cif, n i f, cuenta contable", "customer_name": "nombre o razon social, nombre comercial, nombre fiscal cliente, titular", "product_id": "clave, cod art, sku", "product_name": "concepto, definicion, detalle", "unit_price": "p unit, precio unidad, valor unitario",
        "net_amount": "subtotal, importe base, base imponible linea", "discount": "descuento linea, percent descuento linea",
    },
    "pl": {
        "document_on": "data sprz, data dok, data wyst", "customer_id": "kod kh, nip kontrahenta", "customer_name": "nazwa kh, nabywca nazwa", "document_id": "nr dok, numer dok, numer pelny, numer", "product_id": "kod tow, towar symbol", "product_name": "nazwa tow, nazwa towaru usługi", "net_amount": "wartość netto pln, netto pln, razem wartość netto", "unit_price": "cena netto po rabacie, cena po rabacie",
    },
    "cs": {
        "document_on": "vystaveno, datum vyst, den vystavení", "document_id": "číslo, číslo dok, doklad číslo", "product_name": "text, položka, text položky", "quantity": "počet mj, množství mj", "unit_price": "cena mj, jedn cena, j cena", "net_amount": "kč bez dph, celkem bez daně, kč",
    },
    "nl": {
        "document_on": "factuur datum", "document_id": "factuur nummer, boekstuknr, boekstuk", "customer_id": "besteld door code, factureren aan code, debiteur code", "customer_name": "besteld door naam, naam, factureren aan naam", "product_id": "artikel code", "product_name": "artikel omschrijving", "net_amount": "bedrag netto, excl btw, netto bedrag regel",
    },
    "tr": {"quantity": "adet", "net_amount": "net tutar", "amount_with_tax": "toplam, genel toplam tutar"},
    "sv": {"quantity": "lev antal, lev ant, levererat", "unit_price": "a pris, apris", "net_amount": "summa, radsumma"},
    "pt": {
        "document_id": "documento, numero documento, num doc, doc numero", "customer_name": "nome entidade, nome", "net_amount": "vlr total, valor total item, total liquido linha", "unit_price": "vlr unit, valor unit, pr unit", "discount": "desc percent, percent desc",
    },
    "hu": {"quantity": "mennyiség", "net_amount": "nettó érték ft, nettó ár összesen", "unit_price": "nettó egységár", "tax_amount": "áfa értéke", "document_on": "kelt, számla kelte", "customer_name": "vevő neve"},
    "ro": {"net_amount": "valoare, valoare fara tva", "amount_with_tax": "total de plata, total factura"},
    "b1": {
        "document_id": "doc num, doc entry", "document_on": "doc date", "customer_id": "card code", "customer_name": "card name", "product_id": "item code", "product_name": "dscription", "unit_price": "price", "discount": "disc prcnt", "net_amount": "line total", "tax_amount": "vat sum", "amount_with_tax": "doc total", "seller_id": "slp code", "cost_amount": "stock value",
    },
    "systems": {
        "document_on": "invoice bill date, posted at, invoiced at, paid at, invoice dt, tran date, trandate, voucher date, date de facturation", "document_id": "journal entry, move id name, move id, invoice ref, invoice reference, voucher no, vch no, tran id, bill no, ref, document ref",
        "document_type": "move id move type, transaction type, voucher type, vch type, trans", "customer_id": "party a c, invoice account, order account, bill to party, cust account, customer account number, bill to customer number, sell to customer, ship to", "customer_name": "particulars, partner id name, sold to customer name, customer project, customer job, bill to company",
        "product_id": "inventory item code, product id default code, item sku, default code, part", "product_name": "memo, details, item memo, label, product service name", "quantity": "billed qty, qty shipped, quantity shipped, invoice quantity, lineitem quantity", "unit_price": "unit amount, price each, rate, lineitem price, sales price each",
        "net_amount": "ext price, extended amount, ext amount, untaxed amount signed, net value, line amount, amount excl tax, taxable amount, subtotal, amount net, net sales amount, exclusive value, taxable value", "amount_with_tax": "amount including vat, gross total, gross amount incl vat, amount gross, total signed, total amount signed, line amount incl vat, price total", "tax_amount": "amount tax, gst, vat sum",
    },
    "bare": {
        "document_id": "ref, no, number, n, codice documento", "customer_name": "name, full name, nombre, nom, buyer, debtor, debitor, debiteur", "document_type": "documento",
    },
}  # fmt: skip
"""Language or system, then role, then phrases; what fits many things stands last."""

INVOICE_WORDS = frozenset(
    {
        "invoice", "inv", "in", "sales", "sale", "si", "f2", "zf2", "f1", "dr", "rv", "fac", "fact", "facture", "factura", "fa", "fc", "ft", "ftv",
        "fatt", "fattura", "fatture", "fv", "fs", "fvs", "faktura", "faktury", "faktur", "fatura", "rechnung", "rg", "ra", "ar", "re", "rechnungen",
        "накладная", "реализация", "счет", "продажа", "отгрузка", "упд", "акт", "szamla", "factuur", "lasku", "racun", "сметка", "custinvc", "td01",
        "td24", "380", "ventas", "venta", "vente", "vendita", "vendite", "verkauf", "sprzedaz", "parduotuve", "τιμολογιο", "satis",
    }
)  # fmt: skip
"""Words of a document type that means an invoice; of use only beside one that means a credit note."""
