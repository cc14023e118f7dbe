# SPDX-License-Identifier: Apache-2.0
"""The method, sections 0 to 6 and the verdict of section 8, once more and independently.

Plain and slow on purpose: one function a section of docs/method.md, sums by math.fsum, no state.
It was written from that page and from the catalogue, never from the C code, and is what the C code
is held against. `score(model, facts, as_of)` returns what the command prints for one relationship.
"""
import collections
import datetime
import math
import re
from types import SimpleNamespace

import special
from model import SIDES

DAY = 86_400_000_000
DIMENSIONS = ("suffering", "control", "resignation")
FACTORS = ("engage", "excite", "conversation", "caring")
POSITIVE = ("pillar", "ability", "cocreation", "pledge")
OTHER = {"client": "supplier", "supplier": "client"}

Fact = collections.namedtuple(
    "Fact", "time kind actor value intensity item guess recorded id",
    defaults=(None, 1.0, None, False, None, ""))


# ---- Section 0: facts and time --------------------------------------------------------------------

def parse_time(text):
    """ISO 8601 with a zone -> whole microseconds since 1970, fractions rounded down."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
                         r"(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)", text)
    if not match:
        raise ValueError(f"not a time with a zone: {text!r}")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    days = datetime.date(year, month, day).toordinal() - datetime.date(1970, 1, 1).toordinal()
    micros = int((match[7] or "0").ljust(9, "0")[:6])
    offset = 0
    if match[9]:
        offset = (int(match[10]) * 60 + int(match[11] or 0)) * (1 if match[9] == "+" else -1)
    seconds = (days * 24 + hour) * 3600 + (minute - offset) * 60 + second
    return seconds * 1_000_000 + micros


def format_time(us):
    days, rest = divmod(us, DAY)
    date = datetime.date.fromordinal(days + datetime.date(1970, 1, 1).toordinal())
    seconds, micros = divmod(rest, 1_000_000)
    return (f"{date.year:04d}-{date.month:02d}-{date.day:02d}T{seconds // 3600:02d}:"
            f"{seconds // 60 % 60:02d}:{seconds % 60:02d}.{micros:06d}Z")


def fact_from_record(record):
    """A Fact from one record with the column names of the command's input."""
    time = parse_time(record["time"])
    recorded = record.get("recorded")
    value = record.get("value")
    intensity = record.get("intensity")
    return Fact(time=time, kind=record["kind"], actor=record["actor"],
                value=None if value is None else float(value),
                intensity=1.0 if intensity is None or record["kind"] == "rating" else float(intensity),
                item=record.get("item"), guess=bool(record.get("guess", False)),
                recorded=time if recorded is None else parse_time(recorded), id=record.get("id") or "")


def canonical_key(fact):
    return (fact.time, fact.kind.encode(), SIDES.index(fact.actor), fact.value is not None,
            fact.value or 0.0, fact.intensity, (fact.item or "").encode(), fact.guess, fact.id.encode())


def seen_facts(facts, as_of):
    return sorted((f for f in facts if f.time <= as_of and (f.recorded is None or f.recorded <= as_of)),
                  key=canonical_key)


def days_between(earlier, later):
    return (later - earlier) / DAY


# ---- Section 1: transforms ------------------------------------------------------------------------

def transform(spec, x):
    """(g_adverse, g_favourable) of a value x; None where a missing value leaves nothing to say."""
    name, h = spec
    if name == "one":
        return 1.0, 1.0
    if x is None:
        return None
    c = min(max(x, 0.0), 1.0)
    y = max(0.0, x)
    if name == "unit":
        return c, c
    if name == "split_unit":
        return 1.0 - c, c
    if name == "hill":
        both = 2.0 / (1.0 + h / y) if y > 0.0 else 0.0
        return both, both
    late = 1.0 / (1.0 + h / y) if y > 0.0 else 0.0   # y / (y + h)
    soon = 1.0 / (1.0 + y / h)                       # h / (y + h)
    if name == "split_late":
        return late, soon
    if name == "notice":
        return soon, late
    raise ValueError(f"unknown transform {name}")


# ---- Section 2: rhythm ----------------------------------------------------------------------------

