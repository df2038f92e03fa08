"""The same sales lines written in two hundred ways, and what must come out of every one of them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import random
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from sources.dialect_files import ods, spreadsheet_xml, xlsx
from sources.dialect_words import HEADERS, MONTHS, NAMES, PAGES, UNICODE

FIELDS = ("date", "doc", "cust", "name", "prod", "pname", "qty", "price", "net")
LANGUAGES = tuple(HEADERS)
CONTAINERS = (";", ",", "\t", "|", "fixed", "xlsx", "ods", "zip", "gz", ";", ",", "html", "xml", "^", "'")
DATES = ("dd/mm/yyyy", "dd.mm.yyyy", "dd-mm-yyyy", "yyyy-mm-dd", "yyyy/mm/dd", "yyyymmdd", "ddmmyyyy", "dd/mm/yy", "named", "time", "iso time", "parts", "month", "d.m.yyyy")  # fmt: skip
TROUBLES = ("plain", "titles", "total", "subtotals", "page headings", "no header", "footer", "fill-down", "surplus column", "cents", "thousands", "debit and credit", "with tax", "tax rate", "types", "text ids", "two-line header", "blank lines", "grouped by customer")  # fmt: skip
MINUS = ("lead", "trail", "paren", "sign")
COMMA_GROUPS = (".", "", "\u00a0", "\u202f", " ", "'")
POINT_GROUPS = (",", "", "'", "’", " ", "_")
FULL = 10_000


@dataclass(frozen=True)
class Line:
    day: dt.date
    doc: str
    cust: str
    name: str
    prod: str
    pname: str
    qty: int
    price: int
    net: int


@dataclass(frozen=True)
class Truth:
    net: int
    lines: int
    customers: int
    documents: int
    first: dt.date
    last: dt.date
    years: dict[int, int]


@dataclass
class Combo:
    number: int
    language: str
    container: str
    encoding: str
    decimal: str
    group: str
    minus: str
    dates: str
    trouble: str
    rows: int = FULL
    asks: str = ""
    """Part of the one question that is right; empty when the file must be read."""

    @property
    def lines(self) -> list[Line]:
        return make_lines(self.language, self.rows, few_days=self.asks == "dates =")

    def __str__(self) -> str:
        parts = (
            self.language,
            repr(self.container),
            self.encoding,
            f"{self.decimal}{self.group!r}",
            self.minus,
            self.dates,
            self.trouble,
        )
        return f"{self.number}: " + " ".join(parts)


@lru_cache(maxsize=40)
def make_lines(language: str, count: int, *, few_days: bool = False) -> list[Line]:
    chance = random.Random(f"world {language}")  # noqa: S311 - the same world every time
    names = NAMES[language]
    odd = ('"Il Forno"', "a;b", "x, y", "p|q", "m^n", "")
    customers = [(f"{n:05d}", f"{names[n % 5]} {n} {odd[n % 6]}".strip()) for n in range(1, 241)]
    products = [
        (f"P-{n:03d}", f"{names[n % 5]} Nr {n}", chance.randrange(95, 250_000)) for n in range(1, 121)
    ]
    lines: list[Line] = []
    number = 0
    while len(lines) < count:
        number += 1
        day = dt.date(2022, 11, 1) + dt.timedelta(days=chance.randrange(790))
        if few_days:
            day = day.replace(day=1 + day.day % 12)
        cust, name = customers[chance.randrange(len(customers))]
        sign = -1 if chance.random() < 0.05 else 1
        for prod, pname, price in chance.sample(products, chance.randrange(1, 7)):
            qty = sign * chance.randrange(1, 40)
            lines.append(Line(day, f"F{number:06d}", cust, name, prod, pname, qty, price, qty * price))
    return lines[:count]


def truth_of(combo: Combo) -> Truth:
    lines = combo.lines
    years: dict[int, int] = {}
    for line in lines:
        years[line.day.year] = years.get(line.day.year, 0) + line.net
    days = [last_of_month(x.day) if combo.dates == "month" else x.day for x in lines]
    return Truth(
        sum(x.net for x in lines),
        len(lines),
        len({x.cust for x in lines}),
        len({x.doc for x in lines}),
        min(days),
        max(days),
        years,
    )


def last_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def combos() -> list[Combo]:
    result: list[Combo] = []
    for number in range(196):
        chance = random.Random(number)  # noqa: S311 - the same choices every time
        language = LANGUAGES[number % len(LANGUAGES)]
        container = CONTAINERS[number % len(CONTAINERS)]
        encoding = (PAGES[language] + UNICODE)[(number // 12) % (len(PAGES[language]) + len(UNICODE))]
        decimal = "." if language == "en" or chance.random() < 0.15 else ","
        group = chance.choice(POINT_GROUPS if decimal == "." else COMMA_GROUPS)
        dates = DATES[(number * 5 + number // 14) % len(DATES)]
        trouble = TROUBLES[number % len(TROUBLES)]
        if language == "en" and dates in ("dd/mm/yyyy", "dd/mm/yy"):
            dates = "mm/dd/yyyy"
        combo = Combo(
            number, language, container, encoding, decimal, group, chance.choice(MINUS), dates, trouble
        )
        mend(combo)
        result.append(combo)
    # nothing in these files says which reading holds
    base = {"encoding": "utf-8", "minus": "lead"}
    result += [
        Combo(196, "en", ",", decimal=".", group="", dates="mm/dd/yyyy", trouble="plain", asks="dates =", rows=500, **base),
        Combo(197, "en", "\t", decimal=".", group=",", dates="dd/mm/yyyy", trouble="total", asks="dates =", rows=500, **base),
        Combo(198, "en", ";", decimal=".", group=",", dates="yyyy-mm-dd", trouble="whole thousands", asks="decimal =", rows=500, **base),
        Combo(199, "de", ";", decimal=",", group=".", dates="yyyy-mm-dd", trouble="no names, no proof", asks="net_amount", rows=500, **base),
    ]  # fmt: skip
    return result


def mend(combo: Combo) -> None:  # noqa: C901 - one branch for each thing nobody writes
    """Take back what no program writes, so that a combination is a file that exists somewhere."""
    if combo.container in ("xlsx", "ods", "html", "xml", "fixed", "'") or combo.number % 5:
        combo.rows = 1_200
    if combo.container in ("xlsx", "ods", "xml"):
        combo.encoding = "utf-8"
    if combo.container == "html":
        combo.encoding = "utf-8" if combo.encoding.startswith("utf") else combo.encoding
    if combo.container == "fixed" and combo.trouble in (
        "surplus column",
        "two-line header",
        "fill-down",
        "grouped by customer",
        "titles",
    ):
        combo.trouble = "plain"
    if combo.container == "fixed" and combo.trouble == "no header":
        combo.trouble = "footer"
    if combo.trouble == "no header" and combo.dates in ("parts", "month", "ddmmyyyy", "mm/dd/yyyy"):
        combo.dates = "yyyy-mm-dd"
    if combo.dates in ("ddmmyyyy", "yyyymmdd") and combo.trouble == "no header":
        combo.dates = "dd.mm.yyyy"
    if (
        combo.trouble in ("fill-down", "page headings", "subtotals", "grouped by customer", "two-line header")
        and combo.dates == "parts"
    ):
        combo.dates = "yyyy-mm-dd"
    # signs that the page does not have
    texts = combo.group + ("−" if combo.minus == "sign" else "")
    for page in (combo.encoding,):
        try:
            texts.encode(page)
        except UnicodeEncodeError:
            combo.group, combo.minus = "", "lead"


def number_text(value: int, combo: Combo, *, places: int = 2) -> str:
    text = f"{abs(Decimal(value) / 10**places):,.{places}f}"
    text = text.replace(",", "\x00").replace(".", combo.decimal).replace("\x00", combo.group)
    if value >= 0:
        return text
    return {"lead": f"-{text}", "trail": f"{text}-", "paren": f"({text})", "sign": f"−{text}"}[combo.minus]


def date_text(day: dt.date, combo: Combo) -> str:
    if combo.dates == "named":
        year = f"{day.year} г." if combo.language == "ru" else str(day.year)
        return f"{day.day}{'.' if combo.language in ('de', 'cs') else ''} {MONTHS[combo.language][day.month - 1]} {year}"
    if combo.dates == "month":
        return f"{day.month:02d}/{day.year}" if combo.number % 2 else f"{day.year}-{day.month:02d}"
    forms = {
        "dd/mm/yyyy": "%d/%m/%Y", "dd.mm.yyyy": "%d.%m.%Y", "dd-mm-yyyy": "%d-%m-%Y", "yyyy-mm-dd": "%Y-%m-%d", "yyyy/mm/dd": "%Y/%m/%d",
        "yyyymmdd": "%Y%m%d", "ddmmyyyy": "%d%m%Y", "dd/mm/yy": "%d/%m/%y", "time": "%d.%m.%Y 14:05:09", "iso time": "%Y-%m-%dT00:00:00+02:00",
        "mm/dd/yyyy": "%m/%d/%Y", "d.m.yyyy": f"{day.day}.{day.month}.%Y", "parts": "%Y",
    }  # fmt: skip
    return day.strftime(forms[combo.dates])


def columns_of(combo: Combo) -> list[str]:
    fields = list(FIELDS)
    if combo.dates == "parts":
        fields[:1] = ["year", "month", "day"]
    changes: dict[str, tuple[list[str], list[str]]] = {
        "cents": (["price", "net"], ["cents"]),
        "thousands": (["price", "net"], ["thousands"]),
        "debit and credit": (["qty", "price", "net"], ["debit", "credit"]),
        "with tax": (["price", "net"], ["with_tax", "tax"]),
        "tax rate": (["price", "net"], ["with_tax", "rate"]),
        "types": ([], ["type"]),
        "whole thousands": (["qty", "price"], []),
        "no names, no proof": (["price", "qty", "pname"], []),
    }
    gone, new = changes.get(combo.trouble, ([], []))
    return [f for f in fields if f not in gone] + new


def cells_of(line: Line, combo: Combo, fields: list[str]) -> dict[str, object]:
    """Return the cells of a line; workbooks get numbers and dates as such."""
    typed = combo.container in ("xlsx", "ods", "xml")
    is_credit = line.net < 0
    turned = -1 if combo.trouble == "types" and is_credit else 1
    words = HEADERS[combo.language]
    tax = round(Decimal(line.net) * Decimal("0.22"))

    def money(value: int, places: int = 2) -> object:
        return float(Decimal(value) / 10**places) if typed else number_text(value, combo, places=places)

    make = {
        "date": lambda: line.day if typed and combo.dates not in ("month", "named") else date_text(line.day, combo),
        "year": lambda: str(line.day.year), "month": lambda: str(line.day.month), "day": lambda: str(line.day.day),
        "doc": lambda: line.doc, "name": lambda: line.name, "prod": lambda: line.prod, "pname": lambda: line.pname,
        "cust": lambda: f'="{line.cust}"' if combo.trouble == "text ids" and not typed else line.cust,
        "qty": lambda: turned * line.qty if typed else number_text(turned * line.qty * 100, combo) if combo.number % 3 else str(turned * line.qty),
        "price": lambda: money(line.price), "net": lambda: money(turned * line.net),
        "cents": lambda: line.net if typed else str(line.net), "thousands": lambda: money(line.net, 5),
        "debit": lambda: "" if is_credit else money(line.net), "credit": lambda: money(-line.net) if is_credit else "",
        "with_tax": lambda: money(line.net + tax), "tax": lambda: money(tax), "rate": lambda: 22 if typed else "22",
        "type": lambda: words["credit_note"] if is_credit else words["invoice"],
    }  # fmt: skip
    if combo.trouble == "whole thousands":
        make["net"] = lambda: f"{1 + abs(line.net) // 100_000}.{abs(line.net) % 1000:03d}"
    return {name: make[name]() for name in fields}


def grid_of(combo: Combo) -> list[list[object]]:  # noqa: C901, PLR0912 - one branch for each trouble
    """Return the file as rows of cells."""
    words, fields = HEADERS[combo.language], columns_of(combo)
    header = [words[f] for f in fields]
    lines = combo.lines
    if combo.trouble in ("subtotals", "grouped by customer"):
        lines = sorted(lines, key=lambda x: (x.cust, x.doc))
    width, amount = len(fields), len(fields) - 1
    rows: list[list[object]] = []
    if combo.trouble == "titles":
        rows += [[f"ACME {words['total_of']}"], ["2022 - 2024"], []]
    if combo.trouble == "two-line header":
        split = [h.split(" ", 1) if " " in h else [h, ""] for h in header]
        rows += [[a for a, _ in split], [b for _, b in split]]
    elif combo.trouble not in ("no header", "no names, no proof"):
        rows.append(list(header))
    before: Line | None = None
    subtotal = 0
    typed = combo.container in ("xlsx", "ods", "xml")

    def total_row(label: str, value: int) -> list[object]:
        row: list[object] = [""] * width
        row[0], row[amount] = label, float(Decimal(value) / 100) if typed else number_text(value, combo)
        return row

    for place, line in enumerate(lines):
        if combo.trouble == "subtotals" and before is not None and before.cust != line.cust:
            rows.append(total_row(f"{words['total_of']} {before.name.replace(';', ' ')}", subtotal))
            subtotal = 0
        if combo.trouble == "page headings" and place and place % 60 == 0:
            rows.append(list(header))
        if combo.trouble == "blank lines" and place % 17 == 0:
            rows.append([])
        cells = cells_of(line, combo, fields)
        if combo.trouble == "fill-down" and before is not None and before.doc == line.doc:
            cells.update(dict.fromkeys(("date", "doc", "cust", "name"), ""))
        if combo.trouble == "grouped by customer" and before is not None and before.cust == line.cust:
            cells.update(dict.fromkeys(("cust", "name"), ""))
        rows.append([cells[f] for f in fields])
        subtotal += line.net
        before = line
    if combo.trouble == "subtotals" and before is not None:
        rows.append(total_row(f"{words['total_of']} {before.name.replace(';', ' ')}", subtotal))
    if combo.trouble in ("total", "subtotals"):
        rows.append(total_row(words["total"], sum(x.net for x in lines)))
    if combo.trouble == "footer":
        rows += [[], ["Printed on 31/12/2024 by demo"]]
    if combo.trouble == "surplus column":
        rows = [[*row, ""] for row in rows]
    return rows


def separated(rows: list[list[object]], separator: str, quote: str = '"') -> str:
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if quote == "'" else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=separator, quotechar=quote, quoting=quoting, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row) if any(str(c) for c in row) else stream.write("\r\n")
    return stream.getvalue()


def fixed(rows: list[list[object]], combo: Combo) -> str:
    fields = columns_of(combo)
    right = {
        i
        for i, f in enumerate(fields)
        if f in ("qty", "price", "net", "cents", "thousands", "debit", "credit", "with_tax", "tax", "rate")
    }
    widths = [max(len(str(row[i])) for row in rows if len(row) == len(fields)) for i in range(len(fields))]
    out = []
    for row in rows:
        cells = (
            [str(c).rjust(widths[i]) if i in right else str(c).ljust(widths[i]) for i, c in enumerate(row)]
            if len(row) > 1
            else list(map(str, row))
        )
        out.append("  ".join(cells).rstrip())
    return "\n".join(out) + "\n"


def write(combo: Combo) -> tuple[str, bytes]:  # noqa: PLR0911 - one way out for each container
    """Return name and bytes of the file."""
    rows = grid_of(combo)
    if combo.container == "xlsx":
        return "lines.xlsx", xlsx(rows)
    if combo.container == "ods":
        return "lines.ods", ods(rows)
    if combo.container == "xml":
        return "lines.xls", spreadsheet_xml(rows)
    if combo.container == "html":
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in row) + "</tr>\n" for row in rows
        )
        head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={combo.encoding}"></head>'
        return "lines.xls", f"{head}<body><table>{body}</table></body></html>".encode(combo.encoding)
    if combo.container == "fixed":
        text = fixed(rows, combo)
    elif combo.container == "'":
        text = separated(rows, ";", "'")
    else:
        text = separated(rows, combo.container if len(combo.container) == 1 else ";")
    data = text.encode(combo.encoding)
    if combo.container == "gz":
        return "lines.csv.gz", gzip.compress(data, mtime=0)
    if combo.container == "zip":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("export/lines.csv", data)
        return "lines.zip", stream.getvalue()
    return ("lines.txt" if combo.container == "fixed" else "lines.csv"), data
