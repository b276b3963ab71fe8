"""Rounds are planned, walked and ended; what is found becomes a case; nobody is measured or compared."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.grids.builders import import_places
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases.models import Case
from wangge.cases.rules.flows import Source
from wangge.duties import actions
from wangge.duties.models import Front, Patrol, PatrolPlan
from wangge.duties.rules import patrol as rules
from wangge.duties.rules.patrol import COVERED, FINDINGS, Duty, Kind
from wangge.grids.models import Place
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters import queries as catalogue

DAY = timedelta(days=1)


@given(st.sampled_from(list(Kind)), st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_only_security_and_emergency_keep_what_was_seen(kind: Kind, seen: set[int], stops: set[int]) -> None:
    kept = rules.kept(kind, seen, stops)

    assert set(kept) == (seen & stops if kind in COVERED else set())
    assert set(rules.unseen(kind, kept, stops)) == (stops - seen if kind in COVERED else set())


def test_a_round_is_due_at_once_and_then_by_its_days() -> None:
    today = date(2026, 11, 20)

    assert rules.next_on(None, every_days=7, today=today) == today
    assert rules.next_on(today, every_days=7, today=today) == date(2026, 11, 27)


@pytest.fixture
def park(town: Town) -> Town:
    for who in ("officer", "staff", "dispatcher", "district"):
        town.post(who)
    lon, lat = middle("grid")
    import_places(
        *(
            {
                "type": "Feature",
                "properties": {"code": f"P{n}", "kind": "park", "name": f"柳荫公园{n}号门"},
                "geometry": {"type": "Point", "coordinates": [lon + n / 10000, lat]},
            }
            for n in range(3)
        )
    )
    return town


def planned(town: Town, kind: Kind = Kind.FIRE, *, by: str = "staff") -> PatrolPlan:
    return actions.plan_patrol(
        town.community,
        name="公园一圈",
        kind=kind,
        every_days=7,
        places=list(Place.objects.order_by("code")),
        by=town.hat(by),
        at=MONDAY_9_00,
    )


@pytest.mark.django_db
@pytest.mark.both
class TestRounds:
    def test_what_is_found_becomes_a_case_where_it_is(self, park: Town) -> None:
        patrol = actions.start_patrol(planned(park), by=park.officer, at=MONDAY_9_00)

        case = actions.find(
            patrol,
            what="堵消防通道",
            matter="FIR-01",
            place=Place.objects.get(code="P1"),
            by=park.officer,
            at=MONDAY_9_00,
        )

        patrol.refresh_from_db()
        assert (case.area_id, case.matter_id, case.source) == (park.grid.pk, "FIR-01", Source.PATROL)
        assert case.reported_by_id == park.officer.person_id
        assert patrol.findings == 1

    def test_a_fire_round_keeps_its_stops_and_a_litter_round_none(self, park: Town) -> None:
        for kind, kept in ((Kind.FIRE, 2), (Kind.ENVIRONMENT, 0)):
            plan = planned(park, kind)
            patrol = actions.start_patrol(plan, by=park.officer, at=MONDAY_9_00)
            seen = list(plan.stops.values_list("pk", flat=True))[:2]

            ended = actions.end_patrol(patrol, seen=[*seen, 10**6], by=park.officer, at=MONDAY_9_00)

            assert len(ended.seen) == kept

    def test_a_round_that_goes_on_is_the_same_round(self, park: Town) -> None:
        plan = planned(park)

        one = actions.start_patrol(plan, by=park.officer, at=MONDAY_9_00)

        assert actions.start_patrol(plan, by=park.officer, at=MONDAY_9_00 + DAY) == one

    def test_others_neither_report_for_it_nor_end_it(self, park: Town) -> None:
        patrol = actions.start_patrol(planned(park), by=park.officer, at=MONDAY_9_00)

        with pytest.raises(NotAllowed):
            actions.find(patrol, what="积水", by=park.leader, at=MONDAY_9_00)
        with pytest.raises(NotAllowed):
            actions.end_patrol(patrol, by=park.staff, at=MONDAY_9_00)
        actions.end_patrol(patrol, by=park.officer, at=MONDAY_9_00)
        with pytest.raises(Refused, match="已经结束"):
            actions.find(patrol, what="积水", by=park.officer, at=MONDAY_9_00)

    def test_another_community_walks_its_own(self, park: Town) -> None:
        with pytest.raises(NotAllowed):
            actions.start_patrol(planned(park), by=park.other_officer, at=MONDAY_9_00)
        with pytest.raises(NotAllowed):
            planned(park, by="other_staff")
        with pytest.raises(NotAllowed):
            planned(park, by="officer")

    def test_rounds_go_after_thirty_days(self, park: Town) -> None:
        patrol = actions.start_patrol(planned(park), by=park.officer, at=MONDAY_9_00)
        actions.end_patrol(patrol, by=park.officer, at=MONDAY_9_00)

        assert actions.forget_rounds(at=MONDAY_9_00 + 30 * DAY) == 0
        assert actions.forget_rounds(at=MONDAY_9_00 + 31 * DAY) == 1
        assert not Patrol.objects.exists()

    def test_every_quick_finding_names_a_matter_of_the_catalogue(self, park: Town) -> None:
        park.stock()
        named = {matter for pairs in FINDINGS.values() for _, matter in pairs if matter}

        assert named <= set(catalogue.catalogue().matters)

    def test_a_shop_front_out_of_order_is_a_case(self, park: Town) -> None:
        park.stock()
        front = actions.keep_front(
            park.grid,
            name="老陈面馆",
            place="柳荫路8号",
            duties=list(Duty),
            signed_on=None,
            by=park.staff,
            at=MONDAY_9_00,
        )

        case = actions.front_fault(front, duty=Duty.CLEAN, by=park.officer, at=MONDAY_9_00)

        assert (case.area_id, case.matter_id) == (park.grid.pk, "ENV-01")
        with pytest.raises(NotAllowed):
            actions.front_fault(front, duty=Duty.CLEAN, by=park.next_officer, at=MONDAY_9_00)


def test_no_column_of_a_round_measures_a_way_or_a_person() -> None:
    columns = {field.name for field in Patrol._meta.get_fields()}

    assert columns == {"id", "plan", "person", "started_at", "ended_at", "seen", "findings"}
    assert not columns & {"distance", "steps", "lon", "lat", "track", "score", "rank"}


@pytest.mark.django_db
class TestPages:
    def test_a_finding_takes_two_taps(self, park: Town) -> None:
        park.stock()
        plan, client = planned(park), park.client("officer")

        url = client.post(reverse("duties:start_patrol", args=[plan.pk])).headers["Location"]
        client.post(url, {"place": Place.objects.get(code="P2").pk, "quick": "堵消防通道|FIR-01"})
        stops = list(plan.stops.values_list("pk", flat=True))
        client.post(url, {"end": "1", "seen": stops[:1]})

        case, patrol = Case.objects.get(), Patrol.objects.get()
        assert (case.matter_id, case.place) == ("FIR-01", "柳荫公园2号门")
        assert patrol.seen == stops[:1]

    def test_an_empty_finding_is_refused_at_its_field(self, park: Town) -> None:
        patrol = actions.start_patrol(planned(park), by=park.officer, at=timezone.now())

        page = park.client("officer").post(reverse("duties:patrol", args=[patrol.pk]), {"what": " "})

        assert page.status_code == 422
        assert "请写一写发现了什么" in page.content.decode()

    def test_the_community_plans_and_keeps_fronts_on_the_pages(self, park: Town) -> None:
        client = park.client("staff")
        fields = {
            "name": "消防通道",
            "kind": "fire",
            "every_days": "3",
            "places": [p.pk for p in Place.objects.all()],
        }

        client.post(reverse("duties:patrols"), fields)
        client.post(
            reverse("duties:fronts"),
            {"area": park.grid.pk, "name": "老陈面馆", "place": "柳荫路8号", "duties": ["clean", "order"]},
        )

        assert PatrolPlan.objects.get().stops.count() == 3
        assert Front.objects.get().duties == ["clean", "order"]
        assert "没包卫生" in park.client("officer").get(reverse("duties:fronts")).content.decode()

    def test_the_list_costs_the_same_for_many(self, park: Town) -> None:
        client, url = park.client("officer"), reverse("duties:patrols")
        planned(park)
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        for _ in range(5):
            planned(park)

        with CaptureQueriesContext(connection) as many:
            client.get(url)

        assert len(many) <= len(one)
