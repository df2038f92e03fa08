"""Invented names in six languages. Towns are real; firms, surnames and tax numbers are not."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """A town, and how many customers it draws."""

    name: str
    province: str
    postcode: str
    country: str
    area: int
    weight: float


AREAS = (
    "Nord-Ovest",
    "Lombardia",
    "Nord-Est",
    "Emilia-Romagna",
    "Centro",
    "Sud e Isole",
    "Svizzera",
    "Germania e Austria",
    "Francia",
    "Spagna",
    "Europa centrale",
    "Balcani",
)

TOWNS = tuple(
    Town(*row)
    for row in (
        ("Torino", "TO", "10152", "IT", 0, 6),
        ("Mondovì", "CN", "12084", "IT", 0, 2),
        ("Novara", "NO", "28100", "IT", 0, 3),
        ("Genova", "GE", "16149", "IT", 0, 3),
        ("Biella", "BI", "13900", "IT", 0, 2),
        ("Milano", "MI", "20138", "IT", 1, 7),
        ("Cantù", "CO", "22063", "IT", 1, 3),
        ("Brescia", "BS", "25125", "IT", 1, 6),
        ("Bergamo", "BG", "24126", "IT", 1, 5),
        ("Viggiù", "VA", "21059", "IT", 1, 1),
        ("Lecco", "LC", "23900", "IT", 1, 3),
        ("Padova", "PD", "35127", "IT", 2, 4),
        ("Vicenza", "VI", "36100", "IT", 2, 4),
        ("San Donà di Piave", "VE", "30027", "IT", 2, 2),
        ("Pordenone", "PN", "33170", "IT", 2, 2),
        ("Bolzano", "BZ", "39100", "IT", 2, 2),
        ("Bologna", "BO", "40138", "IT", 3, 4),
        ("Forlì", "FC", "47122", "IT", 3, 2),
        ("Reggio nell'Emilia", "RE", "42124", "IT", 3, 3),
        ("Sassuolo", "MO", "41049", "IT", 3, 2),
        ("Prato", "PO", "59100", "IT", 4, 2),
        ("Jesi", "AN", "60035", "IT", 4, 2),
        ("Città di Castello", "PG", "06012", "IT", 4, 1),
        ("Roma", "RM", "00155", "IT", 4, 3),
        ("Casoria", "NA", "80026", "IT", 5, 2),
        ("Modugno", "BA", "70026", "IT", 5, 2),
        ("Nardò", "LE", "73048", "IT", 5, 1),
        ("Catania", "CT", "95121", "IT", 5, 2),
        ("Lugano", "TI", "6900", "CH", 6, 2),
        ("Zürich", "ZH", "8005", "CH", 6, 1.5),
        ("Genève", "GE", "1227", "CH", 6, 1),
        ("München", "", "80939", "DE", 7, 2),
        ("Köln", "", "50769", "DE", 7, 1.5),
        ("Nürnberg", "", "90431", "DE", 7, 2),
        ("Linz", "", "4030", "AT", 7, 1),
        ("Graz", "", "8055", "AT", 7, 1.5),
        ("Lyon", "", "69007", "FR", 8, 2),
        ("Besançon", "", "25000", "FR", 8, 1),
        ("Orléans", "", "45100", "FR", 8, 1),
        ("Zaragoza", "", "50014", "ES", 9, 1),
        ("Málaga", "", "29006", "ES", 9, 1),
        ("Sabadell", "", "08205", "ES", 9, 1),
        ("Łódź", "", "91-231", "PL", 10, 1),
        ("Kraków", "", "31-864", "PL", 10, 1),
        ("Brno", "", "627 00", "CZ", 10, 1),
        ("Maribor", "", "2000", "SI", 10, 1),
        ("Пловдив", "", "4003", "BG", 11, 0.8),
        ("София", "", "1528", "BG", 11, 0.8),
        ("Нови Сад", "", "21000", "RS", 11, 0.7),
    )
)

_IT_START = (
    "Val",
    "Mor",
    "Tres",
    "Bel",
    "Gar",
    "Sal",
    "Cor",
    "Lom",
    "Ver",
    "Zam",
    "Brun",
    "Fer",
    "Gal",
    "Mar",
    "Pel",
    "Stur",
)
_IT_MIDDLE = ("and", "acch", "er", "ign", "ett", "ov", "ass", "ang", "isc", "amb", "uzz", "av")
_IT_END = ("ini", "ati", "erò", "iotti", "elin", "iardi", "on", "iù")
_DE_START = (
    "Stein",
    "Wald",
    "Krumm",
    "Ober",
    "Nied",
    "Lang",
    "Hart",
    "Grün",
    "Brem",
    "Schatt",
    "Kess",
    "Wies",
)
_DE_MIDDLE = ("en", "el", "ing", "er", "ach")
_DE_END = ("hofer", "müller", "berger", "köfler", "mann", "thaler")
_FR_START = ("Mar", "Beaur", "Mont", "Cler", "Vill", "Gaud", "Lam", "Per", "Roch", "Fontan", "Bert", "Cass")
_FR_MIDDLE = ("in", "er", "ev", "ar", "ign")
_FR_END = ("court", "thier", "ières", "ançon", "veau", "illet")
_ES_START = ("Arg", "Bal", "Cas", "Mend", "Zur", "Ort", "Val", "Lac", "Gal", "Sand")
_ES_MIDDLE = ("ar", "ol", "and", "err", "il")
_ES_END = ("uez", "endía", "astán", "ida", "oñez", "ero")
_PL_START = ("Wol", "Kra", "Zie", "Brze", "Lub", "Gra", "Sta", "Nov", "Tur", "Jab")
_PL_MIDDLE = ("iszew", "on", "al", "ot", "in")
_PL_END = ("ski", "owicz", "ek", "ář", "ič", "ák")
_BG_START = ("Вел", "Ста", "Бор", "Дра", "Кру", "Мил", "Рад", "Тод", "Жив", "Цвет")
_BG_MIDDLE = ("и", "о", "а", "ино", "ано", "ими")
_BG_END = ("чев", "славов", "гинов", "мирски", "шевић", "дановић")


def _mixed(*parts: tuple[str, ...]) -> tuple[str, ...]:
    start, middle, end = parts
    return tuple(a + b + c for c in end for b in middle for a in start)


SURNAMES = {
    "it": _mixed(_IT_START, _IT_MIDDLE, _IT_END),
    "de": _mixed(_DE_START, _DE_MIDDLE, _DE_END),
    "fr": _mixed(_FR_START, _FR_MIDDLE, _FR_END),
    "es": _mixed(_ES_START, _ES_MIDDLE, _ES_END),
    "pl": _mixed(_PL_START, _PL_MIDDLE, _PL_END),
    "bg": _mixed(_BG_START, _BG_MIDDLE, _BG_END),
}
LANGUAGE = {
    "IT": "it", "CH": "de", "DE": "de", "AT": "de", "FR": "fr", "ES": "es", "PL": "pl", "CZ": "pl",
    "SI": "pl", "BG": "bg", "RS": "bg",
}  # fmt: skip
FIRM = {
    "it": ("Officine {} S.r.l.", "Meccanica {} S.p.A.", "F.lli {} S.n.c.", "{} Impianti S.r.l.",
           "Ferramenta {} S.a.s.",
           "Costruzioni {} S.r.l.", "{} & Figli S.n.c.", "Torneria {} S.r.l.", "Utensileria {} S.r.l.",
           "Carpenteria {} S.r.l.", "Edil{} S.r.l.", "Manutenzioni {} Soc. Coop."),
    "de": ("{} Maschinenbau GmbH", "{} Befestigungstechnik AG", "Gebrüder {} OHG", "{} & Söhne GmbH & Co. KG",
           "Werkzeughaus {} GmbH", "{} Stahlbau GmbH"),
    "fr": ("Établissements {} SARL", "Mécanique {} SAS", "Quincaillerie {} SA", "{} Frères SARL",
           "Chaudronnerie {} SAS"),
    "es": ("Talleres {} S.L.", "Ferretería {} S.A.", "Suministros {} S.L.", "{} Hermanos S.L.",
           "Montajes {} S.A."),
    "pl": ("{} Sp. z o.o.", "Zakład {} S.A.", "{} Technika s.r.o.", "{} d.o.o."),
    "bg": ("{} Метал ООД", "{} Строй АД", "Братя {} ООД", "Техно{} ДОО"),
}  # fmt: skip
FIRST_NAMES = {
    "it": (
        "Nicolò",
        "Giulia",
        "Matteo",
        "Chiara",
        "Andrea",
        "Francesca",
        "Davide",
        "Elena",
        "Paolo",
        "Marta",
    ),
    "de": ("Jürgen", "Anke", "Stefan", "Käthe", "Lukas", "Birgit"),
    "fr": ("Hélène", "François", "Benoît", "Chloé", "Rémi"),
    "es": ("José", "Begoña", "Íñigo", "Lucía", "Andrés"),
    "pl": ("Paweł", "Agnieszka", "Jiří", "Marta", "Łukasz"),
    "bg": ("Георги", "Милена", "Стоян", "Јелена", "Петър"),
}
STREETS = {
    "it": "Via dell'Artigianato", "de": "Industriestraße", "fr": "Rue de l'Étang", "es": "Calle del Peñón",
    "pl": "ul. Żelazna", "bg": "ул. Индустриална",
}  # fmt: skip


def surname(language: str, number: int) -> str:
    """Return the surname with this number, starting again when they are used up."""
    pool = SURNAMES[language]
    return pool[number % len(pool)]


def firm_name(language: str, number: int) -> str:
    """Return one firm's name; numbers below the product of the lists give different names."""
    forms = FIRM[language]
    form = forms[number // len(SURNAMES[language]) % len(forms)]
    name = surname(language, number)
    return form.format(name.lower() if form.startswith(("Edil", "Техно")) else name)


def unique_names(wanted: list[tuple[str, str]]) -> list[str]:
    """Make each (name, town) a name nobody else has: first by the town, then by a number."""
    used: set[str] = set()
    names = []
    for name, town in wanted:
        candidate, extra = name, 1
        if candidate in used:
            candidate = f"{name} - {town}"
        while candidate in used:
            extra += 1
            candidate = f"{name} - {town} {extra}"
        used.add(candidate)
        names.append(candidate)
    return names


def tax_number(country: str, number: int) -> str:
    """Return a tax number of plausible form that nobody can have: the office in it is never issued.

    Formula for Italy: seven digits, office 000, Luhn check digit.
    """
    if country != "IT":
        return f"{country}000{number:07d}"
    digits = [int(c) for c in f"{number:07d}000"]
    doubled = (2 * d for d in digits[1::2])
    total = sum(digits[0::2]) + sum(d if d < 10 else d - 9 for d in doubled)  # noqa: PLR2004 - Luhn
    return "".join(str(d) for d in digits) + str(-total % 10)
