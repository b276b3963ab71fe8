"""Persons, units (organisations that can be sent work), accounts to sign in with, and who revealed what."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField
from wangge.kernel.words import SHANGHAI
from wangge.people.access import Oneself
from wangge.people.rules import LockReason, RevealReason, masked_phone


class Department(models.Model):
    """A kind of unit, by the short names of the field (domain/04 section 10); routing speaks in these."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=40)
    #: 110, 119, 120, 122: they are called, never sent an order.
    is_emergency_service = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """An organisation that can be sent work: a department, a property company, a committee."""

    name = models.CharField("名称", max_length=80)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门类别")
    code = models.CharField("编码", max_length=40, unique=True)
    is_active = models.BooleanField("在用", default=True)

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def named(self, words: str) -> Self:
        """Persons whose name or user name holds these words; a phone finds nobody here (domain/06 R-16)."""
        found = self.all()
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(account__username__icontains=word))
        return found


class Person(models.Model):
    """Somebody who acts in the system. Nobody becomes a person by reporting something."""

    name = models.CharField("姓名", max_length=40)
    phone = SealedTextField("手机号")
    #: Keyed digest for exact look-up; never a range, never a list by it.
    phone_index = models.BinaryField(max_length=16, null=True, blank=True, db_index=True, editable=False)

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """138****0000: how a phone is shown until somebody reveals it."""
        return masked_phone(self.phone)


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by `people.actions`; this is what Django's own sign-in needs."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=(username or "").strip().lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """A sign-in. What it may do comes from the posts of its person, never from here."""

    username = models.CharField("用户名", max_length=40, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account", null=True)
    is_active = models.BooleanField("可登录", default=True)
    #: Stock admin for operators' rare tables; only system administrators.
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)
    #: Keyed digest of the one-time code of a first sign-in or a reset, and until when it works.
    code_hash = models.CharField(max_length=200, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    #: Wrong one-time or app codes in a row, and until when none is taken.
    proof_tries = models.PositiveSmallIntegerField(default=0)
    proof_barred_until = models.DateTimeField(null=True, blank=True)
    #: Raised to end every session of this account at once.
    session_epoch = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    lock_reason = models.CharField(max_length=12, choices=LockReason, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_closed_is_inactive", condition=Q(closed_at__isnull=True) | Q(is_active=False)
            ),
            models.CheckConstraint(
                name="account_locked_is_inactive", condition=Q(locked_at__isnull=True) | Q(is_active=False)
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def has_signed_in(self) -> bool:
        """Whether its person has ever set a password; a later reset does not make it new again."""
        return self.password_set_at is not None

    @property
    def used_at(self) -> datetime | None:
        """When somebody last signed in; when it was opened, if nobody ever did."""
        return self.last_login or self.opened_at

    @property
    def oneself(self) -> Oneself:
        """The hat of its person when he looks after his own account."""
        return Oneself(self.person_id, self.person.name if self.person else self.username)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's hook: a session lives while this stays the same, so that a new epoch ends them all."""
        salt = "wangge.people.Account.session"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class PasswordHistory(models.Model):
    """Hashes of an account's last passwords, so that none comes back soon."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.set_at:%Y-%m-%d}"


class SecondFactor(models.Model):
    """The code app of an account; asked for after the password, by roles the portal names."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = SealedTextField()
    #: Empty until the first code has been typed in.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    #: The last 30-second step used: a code works once.
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.account_id)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self, at: datetime) -> Self:
        """Tokens that still open something."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, account__is_active=True)


class ApiToken(models.Model):
    """A key for another system: one account in one post, with an end. It is shown once and stored nowhere."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    #: The post it acts in; posts live in the room above, hence a plain number.
    post_id = models.BigIntegerField()
    name = models.CharField("用途", max_length=60)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField("有效期至")
    #: A day is enough to find the unused ones, and costs one write a day.
    last_used_date = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def is_valid(self, at: datetime) -> bool:
        """Whether it still opens something, as far as it is up to the token."""
        return self.revoked_at is None and self.expires_at > at

    def is_fresh_on(self, at: datetime) -> bool:
        """Whether this would be its first use on that day."""
        return self.last_used_date != at.astimezone(SHANGHAI).date()


class Reveal(models.Model):
    """Somebody opened a masked value: who, under which hat, whose, what, why, when. Never updated."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: Who looked.
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="查看人")
    post_id = models.BigIntegerField(null=True, blank=True)
    hat = models.CharField("查看人岗位", max_length=80)
    #: Whose value: `person:12`, `appeal:<number>`; he may ask to see these rows.
    subject = models.CharField("对象", max_length=60)
    what = models.CharField("内容", max_length=20)
    reason = models.CharField("理由", max_length=20, choices=RevealReason)
    at = models.DateTimeField("时间")

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="reveal_by_person"),
            models.Index(fields=["subject", "at"], name="reveal_of_subject"),
            models.Index(fields=["at"], name="reveal_at"),
        ]

    def __str__(self) -> str:
        return f"{self.hat} {self.subject} {self.what}"
