"""五亮 cards and letters of commitment; a remark is read by a human before anybody else reads it."""

from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Place, PlaceKind
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.notices import actions as notices
from wangge.party.actions._common import note, take_org
from wangge.party.actions.serving import _myself
from wangge.party.models import Member, PartyOrg, PledgeCampaign, PledgeCard, PledgeRemark, PledgeSignature

#: Cards are up for a year at most; then the member is asked anew.
_LONGEST_DAYS = 366


@transaction.atomic
def make_card(
    *,
    identity: str,
    promise: str,
    action: str = "",
    service: str = "",
    result: str = "",
    building: Place | None = None,
    shows_name: bool = False,
    shows_photo: bool = False,
    public_until: date,
    by: Acting,
    at: datetime,
) -> PledgeCard:
    """A member makes his card himself; what it shows of him is his own consent."""
    me = _myself(by)
    if building is not None and building.kind not in (PlaceKind.BUILDING, PlaceKind.STAIRWELL):
        raise Refused("请选择一幢楼或一个单元。", field="building")
    if not 0 < (public_until - local_day(at)).days <= _LONGEST_DAYS:
        raise Refused("公示到期日应在一年以内。", field="public_until")
    made = PledgeCard(
        member=me,
        building=building,
        identity=words(identity, field="identity", most=60, name="亮身份"),
        promise=words(promise, field="promise", most=200, name="亮承诺"),
        action=words(action, field="action", most=200, may_be_empty=True),
        service=words(service, field="service", most=200, may_be_empty=True),
        result=words(result, field="result", most=200, may_be_empty=True),
        shows_name=shows_name,
        shows_photo=shows_photo,
        consented_at=at if shows_name or shows_photo else None,
        public_until=public_until,
        made_at=at,
    )
    made.save(force_insert=True)
    note(by, "make_card", f"pledge:{made.pk}", "", at)
    return made


@transaction.atomic
def change_card(
    card: PledgeCard, *, action: str, service: str, result: str, by: Acting, at: datetime
) -> PledgeCard:
    """What was done since is added by the member himself."""
    me = _myself(by)
    fresh = PledgeCard.objects.select_for_update(of=("self",)).filter(pk=card.pk, member=me).first()
    if fresh is None:
        raise NotAllowed("只能改自己的承诺卡。")
    fresh.action = words(action, field="action", most=200, may_be_empty=True)
    fresh.service = words(service, field="service", most=200, may_be_empty=True)
    fresh.result = words(result, field="result", most=200, may_be_empty=True)
    fresh.save(update_fields=["action", "service", "result"])
    note(by, "change_card", f"pledge:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def withdraw_card(card: PledgeCard, *, by: Acting, at: datetime) -> PledgeCard:
    """Taken down at once by the member himself, or by his branch."""
    fresh = PledgeCard.objects.select_for_update(of=("self",)).select_related("member").get(pk=card.pk)
    is_own = by.person_id is not None and fresh.member.person_id == by.person_id
    reach = Member.objects.open_to(by, Permit.MEMBERS_EDIT).filter(pk=fresh.member_id)
    if not is_own and not reach.exists():
        raise NotAllowed("这张承诺卡不在您的管理范围内。")
    if fresh.withdrawn_at is not None:
        raise Refused("这张承诺卡已经撤下。")
    fresh.withdrawn_at = at
    fresh.save(update_fields=["withdrawn_at"])
    note(by, "withdraw_card", f"pledge:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def leave_remark(card: PledgeCard, *, words_: str, at: datetime) -> PledgeRemark:
    """A passer-by leaves a word: no name, no number is asked; the branch reads it first."""
    fresh = PledgeCard.objects.shown(local_day(at)).select_related("member__org").filter(pk=card.pk).first()
    if fresh is None:
        raise Refused("这张承诺卡已经撤下。")
    made = PledgeRemark(card=fresh, words=words(words_, field="words", most=200, name="留言"), at=at)
    made.save(force_insert=True)
    unit = fresh.member.org.unit_id
    if unit is not None:
        notices.tell(
            text="承诺卡收到一条居民留言，请先看一看。",
            at=at,
            link="/party/pledges/remarks/",
            kind="party",
            key=f"remark:{fresh.pk}",
            unit=unit,
        )
    return made


@transaction.atomic
def read_remark(remark: PledgeRemark, *, pass_on: bool, by: Acting, at: datetime) -> PledgeRemark:
    """The branch has read it, and passes it on to the member or not."""
    fresh = (
        PledgeRemark.objects.select_for_update(of=("self",)).select_related("card__member").get(pk=remark.pk)
    )
    if not Member.objects.open_to(by, Permit.MEMBERS_EDIT).filter(pk=fresh.card.member_id).exists():
        raise NotAllowed("这条留言不在您的管理范围内。")
    fresh.read_at = at
    fresh.is_passed_on = pass_on
    fresh.save(update_fields=["read_at", "is_passed_on"])
    note(by, "read_remark", f"remark:{fresh.pk}", "转给本人" if pass_on else "已读", at)
    return fresh


@transaction.atomic
def open_campaign(
    org: PartyOrg, *, title: str, words_: str, closes_on: date, by: Acting, at: datetime
) -> PledgeCampaign:
    """Put a letter of commitment to the members of an organisation and those below."""
    if not by.may(Permit.MEMBERS_EDIT):
        raise NotAllowed("您现在的岗位没有这项权限。")
    fresh = take_org(org, Permit.MEMBERS_EDIT, by=by)
    if closes_on < local_day(at):
        raise Refused("结束日期不能早于今天。", field="closes_on")
    made = PledgeCampaign.objects.create(
        org=fresh,
        title=words(title, field="title", most=40, name="名称"),
        words=words(words_, field="words", most=500, name="承诺内容"),
        opened_on=local_day(at),
        closes_on=closes_on,
    )
    note(by, "open_campaign", f"campaign:{made.pk}", fresh.name, at)
    return made


@transaction.atomic
def sign(campaign: PledgeCampaign, *, by: Acting, at: datetime) -> PledgeSignature:
    """A member signs of his own accord; who does not is on no list."""
    me = _myself(by)
    if not _is_asked(me, campaign):
        raise NotAllowed("这份承诺书不是发给您所在支部的。")
    if campaign.closes_on < local_day(at):
        raise Refused("这份承诺书的签署已经结束。")
    made, _ = PledgeSignature.objects.get_or_create(campaign=campaign, member=me, defaults={"at": at})
    return made


def _is_asked(member: Member, campaign: PledgeCampaign) -> bool:
    """Whether a letter is put to this member."""
    return is_below(member.org_path, campaign.org.path)
