"""The desk theme compiled to plain values, so that a browser of 2020 shows every page."""

from wangge.portal.theme.sheet import compile_sheet

__all__ = ["compile_sheet"]
