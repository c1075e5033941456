"""Records made for a test: Word documents, HL7 messages, FHIR resources and CDA documents. All people are made up."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def docx(body: str, *, parts: dict[str, str] | None = None, files: dict[str, bytes] | None = None) -> bytes:
    """A document with this body. `parts`: "header1", "footer1", "styles", "numbering", "footnotes", … and their XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="a" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        rows = []
        for name, inner in (parts or {}).items():
            kind = name.rstrip("0123456789")
            root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
            archive.writestr(f"word/{name}.xml", f"<w:{root} {NAMES}>{inner}</w:{root}>")
            rows.append(f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{name}.xml"/>')
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{''.join(rows)}</Relationships>")
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    whole = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{whole}</w:p>"


def table(*rows: Sequence[str], properties: str = "") -> str:
    """Each cell one paragraph, or XML of its own."""
    made = []
    for row in rows:
        cells = (one if one.startswith("<") else paragraph(one) for one in row)
        made.append("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>")
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(made)}</w:tbl>"


def hl7(*segments: str, charset: str = "UNICODE UTF-8", type_: str = "ORU^R01", marks: str = "^~\\&") -> bytes:
    head = f"MSH|{marks}|LAB|CLINIC|||20260105||{type_}|1|P|2.5.1|||||{'|'}{charset}"
    return "\r".join((head, "PID|1||4711^^^MRN||ROE^JANE||19600101|F", *segments)).encode()


def obr(
    name: str = "Surgical pathology study", *, number: str = "S26-1", day: str = "20260101", status: str = "F"
) -> str:
    return f"OBR|1||{number}|^{name}|||{day}" + "|" * 18 + status


def obx(name: str, value: str, *, kind: str = "ST", unit: str = "", status: str = "F", sub: str = "") -> str:
    return f"OBX|1|{kind}|^{name}|{sub}|{value}|{unit}|>1||||{status}"


def fhir(resource: Any) -> bytes:
    return json.dumps(resource).encode()


def concept(text: str) -> dict[str, Any]:
    return {"text": text}


def observation(name: str, value: str | None = None, **others: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"resourceType": "Observation", "status": "final", "code": concept(name), **others}
    return made if value is None else {**made, "valueString": value}


def report(**others: Any) -> dict[str, Any]:
    return {"resourceType": "DiagnosticReport", "status": "final", "code": concept("Surgical pathology"), **others}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def form(content: bytes, media_type: str) -> dict[str, str]:
    return {"contentType": media_type, "data": base64.b64encode(content).decode()}


def cda(sections: str = "", *, body: str = "", people: Sequence[str] = ("4711",), more: str = "") -> bytes:
    targets = "".join(
        f'<recordTarget><patientRole><id root="1.2.3" extension="{one}"/>'
        f"<patient><name><given>Jane</given><family>Roe</family></name></patient></patientRole></recordTarget>"
        for one in people
    )
    whole = body or f"<structuredBody>{sections}</structuredBody>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Pathology report</title>{targets}{more}'
        f"<component>{whole}</component></ClinicalDocument>"
    ).encode()


def section(title: str, text: str, inner: str = "") -> str:
    return f"<component><section><title>{title}</title><text>{text}</text>{inner}</section></component>"
