"""Every kind of document, reason and notice has its sentence."""

from __future__ import annotations

import pytest
import yaml
from django.conf import settings

from reports.intake.errors import Reason
from reports.intake.protocol import KINDS, Notice

WORDING = yaml.safe_load((settings.BASE_DIR / "content" / "wording" / "intake.yaml").read_text(encoding="utf-8"))
KEYS = [
    *(f"kind.{kind}" for kind in KINDS),
    *(f"refused.{reason.value}" for reason in Reason),
    *(f"notice.{str(notice.name).lower()}" for notice in Notice),
]


@pytest.mark.parametrize("key", KEYS)
def test_it_is_said(key):
    assert WORDING["sentences"][key]["en"].strip()
