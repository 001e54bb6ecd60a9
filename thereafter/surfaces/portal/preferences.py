"""What she wants to hear about. Until there are topics: everything that helps, or only what her orders need."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from thereafter.engagement.messaging import preferences
from thereafter.engagement.messaging.links import Page
from thereafter.record.customers.models import ConsentState
from thereafter.surfaces.portal import face, present
from thereafter.surfaces.ui.methods import FORM, answers

QUESTION = "What may we write to you about?"
WORDS = {
    ConsentState.GRANTED: "My orders, care for what I bought, and now and then something new",
    ConsentState.WITHDRAWN: "My orders only",
}


class Preferences(forms.Form):
    """Her wish, in the words that are kept as its proof."""

    wish = forms.ChoiceField(label=QUESTION, widget=forms.RadioSelect, choices=list(WORDS.items()))


@csrf_exempt
@answers(FORM)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Her wish as it is, and a form to change it. As with unsubscribing, the token is the permission."""
    key = face.addressee(Page.PREFERENCES, token)
    if key is None:
        return face.nowhere(request)
    present_wish = preferences.state(key.customer_id) or ConsentState.WITHDRAWN
    form = Preferences(request.POST or None, initial={"wish": present_wish})
    if request.method == "POST" and form.is_valid():
        wish = ConsentState(form.cleaned_data["wish"])
        preferences.say(key, wish, method="preference page", wording=WORDS[wish], now=present.clock.now())
        messages.success(request, "We keep to this from now on.")
        return redirect(request.path)
    return face.answer(request, "preferences.html", form=form)
