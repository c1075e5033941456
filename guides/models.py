"""Rows of what families read: made whole by loading.replace, read whole by library. Nothing else touches them.

Fields that no query needs are JSON. `place` keeps the order of the files.
"""

from __future__ import annotations

from django.db import models


class ContentRelease(models.Model):
    """The one content that is live. A new row takes the place of the old one in the transaction that swaps all rows."""

    fingerprint = models.CharField(max_length=64)  # of the files and of the code that turns them into rows
    digest = models.CharField(max_length=64)  # of the rows
    items = models.JSONField(default=dict)  # "guides/en/her2-breast" → digest, to say what changed
    made_at = models.DateTimeField()
    live_from = models.DateTimeField()  # every process changes over at this moment (library.py)

    def __str__(self) -> str:
        return self.digest[:12]


class Category(models.Model):
    language = models.CharField(max_length=5)
    slug = models.CharField(max_length=60)
    place = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="category_once")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"


class Guide(models.Model):
    language = models.CharField(max_length=5)
    slug = models.CharField(max_length=60)
    category_slug = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    in_short = models.TextField()
    author = models.CharField(max_length=300)
    checked_on = models.DateField()
    next_check = models.DateField()
    minutes = models.PositiveIntegerField()
    cancers = models.JSONField(default=list)
    terms = models.JSONField(default=list)  # glossary slugs

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="guide_once")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"


class Section(models.Model):
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE)
    place = models.PositiveIntegerField()
    anchor = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    html = models.TextField()
    values = models.JSONField(default=list)  # "HER2_IHC:2plus"
    pictures = models.JSONField(default=list)  # marker ids

    def __str__(self) -> str:
        return f"{self.guide}#{self.anchor}"


class Question(models.Model):
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE)
    place = models.PositiveIntegerField()
    question_id = models.CharField(max_length=60)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.guide}#question-{self.question_id}"


class Faq(models.Model):
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE)
    place = models.PositiveIntegerField()
    faq_id = models.CharField(max_length=60)
    question = models.CharField(max_length=300)
    html = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.guide}#faq-{self.faq_id}"


class Source(models.Model):
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE)
    place = models.PositiveIntegerField()
    source_id = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=300)
    year = models.PositiveIntegerField()
    address = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.guide}#source-{self.source_id}"


class Term(models.Model):
    language = models.CharField(max_length=5)
    slug = models.CharField(max_length=60)
    place = models.PositiveIntegerField()
    term = models.CharField(max_length=60)
    meaning = models.TextField()
    guide_slug = models.CharField(max_length=60, blank=True)
    guide_anchor = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="term_once")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"


class Marker(models.Model):
    language = models.CharField(max_length=5)
    marker_id = models.CharField(max_length=40)
    place = models.PositiveIntegerField()
    label = models.CharField(max_length=300)
    about = models.TextField()
    kind = models.CharField(max_length=20)
    cancers = models.JSONField(default=list)
    usual_in = models.JSONField(default=list)
    ask_when_missing = models.CharField(max_length=300, blank=True)
    guide_slug = models.CharField(max_length=60, blank=True)
    guide_anchor = models.CharField(max_length=60, blank=True)
    values = models.JSONField(default=list)  # a group of fields for each value, in the order of the file
    scale = models.JSONField(null=True)
    sources = models.JSONField(default=list)  # its own; what it does not name itself is its guide's
    questions = models.JSONField(default=list)
    usual_sources = models.JSONField(default=dict)  # cancer → id of a source
    codes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "marker_id"], name="marker_once")]

    def __str__(self) -> str:
        return f"{self.language}/{self.marker_id}"


class Page(models.Model):
    language = models.CharField(max_length=5)
    slug = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="page_once")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"


class Redirect(models.Model):
    old_path = models.CharField(max_length=80, unique=True)
    guide_slug = models.CharField(max_length=60)
    language = models.CharField(max_length=5)

    def __str__(self) -> str:
        return self.old_path
