"""Pages of a grid's people on the phone, whose work is the ground: officers, leaders, captains."""

from wangge.cases.views.officer.card import grid_card
from wangge.cases.views.officer.finding import guess, report
from wangge.cases.views.officer.home import home
from wangge.cases.views.officer.known import known
from wangge.cases.views.officer.lists import cases

__all__ = ["cases", "grid_card", "guess", "home", "known", "report"]
