"""Pages around the text: furniture, numbers, broken tables, the same bytes, saving."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import process_time

import pikepdf
import pytest

from app.domain.vocabulary import VisitStatus
from app.errors import CancelledError, CircumstanceError
from app.progress import Progress
from app.reports.content import (
    Block,
    Column,
    ColumnKind,
    Heading,
    Paragraph,
    Report,
    Row,
    RowKind,
    RuledNote,
    Section,
    Table,
    TitleBlock,
)
from app.reports.fonts import register_fonts
from app.reports.render_pdf import render_pdf
from app.reports.save_file import save_file
from app.reports.tagged_canvas import Node, TaggedCanvas, UntaggedTextError
from app.reports.visit_report import visit_report
from tests.reports.factory import FONTS, visit_facts
from tests.reports.pdf_walker import WalkedPdf, walk

DRAFT = {"status": VisitStatus.WITH_PROVIDER, "sign_off": None}


def _walked(**changes: object) -> WalkedPdf:
    return walk(render_pdf(visit_report(visit_facts(**changes)), FONTS))


def _small(*blocks: Block) -> bytes:
    meta = visit_report(visit_facts()).meta
    return render_pdf(Report("T", meta, (Section((TitleBlock("K", "T", "L"), *blocks)),)), FONTS)


def test_each_page_says_marking_reference_version_and_its_number() -> None:
    pages = _walked().artifacts
    for number, furniture in enumerate(pages, start=1):
        assert furniture.count("OFFICIAL-SENSITIVE") == 2
        assert "Ref QA-2026-0147" in furniture
        assert "Version 1.0 · FINAL" in furniture
        assert "Contains CQC data" in furniture
        assert f"Page {number} of {len(pages)}" in furniture


def test_draft_carries_the_watermark_on_every_page_and_final_on_none() -> None:
    draft, final = _walked(**DRAFT).artifacts, _walked().artifacts
    assert len(draft) > 1
    assert len(final) > 1
    assert all(page.startswith("DRAFT") for page in draft)
    assert not any("DRAFT" in page for page in final)


def test_report_without_cqc_figures_does_not_claim_cqc_data() -> None:
    facts = visit_facts()
    facts = replace(
        facts,
        service=replace(facts.service, cqc_location_id=""),
        results=tuple(replace(result, cqc=None) for result in facts.results),
        overall=replace(facts.overall, cqc=None),
    )
    walked = walk(render_pdf(visit_report(facts), FONTS))
    assert not any("CQC" in page for page in walked.artifacts)


def test_repeated_table_head_is_decoration_and_the_break_is_said() -> None:
    many = visit_facts().actions * 4
    walked = _walked(actions=tuple(replace(a, number=f"A{i}") for i, a in enumerate(many)))
    heads = [head.text for head in walked.document.all("TH") if "What must change" in head.text]
    assert len(heads) == 1
    broken = [i for i, page in enumerate(walked.artifacts) if "Continued on page" in page]
    assert broken
    for index in broken:
        assert f"Continued on page {index + 2}" in walked.artifacts[index]


def test_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(38, 46):
        blocks = (*(Paragraph(f"line {i}") for i in range(lines)), Heading("Kept", 3))
        tail = (Paragraph("first words " * 40), RuledNote(("evidence",)))
        walked = walk(_small(*blocks, *tail))
        elements = [e for e in walked.document.all() if e.first_mark]
        heading = next(i for i, e in enumerate(elements) if e.text == "Kept")
        place, following = elements[heading].first_mark, elements[heading + 1].first_mark
        assert place is not None
        assert following is not None
        assert place[0] == following[0]


def _page_of(walked: WalkedPdf, words: str) -> int:
    found = (e for e in walked.document.all() if e.first_mark and e.text.startswith(words))
    mark = next(found).first_mark
    assert mark is not None
    return mark[0]


@pytest.mark.parametrize("opening", ["", "One line.", "An opening of some lines. " * 14])
def test_section_heading_goes_with_its_opening_and_its_first_finding(opening: str) -> None:
    for lines in range(20, 33, 2):
        above = (Paragraph(f"line {i}") for i in range(lines))
        opened = (Heading("Caring", number="5"), *((Paragraph(opening),) if opening else ()))
        finding = (Heading("Kept", 3), Paragraph("found"), RuledNote(("evidence",)))
        walked = walk(_small(*above, *opened, *finding))
        first = _page_of(walked, "5\u2002Caring")
        assert _page_of(walked, "Kept") == first
        assert _page_of(walked, "evidence") == first


def test_evidence_sample_and_action_of_a_finding_stand_on_one_page() -> None:
    note = RuledNote(("Evidence: charts", "Sample: 6 of 8", "Action: A1"))
    for number in range(24, 48):
        above = (Paragraph(f"line {i}") for i in range(number))
        walked = walk(_small(*above, Paragraph("found it " * 60), note))
        assert len({_page_of(walked, words) for words in note.lines}) == 1


def test_heading_goes_with_the_whole_first_row_of_its_table() -> None:
    columns = (Column("What"), Column("Who"))
    rows = tuple(Row((f"row {i} " * 40, "us")) for i in range(6))
    for lines in range(22, 33):
        above = (Paragraph(f"line {i}") for i in range(lines))
        walked = walk(_small(*above, Heading("Actions"), Table("Actions", columns, rows)))
        assert _page_of(walked, "row 0") == _page_of(walked, "Actions")


def test_table_that_stays_whole_is_not_cut() -> None:
    columns = (Column("Section"), Column("Result"))
    rows = tuple(Row((f"section {i}", "Good")) for i in range(12))
    above = tuple(Paragraph(f"line {i}") for i in range(24))
    cut = walk(_small(*above, Table("Scores", columns, rows)))
    whole = walk(_small(*above, Table("Scores", columns, rows, stays_whole=True)))
    assert _page_of(cut, "section 0") != _page_of(cut, "section 11")
    assert _page_of(whole, "section 0") == _page_of(whole, "section 11")


def test_total_row_never_stands_alone_on_the_next_page() -> None:
    columns = (Column("Section"), Column("Services", ColumnKind.COUNT))
    rows = (*(Row((f"section {i}", i)) for i in range(12)), Row(("All", 66), RowKind.TOTAL))
    for lines in range(16, 28):
        above = (Paragraph(f"line {i}") for i in range(lines))
        walked = walk(_small(*above, Table("Counts", columns, rows)))
        assert _page_of(walked, "All") == _page_of(walked, "section 11")


def test_many_headings_in_a_row_are_set_quickly() -> None:
    start = process_time()
    walked = walk(_small(*(Heading(f"Heading {i}", 3) for i in range(200))))
    assert walked.problems == []
    assert process_time() - start < 5


def test_the_same_report_gives_the_same_bytes() -> None:
    report = visit_report(visit_facts())
    assert render_pdf(report, FONTS) == render_pdf(report, FONTS)


def test_properties_name_title_language_and_council() -> None:
    with pikepdf.open(BytesIO(render_pdf(visit_report(visit_facts()), FONTS))) as pdf:
        assert str(pdf.docinfo.Title) == "QA visit report: Quillbrook House"
        assert str(pdf.docinfo.Author) == "Wexborough Council"
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_text_without_a_node_is_refused(tmp_path: Path) -> None:
    register_fonts(FONTS)
    canvas = TaggedCanvas(str(tmp_path / "x.pdf"), document=Node("Document"))
    with pytest.raises(UntaggedTextError):
        canvas.drawString(10, 10, "unmarked")


def test_walker_finds_what_is_not_tagged() -> None:
    data = BytesIO(_small(Paragraph("words")))
    with pikepdf.open(data) as pdf:
        stream = pdf.pages[0].Contents.read_bytes()
        pdf.pages[0].Contents = pdf.make_stream(stream + b"\n0 0 5 5 re f")
        out = BytesIO()
        pdf.save(out)
    assert walk(out.getvalue()).problems == ["page 0: f is neither tagged nor an artifact"]


def test_walker_finds_a_live_link() -> None:
    with pikepdf.open(BytesIO(_small())) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link)
        link.A = pdf.make_indirect(action)
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        out = BytesIO()
        pdf.save(out)
    assert "a live /URI is in the file" in walk(out.getvalue()).problems


def test_missing_font_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CircumstanceError, match=r"NotoSans-Regular\.ttf is missing"):
        register_fonts(tmp_path)


def test_cancelling_stops_between_pages() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        render_pdf(visit_report(visit_facts()), FONTS, progress)


def test_target_in_use_leaves_the_old_file_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")

    def refuse(self: Path, other: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CircumstanceError, match="open in another program"):
        save_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_folder_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CircumstanceError, match="Choose another folder"):
        save_file(tmp_path / "gone" / "report.pdf", b"new")


def test_short_section_that_stays_whole_opens_no_page_with_its_last_lines() -> None:
    meta = visit_report(visit_facts()).meta
    end = Section((Heading("Sign-off"), Paragraph("signed"), Paragraph("locked")), stays_whole=True)
    for lines in range(22, 34):
        above = tuple(Paragraph(f"line {i}") for i in range(lines))
        sections = (Section((TitleBlock("K", "T", "L"), *above)), end)
        walked = walk(render_pdf(Report("T", meta, sections), FONTS))
        assert _page_of(walked, "locked") == _page_of(walked, "Sign-off")


def test_sections_that_stay_whole_go_on_together() -> None:
    meta = visit_report(visit_facts()).meta
    scoring = Section((Heading("Scoring"), Paragraph("points")), stays_whole=True)
    end = Section((Heading("Sign-off"), Paragraph("signed")), stays_whole=True)
    pages = set()
    for lines in range(20, 34):
        above = tuple(Paragraph(f"line {i}") for i in range(lines))
        sections = (Section((TitleBlock("K", "T", "L"), *above)), scoring, end)
        walked = walk(render_pdf(Report("T", meta, sections), FONTS))
        pages.add((_page_of(walked, "Scoring"), _page_of(walked, "signed")))
    assert pages == {(0, 0), (1, 1)}
