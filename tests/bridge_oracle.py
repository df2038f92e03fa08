"""The review bridge of a list of lines, computed with fractions and without the house: what the tests compare with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

YEAR, BEFORE, AS_OF = date(2024, 12, 31), date(2023, 12, 31), date(2025, 12, 31)
UNIT = Decimal("0.0001")


def rate_of(rates, currency, day):
    """The rate of a currency on a day; 1 for the reporting one."""
    days = sorted((date.fromisoformat(d), r) for d, r in rates.get(currency, {}).items())
    return next((Decimal(str(r)) for d, r in reversed(days) if d <= day), Decimal(1))


def mean_rate(rates, currency):
    """The mean rate over the days of the 12 months before."""
    days = [date.fromordinal(d) for d in range(BEFORE.toordinal() + 1, YEAR.toordinal() + 1)]
    return Fraction(sum(rate_of(rates, currency, day) for day in days)) / len(days)


class Pair:
    """What one customer bought of one product in two years (0: the 12 months before, 1: the last 12)."""

    def __init__(self):
        self.sold, self.back = [Decimal(0)] * 2, [Decimal(0)] * 2
        self.margin, self.margin_back = [Decimal(0)] * 2, [Decimal(0)] * 2
        self.quantity, self.is_measured, self.is_costed = [Decimal(0)] * 2, True, True
        self.currencies = defaultdict(lambda: [[Decimal(0)] * 2, [Decimal(0)] * 2])

    def add(self, row, year, rate):
        def converted(value):
            return (Decimal(str(value)) * rate).quantize(UNIT, ROUND_HALF_UP)

        net, cost = converted(row["net_amount"]), row.get("cost_amount")
        gain = None if cost is None else net - converted(cost)
        self.is_costed &= cost is not None
        if row.get("invoice_type") == "credit note" or net < 0:
            self.back[year] += net
            self.margin_back[year] += gain or 0
            return
        self.sold[year] += net
        self.margin[year] += gain or 0
        stated, money = self.currencies[row["currency"]]
        stated[year] += Decimal(str(row["net_amount"]))
        money[year] += net
        if row.get("quantity") is None:
            self.is_measured = False
        else:
            self.quantity[year] += Decimal(str(row["quantity"]))

    def restated(self, rates):
        total = Fraction(0)
        for currency, (stated, money) in self.currencies.items():
            if stated[0] > 0:
                total += Fraction(stated[1]) * Fraction(money[0]) / Fraction(stated[0])
            else:
                total += Fraction(stated[1]) * (mean_rate(rates, currency) if currency in rates else 1)
        return total


def is_like(pair, product, restated, factor=3):
    """Whether price, volume and mix of a pair can be told apart."""
    q0, q1 = pair.quantity
    if not product or not pair.is_measured or q0 <= 0 or q1 <= 0 or not (pair.sold[0] and pair.sold[1]):
        return False
    p0, p1 = Fraction(pair.sold[0]) / Fraction(q0), restated / Fraction(q1)
    return p1 <= factor * p0 and p0 <= factor * p1


def standing_of(customer, years, is_timing):
    """Where a customer stands; `years`: 1 for an order in the last 12 months, 0 in the 12 before, -1 earlier."""
    if not customer:
        return "unstated"
    if {0, 1} <= years:
        return "continuing"
    if 1 in years:
        return "reactivated" if -1 in years else "new"
    if 0 in years:
        return "timing" if is_timing(customer) else "lost"
    return "credited"


def split(told, sold, back, pair, restated, group):
    """Add to `told` what one pair of a continuing customer did to revenue, or to margin; `group`: None where quantities say nothing."""
    s = [Fraction(v) for v in pair.sold]
    told["returns"] += back[1] - back[0]
    if group is None and s[0] == 0 and s[1] != 0:
        told["added"] += sold[1]
        told["without_quantity"] -= sold[0]
    elif group is None and s[1] == 0 and s[0] != 0:
        told["dropped"] -= sold[0]
        told["without_quantity"] += sold[1]
    elif not group:
        told["currency"] += s[1] - restated
        told["without_quantity"] += sold[1] - sold[0] - (s[1] - restated)
    else:
        q0, q1 = (Fraction(q) for q in pair.quantity)
        told["currency"] += s[1] - restated
        told["price"] += restated - s[0] * q1 / q0
        told["unit_cost"] += (s[0] - sold[0]) * q1 / q0 - (s[1] - sold[1])
        told["volume"] += sold[0] * (group[1] / group[0] - 1)
        told["mix"] += sold[0] * (q1 / q0 - group[1] / group[0])


def leave(told, who, before, now):
    """Add to `told` what one pair of a customer that is not continuing did."""
    if who in ("new", "reactivated"):
        told[who] += now
        told["returns"] -= before
    elif who in ("lost", "timing"):
        told[who] -= before
        told["returns"] += now
    else:
        told["unstated" if who == "unstated" else "returns"] += now - before


def read_pairs(rows, rates):
    """Return the pairs of the two years and in which years each customer ordered."""
    pairs, orders = defaultdict(Pair), defaultdict(set)
    for row in rows:
        day, customer = date.fromisoformat(row["invoice_date"]), row["customer_number"] or ""
        if row.get("invoice_type") != "credit note":
            orders[customer].add(1 if day > YEAR else 0 if day > BEFORE else -1)
        if day > BEFORE:
            rate = rate_of(rates, row["currency"], day)
            pairs[customer, row.get("product_number") or ""].add(row, int(day > YEAR), rate)
    return pairs, orders


def bridge(rows, *, rates, family, is_timing):
    """Return {customer: {effect: Fraction}} on revenue and {customer: ...} on margin; customer "" is not stated."""
    pairs, orders = read_pairs(rows, rates)
    restated = {key: pair.restated(rates) for key, pair in pairs.items()}
    stands = {customer: standing_of(customer, orders[customer], is_timing) for customer, _ in pairs}
    likes = {
        key
        for key, pair in pairs.items()
        if stands[key[0]] == "continuing" and is_like(pair, key[1], restated[key])
    }
    groups = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for key in likes:
        for year in (0, 1):
            groups[family(key[1])][year] += Fraction(pairs[key].quantity[year])
    revenue, margin = defaultdict(lambda: defaultdict(Fraction)), defaultdict(lambda: defaultdict(Fraction))
    for key, pair in pairs.items():
        customer, product = key
        # a line without a product is compared with nothing; otherwise a product of one year was added or dropped
        group = groups[family(product)] if key in likes else [] if not product else None
        s, r, m, n = ([Fraction(v) for v in x] for x in (pair.sold, pair.back, pair.margin, pair.margin_back))
        if not pair.is_costed:
            margin[customer]["unknown"] += m[1] + n[1] - m[0] - n[0]
        for told, sold, back in ((revenue, s, r), (margin, m, n)):
            if told is margin and not pair.is_costed:
                continue
            if stands[customer] == "continuing":
                split(told[customer], sold, back, pair, restated[key], group)
            else:
                leave(told[customer], stands[customer], sold[0] + back[0], sold[1] + back[1])
    return revenue, margin
