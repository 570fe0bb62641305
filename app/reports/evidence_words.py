"""How a piece of evidence reads on paper: the officer's words first, the name of a file second."""

from __future__ import annotations

from app.reports.facts import AnswerFacts, EvidenceFacts


def evidence_words(answer: AnswerFacts, piece: EvidenceFacts, *, with_file: bool = False) -> str:
    """ "Photo 3: fridge at 9.4 °C", or "Photo 3 to standard 11.6 (IMG_2041.jpg)" without a caption.

    `with_file` names the file beside a caption too.
    """
    words = piece.text.strip()
    name = f"Photo {piece.photo}" if piece.photo else piece.kind.words
    if words:
        said = f"{name}: {words}" if piece.photo else words
        return f"{said} ({piece.file_name})" if with_file and piece.file_name else said
    if piece.file_name:
        return f"{name} to standard {answer.number} ({piece.file_name})"
    return name if piece.photo else name.lower()
