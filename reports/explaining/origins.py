"""On every gene: was the change looked for in the tumor, in the blood, or in what is inherited? Or is it not said?"""

from __future__ import annotations

from reports.explaining import order
from reports.explaining.phrases import Phrasebook
from reports.reading.findings import NO_RESULT, Finding, Origin, Status

_HARMFUL = frozenset({"pathogenic", "likely pathogenic"})


def is_gene(marker: str, phrases: Phrasebook) -> bool:
    entry = phrases.markers.get(marker)
    return marker in order.GENES or (entry is not None and entry.kind == "gene")


def sentence(finding: Finding, phrases: Phrasebook) -> str:
    """ "" for what is no gene, and where there is no result whose origin could be told.

    A score measured in the blood (microsatellites, mutational burden) says so as well.
    """
    if finding.status in NO_RESULT:
        return ""
    if not is_gene(finding.marker, phrases):
        return phrases.say("origin.blood.score") if finding.origin is Origin.BLOOD else ""
    if finding.marker in order.NEVER_INHERITED:
        return phrases.say(f"origin.{finding.origin}.mark") if finding.origin is not Origin.NOT_SAID else ""
    if finding.origin is Origin.NOT_SAID:
        return phrases.say("origin.not_said")
    if finding.origin is Origin.INHERITED and finding.value.lower() in _HARMFUL:
        return phrases.say("origin.inherited.harmful")
    if finding.origin is Origin.BLOOD and finding.status is Status.NOT_DETECTED:
        return phrases.say("origin.blood.not_detected")
    return phrases.say(f"origin.{finding.origin}")