def is_ended(facts):
    """Section 5's `ended`: a termination, and no renewal at a strictly later time."""
    ends = [f.time for f in facts if f.kind == "termination"]
    renewals = [f.time for f in facts if f.kind == "renewal"]
    return bool(ends) and not any(time > max(ends) for time in renewals)


def terminated_between(ends, earlier, later):
    """Whether a termination lies at or after `earlier` and strictly before `later`."""
    return any(earlier <= end < later for end in ends)


def turns(model, contacts, ends, side):
    """Derived facts of the other side's open turns, the latencies of those closed, the open one."""
    derived, latencies, opened, run = [], [], None, 0
    other = OTHER[side]
    for contact in contacts:
        kind = model.kinds[contact.kind]
        if opened is not None and terminated_between(ends, opened, contact.time):
            opened = None
        if contact.actor == other and kind.expects_reply:
            if opened is None:
                opened, run = contact.time, 0
            run += 1
            if run > model.parameters.pursuit_run:
                derived.append(Fact(contact.time, "pursuit_burst", other, 1.0))
        elif contact.actor == side or kind.mutual:
            own = max(0.0, contact.value) if kind.id == "reply" and contact.value is not None else None
            if opened is None and own is None:
                continue
            latency = own if own is not None else 24.0 * days_between(opened, contact.time)
            derived.append(Fact(contact.time, "unanswered" if kind.tone == -1 else "reply", side, latency))
            if opened is not None:
                latencies.append(latency)
            opened = None
    return derived, latencies, opened


def silence_score(model, n, total, gap):
    """(score, F) of a gap in days after n earlier gaps of `total` days."""
    p = model.parameters
    a = p.silence_prior_gaps + n
    b = p.silence_prior_gaps * p.silence_prior_gap_days + total
    log_s = -a * math.log1p(gap / b)
    relative = min(max(-log_s / math.log(10.0) - 2.0, 0.0), 1.0)
    absolute = gap ** 3 / (gap ** 3 + p.silence_days ** 3)
    return 1.0 - (1.0 - p.silence_relative_weight * relative) * (1.0 - absolute), -math.expm1(log_s)


def silences(model, contacts, ends, side, as_of):
    """Derived facts of a side's gaps, and its open gap; None where the side is unlogged."""
    p = model.parameters
    derived, n, total, previous, last_contact, logged = [], 0, 0.0, None, None, False
    for contact in contacts:
        if last_contact is None or terminated_between(ends, last_contact, contact.time):
            previous = contact.time          # the clock starts, or starts anew after an end
        last_contact = contact.time
        if contact.actor != side and not model.kinds[contact.kind].mutual:
            continue
        logged = True
        gap = days_between(previous, contact.time)
        previous = contact.time
        if gap <= 0.0:
            continue
        score, f = silence_score(model, n, total, gap)
        if score > 0.0:
            derived.append(Fact(contact.time, "silence", side, score))
        if f < p.rhythm_steady_below and gap >= 1.0:
            derived.append(Fact(contact.time, "rhythm_steady", side, 1.0))
        n, total = n + 1, total + gap
    if not logged:
        return [], None
    gap = days_between(previous, as_of)
    score, f = silence_score(model, n, total, gap)
    return derived, SimpleNamespace(days=gap, score=score, f=f, mean_gap=total / n if n else None,
                                    silent_90=gap >= p.silence_days)


def kaplan_meier_median(latencies, censored):
    """The smallest t at which the curve is at most one half; None if it never is."""
    survival = 1.0
    for t in sorted(set(latencies)):
        at_risk = sum(x >= t for x in latencies) + sum(x >= t for x in censored)
        survival *= 1.0 - latencies.count(t) / at_risk
        if survival <= 0.5 + 1e-12:
            return t
    return None


