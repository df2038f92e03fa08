"""The words of the planted lists: eight countries, invented firms. Frozen with `planted.py`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speech:
    """How firms of a country are called and where they are."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    trades: tuple[str, ...]
    forms: tuple[str, ...]
    form_weights: tuple[int, ...]
    spellings: dict[str, tuple[str, ...]]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    form_first: bool = False


COUNTRIES = {"IT": 46, "DE": 16, "FR": 10, "PL": 7, "RU": 9, "AT": 3, "ES": 6, "GB": 3}
STEMS = (
    "Elettro", "Ferra", "Termo", "Idro", "Tecno", "Vari", "Nova", "Alpi", "Medi", "Sole", "Ecos", "Grafi", "Plast", "Metal",
    "Omni", "Delta", "Sigma", "Orma", "Luma", "Cora", "Verti", "Agri", "Poli", "Tra", "Uni", "Inter", "Euro", "Mira", "Sani",
    "Arte", "Calor", "Domu", "Fito", "Gamma", "Helio", "Kappa", "Linea", "Moda", "Nordi", "Opti", "Prima", "Quadri", "Rapi",
    "Sirio", "Tele", "Ultra", "Vetro", "Zeta", "Aqua", "Borea",
)  # fmt: skip
ENDINGS = (
    "tech", "mat", "mec", "plan", "sys", "form", "lux", "gas", "net", "pack", "cem", "dal", "fix", "gro", "bel", "ron", "vis",
    "tek", "nova", "lab", "mar", "sol", "dur", "flex", "line", "print", "therm", "vent", "zen", "co", "ra", "lia", "mia",
)  # fmt: skip

