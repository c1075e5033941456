"""The kinds of value that a field of a content file may have. Input is always text (yaml_lines.py)."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_MARKER = re.compile(r"[0-9]*[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\Z")
_REFERENCE = re.compile(r"[0-9]*[A-Z][A-Z0-9_]*:[a-z0-9]+(-[a-z0-9]+)*\Z")
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?\Z")
_SENTENCE_ID = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,4})?\Z")
_OLD_PATH = re.compile(r"/guides/[a-z0-9]+(-[a-z0-9]+)*/\Z")


class Entry(BaseModel):
    """A group of fields: unknown names are refused, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _matching(pattern: re.Pattern[str], words: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.match(text):
            raise ValueError(f"must be {words}")
        return text

    return AfterValidator(check)


def _one_line(text: str) -> str:
    if "\n" in text.strip("\n"):
        raise ValueError("must be one line")
    return unicodedata.normalize("NFC", text.strip())


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not _DATE.match(value):
        raise ValueError("must be a date such as 2026-11-25")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"is no day of the calendar ({error})") from None


def _year(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"(19|20)\d\d", value):
        raise ValueError("must be a year such as 2023")
    return int(value)


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not _NUMBER.match(value):
        raise ValueError("must be a number such as 1 or 2.0")
    return Decimal(value)


def _yes_or_no(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value not in {"true", "false"}:
        raise ValueError("must be true or false")
    return value == "true"


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        raise ValueError("must be a web address beginning with https://") from None
    if parts.scheme != "https" or not host or "." not in host or re.search(r"[\s\\<>\"'`{}|^]", text):
        raise ValueError("must be a web address beginning with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not carry a user name")
    return text


def _by_language(texts: dict[str, str]) -> dict[str, str]:
    if "en" not in texts:
        raise ValueError("has no English text (en:)")
    return texts


# Length first, then shape: a pattern never runs over an endless text.
Line = Annotated[str, Field(max_length=300), AfterValidator(_not_blank), AfterValidator(_one_line)]
Paragraph = Annotated[str, Field(max_length=1200), AfterValidator(_not_blank), AfterValidator(_one_line)]
Slug = Annotated[str, Field(max_length=60), _matching(_SLUG, "small letters, digits and single hyphens")]
MarkerId = Annotated[str, Field(max_length=40), _matching(_MARKER, "a marker id such as HER2_IHC")]
ValueReference = Annotated[str, Field(max_length=80), _matching(_REFERENCE, "a value such as HER2_IHC:2plus")]
Language = Annotated[str, Field(max_length=5), _matching(_LANGUAGE, "a language such as en or es")]
SentenceId = Annotated[str, Field(max_length=80), _matching(_SENTENCE_ID, "letters, digits, _ and dots")]
OldPath = Annotated[str, Field(max_length=80), _matching(_OLD_PATH, "an address such as /guides/old-name/")]
WebAddress = Annotated[str, Field(max_length=500), AfterValidator(_web_address)]
Date = Annotated[datetime.date, BeforeValidator(_date)]
Year = Annotated[int, BeforeValidator(_year)]
Number = Annotated[Decimal, BeforeValidator(_number)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
LocalLine = Annotated[dict[Language, Line], AfterValidator(_by_language)]
LocalParagraph = Annotated[dict[Language, Paragraph], AfterValidator(_by_language)]
