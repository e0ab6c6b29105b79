"""Who reaches which address, and who may do which operation: one row for each. A new one without a row fails a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject

EVERYBODY, SIGNED_IN, OWNER, BEGUN = "everybody", "signed in", "owner", "begun"


@dataclass(frozen=True)
class Address:
    """An address, and what it asks.

    Parameters
    ----------
    asks
        EVERYBODY, SIGNED_IN, OWNER (what only its maker finds), BEGUN (what leads to the sign-in once there is an
        account), or the action and subject that the tables decide on.
    where
        Names of the values in the address, which the world of the test gives.
    posts
        What is sent, where the address takes nothing else.
    finds
        Whether somebody who may not is told that there is no such thing, instead of that it is not permitted.
    """

    asks: str | tuple[Action, Subject]
    where: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Any] | None = None


def right(action: Action, kind: Kind, where: dict[str, str] | None = None, **more: Any) -> Address:
    subject = Subject(kind, more.pop("state", None), more.pop("own", False))
    return Address((action, subject), where or {}, **more)


SYSTEM = {"slug": "system"}
WORK = {"agency": "agency_slug", "slug": "assessment"}
QUESTION = {**WORK, "kind": "question_kind", "id": "question"}
APART = {**QUESTION, "id": "apart"}
TOGETHER = {**APART, "slug": "compared"}
UPLOAD, PIECE = {**WORK, "key": "upload"}, {**WORK, "id": "piece"}
IN_COUNTRY, MEMBER = {"country": "country"}, {"key": "member"}
SEE, CREATE, CHANGE, REMOVE = Action.SEE, Action.CREATE, Action.CHANGE, Action.REMOVE

ADDRESSES: dict[str, Address] = {
    "any_language": Address(EVERYBODY),
    "home": Address(EVERYBODY),
    "demonstration": Address(OWNER),
    "audit_head": Address(EVERYBODY),
    "begin": Address(BEGUN),
    "invitation": Address(EVERYBODY, {"token": "token"}),
    "account": Address(SIGNED_IN),
    "people": right(SEE, Kind.INVITATION),
    # The draft of the test's world lies in the first country, which decides about the region.
    "country_new": right(CREATE, Kind.COUNTRY),
    "analyst_invite": right(CREATE, Kind.INVITATION),
    "agency_new": right(CREATE, Kind.AGENCY, IN_COUNTRY),
    "agency_rename": right(CHANGE, Kind.AGENCY, {"key": "agency"}),
    "invite": right(CREATE, Kind.INVITATION, IN_COUNTRY),
    "invitation_revoke": right(REMOVE, Kind.INVITATION, {"key": "invitation"}, posts={}),
    "member_end": right(REMOVE, Kind.MEMBER, MEMBER),
    "member_password": right(CREATE, Kind.INVITATION, MEMBER),
    "member_erase": right(Action.ERASE, Kind.ACCOUNT, MEMBER),
    "audit_trail": right(SEE, Kind.AUDIT),
    "audit_trail_csv": right(SEE, Kind.AUDIT),
    "job": right(SEE, Kind.TASK, {"key": "job"}),
    "job_cancel": right(Action.CANCEL, Kind.TASK, {"key": "job"}, posts={}),
    "assessments:list": Address(SIGNED_IN),
    "assessments:new": right(CREATE, Kind.ASSESSMENT, {"system": "system"}),
    "assessments:tasks": right(SEE, Kind.ANSWER, WORK),
    "assessments:so_far": right(SEE, Kind.ANSWER, WORK),
    "assessments:review": right(SEE, Kind.ANSWER, WORK),
    "assessments:act": right(Action.SUBMIT, Kind.ASSESSMENT, {**WORK, "verb": "verb"}, state=State.DRAFT, posts={}),
    "assessments:report": right(SEE, Kind.ANSWER, WORK),
    "assessments:compute": right(CREATE, Kind.TASK, WORK, posts={}),
    # Those of the test's world who may answer are all on its panel: whoever may see their own answer finds one.
    "assessors:panel": right(SEE, Kind.PANEL, WORK),
    "assessors:begin": right(CREATE, Kind.PANEL, WORK, state=State.DRAFT, posts={}),
    "assessors:act": right(
        Action.FINISH, Kind.OPINION, {**WORK, "verb": "finish"}, state=State.DRAFT, own=True, posts={}
    ),
    "assessors:question": right(SEE, Kind.OPINION, APART, own=True),
    "assessors:draft": right(CHANGE, Kind.OPINION, APART, state=State.DRAFT, own=True, posts={}),
    "assessors:settle": right(CHANGE, Kind.PANEL, TOGETHER, state=State.DRAFT, posts={}),
    "assessors:mind": right(CHANGE, Kind.OPINION, TOGETHER, state=State.DRAFT, own=True, posts={}),
    "assessments:workbook": right(SEE, Kind.ANSWER, WORK),
    "assessments:export": right(Action.EXPORT, Kind.ASSESSMENT, WORK),
    # No workbook waits in the world of the test: nobody finds one to take.
    "assessments:take": Address(OWNER, WORK, posts={}),
    "assessments:table": right(SEE, Kind.ANSWER, {**WORK, "name": "table"}),
    "assessments:scores": right(SEE, Kind.ANSWER, WORK),
    # Nothing is computed of the draft of the test's world: there is nothing to explain, and no bundle.
    "assessments:explain": Address(OWNER, {**WORK, "node": "question"}),
    "assessments:bundle": Address(OWNER, WORK),
    "assessments:leaving": right(SEE, Kind.ANSWER, WORK),
    "assessments:folder": right(Action.EXPORT, Kind.EVIDENCE, WORK),
    "assessments:link": right(CHANGE, Kind.ASSESSMENT, WORK, state=State.DRAFT, posts={"system": "triage"}),
    "assessments:question": right(SEE, Kind.ANSWER, QUESTION),
    "assessments:draft": right(CHANGE, Kind.ANSWER, QUESTION, state=State.DRAFT, posts={}),
    "assessments:comment": right(CREATE, Kind.COMMENT, QUESTION, posts={}),
    "business_case:case": right(SEE, Kind.BUSINESS_CASE, SYSTEM),
    "business_case:begin": right(CREATE, Kind.BUSINESS_CASE, SYSTEM, posts={}),
    "business_case:bring": right(CHANGE, Kind.BUSINESS_CASE, SYSTEM, posts={}),
    "business_case:report": right(CREATE, Kind.TASK, SYSTEM, posts={"kind": "case"}),
    "business_case:gate": right(CREATE, Kind.TASK, SYSTEM, posts={"gate": "idea"}),
    "business_case:record": right(Action.APPROVE, Kind.BUSINESS_CASE, SYSTEM, posts={"gate": "idea"}),
    "business_case:download": right(Action.EXPORT, Kind.BUSINESS_CASE, {**SYSTEM, "name": "workbook"}),
    "business_case:shown": right(SEE, Kind.BUSINESS_CASE, {**SYSTEM, "kind": "case_report"}),
    "business_case:erase": right(Action.ERASE, Kind.EVIDENCE, {**SYSTEM, "key": "superseded"}),
    # Nothing is computed of the case of the test's world.
    "business_case:part": Address(OWNER, {**SYSTEM, "kind": "case_report", "name": "workbook"}),
    "evidence:list": right(SEE, Kind.EVIDENCE, WORK),
    "evidence:add": right(CREATE, Kind.EVIDENCE, WORK, state=State.DRAFT),
    "evidence:upload": right(CREATE, Kind.EVIDENCE, UPLOAD, state=State.DRAFT),
    "evidence:drop": right(CREATE, Kind.EVIDENCE, UPLOAD, state=State.DRAFT, posts={}),
    "evidence:add_answers": right(CREATE, Kind.EVIDENCE, WORK, state=State.DRAFT),
    # What waits in the test's world is no file of answers.
    "evidence:answers": Address(OWNER, UPLOAD),
    "evidence:download": right(Action.EXPORT, Kind.EVIDENCE, PIECE),
    "evidence:set_aside": right(CHANGE, Kind.EVIDENCE, PIECE, state=State.DRAFT),
    "evidence:keep": right(Action.RETAIN, Kind.EVIDENCE, PIECE),
    "evidence_due": Address(SIGNED_IN),
    "surveys:list": right(SEE, Kind.EVIDENCE, WORK),
    "surveys:open": right(CREATE, Kind.EVIDENCE, {**WORK, "audience": "audience"}, state=State.DRAFT),
    "surveys:xlsform": right(SEE, Kind.EVIDENCE, {**WORK, "audience": "audience"}),
    "surveys:survey": right(SEE, Kind.EVIDENCE, {**WORK, "key": "survey"}),
    "surveys:picture": right(SEE, Kind.EVIDENCE, {**WORK, "key": "survey"}),
    "surveys:close": right(CREATE, Kind.EVIDENCE, {**WORK, "key": "survey"}, state=State.DRAFT, posts={}),
    "surveys:bring": right(CREATE, Kind.EVIDENCE, {**WORK, "key": "survey"}, state=State.DRAFT, posts={}),
    "answer": Address(EVERYBODY, {"token": "survey_token"}),
    "survey_thanks": Address(EVERYBODY, {"token": "survey_token"}),
    "survey_any_language": Address(EVERYBODY, {"token": "survey_token"}),
    "evidence:erase": right(Action.ERASE, Kind.EVIDENCE, PIECE),
    "evidence:erase_written_over": right(Action.ERASE, Kind.EVIDENCE, {**WORK, "key": "over"}),
    "register:systems": Address(SIGNED_IN),
    "register:csv": Address(SIGNED_IN),
    "register:json": Address(SIGNED_IN),
    "register:new": right(CREATE, Kind.SYSTEM),
    "register:declare": right(CREATE, Kind.SYSTEM),
    "register:import": right(CREATE, Kind.SYSTEM),
    "register:report": Address(OWNER, {"upload": "nothing"}),
    "register:take": Address(OWNER, {"upload": "nothing"}, posts={}),
    "register:errors": Address(OWNER, {"upload": "nothing"}),
    "register:system": right(SEE, Kind.SYSTEM, SYSTEM),
    "register:history": right(SEE, Kind.SYSTEM, SYSTEM),
    "register:publish": right(Action.PUBLISH, Kind.SYSTEM, SYSTEM, posts={}),
    "register:withdraw": right(Action.WITHDRAW, Kind.SYSTEM, SYSTEM, posts={}),
    "register:answer": right(CHANGE, Kind.SYSTEM, {**SYSTEM, "remark": "remark"}, posts={}),
    "register:edit": right(CHANGE, Kind.SYSTEM, {**SYSTEM, "group": "group"}),
    **{
        name: Address(EVERYBODY)
        for name in (
            "public_systems_csv",
            "public_systems_json",
            "public:systems",
            "public:agencies",
            "public:about",
            "public:feed",
            "public:compare",
            "region:all",
            "region:maps",
        )
    },
    "region:country": Address(EVERYBODY, {"code": "country_code"}),
    "region:advice": Address(EVERYBODY, {"code": "country_code"}),
    "region:readiness": Address(EVERYBODY, {"code": "country_code"}),
    "region:outline": Address(EVERYBODY, {"code": "country_code"}),
    "region:folder": right(CHANGE, Kind.COUNTRY, {"code": "country_code"}),
    "region:bring": right(CHANGE, Kind.COUNTRY, {"code": "country_code"}, posts={}),
    "region:take": right(CHANGE, Kind.COUNTRY, {"code": "country_code", "number": "one"}),
    "region:keep": right(CHANGE, Kind.COUNTRY, {"code": "country_code", "number": "one"}),
    "region:erase": right(Action.ERASE, Kind.EVIDENCE, {"code": "country_code", "number": "one"}),
    "public:agency": Address(EVERYBODY, {"slug": "agency_slug"}),
    "public:country": Address(EVERYBODY, {"code": "country_code"}),
    # The system of the test's world is a draft: of drafts nobody sees anything here, whoever they are.
    **{
        name: Address(OWNER, SYSTEM)
        for name in (
            "public_system_json",
            "public:system",
            "public:history",
            "public:remark",
            "public:thanks",
            "public:badge",
        )
    },
    "public_system": Address(EVERYBODY, SYSTEM),
    "published_file": Address(OWNER, {**SYSTEM, "number": "nothing", "name": "group"}),
    "public:over_time": Address(OWNER, SYSTEM),
    "public:gate": Address(OWNER, {**SYSTEM, "number": "nothing"}),
    "public_gate_file": Address(OWNER, {**SYSTEM, "number": "nothing", "name": "group"}),
    "public:assessment": Address(OWNER, {**SYSTEM, "number": "nothing"}),
}
"""Name of an address -> what it asks."""

PUBLISHED = tuple(name for name, one in ADDRESSES.items() if name.startswith("public") and one.where == SYSTEM)
"""Addresses of a system that everybody reaches once it is published."""

OF_ACCOUNTS = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
"""How the names of addresses begin that are about one's own account alone; django-allauth's own tests hold them."""

EARLIER: dict[str, Action] = {
    "evidence:download": Action.EXPORT,
    "evidence:keep": Action.RETAIN,
    "evidence:erase": Action.ERASE,
}
"""Addresses that are asked for an earlier version with `?version=N`, and what somebody does to its evidence there."""

BY_LINK, BY_SERVER = "the link is the permission", "whoever runs the server"
BY_ANYBODY, OF_ONESELF = "anybody, without an account", "about whoever asks, and nobody else"

OPERATIONS: dict[str, str | tuple[Action, Subject]] = {
    "spaces.begin": BY_SERVER,
    "spaces.create_country": BY_SERVER,
    "spaces.appoint": BY_SERVER,
    "spaces.accept": BY_LINK,
    "spaces.open_invitation": BY_LINK,
    "region.bring_folder": (CHANGE, Subject(Kind.COUNTRY)),
    "region.erase_folder": (Action.ERASE, Subject(Kind.EVIDENCE)),
    "spaces.add_country": (CREATE, Subject(Kind.COUNTRY)),
    "spaces.create_agency": (CREATE, Subject(Kind.AGENCY)),
    "spaces.rename_agency": (CHANGE, Subject(Kind.AGENCY)),
    "spaces.invite": (CREATE, Subject(Kind.INVITATION)),
    "spaces.revoke": (REMOVE, Subject(Kind.INVITATION)),
    "spaces.end_membership": (REMOVE, Subject(Kind.MEMBER)),
    "spaces.erase_account": (Action.ERASE, Subject(Kind.ACCOUNT)),
    "spaces.make_password_link": (CREATE, Subject(Kind.INVITATION)),
    "spaces.change_profile": OF_ONESELF,
    "stores.start": (CREATE, Subject(Kind.ASSESSMENT)),
    "stores.change_files": (CHANGE, Subject(Kind.ANSWER, State.DRAFT)),
    "stores.finish_apart": (Action.FINISH, Subject(Kind.OPINION, State.DRAFT, own=True)),
    "stores.submit": (Action.SUBMIT, Subject(Kind.ASSESSMENT, State.DRAFT)),
    "stores.take_back": (Action.TAKE_BACK, Subject(Kind.ASSESSMENT, State.IN_REVIEW)),
    "stores.request_changes": (Action.REQUEST_CHANGES, Subject(Kind.ASSESSMENT, State.IN_REVIEW)),
    "stores.approve": (Action.APPROVE, Subject(Kind.ASSESSMENT, State.IN_REVIEW)),
    "stores.publish": (Action.PUBLISH, Subject(Kind.ASSESSMENT, State.APPROVED)),
    "stores.withdraw": (Action.WITHDRAW, Subject(Kind.ASSESSMENT, State.PUBLISHED)),
    "stores.correct": (Action.CORRECT, Subject(Kind.ASSESSMENT, State.PUBLISHED)),
    "stores.erase_evidence": (Action.ERASE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "region.keep_folder_until": (CHANGE, Subject(Kind.COUNTRY)),
    "stores.erase_bytes": (Action.ERASE, Subject(Kind.EVIDENCE)),
    "stores.write_results": BY_SERVER,
    "stores.erase_again": BY_SERVER,
    "assessments.begin": (CREATE, Subject(Kind.ASSESSMENT)),
    "assessments.link": (CHANGE, Subject(Kind.ASSESSMENT, State.DRAFT)),
    "assessments.answer": (CHANGE, Subject(Kind.ANSWER, State.DRAFT)),
    "assessments.keep_draft": (CHANGE, Subject(Kind.ANSWER, State.DRAFT)),
    "assessments.comment": (CREATE, Subject(Kind.COMMENT)),
    "assessments.write_tables": (CHANGE, Subject(Kind.ANSWER, State.DRAFT)),
    "assessments.take_book": (CHANGE, Subject(Kind.ANSWER, State.DRAFT)),
    "assessments.submit": (Action.SUBMIT, Subject(Kind.ASSESSMENT, State.DRAFT)),
    "assessments.publish": (Action.PUBLISH, Subject(Kind.ASSESSMENT, State.APPROVED)),
    "assessments.withdraw": (Action.WITHDRAW, Subject(Kind.ASSESSMENT, State.PUBLISHED)),
    "assessors.begin": (CREATE, Subject(Kind.PANEL, State.DRAFT)),
    "assessors.keep": (CHANGE, Subject(Kind.OPINION, State.DRAFT, own=True)),
    "assessors.keep_sent": (CHANGE, Subject(Kind.OPINION, State.DRAFT, own=True)),
    "assessors.finish": (Action.FINISH, Subject(Kind.OPINION, State.DRAFT, own=True)),
    "assessors.go_on": (CHANGE, Subject(Kind.OPINION, State.DRAFT, own=True)),
    "assessors.end": (Action.CANCEL, Subject(Kind.PANEL, State.DRAFT)),
    "assessors.settle": (CHANGE, Subject(Kind.PANEL, State.DRAFT)),
    "assessors.settle_alike": (CHANGE, Subject(Kind.PANEL, State.DRAFT)),
    "assessors.change_mind": (CHANGE, Subject(Kind.OPINION, State.DRAFT, own=True)),
    "business_case.begin": (CREATE, Subject(Kind.BUSINESS_CASE)),
    "business_case.bring": (CHANGE, Subject(Kind.BUSINESS_CASE)),
    "business_case.erase_file": (Action.ERASE, Subject(Kind.EVIDENCE)),
    "business_case.report": (Action.APPROVE, Subject(Kind.BUSINESS_CASE)),
    "business_case.write_report": BY_SERVER,
    "business_case.keep_refusal": BY_SERVER,
    "evidence.bring": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "evidence.fill_in": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "evidence.try_upload": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "evidence.take": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "evidence.drop": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "evidence.set_aside": (CHANGE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "evidence.keep_until": (Action.RETAIN, Subject(Kind.EVIDENCE)),
    "evidence.erase": (Action.ERASE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "jobs.try_file": (CREATE, Subject(Kind.TASK)),
    "jobs.ask": (CREATE, Subject(Kind.TASK)),
    "jobs.assess": (CREATE, Subject(Kind.TASK)),
    "jobs.cancel": (Action.CANCEL, Subject(Kind.TASK)),
    "jobs.see_notices": OF_ONESELF,
    "surveys.open_survey": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "surveys.close_survey": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "surveys.bring_replies": (CREATE, Subject(Kind.EVIDENCE, State.DRAFT)),
    "surveys.reply": BY_ANYBODY,
    "register.register_system": (CREATE, Subject(Kind.SYSTEM)),
    "register.register_many": (CREATE, Subject(Kind.SYSTEM)),
    "register.change_system": (CHANGE, Subject(Kind.SYSTEM)),
    "register.change_many": (CHANGE, Subject(Kind.SYSTEM)),
    "register.publish_system": (Action.PUBLISH, Subject(Kind.SYSTEM)),
    "register.withdraw_system": (Action.WITHDRAW, Subject(Kind.SYSTEM)),
    "register.declare_none": (CREATE, Subject(Kind.SYSTEM)),
    "register.remark": BY_ANYBODY,
    "register.answer_remark": (CHANGE, Subject(Kind.SYSTEM)),
}
"""Application and function -> what it asks; or who else decides."""
