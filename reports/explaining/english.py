"""Whether a report is written in English, the only language whose reports are read.

Words like "negativ" look alike in many languages while "ausstehend" or "no" beside them do not; half a report would be
explained, and the half that was not understood would be missed. So such a report is not explained at all. This does
not tell which language it is. A report in two languages with more English than other words counts as English.
"""

from __future__ import annotations

import re

_LEAST = 3  # different words of other languages, so that a name or a hospital is no sign
_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST = 20_000  # letters that are looked at

_ENGLISH_WORDS = """
    the of and with is are was were no not for from in on seen found identified specimen diagnosis biopsy breast left
    right positive negative tissue tumor tumour cells grade report cancer pending detected
"""
# How reports of other countries write what every report has: sides, results, samples, receptors. No word stands here
# that is English too, or often a part of names.
_OTHER_WORDS = """
    und mit von befund diagnose diagnosen karzinom mammakarzinom östrogenrezeptor progesteronrezeptor positiv
    negativ rechts ausstehend kein keine nicht nachweis gewebe probe brust schnittrand
    el los las con muestra diagnóstico izquierda izquierdo derecha derecho positivo negativo positiva negativa
    receptores estrógeno estrógenos progesterona mama informe anatomía patológica pendiente bordes ganglios
    les des du une avec sans prélèvement sein gauche droit droite positif négatif positifs négatifs récepteurs
    oestrogènes progestérone carcinome compte rendu ganglion marges attente
    lo di della senza campione diagnosi sinistra sinistro destra destro recettori estrogeni
    mammella referto margini linfonodi attesa
    da dos amostra esquerda direita estrogênio estrogénio linfonodo pendente laudo
    het een zonder borst linker rechter positief negatief oestrogeenreceptor progesteronreceptor conclusie
    klierweefsel snijvlak volgt
"""
_ENGLISH, _OTHER = frozenset(_ENGLISH_WORDS.split()), frozenset(_OTHER_WORDS.split())


def is_other_language(text: str) -> bool:
    said = {word.lower() for word in _WORD.findall(text[:_MOST])}
    other = said & _OTHER
    return len(other) >= _LEAST and len(other) > len(said & _ENGLISH)
