from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from network.models import User


def who(request: HttpRequest) -> User:
    """The signed-in person. Raises PermissionDenied for nobody, though login comes first."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
