"""Words of column names that mean the same, so that `Nr. Documento`, `Numero di documento` and `Doc. #` are one name."""

from __future__ import annotations

from functools import lru_cache

_SAME: dict[str, str] = {
    "no": "no nr n num numero number nummer numer nro numara cislo broj номер sorszama sorszam numarul nrs",
    "code": "code cod codice codigo kod kodu cd код sifra κωδικος codul",
    "date": "date data datum dt dat fecha дата dato tarih tarihi ημερομηνια",
    "doc": "doc document documento documenti dokument dokumentu dok docto документ документа док doklad dokladu evrak",
    "invoice": "invoice inv fattura fatture fatt ft facture factura fact fra faktura faktury faktur fatura rechnung rechnungs "
               "re rg фактура racun racuna",
    "customer": "customer customers cust cliente clienti cli client clients kunde kunden kd klient klienta kontrahent kontrahenta kh "
                "клиент клиента контрагент контрагента покупатель покупателя клієнт клієнта zakaznik zakaznika odberatel odberatele "
                "debitor deb debiteur klant musteri cari kund kupac kupca buyer vevo",
    "item": "item items article articles articolo articoli art artikel prod product prodotto produkt produktu produit producto produto "
            "artigo articulo товар товара номенклатура номенклатуры towar towaru tow zbozi urun malzeme artikla artikl vare",
    "text": "descrizione descr description desc des bezeichnung beschreibung libelle designation descripcion descricao omschrijving opis popis "
            "описание aciklama aciklamasi benamning beskrivelse",
    "name": "name nome nom nombre naam nazwa nazev denumire namn navn naziv наименование название назва unvani ragione",
    "qty": "quantity qty quantita quantite qta qte qtd qtde cant cantidad quantidade menge anzahl anz ilosc mnozstvi mennyiseg aantal "
           "antal antall miktar количество кол колво cantitate kolicina ποσοτητα",
    "price": "price prezzo prix precio preis preco prijs cena цена pris fiyat pret cijena",
    "unit": "unit unitario unitaria unitaire unitar jednostkowa единицу ед jedn birim",
    "amount": "amount amt importo importe montant mnt betrag kwota bedrag сумма valor vlr value val wert wartosc valore tutar belopp castka "
              "iznos valoare erteke ertek osszeg summa стоимость belob belop",
    "net": "net netto netta nette neto nett liquido",
    "gross": "gross lordo brutto brut bruto",
    "line": "line riga ligne linea linha zeile regel строки строка pozycji rad",
    "discount": "discount disc sconto sconti remise rabais descuento dto desconto rabatt rabatte rabat korting sleva скидка скидки rem",
    "percent": "percent perc pct prozent proc",
    "type": "type tipo typ тип вид rodzaj druh soort tipus turu",
    "vat": "vat iva mwst ust tva btw dph ндс пдв kdv moms afa alv pdv mva ддс φπα",
    "without": "without excl exclusive excluding ex senza bez без sin sem ohne exkl eks zonder hors haric",
}  # fmt: skip
"""Meaning, then the words of all languages for it, as `normalise_name` writes them."""
_MEANING = {word: meaning for meaning, words in _SAME.items() for word in words.split()}
_FILLERS = frozenset(
    {"di", "de", "del", "della", "dei", "do", "du", "des", "of", "the", "der", "den", "fur", "for"}
)


@lru_cache(maxsize=50_000)  # the phrases of all tables are asked for again with every file
def meaning_of(plain: str) -> str:
    """Return the words of a normalised name as their meanings, in one order: `fattura n` and `numero fattura` become `invoice no`.

    Single letters in a row are one abbreviation: `h t` becomes `ht`. Words without a meaning stay as they are.
    """
    words: list[str] = []
    letters = ""
    for word in [*plain.split(), ""]:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            words.append(letters)
            letters = ""
        if word:
            words.append(word)
    kept = [word for word in words if word not in _FILLERS] or words
    return " ".join(sorted(_MEANING.get(word, word) for word in kept))
