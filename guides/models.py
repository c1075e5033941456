"""Rows of guides; see docs/architecture.md."""
