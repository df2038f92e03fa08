"""The first page: what a director must know in a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.periods import last_months
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Kpi, Kpis, Note, Section, Series
from clientela.reports._ladder import headline, unknown_goods
from clientela.reports._words import change, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_MONTHS_SHOWN = 24
_GRACE = timedelta(days=31)
"""A first document a few weeks into the older year is a quiet start, not a missing history."""


def _has_two_years(inputs: Inputs) -> bool:
    """Whether the data reach back over the whole of the twelve months that the last twelve are compared with."""
    return (
        inputs.first_on is not None
        and inputs.first_on <= last_months(inputs.as_of, _MONTHS_SHOWN).start + _GRACE
    )


def _against(inputs: Inputs, now: Any, before: Any) -> Message | None:
    if not _has_two_years(inputs):
        return None
    moved = change(now, before)
    if moved is None:
        return None
    return (
        msg("{change} on the 12 months before", change=Amount(moved, "share"))
        if moved < 0
        else msg("+{change} on the 12 months before", change=Amount(moved, "share"))
    )


def _leaving(inputs: Inputs) -> tuple[int, Any]:
    rows = [r for r in inputs.tables["lifecycle_table"] if r["state"] in ("A", "S")]
    return sum(r["customers_count"] for r in rows), sum(r["revenue_12m_amount"] for r in rows)


def _reachable(inputs: Inputs) -> tuple[Any, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the margin that could be reached besides (None: not known), the rows it is known of, and all rows of wallets."""
    rows = inputs.tables["wallet_evidence"]
    known = [r for r in rows if r["potential_margin_amount"] is not None]
    return total(known, "potential_margin_amount") if known else None, known, rows


def _opportunity(inputs: Inputs) -> Kpi:
    potential, known, rows = _reachable(inputs)
    return Kpi(
        "potential_margin_amount",
        msg("Potential margin"),
        potential,
        "money",
        msg(
            "of {known} of {all} customers",
            known=Amount(total(known, "customers_count"), "count"),
            all=Amount(total(rows, "customers_count"), "count"),
        )
        if known
        else msg("what customers spend elsewhere is not known"),
        inputs.currency,
    )


def _figures(inputs: Inputs) -> tuple[Kpi, ...]:
    t, c = inputs.one("totals"), inputs.one("concentration")
    now, before = t["revenue_12m_amount"], t["revenue_prior_12m_amount"]
    late_count, late_amount = _leaving(inputs)
    moved = change(now, before)
    figures = [
        headline(inputs)
    ]  # what is left, what is at risk, what could come; gross sales follow all three
    figures.append(
        Kpi(
            "late_amount",
            msg("Revenue of late and sleeping customers"),
            late_amount,
            "money",
            nmsg(
                "{count} customer whose next order is overdue",
                "{count} customers whose next order is overdue",
                late_count,
            ),
            inputs.currency,
            False if late_count else None,
        )
    )
    figures += [
        _opportunity(inputs),
        Kpi(
            "revenue_12m_amount",
            msg("Revenue, last 12 months"),
            now,
            "money",
            _against(inputs, now, before),
            inputs.currency,
            None if moved is None or not _has_two_years(inputs) else moved >= 0,
        ),
        Kpi(
            "active_count",
            msg("Active customers"),
            t["active_count"],
            "count",
            msg(
                "{count} a year ago, {new} new",
                count=Amount(t["active_prior_count"], "count"),
                new=Amount(t["new_count"], "count"),
            ),
        ),
        Kpi(
            "orders_12m_count",
            msg("Orders, last 12 months"),
            t["orders_12m_count"],
            "count",
            _against(inputs, t["orders_12m_count"], t["orders_prior_12m_count"]),
        ),
    ]
    coverage = share(t["moved_known_amount"], t["moved_amount"])
    figures.append(
        Kpi(
            "margin_known_12m_amount",
            msg("Margin, known part"),
            t["margin_known_12m_amount"],
            "money",
            msg("cost known for {share} of turnover", share=Amount(coverage or 0.0, "share"))
            if coverage
            else msg("no line carries a cost"),
            inputs.currency,
        )
    )
    alert = inputs.settings.concentration.largest_share_alert
    largest = c["largest_share"]
    figures.append(
        Kpi(
            "largest_share",
            msg("Share of the largest customer"),
            largest,
            "share",
            msg("the ten largest bring {share}", share=Amount(c["largest_10_share"], "share")),
            None,
            False if largest is not None and largest > alert else None,
        )
    )
    return tuple(figures)


