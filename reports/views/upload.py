"""/reports/: the form, and what becomes of what is sent with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from reports import actions, uploads
from reports.forms import UploadForm
from reports.views import cookies
from reports.views.discretion import discreet

ACCEPTED = (  # what the browser offers; what is taken is decided by content
    ".pdf,.txt,.docx,.hl7,.json,.xml,application/pdf,text/plain,application/fhir+json,"
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
PICTURES = (  # where they can be read
    ".jpg,.jpeg,.png,.webp,.tif,.tiff,.heic,image/jpeg,image/png,image/webp,image/tiff,image/heic"
)
RETRY_SECONDS = 60
CLOSED = {"closed", "unavailable"}
COULD_NOT_READ = 422
STATUS = {  # of an answer that refuses, where it is not COULD_NOT_READ
    "empty": 400, "both": 400, "several_files": 400,
    "too_large": 413, "too_many_pages": 413, "too_much_text": 413, "too_long_paste": 413,
    "busy": 503, "closed": 503, "unavailable": 503, "no_readers": 503,
}  # fmt: skip


# Exempt from the check in the middleware, which would read the body out here; `csrf_protect` does it inside `discreet`.
@csrf_exempt
@discreet
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, UploadForm(), "")
    form = UploadForm(request.POST, request.FILES)
    form.is_valid()
    try:
        received = _receive(form, uploads.refusal(request), cookies.keys_held(request))
    except actions.Refused as refused:
        return _page(request, form, refused.code)
    return _to_the_report(received)


def _receive(form: UploadForm, refused: str | None, held: dict[str, str]) -> actions.Received:
    if refused is not None:  # the file was dropped while it came in
        raise actions.Refused(refused)
    form_key = form.cleaned_data.get("form_key", "")
    match form.brought():
        case ("file",):
            return actions.receive(content=form.content(), held=held, form_key=form_key)
        case ("text",):
            return actions.receive(text=form.cleaned_data["text"], held=held, form_key=form_key)
        case ("sample",):
            return actions.receive(text=actions.sample(form.cleaned_data["sample"], _language()), held=held)
        case ():
            raise actions.Refused("empty")
        case _:
            raise actions.Refused("both")


def _to_the_report(received: actions.Received) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("report", args=[received.id]))
    answer.status_code = 303
    cookies.hand_over(answer, received.id, received.key, received.life_seconds)
    for report_id in received.ended:
        cookies.take_back(answer, report_id)
    return answer


def _page(request: HttpRequest, form: UploadForm, code: str) -> HttpResponse:
    """The form as it was sent, with the sentence for `code` beside the field that it is about."""
    offer = actions.offer(_language())
    code = code or offer.closed
    refusal = actions.refusal(code, _language()) if code else ""
    field = "text" if form.is_bound and form.brought() == ("text",) else "file"
    if refusal and form.is_bound:
        form.add_error(field, refusal)
    context = {
        "form": form,
        "limits": offer.limits,
        "accepted": f"{ACCEPTED},{PICTURES}" if offer.pictures else ACCEPTED,
        "pictures": offer.pictures,
        "life_minutes": offer.life_minutes,
        "sample_slug": offer.sample_slug,
        "sample_text": offer.sample_text,
        "closed": code in CLOSED,
        "refusal": refusal,
        "wrong_field": form[field].id_for_label if refusal else "",
    }
    answer = render(request, "reports/upload.html", context, status=_status(code))
    if answer.status_code == 503:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _status(code: str) -> int:
    return STATUS.get(code, COULD_NOT_READ) if code else 200


def _language() -> str:
    return get_language() or "en"
