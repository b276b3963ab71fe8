"""What becomes public: a sentence, a place, a painted copy; looked at first, and taken back at once."""

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions as cases
from wangge.cases.models import Case
from wangge.cases.rules.rights import Wish
from wangge.channels import jobs, painting
from wangge.channels.actions import public as actions
from wangge.channels.actions import troubles
from wangge.channels.models import PublicItem, PublicPhoto
from wangge.channels.queries import public as queries
from wangge.channels.rules import painting as rules
from wangge.channels.rules.doors import Door
from wangge.channels.rules.painting import Box, Stroke
from wangge.channels.rules.public import about
from wangge.files import queries as files
from wangge.files.models import StoredFile
from wangge.kernel.refusal import NotAllowed

database = [pytest.mark.django_db, pytest.mark.both]
PAGE = "/open/990101001001/"
SENTENCE = "路灯已修好并检查了线路。"


def opened(town: Town) -> None:
    for door in (Door.OPEN311, Door.FEED):
        troubles.open_door(door, is_open=True, by=town.sysadmin, at=MONDAY_9_00)


def finished(story: Story) -> PublicItem:
    """A public matter, closed with photos of the work."""
    opened(story.town)
    case = story.closed(at=timezone.now() - timedelta(hours=9))
    jobs.follow(at=timezone.now())
    return PublicItem.objects.get(pk=case.pk)


def in_hand(story: Story) -> PublicItem:
    """A public matter with photos, not closed yet: it may still become confidential."""
    opened(story.town)
    case = story.submitted(at=timezone.now() - timedelta(hours=9))
    jobs.follow(at=timezone.now())
    return PublicItem.objects.get(pk=case.pk)


def painted(item: PublicItem, town: Town, *, n: int = 0) -> PublicPhoto:
    source = queries.sources(item)[n].file
    copy = painting.painted(source, [Box(10, 10, 40, 40)])
    return actions.paint(item, source, copy, marks=1, by=town.dispatcher, at=timezone.now())


def let_out(story: Story, item: PublicItem | None = None) -> tuple[PublicItem, PublicPhoto]:
    """Released with one picture."""
    item = item or finished(story)
    photo = actions.confirm_photo(painted(item, story.town), by=story.town.dispatcher, at=timezone.now())
    actions.release(item, sentence=SENTENCE, by=story.town.dispatcher, at=timezone.now())
    return item, photo


