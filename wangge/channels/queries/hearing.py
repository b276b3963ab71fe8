"""Understanding one message: danger, matter, question, place, progress, from the rooms that know."""

from dataclasses import dataclass
from datetime import date

from wangge.cases import queries as cases
from wangge.cases.models import Appeal
from wangge.cases.queries import lookup
from wangge.cases.rules.spot import Spot
from wangge.channels.queries import knowledge
from wangge.channels.rules import hearing
from wangge.channels.rules.hearing import Act, Danger, Heard, Meaning, Progress, Where
from wangge.channels.rules.saying import NO_PLACE
from wangge.channels.rules.standing import Draft, Stage
from wangge.grids import queries as grids
from wangge.kernel import ids
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters
from wangge.matters.queries import understanding
from wangge.matters.rules.sensitive import sensitive
from wangge.matters.rules.suggesting import suggest
from wangge.matters.rules.understanding.model import Model
from wangge.people import rules as people

_LONGEST = 2000
_SPECIAL = {"CHAT": Meaning.CHAT, "QUESTION": Meaning.QUESTION, "THANKS": Meaning.THANKS}
_TALK = ("CHAT", "THANKS")
#: Below this share a matter that words mean is a guess; short words then are not understood.
_FAINT = 0.12


@dataclass(frozen=True, slots=True)
class Meant:
    """What words are about: a meaning, the matter if it is one, and places as they were written."""

    meaning: Meaning
    matter: str = ""
    places: tuple[str, ...] = ()


def meant(text: str, *, within: str = "") -> Meant:
    """By the model of messages where there is one, else by the words of the catalogue."""
    model = understanding.model_if_ready()
    if model is not None:
        return _by_model(model, text, within=within)
    if hearing.is_question(text) and not hearing.tells_of_harm(text):
        return Meant(Meaning.QUESTION)
    best = suggest(text, catalogue.catalogue(), limit=1)
    return Meant(Meaning.MATTER, best[0].code) if best else Meant(Meaning.UNCLEAR)


def _by_model(model: Model, text: str, *, within: str) -> Meant:
    found = model.understand(understanding.without_area(text, within=within))
    best = found.meant[0]
    if best.code in _TALK and hearing.tells_of_harm(text):
        # Whoever tells of harm is not thanked for it, where the words may well mean a matter.
        best = next((m for m in found.meant if m.code not in _SPECIAL and m.share >= _FAINT), best)
    if best.code in _SPECIAL:
        return Meant(_SPECIAL[best.code], places=found.places)
    if best.code in catalogue.catalogue().matters and (best.share >= _FAINT or len(text) > 12):
        return Meant(Meaning.MATTER, best.code, found.places)
    return Meant(Meaning.UNCLEAR, places=found.places)


def hear(
    text: str,
    *,
    stage: str,
    draft: Draft,
    on: date,
    photos: tuple[tuple[str, str], ...] = (),
    progress: Progress | None = None,
) -> Heard:
    """Everything the conversation decides on, of one message."""
    text = text.strip()[:_LONGEST]
    act = hearing.act_of(text)
    alarm = matters.emergency(text) if text else None
    if act not in (Act.SAY, Act.PROGRESS, Act.THANKS) and alarm is None:
        # A tap or a short word: nothing more is to be understood of it.
        return Heard(text=text, act=act, photos=photos, progress=progress, number=_number(text))
    said = meant(text, within=draft.area) if text else Meant(Meaning.UNCLEAR)
    if act == Act.THANKS and said.meaning == Meaning.MATTER:
        act = Act.SAY  # 灯坏了帮忙看看谢谢
    others = _others(text, said.matter, within=draft.area) if said.meaning == Meaning.MATTER else ()
    answer, near = knowledge.asked(text, on=on, path=draft.path or draft.area)
    meaning = _meaning(said, text, has_answer=answer is not None, has_near=bool(near))
    entry = catalogue.catalogue().matters.get(said.matter)
    return Heard(
        text=text,
        act=act,
        meaning=meaning,
        matter=said.matter if entry else "",
        matter_name=entry.name if entry and not _is_close(said.matter, text) else "",
        is_confidential=_is_close(said.matter, text),
        danger=Danger(alarm.code, alarm.call, alarm.text) if alarm else None,
        answer=answer,
        near=near,
        where=where(text, places=said.places, within=draft.area, is_asked=stage == Stage.WHERE),
        others=others,
        phone=_phone(text),
        number=_number(text),
        proof=hearing.proof_in(text),
        progress=progress,
        photos=photos,
    )


