"""What is known of a customer's wallet: kinds of evidence, how far each may be off, and how long it holds."""

from __future__ import annotations

from math import sqrt

from clientela.base.i18n import msg

FACTS = (
    ("wallet", msg("yearly spend on what we sell")),
    ("share", msg("our share of it")),
    ("rank", msg("our rank among the suppliers")),
    ("suppliers", msg("number of suppliers")),
    ("driver", msg("what drives the need")),
    ("norm", msg("need for one unit of what drives it")),
    ("sourcing", msg("rule of several suppliers")),
    ("reference", msg("worth as a reference")),
    ("possibility", msg("possibility noted by sales")),
)
MEASURES = {
    "wallet": ("wallet", "wallet_amount", "yearly_spend"),
    "share": ("share_of_wallet", "wallet_share", "supply_share"),
    "rank": ("supplier_rank",),
    "suppliers": ("suppliers_count", "number_of_suppliers"),
    "driver": ("wallet_driver",),
    "norm": ("wallet_norm",),
    "sourcing": ("dual_source", "multi_sourcing"),
    "reference": ("reference_value",),
}
"""The measures of the table of observations that speak of the wallet."""
EVIDENCE = (
    ("M", msg("measured")),
    ("C", msg("contract or document")),
    ("D", msg("declared by the customer")),
    ("X", msg("third party")),
    ("O", msg("observed")),
    ("driver", msg("driver of the need x need per unit")),
    ("rank", msg("rank among the suppliers")),
    ("model", msg("what similar customers spend")),
    ("J", msg("judged by sales")),
)
"""From the strongest to the weakest."""
STRONG = ("M", "C", "D")
"""Where one of these is known nothing weaker is mixed in."""
ORDER = tuple(name for name, _ in EVIDENCE)
CLASSES = ("M", "C", "D", "X", "O", "E", "J")
"""Source classes that are accepted; a bare opinion is not."""
ERRORS = {"M": 0.05, "C": 0.10, "D": 0.15, "X": 0.25, "O": 0.25, "E": 0.35, "J": 0.60}
"""Standard deviation of the logarithm of a fresh statement, by source class: our own proposal, to be replaced by what `wallet_check` measures."""
CONFIDENCES = {"M": 0.98, "C": 0.95, "D": 0.80, "X": 0.70, "O": 0.75, "E": 0.70, "J": 0.50}
HALF_LIVES = {"D": 365.0, "X": 548.0, "O": 274.0, "E": 365.0, "J": 183.0}
"""Days after which a statement is worth half; what is measured or under contract does not age."""
LEAST_CONFIDENCE = 0.25
"""Below, a statement has expired."""
Z80 = 1.2815515655446004
"""Half width of an interval of 80 per cent, in standard deviations."""
RANK_SPREAD = 0.20
LEAST_SHARE = 0.05
CONFLICT = 0.30
"""Strong statements further apart than this contradict each other."""
_YES = ("yes", "y", "true", "1", "si", "sì", "да", "ja", "oui", "x")


def allocation_share(rank: float, suppliers: int) -> float:
    """Return the share of the wallet of a supplier of this rank among so many; suppliers of equal rank have the mean of their ranks.

    Formula: (1 - rank / (n + 1)) · 2 / n. Units: a fraction of 1; the shares of all ranks add up to 1.
    Errors: ValueError when the rank is not among 1..n. Source: Keiningham, Aksoy, Buoye & Cooil 2011 (Wallet Allocation Rule).
    """
    if suppliers < 1 or not 1 <= rank <= suppliers:
        raise ValueError(f"rank {rank} of {suppliers} suppliers")
    return (1 - rank / (suppliers + 1)) * 2 / suppliers


def allocation_bounds(share: float) -> tuple[float, float]:
    """Return the share by the rule of ranks 0.20 lower and higher, never below 0.05 nor above 1.

    Source: own proposal; a rank says little of the distance between suppliers.
    """
    return max(LEAST_SHARE, share - RANK_SPREAD), min(1.0, share + RANK_SPREAD)


def confidence_at(evidence: str, age_days: float, stated: float | None) -> float:
    """Return what a statement is worth after so many days. Formula: c0 · 0.5^(age / half-life); c0 as stated, else that of its class."""
    start = CONFIDENCES[evidence] if stated is None else stated
    half = HALF_LIVES.get(evidence)
    return start if half is None else start * 0.5 ** (max(age_days, 0.0) / half)


def log_error(evidence: str, confidence: float) -> float:
    """Return the standard deviation of the logarithm of a statement. Formula: error of the class · sqrt(c0 / confidence), no smaller than fresh."""
    return ERRORS[evidence] * sqrt(max(1.0, CONFIDENCES[evidence] / confidence))


def read_number(text: str) -> float | None:
    """Read a number that a person wrote as the value of an observation, without separators of thousands; None when it is none."""
    try:
        found = float(text.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


def read_share(text: str, unit: str) -> float | None:
    """Read a share between 0 and 1, written as a fraction or in per cent; None when it is none."""
    number = read_number(text)
    if number is None:
        return None
    share = number / 100 if "%" in text or "%" in unit or number > 1 else number
    return share if 0 < share <= 1 else None


def read_sourcing(text: str, unit: str, usual: float) -> float | None:
    """Return the largest share a rule of several suppliers leaves to one: as stated, else `usual`; None without a rule."""
    if text.strip().lower() in _YES:
        return usual
    share = read_share(text, unit)
    return share if share is not None and share < 1 else None
