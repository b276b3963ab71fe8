"""From an API token to the hat it acts under."""

from datetime import datetime

from django.db.models import QuerySet

from wangge.grids.access import Acting
from wangge.grids.models import Post
from wangge.kernel import kept
from wangge.people import actions as people_actions
from wangge.people import queries as people


def acting_of(raw: str, *, at: datetime) -> Acting | None:
    """The hat of a token, or nothing when the token, its account or its post has ended; two questions."""
    token = people.token(raw, at=at)
    if token is None:
        return None
    post = kept.first(_post, pk=token.post_id, person=token.account.person_id or 0, at=at)
    if post is None:
        return None
    if token.is_fresh_on(at):
        people_actions.touch_token(token, at=at)
    return post.acting()


def _post(_: None, *, pk: int, person: int, at: datetime) -> "QuerySet[Post]":
    held = Post.objects.held(at).select_related("area", "unit", "person")
    return held.filter(pk=pk, person=person)
