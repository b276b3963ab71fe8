"""A community shares its work among its desks, and says how it found the work of units."""

import pytest
from django.urls import reverse

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, CommunityBench, UnitReview
from wangge.cases.queries import benches as queries
from wangge.cases.queries import desk
from wangge.cases.rules import benches
from wangge.cases.rules.benches import BEGINNING
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters import queries as catalogue

LATER = MONDAY_9_00 + 6 * HOUR
ALL = {bench.value: list(categories) for bench, categories in BEGINNING.items()}
TWO = {"committee": ["PRO"], "service": ["WEL", "MED"]}


class TestRules:
    def test_every_category_is_whose_list_names_it_and_the_rest_is_the_committees(self) -> None:
        assert benches.of("WEL", TWO) == "service"
        assert benches.of("ENV", TWO) == "committee"
        assert benches.of("", TWO) == "committee"
        assert benches.of("ENV", {"service": ["WEL"], "governance": ["SEC"]}) == "governance"
        assert benches.of("ENV", {}) == ""

    def test_one_desk_is_none_and_no_duty_has_two_owners(self) -> None:
        assert not benches.refusal({})
        assert not benches.refusal(ALL)
        assert "两个以上" in benches.refusal({"committee": ["PRO"]})
        assert "一个席位" in benches.refusal({"committee": ["PRO"], "service": ["PRO"]})


@pytest.mark.django_db
@pytest.mark.both
class TestBenches:
    def test_the_lists_to_begin_with_share_out_the_whole_catalogue(self, town: Town, story: Story) -> None:
        shared = [category for categories in BEGINNING.values() for category in categories]

        assert sorted(shared) == sorted(catalogue.catalogue().categories)

    def test_each_desk_has_its_own_queue_of_the_communitys_inbox(self, town: Town, story: Story) -> None:
        lift = story.reported(matter="PRO-01")
        help_ = story.reported(matter="WEL-02")
        unfiled = story.reported(matter="ENV-03")
        Case.objects.filter(pk__in=[lift.pk, help_.pk, unfiled.pk]).update(
            desk=town.community, desk_path=town.community.path
        )
        actions.set_benches(TWO, by=town.secretary, at=MONDAY_9_00)

        on, cases = queries.of_hat(town.staff), desk.reach(town.staff)
        counted = {queue.bench: queue.count for queue in queries.queues(cases, on, town.staff)}
        shown = {
            bench: set(desk.narrowed(cases, desk.Filters(bench=bench, benches=on), town.staff, at=LATER))
            for bench in on
        }

        assert counted == {"committee": 2, "service": 1}
        assert shown == {"committee": {lift, unfiled}, "service": {help_}}
        page = town.client("staff").get(reverse("cases:desk"), {"bench": "service"}).content.decode()
        assert "社区服务中心 <span>1</span>" in page

    def test_the_secretary_writes_the_lists_on_a_page_and_may_switch_all_off(self, town: Town) -> None:
        town.stock()
        secretary, address = town.client("secretary"), reverse("cases:benches")
        given = {"service_on": "on", "service": ["WEL"], "committee_on": "on", "committee": ["PRO", "NEI"]}

        twice = secretary.post(address, given | {"committee": ["WEL"]})
        done = secretary.post(address, given)

        assert twice.status_code == 422
        assert "只能写在一个席位" in twice.content.decode()
        assert done.status_code == 302
        assert queries.lists(town.community.pk) == {"committee": ("NEI", "PRO"), "service": ("WEL",)}
        assert "已启用" in town.client("staff").get(address).content.decode()
        assert town.client("staff").post(address, {}).status_code == 403
        secretary.post(address, {})
        assert not CommunityBench.objects.exists()
        assert "按席位" not in town.client("staff").get(reverse("cases:desk")).content.decode()

    def test_a_strange_desk_or_hat_is_refused(self, town: Town) -> None:
        town.stock()

        with pytest.raises(NotAllowed):
            actions.set_benches(TWO, by=town.staff, at=MONDAY_9_00)
        with pytest.raises(Refused, match="没有这个席位"):
            actions.set_benches({"x": ["PRO"], "service": []}, by=town.secretary, at=MONDAY_9_00)
        with pytest.raises(Refused, match="没有这个席位"):
            actions.set_benches(TWO | {"party": ["ZZZ"]}, by=town.secretary, at=MONDAY_9_00)


@pytest.mark.django_db
@pytest.mark.both
class TestReviews:
    def test_a_community_rates_a_units_work_once_and_the_sender_does_not_read_it(
        self, town: Town, story: Story
    ) -> None:
        case = story.closed(matter="ENV-01")

        actions.rate_unit(case, unit=town.sanitation, stars=2, note="催了三次才来。", by=town.staff, at=LATER)

        review = UnitReview.objects.get()
        assert (review.unit, review.stars, review.area) == (town.sanitation, 2, town.community)
        with pytest.raises(Refused, match="已经评过"):
            actions.rate_unit(case, unit=town.sanitation, stars=5, by=town.secretary, at=LATER)
        page = town.client("staff").get(reverse("cases:case", args=[case.pk])).content.decode()
        assert "柳湾环卫所：2 星" in page
        assert "催了三次才来。" in page
        appeal = case.appeals.get()
        from wangge.cases.queries.lookup import secret_of

        told = town.client("stranger").get(
            reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)}
        )
        assert "催了三次" not in told.content.decode()

    def test_few_stars_need_a_word_and_only_who_did_the_work_is_rated(self, town: Town, story: Story) -> None:
        case = story.closed(matter="ENV-01")

        with pytest.raises(Refused, match="写一句为什么"):
            actions.rate_unit(case, unit=town.sanitation, stars=1, by=town.staff, at=LATER)
        with pytest.raises(Refused, match="没有办过"):
            actions.rate_unit(case, unit=town.water, stars=5, by=town.staff, at=LATER)
        with pytest.raises(Refused, match="一到五星"):
            actions.rate_unit(case, unit=town.sanitation, stars=6, by=town.staff, at=LATER)
        for who in ("officer", "dispatcher", "other_staff"):
            with pytest.raises(NotAllowed):
                actions.rate_unit(case, unit=town.sanitation, stars=5, by=town.hat(who), at=LATER)

    def test_it_is_done_on_a_page(self, town: Town, story: Story) -> None:
        case = story.closed(matter="ENV-01")
        address = reverse("cases:deed", args=[case.pk, "rate_unit"])

        page = town.client("staff").get(address).content.decode()
        done = town.client("staff").post(address, {"unit": town.sanitation.pk, "stars": "4", "note": ""})

        assert "柳湾环卫所" in page
        assert done.status_code == 302
        assert UnitReview.objects.get().stars == 4


@pytest.mark.django_db
@pytest.mark.both
class TestSides:
    def test_a_case_shows_its_party_side_and_its_administrative_side(self, town: Town, story: Story) -> None:
        branch = town.network.branch
        case = story.dispatched(matter="ENV-01")

        page = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()

        assert "党建网格" in page
        assert branch.name in page
        assert "柳湾环卫所（主办）" in page

    def test_a_confidential_case_has_no_party_side(self, town: Town, story: Story) -> None:
        branch = town.network.branch
        case = story.reported(matter="SEC-08")

        page = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()

        assert "保密事项不共议" in page
        assert branch.name not in page
