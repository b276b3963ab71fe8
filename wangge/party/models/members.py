"""Members: the least that the branch's routine needs. Nothing about vetting, identity numbers or dues."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Place
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField
from wangge.party.models.orgs import PartyOrg
from wangge.party.rules import members as rules
from wangge.party.rules.members import MemberKind, Status, TransferState
from wangge.people.models import Person
from wangge.people.rules import masked_phone

#: The last character there is: a name's beginning is asked as a range on the index.
_LAST = "\U0010ffff"


class MemberQuerySet(models.QuerySet["Member"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """The line above sees its members; one's own row is reached by `own` alone."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            top = PartyOrg.objects.filter(unit=acting.unit_id).values_list("path", flat=True).first()
            return self.filter(access.below(top, field="org_path")) if top else self.none()
        if acting.area_path:
            return self.filter(access.below(acting.area_path))
        return self

    def own(self, acting: Acting) -> Self:
        """The row of whoever acts."""
        return self.filter(person=acting.person_id) if acting.person_id else self.none()

    def present(self) -> Self:
        """In the register today, on the way to membership or lost from sight included."""
        return self.filter(status__in=rules.PRESENT)

    def enrolled(self) -> Self:
        """Probationary and full members."""
        return self.filter(status__in=rules.MEMBERS)

    def entitled(self) -> Self:
        """Who votes: full members whose relation is here, not taken out of the count by decision."""
        return self.filter(status=Status.FULL, is_excluded=False).exclude(
            kind__in=[MemberKind.LIVES_HERE, MemberKind.WORKS_HERE]
        )

    def named(self, words: str) -> Self:
        """Whose name begins so."""
        return self.filter(name__gte=words, name__lt=words + _LAST)


class Member(models.Model):
    """A member, or somebody on the way to being one. The national register elsewhere is the leading one."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="members", verbose_name="所在支部")
    org_path = PathField(max_length=120)
    area_path = PathField(max_length=120)
    name = PathField("姓名", max_length=40)
    phone = SealedTextField("手机号")
    phone_index = models.BinaryField(
        "手机号的密钥摘要，只用于精确查找", max_length=16, null=True, blank=True, editable=False
    )
    kind = models.CharField("类别", max_length=12, choices=MemberKind, default=MemberKind.REGISTERED)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.FULL)
    status_since = models.DateField("本状态开始日期", null=True, blank=True)
    #: The first of the month: the day is not kept.
    joined_on = models.DateField("入党年月", null=True, blank=True)
    #: Where his relation is, for those who only live or work here, and for members who are away.
    home_branch = models.CharField("组织关系所在支部", max_length=60, blank=True)
    host_branch = models.CharField("流入地支部", max_length=60, blank=True)
    last_contact_on = models.DateField("最近一次联系", null=True, blank=True)
    skills = models.CharField("服务特长", max_length=100, blank=True)
    free_time = models.CharField("空闲时间", max_length=60, blank=True)
    #: Taken out of the "should attend" count by a decision of the branch.
    is_excluded = models.BooleanField("经支部决定不计入应到人数", default=False)
    excluded_note = models.CharField("决定的会议记录编号", max_length=60, blank=True)
    group = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在党小组"
    )
    #: Who signs in, once he does.
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="member", verbose_name="登录的人员"
    )
    #: Points are for those who joined; the board shows only those who asked for it (domain/03 section 9).
    points_joined_on = models.DateField("自愿参加积分的日期", null=True, blank=True)
    board_joined_on = models.DateField("自愿上榜的日期", null=True, blank=True)
    entered_at = models.DateTimeField("登记时间")
    left_on = models.DateField("离开日期", null=True, blank=True)
    forgotten_at = models.DateTimeField("到期清理时间", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="party_member_name"),
            models.Index(fields=["org", "status", "name"], name="party_member_org"),
            models.Index(fields=["org_path", "name"], name="party_member_path"),
            models.Index(fields=["area_path", "name"], name="party_member_area"),
            models.Index(
                fields=["phone_index"], condition=Q(phone_index__isnull=False), name="party_member_phone"
            ),
            # What retention has still to look at.
            models.Index(
                fields=["left_on"],
                condition=Q(left_on__isnull=False, forgotten_at__isnull=True),
                name="party_member_left",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def masked_phone(self) -> str:
        """138****0000, until somebody reveals it."""
        return masked_phone(self.phone)

    @property
    def is_member(self) -> bool:
        return self.status in rules.MEMBERS


class Transfer(models.Model):
    """A transfer of the organisation relation: both ends confirm, the slip goes back to the sender."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers")
    source = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name="转出支部")
    #: Empty where he goes to a branch outside this installation.
    target = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收支部"
    )
    outside = models.CharField("外地支部", max_length=60, blank=True)
    reason = models.CharField("原因", max_length=100)
    state = models.CharField("状态", max_length=14, choices=TransferState, default=TransferState.REQUESTED)
    requested_at = models.DateTimeField("提出时间")
    sent_at = models.DateTimeField("转出方确认时间", null=True, blank=True)
    letter_until = models.DateField("介绍信有效期至", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    words = models.CharField("退回或撤回的说明", max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "state"], name="party_transfer_source"),
            models.Index(fields=["target", "state"], name="party_transfer_target"),
            models.Index(fields=["state", "letter_until"], name="party_transfer_until"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["requested", "letter_issued"]),
                name="party_one_open_transfer",
            ),
            models.CheckConstraint(
                name="party_transfer_goes_somewhere", condition=Q(target__isnull=False) | ~Q(outside="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.get_state_display()}"


class Contact(models.Model):
    """How many flats of a stairwell a member keeps in touch with: a number, no names, no doors (R-24)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="contacts")
    stairwell = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="单元")
    flats = models.PositiveSmallIntegerField("联系户数")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "stairwell"], condition=Q(until__isnull=True), name="party_contact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.stairwell}"
