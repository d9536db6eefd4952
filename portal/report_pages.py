"""`/staff/report/`: the board report to look at and print, as a Word file and as a workbook."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from network.signed_in import who
from portal import audit, board_report
from portal.downloads import as_file
from portal.plots import plot
from portal.quarters import Quarter, Span, financial_year, last_over, quarter_of, year_end_before
from portal.reports import Report
from portal.spreadsheets import XLSX_TYPE
from portal.staff_access import staff_page
from portal.templatetags.portal import short_date

SEE = "portal.see_report"
EARLIEST = date(2000, 1, 1)
MOST_QUARTERS = 40
KINDS = ("docx", "xlsx")


def _day(label: Any, missing: Any) -> forms.DateField:
    words = {"required": missing, "invalid": gettext_lazy("Enter a day like 2026-03-31")}
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker, error_messages=words)


class PeriodForm(forms.Form):
    """Two days, by the address; `span` is the whole quarters they lie in that are over."""

    use_required_attribute = False

    since = _day(gettext_lazy("From"), gettext_lazy("Enter the day on which it begins"))
    until = _day(gettext_lazy("To"), gettext_lazy("Enter the day on which it ends"))

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__(data, label_suffix="")
        self.today = today
        self.span: Span | None = None

    def clean(self) -> dict[str, Any]:
        days: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self.span = self._checked(days["since"], days["until"])
        return days

    def _checked(self, since: date, until: date) -> Span | None:
        over = last_over(self.today)
        span = Span(quarter_of(since), min(quarter_of(until), over))
        for field, is_wrong, words in (
            ("since", since < EARLIEST, _("Begin on 1 January 2000 or later")),
            ("until", until < since, _("The last day comes before the first")),
            ("since", span.first > over, self._not_over(over)),
        ):
            if is_wrong:
                self.add_error(field, words)
                return None
        if len(span.quarters) > MOST_QUARTERS:
            self.add_error("until", _("Choose ten years at most"))
            return None
        return span

    @staticmethod
    def _not_over(over: Quarter) -> str:
        words = _("Only quarters that are over are counted: begin on %(day)s or earlier")
        return words % {"day": short_date(over.last_day)}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def board(request: HttpRequest) -> HttpResponse:
    """By GET the page; by POST a file, which is in the log. The last full year is shown first."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    today = timezone.localdate()
    choices = _choices(today)
    form = PeriodForm(request.GET or _as_query(choices[0][1]), today=today)
    report = board_report.report(form.span, today=today) if form.is_valid() and form.span else None
    kind = request.POST.get("kind", "")
    if report and form.span and kind in KINDS:
        return _file(request, report, form.span, kind)
    return render(request, "portal/report.html", _context(form, report, choices))


def _choices(today: date) -> list[tuple[str, Span]]:
    """Periods that people ask for; of a year that has just begun nothing is over yet."""
    over = last_over(today)
    year = year_end_before(today).year
    last = financial_year(year - 1)
    listed = [(_("Last year, April to March"), last)]
    if Quarter(year, 2) <= over:
        listed.append((_("This year so far"), Span(Quarter(year, 2), over)))
    return [
        *listed,
        (_("Last quarter"), Span(over, over)),
        (_("Last five years"), Span(financial_year(year - 5).first, last.last)),
    ]


def _as_query(span: Span) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({"since": f"{span.first_day}", "until": f"{span.last_day}"})
    return query


def _context(
    form: PeriodForm, report: Report | None, choices: list[tuple[str, Span]]
) -> dict[str, Any]:
    span = form.span if report else None
    return {
        "form": form,
        "report": report,
        "query": _as_query(span).urlencode() if span else "",
        "choices": [
            {"label": label, "query": _as_query(one).urlencode(), "is_chosen": one == span}
            for label, one in choices
        ],
        "tables": [(table, plot(table)) for table in report.tables] if report else [],
    }


def _file(request: HttpRequest, report: Report, span: Span, kind: str) -> HttpResponse:
    """Written down before it is made."""
    by, days = who(request), {"since": span.first_day, "until": span.last_day}
    audit.record(by=by, action="report.save", target=by, new={"kind": kind, **days})
    name = f"board-report-{span.first_day}-to-{span.last_day}.{kind}"
    from portal import (
        report_files,
        word_files,
    )  # their library weighs six megabytes of each process

    made = {
        "docx": (partial(report_files.as_docx, report), word_files.TYPE),
        "xlsx": (partial(report_files.as_xlsx, report), XLSX_TYPE),
    }
    write, content_type = made[kind]
    return as_file(name, write(), content_type)


urlpatterns = [path("staff/report/", board, name="report")]
