"""Saved replies: kept by a desk, offered to it and below, filled in with and without script."""

import pytest
from django.urls import reverse

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.queries.replies import replies_for
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_streets_reply_is_offered_to_its_communities_and_to_no_other_street(
    town: Town, story: Story
) -> None:
    _ = story
    actions.save_reply(name="已转供水", text="已转供水公司。", by=town.dispatcher, at=MONDAY_9_00)

    assert [r.name for r in replies_for(town.staff)] == ["已转供水"]
    assert not replies_for(town.other_dispatcher)


def test_the_same_name_again_changes_its_words(town: Town, story: Story) -> None:
    _ = story
    for text in ("旧话。", "新话。"):
        actions.save_reply(name="已转供水", text=text, by=town.dispatcher, at=MONDAY_9_00)

    assert [r.text for r in replies_for(town.dispatcher)] == ["新话。"]


def test_an_empty_reply_and_an_officers_are_refused(town: Town, story: Story) -> None:
    _ = story
    with pytest.raises(Refused):
        actions.save_reply(name="空的", text=" ", by=town.dispatcher, at=MONDAY_9_00)
    with pytest.raises(NotAllowed):
        actions.save_reply(name="话", text="话", by=town.officer, at=MONDAY_9_00)


def test_a_reply_chosen_by_its_link_is_filled_in(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-13")
    reply = actions.save_reply(
        name="河道", text="已转河道养护。", verb="accept", by=town.dispatcher, at=MONDAY_9_00
    )

    page = town.client("dispatcher").get(reverse("cases:deed", args=[case.pk, "accept"]), {"reply": reply.pk})

    assert "已转河道养护。</textarea>" in page.content.decode()


def test_what_is_wrong_with_a_reply_is_said_at_its_field(town: Town, story: Story) -> None:
    _ = story

    def refusal(name: str, text: str) -> tuple[str, str]:
        with pytest.raises(Refused) as found:
            actions.save_reply(name=name, text=text, by=town.dispatcher, at=MONDAY_9_00)
        return found.value.message, found.value.field

    assert refusal("", "已转办。") == ("请写名称和内容。", "name")
    assert refusal("转办", " ") == ("请写名称和内容。", "text")


def test_saving_and_dropping_are_written_down_with_the_name(town: Town, story: Story) -> None:
    _ = story
    reply = actions.save_reply(name=" 已转供水 ", text=" 已转供水公司。 ", by=town.dispatcher, at=MONDAY_9_00)
    number = reply.pk

    actions.drop_reply(reply, by=town.dispatcher, at=MONDAY_9_00)

    assert (reply.name, reply.text) == ("已转供水", "已转供水公司。")
    entries = Entry.objects.filter(subject=f"reply:{number}").order_by("pk")
    assert [(e.verb, e.note) for e in entries] == [("save_reply", "已转供水"), ("drop_reply", "已转供水")]
    assert not replies_for(town.dispatcher)


def test_a_reply_of_another_desk_is_not_dropped(town: Town, story: Story) -> None:
    _ = story
    reply = actions.save_reply(name="已转供水", text="已转供水。", by=town.dispatcher, at=MONDAY_9_00)

    with pytest.raises(NotAllowed, match="只能删除本席位的常用答复"):
        actions.drop_reply(reply, by=town.staff, at=MONDAY_9_00)
    with pytest.raises(NotAllowed, match="您的岗位不能改常用答复"):
        actions.drop_reply(reply, by=town.officer, at=MONDAY_9_00)
    assert replies_for(town.dispatcher) == [reply]
