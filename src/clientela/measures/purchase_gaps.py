"""Measures of the gaps between one purchase day and the next: the rhythm of a customer."""

from clientela.base.declare import measure
from clientela.base.i18n import msg


@measure(title=msg("Gaps"), unit="count", formula=msg("number of gaps between purchase days"))
def gaps_count() -> str:
    """How many gaps the rhythm rests on."""
    return "count(gap_days)"


@measure(title=msg("Mean gap"), unit="days", formula=msg("mean days between purchase days"))
def gap_mean_days() -> str:
    """Mean gap."""
    return "avg(gap_days)"


@measure(title=msg("Spread of the gaps"), unit="days", formula=msg("sample standard deviation of the gaps"))
def gap_sd_days() -> str:
    """Standard deviation of the gaps."""
    return "stddev_samp(gap_days)"


@measure(title=msg("Median gap"), unit="days", formula=msg("median days between purchase days"))
def gap_median_days() -> str:
    """Median gap."""
    return "percentile_cont(0.5) within group (order by gap_days)"


@measure(
    title=msg("Regularity k"),
    unit="number",
    formula=msg("(mean gap / spread)²: 1 is pure chance, 2 and more a rhythm; needs three gaps"),
    source="method of moments of the Erlang-k gap; Wheat & Morrison 1990 for the idea",
)
def regularity_k() -> str:
    """Erlang shape of the gaps by the method of moments."""
    return "case when count(gap_days) >= 3 then avg(gap_days) * avg(gap_days) / nullif(var_samp(gap_days), 0) end"
