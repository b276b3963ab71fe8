"""The conversation of 党小栖: from how a talk stands and what was heard to what is said and done; pure.

Danger comes before everything. Then what was asked for by name (a person, progress), then what the talk is
waiting for, and only then what the words are about. Two misunderstandings in a row call a person.
"""

from dataclasses import replace

from wangge.channels.rules import saying
from wangge.channels.rules.hearing import Act, Heard, Meaning, without
from wangge.channels.rules.saying import Say
from wangge.channels.rules.standing import Deed, Draft, Mind, Stage, Turn

#: After so many misunderstandings in a row a person is called.
MISSES = 2
MOST_PHOTOS = 9
_LONGEST = 2000


def step(mind: Mind, heard: Heard) -> Turn:
    """Answer one message."""
    if heard.danger is not None and heard.danger.code not in mind.draft.alarmed:
        return _danger(mind, heard)
    if mind.stage == Stage.PERSON:
        return _with_person(mind, heard)
    if heard.where.point:
        return _position(mind, heard)
    if heard.act == Act.PERSON:
        return hand_over(mind, asked=True)
    if heard.act == Act.CANCEL and mind.stage != Stage.OPEN:
        return Turn(Mind(draft=mind.draft.fresh()), (saying.CANCELLED,))
    waiting = _WAITING.get(mind.stage)
    turn = waiting(mind, heard) if waiting else None
    return turn or _anew(mind, heard)


def hand_over(mind: Mind, *, asked: bool) -> Turn:
    """A person is called; the whole talk goes with it."""
    says = [saying.HANDED_ASKED if asked else saying.HANDED_LOST]
    if not (mind.draft.path or mind.draft.area):
        says.append(saying.HANDED_WHERE)
    draft = replace(mind.draft, number="")
    return Turn(Mind(Stage.PERSON, draft), tuple(says), (Deed.HAND_OVER,), (("person", "asked"),))


def _danger(mind: Mind, heard: Heard) -> Turn:
    danger = heard.danger
    assert danger is not None  # noqa: S101  (asked by the caller)
    draft = replace(
        mind.draft.fresh(),
        what=heard.text[:_LONGEST],
        is_urgent=True,
        alarmed=(*mind.draft.alarmed, danger.code),
        matter=danger.code,
        matter_name="",
        photos=heard.photos,
    )
    draft = _placed(draft, heard)
    call = saying.call(danger)
    counts = ((danger.code, "called"),)
    if mind.stage == Stage.PERSON:
        kept = replace(mind.draft, alarmed=draft.alarmed)
        return Turn(replace(mind, draft=kept), (call,), (Deed.ALARM,), counts)
    if draft.place:
        return Turn(Mind(Stage.CONFIRM, draft), (call, _read_back(draft)), (Deed.ALARM,), counts)
    return Turn(Mind(Stage.WHERE, draft), (call, saying.WHERE_URGENT), (Deed.ALARM,), counts)


def _position(mind: Mind, heard: Heard) -> Turn:
    """A position was sent: the place of what is being taken down, or where something is to be told of."""
    if mind.draft.what:
        return _next(_placed(mind.draft, heard))
    draft = _placed(mind.draft.fresh() if mind.stage == Stage.OPEN else mind.draft, heard)
    return Turn(Mind(Stage.WHAT, draft), (saying.what_at(draft.place),))


def _with_person(mind: Mind, heard: Heard) -> Turn:
    """Somebody waits for a person, or talks with one: the assistant keeps silent."""
    if heard.act in (Act.BACK, Act.CANCEL):
        return Turn(Mind(draft=mind.draft.fresh()), (saying.BACK,), (Deed.TAKE_BACK,))
    if not mind.draft.path and heard.where.is_known:
        draft = replace(mind.draft, path=heard.where.path)
        return Turn(replace(mind, draft=draft), (saying.passed_on(heard.where.label),))
    return Turn(mind)


