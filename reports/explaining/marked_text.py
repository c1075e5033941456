"""The report's text, cut into lines and runs, with the used runs tied to their cards and back.

Nothing is left out and nothing is changed: the pieces of a line, joined, are the line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.explanation import Piece, Quote, TextLine
from reports.reading.findings import Evidence

MOST_BESIDE = 120  # letters of its line that a quote shows on each side


@dataclass(frozen=True)
class Lines:
    """Offsets of the lines of a text, for looking up where a quote stands."""

    text: str
    starts: tuple[int, ...]
    page_starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, page_starts: Sequence[int]) -> Lines:
        starts, offset = [], 0
        for line in text.split("\n"):
            starts.append(offset)
            offset += len(line) + 1
        return cls(text, tuple(starts), tuple(page_starts) or (0,))

    def index(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def anchor(self, offset: int) -> str:
        return f"line-{self.index(offset) + 1}"

    def page(self, offset: int) -> int:
        return max(1, bisect_right(self.page_starts, offset))

    def quote(self, evidence: Evidence) -> Quote:
        """With the rest of its line, so that nothing is torn from what it stands beside."""
        starts = self.starts[self.index(evidence.start)]
        ends = self.text.find("\n", max(evidence.start, evidence.end - 1))
        before = self.text[starts : evidence.start].lstrip()
        after = self.text[evidence.end : ends if ends >= 0 else len(self.text)].rstrip()
        return Quote(
            evidence.quote,
            evidence.page,
            self.anchor(evidence.start),
            before=_last_words(before),
            after=_first_words(after),
        )


def _last_words(text: str) -> str:
    return text if len(text) <= MOST_BESIDE else "… " + text[-MOST_BESIDE:].partition(" ")[2]


def _first_words(text: str) -> str:
    return text if len(text) <= MOST_BESIDE else text[:MOST_BESIDE].rpartition(" ")[0] + " …"


def mark(
    lines: Lines,
    used: Sequence[tuple[Evidence, str]],
    unread: Mapping[int, str],
    doubtful: Sequence[tuple[int, int]] = (),
) -> tuple[TextLine, ...]:
    """`used`: evidence and the anchor of its card. `unread`: line index → why it was not understood.

    `doubtful`: spans, in order and apart, that a reader of the picture was not sure of.
    """
    spans = _without_overlap(used)
    marked, last_page = [], 0
    for number, start in enumerate(lines.starts):
        end = lines.starts[number + 1] - 1 if number + 1 < len(lines.starts) else len(lines.text)
        page = lines.page(start)
        marked.append(
            TextLine(
                anchor=f"line-{number + 1}",
                pieces=_doubted(_pieces(lines.text, start, end, spans), start, doubtful),
                page=page,
                unread_reason=unread.get(number, ""),
                starts_page=page != last_page,
            )
        )
        last_page = page
    return tuple(marked)


def _without_overlap(used: Sequence[tuple[Evidence, str]]) -> list[tuple[int, int, str]]:
    """Runs in the order of the text. Where two cards use the same words, the first card keeps them."""
    spans: list[tuple[int, int, str]] = []
    reached = 0
    for evidence, anchor in sorted(used, key=lambda pair: (pair[0].start, pair[0].end)):
        start = max(evidence.start, reached)
        if start < evidence.end:
            spans.append((start, evidence.end, anchor))
            reached = evidence.end
    return spans


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> tuple[Piece, ...]:
    pieces, at = [], start
    first = max(0, bisect_right(spans, (start, 0, "")) - 1)
    for span_start, span_end, anchor in spans[first:]:
        if span_start >= end:
            break
        left, right = max(span_start, at), min(span_end, end)
        if left >= right:
            continue
        if left > at:
            pieces.append(Piece(text[at:left]))
        pieces.append(Piece(text[left:right], anchor))
        at = right
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)


def _doubted(pieces: tuple[Piece, ...], start: int, doubtful: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """The same pieces, cut where a doubtful span begins or ends. `start`: offset of the first one."""
    if not doubtful:
        return pieces
    cut, at = [], start
    for piece in pieces:
        end = at + len(piece.text)
        first = max(0, bisect_right(doubtful, (at, 0)) - 1)
        for left, right in doubtful[first:]:
            left, right = max(left, at), min(right, end)
            if left >= end:
                break
            if left >= right:
                continue
            if left > at:
                cut.append(replace(piece, text=piece.text[: left - at]))
            cut.append(replace(piece, text=piece.text[left - at : right - at], doubtful=True))
            piece, at = replace(piece, text=piece.text[right - at :]), right
        if piece.text:
            cut.append(piece)
        at = end
    return tuple(cut)
