"""Whether the reader is staff who type for the applicant: said on each page where they do."""

from django import template
from django.template import RequestContext

from network.models import Application, ApplicationPerson

register = template.Library()


@register.simple_tag(takes_context=True)
def typing_for(context: RequestContext, application: Application) -> str:
    """For whom the reader types: the organisation's name, or the reference; "" for who applies.

    One query, for staff only.
    """
    user = context["request"].user
    if not user.is_staff:
        return ""
    typing = application.people.filter(user=user, role=ApplicationPerson.Role.SCRIBE)
    return (application.organisation_name or application.reference) if typing.exists() else ""
