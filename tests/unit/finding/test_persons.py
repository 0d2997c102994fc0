"""One person under two names, addresses or spellings; two persons under one name."""

from __future__ import annotations

import itertools

import pytest

from recruit.applications.rules import grounds_words, telephone
from recruit.finding.rules.persons import Person, blocks, joined, known
from recruit.finding.rules.persons import likeness as likeness_of_known


def likeness(one: Person, other: Person) -> tuple[str, ...]:
    return likeness_of_known(known(one), known(other))


ONE_NAME = [
    # transliterations
    ("Mohammed Al-Sahari", "Muhammad Elsahari", "spelling"),
    ("Mohamed el Sahari", "Muhammad Al Sahari", "spelling"),
    ("M'hamed Sahari", "Mohamed Al-Sahari", "spelling"),
    ("محمد السحاري", "Mohammed Al-Sahari", "spelling"),
    ("Yousef Haddad", "Yusuf Hadad", "spelling"),
    ("Youcef Haddad", "Youssef Haddad", "spelling"),
    ("Hussein Qasim", "Hussain Kasim", "spelling"),
    ("Hocine Kacem", "Hussein Qasem", "spelling"),
    ("Abdul Rahman Noor", "Abdelrahman Nour", "spelling"),
    ("Abd al-Rahman Noor", "Abdurrahman Nur", "spelling"),
    ("Abdullah Darwish", "Abdallah Darwich", "spelling"),
    ("عبد الرحمن نور", "Abdul Rahman Noor", "spelling"),
    ("Rashid Djamal", "Rachid Gamal", "spelling"),
    ("Fatimah Osman", "Fatima Usman", "spelling"),
    ("Мария Иванова", "Maria Ivanova", "spelling"),
    ("Sergei Iwanow", "Sergey Ivanov", "spelling"),
    ("王伟", "Wang Wei", "spelling"),
    ("Walid Darwish", "Oualid Darwich", "spelling"),
    ("مروان درويش", "Marwan Darwish", "spelling"),
    ("يوسف حدّاد", "Yusuf Haddad", "spelling"),
    ("عبدالله السحاري", "Abdallah Al Sahari", "spelling"),
    ("Sean O'Brien", "Sean OBrien", "spelling"),
    # accents and order alone: the same name
    ("Joaquín Belmonte", "Joaquin Belmonte", "name"),
    ("BELMONTE Joaquín", "Joaquín Belmonte", "name"),
    # Spanish double surnames, middle names, initials
    ("Ixchel Quiroga", "Ixchel Quiroga Valdelomar", "longer"),
    ("Tomás de la Quiroga y Valdelomar", "Tomas Quiroga Valdelomar", "spelling"),
    ("M. Oduya Thorne", "Makena Oduya-Thorne", "spelling"),
    # a slip of the pen
    ("Wilhelmina Tarn", "Willhelmina Tarn", "spelling"),
    ("Anneliese Kronberg", "Anneliese Kronnberg", "spelling"),
]
TWO_NAMES = [
    ("Mohammed Al-Sahari", "Mahmoud Al-Sahari"),
    ("Hassan Qasim", "Hussein Qasim"),
    ("Maria Belmonte", "Mario Belmonte"),
    ("Daniel Thorne", "Daniela Thorne"),
    ("John Smith", "Joan Smith"),
    ("John Smith", "John Smyrna"),
    ("J. Smith", "John Smith"),
    ("Ali Noor", "Alaa Noor"),
    ("Yusuf", "Yusuf Haddad"),
    ("Aline Marin", "Aline Martin"),
    ("Omar Haddad", "Amira Haddad"),
]


@pytest.mark.rule("A11")
@pytest.mark.parametrize(("one", "other", "ground"), ONE_NAME)
def test_these_may_be_one_person(one: str, other: str, ground: str) -> None:
    assert likeness(Person(one), Person(other)) == (ground,)
    assert likeness(Person(other), Person(one)) == (ground,)
    assert blocks(known(Person(one))) & blocks(known(Person(other)))


@pytest.mark.rule("A11")
@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_these_are_two_persons(one: str, other: str) -> None:
    assert likeness(Person(one), Person(other)) == likeness(Person(other), Person(one)) == ()


@pytest.mark.rule("A11")
def test_two_john_smiths_with_other_addresses_and_telephones_stay_two() -> None:
    one = Person("John Smith", "john.smith@one.example", "+44 20 7946 0001")
    other = Person("John Smith", "j.smith@two.example", "+1 202 555 0143")
    assert likeness(one, other) == ()
    # with one thing in common, or nothing that could tell them apart, they are proposed
    same_phone = Person("John Smith", "j.smith@two.example", "0044 (0)20 7946 0001")
    assert likeness(one, same_phone) == ("name", "phone")
    without = Person("John Smith", "j.smith@two.example")
    assert likeness(one, without) == ("name",)


@pytest.mark.rule("A11")
def test_one_mailbox_written_in_two_ways_and_one_telephone_of_a_family() -> None:
    one = Person("Noor al-Sahari", "noor.sahari@gmail.com", "+41 79 555 01 02")
    other = Person("N. Sahari", "noorsahari+geneva@googlemail.com")
    assert "mailbox" in likeness(one, other)
    assert likeness(one, Person("Noor Sahari", "NOOR.SAHARI@GMAIL.COM ")) == ("spelling", "mail")
    # one telephone and one surname: a reason; one telephone alone is an office's
    assert likeness(one, Person("Idris Sahari", "i@x.example", "079 555 01 02")) == ("phone",)
    assert likeness(one, Person("Ottoline Vask", "o@x.example", "079 555 01 02")) == ()


def test_too_few_digits_are_no_number() -> None:
    assert telephone("ext. 12") == "" and telephone("٠٧٩ ٥٥٥ ٠١ ٠٢") == "795550102"


def test_every_ground_has_words_and_pairs_that_are_alike_share_a_block() -> None:
    names = [Person(name) for pair in ONE_NAME for name in pair[:2]]
    for one, other in itertools.combinations(names, 2):
        found = likeness(one, other)
        assert all(grounds_words(ground) for ground in found)
        assert not found or blocks(known(one)) & blocks(known(other)), (one, other)
    for ground in ("file", "name", "mail", "spelling", "longer", "mailbox", "phone"):
        assert grounds_words(ground)
    assert joined("file+name", ["name", "phone"]) == "file+name+phone"
