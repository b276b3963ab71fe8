"""A worker's certificate says what his permits say, and what nobody may; it ends with the post."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.town import Town
from wangge.grids import actions as grids
from wangge.grids.access import Role
from wangge.grids.rules.scope import NEVER, scope


def test_the_scope_is_read_from_the_permits() -> None:
    assert any("当场处理" in words for words in scope(Role.OFFICER))
    assert not any("派给" in words for words in scope(Role.OFFICER))
    assert any("派给有职责的单位" in words for words in scope(Role.STREET_DISPATCHER))
    assert scope(Role.CAPTAIN) == ["登记居民说的事和自己发现的问题"]


@pytest.mark.django_db
class TestPaper:
    def test_an_officer_prints_his_own_and_it_ends_with_his_post(self, town: Town) -> None:
        post = town.post("officer")
        address = reverse("duties:certificate", args=[post.pk])

        page = town.client("officer").get(address).content.decode()
        others = town.client("staff").get(address).status_code
        grids.end_post(post, by=town.sysadmin, at=timezone.now())

        assert "王格远" in page
        assert f"{town.grid.grid_code}-{post.pk:05}" in page
        assert all(words in page for words in (*scope(Role.OFFICER), *NEVER))
        assert others == 404
        assert town.client("sysadmin").get(address).status_code == 404

    def test_a_handlers_names_the_matters_his_unit_leads(self, town: Town) -> None:
        post = town.post("other_handler")

        page = town.client("other_handler").get(reverse("duties:certificate", args=[post.pk]))

        assert "公共区域暴露垃圾" in page.content.decode()
