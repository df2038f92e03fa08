"""How far the forecast can be trusted: what came of it on the company's own past, and of forecasts that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Curve, Note, Section, Series, Table
from clientela.predictions._words import FIGURES, LACKS, METHODS, PROOFS, SUBJECTS

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.reports._inputs import Inputs

TABLES: tuple[str, ...] = ()
WHOLE_TABLES = ("forecast_proof", "forecast_card", "forecast_calibration")
_METHODS, _FIGURES, _PROOFS, _SUBJECTS, _LACKS = (
    dict(words) for words in (METHODS, FIGURES, PROOFS, SUBJECTS, LACKS)
)
_LEAST_SAID = 20
"""Customers of a bin from which its share is said as a sentence."""
_SAID = 0.8
_POINTS = 3


def _shortest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the shortest slice tried: it is tried from most days."""
    nearest = min((r["horizon_days"] for r in rows), default=0)
    return [r for r in rows if r["horizon_days"] == nearest]


def said_sentence(inputs: Inputs) -> Message | None:
    """Say of how many customers that were given about 80 % how many stayed; of the fullest bin where that one is thin."""
    rows = _shortest(inputs.tables["forecast_calibration"])
    full = [r for r in rows if r["judged_count"] >= _LEAST_SAID]
    if not full:
        return None
    row = min(full, key=lambda r: abs(r["said_share"] - _SAID))
    return msg(
        "Of 100 customers to whom we gave {given}, {stayed} stayed ({count} customers, {days} days ahead).",
        given=Amount(row["said_share"], "share", digits=0), stayed=Amount(round(100 * row["stayed_share"]), "count"),
        count=Amount(row["judged_count"], "count"), days=Amount(row["horizon_days"], "days"),
    )  # fmt: skip


def _chart(inputs: Inputs) -> list[Block]:
    rows = sorted(_shortest(inputs.tables["forecast_calibration"]), key=lambda r: r["said_share"])
    if len(rows) < _POINTS:
        return []
    said = tuple(float(r["said_share"]) for r in rows)

    def values(name: str) -> tuple[float, ...]:
        return tuple(float(r[name]) for r in rows)

    return [
        Curve(
            "forecast_calibration",
            msg("What was given, and what came"),
            msg("Probability given"),
            msg("Share that ordered"),
            said,
            (
                Series("stayed_share", msg("ordered"), values("stayed_share"), "share"),
                Series("stayed_low_share", msg("at least"), values("stayed_low_share"), "share"),
                Series("stayed_high_share", msg("at most"), values("stayed_high_share"), "share"),
            ),
            diagonal_title=msg("as given"),
            note=msg("Forecasts of past days. The interval holds 95 of 100 such shares; a good forecast lies on the line of what was given."),
        )
    ]  # fmt: skip


def _calibration_table(inputs: Inputs) -> Table:
    rows = sorted(
        inputs.tables["forecast_calibration"], key=lambda r: (r["horizon_days"], r["bin_low_share"])
    )
    names = (
        "horizon_days",
        "said_share",
        "judged_count",
        "stayed_count",
        "stayed_share",
        "stayed_low_share",
        "stayed_high_share",
    )
    return Table(
        "forecast_calibration_table",
        msg("Calibration, bin by bin"),
        (
            Column("horizon_days", msg("Days ahead"), "days"), Column("said_share", msg("Given, mean"), "share"), Column("judged_count", msg("Customers judged"), "count"),
            Column("stayed_count", msg("Ordered"), "count"), Column("stayed_share", msg("Stayed"), "share"), Column("stayed_low_share", msg("at least"), "share"),
            Column("stayed_high_share", msg("at most"), "share"),
        ),
        tuple(tuple(r[n] for n in names) for r in rows),
        limit=12,
    )  # fmt: skip


