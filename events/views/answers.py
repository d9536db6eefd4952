from django.http import HttpResponse, HttpResponseRedirect


def see_other(url: str) -> HttpResponse:
    """303: what was sent is done, and this is the page to look at now."""
    return HttpResponseRedirect(url, status=303)
