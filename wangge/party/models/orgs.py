"""Party organisations: one tree of their own, bound to areas many to many; offices and terms."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Post
from wangge.kernel.fields import PathField
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import BindingKind, OrgKind, Special
from wangge.people.models import Unit


class PartyOrgQuerySet(models.QuerySet["PartyOrg"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A hat of an area reaches the organisations seated there or below, a hat of an organisation its own
        and those below: the only definition of that.
        """
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            top = PartyOrg.objects.filter(unit=acting.unit_id).values_list("path", flat=True).first()
            return self.filter(access.below(top, field="path")) if top else self.none()
        if acting.area_path:
            return self.filter(access.below(acting.area_path))
        return self

    def standing(self) -> Self:
        """Organisations that exist today."""
        return self.filter(closed_on__isnull=True)

    def below(self, path: str) -> Self:
        return self.filter(access.below(path, field="path"))

    def up_from(self, path: str) -> Self:
        """The organisation of a path and those above it."""
        return self.filter(path__in=access.paths_up(path))


class PartyOrg(models.Model):
    """Any organisation of the network, from the work committee to a Party-member household."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    #: String of ids as in areas; rewritten when an organisation is put under another one.
    path = PathField(max_length=120, unique=True)
    kind = models.CharField("类别", max_length=24, choices=OrgKind)
    name = models.CharField("名称", max_length=60)
    code = models.CharField("编码", max_length=30, blank=True)
    #: Posts, orders and meetings know units only.
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="party_org")
    #: Where it is seated: the area whose Party line it belongs to; what it covers is PartyOrgArea.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="所在区域")
    area_path = PathField(max_length=120)
    special = models.CharField("特设类型", max_length=12, choices=Special, blank=True)
    purpose = models.CharField("任务或特色", max_length=100, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    approved_note = models.CharField("批准依据", max_length=60, blank=True)
    term_start = models.DateField("本届开始", null=True, blank=True)
    term_end = models.DateField("本届届满", null=True, blank=True)
    #: Of a temporary organisation.
    ends_on = models.DateField("到期日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    #: Of a joint branch: how many units it unites.
    units_joined = models.PositiveSmallIntegerField("联合单位数", default=0)
    #: Of a household: flats it keeps in touch with; a number, never a list.
    flats = models.PositiveSmallIntegerField("联系户数", default=0)
    #: Its own members, kept by the actions of members: of all kinds registered here, and full ones.
    members_n = models.PositiveIntegerField("党员数", default=0)
    full_n = models.PositiveIntegerField("正式党员数", default=0)

    objects = PartyOrgQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["parent"], name="party_org_parent"),
            models.Index(fields=["area_path", "kind"], name="party_org_area"),
            models.Index(fields=["kind", "term_end"], name="party_org_term"),
            models.Index(fields=["name"], name="party_org_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="party_org_code_once"),
            models.CheckConstraint(
                name="party_temporary_has_end",
                condition=~Q(kind="temporary_branch") | Q(ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="party_full_within_members", condition=Q(full_n__lte=models.F("members_n"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_branch(self) -> bool:
        """Whether members have their relation here."""
        return self.kind in rules.BRANCHES

    @property
    def level(self) -> int:
        """How deep its kind stands: 0 work committee to 5 household."""
        return rules.kinds()[self.kind].level

    @property
    def end(self) -> date | None:
        """When its term or its task ends."""
        return self.ends_on if self.kind == OrgKind.TEMPORARY else self.term_end


class PartyOrgAreaQuerySet(models.QuerySet["PartyOrgArea"]):
    def current(self) -> Self:
        return self.filter(until__isnull=True)

    def covering(self) -> Self:
        """Bindings by which an area counts as having a branch."""
        return self.current().filter(kind__in=rules.COVERS, org__kind__in=rules.COVERING)


class PartyOrgArea(models.Model):
    """An organisation has an area as its own, jointly, or attached: many to many."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="bindings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("组建方式", max_length=8, choices=BindingKind)
    since = models.DateField("绑定日期")
    until = models.DateField("解除日期", null=True, blank=True)

    objects = PartyOrgAreaQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area"], name="party_binding_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "area"], condition=Q(until__isnull=True), name="party_bound_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.org}・{self.area}"


class OfficeQuerySet(models.QuerySet["Office"]):
    def held(self, on: date) -> Self:
        """Offices in force on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)

    def of_areas(self, path: str) -> Self:
        return self.filter(access.below(path, field="org__area_path"))


class Office(models.Model):
    """Somebody's office in an organisation, from a day to a day. Authority comes from the post beside it."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="offices")
    member = models.ForeignKey("party.Member", models.PROTECT, related_name="offices")
    office = models.CharField("职务", max_length=24, choices=rules.Office)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True, blank=True)
    #: The hat that goes with it, once its holder signs in here.
    post = models.OneToOneField(Post, models.PROTECT, null=True, blank=True, related_name="party_office")
    #: By the holder's wish; shown only as shares of five and more (domain/06 R-12).
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True, blank=True)
    education = models.CharField("学历", max_length=10, choices=rules.Education, blank=True)
    trained_on = models.DateField("最近一次任职培训", null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "office"], name="party_office_org"),
            models.Index(fields=["member"], name="party_office_member"),
        ]
        constraints = [
            models.CheckConstraint(
                name="party_office_ends_later",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.org}・{self.get_office_display()}"


class Term(models.Model):
    """An election or an approved shift of one: how many were entitled, how many came, from when to when."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="terms")
    held_on = models.DateField("日期")
    kind = models.CharField(
        "事由",
        max_length=10,
        choices=[("election", "换届选举"), ("extended", "经批准延期"), ("founded", "成立")],
    )
    entitled = models.PositiveIntegerField("应到人数", default=0)
    present = models.PositiveIntegerField("实到人数", default=0)
    start = models.DateField("本届开始", null=True, blank=True)
    end = models.DateField("本届届满", null=True, blank=True)
    note = models.CharField("批准依据", max_length=100, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        indexes = [models.Index(fields=["org", "held_on"], name="party_term_org")]

    def __str__(self) -> str:
        return f"{self.org}・{self.held_on}"


def is_bound(area: str = "pk") -> Exists:
    """Whether an area has an organisation that covers it."""
    return Exists(PartyOrgArea.objects.covering().filter(area=OuterRef(area), org__closed_on__isnull=True))
