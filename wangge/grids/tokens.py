"""From an API token to the hat it acts under."""

from datetime import datetime

from wangge.grids.access import Acting
from wangge.grids.models import Post
from wangge.people import actions as people_actions
from wangge.people import queries as people


def acting_of(raw: str, *, at: datetime) -> Acting | None:
    """The hat of a token, or nothing when the token, its account or its post has ended; two questions."""
    token = people.token(raw, at=at)
    if token is None:
        return None
    held = Post.objects.held(at).select_related("area", "unit", "person")
    post = held.filter(pk=token.post_id, person=token.account.person_id).first()
    if post is None:
        return None
    if token.is_fresh_on(at):
        people_actions.touch_token(token, at=at)
    return post.acting()
