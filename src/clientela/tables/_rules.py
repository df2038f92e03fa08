"""Which lines the rules of the settings leave out. A line left out stays in its batch: when its rule is switched off it counts again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text

if TYPE_CHECKING:
    from clientela.base.settings import Rules
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch, Folder

SEEN_IN_FILE = ("cancelled_document", "duplicate_line", "not_a_sale", "pro_forma")
"""Rules that need the whole file: the reading sets their lines aside, in `excluded.parquet` with all their columns."""
Ruled = tuple[str, str, int, int]
"""(batch id, rule, lines, money in 1/10,000) of what a rule leaves out."""


def rules_digest(rules: Rules) -> str:
    """Name the rules: facts folded by others are folded again."""
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:12]


def _restored(rules: Rules) -> tuple[str, ...]:
    return tuple(name for name in SEEN_IN_FILE if not getattr(rules, name))


def _holding(rules: Rules) -> str:
    """Return the list of the rules of an excluded line that hold; batches of older versions name one rule only."""
    off = ", ".join(quote_text(code) for code in (*_restored(rules), ""))
    return f"list_filter(string_split(rule, ','), lambda name: name not in ({off}))"


def _seen_in_line(rules: Rules) -> dict[str, str]:
    """Return, per rule that one line is enough for, the test of a line it leaves out."""
    tests = {}
    if rules.intercompany_customers:
        listed = ", ".join(quote_text(number) for number in sorted(rules.intercompany_customers))
        tests["intercompany"] = f"coalesce(customer_id in ({listed}), false)"
    if rules.zero_line:
        tests["zero_line"] = "net_amount = 0"
    return tests


def ruled_lines_sql(batch: Batch, folder: Folder, rules: Rules) -> str:
    """Return the select of a batch's lines that the rules let count."""
    return f"select * from ({_candidates_sql(batch, folder, rules)}){_condition(rules)}"


def restored_lines_sql(batch: Batch, folder: Folder, rules: Rules) -> str | None:
    """Return the select of the lines that a rule set aside and that count all the same; None when there are none."""
    file = batch.file(folder, "excluded")
    if not _restored(rules) or not batch.lines_excluded or not file.exists():
        return None
    read = f"read_parquet({quote_text(str(file))})"
    return f"select * exclude (rule) from {read} where rule <> '' and len({_holding(rules)}) = 0"


def _candidates_sql(batch: Batch, folder: Folder, rules: Rules) -> str:
    # batches of older versions do not know business units
    lines = f"select * from read_parquet({quote_text(str(batch.file(folder, 'lines')))})"
    own = f"select cast(null as varchar) as bu_id where false union all by name {lines}"
    restored = restored_lines_sql(batch, folder, rules)
    return f"{own} union all by name {restored}" if restored else own


def _condition(rules: Rules) -> str:
    tests = _seen_in_line(rules).values()
    return f" where not ({' or '.join(tests)})" if tests else ""


def count_ruled(
    engine: Engine, batches: tuple[Batch, ...], folder: Folder, rules: Rules
) -> tuple[Ruled, ...]:
    """Count what the rules leave out of each batch."""
    found: list[Ruled] = []
    line_tests = _seen_in_line(rules)
    for batch in batches:
        if batch.role != "sales_lines":
            continue
        file = batch.file(folder, "excluded")
        if batch.lines_excluded and file.exists():
            # a line that several rules mean is counted by the first that holds
            rows = engine.fetch(
                f"select rule, count(*), cast(coalesce(sum(net_amount), 0) as bigint) from (select {_holding(rules)}[1] as rule, net_amount "
                f"from read_parquet({quote_text(str(file))})) where rule is not null group by 1 order by 1"
            )
            found += [(batch.id, rule, int(lines), int(amount)) for rule, lines, amount in rows]
        if line_tests:
            # a line that two rules mean is counted by the first
            case = " ".join(f"when {test} then {quote_text(rule)}" for rule, test in line_tests.items())
            rows = engine.fetch(
                f"select rule, count(*), cast(sum(net_amount) as bigint) from (select case {case} end as rule, net_amount "
                f"from ({_candidates_sql(batch, folder, rules)})) where rule is not null group by 1 order by 1"
            )
            found += [(batch.id, rule, int(lines), int(amount)) for rule, lines, amount in rows]
    return tuple(found)
