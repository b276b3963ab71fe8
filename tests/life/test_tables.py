"""Lists of the Party rooms as workbooks: within the same reach, with a purpose, without members' names."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.life.scene import Scene
from wangge.assessment import actions as assessment
from wangge.life import actions
from wangge.life.imports.tables import TABLES
from wangge.sheets import store
from wangge.sheets.models import Export

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def taken(scene: Scene, name: str, who: str) -> str:
    """All cells of the workbook, by lines."""
    answer = scene.town.client(who).post(f"/life/table/{name}/", {"purpose": "支部月度例会"})
    assert answer.status_code == 302, (name, answer.status_code)
    made = Export.objects.get(exporter=f"party-{name}")
    assert made.purpose == "支部月度例会"
    book = CalamineWorkbook.from_filelike(BytesIO(store.get(made.key, "file")))
    rows = book.get_sheet_by_index(0).to_python()
    return "\n".join(" ".join(str(cell) for cell in row) for row in rows)


def test_every_list_goes_out_as_a_workbook(scene: Scene) -> None:
    scene.town.stock()
    scene.held(decisions=[("月底前修好车棚的灯", None)])
    scene.promise()
    birthday = scene.birthday()
    assessment.seed()
    actions.seed()

    found = {name: taken(scene, name, "orgdept") for name in TABLES}

    assert "柳荫一网格党支部" in found["orgs"]
    assert "柳荫社区·柳荫二网格" in found["coverage"].replace("・", "·")
    assert "没有支部" in found["coverage"]
    assert "月底前修好车棚的灯" in found["meetings"]
    assert "修好车棚的灯" in found["promises"]
    assert "柳荫一网格党支部" in found["birthdays"]
    assert not [name for name, text in found.items() if birthday.member.name in text]


def test_another_branch_takes_nothing_of_it(scene: Scene) -> None:
    scene.held(decisions=[("月底前修好车棚的灯", None)])
    scene.promise()

    for name in ("meetings", "promises", "orgs"):
        assert "柳荫一网格" not in taken(scene, name, "other_branchsec")
        Export.objects.all().delete()


def test_without_a_purpose_and_without_a_table_there_is_none(scene: Scene) -> None:
    client = scene.town.client("branchsec")

    assert client.post("/life/table/meetings/", {"purpose": ""}).status_code == 422
    assert client.get("/life/table/nothing/").status_code == 404
    assert not Export.objects.exists()
