"""The addresses under /reports/. A view loads the form, calls one action and answers; it decides nothing."""
