"""Whom to win next: what good customers had in common early, the card made of it, and who of the new ones is like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.analyses._profile import (
    LEAST_EACH,
    Rule,
    Trait,
    area_interval,
    fit_profile,
    folds_of,
    learn_rules,
    member,
    rank_correlation,
    rank_test,
    tried_scores,
    usable,
)
from clientela.analyses._profile_rows import (
    BASES,
    CATEGORIES,
    COLUMNS,
    LEVELS,
    NOW,
    NUMBERS,
    Base,
    plain_objects,
    read_base,
)
from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.success_factors import FITS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

CARD = "card"
"""The row of the whole card, beside those of the traits."""
TRAITS = (
    *((code, title) for code, title, _ in (*NUMBERS, *NOW)),
    *LEVELS,
    (CARD, msg("The card as a whole")),
)
FINDINGS = (
    ("differs", msg("tells good from poor")),
    ("alike", msg("does not tell good from poor")),
    ("too_few", msg("known of too few")),
)
CARD_STATES = (
    ("works", msg("tells good from poor on customers not used to make it")),
    ("chance", msg("says no more than chance")),
    ("too_few", msg("fewer than 15 good or 15 poor customers: the rules of the strategy hold")),
)
NEWCOMERS = (
    ("new", msg("New customer")),
    ("prospect", msg("Not yet a customer")),
    ("unfit", msg("Customer whose needs we do not meet")),
)
ADVICE = (
    ("no_go", msg("No: something rules it out")),
    ("warn", msg("Warning: it does not fit by what is known")),
    ("ask", msg("Find out first")),
    ("go", msg("Go")),
)
_HALF = 0.5
_LISTED = 300
_OWN = "own definition"


@step(
    title=msg("Profile of good customers"),
    inputs=tuple(COLUMNS),
    columns=COLUMNS,
    fields=(
        Field("category_class", msg("Category"), "class", codes=CATEGORIES),
        Field("trait_code", msg("Trait"), "class", codes=TRAITS),
        Field("level_text", msg("Value in words"), "text"),
        Field("customers_count", msg("Customers"), "count", msg("of which the trait is known; of a value in words: that have it")),
        Field("lower_number", msg("Lower quartile"), "number"),
        Field("median_number", msg("Median"), "number"),
        Field("upper_number", msg("Upper quartile"), "number"),
        Field("basis_class", msg("Good are"), "class", codes=BASES),
        Field("finding_class", msg("Finding"), "class", msg("at most 10 % of the traits that are said to differ are chance"), "Mann & Whitney 1947; Benjamini & Hochberg 1995", FINDINGS),
        Field("p_number", msg("Probability by chance"), "number", msg("rank test; chi square of values in words")),
        Field("q_number", msg("Share of false findings"), "number", msg("the smallest at which the trait is said to differ")),
        Field("apart_number", msg("A good one is above a poor one"), "share", msg("50 % is a coin"), "Mann & Whitney 1947"),
        Field("apart_low", msg("at least"), "share", msg("95 % interval"), "Hanley & McNeil 1982"),
        Field("apart_high", msg("at most"), "share"),
        Field("weight_number", msg("Weight on the card"), "number", msg("points of 100, by the distance from a coin")),
        Field("is_high", msg("More is better"), "id", msg("1 where the good have more, 0 where less; of a value in words: 1 where it is one of the good")),
        Field("target_number", msg("Target"), "number", msg("lower quartile of the good where more is better, else the upper one")),
        Field("flag_number", msg("Red flag beyond"), "number", msg("where one in ten of the good is, and more than three times as many of the poor")),
        Field("is_must", msg("Must-have"), "id", msg("1 where 90 % of the good have it, and at most 60 % of the poor")),
        Field("card_state", msg("The card"), "class", msg("works when the whole interval on customers not used is above a coin"), _OWN, CARD_STATES),
        Field("margin_number", msg("Rank correlation with contribution of revenue"), "number", msg("contribution 3, or 1 where nothing is known of serving; from 20 customers on"), "Spearman 1904"),
        Field("margin_low", msg("at least"), "number", msg("95 % interval"), "Fieller, Hartley & Pearson 1957"),
        Field("margin_high", msg("at most"), "number"),
        Field("margin_count", msg("Customers compared"), "count"),
        Field("retained_number", msg("Rank correlation with buying again"), "number", msg("buyers of the year before, from 20 on"), "Spearman 1904"),
        Field("retained_low", msg("at least"), "number"),
        Field("retained_high", msg("at most"), "number"),
        Field("retained_count", msg("Customers compared"), "count"),
    ),
    uses=("as_of_day", "first_on"),
    form="arrays",
)  # fmt: skip
def profile_card(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Describe each category by its traits, test which traits tell good customers from poor ones, and make the card of those that do.

    The row of the card says how well it does on customers that were not used to make it (each held back, or a tenth at a time).
    """
    base = read_base(params, frames)
    rows = [row for row in _categories(base) if row["customers_count"]]
    if rows:
        rows += _tested(base)
    return to_frame(profile_card.fields, [[row.get(f.name) for f in profile_card.fields] for row in rows])


