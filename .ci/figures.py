"""Holds the reading to its figures: `score.py … --json | figures.py`. Prints what is missed and fails."""

import json
import sys

AT_MOST = {("all", "flips"): 0, ("all", "unsupported"): 0, ("all", "overclaims"): 0}
AT_LEAST = {("receptors", "precision"): 0.98, ("receptors", "recall"): 0.92, ("measures", "precision"): 0.97}
AT_LEAST |= {("molecular", "precision"): 0.99, ("molecular", "recall"): 0.7, ("measures", "recall"): 0.88}
AT_LEAST |= {("facts", "precision"): 0.95, ("facts", "recall"): 0.85}

table = json.load(sys.stdin)
found = {place: table[place[0]][place[1]] for place in AT_MOST | AT_LEAST}
missed = [(place, most) for place, most in AT_MOST.items() if found[place] > most]
missed += [(place, least) for place, least in AT_LEAST.items() if (found[place] or 0) < least]
for place, bar in missed:
    print(" ".join(place), found[place], "where", bar, "is wanted")  # noqa: T201
sys.exit(bool(missed))
