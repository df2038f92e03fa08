from __future__ import annotations

from datetime import date

import pytest

from conftest import line


@pytest.fixture(scope="session")
def small():
    """Twelve customers over two years, two sales people, a seller's number in each line."""
    return [
        line(f"{c:02d}", date(year, month, 1 + c), 100 * (13 - c) + month, f"{year}-{c}-{month}", line_number=1,
             salesperson=f"S{c % 2}", area=f"Area {c % 3}", product_number=f"P{month % 3}", family=f"F{month % 2}", quantity=2,
             cost_amount=None if c == 5 else 50)
        for c in range(1, 13) for year in (2024, 2025) for month in (1, 4, 8, 11)
    ]  # fmt: skip
