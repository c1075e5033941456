"""Synthetic pathology and molecular reports with known truth, in our own words: the independent judge of the reader.

`python -m bench.reports --help`. A case (what is true) is drawn first, then a style writes it down, then the gold row
is made from what was written; nothing is ever labelled by reading text. Whoever writes the reader looks at styles of
the half `write` only; those of `judge` and `fresh` are counted and never shown. It holds no text of a real report.
"""