_IT = Speech(
    ("Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Bruno", "Gallo", "Conti", "De Luca", "Mancini", "Costa", "Giordano", "Rizzo", "Lombardi", "Moretti", "Barbieri", "Fontana", "Santoro", "Mariani", "Rinaldi", "Caruso", "Ferrara", "Galli", "Martini", "Leone", "Longo", "Gentile", "Martinelli", "Vitale", "Lombardo", "Serra", "Coppola", "De Santis", "D'Angelo", "Marchetti", "Parisi", "Villa", "Conte", "Ferraro", "Ferri", "Fabbri", "Bianco", "Marini", "Grasso", "Valentini", "Messina", "Sala", "De Angelis", "Gatti", "Pellegrini", "Palumbo", "Sanna", "Farina", "Rizzi", "Monti", "Cattaneo", "Morelli", "Amato", "Silvestri", "Mazza", "Testa", "Grassi", "Pellegrino", "Carbone", "Giuliani", "Benedetti", "Barone", "Rossetti", "Caputo", "Montanari", "Guerra", "Palmieri", "Bernardi", "Martino", "Fiore", "De Rosa", "Ferretti", "Bellini", "Basile", "Riva", "Donati", "Piras", "Vitali", "Battaglia", "Sartori", "Neri", "Costantini", "Milani", "Pagano", "Ruggiero", "Sorrentino", "D'Amico", "Orlando", "Damico", "Negri"),
    ("Mario", "Marco", "Luca", "Paolo", "Giuseppe", "Antonio", "Francesco", "Andrea", "Giovanni", "Roberto", "Stefano", "Anna", "Maria", "Laura", "Giulia", "Chiara", "Elena", "Franco", "Sergio", "Carlo"),
    ("Trasporti", "Costruzioni", "Impianti", "Elettronica", "Arredamenti", "Ferramenta", "Autofficina", "Alimentari", "Meccanica", "Tessuti", "Carpenteria", "Serramenti", "Idraulica", "Edilizia", "Ceramiche", "Legnami", "Distribuzione", "Officine Meccaniche", "Forniture Industriali", "Pulizie", "Ristorazione", "Materie Plastiche", "Utensileria", "Termoidraulica", "Fratelli"),
    ("S.r.l.", "S.p.A.", "S.n.c.", "S.a.s.", "Srl unipersonale", "Società cooperativa", ""),
    (48, 16, 10, 8, 4, 5, 9),
    {"S.r.l.": ("SRL", "srl", "S.R.L.", "Srl", "s. r. l.", "Società a responsabilità limitata", "S.r.l"), "S.p.A.": ("SPA", "Spa", "S.P.A.", "spa", "Società per azioni"), "S.n.c.": ("SNC", "snc", "S.N.C."), "S.a.s.": ("SAS", "sas", "S.A.S.", "Sas di"), "Srl unipersonale": ("S.r.l. a socio unico", "SRL UNIP.", "Srl"), "Società cooperativa": ("Soc. Coop.", "SOC COOP", "Scarl", "Coop.")},
    ("Via Roma", "Via Garibaldi", "Via Mazzini", "Corso Italia", "Via Dante", "Viale Europa", "Via dell'Industria", "Via dell'Artigianato", "Piazza Garibaldi", "Via Nazionale", "Via Marconi", "Via Verdi", "Strada Provinciale", "Via Cavour", "Via Matteotti", "Via Leonardo da Vinci", "Via Galileo Galilei", "Viale della Repubblica", "Via San Martino", "Via Emilia"),
    (("Milano", "20138"), ("Torino", "10152"), ("Brescia", "25125"), ("Bergamo", "24126"), ("Padova", "35127"), ("Vicenza", "36100"), ("Bologna", "40138"), ("Modena", "41122"), ("Parma", "43122"), ("Reggio nell'Emilia", "42124"), ("Firenze", "50127"), ("Prato", "59100"), ("Roma", "00155"), ("Napoli", "80146"), ("Bari", "70132"), ("Catania", "95121"), ("Forlì", "47122"), ("Cantù", "22063"), ("San Donà di Piave", "30027"), ("Città di Castello", "06012"), ("Sesto San Giovanni", "20099"), ("L'Aquila", "67100")),
)  # fmt: skip
_DE = Speech(
    ("Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause", "Meier", "Lehmann", "Köhler", "Herrmann", "König", "Walter", "Mayer", "Huber", "Kaiser", "Fuchs", "Peters", "Möller", "Jung", "Hahn", "Vogel", "Keller", "Günther"),
    ("Hans", "Peter", "Klaus", "Jürgen", "Thomas", "Andreas", "Stefan", "Michael", "Anna", "Sabine"),
    ("Maschinenbau", "Elektrotechnik", "Metallbau", "Baustoffe", "Logistik", "Werkzeuge", "Großhandel", "Sanitär", "Holzbau", "Kunststofftechnik", "Möbel", "Autohaus", "Bürobedarf", "Lebensmittel", "Gebrüder"),
    ("GmbH", "AG", "GmbH & Co. KG", "KG", "OHG", "e.K.", "UG"),
    (50, 8, 20, 6, 3, 9, 4),
    {"GmbH": ("GMBH", "Gesellschaft mbH", "Ges.m.b.H.", "G.m.b.H."), "GmbH & Co. KG": ("GmbH&Co.KG", "GmbH + Co KG", "GmbH u. Co. KG", "GMBH & CO KG"), "AG": ("Aktiengesellschaft", "A.G."), "e.K.": ("e. K.", "eK", "Inh."), "KG": ("K.G.", "Kommanditgesellschaft"), "OHG": ("oHG", "O.H.G."), "UG": ("UG (haftungsbeschränkt)",)},
    ("Hauptstraße", "Bahnhofstraße", "Industriestraße", "Gartenstraße", "Dorfstraße", "Schulstraße", "Bergstraße", "Lindenstraße", "Am Markt", "Goethestraße"),
    (("München", "80939"), ("Köln", "50769"), ("Nürnberg", "90431"), ("Hamburg", "22525"), ("Berlin", "12099"), ("Düsseldorf", "40235"), ("Stuttgart", "70565"), ("Münster", "48163"), ("Frankfurt am Main", "60388"), ("Leipzig", "04179")),
)  # fmt: skip
_FR = Speech(
    ("Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent", "Lefèbvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel", "Girard", "André", "Mercier", "Dupont", "Lambert", "Bonnet", "François", "Martinez", "Legrand"),
    ("Jean", "Pierre", "Michel", "André", "Philippe", "Marie", "Nathalie", "Isabelle"),
    ("Transports", "Bâtiment", "Électricité", "Menuiserie", "Plomberie", "Matériaux", "Négoce", "Emballages", "Outillage", "Mécanique", "Imprimerie", "Distribution", "Établissements"),
    ("SARL", "SAS", "SA", "EURL", "SASU", "SNC"),
    (40, 28, 12, 8, 8, 4),
    {"SARL": ("S.A.R.L.", "Sarl", "s.a.r.l"), "SAS": ("S.A.S.", "Sas"), "SA": ("S.A.",), "EURL": ("E.U.R.L.",), "SASU": ("S.A.S.U.",)},
    ("Rue de la République", "Avenue Victor Hugo", "Rue des Lilas", "Boulevard Voltaire", "Rue Pasteur", "Avenue de la Gare", "Chemin des Vignes", "Place de l'Église"),
    (("Lyon", "69007"), ("Besançon", "25000"), ("Orléans", "45100"), ("Lille", "59000"), ("Marseille", "13011"), ("Nîmes", "30900"), ("Saint-Étienne", "42000"), ("Paris", "75012")),
)  # fmt: skip
_PL = Speech(
    ("Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kowalczyk", "Kamiński", "Lewandowski", "Zieliński", "Szymański", "Woźniak", "Dąbrowski", "Kozłowski", "Jankowski", "Mazur", "Kwiatkowski", "Krawczyk", "Piotrowski", "Grabowski", "Pawłowski", "Król"),
    ("Jan", "Piotr", "Andrzej", "Tomasz", "Anna", "Ewa"),
    ("Hurtownia", "Transport", "Budownictwo", "Meble", "Elektro", "Narzędzia", "Opakowania", "Instalacje", "Przedsiębiorstwo Handlowe", "Zakład Mechaniczny"),
    ("Sp. z o.o.", "S.A.", "sp.j.", "s.c.", "Sp. z o.o. sp.k."),
    (52, 10, 12, 12, 14),
    {"Sp. z o.o.": ("SP. Z O.O.", "Spółka z o.o.", "sp.z o.o.", "sp zoo", "Spółka z ograniczoną odpowiedzialnością"), "S.A.": ("SA", "Spółka Akcyjna"), "sp.j.": ("Sp. J.", "spółka jawna"), "s.c.": ("S.C.", "spółka cywilna")},
    ("ul. Długa", "ul. Polna", "ul. Leśna", "ul. Słoneczna", "ul. Krótka", "ul. Szkolna", "ul. Ogrodowa", "al. Jana Pawła II"),
    (("Łódź", "91-231"), ("Kraków", "31-864"), ("Gdańsk", "80-299"), ("Wrocław", "53-611"), ("Poznań", "61-248"), ("Warszawa", "02-676")),
)  # fmt: skip
_RU = Speech(
    ("Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов", "Новиков", "Морозов", "Петров", "Волков", "Соловьёв", "Васильев", "Зайцев", "Павлов", "Семёнов", "Голубев", "Виноградов", "Богданов", "Воробьёв"),
    ("Иван", "Пётр", "Сергей", "Алексей", "Дмитрий", "Анна"),
    ("Торг", "Строй", "Снаб", "Электро", "Металл", "Транс", "Мебель", "Продукт", "ТоргСервис", "СтройКомплект", "Торговый дом", "Промышленная компания"),
    ("ООО", "АО", "ЗАО", "ИП", "ПАО"),
    (58, 12, 10, 16, 4),
    {"ООО": ("Общество с ограниченной ответственностью", "ооо", "О.О.О."), "АО": ("Акционерное общество", "ао"), "ЗАО": ("Закрытое акционерное общество", "зао"), "ИП": ("Индивидуальный предприниматель", "ип"), "ПАО": ("ОАО",)},
    ("ул. Ленина", "ул. Советская", "пр. Мира", "ул. Гагарина", "ул. Заводская", "ул. Промышленная", "наб. Реки"),
    (("Москва", "117405"), ("Санкт-Петербург", "196084"), ("Екатеринбург", "620024"), ("Новосибирск", "630024"), ("Казань", "420054"), ("Орёл", "302020")),
    form_first=True,
)  # fmt: skip
_ES = Speech(
    ("García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Martín", "Jiménez", "Ruiz", "Hernández", "Díaz", "Moreno", "Álvarez", "Muñoz", "Romero", "Alonso", "Gutiérrez"),
    ("José", "Antonio", "Manuel", "Carmen", "María", "Jesús"),
    ("Construcciones", "Transportes", "Suministros", "Electricidad", "Ferretería", "Maquinaria", "Alimentación", "Talleres", "Distribuciones", "Hermanos"),
    ("S.L.", "S.A.", "S.L.U.", "S. Coop."),
    (62, 20, 12, 6),
    {"S.L.": ("SL", "Sociedad Limitada", "S.L"), "S.A.": ("SA", "Sociedad Anónima"), "S.L.U.": ("SLU", "S.L. Unipersonal"), "S. Coop.": ("S.COOP", "Sociedad Cooperativa")},
    ("Calle Mayor", "Avenida de la Constitución", "Calle Real", "Plaza de España", "Polígono Industrial Norte", "Calle del Sol"),
    (("Zaragoza", "50014"), ("Málaga", "29006"), ("Sabadell", "08205"), ("Cádiz", "11011"), ("León", "24009")),
)  # fmt: skip
_GB = Speech(
    ("Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke"),
    ("John", "David", "Paul", "Sarah", "Emma", "Peter"),
    ("Engineering", "Builders", "Transport", "Supplies", "Electrical", "Plumbing", "Foods", "Packaging", "Tools", "Brothers"),
    ("Ltd", "plc", "LLP"),
    (80, 10, 10),
    {"Ltd": ("Limited", "LTD.", "Ltd."), "plc": ("PLC", "Public Limited Company"), "LLP": ("L.L.P.",)},
    ("High Street", "Station Road", "Church Lane", "Mill Road", "Victoria Road", "Park Avenue"),
    (("Leeds", "LS11 5QP"), ("Bristol", "BS2 0XS"), ("Manchester", "M17 1AB"), ("Birmingham", "B24 9QQ")),
)  # fmt: skip

