"""Rows of reports; see docs/architecture.md."""
