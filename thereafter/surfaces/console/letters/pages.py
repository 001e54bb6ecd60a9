"""A letter to one customer: written, judged before the button is pressed, sent once."""

from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages as flash
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.audience.profiles import queries as profiles
from thereafter.engagement.cases import history, tasks
from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging import personal, returns, signature
from thereafter.engagement.messaging.models import Kind, Message
from thereafter.engagement.messaging.nights import zone
from thereafter.engagement.messaging.personal import Draft
from thereafter.foundation.ids import token
from thereafter.record.customers.models import Customer, Trouble
from thereafter.surfaces.console.customers.headline import headline
from thereafter.surfaces.console.customers.whom import her
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.letters import answer
from thereafter.surfaces.console.letters.answer import Said

_KINDS = (
    (Kind.SERVICE, "Service: an answer that is owed to her. Goes at any hour, without any consent."),
    (Kind.VALUE, "Value: it helps with what she bought. Takes her consent, keeps to her nights and the limits."),
    (Kind.ASK, "Ask: it wants something of her. Waits besides while anything is being put right."),
)


class LetterForm(forms.Form):
    """What is written. `key` makes two presses of the button one letter."""

    kind = forms.ChoiceField(label="What it is", choices=_KINDS, widget=forms.RadioSelect)
    subject = forms.CharField(label="Subject", max_length=200)
    text = forms.CharField(
        label="Text",
        max_length=personal.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="An empty line begins a paragraph; addresses like https://shop.example become links.",
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CloseForm(forms.Form):
    """Whether the task is done with the letter."""

    close = forms.BooleanField(label="With this letter the task is done", required=False)


def write(desk: Desk, customer_id: int) -> HttpResponse:
    """The form with the policy's answer; what is sent twice is one letter. A mistake loses no word."""
    customer, task = her(desk, customer_id), _task(desk, customer_id)
    posted = desk.request.POST if desk.request.method == "POST" else None
    form = LetterForm(posted, initial={"kind": Kind.SERVICE, "key": token()})
    closing = CloseForm(posted, initial={"close": True}) if task and task.is_open else None
    if posted and "check" not in posted and form.is_valid():
        draft = Draft(
            customer_id,
            Kind(form.cleaned_data["kind"]),
            form.cleaned_data["subject"],
            form.cleaned_data["text"],
            signature.of(desk.member, desk.shop),
            task.order_id if task else None,
        )
        try:
            return _send(desk, customer, task, form.cleaned_data["key"], draft, close=_closes(closing))
        except (personal.MayNotGo, personal.Unfinished) as refusal:
            form.add_error(None, f"{refusal} Nothing was sent, and your text is still here.")
    desk.only_asked()
    return desk.answer(
        "letters/write.html",
        form=_unjudged(form) if posted and "check" in posted else form,
        closing=closing,
        customer=customer,
        title=f"Write to {customer}",
        task=task,
        headline=_headline(customer, troubles := list(customer.troubles.filter(closed_at=None)), desk),
        troubles=troubles,
        heard=returns.look(_heard(customer_id)),
        signature=signature.of(desk.member, desk.shop),
        answer=_foreseen(desk, customer, form["kind"].value()) if posted else None,  # a look alone asks nothing
        status=400 if posted and "check" not in posted else 200,
    )


def foresee(desk: Desk, customer_id: int) -> HttpResponse:
    """The policy's answer alone, as the kind changes."""
    customer = her(desk, customer_id)
    desk.only_asked()
    return desk.answer("letters/answer.html", answer=_foreseen(desk, customer, desk.said("kind")))


def _send(desk: Desk, customer: Customer, task: Task | None, key: str, draft: Draft, *, close: bool) -> HttpResponse:
    letter, judged = personal.send(key, draft, by=desk.actor, now=desk.now)
    if task:
        history.wrote(task, letter, by=str(desk.member), now=desk.now)
        if close and task.is_open:
            tasks.done(task, outcome=f"Wrote to her: “{letter.subject}”.", by=str(desk.member), now=desk.now)
    desk.note("", kind=draft.kind, state=judged.state, about={"purpose_id": letter.pk})
    flash.success(desk.request, answer.became(judged, zone=_zone(desk, customer), stopped=_stopped(desk)))
    return redirect("console:task", task.pk) if task else redirect("console:customer", customer.pk)


def _foreseen(desk: Desk, customer: Customer, kind: object) -> Said:
    asked = Kind(str(kind)) if kind in Kind.values else Kind.SERVICE
    foreseen = personal.foresee(customer.pk, asked, now=desk.now)
    return answer.said(foreseen, zone=_zone(desk, customer), stopped=_stopped(desk))


def _unjudged(form: LetterForm) -> LetterForm:
    """The same words, without a judgement on what is not finished yet."""
    return LetterForm(initial={name: form[name].value() for name in form.fields})


def _headline(customer: Customer, troubles: list[Trouble], desk: Desk) -> str:
    return headline(profiles.of(customer.pk), [trouble.words for trouble in troubles], now=desk.now)


def _heard(customer_id: int) -> "QuerySet[Message]":
    """What she heard last, so that nobody says it twice."""
    return Message.objects.filter(customer_id=customer_id).select_related("purpose").order_by("-considered_at")[:6]


def _zone(desk: Desk, customer: Customer) -> ZoneInfo:
    place = zone(customer.time_zone, otherwise=desk.shop.time_zone)
    return place if isinstance(place, ZoneInfo) else desk.zone


def _stopped(desk: Desk) -> bool:
    return desk.shop.sending_stopped is not None


def _closes(closing: CloseForm | None) -> bool:
    return bool(closing and closing.is_valid() and closing.cleaned_data["close"])


def _task(desk: Desk, customer_id: int) -> Task | None:
    """The task that the address names, if it is about her."""
    number = desk.asked("task")
    if not number.isdecimal() or len(number) > 18:
        return None
    return Task.objects.filter(pk=int(number), customer_id=customer_id).first()