def _verdict(row: dict[str, Any]) -> Message:
    proof: Message = _PROOFS[row["proof_class"]]
    if row["proof_class"] != "unproved":
        return proof
    if row["lack_class"] == "history":
        return msg(
            "{verdict}: {needed} days of history are needed, {held} are there",
            verdict=proof, needed=Amount(row["history_needed_days"], "count"), held=Amount(row["history_days"], "count"),
        )  # fmt: skip
    return msg("{verdict}: {lack}", verdict=proof, lack=_LACKS[row["lack_class"]])


def _proof_table(inputs: Inputs) -> Table:
    order = {name: place for place, (name, _) in enumerate(SUBJECTS)}
    rows = sorted(inputs.tables["forecast_proof"], key=lambda r: (r["year_ahead"], order[r["subject_class"]]))

    def word(words: dict[str, Message], name: str | None) -> Message | None:
        return words[name] if name else None

    return Table(
        "forecast_proof",
        msg("Is the forecast proved?"),
        (
            Column("year_ahead", msg("Year ahead"), "count"), Column("subject_class", msg("What is forecast")), Column("proof_class", msg("Verdict")),
            Column("method_class", msg("Best naive method")), Column("figure_class", msg("Judged by")), Column("difference_share", msg("Error against it"), "share"),
            Column("difference_low_share", msg("at least"), "share"), Column("difference_high_share", msg("at most"), "share"),
            Column("judged_count", msg("Customers judged"), "count"), Column("lost_count", msg("Of these without an order"), "count"),
        ),
        tuple(
            (r["year_ahead"], _SUBJECTS[r["subject_class"]], _verdict(r), word(_METHODS, r["method_class"]), word(_FIGURES, r["figure_class"]), r["difference_share"],
             r["difference_low_share"], r["difference_high_share"], r["judged_count"], r["lost_count"])
            for r in rows
        ),
        note=msg("Forecasts of days that are over, beside the best of the naive methods, known only afterwards. Less is better; proved means that the whole 90 % interval lies below zero."),
    )  # fmt: skip


def _card_table(inputs: Inputs) -> Table:
    """Show every figure of every method, a row for each slice and figure."""
    rows = inputs.tables["forecast_card"]
    methods = [name for name, _ in METHODS if any(r["method_class"] == name for r in rows)]
    held = {(r["horizon_days"], r["figure_class"], r["method_class"]): r["figure_value"] for r in rows}
    ends = sorted({r["horizon_days"] for r in rows})
    return Table(
        "forecast_card",
        msg("Model card: every figure of every method"),
        (
            Column("horizon_days", msg("Days ahead"), "days"), Column("figure_class", msg("Figure")), *(Column(name, _METHODS[name], "number", digits=3) for name in methods),
        ),
        tuple(
            (end, title, *(held.get((end, figure, name)) for name in methods))
            for end in ends
            for figure, title in FIGURES
            if any((end, figure, name) in held for name in methods)
        ),
        note=msg("Errors of purchase days and revenue over the mean that came. Less is better but for ranking, precision and capture; bias is best at nothing, coverage at what the interval says."),
        limit=19,
    )  # fmt: skip


def proof_section(inputs: Inputs) -> Section | None:
    """What the company's own past says of the forecast (dossier 7.2, 14.2)."""
    rows = inputs.tables["forecast_proof"]
    if not rows:
        return None
    blocks: list[Block] = []
    proved = sum(r["proof_class"] == "proved" for r in rows)
    sentence = said_sentence(inputs)
    lead = msg(
        "{proved} of {all} forecasts are proved on the company's own past.",
        proved=Amount(proved, "count"),
        all=Amount(len(rows), "count"),
    )
    if sentence is not None:
        blocks.append(Note("info", sentence))
    blocks += [_proof_table(inputs), *_chart(inputs)]
    if inputs.tables["forecast_calibration"]:
        blocks.append(_calibration_table(inputs))
    if inputs.tables["forecast_card"]:
        blocks.append(_card_table(inputs))
    return Section("proof", msg("How far the forecast can be trusted"), tuple(blocks), lead)
