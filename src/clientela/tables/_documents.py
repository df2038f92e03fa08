"""Documents before and after a change, to say what it does before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.tables._lines import SAME_DOCUMENT, find_replaced, view_lines

if TYPE_CHECKING:
    from clientela.base.settings import Rules
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch, Folder

_LINE = "hash(line_number, product_id, quantity, gross_amount, net_amount, cost_amount, estimated_cost_amount, currency, customer_id, document_on)"


def tabulate(
    engine: Engine, name: str, batches: tuple[Batch, ...], folder: Folder, *, rules: Rules, scope: str
) -> list[tuple[int, str, int, int]]:
    """Make the table `<name>_documents` of the documents in `scope` that count with these batches.

    Returns lines and money (1/10,000) by year and kind of document, of everything. Needs `new_documents` for a scope that names it.
    """
    view_lines(engine, batches, folder, rules=rules)
    test = find_replaced(engine, batches)
    counts = f"not coalesce({test}, false)" if test else "true"
    engine.execute(
        f"create or replace temp table {name}_documents as select {SAME_DOCUMENT}, any_value(source) as source, max(document_id) as document_id, "
        "min(document_on) as document_on, max(customer_id) as customer_id, max(customer_name) as customer_name, count(*) as lines, "
        f"cast(sum(net_amount) as bigint) as amount, sum({_LINE}::hugeint) as content from batch_lines as lines "
        f"where {counts} and ({scope}) group by {SAME_DOCUMENT}"
    )
    rows = engine.fetch(
        "select cast(extract(year from document_on) as integer), document_kind, count(*), cast(sum(net_amount) as bigint) "
        f"from batch_lines as lines where {counts} group by 1, 2 order by 1, 2"
    )
    return [(int(year), str(kind), int(lines), int(amount)) for year, kind, lines, amount in rows]


def new_documents(engine: Engine, batches: tuple[Batch, ...], folder: Folder, *, rules: Rules) -> None:
    """Make the table `new_documents` of the documents these batches hold."""
    view_lines(engine, batches, folder, rules=rules, is_raw=True)
    engine.execute(
        f"create or replace temp table new_documents as select distinct {SAME_DOCUMENT} from batch_lines"
    )


IN_NEW = f"({SAME_DOCUMENT}) in (select ({SAME_DOCUMENT}) from new_documents)"