SPEECH = {"IT": _IT, "DE": _DE, "AT": _DE, "FR": _FR, "PL": _PL, "RU": _RU, "ES": _ES, "GB": _GB}

SHORTER = {
    "Officine Meccaniche": "Off. Mecc.", "Forniture Industriali": "Forn. Ind.", "Costruzioni": "Costr.", "Trasporti": "Trasp.",
    "Fratelli": "F.lli", "Distribuzione": "Distrib.", "Elettronica": "Elettr.", "Gebrüder": "Gebr.", "Établissements": "Ets",
    "Hermanos": "Hnos.", "Brothers": "Bros", "Przedsiębiorstwo Handlowe": "P.H.", "Торговый дом": "ТД", "Construcciones": "Constr.",
    "Engineering": "Eng.", "Transports": "Transp.", "straße": "str.", "Corso": "C.so", "Viale": "V.le", "Piazza": "P.zza",
    "Avenue": "Av.", "Boulevard": "Bd", "Calle": "C/", "Road": "Rd", "Street": "St", "Via ": "V. ",
}  # fmt: skip


def plain(text: str) -> str:
    """Write a text without accents, German letters in two."""
    for letter, written in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
        ("ł", "l"),
        ("Ł", "L"),
        ("ё", "е"),
    ):
        text = text.replace(letter, written)
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
