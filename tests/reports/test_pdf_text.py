"""Whatever is stored reaches the page as text, and only as text."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from time import process_time

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.content import Column, Paragraph, Report, Row, Section, Table, TitleBlock
from app.reports.facts import VisitFacts
from app.reports.render_pdf import render_pdf
from app.reports.visit_report import visit_report
from tests.reports.factory import FONTS, visit_facts
from tests.reports.pdf_walker import squeezed, walk

HOSTILE = (
    "<john@example.org>",
    '<a href="https://example.org/x">press here</a>',
    '<img src="file:///etc/passwd" width="9" height="9"/>',
    "<b>bold</b> <font size=90>big</font> <para>",
    "&amp; &lt; &#65; &nbsp; & < >",
    "<onDraw name='x' label='y'/> <seq id='a'/>",
    "javascript:app.alert(1) https://example.org/path?a=b&c=d",
    "%PDF-1.7 endstream endobj (unbalanced \\( \\) ( [",
    '=HYPERLINK("https://example.org")',
    "BT /F1 12 Tf (x) Tj ET EMC /Artifact BMC",
    "{0} %s %(name)s ${x} {{y}}",
)
WELSH = "Siân Prŷs, Llŷr a Gwenllïan: tŷ, dŵr, ŵyr, môr, gïau, Ŵ Ŷ"
ODD = "Tick ✓, arrow →, minus −, Greek Ω, Cyrillic Ж, mathematical 𝔸, emoji 😀 and 🧿"


def _with_note(note: str) -> VisitFacts:
    facts = visit_facts()
    first, *rest = facts.answers
    return replace(facts, answers=(replace(first, note=note), *rest))


def _paragraph_report(*texts: str) -> Report:
    blocks = (TitleBlock("Kind", "Title", "Line"), *(Paragraph(text) for text in texts))
    return Report("Title", visit_report(visit_facts()).meta, (Section(blocks),))


def _stored_texts(facts: VisitFacts) -> list[str]:
    answers = [t for a in facts.answers for t in (a.number, a.text, a.note, a.sample)]
    answers += [piece.text for a in facts.answers for piece in a.evidence]
    acts = [t for a in facts.actions for t in (a.number, a.text, a.evidence_needed, a.owner)]
    findings = [t for f in facts.findings[:-1] for t in (f.headline, f.text, f.requirement)]
    previous = [t for p in facts.previous_actions for t in (p.number, p.text, p.carried_to)]
    service = facts.service
    about = [service.name, service.provider, service.address, service.manager, facts.judgement]
    rest = [facts.told, *facts.looked_at, *(r.summary for r in facts.results)]
    rest += [t for s in facts.next_steps for t in (s.what, s.who)]
    rest += [t for s in facts.sign_off_steps for t in (s.step, s.by, s.note)]
    rest += [photo.what for photo in facts.photos]
    return [text for text in (*answers, *acts, *findings, *previous, *about, *rest) if text]


def test_every_stored_text_is_found_in_the_full_report() -> None:
    facts = visit_facts()
    text = squeezed(walk(render_pdf(visit_report(facts), FONTS)).text)
    assert [stored for stored in _stored_texts(facts) if squeezed(stored) not in text] == []


def test_detail_of_a_safeguarding_finding_is_never_printed() -> None:
    text = walk(render_pdf(visit_report(visit_facts()), FONTS)).text
    assert "Detail never printed" not in text
    assert "Never on paper" not in text


def test_an_ordinary_reader_finds_the_text_too() -> None:
    with pypdfium2.PdfDocument(render_pdf(visit_report(visit_facts()), FONTS)) as pdf:
        first = pdf[0].get_textpage().get_text_bounded()
    assert "Quillbrook House" in first
    assert "76 of 79 applicable standards that count in the overall were rated" in " ".join(
        first.split()
    )


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_is_printed_and_stays_inert(payload: str) -> None:
    facts = _with_note(payload)
    facts = replace(
        facts,
        judgement=payload,
        service=replace(facts.service, name=payload),
        actions=(replace(facts.actions[0], text=payload, owner=payload), *facts.actions[1:]),
        photos=(replace(facts.photos[0], what=payload),),
    )
    walked = walk(render_pdf(visit_report(facts), FONTS))
    assert walked.problems == []
    assert squeezed(walked.text).count(squeezed(payload)) >= 5


def test_welsh_letters_are_printed() -> None:
    text = walk(render_pdf(_paragraph_report(WELSH), FONTS)).text
    assert WELSH in text


def test_characters_that_the_fonts_lack_are_printed_as_their_code() -> None:
    text = walk(render_pdf(_paragraph_report(ODD, "zero\u200bwidth \u202eturned"), FONTS)).text
    assert "mathematical 𝔸" in text
    assert "and [U+1F9FF]" in text
    assert "zero[U+200B]width [U+202E]turned" in text


def test_lines_of_a_note_stay_apart() -> None:
    paragraphs = walk(render_pdf(_paragraph_report("First\r\nSecond\n\n Third"), FONTS)).document
    assert [p.text for p in paragraphs.all("P")][-3:] == ["First", "Second", "Third"]


def test_soft_line_ends_are_read_with_a_space() -> None:
    words = "one two three four five six seven eight nine ten " * 9
    text = walk(render_pdf(_paragraph_report(words), FONTS)).text
    assert " ".join(words.split()) in text


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60),
        min_size=1,
        max_size=6,
    )
)
def test_any_words_are_found_or_shown_as_codes(words: list[str]) -> None:
    walked = walk(render_pdf(_paragraph_report(" ".join(words)), FONTS))
    assert walked.problems == []
    shown = squeezed(walked.text)
    for character in {c for word in words for c in word}:
        assert character in shown or f"[U+{ord(character):04X}]" in shown


def test_a_note_of_100_000_characters_is_printed_whole() -> None:
    note = "Round 7 was late; the nurse said so. " * 2_703
    walked = walk(render_pdf(visit_report(_with_note(note)), FONTS))
    assert walked.problems == []
    assert squeezed(note) in squeezed(walked.text)


def test_a_note_without_a_single_space_is_printed_whole() -> None:
    note = "x" * 60_000
    assert note in squeezed(walk(render_pdf(visit_report(_with_note(note)), FONTS)).text)


def test_time_grows_with_the_length_of_a_note_and_no_faster() -> None:
    def seconds(length: int) -> float:
        report = _paragraph_report("Some words of ordinary length, again. " * (length // 38))
        start = process_time()
        render_pdf(report, FONTS)
        return process_time() - start

    seconds(1_000)
    short = min(seconds(50_000) for _ in range(2))
    assert seconds(200_000) < 10 * short


def test_long_texts_everywhere_never_break_the_layout() -> None:
    long = "A long sentence that somebody dictated in the car park. " * 90
    facts = _with_note(long)
    facts = replace(
        facts,
        judgement=long,
        told=long,
        looked_at=(long,),
        actions=tuple(replace(a, text=long, evidence_needed=long) for a in facts.actions[:2]),
        findings=tuple(replace(f, headline=long, text=long) for f in facts.findings),
        photos=(replace(facts.photos[0], what=long),),
        previous_actions=tuple(replace(p, text=long) for p in facts.previous_actions),
        next_steps=tuple(replace(s, what=long) for s in facts.next_steps),
    )
    facts = replace(
        facts,
        answers=tuple(replace(a, text=long[:700], sample=long) for a in facts.answers[:3]),
    )
    walked = walk(render_pdf(visit_report(facts), FONTS))
    assert walked.problems == []
    assert squeezed(walked.text).count(squeezed(long)) >= 15


def test_a_cell_taller_than_a_page_goes_on_in_the_same_cell() -> None:
    long = "word " * 4_000
    table = Table("T", (Column("A"), Column("B")), (Row(("short", long)), Row(("next", "row"))))
    report = Report(
        "T", visit_report(visit_facts()).meta, (Section((TitleBlock("K", "T", "L"), table)),)
    )
    walked = walk(render_pdf(report, FONTS))
    cells = walked.document.all("TD")
    assert squeezed(cells[0].text) == "word" * 4_000
    assert walked.problems == []
    assert "Continued on page 2" in walked.artifacts[0]


def test_a_picture_that_cannot_be_read_says_so_and_keeps_its_caption() -> None:
    facts = visit_facts()
    broken = replace(facts.photos[0], image=b"\xff\xd8 not a picture")
    text = walk(render_pdf(visit_report(replace(facts, photos=(broken,))), FONTS)).text
    assert "This picture could not be read." in text
    assert "Medicines fridge 1" in text


def test_no_stored_picture_is_lost() -> None:
    import pikepdf

    with pikepdf.open(BytesIO(render_pdf(visit_report(visit_facts()), FONTS))) as pdf:
        images = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
    assert len(images) == 3