def _anew(mind: Mind, heard: Heard) -> Turn:
    """Nothing is waited for, or it was something else: what are the words about?"""
    if heard.photos and not heard.text:
        draft = replace(mind.draft, photos=_more_photos(mind.draft, heard))
        return Turn(Mind(Stage.WHAT, draft), (saying.WHAT_OF_PHOTO,))
    return _asked_for(mind, heard) or _about(mind, heard)


def _asked_for(mind: Mind, heard: Heard) -> Turn | None:
    """What is done by saying it, whatever it is about."""
    if heard.act == Act.PROGRESS:
        return _progress(mind, heard)
    if heard.act == Act.REPORT:
        return Turn(Mind(Stage.WHAT, mind.draft.fresh()), (saying.WHAT,))
    if heard.act == Act.GREET:
        return Turn(replace(mind, misses=0), (saying.GREETED,))
    if heard.act == Act.THANKS or heard.meaning == Meaning.THANKS:
        return Turn(replace(mind, misses=0), (saying.WELCOME,), counts=(("thanks", "taken"),))
    return None


def _about(mind: Mind, heard: Heard) -> Turn:
    """An appeal, a question that can be answered or cannot, chat, or nothing that was understood."""
    if heard.meaning == Meaning.MATTER:
        return _take_down(Mind(draft=mind.draft.fresh()), heard)
    if heard.answer is not None:
        said = saying.answered(heard.answer)
        return Turn(Mind(draft=mind.draft), (said,), counts=(("knowledge", "answered"),))
    if heard.meaning == Meaning.QUESTION:
        says = saying.unknown(heard.near)
        return Turn(Mind(draft=mind.draft), (says,), (Deed.UNKNOWN,), (("knowledge", "unknown"),))
    if heard.meaning == Meaning.CHAT and mind.misses == 0 and heard.act == Act.SAY:
        return Turn(replace(mind, misses=1), (saying.CHATTED,))
    return _missed(mind)


def _missed(mind: Mind) -> Turn:
    if mind.misses + 1 >= MISSES:
        return hand_over(mind, asked=False)
    return Turn(replace(mind, misses=mind.misses + 1), (saying.MISSED,))


def _take_down(mind: Mind, heard: Heard) -> Turn:
    """An appeal begins: keep what was said, ask for the first thing that is missing."""
    draft = replace(
        mind.draft,
        what=(without(heard.text, heard.others) if heard.others else heard.text)[:_LONGEST],
        others=heard.others,
        matter=heard.matter,
        matter_name=heard.matter_name,
        phone=heard.phone or mind.draft.phone,
        photos=_more_photos(mind.draft, heard),
        has_asked_photo=mind.draft.has_asked_photo or heard.is_confidential,
    )
    turn = _next(_placed(draft, heard))
    return turn.first(saying.several(1 + len(heard.others))) if heard.others else turn


def _placed(draft: Draft, heard: Heard) -> Draft:
    """With what the words say about the place; choices wait to be asked about."""
    where = heard.where
    if draft.point and not where.point:
        return draft
    if where.is_known:
        place = where.words or where.label
        return replace(draft, place=place, path=where.path, point=where.point, choices=())
    if where.choices:
        return replace(draft, choices=where.choices)
    return replace(draft, place=where.words) if where.words else draft


def _next(draft: Draft) -> Turn:
    """Ask for what is missing; with nothing missing, read it back."""
    if not draft.what:
        return Turn(Mind(Stage.WHAT, draft), (saying.WHAT,))
    if not draft.place:
        asked = saying.which(draft.choices) if draft.choices else saying.where(draft.matter_name)
        return Turn(Mind(Stage.WHERE, draft), (asked,))
    is_brief = draft.is_urgent or draft.is_group
    if not draft.photos and not draft.has_asked_photo and not is_brief:
        return Turn(Mind(Stage.PHOTO, replace(draft, has_asked_photo=True)), (saying.PHOTO,))
    if not draft.phone and not draft.has_asked_contact and not is_brief:
        return Turn(Mind(Stage.CONTACT, replace(draft, has_asked_contact=True)), (saying.CONTACT,))
    return Turn(Mind(Stage.CONFIRM, draft), (_read_back(draft),))


