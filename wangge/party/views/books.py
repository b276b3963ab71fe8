"""Rule books of the mechanisms: which hold here, what they say, what in the product applies them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, confirm
from wangge.party import actions, forms
from wangge.party.models import RuleBook
from wangge.party.rules.books import Mechanism, sample
from wangge.party.views._common import tops

_SHOWN = 200


def _page(book: RuleBook) -> str:
    return reverse("party:book", args=[book.pk])


def _may_edit(request: ActingRequest) -> bool:
    return request.acting.may(Permit.PARTY_EDIT) and request.acting.unit_id is None


@require_safe
@permitted(Permit.PARTY_SEE)
def books(request: ActingRequest) -> HttpResponse:
    """The books in force here and above, mechanism by mechanism."""
    rows = RuleBook.objects.open_to(request.acting, Permit.PARTY_SEE).in_force().select_related("area")
    listed = list(rows.order_by("area_path", "title", "pk")[:_SHOWN])
    context = {
        "groups": [
            {"key": key, "name": name, "books": [row for row in listed if row.mechanism == key]}
            for key, name in Mechanism.choices
        ],
        "may_edit": _may_edit(request),
    }
    return render(request, "party/books.html", context)


@require_safe
@permitted(Permit.PARTY_SEE)
def book(request: ActingRequest, book_id: int) -> HttpResponse:
    """One version, what applies it, and the versions before and after."""
    mine = RuleBook.objects.open_to(request.acting, Permit.PARTY_SEE).select_related("area")
    found = get_object_or_404(mine, pk=book_id)
    same = mine.filter(area=found.area_id, mechanism=found.mechanism).exclude(pk=found.pk)
    is_mine = RuleBook.objects.open_to(request.acting, Permit.PARTY_EDIT).filter(pk=found.pk).exists()
    context = {
        "book": found,
        "others": same.order_by("-since", "-version")[:20],
        "may_edit": found.retired_on is None and is_mine,
    }
    return render(request, "party/book.html", context)


@permitted(Permit.PARTY_EDIT)
def new_book(request: ActingRequest) -> HttpResponse:
    """Issue a book; of a mechanism (`?kind=`) it begins with a sample."""
    kind = request.GET.get("kind", "")
    known = Mechanism(kind) if kind in Mechanism.values else Mechanism.RUNNING
    initial = {
        "mechanism": known,
        "title": f"{known.label}办法",
        "text": sample(known),
        "since": timezone.localdate(),
    }
    form = forms.BookForm(request.POST or None, tops=tops(request.acting), initial=initial)
    return ask(
        request,
        form,
        lambda given: actions.issue_book(
            given["area"],
            mechanism=given["mechanism"],
            given=form.given(),
            by=request.acting,
            at=timezone.now(),
        ),
        heading="发布工作规则",
        label="发布",
        back=reverse("party:books"),
        said="已发布，下级都能看到。",
        then=_page,
        hint="正文是样本，请改成本地的规定。" if sample(known) else "",
    )


@permitted(Permit.PARTY_EDIT)
def renew_book(request: ActingRequest, book_id: int) -> HttpResponse:
    """A new version."""
    found = get_object_or_404(RuleBook.objects.open_to(request.acting, Permit.PARTY_EDIT), pk=book_id)
    initial = {name: getattr(found, name) for name in ("title", "text", "binds")}
    initial |= {"since": timezone.localdate(), "applied": found.applied.split(",")}
    form = forms.BookForm(request.POST or None, initial=initial)
    return ask(
        request,
        form,
        lambda given: actions.renew_book(found, given=form.given(), by=request.acting, at=timezone.now()),
        heading=f"{found.title}：第 {found.version + 1} 版",
        label="发布新版",
        back=_page(found),
        said="新版已发布，旧版仍可查看。",
        then=_page,
    )


@permitted(Permit.PARTY_EDIT)
def retire_book(request: ActingRequest, book_id: int) -> HttpResponse:
    """It holds no longer."""
    found = get_object_or_404(RuleBook.objects.open_to(request.acting, Permit.PARTY_EDIT), pk=book_id)
    return confirm(
        request,
        lambda: actions.retire_book(found, by=request.acting, at=timezone.now()),
        title=f"停止施行“{found.title}”？",
        text="停止后不再列出，写过的内容仍可从旧版里查看。",
        label="停止施行",
        back=reverse("party:books"),
        said="已停止施行。",
    )
