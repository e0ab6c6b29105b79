"""Words that would be a program in a page that does not escape them, where people can write some, and what pages do."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

SHORT = 120
"""Signs of what is written where little room is."""
MARK = re.compile(r"alert\(/([\w.]+)/\)")


def attack(key: str) -> str:
    """Return words that would run in a text, in an attribute, after one, or as a template; they name a field."""
    return f"<script>alert(/{key}/)</script>\"'><img src=x onerror=alert(/{key}/)>{{{{7*191}}}}</textarea></title>"


def link(key: str) -> str:
    """Return an address that would run when somebody follows it."""
    return f"javascript:alert(/{key}/)"


BY_PROGRAM = "written by the program, of what it knows itself"
CODE = "one of a list of words"
HASH = "a hash or a key"
SHOWN = "shown"

COLUMNS: dict[str, str] = {
    **dict.fromkeys(
        (
            "accounts.User.name",
            "spaces.Country.name",
            "spaces.Agency.name",
            "spaces.Invitation.name",
            "stores.Assessment.title",
            "jobs.Job.title",
            "jobs.Notice.text",
            "register.Change.after",
            "register.Change.before",
            "register.Change.why",
            "register.Upload.file",
            "register.Upload.report",
            "register.Remark.text",
            "public.Publication.note",
            "public.Publication.result",
            "evidence.Upload.file",
            "evidence.Upload.said",
            "evidence.Upload.seen",
            "assessments.Draft.values",
            "assessments.Edit.after",
            "assessments.Comment.text",
            "assessments.Opinion.given",
            "assessments.Settled.given",
            "assessments.Settled.reason",
            "stores.Happening.stored",
            "stores.StoredFile.content",
            "surveys.Survey.told",
        ),
        SHOWN,
    ),
    **{
        f"register.System.{name}": SHOWN
        for name in (
            *("name", "summary", "website", "unit", "owner", "contact", "supplier", "purpose", "people", "benefits"),
            *("legal_basis", "technique", "data", "oversight", "appeal", "risks", "source"),
        )
    },
    **{
        f"register.System.{name}": CODE
        for name in (
            *("state", "topic", "phase", "started_is", "used_from_is", "ended_is", "built_by", "role"),
            *("personal_data", "impact_assessment", "cost_basis"),
        )
    },
    **{f"register.System.{name}": "a month, of seven signs" for name in ("started", "used_from", "ended")},
    "register.System.searched": "what words are looked for in, and shown by no page",
    "register.System.sorted_by": "what lists are sorted by, and shown by no page",
    "register.System.slug": "made of the name, of letters, digits and hyphens",
    "register.System.source_url": "an address of the web: what is none is no link, and is shown nowhere",
    "register.System.source_id": "told by downloads alone",
    "register.System.cost": "a number",
    "register.System.currency": "three letters",
    "spaces.Agency.slug": "letters, digits and hyphens",
    "stores.Assessment.slug": "letters, digits and hyphens",
    "spaces.Country.code": "three letters",
    "accounts.User.email": "an address of mail, checked by Django",
    "audit.PersonalValue.value": "what is personal stands in no page",
    "audit.Entry.body": "what pages tell of an entry stands in its other columns",
    "assessments.Edit.before": "what stood before is told by no page",
    "evidence.Addition.file": "letters, digits, hyphens and a dot: a name that the program makes of the person's",
    "evidence.Remembered.said": "proposed for the next file, in the same places as what is said of it",
    "evidence.Upload.trial": BY_PROGRAM,
    "stores.WrittenOver.name": "as that of a file: what else a name holds is refused",
    "stores.StoredFile.name": "letters, digits, hyphens and dots: what else a name holds is refused",
    "business_case.CaseFile.name": CODE,
    "surveys.Survey.audience": CODE,
    "surveys.Survey.questions": "codes of questions of the framework",
    "surveys.Reply.answers": "counted, and told by no page",
    **dict.fromkeys(("surveys.Survey.token", "surveys.Reply.sheet", "surveys.Reply.code"), HASH),
    "business_case.BusinessCase.record": BY_PROGRAM,
    **dict.fromkeys(
        (
            *("accounts.User.language", "spaces.Membership.role", "spaces.Invitation.role", "stores.Version.state"),
            *("jobs.Job.kind", "jobs.Job.language", "jobs.Job.stage", "register.Change.action"),
            *("register.RecordedGate.gate", "register.RecordedGate.decision", "register.Upload.format"),
            *("stores.ResultFile.kind", "business_case.CaseReport.kind", "audit.Entry.action", "audit.Entry.kind"),
        ),
        CODE,
    ),
    **dict.fromkeys(
        (
            *("accounts.User.password", "spaces.Invitation.digest", "audit.Entry.digest", "audit.HashSalt.sha256"),
            *("audit.HashSalt.salt", "audit.PersonalValue.digest", "audit.PersonalValue.salt", "stores.Blob.sha256"),
            *("audit.PersonalValue.account", "stores.Version.snapshot", "stores.StoredFile.sha256"),
            *("stores.StoredFile.hash_key", "stores.LedgerKey.key", "stores.ToldRun.snapshot"),
            *("stores.ResultFile.snapshot", "register.Upload.sha256", "business_case.CaseReport.snapshot"),
            *("evidence.Upload.token", "evidence.Upload.sha256", "evidence.Addition.sha256"),
            *("evidence.Remembered.columns", "evidence.Retention.sha256", "assessments.Assessor.key"),
            *("assessments.Settled.basis", "region.FolderRetention.sha256"),
        ),
        HASH,
    ),
    **dict.fromkeys(
        (
            *("audit.Entry.who", "audit.Entry.key", "stores.ToldRun.content", "stores.ResultFile.name"),
            *("jobs.Job.wanted", "jobs.Job.address", "jobs.Job.step", "jobs.Job.problems", "jobs.Notice.address"),
            *("register.RecordedGate.framework", "register.RecordedGate.told", "business_case.CaseReport.name"),
            *("evidence.Upload.indicator", "evidence.Upload.replaces", "evidence.Addition.evidence"),
            *("evidence.Addition.replaces", "evidence.Remembered.indicator", "evidence.Retention.evidence"),
            *("assessments.Draft.question", "assessments.Edit.question", "assessments.Comment.question"),
            *("assessments.Panel.questions", "assessments.Opinion.question", "assessments.Settled.question"),
        ),
        BY_PROGRAM,
    ),
}
"""Column -> SHOWN where a person fills it and a page shows it, or why no page shows what a person writes there."""


@dataclass
class Form:
    """A form of a page: where it is sent, and its fields with what they hold."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, name and value."""

    def filled(self, *, everything: bool) -> dict[str, Any]:
        """Return the form as somebody malicious sends it: what is free to write, or every field."""
        sent: dict[str, Any] = {}
        for kind, name, value in self.fields:
            free = kind in {"text", "search", "email", "url", "tel", "number", "textarea", ""}
            if free or (everything and kind in {"hidden", "radio", "checkbox", "select", "date"}):
                sent[name] = attack(re.sub(r"\W", "_", name) or "field")
            elif kind == "password":
                sent[name] = "four plain words here"
            elif name not in sent and kind != "file":
                sent[name] = value
        return sent

    def empty(self) -> dict[str, str]:
        """Return the form as somebody sends it who has not written a word."""
        free = {"radio", "checkbox", "select", "file", "button", "submit"}
        return {name: value if kind == "hidden" else "" for kind, name, value in self.fields if kind not in free}


