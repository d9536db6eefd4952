from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from network.models import Application, Organisation
from portal.demo.load import SEED, load


class Command(BaseCommand):
    help = "Fills an empty database with an invented network. Only where the setting DEMO is on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is something already"
        )
        parser.add_argument(
            "--migrate", action="store_true", help="bring the database up to date before"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="the number it all grows from")
        parser.add_argument(
            "--applications", type=int, default=0, help="plant simple ones up to this many"
        )
        parser.add_argument(
            "--force-for-benchmarks", action="store_true", help="without DEMO, in throw-away runs"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuses without DEMO, and where it would mix invented with real content."""
        if not (settings.DEMO or options["force_for_benchmarks"]):
            raise CommandError("Demo data is loaded only where the setting DEMO is on.")
        if options["migrate"]:
            call_command("migrate", interactive=False)
        if Organisation.objects.exists() or Application.objects.exists():
            if options["if_empty"]:
                self.stdout.write("There are organisations or applications: nothing loaded.")
                return
            raise CommandError("There are organisations or applications: empty the database first.")
        load(now=timezone.now(), seed=options["seed"], applications=options["applications"])
        self.stdout.write(
            f"Loaded {Organisation.objects.count()} organisations and "
            f"{Application.objects.count()} applications."
        )