class TestThePage:
    pytestmark = database

    def test_anybody_reads_what_was_released_with_its_painted_picture(self, story: Story) -> None:
        item, photo = let_out(story)

        page = Client().get(PAGE).content.decode()

        address = reverse("channels:open_photo", args=[photo.pk, "small"])
        assert SENTENCE in page
        assert address in page
        picture = Client().get(address)
        assert picture["Content-Type"] == "image/jpeg"
        assert picture["Cache-Control"] == "no-store"
        asked = json.loads(Client().get(f"/open311/v2/requests/{item.number}.json").content)[0]
        assert asked["media_url"].endswith(reverse("channels:open_photo", args=[photo.pk, "large"]))

    def test_taking_it_back_empties_page_feed_open311_and_deletes_the_copy(self, story: Story) -> None:
        item, photo = let_out(story)
        address = reverse("channels:open_photo", args=[photo.pk, "small"])

        actions.unrelease(item, by=story.town.dispatcher, at=timezone.now())

        assert SENTENCE not in Client().get(PAGE).content.decode()
        assert SENTENCE not in Client().get("/feeds/990101001001.atom").content.decode()
        asked = json.loads(Client().get(f"/open311/v2/requests/{item.number}.json").content)[0]
        assert (asked["media_url"], SENTENCE in asked["description"]) == (None, False)
        assert Client().get(address).status_code == 404
        assert StoredFile.objects.get(pk=photo.file_id).is_forgotten
        assert not StoredFile.objects.get(pk=photo.source_id).is_forgotten

    def test_a_case_that_becomes_confidential_is_gone_at_once_and_its_copy_soon(self, story: Story) -> None:
        item, photo = let_out(story, in_hand(story))
        address = reverse("channels:open_photo", args=[photo.pk, "large"])

        case = Case.objects.get(pk=item.pk)
        cases.raise_visibility(case, note="涉及未成年人", by=story.town.dispatcher, at=timezone.now())

        assert SENTENCE not in Client().get(PAGE).content.decode()
        assert Client().get(address).status_code == 404
        jobs.follow(at=timezone.now())
        assert StoredFile.objects.get(pk=photo.file_id).is_forgotten

    def test_a_copy_of_a_photo_whose_sender_had_it_deleted_goes_with_it(self, story: Story) -> None:
        _, photo = let_out(story)
        item = PublicItem.objects.get(pk=photo.item_id)
        appeal = Case.objects.get(pk=item.pk).appeals.get()
        wish = cases.ask_data(appeal, wish=Wish.DELETE, by=story.me(appeal), at=timezone.now())

        cases.fulfil(wish, is_granted=True, said="已删除。", by=story.town.dispatcher, at=timezone.now())
        jobs.follow(at=timezone.now())

        assert StoredFile.objects.get(pk=photo.file_id).is_forgotten
        assert not PublicPhoto.objects.filter(pk=photo.pk).exists()

    def test_a_confidential_case_is_never_offered(self, story: Story) -> None:
        item = in_hand(story)
        case = Case.objects.get(pk=item.pk)
        cases.raise_visibility(case, note="涉及未成年人", by=story.town.dispatcher, at=timezone.now())
        client = story.town.client("dispatcher")

        listed = client.get(reverse("channels:releases")).content.decode()

        assert item.number not in listed
        assert client.get(reverse("channels:release", args=[item.pk])).status_code == 404
        with pytest.raises(NotAllowed):
            actions.release(item, sentence=SENTENCE, by=story.town.dispatcher, at=timezone.now())

    def test_nothing_is_there_while_the_door_is_shut(self, story: Story) -> None:
        _, photo = let_out(story)
        troubles.open_door(Door.FEED, is_open=False, by=story.town.sysadmin, at=MONDAY_9_00)

        for address in (PAGE, "/open/", reverse("channels:open_photo", args=[photo.pk, "small"])):
            assert Client().get(address).status_code == 404

    def test_small_counts_are_not_told(self, story: Story) -> None:
        let_out(story)

        assert "少于 5 件" in Client().get(PAGE).content.decode()

    def test_a_page_costs_the_same_for_one_item_and_for_many(
        self, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        let_out(story)
        counts = []
        for n in (0, 4):
            for _ in range(n):
                case = story.closed(at=timezone.now() - timedelta(hours=9))
                jobs.follow(at=timezone.now())
                item = PublicItem.objects.get(pk=case.pk)
                actions.release(item, sentence=SENTENCE, by=story.town.dispatcher, at=timezone.now())
            with django_assert_max_num_queries(9) as found:
                Client().get(PAGE)
            counts.append(len(found))
        assert counts[0] == counts[1]


class TestReleasing:
    pytestmark = database

    def test_a_person_looks_at_it_before_it_goes_out(self, story: Story) -> None:
        item = finished(story)
        client, address = story.town.client("dispatcher"), reverse("channels:release", args=[item.pk])

        look = client.post(address, {"sentence": SENTENCE, "near": ""})

        assert "居民会读到" in look.content.decode()
        assert PublicItem.objects.get(pk=item.pk).released_at is None
        looked = look.context["preview"]["looked"]
        other = {"sentence": "路灯昨天已经全部换成新的了。", "near": "", "looked": looked}
        client.post(address, other)
        assert PublicItem.objects.get(pk=item.pk).released_at is None  # other words than those looked at

        client.post(address, {"sentence": SENTENCE, "near": "", "looked": looked})

        assert PublicItem.objects.get(pk=item.pk).sentence == SENTENCE

    def test_a_photo_is_painted_looked_at_and_confirmed_by_hand_without_script(self, story: Story) -> None:
        item = finished(story)
        source = queries.sources(item)[0].file
        client, given = story.town.client("dispatcher"), [item.pk, source.pk]

        sent = client.post(reverse("channels:paint", args=given), {"marks": "0 0 50 100\n笔 5 60 60 80 80"})

        assert sent["Location"] == reverse("channels:look", args=given)
        photo = item.photos.get()
        assert (photo.marks, photo.confirmed_at) == (2, None)
        half = client.post(reverse("channels:look", args=given), {"faces": "on", "plates": "on"})
        assert half.status_code == 422
        client.post(reverse("channels:look", args=given), {"faces": "on", "plates": "on", "doors": "on"})
        assert item.photos.get().confirmed_at is not None
        client.post(reverse("channels:drop_photo", args=given))
        assert not item.photos.exists()

    def test_what_is_published_is_painted_and_newly_written(self, story: Story) -> None:
        item = finished(story)
        photo = painted(item, story.town)

        found = files.content(photo.file, "large")

        assert found is not None
        with Image.open(io.BytesIO(found[0])) as picture:
            width, height = picture.size
            inside = picture.convert("RGB").getpixel((width // 4, height // 4))
            outside = picture.convert("RGB").getpixel((width * 3 // 4, height * 3 // 4))
            assert not picture.getexif()
        assert all(abs(a - b) < 12 for a, b in zip(inside, (58, 64, 74), strict=True))  # type: ignore[arg-type]
        assert any(abs(a - b) > 12 for a, b in zip(outside, (58, 64, 74), strict=True))  # type: ignore[arg-type]
        assert photo.file.digest != photo.source.digest

    @pytest.mark.parametrize(
        "marks", ["1 2 3", "a b c d", "nan 1 2 3", "-1 0 5 5", "0 0 0 0", "笔 5 1", "1e9 1 1 1"]
    )
    def test_wrong_numbers_are_said_at_the_field_and_nothing_is_kept(self, story: Story, marks: str) -> None:
        item = finished(story)
        given = [item.pk, queries.sources(item)[0].file_id]

        answer = story.town.client("dispatcher").post(reverse("channels:paint", args=given), {"marks": marks})

        assert answer.status_code == 422
        assert "第 1 行" in answer.content.decode()
        assert not item.photos.exists()

    def test_a_photo_of_another_case_is_not_there(self, story: Story) -> None:
        item, other = finished(story), finished(story)
        source = queries.sources(other)[0].file
        copy = painting.painted(source, [])

        answer = story.town.client("dispatcher").get(reverse("channels:paint", args=[item.pk, source.pk]))

        assert answer.status_code == 404
        with pytest.raises(NotAllowed):
            actions.paint(item, source, copy, marks=0, by=story.town.dispatcher, at=timezone.now())


numbers = st.floats(0, 100, allow_nan=False).map(lambda n: round(n, 1))


@given(st.lists(st.tuples(numbers, numbers, numbers.filter(bool), numbers.filter(bool)), max_size=20))
def test_boxes_are_read_as_they_are_written(boxes: list[tuple[float, float, float, float]]) -> None:
    text = "\n".join(" ".join(str(n) for n in box) for box in boxes)

    assert rules.read(text) == [Box(*box) for box in boxes]


@given(st.text(max_size=200))
def test_whatever_is_written_is_marks_or_a_sentence(text: str) -> None:
    try:
        found = rules.read(text)
    except ValueError as wrong:
        assert str(wrong).endswith("。")  # noqa: PT017  (either way is right)
    else:
        assert all(isinstance(one, Box | Stroke) for one in found)


def test_too_many_marks_are_refused() -> None:
    with pytest.raises(ValueError, match="最多"):
        rules.read("1 1 1 1\n" * (rules.MOST + 1))


@pytest.mark.parametrize(("n", "told"), [(1, "少于 5"), (4, "少于 5"), (5, "约 5"), (39, "约 35")])
def test_counts_tell_nobody_apart(n: int, told: str) -> None:
    assert about(n) == told
