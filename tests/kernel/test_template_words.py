"""What every template may say: icons hidden from screen readers, numbers as they are spoken, spans."""

from django.template import Context, Template


def _said(template: str, **given: object) -> str:
    return Template(template).render(Context(given))


def test_an_icon_is_drawn_in_place_and_left_out_for_screen_readers() -> None:
    drawn = _said('{% icon "house" 20 "big" %}')

    assert drawn.lstrip().startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert "icon big" in drawn


def test_a_number_is_written_in_groups() -> None:
    assert _said("{{ number|number344 }}", number="48273051962") == "482 7305 1962"


def test_a_span_and_a_missing_one() -> None:
    assert _said("{{ a|span }}{{ b|span }}{{ b|moment }}", a=4440, b=None) == "1 小时 14 分"
