"""What is known of each customer number, beside the customer it counts for."""

from __future__ import annotations

from typing import Any

CARDS = "number_cards"


def cards_sql(params: dict[str, Any]) -> str:
    """Return a select of one row per number: how it is called, for which customer it counts on `as_of`, name, tax number, address.

    A number is called as its source writes it, with the source before it only where two sources use the same one.
    """
    return (
        "select k.customer_key, coalesce(o.customer_id, case when count(*) over (partition by k.customer_id) > 1 then k.source || ':' || k.customer_id "
        "else k.customer_id end) as customer_id, coalesce(m.to_key, k.customer_key) as to_key, coalesce(s.customer_name, t.customer_name) as customer_name, s.tax_id, "
        "coalesce(s.country, t.country) as country, s.city, s.postal_code, s.address from customer_keys as k "
        "left join stated_customers as s on s.source = k.source and s.customer_id = k.customer_id "
        "left join (select customer_key, max(customer_name) as customer_name, max(country) as country from customer_terms group by customer_key) as t "
        "on t.customer_key = k.customer_key left join customer_map as m on m.customer_key = k.customer_key "
        f"and m.from_on <= {params['as_of']} and m.until_on > {params['as_of']} "
        # as the register calls it; a number that only later documents name is in no run yet
        "left join customers as o on o.customer_key = k.customer_key "
        "join customers as c on c.customer_key = coalesce(m.to_key, k.customer_key) where k.customer_key <> 0"
    )
