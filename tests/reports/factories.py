"""Findings for tests: made from the words of a text, so that every quote is verbatim by construction."""

from __future__ import annotations

from reports.reading.findings import Context, Evidence, Finding, Status


def evidence(text: str, quote: str) -> Evidence:
    start = text.index(quote)
    return Evidence(quote, start, start + len(quote), 1)


def finding(
    marker: str,
    status: Status,
    *,
    value: str = "",
    specimen: str = "",
    context: Context = Context.CURRENT,
    text: str = "",
    quote: str = "",
    **measures: str,
) -> Finding:
    quote = quote or f"{marker}: {status}"
    return Finding(marker, status, value, evidence(text or quote, quote), "test", context, specimen, measures)