def _categories(base: Base) -> list[dict[str, Any]]:
    """Quartiles of every trait in numbers by category; of all customers also how it goes with margin and buying again."""
    found: list[dict[str, Any]] = []
    numbers = {t.code: t.values for t in base.traits if t.levels is None} | base.current
    for category, _ in CATEGORIES:
        inside = base.categories[category]
        for code, values in numbers.items():
            if code not in dict(TRAITS) or not inside.any():
                continue
            known = values[inside & ~np.isnan(values)]
            ends = np.quantile(known, (0.25, 0.5, 0.75)).tolist() if len(known) else [None] * 3
            row: dict[str, Any] = {"category_class": category, "trait_code": code, "customers_count": len(known), "lower_number": ends[0], "median_number": ends[1], "upper_number": ends[2]}  # fmt: skip
            if category == "all" and code not in base.current:
                for name, other in (("margin", base.current["margin"]), ("retained", base.retained)):
                    told = rank_correlation(values, other)
                    row |= dict(zip((f"{name}_number", f"{name}_low", f"{name}_high", f"{name}_count"), told, strict=True))  # fmt: skip
            found.append(row)
    return found


def _tested(base: Base) -> list[dict[str, Any]]:
    """One row a trait, its values in words, and one of the card."""
    use = base.good | base.poor
    sides = int(base.good.sum()), int(base.poor.sum())
    if min(sides) < LEAST_EACH:
        return [{"category_class": "good", "trait_code": CARD, "customers_count": sum(sides), "basis_class": base.basis, "card_state": "too_few"}]  # fmt: skip
    rules = learn_rules(base.traits, base.good, use)
    tried = tried_scores(base.traits, base.good, use, folds_of(base.number, use))
    area, _ = rank_test(tried[use], base.good[use])
    low, high = area_interval(area, *sides)
    works = any(r.is_told for r in rules) and low > _HALF
    state = "works" if works else "chance"
    rows: list[dict[str, Any]] = [{"category_class": "good", "trait_code": CARD, "customers_count": sum(sides), "basis_class": base.basis, "apart_number": area, "apart_low": low, "apart_high": high, "card_state": state}]  # fmt: skip
    for rule, trait in zip(rules, base.traits, strict=True):
        kept = usable(trait, use)
        row: dict[str, Any] = {"category_class": "good", "trait_code": trait.code, "customers_count": int(kept.sum()), "basis_class": base.basis, "finding_class": "too_few"}  # fmt: skip
        if not np.isnan(rule.apart):
            ends = area_interval(rule.apart, int((kept & base.good).sum()), int((kept & ~base.good).sum()))
            row |= {"finding_class": "differs" if rule.is_told else "alike", "p_number": rule.p_value, "q_number": rule.q_value, "apart_number": rule.apart, "apart_low": ends[0], "apart_high": ends[1]}  # fmt: skip
        # a card that says no more than chance has no weights: nothing is to be chosen by it
        if works and rule.is_told:
            row |= {"weight_number": rule.weight, "is_must": int(rule.is_must), "is_high": None if trait.levels is not None else int(rule.is_high), "target_number": rule.target, "flag_number": rule.flag}  # fmt: skip
        rows.append(row)
        if trait.levels is not None and rule.is_told:
            rows += _levels(trait, rule, kept & base.good, base.basis, works=works)
    return rows


def _levels(trait: Trait, rule: Rule, good: Any, basis: str, *, works: bool) -> list[dict[str, Any]]:
    counts = np.bincount(trait.values[good].astype(np.int64), minlength=len(trait.levels or ()))
    return [
        {"category_class": "good", "trait_code": trait.code, "level_text": name, "customers_count": int(count), "basis_class": basis, "is_high": int(is_good) if works else None}
        for name, count, is_good in zip(trait.levels or (), counts, rule.good_levels, strict=True)
    ]  # fmt: skip


def _rules_of(card: Frame, traits: list[Trait]) -> list[Rule]:
    """Read the rules of the card back; a trait that is not on it has no weight."""
    names = ("category_class", "trait_code", "level_text", "weight_number", "is_must", "is_high", "target_number", "flag_number")  # fmt: skip
    plain = {n: plain_objects(card[n]) for n in names}
    places: dict[tuple[Any, Any], int] = {
        (plain["trait_code"][i], plain["level_text"][i]): i
        for i in range(len(plain["trait_code"]))
        if plain["category_class"][i] == "good" and (plain["weight_number"][i] is not None or plain["level_text"][i] is not None)
    }  # fmt: skip
    rules: list[Rule] = []
    for trait in traits:
        at = places.get((trait.code, None))
        if at is None or plain["weight_number"][at] is None:
            rules.append(Rule(trait.code, good_levels=np.zeros(len(trait.levels or ()), dtype=bool)))
            continue
        best = [bool(plain["is_high"][places[trait.code, name]]) if (trait.code, name) in places else False for name in trait.levels or ()]  # fmt: skip
        target, flag = (np.nan if plain[n][at] is None else float(plain[n][at]) for n in ("target_number", "flag_number"))  # fmt: skip
        rules.append(Rule(trait.code, is_told=True, is_high=bool(plain["is_high"][at]), target=target, flag=flag, good_levels=np.array(best, dtype=bool), weight=float(plain["weight_number"][at]), is_must=bool(plain["is_must"][at])))  # fmt: skip
    return rules


