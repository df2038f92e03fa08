"""Segments of the market, as a tree."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v
from clientela.tables._customer_types import CUSTOMER_TYPE

market_segments = canonical_table(
    name="market_segments",
    title=msg("Market segments"),
    grain=msg("One row is one segment."),
    key=("segment_id",),
    level=0,
    brings=msg("Names and rules of the segments that customers carry."),
    least_explained=0.5,
    columns=(
        v.required(v.SEGMENT, refers_to="", words=("segment", "segment code", "segmento", "codice segmento", "сегмент", "код сегмента", "segmentnummer")),
        v.column("segment_name", msg("Segment name"), "text", "name", "nome segmento", "название сегмента", "segmentname",
                 "description", examples=("Builders",)),
        v.column("parent_segment_id", msg("Segment above"), "id", "parent segment", "segmento padre", "верхний сегмент",
                 "obersegment", refers_to="market_segments.segment_id", examples=("Construction",)),
        v.column("rule", msg("Rule"), "text", "definition", "criteria", "regola", "criterio", "правило", "определение",
                 "regel", examples=("turnover above 1 million",)),
        CUSTOMER_TYPE,
        v.column("customers_count", msg("Customers in the market"), "count", "number of firms", "market size", "numero imprese",
                 "число компаний", "anzahl firmen", low=0, examples=("1200",)),
        v.money("market_amount", msg("Size of the market"), "market value", "valore del mercato", "объем рынка", "marktvolumen"),
    ),
    must_have=(("segment_name", "parent_segment_id", "rule", "market_amount"),),
)  # fmt: skip
