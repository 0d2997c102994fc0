"""Which files of a drop belong together: pure rules over paths, kinds and rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.applications.rules.grouping import File, Row, groups, person_in


def together(files: list[File], rows: list[Row] | None = None) -> list[set[str]]:
    return [set(g.files) for g in groups(files, rows or [])]


@pytest.mark.rule("A1")
def test_a_folder_is_an_application_and_the_folder_around_all_is_not() -> None:
    files = [
        File("1", "inbox/2022/Anna/cv.pdf", "pdf", "z"),
        File("2", "inbox/2022/Bo/cv.pdf", "pdf", "z"),
        File("3", "inbox/2022/Bo/certificates/a.pdf", "pdf", "z"),
    ]
    assert together(files) == [{"1"}, {"2", "3"}]
    assert [g.label for g in groups(files)] == ["Anna", "Bo"]


@pytest.mark.rule("A1")
def test_one_folder_with_files_in_it_is_one_application() -> None:
    files = [
        File("1", "Maria/cv.pdf", "pdf", "z"),
        File("2", "Maria/certificates/a.pdf", "pdf", "z"),
    ]
    assert together(files) == [{"1", "2"}]


@pytest.mark.rule("A1")
def test_equal_folders_of_two_archives_are_two_applications() -> None:
    files = [File("1", "1/cv.pdf", "pdf", "y"), File("2", "1/cv.pdf", "pdf", "z")]
    assert together(files) == [{"1"}, {"2"}]


@pytest.mark.rule("A1")
def test_a_mail_is_an_application_with_what_it_carries() -> None:
    files = [
        File("m", "0001.eml", "eml", "box"),
        File("n", "0002.eml", "eml", "box"),
        File("a", "cv.pdf", "pdf", "m"),
        File("b", "cv.pdf", "pdf", "n"),
    ]
    assert together(files) == [{"m", "a"}, {"n", "b"}]


@pytest.mark.rule("A1")
def test_one_mail_in_a_folder_belongs_to_the_folder_and_several_are_each_their_own() -> None:
    one = [
        File("m", "Anna/mail.eml", "eml", "z"),
        File("c", "Anna/cv.pdf", "pdf", "z"),
        File("a", "letter.pdf", "pdf", "m"),
    ]
    assert together(one) == [{"m", "c", "a"}]
    two = [File("m", "post/1.eml", "eml", "z"), File("n", "post/2.eml", "eml", "z")]
    assert together(two) == [{"m"}, {"n"}]


@pytest.mark.rule("A1")
def test_a_mail_that_carries_only_mails_is_an_envelope() -> None:
    files = [
        File("m", "forwarded.eml", "eml"),
        File("n", "application.eml", "eml", "m"),
        File("o", "another.eml", "eml", "m"),
        File("a", "cv.pdf", "pdf", "n"),
    ]
    assert together(files) == [{"n", "a"}, {"o"}]


@pytest.mark.rule("A1")
def test_loose_files_of_one_name_belong_together_in_any_order_of_its_words() -> None:
    files = [
        File("1", "CV_Ana López.pdf", "pdf"),
        File("2", "Lopez, Ana - motivation letter (final).docx", "docx"),
        File("3", "cv.pdf", "pdf"),
        File("4", "letter.pdf", "pdf"),
    ]
    assert together(files) == [{"1", "2"}, {"3"}, {"4"}]


@pytest.mark.rule("A1")
def test_a_row_takes_the_files_it_names_before_anything_else_does() -> None:
    files = [
        File("1", "x/cv.pdf", "pdf", "z"),
        File("2", "x/letter.pdf", "pdf", "z"),
        File("m", "mail.eml", "eml"),
        File("a", "photo.png", "png", "m"),
    ]
    rows = [
        Row("l", 1, {"name": "Anna", "files": "letter.pdf\nMAIL.eml"}),
        Row("l", 2, {"name": "Bo", "files": "none.pdf"}),
        Row("l", 3, {"name": "Cid", "files": "x"}),
    ]
    found = groups(files, rows)
    assert [set(g.files) for g in found] == [{"1"}, {"2", "m", "a"}, set()]
    assert found[2].unfound == ("none.pdf",)


@pytest.mark.rule("A1")
def test_a_name_that_several_files_have_is_not_guessed() -> None:
    files = [File("1", "a/cv.pdf", "pdf", "z"), File("2", "b/cv.pdf", "pdf", "z")]
    (row, *rest) = sorted(
        groups(files, [Row("l", 1, {"files": "cv.pdf"})]), key=lambda g: g.row is None
    )
    assert row.files == () and row.unfound == ("cv.pdf",) and len(rest) == 2
    exact = groups(files, [Row("l", 1, {"files": "b/cv.pdf"})])
    assert any(g.row and g.files == ("2",) for g in exact)


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("CV_Maria Ivanova_2022.pdf", "Maria Ivanova"),
        ("Мария Иванова.pdf", "Мария Иванова"),
        ("012-O'Brien-Sean-cover-letter.docx", "O'Brien Sean"),
        ("CV-Maria Ivanova.pdf", "Maria Ivanova"),
        ("cv.pdf", ""),
        ("Jean-Luc Picard motivation.odt", "Jean-Luc Picard"),
        ("سيرة ذاتية ليلى حسن.pdf", "ليلى حسن"),
        ("a b c d e f g h i j.pdf", ""),
    ],
)
def test_a_persons_name_is_what_is_left_of_a_files_name(name: str, person: str) -> None:
    assert person_in(name) == person


_NAMES = st.sampled_from(["cv.pdf", "a/cv.pdf", "a/b/x.pdf", "b/1.eml", "2.eml", "Ana cv.pdf"])


@given(st.lists(st.tuples(_NAMES, st.sampled_from(["", "z"])), max_size=12))
def test_no_file_is_lost_and_none_is_in_two_groups(drawn: list[tuple[str, str]]) -> None:
    files = [
        File(str(n), path, "eml" if path.endswith("eml") else "pdf", parent)
        for n, (path, parent) in enumerate(drawn)
    ]
    rows = [Row("l", 1, {"files": "a\ncv.pdf"}), Row("l", 2, {"files": "2.eml"})]
    found = [file_id for g in groups(files, rows) for file_id in g.files]
    assert sorted(found) == sorted(f.id for f in files)
    keys = [g.key for g in groups(files, rows)]
    assert len(keys) == len(set(keys))
