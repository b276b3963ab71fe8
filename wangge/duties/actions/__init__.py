"""Every write of the room."""

from wangge.duties.actions.territory import merge_areas, retire_area, split_area

__all__ = ["merge_areas", "retire_area", "split_area"]
