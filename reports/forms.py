"""The upload form: a file, or pasted text, or a sample; exactly one. And the texts of a correction, page by page.

It reads no document and asks for no file name.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VerbatimField(forms.CharField):
    """Pasted text, letter for letter: what it may hold is decided where documents are read, not here."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> str:
        """A browser sends each line break as two characters; the visitor made, and the limit counts, one."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def __init__(self, label: Any) -> None:
        super().__init__(required=False, strip=False, label=label)
        self.validators = []  # CharField adds one that refuses null characters in words of its own


class UploadForm(forms.Form):
    file = forms.FileField(required=False, allow_empty_file=True, label=_("The report as a file"))
    text = VerbatimField(label=_("The words of the report"))
    sample = forms.SlugField(required=False, widget=forms.HiddenInput)
    # Random bits of this one form: sent twice with the same report, by a double click, it makes one report.
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, initial=lambda: secrets.token_urlsafe(32))
    BRINGING = ("file", "text", "sample")

    def brought(self) -> tuple[str, ...]:
        """The fields that hold something. A file of no bytes counts: the answer to it is not "choose a file"."""
        return tuple(name for name in self.BRINGING if self.cleaned_data.get(name) not in (None, ""))

    def content(self) -> bytes:
        """The bytes of the file, which the upload handler has held in memory all along."""
        content = self.cleaned_data["file"].read()
        assert isinstance(content, bytes)  # noqa: S101 - for the type alone
        return content


def pages_sent(data: Mapping[str, str]) -> list[str]:
    """The texts of a correction: page-1, page-2 and so on, as far as they go."""
    names = takewhile(data.__contains__, (f"page-{number}" for number in count(1)))
    return [VerbatimField("").to_python(data[name]) for name in names]
