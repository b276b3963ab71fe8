"""Breaking the glass: looking at what one may normally not see, when somebody's life depends on it. Pure."""

from datetime import timedelta

from django.db.models import TextChoices

#: How long it stays open (domain/06 R-34), and how long the reason must at least be.
OPEN_FOR = timedelta(hours=2)
LEAST_WORDS = 10
#: Whoever has so many that nobody has judged yet opens no other.
MOST_UNJUDGED = 3
#: What was judged is kept as long as the journal.
KEPT = timedelta(days=366)


class Why(TextChoices):
    """A closed list: everything else can wait for who holds the case."""

    LIFE = "life", "有人有生命危险"
    FIRE = "fire", "火情、燃气、漏电，要找到人和地方"
    HARM = "harm", "有人正在受伤害"
    LOST = "lost", "老人、孩子走失"
    RESCUE = "rescue", "公安、消防、急救正在救援，需要联系"


class Verdict(TextChoices):
    """What the later review says; one of the two, with words."""

    JUSTIFIED = "justified", "应当查看"
    WRONG = "wrong", "不应当查看"
