"""Where something is: the areas it lies in, the point, and the words, as one value that doors hand to
actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wangge.cases.rules.desks import Seat


class Located(StrEnum):
    """How a place was found (contract: `located`)."""

    POINT = "point"
    WORDS = "words"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place. `chain` runs from the deepest known area to the root; it is the root alone when nothing is
    known.
    """

    chain: Sequence[Seat]
    located: Located = Located.NONE
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    given_lon: float | None = None
    given_lat: float | None = None
    crs: str = ""
    #: Other areas it could be, where the words or the border leave a doubt.
    candidates: Sequence[int] = ()

    @property
    def is_known(self) -> bool:
        return self.located in (Located.POINT, Located.WORDS)

    @property
    def area_id(self) -> int | None:
        return self.chain[0].area_id if self.is_known else None


@dataclass(frozen=True, slots=True)
class Contact:
    """What a sender left so that he can be reached; both may be empty."""

    name: str = ""
    phone: str = ""
