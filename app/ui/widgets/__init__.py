"""Parts for pages. How to build a page in `app/ui/<subject>/page.py`:

1.  Subclass `app.ui.page.Page`; build widgets in the constructor, read nothing there; fill them in
    `reload()`. `changed_kinds` names what it shows ({"visit", "action"}). After a write, call
    `context.changes.tell({"visit"})`: every open page that shows visits reloads by itself.
2.  Read off the GUI thread, write on the write lane; errors have one door:

        def reload(self) -> None:
            self.panel.set_loading()
            acts.read(self.context, self, list_visits,
                      on_result=self._on_rows, on_error=self._on_failed)

    Without `on_error` the window tells the error itself. A long job goes through
    `context.background.read(job, owner=self, words="Importing ratings", ...)` and stands in the
    status line with progress and Cancel.
3.  A list: columns are records, filters combine by AND, states draw themselves.

        columns = (
            Column("name", "Service", lambda r: r.name, width=200, is_stretched=True),
            Column("cqc", "CQC", lambda r: r.cqc, Kind.CQC, 182),       # Rating, level or None
            Column("ours", "Ours", lambda r: r.own, Kind.OWN, 186),
            Column("seen", "In person", lambda r: r.seen_on, Kind.DATE, 110, empty="Never",
                   tone=lambda r: "danger" if r.seen_on is None else ""))
        table = TableView("services", "Services", columns, lambda r: r.id,
                          settings=context.settings, sort_by="name")
        bar = FilterBar("services_filters", filters, find="Find by name or CQC ID",
                        text_of=lambda r: f"{r.name} {r.cqc_id}", settings=context.settings)
        panel = ListPanel(table, thing="services", filter_bar=bar,
                          empty=StateOfList("empty", "No services yet", "…", NextStep("…", do)))
        self.add_bar(bar); self.set_content(panel)
        table.opened.connect(self._on_opened)   # which does self.navigate.emit("service", key)

4.  A detail page: `set_title`, `header.set_chips([Chip("cqc", 3, has_owner=True)])`,
    `header.set_back("Providers")`, `FactsRow`, `TabBar`; `self.key` is the record to show.
    `state()` / `restore_state()` carry tab and `table.current_key()`, so Back finds the same row.
5.  A form: `Form(name, [Field("starts_on", "Date of the visit", FieldKind.DATE), ...])`;
    `form.values()`, `form.show_errors([RuleError(...)])`, `form.is_dirty`; return
    `context.messages.confirm(...)` from `may_leave()` when it is dirty. Raise nothing yourself:
    hand what services raise to `form.show_error(error)` (True when it belonged to the form) and
    otherwise to `context.messages.tell_error(error)`.
6.  Register it in app/pages.py: `PageSpec("visits", "Visits", make, "ph.clipboard-text", group=1)`
    where `make(context)` imports the page and returns it. Detail pages have no icon but `under`.

Modules: table_view (TableView, with table_model.Column and Kind; what it keeps in table_columns),
list_panel, count_line, filter_bar, chips, labels, buttons, detail_header, facts_table, form (its
inputs in form_texts and form_choices), date_field, note, empty_state, preview_pane, drawer,
columns, section_list, segmented, wizard (file_step, done_step), pdf_view, autosave, chart (one
canvas a kind: chart_bars, chart_lines, chart_timeline, chart_lanes). Colours:
`theme.colours()` at paint time. Icons: `icons.icon("ph.plus")`. Each control gets an objectName and
an accessible name; `button(..., name=...)` does both. Nothing here knows a service or a subject.
"""
