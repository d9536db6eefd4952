from django.urls import path

from network.views import (
    answering,
    applying,
    checker,
    colleagues,
    confirming,
    guidance,
    invited,
    joining,
    organisations,
    public,
    support,
    together,
)

app_name = "network"
APPLICATION = "applications/<str:reference>/"
ORGANISATION = "organisation/<int:pk>/"
SUPPORT = "support/<int:pk>/"

urlpatterns = [
    path("", public.index, name="index"),
    path("eligibility/", checker.start, name="eligibility"),
    path("eligibility/result/", checker.result, name="eligibility_result"),
    path("eligibility/start-again/", checker.restart, name="eligibility_restart"),
    path("eligibility/<slug:slug>/", checker.ask, name="eligibility_question"),
    path("guidance/", guidance.guidance, name="guidance"),
    path("guidance/sent/", guidance.guidance_sent, name="guidance_sent"),
    path("apply/", applying.apply, name="apply"),
    path("join/", joining.join, name="join"),
    path("invitation/<str:token>/", invited.invitation, name="invitation"),
    path("organisation/", organisations.organisations, name="organisations"),
    path(ORGANISATION, organisations.organisation, name="organisation"),
    path(f"{ORGANISATION}edit/", organisations.edit, name="organisation_edit"),
    path(f"{ORGANISATION}invite/", colleagues.invite, name="organisation_invite"),
    path(f"{ORGANISATION}leave/", colleagues.leave, name="organisation_leave"),
    path(f"{ORGANISATION}take-over/", colleagues.take_over, name="organisation_take_over"),
    path(
        f"{ORGANISATION}invitations/<int:invitation>/",
        colleagues.invitation_act,
        name="organisation_invitation",
    ),
    path(
        f"{ORGANISATION}requests/<int:asked>/",
        colleagues.join_request,
        name="organisation_request",
    ),
    path(f"{ORGANISATION}people/<int:place>/", colleagues.person, name="organisation_person"),
    path(
        f"{ORGANISATION}people/<int:place>/<slug:name>/",
        colleagues.act,
        name="organisation_person_act",
    ),
    path(f"{ORGANISATION}confirm/", confirming.confirm, name="membership_confirm"),
    path(f"{ORGANISATION}withdraw/", confirming.withdraw, name="membership_withdraw"),
    path("support/", support.choose, name="support"),
    path(SUPPORT, support.requests_of, name="support_of"),
    path(f"{SUPPORT}ask/", support.ask, name="support_ask"),
    path(f"{SUPPORT}<str:reference>/", support.one, name="support_request"),
    path(f"{SUPPORT}<str:reference>/take-back/", support.take_back, name="support_take_back"),
    path(APPLICATION, applying.application, name="application"),
    path(f"{APPLICATION}check/", applying.check, name="check"),
    path(f"{APPLICATION}declaration/", applying.declaration, name="declaration"),
    path(f"{APPLICATION}sent/", applying.sent, name="sent"),
    path(f"{APPLICATION}copy/", applying.copy, name="copy"),
    path(f"{APPLICATION}withdraw/", applying.withdraw, name="withdraw"),
    path(f"{APPLICATION}answer/", answering.answer, name="answer"),
    path(f"{APPLICATION}colleagues/", together.colleagues, name="colleagues"),
    path(
        f"{APPLICATION}colleagues/<int:pk>/take-back/",
        together.revoke_invitation,
        name="revoke_invitation",
    ),
    path(f"{APPLICATION}documents/", together.application_documents, name="documents"),
    path(f"{APPLICATION}documents/<int:pk>/", together.document, name="document"),
    path(
        f"{APPLICATION}documents/<int:pk>/remove/",
        together.remove_document,
        name="remove_document",
    ),
    path(f"{APPLICATION}<slug:step>/", applying.step, name="step"),
]
