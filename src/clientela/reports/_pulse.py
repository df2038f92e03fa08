"""What people at the customers feel about us, beside the level of the relation and never in it, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.scores.attitude_pulse import ITEMS, LEAST_SHEETS

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("pulse_list",)
WHOLE_TABLES = ("pulse_items",)
_ITEMS = dict(ITEMS)
_ALPHA = 0.7


def pulse_section(inputs: Inputs) -> Section | None:
    """Show attitude by function beside the level of the relation (dossier 5.4.4)."""
    rows = sorted(
        inputs.tables["pulse_list"], key=lambda r: (r["pulse_number"], r["customer_id"], r["role_text"])
    )
    if not rows:
        return None
    blocks: list[Block] = [
        Table(
            "pulse_list",
            msg("Attitude by customer and function, the lowest first"),
            (
                Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("role", msg("Function"), "text"), Column("people_count", msg("People who answered"), "count"), Column("pulse_number", msg("Attitude"), "number", digits=1), Column("item", msg("Lowest item"), "text"), Column("item_number", msg("Its mean"), "number", digits=1),
                Column("relationship_level_met", msg("Level of the relation"), "number", digits=0), Column("newest_on", msg("Newest answer"), "date"), Column("rests", msg("Rests on"), "text"),
            ),
            tuple((r["customer_id"], r["customer_name"], r["role_text"] or msg("function not known"), r["people_count"], r["pulse_number"], _ITEMS[r["least_item_class"]], r["least_item_number"], r["relationship_level_met"], r["newest_on"], msg("two functions or more") if r["roles_count"] > 1 else msg("one function only")) for r in rows),
            note=msg("What ties two firms together and what people feel are different things: no score reads these answers. From the table assessments, kind pulse."),
            limit=40,
        )
    ]  # fmt: skip
    items = inputs.tables["pulse_items"]
    if items:
        blocks.append(
            Table(
                "pulse_items",
                msg("By item"),
                (Column("item", msg("Item"), "text"), Column("answers_count", msg("Answers"), "count"), Column("mean_number", msg("Mean"), "number", digits=1)),
                tuple((_ITEMS[r["item_class"]], r["answers_count"], r["mean_number"]) for r in sorted(items, key=lambda r: r["mean_number"])),
            )
        )  # fmt: skip
        alpha, sheets = items[0]["alpha_number"], Amount(items[0]["sheets_count"], "count")
        if alpha is None:
            blocks.append(Note("unknown", msg("Whether the six items speak of one thing is not known: it takes {least} whole answers, there are {count}.", least=Amount(LEAST_SHEETS, "count"), count=sheets)))  # fmt: skip
        else:
            text = msg("The six items speak of one thing: agreement {alpha} over {count} whole answers.", alpha=Amount(alpha, "number", digits=2), count=sheets) if alpha >= _ALPHA else msg("The six items do not speak of one thing (agreement {alpha} over {count} whole answers): read them one by one.", alpha=Amount(alpha, "number", digits=2), count=sheets)  # fmt: skip
            blocks.append(Note("info" if alpha >= _ALPHA else "warning", text))
    return Section("pulse", msg("What people at the customers feel"), tuple(blocks))
