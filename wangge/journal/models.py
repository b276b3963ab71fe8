"""Entries of the journal and the seals over their chain. No foreign keys: it outlives what it names."""

from dataclasses import dataclass
from typing import Protocol

from django.db import models
from django.db.models import Q

from wangge.journal.rules import Fact, Mark


class Actor(Protocol):
    """Whoever did it and under which hat; the `Acting` of the room of areas is one."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def post_id(self) -> int | None: ...

    @property
    def role(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Machine:
    """An actor that is no person, for rooms that lie below the hats."""

    name: str
    role: str
    person_id: int | None = None
    post_id: int | None = None


THE_CLOCK = Machine("系统定时", "clock")
COMMAND_LINE = Machine("命令行", "command")


class Entry(models.Model):
    """One deed or look. `subject` is a kind and an id (`case:0190…`); `note` never holds a resident's data.

    The facts never change. `seq` and `digest` are filled once, when the entry is sealed into the chain.
    """

    at = models.DateTimeField("时间")
    person_id = models.BigIntegerField("人员", null=True)
    post_id = models.BigIntegerField("岗位", null=True)
    role = models.CharField("角色", max_length=20)
    name = models.CharField("姓名", max_length=120)
    verb = models.CharField("操作", max_length=60)
    subject = models.CharField("对象", max_length=120)
    note = models.TextField("说明")
    ip = models.CharField("地址", max_length=45)
    seq = models.BigIntegerField("序号", null=True, unique=True, editable=False)
    digest = models.CharField("摘要", max_length=64, default="", editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "id"], name="journal_by_person"),
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["at"], name="journal_by_time"),
            # Sealing looks here only, so that its cost does not grow with the journal.
            models.Index(fields=["id"], condition=Q(seq__isnull=True), name="journal_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name} {self.verb} {self.subject}"

    @property
    def fact(self) -> Fact:
        return Fact(*(getattr(self, column) for column in Fact._fields))


class Seal(models.Model):
    """A place of the chain under the key: the head, the cut that retention made, and one for each day."""

    name = models.CharField("名称", max_length=10, primary_key=True)
    at = models.DateTimeField("时间")
    seq = models.BigIntegerField("序号")
    digest = models.CharField("摘要", max_length=64)
    mac = models.CharField("封印", max_length=64)

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"

    @property
    def mark(self) -> Mark:
        return Mark(self.name, self.seq, self.digest, self.mac)
