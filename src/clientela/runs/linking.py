"""Links between customer numbers: stated, taken back, listed, and what a link would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.base.structure import LEVEL_WORDS
from clientela.base.units import Amount
from clientela.classes.abc import abc
from clientela.engine.connect import Engine, quote_text
from clientela.identity._links import JOINS, Numbers
from clientela.runs.build import view_facts
from clientela.runs.entering import SOURCE, enter_rows
from clientela.runs.listing import find_customer
from clientela.tables._generation import read_generation, read_manifest
from clientela.tables.customer_links import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from clientela.base.settings import Structure
    from clientela.runs.importing import Outcome
    from clientela.runs.manifest import Manifest
    from clientela.runs.place import Place
    from clientela.runs.reader import Reader, Row

ADDITIVE = (
    "revenue_12m_amount", "revenue_prior_12m_amount", "margin_12m_amount", "orders_12m_count", "lines_12m_count", "lines_prior_12m_count",
)  # fmt: skip
"""What the classes read of a customer, and what adds up when numbers are joined."""
KIND_WORDS: Mapping[str, Message] = {code.value: code.title for code in KINDS}
"""What each kind of link is called."""


class LinkError(ClientelaError):
    """A link that cannot be stated."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One link as somebody states it. `customer_id` goes into `other_id`; without days it holds always."""

    customer_id: str
    other_id: str
    kind: str
    evidence: str = ""
    from_on: date | None = None
    to_on: date | None = None
    scenario: str = ""


def _check(known: Numbers, statement: Statement) -> None:
    kinds = {code.value for code in KINDS}
    if statement.kind not in kinds:
        raise LinkError(
            msg(
                "{kind} is no kind of link. Known: {kinds}.",
                kind=statement.kind,
                kinds=", ".join(sorted(kinds)),
            )
        )
    keys = []
    for number in (statement.customer_id, statement.other_id):
        key = known.find(number)
        if key is None:
            raise LinkError(
                msg("There is no single customer with the number {number}: write it as in the customer list (source:number where two sources share it).", number=number)
            )  # fmt: skip
        keys.append(key)
    if keys[0] == keys[1]:
        raise LinkError(msg("{number} cannot be linked to itself.", number=statement.customer_id))
    if statement.from_on and statement.to_on and statement.to_on < statement.from_on:
        raise LinkError(
            msg(
                "The link ends on {end}, before it begins on {start}.",
                start=statement.from_on,
                end=statement.to_on,
            )
        )


def state_links(
    workspace: Place, statements: Sequence[Statement], *, stated_by: str, stated_at: datetime, is_withdrawn: bool = False
) -> Outcome:  # fmt: skip
    """Enter links, or take them back. All of them or none.

    Errors: LinkError for an unknown number or kind, a number linked to itself, days that run backwards, nobody named; when taking
    back, also for a link that is not stated.
    """
    if not stated_by.strip():
        raise LinkError(msg("Say who states the link (--by NAME): it is written into the log."))
    if not statements:
        raise LinkError(msg("There is nothing to link."))
    with Engine() as engine:
        facts = workspace.path / "facts"
        view_facts(engine, read_generation(facts), facts)
        known = _numbers(engine)
        held = _standing(engine, known)
    if is_withdrawn:
        named = [_held_names(held, s) for s in statements]
    else:
        for statement in statements:
            _check(known, statement)
            _check_against(known, held, statement)
        # a number of one source stays that number when another source uses it later
        named = [
            (known.qualified(_key(known, s.customer_id)), known.qualified(_key(known, s.other_id)))
            for s in statements
        ]
    rows = [
        {
            "customer_id": child, "other_id": parent, "kind": s.kind, "from_on": s.from_on, "to_on": s.to_on,
            "evidence": s.evidence or None, "stated_by": stated_by.strip(), "stated_at": stated_at.replace(tzinfo=None),
            "scenario": s.scenario or None, "is_withdrawn": is_withdrawn,
        }
        for s, (child, parent) in zip(statements, named, strict=True)
    ]  # fmt: skip
    return enter_rows(workspace, "customer_links", rows, name="links", entered_at=stated_at)


def _numbers(engine: Engine) -> Numbers:
    from clientela.engine.frames import fetch_arrays  # noqa: PLC0415 - loads numpy, which listing does not need

    return Numbers(fetch_arrays(engine, "select customer_key, source, customer_id from customer_keys"))


_STATED = "customer_id, other_id, kind, from_on, to_on, scenario, evidence, stated_by, stated_at, is_withdrawn, source, batch_number, row_number"


def _key(known: Numbers, number: str) -> int:
    key = known.find(number)
    if key is None:
        raise KeyError(number)
    return key


