from django.urls import path

from network.views import answering, applying, checker, guidance, joining, public, together

app_name = "network"
APPLICATION = "applications/<str:reference>/"

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
    path("invitation/<str:token>/", together.invitation, name="invitation"),
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
