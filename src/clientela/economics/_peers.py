"""What is usual among customers of the same kind and size."""

from __future__ import annotations


def usual(rows: str, columns: tuple[str, ...], least: int) -> str:
    """Return the select of customer_key and `usual_<column>`: the median of the peers that have a value.

    `rows`: a relation with customer_key, peer_kind, size_fifth and the columns. Peers are customers of the same kind and size band,
    of the size band alone where fewer than `least` of the kind have a value; unknown where those are too few as well.
    """

    def medians(keys: str) -> str:
        parts = ", ".join(
            f"case when count({c}) >= {least} then percentile_cont(0.5) within group (order by {c}) end as {c}"
            for c in columns
        )
        return f"select {keys}, {parts} from {rows} where size_fifth is not null group by {keys}"

    chosen = ", ".join(f"coalesce(k.{c}, s.{c}) as usual_{c}" for c in columns)
    return (
        f"select r.customer_key, {chosen} from {rows} as r left join ({medians('peer_kind, size_fifth')}) as k on k.peer_kind = r.peer_kind and k.size_fifth = r.size_fifth "
        f"left join ({medians('size_fifth')}) as s on s.size_fifth = r.size_fifth"
    )
