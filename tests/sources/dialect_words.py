"""What companies call things in twelve languages, for `dialect_world.py`: data."""

from __future__ import annotations

HEADERS: dict[str, dict[str, str]] = {
    "it": {"date": "Data fattura", "doc": "Numero fattura", "cust": "Codice cliente", "name": "Ragione sociale", "prod": "Cod. Art.", "pname": "Descrizione", "qty": "Q.tà", "price": "Prezzo unitario", "net": "Imponibile", "type": "Tipo documento", "debit": "Dare", "credit": "Avere", "with_tax": "Importo ivato", "tax": "Importo IVA", "rate": "Aliquota IVA", "year": "Anno", "month": "Mese", "day": "Giorno", "cents": "Importo (centesimi)", "thousands": "Importo (migliaia)", "total": "Totale", "total_of": "Totale cliente", "credit_note": "Nota di credito", "invoice": "Fattura"},
    "ru": {"date": "Дата документа", "doc": "Номер документа", "cust": "Код клиента", "name": "Контрагент", "prod": "Артикул", "pname": "Номенклатура", "qty": "Количество", "price": "Цена", "net": "Сумма без НДС", "type": "Тип документа", "debit": "Дебет", "credit": "Кредит", "with_tax": "Сумма с НДС", "tax": "Сумма НДС", "rate": "Ставка НДС", "year": "Год", "month": "Месяц", "day": "День", "cents": "Сумма, коп.", "thousands": "Сумма, тыс. руб.", "total": "Итого", "total_of": "Итого по контрагенту", "credit_note": "Возврат от покупателя", "invoice": "Реализация"},
    "de": {"date": "Rechnungsdatum", "doc": "Rechnungsnummer", "cust": "Kundennummer", "name": "Kunde", "prod": "Artikelnummer", "pname": "Bezeichnung", "qty": "Menge", "price": "Einzelpreis", "net": "Nettobetrag", "type": "Belegart", "debit": "Soll", "credit": "Haben", "with_tax": "Bruttobetrag", "tax": "MwSt-Betrag", "rate": "MwSt-Satz", "year": "Jahr", "month": "Monat", "day": "Tag", "cents": "Nettobetrag (Cent)", "thousands": "Umsatz TEUR", "total": "Gesamtsumme", "total_of": "Zwischensumme", "credit_note": "Gutschrift", "invoice": "Rechnung"},
    "en": {"date": "Invoice date", "doc": "Invoice number", "cust": "Customer no", "name": "Customer name", "prod": "Item no", "pname": "Item description", "qty": "Quantity", "price": "Unit price", "net": "Net amount", "type": "Document type", "debit": "Debit", "credit": "Credit", "with_tax": "Amount incl. VAT", "tax": "VAT amount", "rate": "VAT rate", "year": "Year", "month": "Month", "day": "Day of month", "cents": "Amount (cents)", "thousands": "Amount (in thousands)", "total": "Grand total", "total_of": "Subtotal", "credit_note": "Credit memo", "invoice": "Invoice"},
    "fr": {"date": "Date facture", "doc": "N° facture", "cust": "Code client", "name": "Raison sociale", "prod": "Réf. article", "pname": "Désignation", "qty": "Quantité", "price": "Prix unitaire HT", "net": "Montant HT", "type": "Type de document", "debit": "Débit", "credit": "Crédit", "with_tax": "Montant TTC", "tax": "Montant TVA", "rate": "Taux TVA", "year": "Année", "month": "Mois", "day": "Jour", "cents": "Montant HT (centimes)", "thousands": "CA (K EUR)", "total": "Total", "total_of": "Sous-total", "credit_note": "Avoir", "invoice": "Facture"},
    "pl": {"date": "Data wystawienia", "doc": "Nr faktury", "cust": "Kod kontrahenta", "name": "Nazwa kontrahenta", "prod": "Indeks", "pname": "Nazwa towaru", "qty": "Ilość", "price": "Cena netto", "net": "Wartość netto", "type": "Typ dokumentu", "debit": "Winien", "credit": "Ma", "with_tax": "Wartość brutto", "tax": "Kwota VAT", "rate": "Stawka VAT", "year": "Rok", "month": "Miesiąc", "day": "Dzień", "cents": "Kwota netto (grosze)", "thousands": "Wartość netto (tys. zł)", "total": "Razem", "total_of": "Suma", "credit_note": "Faktura korygująca", "invoice": "Faktura"},
    "es": {"date": "Fecha factura", "doc": "Nº factura", "cust": "Código cliente", "name": "Razón social", "prod": "Referencia", "pname": "Descripción", "qty": "Cantidad", "price": "Precio unitario", "net": "Importe neto", "type": "Tipo documento", "debit": "Debe", "credit": "Haber", "with_tax": "Importe con IVA", "tax": "Cuota IVA", "rate": "Tipo IVA", "year": "Año", "month": "Mes", "day": "Día", "cents": "Importe neto (céntimos)", "thousands": "Importe neto (miles)", "total": "Total general", "total_of": "Total cliente", "credit_note": "Factura rectificativa", "invoice": "Factura"},
    "nl": {"date": "Factuurdatum", "doc": "Factuurnummer", "cust": "Klantnummer", "name": "Klantnaam", "prod": "Artikelcode", "pname": "Omschrijving", "qty": "Aantal", "price": "Stukprijs", "net": "Bedrag excl. btw", "type": "Documentsoort", "debit": "Debet", "credit": "Credit", "with_tax": "Bedrag incl. btw", "tax": "Btw-bedrag", "rate": "Btw-percentage", "year": "Jaar", "month": "Maand", "day": "Dag", "cents": "Nettobedrag (cent)", "thousands": "Omzet (duizend)", "total": "Eindtotaal", "total_of": "Subtotaal", "credit_note": "Creditnota", "invoice": "Factuur"},
    "pt": {"date": "Data da fatura", "doc": "Nº fatura", "cust": "Código cliente", "name": "Nome cliente", "prod": "Código artigo", "pname": "Descrição", "qty": "Quantidade", "price": "Preço unitário", "net": "Valor líquido", "type": "Tipo documento", "debit": "Débito", "credit": "Crédito", "with_tax": "Valor com IVA", "tax": "Valor IVA", "rate": "Taxa IVA", "year": "Ano", "month": "Mês", "day": "Dia", "cents": "Valor líquido (cent)", "thousands": "Valor líquido (milhares)", "total": "Total geral", "total_of": "Total cliente", "credit_note": "Nota de crédito", "invoice": "Fatura"},
    "cs": {"date": "Datum vystavení", "doc": "Číslo dokladu", "cust": "Kód zákazníka", "name": "Název zákazníka", "prod": "Kód zboží", "pname": "Název zboží", "qty": "Množství", "price": "Jednotková cena", "net": "Částka bez DPH", "type": "Typ dokladu", "debit": "Má dáti", "credit": "Dal", "with_tax": "Částka s DPH", "tax": "Částka DPH", "rate": "Sazba DPH", "year": "Rok", "month": "Měsíc", "day": "Den", "cents": "Částka bez DPH (haléře)", "thousands": "Částka bez DPH (tis. Kč)", "total": "Celkem", "total_of": "Mezisoučet", "credit_note": "Dobropis", "invoice": "Faktura"},
    "uk": {"date": "Дата документа", "doc": "Номер накладної", "cust": "Код клієнта", "name": "Назва контрагента", "prod": "Артикул", "pname": "Назва товару", "qty": "Кількість", "price": "Ціна", "net": "Сума без ПДВ", "type": "Вид документа", "debit": "Дебет", "credit": "Кредит", "with_tax": "Сума з ПДВ", "tax": "Сума ПДВ", "rate": "Ставка ПДВ", "year": "Рік", "month": "Місяць", "day": "День", "cents": "Сума без ПДВ, коп.", "thousands": "Сума без ПДВ, тис. грн", "total": "Разом", "total_of": "Підсумок", "credit_note": "Повернення", "invoice": "Накладна"},
    "tr": {"date": "Fatura tarihi", "doc": "Fatura no", "cust": "Müşteri kodu", "name": "Müşteri adı", "prod": "Stok kodu", "pname": "Stok adı", "qty": "Miktar", "price": "Birim fiyat", "net": "Net tutar", "type": "Belge türü", "debit": "Borç", "credit": "Alacak", "with_tax": "KDV dahil tutar", "tax": "KDV tutarı", "rate": "KDV oranı", "year": "Yıl", "month": "Ay", "day": "Gün", "cents": "Net tutar (kuruş)", "thousands": "Net tutar (bin TL)", "total": "Genel toplam", "total_of": "Ara toplam", "credit_note": "İade faturası", "invoice": "Satış faturası"},
}  # fmt: skip
NAMES: dict[str, tuple[str, ...]] = {
    "it": ("Società Perù", "Caffè Città", "Però S.n.c.", "Virtù & Qualità", "Forlì Più"),
    "ru": ("ООО Ромашка", "Завод имени Ленина", "Волга-Трейд", "Северный путь", "АО Мечта"),
    "de": ("Müller & Söhne", "Straßenbau Größe", "Köln Bürobedarf", "Übersee KG", "Jäger GmbH"),
    "en": ("Café Royal", "Smith and Sons", "Brontë Books", "Naïve Ltd", "Zürich Tools"),
    "fr": ("Hélène et Fils", "Société Générale d'Été", "Dépôt Français", "Château Noël", "Garçon Frères"),
    "pl": ("Spółka Łódź", "Świętokrzyska Żółć", "Gdańsk Źródło", "Kraków Ćma", "Wąż i Syn"),
    "es": ("España Compañía", "Peñón Construcción", "Año Nuevo", "Málaga Jardín", "León Güell"),
    "nl": ("Geïnde Patiënt", "Coöperatie Één", "Van den Berg", "Reünie België", "Zoë Handel"),
    "pt": ("Conceição e Irmãos", "São João Informações", "Açúcar Português", "Avó Pão", "Lisboa Câmbio"),
    "cs": ("Řízek Šťastný", "Plzeň Příbram", "Žďár Dvořák", "Hodonín Ústí", "Škoda Přerov"),
    "uk": ("ТОВ Ромашка", "Київ Їжак", "Підприємство Єдність", "Львівська ґільдія", "Харків Міст"),
    "tr": ("Şirket Değirmen", "Işık Güneş", "İstanbul Çiçek", "Öztürk Gıda", "Yıldız Ağaç"),
}  # fmt: skip
PAGES: dict[str, tuple[str, ...]] = {
    "it": ("cp1252", "latin-1", "cp850", "mac-roman"), "ru": ("cp1251", "cp866", "koi8-r", "iso-8859-5"), "de": ("cp1252", "cp850", "latin-1", "mac-roman"),
    "en": ("cp1252", "latin-1"), "fr": ("cp1252", "mac-roman", "latin-1"), "pl": ("cp1250", "iso-8859-2", "cp852"), "es": ("cp1252", "latin-1", "cp850"),
    "nl": ("cp1252", "latin-1"), "pt": ("cp1252", "latin-1"), "cs": ("cp1250", "iso-8859-2", "cp852"), "uk": ("cp1251", "koi8-u"), "tr": ("cp1254",),
}  # fmt: skip
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
MONTHS: dict[str, tuple[str, ...]] = {
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "pl": ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    "cs": ("ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince"),
    "uk": ("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
    "tr": ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"),
}  # fmt: skip
