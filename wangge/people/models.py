"""Persons, units (organisations that can be sent work) and the accounts persons sign in with."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from wangge.kernel.sealing import SealedTextField


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


class Person(models.Model):
    """Somebody who acts in the system. Nobody becomes a person by reporting something."""

    name = models.CharField("姓名", max_length=40)
    phone = SealedTextField("手机号")
    #: Keyed digest for exact look-up; never a range, never a list by it.
    phone_index = models.BinaryField(max_length=16, null=True, blank=True, db_index=True, editable=False)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by `people.actions`; this is what Django's own sign-in needs."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser, PermissionsMixin):
    """A sign-in. What it may do comes from the posts of its person, never from here."""

    username = models.CharField("用户名", max_length=40, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account", null=True)
    is_active = models.BooleanField("可登录", default=True)
    #: Stock admin for operators' rare tables; only system administrators.
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    #: Hash of the one-time code of a first sign-in or a reset, and until when it works.
    code_hash = models.CharField(max_length=200, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_closed_is_inactive", condition=Q(closed_at__isnull=True) | Q(is_active=False)
            )
        ]

    def __str__(self) -> str:
        return self.username
