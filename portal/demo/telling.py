"""Tells an application's story by the real actions, each with the time it would have had."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.text import slugify

from network.actions import applying, documents, on_behalf, people, review
from network.actions.review import Question, Wording
from network.choices import Source
from network.eligibility import Category, Claim, Verdict
from network.forms import steps as step_forms
from network.forms.steps import DeclarationForm
from network.models import Application, LetterPreset, Organisation, StepAnswers, User
from network.references import new_reference
from network.states import Move, Reason
from network.steps import ANSWERED_STEPS, Step
from network.uploads import inspect
from portal.demo.clock import Clock
from portal.demo.papers import paper
from portal.demo.people import People, Staff
from portal.demo.sketches import Sketch, Sketcher, checked, typed
from portal.demo.words import FINDINGS, LETTER_ADDITIONS, QUESTIONS, Asked
from portal.letters import one_line

_FIELDS = {"mission": "mission", "service": "service", "support_work": "work"}
_CLOSE = "\n\nWith good wishes"
_DECLARED = str(DeclarationForm.base_fields["agreed"].label)


@dataclass
class World:
    """What all stories share."""

    rng: random.Random
    clock: Clock
    people: People
    staff: Staff
    sketcher: Sketcher

    @cached_property
    def presets(self) -> dict[tuple[str, str], LetterPreset]:
        """The co-ordinator's letters, by move and reason."""
        return {(preset.move, preset.reason): preset for preset in LetterPreset.objects.all()}


