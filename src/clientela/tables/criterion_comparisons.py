"""Comparisons of two criteria: which counts more, and how many times."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

AXES = v.codes(
    ("attractiveness", msg("Attractiveness to us"), ("attrattivita", "привлекательность", "attraktivitat")),
    ("importance", msg("Importance the customer gives us"), ("importanza", "важность", "wichtigkeit")),
    ("relative_strength", msg("Strength against the best rival"), ("forza relativa", "относительная сила", "relative starke")),
)  # fmt: skip

criterion_comparisons = canonical_table(
    name="criterion_comparisons",
    title=msg("Comparisons of criteria"),
    grain=msg("One row is one comparison of two criteria by one person."),
    key=("rater_id", "axis", "criterion", "other_criterion", "unit_id", "compared_on"),
    level=7,
    brings=msg("Weights out of comparisons two by two, with a check of their contradictions."),
    known_on="compared_on",
    columns=(
        v.column("rater_id", msg("Who compared"), "id", "rater", "compared by", "chi ha confrontato", "valutatore", "кто сравнил", "эксперт", "wer verglich",
                 "bewerter", is_required=True, refers_to="employees.employee_id", examples=("E07",)),
        v.column("axis", msg("Axis"), "code", "asse", "ось", "achse", codes=AXES, is_required=True, examples=("attractiveness",)),
        v.column("criterion", msg("Criterion"), "text", "criterio", "критерий", "kriterium", is_required=True, examples=("growth",)),
        v.column("other_criterion", msg("Other criterion"), "text", "second criterion", "altro criterio", "другой критерий", "anderes kriterium",
                 is_required=True, examples=("payment",)),
        v.column("times_number", msg("Counts so many times as much"), "number", "times", "how many times", "quante volte", "во сколько раз", "wie viel mal",
                 low=1 / 9, high=9, is_required=True, examples=("3",), help=msg("1 as much, 3 somewhat more, 5 clearly, 7 very much, 9 absolutely; below 1 the other counts more.")),
        v.column("unit_id", msg("Business unit"), "id", "unit", "unita", "подразделение", "geschaftseinheit", help=msg("Empty: all of them."), examples=("N",)),
        v.day("compared_on", msg("Compared on"), "comparison date", "date", "data confronto", "data", "дата сравнения", "дата", "datum"),
    ),
    checks=(Check("compared_with_itself", msg("A criterion is compared with itself"), "criterion = other_criterion", is_fatal=True),),
    telling=("other_criterion", "times_number"),
)  # fmt: skip
