"""The page on which a resident talks with 党小栖: form posts that work without script, quicker with it."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.cases import limits
from wangge.cases.limits import Kind
from wangge.cases.models import Appeal
from wangge.channels import wording
from wangge.channels.actions import talks
from wangge.channels.forms.talks import ChatForm
from wangge.channels.models import Talk
from wangge.channels.queries import bubbles, hearing
from wangge.channels.rules.hearing import Act, Heard, Meaning, Progress, act_of, number_in, proof_in
from wangge.channels.rules.standing import Draft, Stage
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Role
from wangge.kernel import ids
from wangge.kernel import limits as kernel_limits
from wangge.kernel.limits import Allowance
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import TooOften
from wangge.kernel.words import SHANGHAI

#: A whole street can share one address; nobody types more than this.
_CHATTING = Allowance("chat", 120, timedelta(minutes=1), "这个网络一分钟内的消息太多，请稍等再说。")
_SESSION = "talk"
_WRONG = "编号和查询码（或手机号后四位）对不上，请核对。一个编号一天最多试 5 次。"


def _by(request: HttpRequest) -> Acting:
    """A signed-in resident or captain talks under his own hat, anybody else at the door."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting and acting.role in (Role.RESIDENT, Role.CAPTAIN):
        return acting
    return access.door("chat")


def _talk(request: HttpRequest) -> Talk | None:
    """The talk of this browser, while it goes on."""
    known = request.session.get(_SESSION)
    try:
        return Talk.objects.live().filter(pk=UUID(str(known))).first() if known else None
    except ValueError:
        return None


@never_cache
def chat(request: HttpRequest) -> HttpResponse:
    """Look at the talk, or say something."""
    talk = _talk(request)
    form = ChatForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        at, by = timezone.now(), _by(request)
        form.hold_photos(by=by, at=at)
        if form.is_valid():
            said = attempt(form, lambda: _say(request, talk, form, by=by, at=at))
            if said is not None:
                if not request.htmx:  # type: ignore[attr-defined]
                    return redirect(reverse("channels:chat") + "#last")
                form, talk = ChatForm(), said.talk
    return _show(request, talk, form)


def _show(request: HttpRequest, talk: Talk | None, form: ChatForm) -> HttpResponse:
    shown = bubbles.of(talk, now=timezone.now()) if talk else [bubbles.hello(now=timezone.now())]
    context: dict[str, Any] = {
        "form": form,
        "talk": talk,
        "bubbles": shown,
        "choices": shown[-1].choices if shown and shown[-1].who != "resident" else (),
        "client_id": secrets.token_urlsafe(12),
        "key": secrets.token_urlsafe(24),
        "area": request.POST.get("area") or request.GET.get("area", ""),
        "is_with_person": talk is not None and talk.stage == Stage.PERSON,
        "placeholder": bubbles.placeholder(talk),
    }
    template = "channels/chat.html#room" if request.htmx else "channels/chat.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


def _say(request: HttpRequest, talk: Talk | None, form: ChatForm, *, by: Acting, at: datetime) -> talks.Said:
    kernel_limits.allow(_CHATTING, limits.address_of(request), at=at)
    given = form.cleaned_data
    text = given["text"]
    if talk is None:
        key = given["key"] or secrets.token_urlsafe(24)
        talk = talks.begin(key=key, door="web", area_path=_area(request), at=at)
    draft = Draft.of(talk.notes)
    chosen = given["photos"]
    photos = tuple((chosen.holder, str(pk)) for pk in chosen.ids)
    heard = hearing.hear(
        text,
        stage=talk.stage,
        draft=draft,
        on=at.astimezone(SHANGHAI).date(),
        photos=photos,
        progress=_progress(request, talk, draft, text, at=at),
    )
    if talk.stage == Stage.CONFIRM and heard.act == Act.YES and draft.phone:
        limits.allow(Kind.PHONE, draft.phone, at=at)
    said = talks.say(talk, _worded(heard), client_id=given["client_id"], by=by, at=at)
    request.session[_SESSION] = str(said.talk.pk)
    if said.appeal is not None:
        _remember(request, said.appeal)
    return said


def _area(request: HttpRequest) -> str:
    """The area of the notice board whose code was scanned."""
    node = grids.the_tree().by_code.get(str(request.POST.get("area") or request.GET.get("area", "")))
    return node.path if node else ""


def _worded(heard: Heard) -> Heard:
    """The answer in the wording model's words, where one is configured and stays with the entry."""
    if heard.answer is None or heard.meaning == Meaning.MATTER or not wording.endpoint().is_on:
        return heard
    words = wording.worded(heard.text, heard.answer)
    return replace(heard, answer=replace(heard.answer, worded=words)) if words else heard


def _remember(request: HttpRequest, appeal: Appeal) -> None:
    """This browser sent it: it may open the receipt, as after the report form."""
    known = request.session.get("appeals", [])
    request.session["appeals"] = [*known[-19:], str(appeal.pk)]


def _progress(request: HttpRequest, talk: Talk, draft: Draft, text: str, *, at: datetime) -> Progress | None:
    """How something stands, for who proves that it is his; a wrong guess is counted."""
    is_asked = talk.stage in (Stage.NUMBER, Stage.PROOF) or act_of(text) == Act.PROGRESS
    if not is_asked or talk.stage == Stage.PERSON:
        return None
    number = ids.normal_number(number_in(text)) or ""
    if not number and talk.stage not in (Stage.NUMBER, Stage.PROOF) and draft.mine:
        return _own(draft.mine[-1][1])
    number = number or (draft.number if talk.stage == Stage.PROOF else "")
    if not number:
        return None
    known = request.session.get("appeals", [])
    mine = Appeal.objects.filter(number=number, pk__in=known).first() if known else None
    if mine is not None:
        return _own(str(mine.pk))
    proof = proof_in(text)
    return _checked(number, proof, at=at) if proof else None


def _own(appeal_id: str) -> Progress | None:
    appeal = Appeal.objects.select_related("case__matter__category").filter(pk=appeal_id).first()
    if appeal is None:
        return None
    return hearing.status(appeal, link=reverse("cases:progress", args=[appeal.number]))


def _checked(number: str, proof: str, *, at: datetime) -> Progress:
    try:
        limits.check(Kind.SECRET, number, at=at)
        appeal = hearing.own(number, proof)
        if appeal is None:
            limits.allow(Kind.SECRET, number, at=at)
            return Progress(problem=_WRONG)
    except TooOften as often:
        return Progress(problem=often.message)
    return hearing.status(appeal, link="")


@never_cache
def lines(request: HttpRequest) -> HttpResponse:
    """The talk as it stands: asked every few seconds while a person is expected."""
    return _show(request, _talk(request), ChatForm())


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Begin anew: this talk is over, the browser forgets it."""
    talk = _talk(request)
    if talk is not None:
        talks.end(talk, at=timezone.now())
    request.session.pop(_SESSION, None)
    return redirect("channels:chat")
