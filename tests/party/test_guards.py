"""What this room will never hold or do (domain/03 section 4, domain/06 sections 3, 7, 12)."""

import re

from django.apps import apps
from django.db import models

from tests import house_scan as scan
from wangge.party.models import Contact, PledgeCampaign, PledgeCard, PledgeRemark
from wangge.party.rules import points, serving

#: Dues, wages, identity numbers, vetting, families, homes, and counted presence.
FORBIDDEN = re.compile(
    r"(^|_)(dues|fee|wage|salary|id_?number|id_?card|vetting|family|spouse|home_address|flat_no|room_no"
    r"|attendance|sign_?in|step_count|online|last_seen|track|lon|lat)($|_)"
)
_WORDS = re.compile(r"党费|工资|身份证|政审|家庭成员|打卡|在线时长")
#: Where a page says that it does not take them.
_SAID = re.compile(r"不登记身份证|一律不填|都不计分|FORBIDDEN|签到")


def columns() -> list[str]:
    models_ = apps.get_app_config("party").get_models()
    return [f"{m._meta.model_name}.{f.name}" for m in models_ for f in m._meta.local_fields]


def test_no_column_of_the_party_holds_what_it_must_not() -> None:
    assert [c for c in columns() if FORBIDDEN.search(c.partition(".")[2])] == []
    assert FORBIDDEN.search("party_dues")
    assert FORBIDDEN.search("id_number")


def test_no_page_speaks_of_dues_or_identity_numbers_but_to_say_that_they_are_not_held() -> None:
    found = []
    for path in (scan.WANGGE / "party").rglob("*"):
        if path.suffix in (".html", ".py", ".tsv") and "migrations" not in path.parts:
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [line for line in lines if _WORDS.search(line) and not _SAID.search(line)]

    assert found == []
    assert _WORDS.search("请按月交党费")


def test_no_indicator_of_the_role_card_counts_presence() -> None:
    sources = {part.partition(":")[0] for one in serving.indicators().values() for part in one.source}

    assert sources <= set(points.DeedKind.values)
    assert [one.name for one in serving.indicators().values() if points.FORBIDDEN.search(one.name)] == []


def test_a_household_is_a_number_and_a_card_names_a_building() -> None:
    assert isinstance(Contact._meta.get_field("flats"), models.PositiveSmallIntegerField)
    assert {f.name for f in PledgeCard._meta.get_fields()} & {"flat", "room", "photo", "phone"} == set()


def test_a_remark_asks_nobody_who_he_is() -> None:
    names = {field.name for field in PledgeRemark._meta.local_fields}

    assert names == {"id", "card", "words", "at", "read_at", "is_passed_on"}


def test_there_is_no_list_of_those_who_did_not_sign() -> None:
    names = {field.name for field in PledgeCampaign._meta.get_fields()}

    assert names == {"id", "org", "title", "words", "opened_on", "closes_on", "signatures"}