def _notes(inputs: Inputs) -> list[Block]:
    t = inputs.one("totals")
    notes: list[Block] = []
    if t["not_stated_lines_count"]:
        notes.append(
            Note("unknown", nmsg(
                '{count} line names no customer: {amount} are in the totals under "customer not stated", outside the classes.',
                '{count} lines name no customer: {amount} are in the totals under "customer not stated", outside the classes.',
                t["not_stated_lines_count"], amount=money(t["not_stated_amount"], inputs.currency),
            ))
        )  # fmt: skip
    if t["uncosted_lines_count"]:
        notes.append(
            Note("unknown", msg(
                "Margin is given for the part whose cost is known. {count} of {all} lines have no cost; their margin is unknown, not zero.",
                count=Amount(t["uncosted_lines_count"], "count"), all=Amount(t["lines_count"], "count"),
            ))
        )  # fmt: skip
    if t["active_count"] and not _has_two_years(inputs):
        notes.append(
            Note(
                "unknown",
                msg(
                    "The data begin on {first}: the 12 months before are not complete, and changes against them are no growth.",
                    first=inputs.first_on or inputs.as_of,
                ),
            )
        )
    if inputs.is_last_month_partial:
        notes.append(Note("info", msg("The last month is not complete: it ends on {day}.", day=inputs.as_of)))
    after = inputs.one("after_as_of")
    if after["lines_after_count"]:
        notes.append(
            Note(
                "warning",
                nmsg(
                    "{count} accepted line is dated after {day} and is in no figure here: {amount}.",
                    "{count} accepted lines are dated after {day} and are in no figure here: {amount}.",
                    after["lines_after_count"],
                    day=inputs.as_of,
                    amount=Amount(after["after_amount"], "money", digits=2),
                ),
            )
        )
    replaced = sum(r["replaced_lines"] for r in inputs.tables["file_control"])
    if replaced:
        notes.append(
            Note(
                "info",
                nmsg(
                    "{count} line was replaced, because a later file brings its document again.",
                    "{count} lines were replaced, because a later file brings their documents again.",
                    replaced,
                ),
            )
        )
    listed = inputs.listed_only_count
    if listed:
        notes.append(
            Note(
                "info",
                nmsg(
                    "{count} customer of the customer list has no document. If it should, compare the numbers in the two files.",
                    "{count} customers of the customer list have no document. If they should, compare the numbers in the two files.",
                    listed,
                ),
            )
        )
    rejected = sum(r["lines_rejected"] for r in inputs.tables["file_control"])
    if rejected:
        notes.append(
            Note("warning", nmsg(
                "{count} line is in quarantine and not in these figures. The import check says why.",
                "{count} lines are in quarantine and not in these figures. The import check says why.", rejected,
            ))
        )  # fmt: skip
    return notes


def _months(inputs: Inputs) -> Bars:
    rows = inputs.tables["revenue_by_month"]
    by_month = {r["month_number"]: r["revenue_amount"] for r in rows}
    last = inputs.as_of.year * 12 + inputs.as_of.month - 1
    shown = [m for m in range(last - _MONTHS_SHOWN + 1, last + 1) if not rows or m >= rows[0]["month_number"]]
    return Bars(
        name="revenue_by_month",
        title=msg("Revenue by month, and the same month a year before"),
        categories=tuple(f"{m % 12 + 1:02d}/{m // 12}" for m in shown),
        series=(
            Series(
                "revenue_amount", msg("Revenue"), tuple(by_month.get(m, 0) for m in shown), "money", "bar"
            ),
            Series(
                "year_before",
                msg("A year before"),
                tuple(by_month.get(m - 12) for m in shown),
                "money",
                "line",
            ),
        ),
        currency=inputs.currency,
    )


def _lead(inputs: Inputs) -> Message:
    """Say what is left, how firmly the business stands and what could come besides: never gross sales first."""
    t, c = inputs.one("totals"), inputs.one("concentration")
    if not t["active_count"]:
        return msg("Nobody bought in the last 12 months.")
    if not c["effective_number"]:
        return msg("The last 12 months hold documents, but no customer with positive revenue.")
    left = headline(inputs)
    if left.value is None:
        contribution = nmsg(
            "What {count} customer contributed in the last 12 months is not known: too few costs are.",
            "What {count} customers contributed in the last 12 months is not known: too few costs are.",
            t["active_count"],
        )
    elif left.name == "cm3_12m_amount":
        contribution = msg(
            "Customers left a contribution of {amount} in the last 12 months, after being served.",
            amount=money(left.value, inputs.currency),
        )
    else:
        contribution = msg(
            "Customers left a contribution of {amount} in the last 12 months, before the cost of serving them.",
            amount=money(left.value, inputs.currency),
        )
    unknown = unknown_goods(inputs)
    if unknown and left.value is not None:
        contribution = msg(
            "{first} {second}",
            first=contribution,
            second=msg(
                "It does not hold {amount} of revenue from customers whose costs are too little known.",
                amount=money(unknown, inputs.currency),
            ),
        )
    late_count, late_amount = _leaving(inputs)
    effective = Amount(round(c["effective_number"]), "count")
    stability = msg(
        "The business rests as if on {effective} equal customers; no customer is late.", effective=effective
    )
    if late_count:
        stability = msg(
            "The business rests as if on {effective} equal customers; {late} of revenue is with customers whose next order is overdue.",
            effective=effective,
            late=money(late_amount, inputs.currency),
        )
    potential, known, _ = _reachable(inputs)
    opportunity = msg("What more could be reached is not known yet.")
    if potential is not None and all(r["wallet_evidence_class"] == "model" for r in known):
        opportunity = msg(
            "{potential} of margin more a year could be reached if each bought like the larger ones of its kind.",
            potential=money(potential, inputs.currency),
        )
    elif potential is not None:
        opportunity = msg(
            "{potential} of margin more a year could be reached.", potential=money(potential, inputs.currency)
        )
    return msg(
        "{contribution} {stability} {opportunity}",
        contribution=contribution,
        stability=stability,
        opportunity=opportunity,
    )


def overview_section(inputs: Inputs) -> Section:
    """Figures, notes on what is unknown, and the months."""
    return Section(
        "overview",
        msg("Overview"),
        (Kpis("overview", _figures(inputs)), *_notes(inputs), _months(inputs)),
        _lead(inputs),
    )
