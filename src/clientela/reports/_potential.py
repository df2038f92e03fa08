"""What customers could buy besides: wallets, what of them can be reached, who to talk to first, and what the base is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.base_profile import BANDS, DIMENSIONS, FACTS
from clientela.analyses.cluster_profiles import TYPE_NAMES
from clientela.base.i18n import msg, nmsg
from clientela.base.periods import add_months
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.classes.pyramid import LAYERS
from clientela.economics._wallet_rules import EVIDENCE
from clientela.economics.wallet import STATES
from clientela.reports._words import NOT_STATED, label, money, share, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs

TABLES = (
    "wallet_evidence", "wallet_check", "best_customers", "rising_customers", "class_conversion", "pyramid_uplift", "base_profile", "base_coverage",
)  # fmt: skip
_EVIDENCE, _STATES, _LAYERS = dict(EVIDENCE), dict(STATES), dict(LAYERS)
_BANDS, _FACTS = dict(BANDS), dict(FACTS)
_BAND_ORDER = {name: place for place, (name, _) in enumerate(BANDS)}
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_LEAST_JUDGED = 30
_OFF = 0.05


def _pairs(inputs: Inputs) -> list[dict[str, Any]]:
    order = [name for name, _ in EVIDENCE]
    rows = inputs.tables["wallet_evidence"]
    return sorted(
        rows,
        key=lambda r: (
            len(order) if r["wallet_evidence_class"] is None else order.index(r["wallet_evidence_class"]),
            r["wallet_state"],
        ),
    )


def _evidence_table(inputs: Inputs) -> Table:
    rows = _pairs(inputs)
    names = (
        "customers_count",
        "revenue_12m_amount",
        "wallet_amount",
        "wallet_low_amount",
        "wallet_high_amount",
        "extra_12m_amount",
        "potential_margin_amount",
    )
    return Table(
        "wallet_evidence",
        msg("What the wallets rest on"),
        (
            Column("wallet_evidence_class", msg("Wallet rests on"), "text"), Column("wallet_state", msg("State"), "text"),
            Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"),
            Column("wallet_amount", msg("Wallet"), "money"), Column("wallet_low_amount", msg("At least"), "money"), Column("wallet_high_amount", msg("At most"), "money"),
            Column("extra_12m_amount", msg("Attainable extra revenue"), "money"), Column("potential_margin_amount", msg("Potential margin"), "money"),
        ),
        tuple((label(r["wallet_evidence_class"], _EVIDENCE, msg("nothing")), _STATES[r["wallet_state"]], *(r[n] for n in names)) for r in rows),
        total=(msg("Total"), None, *(total(rows, n) for n in names)),
        total_is_sum=True,
        note=msg("An unknown wallet is no zero: these customers are in no sum of wallets and in no potential."),
        currency=inputs.currency,
    )  # fmt: skip


def _fit(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["wallet_check"]
    if not rows or rows[0]["modelled_count"] < _LEAST_JUDGED:
        return []
    r = rows[0]
    off = max(abs(r[f"below_{n}_share"] - r[f"{n}_norm_share"]) for n in ("low", "middle", "high"))
    found: list[Block] = [
        Note(
            "warning" if off > _OFF else "info",
            msg(
                "The model of similar customers was tested on each customer without itself: {low}, {middle} and {high} spend up to its three quantiles, by the model {low_norm}, {middle_norm} and {high_norm}. This tests the quantiles, not the wallets.",
                **{f"{n}{end}": Amount(r[f"{column}"], "share") for n in ("low", "middle", "high") for end, column in (("", f"below_{n}_share"), ("_norm", f"{n}_norm_share"))},
            ),
        )
    ]  # fmt: skip
    if r["compared_count"]:
        found.append(
            Note(
                "info",
                nmsg(
                    "Of {count} customer the wallet is both stated and estimated from similar ones: the median error is {error}, {inside} of the stated wallets lie inside the interval.",
                    "Of {count} customers the wallet is both stated and estimated from similar ones: the median error is {error}, {inside} of the stated wallets lie inside the interval.",
                    r["compared_count"],
                    error=Amount(r["median_error_share"], "share"),
                    inside=Amount(r["inside_share"], "share"),
                ),
            )
        )
    return found


def _unused(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["wallet_evidence"]
    found: list[Block] = []
    unused, against = (int(total(rows, n) or 0) for n in ("wallet_unused_count", "wallet_contradicted_count"))
    if unused:
        found.append(
            Note(
                "warning",
                nmsg(
                    "{count} statement about a wallet is too old, carries no day or cannot be read, and is not used. Ask again, or write day and currency beside it.",
                    "{count} statements about wallets are too old, carry no day or cannot be read, and are not used. Ask again, or write day and currency beside them.",
                    unused,
                ),
            )
        )
    if against:
        found.append(
            Note(
                "warning",
                nmsg(
                    "{count} stated wallet is smaller than what the customer buys from us: it speaks of something else. Ask what was meant.",
                    "{count} stated wallets are smaller than what the customers buy from us: they speak of something else. Ask what was meant.",
                    against,
                ),
            )
        )
    return found


def _best(inputs: Inputs) -> Table:
    rows = inputs.tables["best_customers"]
    names = ("customer_id", "customer_name", "revenue_12m_amount", "revenue_change_share", "wallet_amount", "wallet_evidence_class", "share_of_wallet_share", "open_wallet_amount", "potential_margin_amount", "turnover_amount", "paid_late_share", "payment_delay_12m_days", "over_limit_amount")  # fmt: skip
    return Table(
        "best_customers",
        msg("Who could spend more, and how they pay"),
        (
            *_NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), Column("revenue_change_share", msg("Change"), "share"),
            Column("wallet_amount", msg("Wallet"), "money"), Column("wallet_evidence_class", msg("Rests on"), "text"),
            Column("share_of_wallet_share", msg("Share of wallet"), "share"), Column("open_wallet_amount", msg("Spent with others"), "money"),
            Column("potential_margin_amount", msg("Potential margin"), "money"), Column("turnover_amount", msg("Own turnover"), "money"),
            Column("paid_late_share", msg("Paid late"), "share"), Column("payment_delay_12m_days", msg("Delay"), "days"), Column("over_limit_amount", msg("Above the credit limit"), "money"),
        ),
        tuple(tuple(label(r[n], _EVIDENCE) if n == "wallet_evidence_class" else r[n] for n in names) for r in rows),
        currency=inputs.currency,
        formulas=tuple((i, 7, f"{{{i}.4}}-{{{i}.2}}") for i, r in enumerate(rows) if r["revenue_12m_amount"] > 0),
        limit=15,
    )  # fmt: skip


def _conversion(cohorts: Sequence[dict[str, Any]], inputs: Inputs) -> Table:
    """Year by year: how many of class B reached class A."""
    names = ("class_b_count", "became_a_count", "stayed_b_count", "became_c_count", "stopped_count", "conversion_share", "conversion_low_share", "conversion_high_share")  # fmt: skip
    return Table(
        "class_conversion",
        msg("From class B to class A, year by year"),
        (
            Column("looked_on", msg("Class B in the year up to"), "date"), Column("class_b_count", msg("Customers"), "count"), Column("became_a_count", msg("Class A a year later"), "count"),
            Column("stayed_b_count", msg("Still class B"), "count"), Column("became_c_count", msg("Class C"), "count"), Column("stopped_count", msg("Bought nothing"), "count"),
            Column("conversion_share", msg("Reached class A"), "share"), Column("conversion_low_share", msg("At least"), "share"), Column("conversion_high_share", msg("At most"), "share"),
        ),
        tuple((add_months(inputs.as_of, -12 * r["years_ago_count"]), *(r[n] for n in names)) for r in cohorts),
        note=msg("By today's limits of the classes, on the revenue of each year. Rates whose spans overlap may differ by chance alone."),
    )  # fmt: skip


def _rising(inputs: Inputs) -> list[Block]:
    cohorts = sorted(inputs.tables["class_conversion"], key=lambda r: r["years_ago_count"])
    blocks: list[Block] = [
        Note(
            "info",
            msg(
                "Of {all} customers that were in class B a year ago {up} are in class A now ({share}, by chance between {low} and {high}), {down} in class C, {gone} bought nothing.",
                all=Amount(r["class_b_count"], "count"), up=Amount(r["became_a_count"], "count"), share=Amount(r["conversion_share"], "share"),
                low=Amount(r["conversion_low_share"], "share"), high=Amount(r["conversion_high_share"], "share"),
                down=Amount(r["became_c_count"], "count"), gone=Amount(r["stopped_count"], "count"),
            ),
        )
        for r in cohorts[:1]
        if r["years_ago_count"] == 1
    ]  # fmt: skip
    if len(cohorts) > 1:
        blocks.append(_conversion(cohorts, inputs))
    rows = inputs.tables["rising_customers"]
    if rows:
        names = (
            "customer_id",
            "customer_name",
            "revenue_12m_amount",
            "revenue_change_share",
            "contribution_12m_amount",
            "potential_revenue_amount",
            "potential_margin_amount",
            "missing_to_a_amount",
        )
        blocks.append(
            Table(
                "rising_customers",
                msg("Class B that could reach class A"),
                (
                    *_NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), Column("revenue_change_share", msg("Change"), "share"),
                    Column("contribution_12m_amount", msg("Contribution"), "money"), Column("potential_revenue_amount", msg("Potential revenue"), "money"),
                    Column("potential_margin_amount", msg("Potential margin"), "money"), Column("missing_to_a_amount", msg("Missing to class A"), "money"),
                    Column("reaches_a", msg("Enough"), "text", msg("whether the potential revenue is at least what is missing")),
                ),
                tuple((*(r[n] for n in names), msg("yes") if r["reaches_a"] else msg("no")) for r in rows),
                note=msg("Potential on or above its line and revenue that does not fall. Give each a person, a date and a target, and look again after a year."),
                currency=inputs.currency,
                limit=15,
            )
        )  # fmt: skip
    return blocks


def _uplift(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["pyramid_uplift"]
    if not rows:
        return []
    names = ("customers_count", "mean_revenue_amount", "mean_contribution_amount", "one_up_revenue_amount", "one_up_contribution_amount", "moved_up_count", "scenario_revenue_amount", "scenario_contribution_amount", "wallet_known_count", "open_wallet_amount", "potential_margin_amount")  # fmt: skip
    return [
        Table(
            "pyramid_uplift",
            msg("What moving up a layer of the pyramid brings"),
            (
                Column("layer", msg("Layer"), "text"), Column("customers_count", msg("Customers"), "count"), Column("mean_revenue_amount", msg("Mean revenue"), "money"),
                Column("mean_contribution_amount", msg("Mean contribution"), "money"), Column("one_up_revenue_amount", msg("One moved up: revenue"), "money"),
                Column("one_up_contribution_amount", msg("One moved up: contribution"), "money"), Column("moved_up_count", msg("Moved up last year"), "count"),
                Column("scenario_revenue_amount", msg("As many again: revenue"), "money"), Column("scenario_contribution_amount", msg("As many again: contribution"), "money"),
                Column("wallet_known_count", msg("Wallets known"), "count"), Column("open_wallet_amount", msg("Spent with others"), "money"), Column("potential_margin_amount", msg("Potential margin"), "money"),
            ),
            tuple((_LAYERS[r["layer"]], *(r[n] for n in names)) for r in rows),
            note=msg("A scenario, no forecast: customers moved up in the last year x (mean of the layer above - mean of this one)."),
            currency=inputs.currency,
            formulas=tuple((i, 4, f"{{{i - 1}.2}}-{{{i}.2}}") for i in range(1, len(rows))) + tuple((i, 7, f"{{{i}.6}}*{{{i}.4}}") for i in range(1, len(rows))),
        )
    ]  # fmt: skip


def _profile(inputs: Inputs) -> list[Block]:
    blocks: list[Block] = []
    for name, title in DIMENSIONS:
        rows = [r for r in inputs.tables["base_profile"] if r["dimension"] == name]
        if not rows or all(r["part"] is None for r in rows):
            continue  # nobody stated it: the coverage says so
        rows.sort(
            key=lambda r: (
                r["part"] is None,
                _BAND_ORDER.get(str(r["part"]), 0),
                -r["revenue_12m_amount"],
                str(r["part"]),
            )
        )
        names = {**_BANDS, **(TYPE_NAMES if name == "customer_type" else {})}
        everybody, revenue = total(rows, "customers_count"), total(rows, "revenue_12m_amount")
        blocks.append(
            Table(
                f"base_profile_{name}",
                msg("The base by {dimension}", dimension=title),
                (
                    Column("part", title, "text"), Column("customers_count", msg("Customers"), "count"), Column("customers_share", msg("Share"), "share"),
                    Column("active_count", msg("Active customers"), "count"), Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"), Column("revenue_share", msg("Share of revenue"), "share"),
                ),
                tuple(
                    (label(r["part"], names, NOT_STATED), r["customers_count"], share(r["customers_count"], everybody), r["active_count"], r["revenue_12m_amount"], share(r["revenue_12m_amount"], revenue))
                    for r in rows
                ),
                total=(msg("Total"), everybody, None, total(rows, "active_count"), revenue, None),
                currency=inputs.currency,
            )
        )  # fmt: skip
    rows = inputs.tables["base_coverage"]
    if rows:
        rows = sorted(rows, key=lambda r: list(_FACTS).index(r["known_fact"]))
        blocks.append(
            Table(
                "base_coverage",
                msg("What is known of the base"),
                (
                    Column("known_fact", msg("What"), "text"), Column("known_count", msg("Customers for which it is known"), "count"),
                    Column("known_share", msg("Coverage by customers"), "share"), Column("known_revenue_share", msg("Coverage by revenue"), "share"),
                ),
                tuple((_FACTS[r["known_fact"]], r["known_count"], r["known_share"], r["known_revenue_share"]) for r in rows),
                note=msg("Of the active customers."),
            )
        )  # fmt: skip
    return blocks


def potential_section(inputs: Inputs) -> Section | None:
    """Wallets and what they rest on, the best customers by what they could spend, the way up from class B, moving up a layer."""
    rows = inputs.tables["wallet_evidence"]
    if not rows:
        return None
    wallet, potential, margin = (
        total(rows, n) for n in ("wallet_amount", "extra_12m_amount", "potential_margin_amount")
    )
    known = [r for r in rows if r["wallet_amount"] is not None]
    count, customers = sum(r["customers_count"] for r in known), sum(r["customers_count"] for r in rows)
    blocks: list[Block] = []
    if wallet is None:
        blocks.append(
            Note(
                "unknown",
                msg("No wallet is known. It would take what customers say they spend (observations: wallet or share_of_wallet), the shares of competitors, or a segment and a size for each customer."),
            )
        )  # fmt: skip
        lead = msg("How much the customers could still buy is not known: nobody has said what they spend.")
    else:
        held = share(total(known, "revenue_12m_amount"), wallet)
        blocks.append(
            Kpis(
                "potential",
                (
                    Kpi("wallet_amount", msg("Wallets"), wallet, "money", msg("of {known} of {all} customers", known=Amount(count, "count"), all=Amount(customers, "count")), inputs.currency),
                    Kpi("share_of_wallet_share", msg("Our share of them"), held, "share", None),
                    Kpi("extra_12m_amount", msg("Attainable extra revenue"), potential, "money", None, inputs.currency),
                    Kpi("potential_margin_amount", msg("Potential margin"), margin, "money", None if margin is not None else msg("no margin is known"), inputs.currency),
                ),
            )
        )  # fmt: skip
        figures = {
            "count": Amount(count, "count"),
            "wallet": money(wallet, inputs.currency),
            "potential": money(potential, inputs.currency),
        }
        if potential is None:
            lead = msg(
                "{count} customers spend {wallet} on what we sell. How much of it can be reached shows when more wallets are known in the same way.",
                **{n: figures[n] for n in ("count", "wallet")},
            )
        elif all(r["wallet_evidence_class"] == "model" for r in known):
            lead = msg(
                "{count} customers would spend {wallet} if each bought like the larger ones of its kind, {potential} a year of what is missing to it could be reached. Nobody has said so: ask the first of the list before planning with it.",
                **figures,
            )
        else:
            lead = msg(
                "{count} customers spend {wallet} on what we sell; {potential} more a year could be reached. Talk first to those at the top of the list that also pay.",
                **figures,
            )
    if wallet is not None:
        blocks += [_evidence_table(inputs), *_fit(inputs)]
    blocks += _unused(inputs)
    if inputs.tables["best_customers"]:
        blocks.append(_best(inputs))
    blocks += [*_rising(inputs), *_uplift(inputs)]
    return Section("potential", msg("Potential"), tuple(blocks), lead)


def profile_section(inputs: Inputs) -> Section | None:
    """What the customers are, by type, size, age, orders and families, and of how many each thing is known."""
    blocks = _profile(inputs)
    return Section("base_profile", msg("Profile of the base"), tuple(blocks)) if blocks else None
