"""The shipped catalogue keeps its own rules: codes exist, no step is late, no forbidden word stands in it."""

from dataclasses import replace

from tests.matters.shipped import DATA, departments, rows
from tests.shared_data import shared
from wangge.matters.rules import (
    SEATS,
    Evidence,
    MatterEntry,
    ModelEntry,
    StepUnit,
    Track,
    Urgency,
    Visibility,
)
from wangge.matters.rules.guard import forbidden_words
from wangge.matters.rules.sensitive import _HINTS
from wangge.matters.rules.steps import applicable_steps, faults, matter_faults


def test_the_catalogue_is_the_handbook_s() -> None:
    handbook = shared("domain/04-matters.tsv")

    assert (DATA / "matters.tsv").read_bytes() == handbook.read_bytes()


def test_there_are_195_matters_in_22_categories_and_22_models(
    matters: dict[str, MatterEntry], models: list[ModelEntry]
) -> None:
    categories = {row["code"] for row in rows(DATA / "categories.tsv")}

    assert len(matters) == 195
    assert {m.category for m in matters.values()} == categories
    assert [m.code for m in models] == [f"H{n:02}" for n in range(1, 23)]


def test_every_department_of_a_matter_exists(matters: dict[str, MatterEntry]) -> None:
    named = {d for m in matters.values() for d in (m.lead_dept, *m.assist_depts)}

    assert named <= departments()


def test_every_evidence_code_is_known(matters: dict[str, MatterEntry], models: list[ModelEntry]) -> None:
    asked = {e for m in matters.values() for e in m.evidence}
    asked |= {e for m in models for step in m.steps for e in step.evidence}

    assert asked <= set(Evidence)


def test_no_deliberated_matter_is_confidential_or_urgent(matters: dict[str, MatterEntry]) -> None:
    deliberated = [m for m in matters.values() if m.track in (Track.DELIBERATION, Track.BOTH)]

    assert len(deliberated) > 30
    assert [f for m in deliberated for f in matter_faults(m, None)] == []
    assert all(m.urgency < Urgency.HIGH for m in deliberated)


def test_every_model_is_consistent_and_every_matter_follows_at_most_one(
    matters: dict[str, MatterEntry], models: list[ModelEntry]
) -> None:
    taken: dict[str, str] = {}
    roles = {*SEATS, *departments()}

    found = []
    for model in models:
        found += list(faults(model, matters, roles, taken))
        taken |= {code: model.code for code in model.matter_codes if code not in model.only_when}

    assert found == []
    assert taken["BLD-04"] == "H06"
    assert taken["FAC-04"] == "H22"


def test_a_late_step_is_found(matters: dict[str, MatterEntry], models: list[ModelEntry]) -> None:
    fast = replace(matters["FIR-01"], limit=matters["UTL-06"].limit)
    slow_steps = [s for s in applicable_steps(models[1], "FIR-01") if s.is_required]

    assert list(matter_faults(matters["FIR-01"], models[1])) == []
    assert len(slow_steps) == 2
    assert list(matter_faults(replace(fast, limit=models[1].steps[0].limit.limit), models[1])) == [
        "第 2 步（2 小时）比事项 FIR-01 的时限还晚。"
    ]


def test_every_matter_of_a_model_has_a_required_step_and_words_when_it_is_done(
    models: list[ModelEntry],
) -> None:
    for model in models:
        for code in model.matter_codes:
            assert any(s.is_required for s in applicable_steps(model, code)), (model.code, code)
            assert any(done.applies_to(code) for done in model.done_when), (model.code, code)


def test_no_shipped_text_holds_a_forbidden_word() -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in DATA.iterdir() if file.is_file()}

    assert {name: words for name, text in texts.items() if (words := forbidden_words(text))} == {}


def test_every_number_has_a_unit_and_a_source() -> None:
    numbers = rows(DATA / "settings.tsv")
    counted = {"share", "times", "stars", "metre", "cases", "answers", "clock", "second"}

    assert len({row["key"] for row in numbers}) == len(numbers)
    assert {row["unit"] for row in numbers} <= {*dict(StepUnit.CHOICES), *counted}
    assert all(row["mark"] and row["source_note"] and row["name"] for row in numbers)


def test_words_that_hint_at_something_confidential_lead_to_confidential_matters_and_to_all_of_them(
    matters: dict[str, MatterEntry],
) -> None:
    secret = {m.code for m in matters.values() if m.visibility == Visibility.CONFIDENTIAL}

    assert {code for code, _ in _HINTS} == secret