def _read_back(draft: Draft) -> Say:
    return saying.read_back(
        what=draft.what,
        place=draft.place,
        matter=draft.matter_name,
        photos=len(draft.photos),
        phone=draft.phone,
    )


def _more_photos(draft: Draft, heard: Heard) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((*draft.photos, *heard.photos)))[:MOST_PHOTOS]


# --- what a talk may be waiting for; None leaves it to the words ---


def _what(mind: Mind, heard: Heard) -> Turn | None:
    if heard.answer is not None and heard.meaning == Meaning.QUESTION:
        return None
    if heard.act in (Act.SAY, Act.REPORT) and (len(heard.text) >= 4 or heard.meaning == Meaning.MATTER):
        return _take_down(mind, heard)
    if heard.photos and not heard.text:
        draft = replace(mind.draft, photos=_more_photos(mind.draft, heard))
        return Turn(replace(mind, draft=draft), (saying.WHAT_OF_PHOTO,))
    if heard.act in (Act.GREET, Act.THANKS, Act.PROGRESS):
        return None
    return _missed(mind) if mind.misses else Turn(replace(mind, misses=1), (saying.WHAT,))


def _where(mind: Mind, heard: Heard) -> Turn | None:
    draft = replace(mind.draft, photos=_more_photos(mind.draft, heard), phone=mind.draft.phone or heard.phone)
    picked = next((row for row in draft.choices if heard.text.strip() in row), None)
    if picked is not None:
        return _next(replace(draft, place=picked[1], chosen=picked[0], choices=()))
    if heard.photos and not heard.text:
        return Turn(replace(mind, draft=draft), (saying.WHERE_STILL,))
    if heard.act in (Act.PROGRESS, Act.GREET) or (heard.answer and heard.meaning == Meaning.QUESTION):
        return None
    return _place_said(replace(mind, draft=draft), heard)


def _place_said(mind: Mind, heard: Heard) -> Turn | None:
    """Whatever is said where a place was asked for is the place, unless it is none or means several."""
    draft = mind.draft
    if heard.act in (Act.SKIP, Act.NO) or "不知道" in heard.text:
        return _next(replace(draft, place=saying.NO_PLACE, choices=()))
    if heard.where.choices and not draft.choices and not heard.where.is_known:
        asked = replace(draft, choices=heard.where.choices)
        return Turn(replace(mind, draft=asked), (saying.which(asked.choices),))
    if heard.where.is_known:
        return _next(_placed(replace(draft, choices=()), heard))
    return _next(replace(draft, place=heard.text[:200], choices=())) if heard.text else None


def _photo(mind: Mind, heard: Heard) -> Turn | None:
    draft = replace(mind.draft, photos=_more_photos(mind.draft, heard), phone=mind.draft.phone or heard.phone)
    if heard.photos or heard.act in (Act.SKIP, Act.NO):
        return _next(_more_said(draft, heard) if heard.act == Act.SAY else draft)
    if heard.act in (Act.CHANGE_WHAT, Act.CHANGE_WHERE):
        return _confirm(replace(mind, draft=draft), heard)
    if heard.act == Act.YES:
        return Turn(replace(mind, draft=draft), (saying.PHOTO_NOW,))
    if heard.act in (Act.PROGRESS, Act.GREET) or heard.answer:
        return None
    return _next(_more_said(draft, heard))


def _contact(mind: Mind, heard: Heard) -> Turn | None:
    draft = replace(mind.draft, photos=_more_photos(mind.draft, heard), phone=heard.phone)
    if heard.phone or heard.act in (Act.SKIP, Act.NO):
        return _next(draft)
    if sum(c.isdigit() for c in heard.text) >= 5:
        return Turn(replace(mind, draft=draft), (saying.PHONE_WRONG,))
    if heard.act in (Act.CHANGE_WHAT, Act.CHANGE_WHERE):
        return _confirm(replace(mind, draft=draft), heard)
    if heard.act in (Act.PROGRESS, Act.GREET) or heard.answer:
        return None
    return _next(_more_said(draft, heard))