def _name(known: Numbers, number: str, source: str) -> tuple[str, str]:
    """Return a stated number for good (`source:number`), and as it is called today."""
    key = known.find(number, source)
    if key is not None:
        return known.qualified(key), known.called(key)
    return (number if ":" in number or source == SOURCE else f"{source}:{number}"), number


def _named(known: Numbers, row: Row) -> Row:
    """Return a statement with its numbers as they are called today, and for good as `child` and `parent`."""
    child, shown = _name(known, row["customer_id"], row["source"])
    parent, other = _name(known, row["other_id"], row["source"])
    return {**row, "customer_id": shown, "other_id": other, "child": child, "parent": parent}


def _standing(engine: Engine, known: Numbers) -> list[Row]:
    """Return the links that are stated and not taken back; the last statement about a link counts."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in engine.fetch_records(
        f"select {_STATED} from customer_links order by batch_number, row_number"
    ):
        named = _named(known, row)
        found[named["child"], named["parent"], row["kind"], row["from_on"], row["scenario"] or ""] = named
    held = [row for row in found.values() if not row["is_withdrawn"]]
    return sorted(
        held, key=lambda r: (r["kind"] or "", r["other_id"], r["customer_id"], str(r["from_on"] or ""))
    )


def _held_names(held: list[Row], s: Statement) -> tuple[str, str]:
    """Return the numbers of the standing link that a person means, written as they are called, or with their source.

    Errors: LinkError when no such link stands. The numbers need not be known any more.
    """
    for row in held:
        is_same = (row["kind"], row["from_on"], row["scenario"] or "") == (s.kind, s.from_on, s.scenario)
        if (
            is_same
            and s.customer_id in (row["customer_id"], row["child"])
            and s.other_id in (row["other_id"], row["parent"])
        ):
            return row["child"], row["parent"]
    raise LinkError(
        msg("No link of the kind {kind} from {number} to {other} is stated.", kind=s.kind, number=s.customer_id, other=s.other_id)
    )  # fmt: skip


_OPPOSITE = {"legal": "apart", "apart": "legal"}


def _check_against(known: Numbers, held: list[Row], statement: Statement) -> None:
    """Refuse that two numbers are the same firm and different firms at once."""
    pair = {known.qualified(_key(known, n)) for n in (statement.customer_id, statement.other_id)}
    for row in held:
        if (
            row["kind"] == _OPPOSITE.get(statement.kind)
            and {row["child"], row["parent"]} == pair
            and not row["scenario"]
            and not statement.scenario
        ):
            raise LinkError(
                msg("{number} and {other} are stated the other way ({kind}). Take that back first.", number=row["customer_id"], other=row["other_id"], kind=row["kind"])
            )  # fmt: skip


def list_links(workspace: Place, *, is_whole: bool = False) -> list[Row]:
    """Return the links in force, or with `is_whole` every statement there was, the newest first: the log.

    Numbers are written as they are called today; `child` and `parent` hold them with their source.
    """
    with Engine() as engine:
        facts = workspace.path / "facts"
        generation = read_generation(facts)
        view_facts(engine, generation, facts)
        known = _numbers(engine)
        if not is_whole:
            return _standing(engine, known)
        # the fold keeps the last statement about a link; the log is read from the batches themselves
        parts = [
            f"select {b.number} as batch_number, {quote_text(b.id)} as batch_id, {quote_text(b.source)} as source, * "
            f"from read_parquet({quote_text(str(b.file(workspace.path / 'batches', 'rows')))})"
            for b in generation.batches
            if b.role == "customer_links"
        ]
        if not parts:
            return []
        columns = _STATED.replace(
            "source, batch_number, row_number", "source, batch_id, batch_number, row_number"
        )
        rows = engine.fetch_records(
            f"select {columns} from ({' union all by name '.join(parts)}) order by batch_number desc, row_number"
        )
        return [_named(known, row) for row in rows]


@dataclass(frozen=True, slots=True)
class Effect:
    """What joining customers would make of them, in a run's figures. Money in currency units."""

    members: tuple[Row, ...]
    revenue_12m_amount: Decimal
    share: float | None
    """Share of the positive revenue of all customers in the last 12 months."""
    rank: int | None
    abc_class: str | None
    warnings: tuple[Message, ...]