def rhythm(model, seen, as_of):
    """Section 2 as a whole: derived facts, open items, and what is reported of each side."""
    contacts = [f for f in seen if f.kind != "rating" and model.kinds[f.kind].is_contact]
    ends = [f.time for f in seen if f.kind == "termination"]
    ended = is_ended(seen)
    derived, items, sides, weights = [], [], {}, {}
    for side in SIDES:
        facts, latencies, opened = turns(model, contacts, ends, side)
        gaps, open_gap = silences(model, contacts, ends, side, as_of)
        derived += facts + gaps
        waited = None if opened is None or ended else 24.0 * days_between(opened, as_of)
        if waited is not None:
            items.append(Fact(as_of, "unanswered", side, waited))
        if open_gap is not None and open_gap.score > 0.0 and not ended:
            items.append(Fact(as_of, "silence", side, open_gap.score))
        own = [c for c in contacts if c.actor == side or model.kinds[c.kind].mutual]
        weights[side] = math.fsum(2.0 ** (-days_between(c.time, as_of) / 90.0) for c in own)
        overdue = 1 if waited is not None and waited > 7 * 24 else 0
        asked = len(latencies) + overdue
        sides[side] = SimpleNamespace(
            silence=open_gap, contacts=len(own), last=own[-1].time if own else None,
            answered=len(latencies), open=0 if waited is None else 1,
            response_rate=len(latencies) / asked if asked else None, open_turn_hours=waited,
            median=kaplan_meier_median(latencies, [] if waited is None else [waited]))
    both = weights["client"] + weights["supplier"]
    reciprocity = 1.0 - abs(weights["client"] - weights["supplier"]) / both if both > 0 else None
    return SimpleNamespace(derived=derived, open_items=items, sides=sides, ended=ended,
                           reciprocity=reciprocity, contacts=contacts)


# ---- Section 3: evidence --------------------------------------------------------------------------

def saturate(x, q):
    return x if q == 1.0 else -math.expm1(x * math.log(q)) / (1.0 - q)


# One piece of mass and the fact it comes from; the fact's share of its cell, section 7.
Piece = collections.namedtuple("Piece", "fact indicator source adverse favourable")


def value_of(model, fact):
    return model.kinds[fact.kind].default if fact.value is None else fact.value


def cell_pieces(model, facts, as_of, decayed=True):
    """What the facts of one cell (one kind, one actor, one window) say, fact by fact."""
    kind = model.kinds[facts[0].kind]
    latest = max(f.time for f in facts)
    pieces = []
    for row in model.rows.get((kind.id, facts[0].actor), ()):
        says = [(f, transform(row.transform, value_of(model, f))) for f in facts]
        says = [(f, g[0] * f.intensity, g[1] * f.intensity) for f, g in says if g is not None]
        adverse, favourable = math.fsum(g[1] for g in says), math.fsum(g[2] for g in says)
        decay = 1.0
        if decayed:
            decay = 2.0 ** (-days_between(latest, as_of) / model.indicators[row.indicator].half_life)
        against = row.adverse * saturate(adverse, kind.q) * decay
        favour = row.favourable * saturate(favourable, kind.q) * decay
        for fact, g_adverse, g_favourable in says:
            pieces.append(Piece(fact, row.indicator, "observed",
                                against * (g_adverse / adverse) if adverse else 0.0,
                                favour * (g_favourable / favourable) if favourable else 0.0))
    return pieces


def rating_pieces(model, facts, as_of):
    """What the ratings of one cell (one rater, guess or not, one item, one window) say."""
    indicator = model.indicators[facts[0].item]
    decay = 2.0 ** (-days_between(max(f.time for f in facts), as_of) / indicator.half_life)
    mass = model.parameters.rating_mass * saturate(len(facts), 0.5) * decay / len(facts)
    source = facts[0].actor + ("_guess" if facts[0].guess else "")
    pieces = []
    for fact in facts:
        y = 1.0 - fact.value if indicator.harm else fact.value
        pieces.append(Piece(fact, indicator.id, source, mass * (1.0 - y), mass * y))
    return pieces


