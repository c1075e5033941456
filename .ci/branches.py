"""Reads coverage's JSON and fails under so many percent of branches: `branches.py 95 < coverage.json`."""

import json
import sys

least = float(sys.argv[1])
report = json.load(sys.stdin)
totals = report["totals"]
percent = 100 * totals["covered_branches"] / totals["num_branches"]
for name, file in sorted(report["files"].items()):
    missing = file["summary"]["num_branches"] - file["summary"]["covered_branches"]
    if missing:
        print(f"  {name}: {missing} of {file['summary']['num_branches']} branches not taken")  # noqa: T201
print(f"{percent:.1f} % of {totals['num_branches']} branches, at least {least:g} % wanted")  # noqa: T201
sys.exit(percent < least)
