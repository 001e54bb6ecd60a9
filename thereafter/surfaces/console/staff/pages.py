"""Who works here? Inviting, changing roles, dismissing."""

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages as flash
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.record.staff import invitations, members
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import May, Role, allowed
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.door.accounts import letters_come_from
from thereafter.surfaces.console.staff import reached

_ROLES = [(role.value, role.label[:1].upper() + role.label[1:]) for role in Role]


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    name = forms.CharField(label="Who", max_length=150, help_text="So that you know later for whom the link was.")
    address = forms.EmailField(
        label="Address", max_length=254, required=False, help_text="The link goes there too, if you give one."
    )
    role = forms.ChoiceField(label="Role", choices=_ROLES, initial=Role.AGENT)


def index(desk: Desk, form: InvitationForm | None = None) -> HttpResponse:
    """Everybody, what each role may do, and the open invitations."""
    return desk.answer(
        "staff/index.html",
        members=members.present(),
        former=members.former(),
        invitations=invitations.open_ones(now=desk.now),
        form=form or InvitationForm(),
        roles=[(role, [may.value for may in May if may in allowed(role)]) for role in Role],
        choices=_ROLES,
        status=400 if form and form.errors else 200,
    )


def invite(desk: Desk) -> HttpResponse:
    """Make the link, show it once, and send it where an address was given."""
    form = InvitationForm(desk.request.POST)
    if not form.is_valid():
        return index(desk, form)
    told = form.cleaned_data
    role = Role(told["role"])
    try:
        invitation, token = invitations.invite(told["name"], told["address"], role, by=desk.actor, now=desk.now)
    except members.AddressTaken as refusal:
        form.add_error("address", str(refusal))
        return index(desk, form)
    root = reached.console_root(desk)
    link = f"{root}{reverse('console:join', args=[token])}"
    desk.note(f"Invited somebody as {role.in_words}.", about={"invitation": invitation.pk}, role=role.value)
    if told["address"]:
        send_mail(
            f"Come and work at {desk.shop.name}",
            _letter(desk, role, link),
            letters_come_from(desk.shop),
            [told["address"]],
        )
    return desk.answer("staff/invited.html", invitation=invitation, link=link, trouble=reached.trouble(root))


def _letter(desk: Desk, role: Role, link: str) -> str:
    return (
        f"{desk.member} invites you to work at {desk.shop.name}, as {role.in_words}.\n\n"
        f"This address works once, for a week. Opening it changes nothing:\n\n{link}\n"
    )


def withdraw(desk: Desk, invitation_id: int) -> HttpResponse:
    """The link works no more."""
    if invitations.withdraw(invitation_id, now=desk.now):
        flash.success(desk.request, "The invitation was withdrawn; its link works no more.")
    return redirect("console:staff")


def change_role(desk: Desk, member_id: int) -> HttpResponse:
    """She may do something else from now on."""
    member, before = _one(member_id), ""
    if desk.said("role") not in Role.values:
        raise Http404("There is no such role.")
    before = member.role
    for said in members.change_role(member, Role(desk.said("role")), now=desk.now):
        flash.warning(desk.request, said)
    desk.note(
        f"{member} was {Role(before).in_words}, is {Role(member.role).in_words}.", before=before, after=member.role
    )
    flash.success(desk.request, f"{member} is {Role(member.role).in_words} from now on.")
    return redirect("console:staff")


def dismiss(desk: Desk, member_id: int) -> HttpResponse:
    """She cannot come in from now on; what she did stays."""
    member = _one(member_id)
    for said in members.dismiss(member, now=desk.now):
        flash.warning(desk.request, said)
    for session in UserSession.objects.filter(user=member.pk):
        session.end()
    desk.note(f"{member} does not work here any more.")
    flash.success(desk.request, f"{member} cannot come in from now on. What {member} did stays in the log.")
    return redirect("console:staff")


def come_back(desk: Desk, member_id: int) -> HttpResponse:
    """Undo a dismissal."""
    member = _one(member_id)
    members.join(User.objects.get(pk=member.pk), Role(member.role), now=desk.now)
    desk.note(f"{member} works here again.")
    flash.success(desk.request, f"{member} works here again, as {Role(member.role).in_words}.")
    return redirect("console:staff")


def _one(member_id: int) -> Member:
    member = Member.objects.select_related("user").filter(pk=member_id).first()
    if member is None:
        raise Http404("There is no such member.")
    return member
