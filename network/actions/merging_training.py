"""What the training exchange does when two organisations become one."""

from datetime import datetime

from network.models import Organisation, TrainingInterest
from portal.merging import Rule


def settle_interests(stays: Organisation, goes: Organisation, _now: datetime) -> None:
    """Nobody wants a training of their own, nor the same one twice."""
    both = [stays, goes]
    TrainingInterest.objects.filter(organisation__in=both, post__organisation__in=both).delete()
    wanted = TrainingInterest.objects.filter(organisation=stays).values("post")
    TrainingInterest.objects.filter(organisation=goes, post__in=wanted).delete()


RULES = (Rule("network.TrainingInterest.organisation", settle_interests),)