def _others(text: str, matter: str, *, within: str) -> tuple[str, ...]:
    """Pieces that tell of another matter than the first piece, and than each other."""
    parts = hearing.pieces(text)[:4]
    found = [(part, meant(part, within=within)) for part in parts]
    matters_of = [said.matter for _, said in found if said.meaning == Meaning.MATTER]
    if len(matters_of) < len(parts) or len(set(matters_of)) < 2:
        return ()
    first = matters_of[0]
    others = {said.matter: part for part, said in reversed(found) if said.matter != first}
    return tuple(part for part, said in found if others.get(said.matter) == part)


def _meaning(said: Meant, text: str, *, has_answer: bool, has_near: bool) -> Meaning:
    """A question with an answer is answered; one that also tells of something wrong is taken down."""
    asks = hearing.is_question(text)
    if has_answer and (asks or said.meaning != Meaning.MATTER):
        return Meaning.QUESTION
    if asks and said.meaning in (Meaning.UNCLEAR, Meaning.CHAT):
        return Meaning.QUESTION
    if asks and has_near and said.meaning == Meaning.QUESTION:
        return Meaning.QUESTION
    return said.meaning


def _is_close(matter: str, text: str) -> bool:
    """Whether only few may read it."""
    entry = catalogue.catalogue().matters.get(matter)
    return bool(sensitive(text)) or (entry is not None and entry.visibility == "confidential")


def where(text: str, *, places: tuple[str, ...], within: str, is_asked: bool) -> Where:
    """What the words say about a place; asked for it, the whole message may be its name."""
    if not text:
        return Where()
    found = grids.locate_words(text[:200], within=within)
    if found.how == "located" and found.area is not None:
        words = (text if is_asked and len(text) <= 40 else "") or found.full or found.area.name
        return Where(words[:200], is_known=True, path=found.area.path, label=found.area.name)
    choices = tuple((choice.key, choice.label) for choice in found.choices[:4])
    if choices:
        return Where(choices=choices)
    return Where(words="，".join(places)[:200]) if places else Where()


def _phone(text: str) -> str:
    """A phone somebody wrote, as it is kept; empty without one."""
    for piece in "".join(c if c.isdigit() or c in "+-" else " " for c in text).split():
        if people.is_phone(piece) and len(piece) >= 10:
            return people.normal_phone(piece)
    return ""


def _number(text: str) -> str:
    """A receipt's number whose check digit is right, and which is no mobile phone's by its look."""
    return ids.normal_number(hearing.number_in(text)) or ""


def spot_of(draft: Draft) -> Spot:
    """Where the appeal lies: what was chosen when asked, else by the words."""
    if draft.chosen:
        found = grids.locate_words(draft.place, within=draft.area)
        choice = next((c for c in found.choices if c.key == draft.chosen), None)
        if choice is not None:
            return cases.chosen_spot(choice, place=draft.place)
    if draft.point:
        return cases.spot(lon=draft.point[0], lat=draft.point[1], place=draft.place)
    place = "" if draft.place == NO_PLACE else draft.place
    found_spot = cases.spot(place=place, text=draft.what, within=draft.area)
    home = grids.the_tree().at(draft.area) if draft.area else None
    if not found_spot.is_known and home is not None:
        return cases.area_spot(home.id, place=place)
    return found_spot


def status(appeal: Appeal, *, link: str) -> Progress:
    """How an appeal stands, in the words its sender reads."""
    case = appeal.case
    due = f"{case.due_at.astimezone(SHANGHAI):%m-%d %H:%M} 前" if case.due_at and case.is_open else ""
    return Progress(
        number=ids.written(appeal.number),
        title=case.title if case.matter or case.is_confidential else "您反映的事",
        status="您已撤回" if appeal.withdrawn_at else case.reading.public,
        due=due,
        link=link,
        appeal=str(appeal.pk),
    )


def own(number: str, proof: str) -> Appeal | None:
    """The appeal of a number, for who has its secret or the last digits of its phone."""
    if len(proof) == 4:
        found = lookup.by_phone_tail(number, proof)
        return Appeal.objects.select_related("case__matter__category").get(pk=found.pk) if found else None
    return lookup.by_secret(number, proof)