def preview_joining(reader: Reader, customer_ids: Sequence[str]) -> Effect:
    """Say what the customers would be as one: rank, ABC class and share by the rules of the run, and what speaks against it.

    Formula: the measures that classes read are additive, so their sum over the members, classified again with all other
    customers, is what a run with the link gives. Errors: CustomerNotFoundError; LinkError for fewer than two customers.
    """
    members = [find_customer(reader, number) for number in dict.fromkeys(customer_ids)]
    keys = sorted({row["customer_key"] for row in members})
    if len(keys) < 2:  # noqa: PLR2004 - a pair
        raise LinkError(msg("Name at least two different customers."))
    listed = ", ".join(str(key) for key in keys)
    sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in ADDITIVE)
    # unknown for one member is unknown for the whole
    sums = sums.replace(
        "cast(sum(margin_12m_amount) as bigint)",
        "case when count(*) = count(margin_12m_amount) then cast(sum(margin_12m_amount) as bigint) end",
    )
    joined = f"(select case when customer_key in ({listed}) then {keys[0]} else customer_key end as customer_key, {', '.join(ADDITIVE)} from {reader.whole('customers')})"
    measures = f"select customer_key, {sums} from {joined} group by customer_key"
    classified = str(abc.build(reader.params)).replace(
        "from customer_measures", f"from ({measures}) as customer_measures"
    )
    (found,) = reader.query(
        f"select a.abc_rank, a.abc_value_class, m.revenue_12m_amount, cast(m.revenue_12m_amount as double) / nullif(t.total, 0) as share "
        f"from ({classified}) as a join ({measures}) as m on m.customer_key = a.customer_key "
        f"cross join (select sum(case when revenue_12m_amount > 0 then revenue_12m_amount else 0 end) as total from ({measures}) as every_one) as t "
        f"where a.customer_key = {keys[0]}"
    )
    return Effect(
        tuple(members), found["revenue_12m_amount"], found["share"], found["abc_rank"], found["abc_value_class"], _warnings(members)
    )  # fmt: skip


def _warnings(members: list[Row]) -> tuple[Message, ...]:
    """Say what contradicts that the customers are one firm, or what joining brings with it."""

    def values(name: str) -> list[Any]:
        return sorted({row[name] for row in members if row[name] is not None})

    found = []
    if len(values("tax_id")) > 1:
        found.append(msg("They have different tax numbers: {values}.", values=", ".join(values("tax_id"))))
    if len(values("country")) > 1:
        found.append(msg("They are in different countries: {values}.", values=", ".join(values("country"))))
    if len(values("seller_id")) > 1:
        found.append(msg("{count} sales persons look after them: {values}.", count=len(values("seller_id")), values=", ".join(values("seller_id"))))  # fmt: skip
    if len(values("segment_id")) > 1:
        found.append(msg("They are in different segments: {values}.", values=", ".join(values("segment_id"))))
    return tuple(found)


def describe_effect(effect: Effect, currency: str) -> Message:
    """Say in one sentence what the customers would be as one."""
    amount = Amount(effect.revenue_12m_amount, "money", currency)
    if effect.rank is None or effect.abc_class is None:
        return msg("Joined they would have {amount} in the last 12 months, and no class.", amount=amount)
    return msg(
        "Joined they would be no. {rank}, class {abc}, with {amount} in the last 12 months: {share} of revenue.",
        rank=Amount(effect.rank, "count"), abc=effect.abc_class, amount=amount, share=Amount(effect.share, "share"),
    )  # fmt: skip


def describe_reach(kind: str, structure: Structure) -> Message | None:
    """Say when a link of this kind does not join numbers in a run of this structure; None when it does."""
    if kind in JOINS[structure.level]:
        return None
    if kind == "apart":
        return msg("They stay two customers, and are not asked about again.")
    if kind == "behind":
        return msg(
            "They stay two customers: what is sold on is shown beside the distributor and added to nothing."
        )
    levels = [name for name, kinds in JOINS.items() if kind in kinds]
    return msg(
        "Runs {level} keep them as two customers; the link makes them one in runs {joining}.",
        level=LEVEL_WORDS[structure.level], joining=LEVEL_WORDS[levels[0]],
    )  # fmt: skip


def count_pending(workspace: Place, manifest: Manifest) -> int:
    """Return how many statements about links came or were undone since a run: it does not count by them yet."""
    facts = workspace.path / "facts"
    then, now = (
        {batch.id: batch.lines_accepted for batch in generation.batches if batch.role == "customer_links"}
        for generation in (read_manifest(facts / manifest.generation), read_generation(facts))
    )
    return sum((then | now)[batch] for batch in then.keys() ^ now.keys())


def check_scenario(workspace: Place, structure: Structure | None) -> None:
    """Refuse a scenario of which nothing is known: its run would be as it is, under another name.

    Errors: LinkError with the scenarios there are.
    """
    if structure is None or structure.view != "as_if":
        return
    with Engine() as engine:
        facts = workspace.path / "facts"
        view_facts(engine, read_generation(facts), facts)
        known = [
            name
            for (name,) in engine.fetch(
                "select scenario from planned_structure where scenario is not null union select scenario from customer_links where scenario is not null order by 1"
            )
        ]
    if structure.scenario not in known:
        raise LinkError(
            msg(
                "There is no scenario {scenario}. Known: {known}. A scenario comes with the table of the planned structure, or with a link.",
                scenario=structure.scenario, known=", ".join(known) or "—",
            )
        )  # fmt: skip