def evidence(model, seen, derived, open_items, as_of):
    """All pieces of mass."""
    cells = collections.defaultdict(list)
    direct = [fact for fact in seen if fact.kind != "reply"]   # a reply speaks only through its turn
    for fact in direct + list(derived):
        if fact.kind == "rating":
            window = int(model.parameters.rating_window_days) * DAY
            cells["rating", fact.actor, fact.guess, fact.item, fact.time // window].append(fact)
        else:
            window = model.kinds[fact.kind].window_days * DAY
            cells[fact.kind, fact.actor, fact.time // window].append(fact)
    pieces = []
    for key, facts in sorted(cells.items(), key=lambda entry: tuple(map(str, entry[0]))):
        make = rating_pieces if key[0] == "rating" else cell_pieces
        pieces += make(model, facts, as_of)
    for item in open_items:
        pieces += cell_pieces(model, [item], as_of, decayed=False)
    return pieces


def source_masses(pieces):
    """(adverse, favourable) of every (source, indicator)."""
    lists = collections.defaultdict(lambda: ([], []))
    for piece in pieces:
        adverse, favourable = lists[piece.source, piece.indicator]
        adverse.append(piece.adverse)
        favourable.append(piece.favourable)
    return {key: (math.fsum(pair[0]), math.fsum(pair[1])) for key, pair in lists.items()}


# ---- Section 4: opinions --------------------------------------------------------------------------

def source_weight(model, indicator, source):
    if source == "observed":
        return 1.0
    if source not in SIDES:
        return 0.0                       # guesses
    if indicator.experienced_by in (source, "both"):
        return model.parameters.weight_experienced
    return model.parameters.weight_other


def opinion(model, indicator, masses):
    sources = ("observed",) + SIDES
    weighted = [(source_weight(model, indicator, source), *masses.get((source, indicator.id), (0.0, 0.0)))
                for source in sources]
    s = math.fsum(w * adverse for w, adverse, _ in weighted)
    r = math.fsum(w * favourable for w, _, favourable in weighted)
    return opinion_of_masses(model, indicator, r, s)


def opinion_of_masses(model, indicator, r, s):
    n, a, w = r + s, indicator.a, indicator.W
    v = (r + a * w) / (n + w)
    nu = n / (1.0 + model.parameters.evidence_saturation * n) + w
    return SimpleNamespace(r=r, s=s, n=n, v=v, u=w / (n + w), nu=nu, alpha=v * nu,
                           beta=(s + (1.0 - a) * w) / (n + w) * nu)


# ---- Section 5: groups, factors, headlines --------------------------------------------------------

def exponents(model, ids):
    """e_i of a group: by weight within a side, each side present counting the same."""
    sides = collections.defaultdict(float)
    for i in ids:
        sides[model.indicators[i].side] += model.indicators[i].weight
    return {i: model.indicators[i].weight / sides[model.indicators[i].side] / len(sides) for i in ids}


def group_ids(model, dimension, side=None):
    return [i.id for i in model.indicators.values()
            if i.dimension == dimension and side in (None, i.side)]


def matched_beta(m1, m2):
    """(variance, a, b) of the Beta with mean m1 and second moment m2."""
    variance = max(m2 - m1 * m1, 1e-12 * m1 * (1.0 - m1))
    c = m1 * (1.0 - m1) / variance - 1.0
    return variance, m1 * c, (1.0 - m1) * c


def moment(opinions, e, t):
    """M(t): the t-th moment of the product of Betas."""
    lg = math.lgamma
    return math.exp(math.fsum(
        lg(o.alpha + t * e[i]) - lg(o.alpha) + lg(o.alpha + o.beta) - lg(o.alpha + o.beta + t * e[i])
        for i, o in opinions.items()))


def group(model, opinions, ids, intervals=True):
    e = exponents(model, ids)
    members = {i: opinions[i] for i in ids}
    result = SimpleNamespace(
        e=e, value=math.exp(math.fsum(e[i] * math.log(o.v) for i, o in members.items())),
        coverage=math.fsum(e[i] * (1.0 - o.u) for i, o in members.items()))
    result.m1, result.m2 = moment(members, e, 1), moment(members, e, 2)
    result.variance, result.a, result.b = matched_beta(result.m1, result.m2)
    if intervals:
        result.low = special.beta_quantile(0.025, result.a, result.b)
        result.high = special.beta_quantile(0.975, result.a, result.b)
    return result


def probability_above_half(model, opinions, ids):
    """P(D > 0.5) of a group."""
    g = group(model, opinions, ids, intervals=False)
    return special.beta_cdf(0.5, g.b, g.a)


def closure_index(values):
    """closure G of the values of the four factors."""
    e, x, c, k = (values[name] for name in FACTORS)
    return ((e + x) / 2.0 * c * k) ** (1.0 / 3.0)


def closure(f):
    """The equation and the closure index of the four factors."""
    e, x, c, k = (f[name] for name in FACTORS)
    equation = (e.value + x.value) * c.value * k.value
    m1 = (e.m1 + x.m1) / 2.0 * c.m1 * k.m1
    m2 = (e.m2 + 2.0 * e.m1 * x.m1 + x.m2) / 4.0 * c.m2 * k.m2
    _, a, b = matched_beta(m1, m2)
    value = (equation / 2.0) ** (1.0 / 3.0)
    return SimpleNamespace(
        equation=equation, product=equation / 2.0, value=value, gap=1.0 - value,
        low=special.beta_quantile(0.025, a, b) ** (1.0 / 3.0),
        high=special.beta_quantile(0.975, a, b) ** (1.0 / 3.0),
        coverage=((e.coverage + x.coverage) / 2.0 + c.coverage + k.coverage) / 3.0)


def health_exponents(model):
    """h_i of the indicators of health's first four blocks."""
    h = {}
    for dimension in DIMENSIONS:
        h.update({i: e / 5.0 for i, e in exponents(model, group_ids(model, dimension)).items()})
    for dimension in ("pillar", "ability", "cocreation"):
        h.update({i: e / 15.0 for i, e in exponents(model, group_ids(model, dimension)).items()})
    return h


def log_variance(o):
    """Variance of ln v of an opinion."""
    return special.trigamma(o.alpha) - special.trigamma(o.alpha + o.beta)


def health_value(model, opinions, g):
    """H from the opinions of the first four blocks and the closure index."""
    h = health_exponents(model)
    return math.exp(math.fsum([h[i] * math.log(opinions[i].v) for i in h] + [math.log(g) / 5.0]))


def health(model, opinions, f, g):
    h = health_exponents(model)
    value = health_value(model, opinions, g.value)
    e, x = f["engage"], f["excite"]
    parts = [math.log(1.0 + (e.variance + x.variance) / (e.m1 + x.m1) ** 2)]
    for name in ("conversation", "caring"):
        parts += [f[name].e[i] ** 2 * log_variance(opinions[i]) for i in f[name].e]
    variance = math.fsum([h[i] ** 2 * log_variance(opinions[i]) for i in h] + [math.fsum(parts) / 9.0 / 25.0])
    logit = math.log(value) - math.log1p(-value)
    half = special.Z * math.sqrt(variance) / (1.0 - value)
    return SimpleNamespace(
        value=value, low=_expit(logit - half), high=_expit(logit + half),
        coverage=math.fsum([h[i] * (1.0 - opinions[i].u) for i in h] + [g.coverage / 5.0]))


def _expit(x):
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


def dimensions(model, opinions):
    result = {}
    for name in DIMENSIONS + POSITIVE:
        for side in (None,) + (SIDES if name in DIMENSIONS else ()):
            result[name if side is None else f"{name}.{side}"] = group(
                model, opinions, group_ids(model, name, side))
    return result


# ---- Section 6: two views -------------------------------------------------------------------------

def view(model, indicator, first, second):
    """The difference of two pairs of (adverse, favourable) masses."""
    (sc, rc), (ss, rs) = first, second
    nc, ns, a, w = rc + sc, rs + ss, indicator.a, indicator.W
    p = (rc + rs + a * w) / (nc + ns + w)
    v = p * (1.0 - p)
    tau2 = model.parameters.gap_tau ** 2
    known = nc > 0.0 and ns > 0.0
    nh = nc * (ns / (nc + ns)) if known else 0.0
    difference = tau2 * nh / (tau2 * nh + v) * (rc / nc - rs / ns) if nh > 0.0 else 0.0
    sd = math.sqrt(tau2 * v / (tau2 * nh + v))
    return SimpleNamespace(known=known, difference=difference, sd=sd,
                           low=max(-1.0, difference - special.Z * sd),
                           high=min(1.0, difference + special.Z * sd))


def _said(model, masses, source, item):
    adverse, favourable = masses.get((source, item), (0.0, 0.0))
    return model.parameters.gap_precision * adverse, model.parameters.gap_precision * favourable


def belief_gaps(model, masses):
    result = {}
    for indicator in model.indicators.values():
        said = [_said(model, masses, side, indicator.id) for side in SIDES]
        gap = view(model, indicator, *said)
        good = [(r + indicator.a * indicator.W) / (r + s + indicator.W) for s, r in said]
        gap.client_level, gap.supplier_level = (1.0 - v if indicator.harm else v for v in good)
        gap.state = {(True, True): "agreed_strength", (False, False): "agreed_weakness",
                     (False, True): "blind_spot", (True, False): "undervalued"}[
                         good[0] >= 0.5, good[1] >= 0.5]
        result[indicator.id] = gap
    return result


def awareness(model, masses):
    result = {}
    for side in SIDES:
        for indicator in model.indicators.values():
            if indicator.side in (side, "both"):
                result[f"{side}.{indicator.id}"] = view(
                    model, indicator, _said(model, masses, side, indicator.id),
                    masses.get(("observed", indicator.id), (0.0, 0.0)))
    return result


def empathy(model, masses):
    result = {}
    for side in SIDES:
        for indicator in model.indicators.values():
            result[f"{side}.{indicator.id}"] = view(
                model, indicator, _said(model, masses, OTHER[side], indicator.id),
                _said(model, masses, side + "_guess", indicator.id))
    return result


# ---- Section 8: risk and verdict ------------------------------------------------------------------

def answer(p, coverage):
    if coverage < 0.2:
        return "unknown"
    return "yes" if p >= 0.8 else "no" if p <= 0.2 else "undecided"


def _line(p, coverage, text=None):
    return {"p": p, "coverage": coverage, "answer": text or answer(p, coverage)}


def resignation_verdict(model, opinions, d):
    known = {side: d[f"resignation.{side}"].coverage >= 0.2 for side in SIDES}
    p = {side: probability_above_half(model, opinions, group_ids(model, "resignation", side))
         for side in SIDES}
    if any(known[side] and p[side] <= 0.2 for side in SIDES):
        text = "yes"
    elif all(known[side] and p[side] >= 0.8 for side in SIDES):
        text = "no"
    else:
        text = "undecided" if any(known.values()) else "unknown"
    counted = [p[side] for side in SIDES if known[side]] or list(p.values())
    return _line(1.0 - min(counted), max(d[f"resignation.{side}"].coverage for side in SIDES), text)


def verdict(model, opinions, d, gaps):
    def p_and_coverage(*ids):
        return probability_above_half(model, opinions, ids), group(model, opinions, ids, False).coverage

    joy = (p_and_coverage("resignation.supplier.lost_joy", "excite.supplier"),
           p_and_coverage("suffering.client.bad_service", "excite.client"))
    value_p, value_coverage = p_and_coverage(
        "suffering.supplier.unseen_value", "resignation.client.compromised_fees")
    gap = gaps["suffering.supplier.unseen_value"]
    close = 1.0
    if gap.known:
        close = (special.normal_cdf((0.2 - gap.difference) / gap.sd)
                 - special.normal_cdf((-0.2 - gap.difference) / gap.sd))
    together, together_coverage = p_and_coverage("cocreation")
    return {
        "fulfilling": _line(min(p for p, _ in joy), min(c for _, c in joy)),
        "value_consensus": _line(min(value_p, close), value_coverage),
        "cocreation_negative": _line(1.0 - together, together_coverage),
        "resignation": resignation_verdict(model, opinions, d)}


def probability_bad(opinions, item):
    """P(v < 0.5) of one indicator."""
    return special.beta_cdf(0.5, opinions[item].alpha, opinions[item].beta)


def endgame(opinions, lines):
    if lines["resignation"]["answer"] != "yes":
        return None
    p = probability_bad(opinions, "resignation.client.leaving")
    return "leaving" if p >= 0.8 else "bearing_it" if p <= 0.2 else "undecided"


# ---- Everything of one relationship ---------------------------------------------------------------

def gather(model, facts, as_of):
    """Sections 0 to 4: what was seen, its rhythm, its pieces of mass, the opinions."""
    seen = seen_facts(facts, as_of)
    r = rhythm(model, seen, as_of)
    pieces = evidence(model, seen, r.derived, r.open_items, as_of)
    masses = source_masses(pieces)
    opinions = {i.id: opinion(model, i, masses) for i in model.indicators.values()}
    return SimpleNamespace(seen=seen, rhythm=r, pieces=pieces, masses=masses, opinions=opinions)


def headline(model, facts, as_of):
    """Only closure and health, without intervals: enough for what-if questions."""
    return headline_of_opinions(model, gather(model, facts, as_of).opinions)


def headline_of_opinions(model, opinions):
    values = {}
    for name in FACTORS:
        e = exponents(model, group_ids(model, name))
        values[name] = math.exp(math.fsum(e[i] * math.log(opinions[i].v) for i in e))
    g = closure_index(values)
    return SimpleNamespace(factors=values, closure=g, health=health_value(model, opinions, g))


def score(model, facts, as_of):
    """The object that the command prints for one relationship, but for its ids."""
    import reasons
    base = gather(model, facts, as_of)
    opinions, sides = base.opinions, base.rhythm.sides
    f = {name: group(model, opinions, group_ids(model, name)) for name in FACTORS}
    d = dimensions(model, opinions)
    g = closure(f)
    h = health(model, opinions, f, g)
    gaps = belief_gaps(model, base.masses)
    lines = verdict(model, opinions, d, gaps)
    quiet = sides["client"].silence
    risk = 1.0 - (d["resignation.client"].value ** 0.5
                  * (1.0 - (quiet.score if quiet else 0.0)) ** 0.25 * g.value ** 0.25)
    struggle = math.sqrt((1.0 - d["control.supplier"].value) * (1.0 - d["control.client"].value))
    if base.rhythm.ended:
        status = "ended"
    else:
        status = "unknown" if g.coverage < model.parameters.known_coverage else "known"
    return {
        "status": status, "facts": len(base.seen),
        "closure": {key: getattr(g, key) for key in
                    ("value", "low", "high", "coverage", "equation", "product", "gap")},
        "health": _estimate(h),
        "factors": {name: _estimate(f[name]) for name in FACTORS},
        "dimensions": {name: _level(model, name, d[name]) for name in d},
        "indicators": {i: _indicator(model.indicators[i], o) for i, o in opinions.items()},
        "silence": {side: _silence(sides[side].silence) for side in SIDES},
        "rhythm": {**{side: _rhythm(sides[side]) for side in SIDES},
                   "reciprocity": base.rhythm.reciprocity},
        "belief_gap": _views(gaps, ("difference", "sd", "low", "high", "client_level",
                                    "supplier_level", "state")),
        "empathy": _views(empathy(model, base.masses), ("difference", "sd", "low", "high")),
        "awareness": _views(awareness(model, base.masses), ("difference", "sd", "low", "high")),
        "shares": reasons.shares(model, opinions),
        "risk_index": risk, "struggle": struggle, "authenticity": 1.0 - struggle,
        "endgame": endgame(opinions, lines),
        "compromised": sum(probability_bad(opinions, f"resignation.client.compromised_{what}") >= 0.8
                           for what in ("quality", "timeline", "fees")),
        "verdict": lines}


def _estimate(x):
    return {key: getattr(x, key) for key in ("value", "low", "high", "coverage")}


def _level(model, name, g):
    if name.partition(".")[0] in DIMENSIONS:
        return {"level": 1.0 - g.value, "low": 1.0 - g.high, "high": 1.0 - g.low, "coverage": g.coverage}
    return {"level": g.value, "low": g.low, "high": g.high, "coverage": g.coverage}


def _indicator(indicator, o):
    return {"level": 1.0 - o.v if indicator.harm else o.v, "uncertainty": o.u,
            "favourable": o.r, "adverse": o.s}


def _silence(open_gap):
    if open_gap is None:
        return {"days": None, "score": None, "silent_90": False}
    return {"days": open_gap.days, "score": open_gap.score, "silent_90": open_gap.silent_90}


def _rhythm(side):
    return {"contacts": side.contacts, "last": None if side.last is None else format_time(side.last),
            "mean_gap_days": side.silence.mean_gap if side.silence else None,
            "answered": side.answered, "open": side.open, "response_rate": side.response_rate,
            "median_response_hours": side.median, "open_turn_hours": side.open_turn_hours}


def _views(views, keys):
    return {name: {key: getattr(v, key) for key in keys} for name, v in views.items() if v.known}
