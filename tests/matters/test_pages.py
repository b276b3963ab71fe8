"""The pages: who sees and who edits, filters in the address, editors that lose nothing, faults at fields."""

from collections.abc import Iterable
from typing import Any

import pytest
from django import forms
from pytest_django import DjangoAssertNumQueries

from tests.town import MONDAY_9_00, Town
from wangge.matters import actions, queries
from wangge.matters.models import HandlingModel, Matter, RoutingRule, Setting
from wangge.matters.rules.drafts import RuleDraft

pytestmark = pytest.mark.django_db

EDITOR = "sysadmin"


def typed(*parts: Iterable[forms.BoundField]) -> dict[str, Any]:
    """What a browser would send back of these forms, untouched."""
    sent: dict[str, Any] = {}
    for field in (field for part in parts for field in part):
        value = field.value()
        if isinstance(field.field.widget, forms.CheckboxInput):
            sent |= {field.html_name: "on"} if value else {}
        elif value is not None:
            sent[field.html_name] = value
    return sent


def open_editor(town: Town, address: str) -> dict[str, Any]:
    """The fields of an editor as it was opened."""
    context = town.client(EDITOR).get(address).context
    editor = context.get("editor")
    if editor is None:
        return typed(context["form"])
    rows = [row for kind in (editor.steps, editor.done, editor.aftercare) for row in kind]
    managed = [kind.management_form for kind in (editor.steps, editor.done, editor.aftercare)]
    return typed(editor.form, *managed, *rows)


PAGES = [
    "/matters/",
    "/matters/FAC-03/",
    "/matters/models/",
    "/matters/models/H02/",
    "/matters/routes/",
    "/matters/preview/",
    "/matters/gaps/",
    "/matters/numbers/",
]
EDITORS = [
    "/matters/add/",
    "/matters/FAC-03/edit/",
    "/matters/models/add/",
    "/matters/models/H02/edit/",
    "/matters/routes/add/",
    "/matters/numbers/acknowledge/",
]


@pytest.mark.parametrize("address", PAGES)
def test_whoever_works_in_the_grid_may_look_and_others_find_nothing(stocked: Town, address: str) -> None:
    assert stocked.client("officer").get(address).status_code == 200
    assert stocked.client("handler").get(address).status_code == 404
    assert stocked.client("audit").get(address).status_code == 404


@pytest.mark.parametrize("address", EDITORS)
def test_the_district_may_edit_and_a_street_is_told_no(stocked: Town, address: str) -> None:
    assert stocked.client("district").get(address).status_code == 200
    assert stocked.client("dispatcher").get(address).status_code == 403
    assert stocked.client("handler").get(address).status_code == 404


def test_buttons_are_shown_only_to_those_who_may_press_them(stocked: Town) -> None:
    looking = stocked.client("staff").get("/matters/FAC-03/").content.decode()
    editing = stocked.client(EDITOR).get("/matters/FAC-03/").content.decode()

    assert "/matters/FAC-03/edit/" not in looking
    assert "/matters/FAC-03/edit/" in editing


def test_the_list_keeps_its_filters_in_the_address(stocked: Town) -> None:
    answer = stocked.client("staff").get("/matters/", {"category": "FAC", "urgency": "high", "q": "桥"})

    assert [row["matter"].code for row in answer.context["rows"]] == ["FAC-11", "FAC-13"]


def test_a_filter_that_is_no_choice_is_passed_over(stocked: Town) -> None:
    answer = stocked.client("staff").get("/matters/", {"urgency": "sudden", "page": "99"})

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == 195


