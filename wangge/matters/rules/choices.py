"""The words a matter is described with: level, urgency, track, visibility, evidence, marks."""

from django.db.models import TextChoices


class Ordered(TextChoices):
    """Choices that compare by their place in the list, lowest first, also against their plain values."""

    @property
    def place(self) -> int:
        """0 for the lowest."""
        return list(type(self)).index(self)

    def __lt__(self, other: str) -> bool:
        return self.place < type(self)(other).place

    def __le__(self, other: str) -> bool:
        return self.place <= type(self)(other).place

    def __gt__(self, other: str) -> bool:
        return self.place > type(self)(other).place

    def __ge__(self, other: str) -> bool:
        return self.place >= type(self)(other).place


class Level(Ordered):
    """Which level normally solves a matter (column 级)."""

    GRID = "grid", "网格"
    COMMUNITY = "community", "社区"
    STREET = "street", "街道"
    DISTRICT = "district", "区级"


class Urgency(Ordered):
    """How fast it must go (column 急)."""

    LOW = "low", "低"
    NORMAL = "normal", "普通"
    HIGH = "high", "紧急"
    EMERGENCY = "emergency", "特急"

    def raised(self) -> "Urgency":
        """One step up, the highest stays: people at risk, at night, many households (domain/04 §11)."""
        steps = list(Urgency)
        return steps[min(self.place + 1, len(steps) - 1)]


class Track(TextChoices):
    """Which way a matter takes (column 轨)."""

    ADMIN = "admin", "行政处置"
    DELIBERATION = "deliberation", "先议后办"
    BOTH = "both", "双轨"
    EMERGENCY_SERVICE = "emergency_service", "紧急处置"


class Visibility(Ordered):
    """Who may know (column 见); raised on a case, never lowered by hand."""

    PUBLIC = "public", "可公开"
    INTERNAL = "internal", "内部"
    CONFIDENTIAL = "confidential", "保密"


class Evidence(TextChoices):
    """What must be on a case before it is submitted (domain/04 section 11)."""

    PH1 = "PH1", "现场照片"
    PH2 = "PH2", "同角度前后照片"
    LOC = "LOC", "位置"
    REC = "REC", "走访或通话记录"
    DOC = "DOC", "文书（通知、合同、决定）"
    SIG = "SIG", "签字的协议"
    RPT = "RPT", "检测或专家报告"


class Mark(TextChoices):
    """How sure a fact of the catalogue is (domain/00)."""

    SEED = "seed", "原始材料"
    SOURCE = "source", "查有出处"
    GENERAL = "general", "常识待核"
    PROPOSAL = "proposal", "产品建议"
    OUR_DECISION = "our_decision", "本产品规定"
    LOCAL = "local", "本地设定"
