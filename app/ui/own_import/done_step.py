"""What came of the council's own spreadsheet."""

from __future__ import annotations

from app.domain.words import count
from app.services.own_import import OwnReport
from app.ui.widgets.done_step import DoneStep
from app.ui.widgets.labels import label


class OwnDoneStep(DoneStep):
    """What was added and changed, and how many rows were left out."""

    def __init__(self) -> None:
        self.told = label("", wrap=True, name="own_done_told")
        super().__init__("own", self.told)

    def set_report(self, report: OwnReport) -> None:
        """Show what was done."""
        self.set_done(report.words, report.act_id, problems=len(report.remarks))
        left_out = sum(one.is_left_out for one in report.remarks)
        taken = len(report.remarks) - left_out
        parts = [f"{count(left_out, 'row')} left out."] if left_out else []
        if taken:
            rows = count(taken, "row was taken with a remark", "rows were taken with a remark")
            parts.append(f"{rows}.")
        self.told.setText(" ".join(parts))

    def set_undone(self, left: int) -> None:
        super().set_undone(left)
        self.told.setText("")
