"""Sealing, the key ring and its rotation: what an old key sealed still opens."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from wangge.kernel import actions, keyring, sealing
from wangge.people.models import Person


@pytest.fixture(autouse=True)
def ring_of_its_own(tmp_path: Path, settings: Settings) -> Path:
    settings.KEY_FILE = tmp_path / "keys" / "keys.json"
    return Path(settings.KEY_FILE)


def test_what_is_sealed_opens_again() -> None:
    blob = sealing.seal("清岚路 3 号".encode(), purpose="t.c")

    assert "清岚路".encode() not in blob
    assert sealing.unseal(blob, purpose="t.c").decode() == "清岚路 3 号"


def test_the_same_words_never_look_the_same() -> None:
    assert sealing.seal(b"x", purpose="t.c") != sealing.seal(b"x", purpose="t.c")


def test_a_seal_of_one_purpose_does_not_open_for_another() -> None:
    blob = sealing.seal(b"x", purpose="t.c")

    with pytest.raises(InvalidTag):
        sealing.unseal(blob, purpose="t.d")


def test_a_changed_byte_is_noticed() -> None:
    blob = bytearray(sealing.seal(b"x", purpose="t.c"))
    blob[-1] ^= 1

    with pytest.raises(InvalidTag):
        sealing.unseal(bytes(blob), purpose="t.c")


def test_a_destroyed_data_key_forgets_what_it_sealed() -> None:
    key, wrapped = sealing.new_data_key(purpose="case")
    blob = sealing.seal_with(key, "原话".encode())

    assert sealing.unseal_with(sealing.unseal(wrapped, purpose="case"), blob).decode() == "原话"
    with pytest.raises(InvalidTag):
        sealing.unseal_with(sealing.new_data_key(purpose="case")[0], blob)


def test_the_first_start_makes_a_key_file_that_only_its_owner_reads(ring_of_its_own: Path) -> None:
    keyring.load(ring_of_its_own)

    assert stat.S_IMODE(ring_of_its_own.stat().st_mode) == 0o600
    assert [p.name for p in ring_of_its_own.parent.iterdir()] == ["keys.json"]


def test_a_second_process_at_the_first_start_reads_the_winners_key(ring_of_its_own: Path) -> None:
    won = keyring.load(ring_of_its_own)

    keyring._write(ring_of_its_own, keyring.KeyRing("k1", {"k1": bytes(32)}))
    keyring.load.cache_clear()

    assert keyring.load(ring_of_its_own) == won


def test_rotation_adds_a_key_and_keeps_the_old(ring_of_its_own: Path) -> None:
    before = keyring.load(ring_of_its_own)

    after = keyring.rotate(ring_of_its_own)

    assert (before.current, after.current) == ("k1", "k2")
    assert after.keys["k1"] == before.keys["k1"]
    assert stat.S_IMODE(ring_of_its_own.stat().st_mode) == 0o600


def test_after_rotation_old_seals_open_and_new_ones_use_the_new_key(ring_of_its_own: Path) -> None:
    old = sealing.seal(b"old", purpose="t.c")
    keyring.rotate(ring_of_its_own)

    new = sealing.seal(b"new", purpose="t.c")

    assert sealing.unseal(old, purpose="t.c") == b"old"
    assert (sealing.sealed_by(old), sealing.sealed_by(new)) == ("k1", "k2")


def test_rotation_changes_neither_indexes_nor_signatures(ring_of_its_own: Path) -> None:
    index, signing = sealing.mac("13800000000", purpose="phone"), keyring.signing_key(ring_of_its_own)

    keyring.rotate(ring_of_its_own)

    assert sealing.mac("13800000000", purpose="phone") == index
    assert keyring.signing_key(ring_of_its_own) == signing


def test_a_process_that_missed_the_rotation_still_opens_what_came_after(ring_of_its_own: Path) -> None:
    stale = sealing.ring()
    fresh = keyring.KeyRing("k2", {**stale.keys, "k2": bytes(32)})
    keyring._write(ring_of_its_own, fresh)  # as another process would, so that this one's cache stays
    assert sealing.ring() is stale
    blob = _sealed_under(fresh, b"new")

    assert sealing.unseal(blob, purpose="t.c") == b"new"


def test_without_its_key_nothing_opens(ring_of_its_own: Path) -> None:
    blob = sealing.seal(b"x", purpose="t.c")
    ring_of_its_own.write_text(json.dumps({"current": "k9", "keys": {"k9": "A" * 43 + "="}}))
    keyring.load.cache_clear()

    with pytest.raises(KeyError):
        sealing.unseal(blob, purpose="t.c")


@pytest.mark.django_db
@pytest.mark.both
def test_a_sealed_column_is_plain_in_python_and_cipher_at_rest() -> None:
    person = Person.objects.create(name="林一", phone="13800000000")

    assert Person.objects.get(pk=person.pk).phone == "13800000000"
    assert b"13800000000" not in _stored_phone(person)


@pytest.mark.django_db
@pytest.mark.both
def test_an_empty_sealed_column_stays_empty() -> None:
    person = Person.objects.create(name="林一")

    assert Person.objects.get(pk=person.pk).phone == ""
    assert _stored_phone(person) == b""


@pytest.mark.django_db
@pytest.mark.both
def test_rotating_reseals_every_row_and_loses_none() -> None:
    people = [Person.objects.create(name=f"人{n}", phone=f"1380000{n:04d}") for n in range(5)]
    Person.objects.create(name="没有电话")

    call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())

    assert {sealing.sealed_by(_stored_phone(p)) for p in people} == {"k2"}
    assert [Person.objects.get(pk=p.pk).phone for p in people] == [p.phone for p in people]


@pytest.mark.django_db
@pytest.mark.both
def test_there_is_nothing_to_reseal_twice() -> None:
    Person.objects.create(name="林一", phone="13800000000")
    field = Person._meta.get_field("phone")

    done = actions.reseal(Person, field)

    assert done is not None
    assert (done.seen, done.changed) == (1, 0)
    assert actions.reseal(Person, field, after=done.last) is None


@pytest.mark.django_db
@pytest.mark.both
def test_an_interrupted_rotation_goes_on_where_it_stopped(ring_of_its_own: Path) -> None:
    people = [Person.objects.create(name=f"人{n}", phone=f"1380000{n:04d}") for n in range(5)]
    keyring.rotate(ring_of_its_own)
    first = actions.reseal(Person, Person._meta.get_field("phone"), size=2)
    assert first is not None
    assert (first.seen, first.changed) == (2, 2)

    call_command("rotate_keys", "--reseal-only", stdout=StringIO(), stderr=StringIO())

    assert sealing.ring().current == "k2"
    assert {sealing.sealed_by(_stored_phone(p)) for p in people} == {"k2"}


def _sealed_under(ring: keyring.KeyRing, plain: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = bytes(12)
    body = AESGCM(ring.derive("t.c")).encrypt(nonce, plain, b"t.c")
    return bytes([2]) + b"k2" + nonce + body


def _stored_phone(person: Person) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])
