from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from events.views import calendar as private_calendar
from portal import (
    account_pages,
    dashboards,
    enrolment,
    erasure_admin,  # noqa: F401 - registers its pages, once all apps are there
    erasure_pages,
    even_answers,
    home,
    my_data_pages,
    report_pages,
    retention_admin,  # noqa: F401 - registers its page, once all apps are there
    search_pages,
    staff_front,
    views,
)

handler400 = "portal.views.bad_request"
handler429 = "portal.views.too_many"  # allauth's limits end there

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("staff/", staff_front.staff, name="staff"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("network/", include("network.urls")),
    path("events/", include("events.urls")),
    path("forums/", include("forums.urls")),
    path("bulletins/", include("bulletins.urls")),
    *enrolment.urlpatterns,
    *account_pages.urlpatterns,
    *my_data_pages.urlpatterns,
    *report_pages.urlpatterns,
    *erasure_pages.urlpatterns,
    *private_calendar.urlpatterns,
    *search_pages.urlpatterns,
    *even_answers.urlpatterns,
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("admin/", admin.site.urls),
]

if settings.MAIL_WEBHOOK_SECRET:
    urlpatterns += [path("mail-events/", include("bulletins.mail_event_urls"))]

if settings.DEMO:
    urlpatterns += [
        path("demo/mail/", views.demo_mail, name="demo_mail"),
        path("demo/mail/<str:key>/", views.demo_mail_message, name="demo_mail_message"),
    ]