@step(
    title=msg("New customers against the profile"),
    inputs=(*COLUMNS, "profile_card"),
    columns=COLUMNS,
    fields=(
        *NAMED,
        Field("newcomer_class", msg("Kind"), "class", msg("new: first order in the last 12 months; not yet a customer: in the list, without a document, and something known"), codes=NEWCOMERS),
        Field("profile_share", msg("Like the good customers"), "share", msg("weighted part of the card it has, of what is known, from 60 % of the weight on")),
        Field("profile_low", msg("at least"), "share", msg("what is not known counts as not there")),
        Field("profile_high", msg("at most"), "share"),
        Field("profile_coverage_share", msg("Part of the card known"), "share"),
        Field("fit_share", msg("Fit with what we can do"), "share"),
        Field("fit_low", msg("Fit, at least"), "share"),
        Field("fit_high", msg("Fit, at most"), "share"),
        Field("fit_class", msg("Do we fit"), "class", codes=FITS),
        Field("musts_missing_count", msg("Must-haves not there"), "count"),
        Field("musts_open_count", msg("Must-haves not known"), "count"),
        Field("flags_count", msg("Red flags"), "count"),
        Field("advice_class", msg("Advice"), "class", msg("no: left out, does not fit for certain, a must-have is not there, or like the good by less than half whatever is missing; warning: fit or likeness below half by what is known, or a red flag"), _OWN, ADVICE),
    ),
    uses=("as_of_day", "first_on", "portfolio"),
    form="arrays",
)  # fmt: skip
def profile_fits(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Hold new customers and prospects against the card and our fit, and list the customers whose needs we do not meet; 300 of a kind.

    Without a card that works the fit and the knock-outs decide alone.
    """
    base = read_base(params, frames)
    rules = _rules_of(frames["profile_card"], base.traits)
    has_card = any(r.weight > 0 for r in rules)
    low, high, known = fit_profile(rules, base.traits)
    musts = [member(r, t) for r, t in zip(rules, base.traits, strict=True) if r.is_must]
    missing, open_musts = (sum((test(m).astype(np.int64) for m in musts), np.zeros(len(low), dtype=np.int64)) for test in (lambda m: m == 0, np.isnan))  # fmt: skip
    flags = np.zeros(len(low), dtype=np.int64)
    for rule, trait in zip(rules, base.traits, strict=True):
        if not np.isnan(rule.flag):
            flags += (trait.values < rule.flag) if rule.is_high else (trait.values > rule.flag)
    told = known >= params["portfolio"].published_coverage_share
    point = np.divide(low, known, out=np.full(len(low), np.nan), where=told & (known > 0))
    unfit, warned, fits = (np.isin(base.fit_class.astype(str), names) for names in (("unfit",), ("probably_unfit",), ("fits", "probably_fits")))  # fmt: skip
    no = base.is_out | unfit | (has_card & ((missing > 0) | (high < _HALF)))
    warn = warned | (flags > 0) | (has_card & (point < _HALF))
    go = fits if not has_card else (point >= _HALF) & (open_musts == 0)
    advice = np.select([no, warn, go], ["no_go", "warn", "go"], "ask")
    heard = (known > 0) & has_card | (base.fit_class != None)  # noqa: E711 - of an array
    kinds = (("new", base.is_new), ("prospect", base.is_prospect & heard), ("unfit", ~base.is_new & ~base.is_prospect & (unfit | warned)))  # fmt: skip
    places = {code: i for i, (code, _) in enumerate(ADVICE)}
    rows: list[list[Any]] = []
    for kind, inside in kinds:
        listed = sorted(
            np.flatnonzero(inside).tolist(),
            key=lambda i: (-places[str(advice[i])], -low[i], -high[i], base.number[i]),
        )[:_LISTED]
        for i in listed:
            card = [point[i], low[i], high[i], known[i]] if has_card else [None] * 4
            must = [int(missing[i]), int(open_musts[i]), int(flags[i])] if has_card else [None] * 3
            rows.append([int(base.key[i]), base.number[i], base.name[i], kind, *card, *(base.fit[end][i] for end in ("fit_share", "fit_low", "fit_high")), base.fit_class[i], *must, str(advice[i])])  # fmt: skip
    return to_frame(profile_fits.fields, rows)
