"""Is the company ready for key account management: six factors, each judged from 0 to 5 and proved or only claimed."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

KIND = "readiness6"
FACTORS = (
    ("sponsorship", msg("Leadership and sponsorship"), (msg("nobody on the board is responsible"), msg("a named member of the board, reviews now and then"), msg("a member of the board owns the goals and sees two key accounts a year or more"))),
    ("selection", msg("Right selection"), (msg("by revenue"), msg("by written criteria"), msg("matrix of key accounts every year, with demotions"))),
    ("organisation", msg("Organisation and team"), (msg("the seller alone"), msg("an informal team"), msg("authority, and a team whose functions mirror those of the customer"))),
    ("people", msg("People and competence"), (msg("the best seller is promoted"), msg("trained for it"), msg("matched to a profile, a successor is ready"))),
    ("information", msg("Information and processes"), (msg("revenue only"), msg("contribution 1 and a customer base"), msg("contribution 3 and 4, plan, decision makers and service in one place"))),
    ("rewards", msg("Culture, measurement and rewards"), (msg("bonus on volume"), msg("mixed"), msg("value of the customer over years, part of it for the team"))),
)  # fmt: skip
"""Code, name, and what 0, 3 and 5 mean. The author's list is not public: these six are our own definition, on Workman, Homburg & Jensen 2003, Davies & Ryals 2009, Guesalaga & Johnston 2010."""
STATES = (
    ("proved", msg("proved")),
    ("claimed", msg("claimed, nothing shows it")),
    ("unknown", msg("not assessed")),
)
TOP, PROOF_FROM, PROVED_UP_TO = 5, 3, 2
"""Scores up to 5; from 3 on something must show it; what is only claimed counts up to 2 for certain."""


@step(
    title=msg("Readiness for key account management"),
    inputs=("assessments",),
    fields=(
        Field("factor_class", msg("Factor"), "class", codes=tuple((code, title) for code, title, _ in FACTORS)),
        Field("raters_count", msg("People who judged"), "count"),
        Field("score_mean", msg("Score"), "number", msg("0 to 5, mean of the newest judgement of each person"), "own definition"),
        Field("score_low", msg("Score, at least"), "number", msg("the lowest judgement; one of 3 or more without a document counts 2")),
        Field("score_high", msg("Score, at most"), "number", msg("the highest judgement")),
        Field("proved_count", msg("Judgements with a document"), "count"),
        Field("newest_on", msg("Newest judgement"), "date"),
        Field("factor_state", msg("State"), "class", codes=STATES),
    ),
)  # fmt: skip
def kam_readiness(params: dict[str, Any]) -> str:
    """One row per factor when any of them was assessed: rows of `assessments` of the kind readiness6 without a customer.

    A factor nobody judged is open between 0 and 5. The verdict is the minimum of the factors (dossier 9.8, corrections 9).
    """
    codes = ", ".join(f"'{code}'" for code, _, _ in FACTORS)
    every = " union all ".join(f"select '{code}' as factor_class, {n} as place" for n, (code, _, _) in enumerate(FACTORS))  # fmt: skip
    newest = (
        "select *, row_number() over (partition by lower(trim(measure_code)), coalesce(rater_id, '') order by assessed_on desc, batch_number desc, row_number desc) as place "
        f"from assessments where lower(trim(kind)) = '{KIND}' and customer_id is null and assessed_on <= {params['as_of']} and lower(trim(measure_code)) in ({codes}) and score >= 0 and score <= {TOP}"
    )
    judged = (
        "select lower(trim(measure_code)) as factor_class, count(*) as raters_count, "
        "cast(sum(cast(round(score * 1000) as bigint)) as double) / nullif(count(*), 0) / 1000.0 as score_mean, "
        f"min(case when score >= {PROOF_FROM} and evidence is null then cast({PROVED_UP_TO} as double) else score end) as score_low, max(score) as score_high, "
        f"count(case when evidence is not null then 1 end) as proved_count, max(assessed_on) as newest_on, max(case when score >= {PROOF_FROM} and evidence is null then 1 else 0 end) as is_claimed "
        f"from ({newest}) as told where place = 1 group by lower(trim(measure_code))"
    )
    return (
        "select f.factor_class, coalesce(j.raters_count, 0) as raters_count, j.score_mean, coalesce(j.score_low, cast(0.0 as double)) as score_low, "
        f"coalesce(j.score_high, cast({TOP} as double)) as score_high, coalesce(j.proved_count, 0) as proved_count, j.newest_on, "
        "case when j.factor_class is null then 'unknown' when j.is_claimed = 1 then 'claimed' else 'proved' end as factor_state "
        f"from ({every}) as f left join ({judged}) as j on j.factor_class = f.factor_class where exists (select 1 from ({judged}) as any_of)"
    )
