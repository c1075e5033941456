"""The peer of bench/speed.py: medspaCy's sentences, targets and ConText over texts from standard input.

Runs in an environment of its own that has medspaCy (it is no dependency of this project). Prints the median time of
each text in milliseconds, one JSON list. `quickumls`, which medspaCy imports and this does not use, is left out.
"""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import sys
import time
import types

sys.modules["quickumls"] = types.ModuleType("quickumls")
sys.modules["quickumls"].spacy_component = None  # type: ignore[attr-defined]

with contextlib.redirect_stdout(io.StringIO()):
    import medspacy  # type: ignore[import-not-found]  # noqa: F401
    import spacy  # type: ignore[import-not-found]
    from medspacy.ner import TargetRule  # type: ignore[import-not-found]


def main() -> None:
    asked = json.load(sys.stdin)
    pipe = spacy.blank("en")
    pipe.add_pipe("medspacy_pyrush")
    pipe.add_pipe("medspacy_target_matcher").add([TargetRule(name, "MARKER") for name in asked["names"]])
    pipe.add_pipe("medspacy_context")
    out = []
    for text in asked["texts"]:
        times = []
        for _ in range(asked["times"] + 1):
            start = time.perf_counter()
            with contextlib.redirect_stdout(io.StringIO()):
                pipe(text)
            times.append(time.perf_counter() - start)
        out.append(statistics.median(times[1:]) * 1000)
    print(json.dumps(out))


if __name__ == "__main__":
    main()
