"""Tables of the Party network."""

from wangge.party.models.books import RuleBook
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
from wangge.party.models.points import (
    Board,
    PledgeCampaign,
    PledgeCard,
    PledgeRemark,
    PledgeSignature,
    PointAppeal,
    PointEntry,
    PointRule,
)
from wangge.party.models.serving import (
    Deed,
    MicroTask,
    PostHolding,
    ReportBack,
    ReportIn,
    ResponsibilityPost,
    RoleNote,
)

__all__ = [
    "AreaLeader",
    "Board",
    "Contact",
    "Deed",
    "LeaderVisit",
    "Member",
    "MicroTask",
    "Office",
    "PartTimeUnit",
    "PartyOrg",
    "PartyOrgArea",
    "PledgeCampaign",
    "PledgeCard",
    "PledgeRemark",
    "PledgeSignature",
    "PointAppeal",
    "PointEntry",
    "PointRule",
    "PostHolding",
    "ReportBack",
    "ReportIn",
    "Resolution",
    "ResponsibilityPost",
    "RoleNote",
    "RuleBook",
    "Shape",
    "ShapeFill",
    "ShapeSlot",
    "ShapeUse",
    "Station",
    "StationStaff",
    "Term",
    "Transfer",
]
