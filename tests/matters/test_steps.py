"""Check-lists: which steps a matter gets and when they are due; choices and limits compare as they should."""

from datetime import timedelta

import pytest

from tests.town import MONDAY_9_00
from wangge.matters.rules import (
    ModelEntry,
    StepLimit,
    Urgency,
    Visibility,
    aftercare_of,
    applicable_steps,
    checklist,
    done_when,
    forbidden_words,
    never_later,
)
from wangge.worktime.rules import Calendar, Limit, LimitUnit

CALENDAR = Calendar()


def model(models: list[ModelEntry], code: str) -> ModelEntry:
    return next(m for m in models if m.code == code)


def test_a_matter_gets_its_own_steps_and_those_of_all(models: list[ModelEntry]) -> None:
    charging = model(models, "H01")

    assert [s.no for s in applicable_steps(charging, "FIR-02")] == [1, 2, 5, 6, 7]
    assert [s.no for s in applicable_steps(charging, "FIR-06")] == [3, 4, 5, 6, 7]
    assert done_when(charging, "FIR-06") == "已修好，或方案已公布"
    assert [(a.days, a.role) for a in aftercare_of(charging, "FIR-06")] == [
        (3, "officer"),
        (7, "officer"),
        (30, "property_company"),
    ]


def test_steps_are_due_from_the_start_of_the_limit_and_conditional_ones_from_their_condition(
    models: list[ModelEntry],
) -> None:
    items = checklist(model(models, "H02"), "FIR-01", MONDAY_9_00, CALENDAR)

    assert [(i.no, i.due_at) for i in items[:2]] == [
        (1, MONDAY_9_00 + timedelta(minutes=30)),
        (2, MONDAY_9_00 + timedelta(hours=2)),
    ]
    assert [(i.condition, i.due_at, i.is_required) for i in items[2:]] == [
        ("打电话后 30 分钟车还没挪", None, False),
        ("物业拒绝处理", None, False),
    ]


@pytest.mark.parametrize(
    ("step", "bound", "fits"),
    [
        (StepLimit(30, "minute"), Limit(4, LimitUnit.WORKING_HOUR), True),
        (StepLimit(4, "working_hour"), Limit(1, LimitUnit.WORKING_DAY), True),
        (StepLimit(9, "working_hour"), Limit(1, LimitUnit.WORKING_DAY), False),
        (StepLimit(4, "working_hour"), Limit(4, LimitUnit.CONTINUOUS_HOUR), False),
        (StepLimit(1, "working_day"), Limit(24, LimitUnit.CONTINUOUS_HOUR), False),
        (StepLimit(4, "continuous_hour"), Limit(1, LimitUnit.WORKING_DAY), True),
        (StepLimit(7, "calendar_day"), Limit(7, LimitUnit.CALENDAR_DAY), True),
        (StepLimit(0, "immediate"), Limit(0, LimitUnit.IMMEDIATE), True),
        (StepLimit(15, "minute"), Limit(0, LimitUnit.IMMEDIATE), False),
    ],
)
def test_a_step_fits_a_limit_only_if_it_ends_in_time_over_any_calendar(
    step: StepLimit, bound: Limit, fits: bool
) -> None:
    assert never_later(step.limit, bound) is fits


def test_limits_are_written_as_people_say_them() -> None:
    assert str(StepLimit(30, "minute")) == "30 分钟"
    assert str(StepLimit(2, "working_day")) == "2 个工作日"
    assert str(StepLimit(0, "immediate")) == "立即"


def test_urgency_and_visibility_compare_by_their_order_not_by_their_letters() -> None:
    assert Urgency.EMERGENCY > Urgency.HIGH > Urgency.NORMAL > Urgency.LOW
    assert Urgency.LOW < "high"
    assert max(Visibility.INTERNAL, Visibility.PUBLIC) == Visibility.INTERNAL
    assert sorted(["low", "emergency", "high"], key=Urgency) == ["low", "high", "emergency"]
    assert Urgency.NORMAL.raised() == Urgency.HIGH
    assert Urgency.EMERGENCY.raised() == Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["重点人员名单", "群 体 性 事 件", "上-访 老户", "维稳台账"])
def test_forbidden_words_are_found_also_when_spaced_out(text: str) -> None:
    assert forbidden_words(text)


@pytest.mark.parametrize("text", ["信访", "聚集性发病", "关爱需求", "人群拥挤"])
def test_words_that_may_stand_are_let_through(text: str) -> None:
    assert forbidden_words(text) == []