def test_the_list_asks_the_database_little(
    stocked: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = stocked.client("staff")
    browser.get("/matters/")

    with django_assert_max_num_queries(8):
        browser.get("/matters/")


def test_a_matter_opened_and_sent_back_unchanged_says_so(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/FAC-03/edit/") | {"reason": "看看"}

    answer = stocked.client(EDITOR).post("/matters/FAC-03/edit/", sent)

    assert answer.status_code == 422
    assert "没有改动" in answer.content.decode()


def test_a_matter_is_changed_and_its_page_shows_what_changed(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/FAC-03/edit/")

    answer = stocked.client(EDITOR).post(
        "/matters/FAC-03/edit/",
        sent | {"reason": "路灯所承诺", "limit_value": "1", "assist_depts": "供电，综合执法"},
        follow=True,
    )

    matter = Matter.objects.get(pk="FAC-03")
    assert (matter.limit_value, matter.assist_depts) == (1, ["power_supply", "comprehensive_enforcement"])
    page = answer.content.decode()
    assert "第 2 版・现行" in page
    assert "2 个工作日" in page


@pytest.mark.parametrize(
    ("typed_in", "field", "words"),
    [
        ({"name": "重点人群走访"}, "name", "不能用“重点人”"),
        ({"assist_depts": "供电 没有的部门"}, "assist_depts", "没有这样的部门：没有的部门"),
        ({"track": "both", "urgency": "high"}, "track", "先议后办"),
        ({"reason": ""}, "reason", "填"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    stocked: Town, typed_in: dict[str, str], field: str, words: str
) -> None:
    sent = open_editor(stocked, "/matters/FAC-03/edit/") | {"reason": "试试", "gb_event": "E9999"} | typed_in

    answer = stocked.client(EDITOR).post("/matters/FAC-03/edit/", sent)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert "E9999" in answer.content.decode()


def test_an_own_matter_is_added(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/FAC-03/edit/") | {
        "code": "X-FAC-1",
        "slug": "own_lamp",
        "name": "景观灯",
        "reason": "本区有夜景",
    }

    answer = stocked.client(EDITOR).post("/matters/add/", sent)

    assert answer.status_code == 302
    assert queries.matter("X-FAC-1").name == "景观灯"


def test_a_model_sent_back_unchanged_keeps_every_row(stocked: Town) -> None:
    for code in ("H01", "H15", "H22"):
        sent = open_editor(stocked, f"/matters/models/{code}/edit/") | {"reason": "看看"}

        answer = stocked.client(EDITOR).post(f"/matters/models/{code}/edit/", sent)

        assert answer.status_code == 422
        assert "没有改动" in answer.content.decode(), answer.context["editor"].steps.errors


def test_rows_are_changed_added_removed_and_put_in_order_without_script(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/models/H02/edit/") | {"reason": "演练之后"}
    sent |= {"steps-0-action": "先拍照", "steps-4-DELETE": "on"}
    sent |= {"steps-5-no": "6", "steps-5-roles": "网格员、物业", "steps-5-action": "清点一遍"}
    sent |= {"steps-5-limit_value": "1", "steps-5-limit_unit": "working_day", "steps-5-condition": "放假前"}

    answer = stocked.client(EDITOR).post("/matters/models/H02/edit/", sent)

    assert answer.status_code == 302
    steps = queries.catalogue().models["H02"].steps
    assert [s.no for s in steps] == [1, 2, 3, 4, 6]
    assert steps[0].action == "先拍照"
    assert (steps[-1].roles, steps[-1].condition) == (("officer", "property_company"), "放假前")
    assert HandlingModel.objects.get(pk="H02").version == 2


def test_more_rows_come_without_losing_what_was_typed_and_without_blame(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/models/H02/edit/") | {"steps-5-action": "写了一半", "more": "steps"}

    answer = stocked.client(EDITOR).post("/matters/models/H02/edit/", sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.context["editor"].steps.forms) == 5 + 2 + 2
    assert "写了一半" in page
    assert "field-error" not in page
    assert HandlingModel.objects.get(pk="H02").version == 1


def test_a_late_step_is_refused_in_words(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/models/H02/edit/") | {
        "reason": "改慢一点",
        "steps-1-limit_value": "5",
        "steps-1-limit_unit": "working_day",
    }

    answer = stocked.client(EDITOR).post("/matters/models/H02/edit/", sent)

    assert answer.status_code == 422
    assert "第 2 步（5 个工作日）比事项 FIR-01 的时限还晚" in answer.content.decode()


def test_an_own_model_is_added(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/models/add/") | {
        "code": "x-h01",
        "name": "路灯",
        "matter_codes": "FAC-03",
        "trigger": "立案时",
        "reason": "本区需要",
        "steps-0-no": "1",
        "steps-0-roles": "市政",
        "steps-0-action": "到现场看",
        "steps-0-limit_value": "1",
        "steps-0-limit_unit": "working_day",
        "done-0-text": "灯亮了",
    }

    answer = stocked.client(EDITOR).post("/matters/models/add/", sent)

    assert answer.status_code == 302
    model = queries.model_for("FAC-03")
    assert model is not None
    assert model.code == "X-H01"


def test_a_routing_rule_is_written_in_names_and_read_back_the_same(stocked: Town) -> None:
    sent = open_editor(stocked, "/matters/routes/add/?matter=FAC-03") | {
        "area": "柳湾街道",
        "lead_unit": "清岚区路灯所",
        "assist_units": "清岚区市政所\n柳湾环卫所",
        "reason": "本地分工",
    }

    assert stocked.client(EDITOR).post("/matters/routes/add/", sent).status_code == 302

    rule = RoutingRule.objects.get()
    assert (rule.matter_id, rule.area_id, rule.lead_unit_id) == (
        "FAC-03",
        stocked.street.pk,
        stocked.lighting.pk,
    )
    again = open_editor(stocked, f"/matters/routes/{rule.pk}/")
    assert again["area"] == "清岚区/柳湾街道"
    assert again["assist_units"] == "清岚区市政所\n柳湾环卫所"


@pytest.mark.parametrize(
    ("typed_in", "field"),
    [
        ({"lead_unit": "没有的单位"}, "lead_unit"),
        ({"area": "没有的街道"}, "area"),
        ({"matter": "没有的事"}, "matter"),
        ({"category": "FAC"}, "matter"),
    ],
)
def test_a_name_nobody_has_is_refused_at_its_field(
    stocked: Town, typed_in: dict[str, str], field: str
) -> None:
    sent = {
        "matter": "FAC-03 路灯故障",
        "category": "",
        "lead_unit": "清岚区路灯所",
        "reason": "试试",
    } | typed_in

    answer = stocked.client(EDITOR).post("/matters/routes/add/", sent)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_rule_ends_after_a_question(stocked: Town) -> None:
    rule = actions.add_rule(
        draft=RuleDraft("FAC-03", "", None, stocked.lighting.pk),
        reason="本地分工",
        by=stocked.hat("district"),
        at=MONDAY_9_00,
    )
    address = f"/matters/routes/{rule.pk}/retire/"

    question = stocked.client(EDITOR).get(address)
    deed = stocked.client(EDITOR).post(address)

    assert "停用这条规则" in question.content.decode()
    assert deed.status_code == 302
    rule.refresh_from_db()
    assert not rule.is_active
    retired = stocked.client(EDITOR).get("/matters/routes/", {"state": "retired"}).context["rows"]
    assert [row["rule"].pk for row in retired] == [rule.pk]


def test_the_preview_page_answers_where_until_when_and_why(stocked: Town) -> None:
    answer = stocked.client("staff").get(
        "/matters/preview/",
        {"text": "东侧消防通道停满了车", "area": "柳荫一网格", "at": "2026-11-16T09:00"},
    )

    page = answer.content.decode()
    assert "FIR-01 消防车道与通道堵塞" in page
    assert "柳荫物业公司" in page
    assert "目录写的是物业主办" in page
    assert "11-16 11:00" in page


def test_the_preview_page_shows_the_numbers_to_call_before_anything_else(stocked: Town) -> None:
    page = (
        stocked.client("staff")
        .get("/matters/preview/", {"text": "三楼着火了", "area": "990101001001001"})
        .content.decode()
    )

    assert page.index("先打 119") < page.index('id="where"')


def test_the_preview_asks_for_what_is_missing(stocked: Town) -> None:
    answer = stocked.client("staff").get("/matters/preview/", {"area": "柳湾"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text", "area"}


def test_a_gap_is_closed_with_one_click(stocked: Town) -> None:
    page = stocked.client(EDITOR).get("/matters/gaps/")
    row = next(r for r in page.context["rows"] if r["gap"].department == "sanitation")

    answer = stocked.client(EDITOR).post(
        "/matters/gaps/", {"gap": row["key"], f"{row['key']}-unit": "柳湾环卫所"}, follow=True
    )

    assert all(r["gap"].department != "sanitation" for r in answer.context["rows"])
    assert RoutingRule.objects.filter(area=stocked.other_street, lead_unit=stocked.sanitation).exists()


def test_who_may_only_look_cannot_close_a_gap(stocked: Town) -> None:
    answer = stocked.client("staff").post("/matters/gaps/", {"gap": "gas_company-1"})

    assert answer.status_code == 403


def test_a_number_is_changed_from_a_day_on(stocked: Town) -> None:
    sent = {"value": "3", "effective_from": "2099-01-01", "source_note": "区里文件"}

    answer = stocked.client(EDITOR).post("/matters/numbers/acknowledge/", sent, follow=True)

    assert "2099-01-01 起 3 个工作小时" in answer.content.decode()
    assert Setting.objects.filter(key="acknowledge").count() == 2
