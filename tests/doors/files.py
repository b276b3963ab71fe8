"""Doors of files: a picture opens to its signed address; photos are taken ahead of a form of ours."""

from uuid import UUID

from tests.doors import Door

DOORS = [
    # Whoever holds an address that a page gave him sees the picture (tests/files); nobody else learns of it.
    Door(
        name="files:show",
        public=True,
        to=lambda town: {"file_id": UUID(int=1), "size": "small"},
        answers=frozenset({404}),
    ),
    # No secret of a form of ours: nothing is taken.
    Door(name="files:hold", public=True, post=lambda town: {}, answers=frozenset({422})),
    Door(name="files:let_go", public=True, post=lambda town: {}, answers=frozenset({204})),
]