class Page(HTMLParser):
    """A page as a browser reads it: what would run in it, where it leads, and its forms."""

    def __init__(self, address: str, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.faults, self.links, self.forms = address, [], [], []
        self._script, self._in_select = False, ""
        self.feed(content)
        self.said = set(MARK.findall(html.unescape(content)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.faults += list(self._wrong(tag, given))
        # Data that a script of ours reads are no program.
        self._script = tag == "script" and given.get("type") != "application/json"
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            self.forms.append(Form(urljoin(self.address, given.get("action", "")), given.get("method", "get").lower()))
        elif tag == "select":
            self._in_select = given.get("name", "")
        elif tag == "option" and self._in_select and given.get("value") and self.forms:
            self.forms[-1].fields.append(("select", self._in_select, given["value"]))
        elif tag in {"input", "textarea", "button"} and given.get("name") and self.forms:
            kind = tag if tag != "input" else given.get("type", "text")
            self.forms[-1].fields.append((kind, given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"
        self._in_select = "" if tag == "select" else self._in_select

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.faults.append(f"a script within: {data.strip()[:SHORT]}")
        if "1337" in data and "alert(" in data:
            self.faults.append("what was written is read as a template")

    def _wrong(self, tag: str, given: dict[str, str]) -> Iterator[str]:
        yield from (f"{tag} {name}" for name in given if name.startswith("on") or name in {"style", "srcdoc"})
        for name in ("href", "src", "action", "formaction", "xlink:href", "data"):
            where = given.get(name, "").strip().lower()
            # A picture, and a table to be kept, may lie in the page itself.
            own = where.startswith("data:image/") if tag in {"img", "image"} else where.startswith("data:text/csv;")
            if re.match(r"(javascript|vbscript|data):", where) and not (own and ("download" in given or tag != "a")):
                yield f"{tag} {name}={where[:SHORT]}"
        if (
            tag == "script"
            and given.get("type") != "application/json"
            and not given.get("src", "").startswith("/static/")
        ):
            yield f"a script from {given.get('src', 'within')}"
        if (tag == "img" and given.get("src") == "x") or tag in {"iframe", "object", "embed", "base"}:
            yield f"{tag} that the page has not made"
