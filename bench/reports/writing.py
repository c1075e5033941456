"""Writes a case in a style, and keeps account of what the text thereby states. The only author of gold labels."""

from __future__ import annotations

import string
import textwrap
from dataclasses import dataclass, field
from typing import Any

from bench.reports import distractors
from bench.reports.cases import OPEN, OPPOSITE, Case, Specimen, Value, dice, knowledge
from bench.reports.styles import chosen

FIELDS = string.Formatter()
IMPOSSIBLE = 0.015  # how often a result is printed that can't be
FACTS = {"PT": "pT", "PN": "pN", "NODES_POSITIVE": "nodes_positive", "MARGINS": "margins", "LATERALITY": "laterality",
         "GRADE": "grade"}  # fmt: skip


@dataclass
class Account:
    """What the text says: (marker, measure or "") → values, of which specimen, and what may be said besides."""

    stated: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    owners: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    may: dict[str, set[str]] = field(default_factory=dict)
    earlier: dict[str, set[str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    traps: list[tuple[str, str]] = field(default_factory=list)  # kind of distractor, its sentence
    impossible: list[tuple[str, str]] = field(default_factory=list)  # marker, the number that was printed

    def state(self, marker: str, measure: str, value: str, label: str) -> None:
        values = self.stated.setdefault((marker, measure), [])
        if value not in values:
            values.append(value)
        if label:
            self.owners.setdefault((marker, measure), {})[label] = value

    def allow(self, marker: str, value: str) -> None:
        self.may.setdefault(marker, set()).add(value)


class Pen:
    """One report being written."""

    def __init__(self, case: Case, style: dict[str, Any], wording: str) -> None:
        self.case, self.style, self.wording, self.account = case, style, wording, Account()

    def pick(self, options: Any, *key: object) -> Any:
        if not isinstance(options, list):
            return options
        return dice(self.wording, *key).choice(options)

    def say(self, *path: str, key: object = "") -> Any:
        return self.pick(chosen(self.style, *path), *path, key)

    def name(self, marker: str) -> str:
        self.account.named.add(marker)
        return str(self.pick(chosen(self.style, "names", marker) or [marker], "name", marker))

    def answer(self, value: Value, label: str) -> str:
        """The words for one value; what they state goes to the account."""
        family, status = value.family, value.status
        odd = knowledge()["impossible"].get(family)
        if odd and dice(self.wording, "impossible", value.marker).random() < IMPOSSIBLE:
            text, number = dice(self.wording, "impossible", family).choice(odd)
            self.account.impossible.append((value.marker, number))
            return str(text)
        if family == "gene" and status == "detected":
            options = chosen(self.style, "answers", "gene", value.kind)
        elif status in OPEN:
            options = chosen(self.style, "answers", family, status) or chosen(self.style, "answers", "open", status)
        else:
            options = chosen(self.style, "answers", family, status)
        if options is None:
            raise KeyError(f"{self.style['name']}: no answer for {family}.{status} {value.kind}")
        text = str(self.pick(options, "answer", value.marker, family))
        bare, text = text.startswith("="), text.removeprefix("=")
        self.keep(value, text, label, bare)
        return text.format(**value.measures, **{f"v{n}": form for n, form in enumerate(value.forms)})

    def keep(self, value: Value, text: str, label: str, bare: bool) -> None:
        marker, printed = value.marker, {name for _, name, _, _ in FIELDS.parse(text) if name}
        status = value.status
        if value.family in {"ki67", "oncotype"} and status == "reported":
            bare = True
        if bare:
            self.account.allow(marker, status)
        else:
            self.account.state(marker, "", status, label)
        for name in sorted(printed & set(value.measures) - {"intensity"}):
            self.account.state(marker, name, value.measures[name], label)
        forms = [value.forms[int(name[1:])] for name in printed if name[0] == "v" and name[1:].isdigit()]
        if forms and status == "detected":
            self.account.state(marker, "variant", "; ".join(dict.fromkeys(value.forms)), label)

    def line(self, value: Value, label: str) -> str:
        shape = self.say("lines", value.family, key=value.marker) or self.say("lines", "default", key=value.marker)
        return str(shape).format(n=self.name(value.marker), a=self.answer(value, label))

    # Facts: their own sentences, for a name and an answer are seldom apart in them.

    def fact(self, value: Value, label: str) -> str:
        options = chosen(self.style, "facts", value.family)
        if isinstance(options, dict):
            options = options[value.status]
        text = str(self.pick(options, "fact", value.family))
        if value.family == "nodes":
            if "{status}" in text:
                self.account.state("NODES_POSITIVE", "", value.status, "")
            if "{examined}" in text:
                self.account.state("NODES_EXAMINED", "", value.measures["examined"], "")
        else:
            self.account.state(value.marker, "", value.status, label if value.marker != "STAGE" else "")
        short = value.status.removeprefix("yp").removeprefix("p")
        return text.format(status=value.status, short=short, **value.measures)


def results(pen: Pen, specimen: Specimen, skip: set[str]) -> list[str]:
    """One line for each result; markers with the same answer stand together where the style has words for that."""
    lines, together = [], grouped(pen, specimen, skip)
    for value in specimen.values:
        if value.family in FACT_ORDER or value.marker in skip:
            continue
        if value.marker in together:
            sentence = together[value.marker]
            if sentence:
                lines.append(sentence)
            continue
        lines.append(pen.line(value, specimen.label))
    return lines


def grouped(pen: Pen, specimen: Specimen, skip: set[str]) -> dict[str, str]:
    """marker → the sentence for its whole group at the first of them, "" at the others."""
    found: dict[str, str] = her2_in_one(pen, specimen, skip)
    for family, statuses in (pen.style.get("joined") or {}).items():
        for status in statuses:
            same = [v for v in specimen.values if v.status == status and family in (v.family, "any")]
            same = [v for v in same if v.marker not in skip and v.marker not in found]
            if len(same) < 2 or dice(pen.wording, "joined", family, status).random() < 0.3:
                continue
            for value in same:
                pen.account.state(value.marker, "", status, specimen.label)
            names = [pen.name(value.marker) for value in same]
            between = str(pen.style.get("between", ", "))
            listed = between.join(names[:-1]) + (pen.say("and") or " and ") + names[-1]
            shape = str(pen.say("joined", family, status))
            found |= {value.marker: "" for value in same}
            found[same[0].marker] = shape.format(names=listed, list=", ".join(names))
    return found


def her2_in_one(pen: Pen, specimen: Specimen, skip: set[str]) -> dict[str, str]:
    """Both tests of HER2 on one line, where the style writes them so."""
    shape, both = pen.say("her2_line"), {value.marker: value for value in specimen.values}
    if not shape or not {"HER2_IHC", "HER2_ISH"} <= set(both) or {"HER2_IHC", "HER2_ISH"} & skip:
        return {}
    pen.account.named.update(["HER2", "HER2_IHC", "HER2_ISH"])
    ihc, ish = (pen.answer(both[name], specimen.label) for name in ("HER2_IHC", "HER2_ISH"))
    return {"HER2_IHC": str(shape).format(ihc=ihc, ish=ish), "HER2_ISH": ""}


FACT_ORDER = ("side", "grade", "margins", "lvi", "pt", "nodes", "pn", "pm", "stage")


def facts(pen: Pen, specimen: Specimen) -> list[str]:
    own = {value.family: value for value in specimen.values if value.family in FACT_ORDER}
    lines = []
    for family in FACT_ORDER:
        if family in own:
            lines.append(pen.fact(own[family], specimen.label))
    return lines


def addenda(pen: Pen) -> tuple[list[str], dict[str, str]]:
    """Addenda that give or change a value: their text, and marker → what the body says first."""
    rng = dice(pen.wording, "addenda")
    if rng.random() > float(pen.style.get("addenda", 0.25)) or len(pen.case.specimens) > 1:
        return [], {}
    settled = [v for _, v in pen.case.values if v.family in AMENDABLE and v.status in OPPOSITE]
    if not settled:
        return [], {}
    value = rng.choice(settled)
    if rng.random() < 0.6:
        shape, first = "addendum", "pending"
    else:
        shape, first = "amended", ""
    heading = str(pen.say("addendum", shape)).format(**letterhead(pen))
    lines, later = [heading, pen.line(value, "")], {value.marker: first}
    overall = [v for _, v in pen.case.values if v.marker == "HER2"]
    if value.marker == "HER2_ISH" and overall:  # it hangs on the late result
        lines.append(pen.line(overall[0], ""))
        later["HER2"] = "later"
    return lines, later


AMENDABLE = frozenset(["receptor", "her2_ish", "gene", "msi", "pdl1", "membrane", "methylation"])


def write(case: Case, style: dict[str, Any], wording: str) -> tuple[str, Account]:
    pen = Pen(case, style, wording)
    extra, first = addenda(pen)
    traps = distractors.Traps(pen)
    blocks: list[str] = [str(pen.say("header")).format(**letterhead(pen))]
    newest_first = bool(extra and pen.style.get("addendum_first"))
    if newest_first:
        blocks += ["\n".join(extra), str(pen.say("original"))]
    blocks += traps.block("before")
    several = len(case.specimens) > 1
    for specimen in case.specimens:
        blocks += section(pen, specimen, several, first)
    blocks += traps.block("after")
    if extra and not newest_first:
        blocks.append("\n".join(extra))
    blocks += traps.block("end")
    blocks.append(str(pen.say("footer")).format(**letterhead(pen)))
    return finished(pen, [block for block in blocks if block.strip()]), pen.account


def section(pen: Pen, specimen: Specimen, several: bool, first: dict[str, str]) -> list[str]:
    blocks = []
    place = {"label": specimen.label, "site": specimen.site, "side": specimen.side, "Side": specimen.side.capitalize(),
             "SITE": specimen.site.upper(), "diagnosis": specimen.diagnosis}  # fmt: skip
    if several:
        blocks.append(tidy(str(pen.say("specimen")).format(**place)))
    if specimen.role == "benign":
        return [*blocks, str(pen.say("benign"))]
    if specimen.diagnosis and not pen.style.get("plain"):
        blocks.append(tidy(str(pen.say("diagnosis")).format(**place)))
        pen.account.state("DIAGNOSIS", "", specimen.diagnosis, specimen.label)
    if specimen.side:
        pen.account.allow("LATERALITY", specimen.side)
    blocks.append(joined(pen, facts(pen, specimen)))
    lines = results(pen, specimen, set(first))
    lines += [before(pen, marker, how) for marker, how in first.items() if how != "later"]
    if lines:
        blocks += [str(pen.say("sections", "results")), joined(pen, lines)]
    return blocks


def tidy(heading: str) -> str:
    """Without the gap that a specimen of no side leaves."""
    return heading.replace(", :", ":").replace(", ,", ",").replace("  ", " ").strip(" ,")


def before(pen: Pen, marker: str, how: str) -> str:
    """What the body said before the addendum came."""
    now = next(value for _, value in pen.case.values if value.marker == marker)
    if how:
        shape = pen.say("lines", now.family, key=marker) or pen.say("lines", "default", key=marker)
        words = pen.pick(chosen(pen.style, "answers", "open", "pending"), "first", marker)
        return str(shape).format(n=pen.name(marker), a=words)
    from bench.reports.cases import turned  # the body says the opposite of what is amended

    old = turned(now, pen.wording)
    silent = Pen(pen.case, pen.style, pen.wording)
    pen.account.earlier.setdefault(marker, set()).add(old.status)
    return silent.line(old, "")


def joined(pen: Pen, lines: list[str]) -> str:
    return str(pen.style.get("join", "\n")).join(lines)


def letterhead(pen: Pen) -> dict[str, str]:
    rng = dice(pen.wording, "letterhead")
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2021, 2026)
    return {
        "number": f"{rng.choice('SMPKH')}{year - 2000}-{rng.randint(1000, 29999)}",
        "age": str(rng.randint(31, 84)),
        "date": f"{day:02}/{month:02}/{year}",
        "cancer": pen.case.cancer,
        "site": pen.case.specimens[0].site,
    }


def finished(pen: Pen, blocks: list[str]) -> str:
    text = str(pen.style.get("gap", "\n\n")).join(blocks)
    if width := pen.style.get("wrap"):
        text = "\n".join(
            line if len(line) <= width else textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
            for line in text.splitlines()
        )
    if page := pen.style.get("page"):
        text = paged(text, page, letterhead(pen))
    return text.upper() if pen.style.get("upper") else text


def paged(text: str, page: dict[str, Any], letter: dict[str, str]) -> str:
    lines, out, every = text.splitlines(), [], int(page["every"])
    pages = max(1, -(-len(lines) // every))
    for number in range(pages):
        out.append(str(page["header"]).format(page=number + 1, pages=pages, **letter).rstrip())
        out += lines[number * every : (number + 1) * every]
    return "\n".join(out)
