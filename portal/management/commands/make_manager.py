from typing import Any, override

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from network.actions.staff import invite_staff
from portal.letters import absolute
from portal.staff_groups import MANAGERS


class Command(BaseCommand):
    help = (
        "Makes somebody a Manager and prints the one-time link by which they set up their second "
        "step at sign-in. For the first Manager, and when all Managers have lost theirs: what the "
        "person had enrolled before stops working."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how to call them")

    @override
    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user, token = invite_staff(
            email=email, name=name, groups=[MANAGERS], by=None, now=timezone.now()
        )
        self.stdout.write(f"{user.email} is a Manager. They sign in with a code sent to them, at")
        self.stdout.write(f"  {absolute('account_login')}")
        self.stdout.write("and then open this link, which works once, for 24 hours:")
        self.stdout.write(f"  {absolute('enrol', token.secret)}")