class Story:
    """One application; every method is one act and leaves `at` at the time of it."""

    def __init__(
        self,
        world: World,
        sketch: Sketch,
        *,
        started_days_ago: int,
        lead: User | None = None,
        source: str = Source.SITE,
        from_the_checker: bool = False,
    ) -> None:
        self.world, self.sketch, self.source = world, sketch, source
        self.was_checked = from_the_checker
        self._versions: dict[Step, int] = {}
        self.at = world.clock.ago(started_days_ago)
        self.lead = lead or world.people.new(since=self.at)
        self.writer = self.lead
        self.handler = world.staff.coordinator
        if source == Source.SITE:
            self.application = self._start(from_the_checker)
        else:
            self.application = self._enter()

    def _start(self, from_the_checker: bool) -> Application:
        return applying.start_application(
            by=self.lead,
            now=self.at,
            checked=checked(self.sketch) if from_the_checker else None,
            reference=new_reference(self.world.rng),
        )

    def _enter(self) -> Application:
        """The co-ordinator types for somebody who rang up or sent a Word file."""
        self.at = self.world.clock.at_desk(self.at, 0)
        self.writer = self.handler
        return on_behalf.enter_application(
            name=self.lead.name,
            email=self.lead.email,
            organisation_name=self.sketch.name,
            source=self.source,
            by=self.handler,
            now=self.at,
            reference=new_reference(self.world.rng),
        )

    def save(self, step: Step, changes: dict[str, Any] | None = None, *, days: int = 0) -> None:
        """Fill in one step, with `changes` to what would be typed; a field of None is left out."""
        text = self._typed(step, changes or {}, days)
        saved = applying.save_step(
            application=self.application,
            step=step,
            typed=text,
            version=self._versions.get(step, 1),
            by=self.writer,
            now=self.at,
        )
        self._versions[step] = saved.version

    def _typed(self, step: Step, changes: dict[str, Any], days: int) -> dict[str, Any]:
        self.at = self.world.clock.later(self.at, days)
        usual = typed(
            self.sketch,
            step,
            contact=self.lead.name,
            phone=self.lead.phone,
            rng=self.world.rng,
        )
        kept = {name: value for name, value in (usual | changes).items() if value is not None}
        return step_forms.FORMS[step](data=kept).typed()

    def fill_in(self, *, days: int = 0) -> "Story":
        """Fill in what the checker did not carry over, in two sittings `days` apart.

        Kept at once, as `applying.save_step` leaves it: step by step it would be every eighth
        statement of the whole demo.
        """
        rows = {row.step: row for row in self.application.steps.all()}
        for step in ANSWERED_STEPS:
            if self.was_checked and step in {Step.LEADERSHIP, Step.WORK}:
                continue
            self._fill(rows[step], self._typed(step, {}, days if step == Step.PEOPLE else 0))
        StepAnswers.objects.bulk_update(
            rows.values(), ["typed", "version", "updated_at", "updated_by"]
        )
        self.application.save(update_fields=["edited_at", "organisation_name"])
        return self

    def _fill(self, row: StepAnswers, text: dict[str, Any]) -> None:
        if row.typed == text:
            return
        row.typed, row.updated_at, row.updated_by = text, self.at, self.writer
        row.version += 1
        self._versions[Step(row.step)] = row.version
        self.application.edited_at = self.at
        if row.step == Step.ORGANISATION:
            self.application.organisation_name = one_line(text["name"])

    def attach(self, name: str, title: str, line: str) -> "Story":
        """Add a supporting document."""
        documents.add_document(
            application=self.application,
            upload=inspect(paper(title, line), name),
            by=self.writer,
            now=self.at,
        )
        return self

    def bring_in_colleague(self, colleague: User) -> "Story":
        """Invite a colleague, who accepts the next day."""
        invitation = people.invite(
            application=self.application, email=colleague.email, by=self.lead, now=self.at
        )
        self.at = self.world.clock.later(self.at, 1)
        people.accept(invitation=invitation, by=colleague, now=self.at)
        return self

    def send(self, *, days: int = 0) -> "Story":
        """Send the application."""
        self.at = self.world.clock.later(self.at, days)
        applying.submit(
            application=self.application,
            frozen=self._frozen(),
            declaration={"name": self.lead.name, "wording": _DECLARED},
            by=self.writer,
            now=self.at,
        )
        return self

    def _frozen(self) -> applying.FrozenAnswers:
        frozen, forms = step_forms.freeze(self.application.steps.all())
        if frozen is None:
            wrong = {step: form.errors for step, form in forms.items() if form.errors}
            raise ValueError(f"{self.sketch.name} cannot be sent: {wrong}")
        return frozen

    def read(self, *, by: User | None = None, days: int = 1) -> "Story":
        """Start the review on the next working day."""
        self.handler = by or self.handler
        self.at = self.world.clock.at_desk(self.at, days)
        review.start_review(application=self.application, by=self.handler, now=self.at)
        return self

    def note(self, text: str) -> "Story":
        """Add an internal note."""
        review.add_note(application=self.application, text=text, by=self.handler, now=self.at)
        return self

    def find(self, *, only: Sequence[str] = (), nothing: bool = False) -> "Story":
        """Record findings about the categories claimed, or those of `only`.

        They are met where they are claimed, unless `nothing` is.
        """
        claimed = self.sketch.categories
        for category in only or claimed or [Category.SUPPORTS]:
            is_met = category in claimed and not nothing
            verdict = Verdict.MET if is_met else Verdict.NOT_MET
            review.record_finding(
                application=self.application,
                category=Category(category),
                verdict=verdict,
                comment=self.world.rng.choice(FINDINGS[category, verdict]),
                by=self.handler,
                now=self.at,
            )
        return self

    def ask(self, *reasons: Reason, days: int = 0) -> list[Asked]:
        """Ask one question for each reason; the first is the letter's."""
        asked = [self._question(reason) for reason in reasons]
        self._at_desk(days)
        self._refresh()
        review.ask(
            application=self.application,
            questions=[Question(one.question, one.step) for one in asked],
            wording=self._wording(Move.ASK, reasons[0]),
            reason=reasons[0],
            by=self.handler,
            now=self.at,
            expected_version=self.application.version,
        )
        return asked

    def _question(self, reason: Reason) -> Asked:
        claimed = self.sketch.categories
        fitting = [one for one in QUESTIONS[reason] if one.category in {"", *claimed}]
        return self.world.rng.choice(fitting)

    def _at_desk(self, days: int) -> None:
        """A little later on the same working day, or the next one `days` days on."""
        clock = self.world.clock
        self.at = clock.at_desk(self.at, days) if days else clock.later(self.at, 0)

    def answer(
        self, asked: Sequence[Asked], *, days: int, words: str = "", source: str = Source.SITE
    ) -> "Story":
        """Answer what was asked, and mend the steps that were asked about.

        `words` replace the first answer; with a `source` the co-ordinator types it.
        """
        self.at = self.world.clock.later(self.at, days)
        if source != Source.SITE:
            self._type_for_them(source)
        if not words:
            for one in asked:
                self._mend(one)
        texts = [words or asked[0].answer, *(one.answer for one in asked[1:])]
        open_items = self.application.information_items.open()
        applying.answer(
            application=self.application,
            answers={
                item.pk: text for item, text in zip(open_items.order_by("pk"), texts, strict=True)
            },
            frozen=self._frozen(),
            by=self.writer,
            now=self.at,
            source=source,
        )
        return self

    def _mend(self, asked: Asked) -> None:
        """Change what the question was about in the step that it opened."""
        sketch = self.sketch
        if asked.to in _FIELDS:
            field = _FIELDS[asked.to]
            claims = {Category.SUPPORTS: Claim.YES} if field == "work" else {}
            text = f"{getattr(sketch, field)} {asked.adds}"
            changes: dict[str, Any] = {field: text, "claims": sketch.claims | claims}
            sketch = replace(sketch, **changes)
        elif asked.to == "website":
            sketch = replace(sketch, website=f"https://{slugify(sketch.place)}.example.org")
        elif asked.step == Step.LEADERSHIP:
            sketch = replace(
                sketch, counts=sketch.counts | {"board_identifying": "4", "board_unknown": "1"}
            )
        else:
            return
        self.sketch = sketch
        self.save(Step(asked.step))

    def _type_for_them(self, source: str) -> None:
        self.at = self.world.clock.at_desk(self.at, 0)
        self.writer = self.handler
        on_behalf.become_scribe(
            application=self.application, source=source, by=self.handler, now=self.at
        )

    def ask_and_hear(self, *reasons: Reason, days: int, **how: Any) -> "Story":
        """Ask, and get the answers `days` days later."""
        return self.answer(self.ask(*reasons), days=days, **how)

    def match(self, organisation: Organisation) -> "Story":
        """Say that this is an organisation we know."""
        review.match(
            application=self.application,
            organisation=organisation,
            by=self.handler,
            now=self.at,
        )
        return self

    def approve(self, *, days: int = 0) -> "Story":
        """Approve; what was found met becomes the membership's categories."""
        return self._decide(Move.APPROVE, "", days)

    def refer(self, reason: Reason, *, days: int = 0) -> "Story":
        """Refer to guidance."""
        return self._decide(Move.REFER, reason, days)

    def decline(self, reason: Reason, *, days: int = 0, send: bool = True) -> "Story":
        """Decline, with or without a letter."""
        return self._decide(Move.DECLINE, reason, days, send=send)

    def _decide(self, move: Move, reason: str, days: int, *, send: bool = True) -> "Story":
        self._at_desk(days)
        self._refresh()
        decision: dict[str, Any] = {
            "application": self.application,
            "wording": self._wording(move, reason, send=send),
            "by": self.handler,
            "now": self.at,
            "expected_version": self.application.version,
        }
        if move == Move.APPROVE:
            review.approve(**decision)
        else:
            review.refer_or_decline(to_make=move, reason=reason, **decision)
        return self

    def withdraw(self, reason: Reason, *, days: int) -> "Story":
        """The applicant takes it back."""
        self.at = self.world.clock.later(self.at, days)
        applying.withdraw(application=self.application, by=self.lead, now=self.at, reason=reason)
        return self

    def _wording(self, move: Move, reason: str, *, send: bool = True) -> Wording:
        """The preset letter; to some the co-ordinator adds a line of her own."""
        presets = self.world.presets
        preset = presets.get((move, reason)) or presets[move, ""]
        extra = self.world.rng.choice(LETTER_ADDITIONS)
        body = preset.body.replace(_CLOSE, f"\n\n{extra}{_CLOSE}") if extra else preset.body
        return Wording(subject=preset.subject, body=body, send=send)

    def _refresh(self) -> None:
        self.application.refresh_from_db()
