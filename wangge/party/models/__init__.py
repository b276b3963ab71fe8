"""Tables of the Party network."""

from wangge.party.models.links import (
    AreaLeader,
    LeaderVisit,
    PartTimeUnit,
    Resolution,
    Shape,
    ShapeFill,
    ShapeSlot,
    ShapeUse,
    Station,
    StationStaff,
)
from wangge.party.models.members import Contact, Member, Transfer
from wangge.party.models.orgs import Office, PartyOrg, PartyOrgArea, Term

__all__ = [
    "AreaLeader",
    "Contact",
    "LeaderVisit",
    "Member",
    "Office",
    "PartTimeUnit",
    "PartyOrg",
    "PartyOrgArea",
    "Resolution",
    "Shape",
    "ShapeFill",
    "ShapeSlot",
    "ShapeUse",
    "Station",
    "StationStaff",
    "Term",
    "Transfer",
]
