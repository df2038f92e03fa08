"""What the portfolio review is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from clientela.base.settings import Settings

TABLES = (
    "totals", "revenue_by_year", "revenue_by_month", "file_control", "after_as_of", "concentration", "pareto_curve", "abc_table", "abc_moves", "abc_movers",
    "pyramid_table", "pyramid_moves", "lifecycle_table", "lifecycle_moves", "lifecycle_reorders", "strata", "gains_and_losses", "pareto_limits",
    "abc_xyz_table", "rfm_table", "customer_types", "segment_sizes", "cluster_profiles", "cluster_traits", "contribution_ladder", "wallet_evidence",
)  # fmt: skip
"""The results the report reads, besides the customers."""
WHOLE_TABLES = ("market_mix",)
"""Those it reads for the whole company only: a part is not compared with the market."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the report is made from: result tables by name, and the frame of the run."""

    tables: dict[str, list[dict[str, Any]]]
    customers: list[dict[str, Any]]
    settings: Settings
    as_of: date
    run_id: str
    first_on: date | None
    is_last_month_partial: bool
    scope_name: str
    listed_only_count: int
    """Customers of the customer list without a document."""

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.settings.company.currency

    def one(self, table: str) -> dict[str, Any]:
        """Return the only row of a result."""
        return self.tables[table][0]
