"""The rows of the tables of a page and the tiles beside them, as texts: what a reader sees of a customer in one place."""

from __future__ import annotations

from html.parser import HTMLParser


class Rows(HTMLParser):
    """Collects `rows`: the cells of each row of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_inside = False

    def handle_starttag(self, tag, attrs):
        del attrs
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.is_inside = True

    def handle_endtag(self, tag):
        self.is_inside = self.is_inside and tag not in ("td", "th", "tr")

    def handle_data(self, data):
        if self.is_inside:
            self.rows[-1][-1] += data


def rows_of(page: str) -> list[list[str]]:
    """Return the cells of each row of each table of a page."""
    reader = Rows()
    reader.feed(page)
    return reader.rows