def _confirm(mind: Mind, heard: Heard) -> Turn | None:
    draft = mind.draft
    if heard.act == Act.YES:
        kept = replace(draft, photos=_more_photos(draft, heard))
        return Turn(Mind(draft=kept), (), (Deed.REPORT,), ((draft.matter or "other", "reported"),))
    if heard.act in (Act.PROGRESS, Act.GREET, Act.THANKS):
        return None
    if heard.act == Act.NO:
        return Turn(mind, (saying.WHAT_IS_WRONG,))
    if heard.act in (Act.CHANGE_WHERE, Act.CHANGE_WHAT):
        return _changed(draft, heard.act)
    more = replace(draft, photos=_more_photos(draft, heard), phone=heard.phone or draft.phone)
    more = _more_said(more, heard)
    return Turn(Mind(Stage.CONFIRM, more, mind.misses), (_read_back(more),))


def _changed(draft: Draft, act: Act) -> Turn:
    if act == Act.CHANGE_WHERE:
        fresh = replace(draft, place="", path="", chosen="", choices=(), point=())
        return Turn(Mind(Stage.WHERE, fresh), (saying.WHERE_AGAIN,))
    fresh = replace(draft, what="", matter="", matter_name="")
    return Turn(Mind(Stage.WHAT, fresh), (saying.WHAT_AGAIN,))


def _more_said(draft: Draft, heard: Heard) -> Draft:
    """What was added to the words; a phone or a bare number is none of it."""
    if not heard.text or heard.phone or heard.act != Act.SAY:
        return draft
    return replace(draft, what=f"{draft.what}\n{heard.text}"[:_LONGEST])


def _number(mind: Mind, heard: Heard) -> Turn | None:
    if heard.progress is not None or heard.number:
        return _progress(mind, heard)
    if heard.meaning == Meaning.MATTER or heard.act not in (Act.SAY, Act.PROGRESS, Act.SKIP, Act.NO):
        return None
    if heard.act in (Act.SKIP, Act.NO) or "忘" in heard.text or "没有" in heard.text:
        return Turn(Mind(draft=mind.draft), (saying.NUMBER_LOST,))
    return _missed(mind) if mind.misses else Turn(replace(mind, misses=1), (saying.NUMBER_WRONG,))


def _proof(mind: Mind, heard: Heard) -> Turn | None:
    if heard.progress is not None:
        return _progress(mind, heard)
    if heard.act in (Act.SKIP, Act.NO) or "忘" in heard.text:
        return Turn(Mind(draft=mind.draft), (saying.NUMBER_LOST,))
    if heard.meaning == Meaning.MATTER or heard.act not in (Act.SAY, Act.PROGRESS):
        return None
    return Turn(mind, (saying.PROOF,))


def _progress(mind: Mind, heard: Heard) -> Turn:
    """How it stands, for who knows its number and its proof, or has reported it in this very talk."""
    found = heard.progress
    if found is not None and found.problem:
        return Turn(
            Mind(Stage.NUMBER, replace(mind.draft, number=""), mind.misses), (saying.problem(found.problem),)
        )
    if found is not None:
        told = saying.progress(found)
        return Turn(Mind(draft=replace(mind.draft, number="")), (told,), counts=(("progress", "told"),))
    if heard.number:
        draft = replace(mind.draft, number=heard.number)
        return Turn(Mind(Stage.PROOF, draft), (saying.PROOF,))
    return Turn(Mind(Stage.NUMBER, mind.draft), (saying.NUMBER,))


_WAITING = {
    Stage.WHAT: _what,
    Stage.WHERE: _where,
    Stage.PHOTO: _photo,
    Stage.CONTACT: _contact,
    Stage.CONFIRM: _confirm,
    Stage.NUMBER: _number,
    Stage.PROOF: _proof,
}
