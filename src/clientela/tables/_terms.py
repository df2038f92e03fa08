"""What the lines name, once per batch: customers with what documents say of them, and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.tables._lines import EMPTY_LINES, TERMS
from clientela.tables._rules import restored_lines_sql

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.settings import Rules
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch, Folder

_TERMS = f"customer_id, {', '.join(TERMS)}"
_GOODS = "product_id, product_name, product_family"
_NARROW = {
    "terms": (_TERMS, ""),
    "goods": (_GOODS, ", min(document_on) as first_on"),
}
MOST_TRIES = 20


def _narrow(name: str, lines: str) -> str:
    columns, more = _NARROW[name]
    return f"select {columns}{more} from ({lines}) group by {columns}"


def _stored(lines: Path) -> str:
    # files of older versions lack columns: the empty select names them all
    return f"({EMPTY_LINES}) union all by name select * from read_parquet({quote_text(str(lines))})"


def write_narrow(engine: Engine, lines: Path, staging: Path, prefix: str) -> dict[str, Path]:
    """Write what the lines of a file name, ordered, into `staging`: read later instead of the lines."""
    written = {}
    for name in _NARROW:
        target = staging / f"{prefix}_{name}.parquet"
        engine.write_parquet(f"{_narrow(name, _stored(lines))} order by all", target)
        written[name] = target
    return written


def load_narrow(engine: Engine, batches: tuple[Batch, ...], folder: Folder, *, rules: Rules) -> None:
    """Make the tables `batch_terms` and `batch_goods` from all live batches of sales lines.

    `batch_terms.terms_hash` is one number for what a line says of its customer; two texts that would share one are told apart
    by another salt, so equal numbers always mean equal texts.
    """
    for name, (columns, more) in _NARROW.items():
        parts = [f"select '' as source, * from ({_narrow(name, EMPTY_LINES)})"]
        for batch in batches:
            if batch.role != "sales_lines":
                continue
            file = batch.file(folder, name)
            kept = f"select * from read_parquet({quote_text(str(file))})"
            rows = kept if file.exists() else _narrow(name, _stored(batch.file(folder, "lines")))
            parts.append(f"select {quote_text(batch.source)} as source, * from ({rows})")
            if restored := restored_lines_sql(batch, folder, rules):
                named = _narrow(name, f"({EMPTY_LINES}) union all by name {restored}")
                parts.append(f"select {quote_text(batch.source)} as source, * from ({named})")
        engine.execute(
            f"create or replace temp table batch_{name} as select source, {columns}{more.replace('document_on', 'first_on')} "
            f"from ({' union all by name '.join(parts)}) group by source, {columns}"
        )


def terms_hash(salt: int) -> str:
    """Return the number of what a line says of its customer, as SQL over a line."""
    return f"hash({salt}, source, {_TERMS})"


def goods_hash(salt: int) -> str:
    """Return the number of a line's product, as SQL over a line."""
    return f"hash({salt}, source, product_id)"


def find_salt(engine: Engine) -> int:
    """Return a salt under which no two customers' terms and no two products share a number."""
    for salt in range(MOST_TRIES):
        clashes = engine.fetch_one(
            f"select (select count(*) - count(distinct {terms_hash(salt)}) from batch_terms) "
            f"+ (select count(*) - count(distinct h) from (select distinct source, product_id, {goods_hash(salt)} as h from batch_goods))"
        )[0]
        if not clashes:
            return salt
    raise AssertionError("twenty hashes in a row clash: the engine's hash is broken")
