"""The years ahead: who will still be here, how safe the business is, what the base is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.class_loyalty import GROUPS
from clientela.analyses.class_loyalty import VERDICTS as LOYALTY
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Column, Kpi, Kpis, Note, Section, Series, Table
from clientela.classes._states import STATES
from clientela.classes.abc import CODES as _ABC
from clientela.predictions.customer_outlook import BASES, SIGNALS, VERDICTS, YEARS
from clientela.reports._landing import equity_blocks
from clientela.reports._words import NO_CLASS, label, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("outlook_years", "outlook_classes", "at_risk_list", "lifetime_list", "class_loyalty")
WHOLE_TABLES = ("business_at_risk", "company_forecast")
_CLASSES, _STATES, _VERDICTS, _STAKES = dict(_ABC), dict(STATES), dict(VERDICTS), dict(BASES)
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_UNKNOWN = msg(
    "The years ahead are not forecast: that takes at least twelve months of invoices with a day, and 20 customers that ordered more than once."
)


def _years(inputs: Inputs) -> list[dict[str, Any]]:
    return sorted(inputs.tables["outlook_years"], key=lambda r: r["year_ahead"])


def _count(value: Any) -> Amount:
    return Amount(round(value), "count")


def _year_table(inputs: Inputs) -> Table:
    return Table(
        "outlook_years",
        msg("The years ahead, customers so far only"),
        (
            Column("year_ahead", msg("Year ahead"), "count"), Column("customers_count", msg("Customers so far"), "count"), Column("active_mean_number", msg("Will order"), "number", digits=0),
            Column("active_low_number", msg("at least"), "number", msg("80 % interval, with shocks that customers share"), digits=0), Column("active_high_number", msg("at most"), "number", digits=0),
            Column("orders_mean_number", msg("Purchase days"), "number", digits=0), Column("revenue_mean_amount", msg("Revenue"), "money"), Column("revenue_low_amount", msg("at least"), "money"),
            Column("revenue_high_amount", msg("at most"), "money"), Column("margin_mean_amount", msg("Margin"), "money"),
        ),
        tuple(
            (r["year_ahead"], r["customers_count"], r["active_mean_number"], r["active_low_number"], r["active_high_number"], r["orders_mean_number"], r["revenue_mean_amount"], r["revenue_low_amount"],
             r["revenue_high_amount"], r["margin_mean_amount"])
            for r in _years(inputs)
        ),
        note=msg("Customers not yet won are not in these figures."),
        currency=inputs.currency,
    )  # fmt: skip


def _newcomers(inputs: Inputs) -> list[Block]:
    """Show beside the customers so far what those not yet won brought in past years; a part of the company has none of its own."""
    rows = sorted(
        (r for r in inputs.tables["company_forecast"] if r["group_class"] == "new"),
        key=lambda r: r["year_ahead"],
    )
    if not rows:
        return []
    return [
        Table(
            "customers_not_yet_won",
            msg("Customers not yet won"),
            (
                Column("year_ahead", msg("Year ahead"), "count"), Column("active_mean_number", msg("Will order"), "number", digits=0), Column("revenue_mean_amount", msg("Revenue"), "money"),
                Column("revenue_low_amount", msg("at least"), "money"), Column("revenue_high_amount", msg("at most"), "money"), Column("past_years_count", msg("Past years that say so"), "count"),
            ),
            tuple((r["year_ahead"], r["active_mean_number"], r["revenue_mean_amount"], r["revenue_low_amount"], r["revenue_high_amount"], r["past_years_count"]) for r in rows),
            note=msg("What customers brought who first bought after the same day of past years. It comes on top of the customers so far."),
            currency=inputs.currency,
        )
    ]  # fmt: skip


def _class_table(inputs: Inputs) -> Table:
    order = {name: place for place, (name, _) in enumerate(_ABC)}
    rows = sorted(inputs.tables["outlook_classes"], key=lambda r: order.get(r["abc_value_class"], len(order)))
    names = (
        "customers_count",
        "likely_count",
        "uncertain_count",
        "unlikely_count",
        "active_36m_mean_number",
        "revenue_12m_amount",
        "stake_12m_amount",
        "expected_loss_amount",
    )
    return Table(
        "outlook_classes",
        msg("Still customers in three years, by class"),
        (
            Column("abc_value_class", msg("ABC by revenue"), "text"), Column("customers_count", msg("Customers"), "count"), Column("likely_count", msg("Likely"), "count"),
            Column("uncertain_count", msg("Uncertain"), "count"), Column("unlikely_count", msg("Unlikely"), "count"), Column("active_36m_mean_number", msg("Expected in the third year"), "number", digits=0),
            Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"), Column("stake_12m_amount", msg("At stake"), "money"), Column("expected_loss_amount", msg("Expected loss"), "money"),
        ),
        tuple((label(r["abc_value_class"], _CLASSES, NO_CLASS), *(r[n] for n in names)) for r in rows),
        total=(msg("Total"), *(total(rows, n) for n in names)),
        total_is_sum=True,
        currency=inputs.currency,
    )  # fmt: skip


def _bars(inputs: Inputs) -> Bars:
    rows = _years(inputs)
    return Bars(
        "outlook_customers",
        msg("Customers so far that will order"),
        tuple(msg("Year {number}", number=r["year_ahead"]) for r in rows),
        (
            Series(
                "mean", msg("expected"), tuple(float(r["active_mean_number"]) for r in rows), "number", "bar"
            ),
            Series(
                "low", msg("at least"), tuple(float(r["active_low_number"]) for r in rows), "number", "line"
            ),
            Series(
                "high", msg("at most"), tuple(float(r["active_high_number"]) for r in rows), "number", "line"
            ),
        ),
    )


def _loyalty(inputs: Inputs) -> list[Block]:
    rows = sorted(inputs.tables["class_loyalty"], key=lambda r: r["loyalty_group"])
    if not rows:
        return []
    groups, verdict = dict(GROUPS), dict(LOYALTY)[rows[0]["loyalty_verdict"]]
    names = (
        "customers_count",
        "stayed_count",
        "stayed_share",
        "stayed_low_share",
        "stayed_high_share",
        "kept_revenue_share",
    )
    return [
        Table(
            "class_loyalty",
            msg("Are the largest customers the most loyal?"),
            (
                Column("loyalty_group", msg("Class a year ago"), "text"), Column("customers_count", msg("Customers"), "count"), Column("stayed_count", msg("Bought again"), "count"),
                Column("stayed_share", msg("Stayed"), "share"), Column("stayed_low_share", msg("at least"), "share"), Column("stayed_high_share", msg("at most"), "share"),
                Column("kept_revenue_share", msg("Revenue kept"), "share"),
            ),
            tuple((groups[r["loyalty_group"]], *(r[n] for n in names)) for r in rows),
            note=msg("{verdict}, on the last two years. A difference is shown when the 95 % intervals do not meet.", verdict=verdict),
        )
    ]  # fmt: skip


def outlook_section(inputs: Inputs) -> Section:
    """Which customers we shall probably still have in three years (dossier 7.2, question 1)."""
    rows = _years(inputs)
    if not rows:
        return Section("outlook", msg("Who will still be here"), (Note("unknown", _UNKNOWN),), None)
    last = rows[-1]
    figures = [
        Kpi(
            f"active_{12 * r['year_ahead']}m",
            msg("Will order in year {number}", number=r["year_ahead"]),
            round(r["active_mean_number"]),
            "count",
            msg("{low} to {high} of {all}", low=_count(r["active_low_number"]), high=_count(r["active_high_number"]), all=Amount(r["customers_count"], "count")),
        )
        for r in rows
    ]  # fmt: skip
    blocks: list[Block] = [
        Kpis("outlook", tuple(figures)),
        _bars(inputs),
        _year_table(inputs),
        *_newcomers(inputs),
        _class_table(inputs),
        *_loyalty(inputs),
    ]
    lead = msg(
        "Of {all} customers that have ever ordered about {mean} will still order in the third year, {low} at the least and {high} at the most in four cases of five.",
        all=Amount(last["customers_count"], "count"), mean=_count(last["active_mean_number"]), low=_count(last["active_low_number"]), high=_count(last["active_high_number"]),
    )  # fmt: skip
    return Section("outlook", msg("Who will still be here"), tuple(blocks), lead)


def _signs(row: dict[str, Any]) -> Message | None:
    """Name the warnings of a customer, two at most: a cell holds no more."""
    seen = [title for name, title, _ in SIGNALS if row[f"{name}_signal"] == 1]
    if not seen:
        return None
    return seen[0] if len(seen) == 1 else msg("{what} · {more}", what=seen[0], more=seen[1])


def _grade(row: dict[str, Any]) -> Message | str:
    best, worst = row["security_class"], row["security_worst_class"]
    return str(best) if best == worst else msg("{best} (at worst {worst})", best=str(best), worst=str(worst))


def _risk_table(inputs: Inputs) -> Table:
    rows = inputs.tables["at_risk_list"]
    return Table(
        "at_risk_list",
        msg("Customers at risk"),
        (
            *_NAMED, Column("abc_value_class", msg("Class"), "text"), Column("lifecycle_state", msg("State"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("stake_12m_amount", msg("At stake"), "money"),
            Column("active_12m_probability", msg("Orders next year"), "share"), Column("active_36m_probability", msg("Orders in year {number}", number=YEARS), "share"),
            Column("expected_loss_amount", msg("Expected loss"), "money"), Column("signals", msg("Warnings"), "text"), Column("signals_known_count", msg("Signals known"), "count"),
            Column("security_class", msg("Security"), "text"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], label(r["abc_value_class"], _CLASSES, NO_CLASS), label(r["lifecycle_state"], _STATES), r["revenue_12m_amount"], r["stake_12m_amount"],
             r["active_12m_probability"], r["active_36m_probability"], r["expected_loss_amount"], _signs(r), r["signals_known_count"], _grade(r))
            for r in rows
        ),
        note=msg("Six signals are looked at besides the orders; security at worst takes each that is not known for a warning."),
        currency=inputs.currency,
        limit=25,
    )  # fmt: skip


def risk_section(inputs: Inputs) -> Section | None:
    """How safe the business is, and who is at risk (dossier 7.7, question 2)."""
    if not _years(inputs):
        return None
    blocks: list[Block] = []
    measured = inputs.tables["business_at_risk"]
    classes = inputs.tables["outlook_classes"]
    lost, stake = total(classes, "expected_loss_amount"), total(classes, "stake_12m_amount")
    for row in measured:
        basis = _STAKES[row["stake_basis"]]
        blocks.append(
            Kpis(
                f"business_at_risk_{row['stake_basis']}",
                (
                    Kpi("expected_loss", msg("Expected loss in a year"), row["expected_loss_amount"], "money", msg("counted in {basis}", basis=basis), inputs.currency),
                    Kpi("bad_year_loss", msg("Loss in a bad year"), row["bad_year_loss_amount"], "money", msg("one year in twenty is worse"), inputs.currency),
                    Kpi("worst_years_loss", msg("Mean loss of the worst years"), row["worst_years_loss_amount"], "money", msg("the worst year in twenty"), inputs.currency),
                    Kpi("five_largest", msg("Part of the five largest risks"), row["five_largest_share"], "share", msg("of the uncertainty")),
                ),
            )
        )  # fmt: skip
    if lost is None:
        blocks.append(
            Note("unknown", msg("What is at stake is not known: that takes the cost of what customers buy."))
        )
        lead = None
    else:
        lead = msg(
            "Within a year {lost} of {stake} that customers bring is likely to go.",
            lost=money(lost, inputs.currency), stake=money(stake, inputs.currency),
        )  # fmt: skip
        part = share(lost, stake)
        if part is not None:
            blocks.append(
                Note(
                    "info",
                    msg(
                        "That is {share} of what is at stake. How much of it could be prevented is said below, as far as the reasons of losses are known.",
                        share=Amount(part, "share"),
                    ),
                )
            )
    if len(measured) > 1:
        blocks.append(
            Note(
                "info",
                msg(
                    "What is at stake is contribution 3 where the cost to serve is known, else the margin: the sums above hold both."
                ),
            )
        )
    if inputs.tables["at_risk_list"]:
        blocks.append(_risk_table(inputs))
    return Section("risk", msg("What is at risk"), tuple(blocks), lead)


def value_section(inputs: Inputs) -> Section | None:
    """What the customers are worth over three years (dossier 3.11)."""
    classes = inputs.tables["outlook_classes"]
    known = total(classes, "lifetime_known_count")
    if not known:
        return None
    value, low, high = (total(classes, f"lifetime_{n}_amount") for n in ("value", "low", "high"))
    rows = inputs.tables["lifetime_list"]
    table = Table(
        "lifetime_list",
        msg("Most valuable customers"),
        (
            *_NAMED, Column("abc_value_class", msg("Class"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("stake_basis", msg("Counted in"), "text"),
            Column("lifetime_value_amount", msg("Lifetime value, three years"), "money"), Column("lifetime_low_amount", msg("at least"), "money"), Column("lifetime_high_amount", msg("at most"), "money"),
            Column("active_36m_probability", msg("Orders in year {number}", number=YEARS), "share"), Column("security_class", msg("Security"), "text"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], label(r["abc_value_class"], _CLASSES, NO_CLASS), r["revenue_12m_amount"], label(r["stake_basis"], _STAKES), r["lifetime_value_amount"],
             r["lifetime_low_amount"], r["lifetime_high_amount"], r["active_36m_probability"], _grade(r))
            for r in rows
        ),
        currency=inputs.currency,
        limit=25,
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Kpis("customer_equity", (Kpi("customer_equity", msg("Value of the customer base"), value, "money", msg("{low} to {high}", low=money(low, inputs.currency), high=money(high, inputs.currency)), inputs.currency),)),
        *equity_blocks(inputs),
        table,
        Note("info", msg("Only what customers of today bring in the next three years, discounted by {share} a year; this year and customers not yet won are not in it.", share=Amount(inputs.settings.outlook.yearly_discount_share, "share", digits=0))),
    )  # fmt: skip
    lead = msg(
        "The base is worth {value} over the next three years, counted on {count} customers.",
        value=money(value, inputs.currency), count=Amount(known, "count"),
    )  # fmt: skip
    return Section("value", msg("What the base is worth"), blocks, lead)
