"""Reports, what is measured, schedules."""

from tests.gates.row import ALL, NO_METHOD, NO_METHOD_INSIDE, Row, of, pk

# A report: the coordinators of its alliance and administrators.
REPORT = "302 403 403 403 200 404 200"
# One by its address, which everybody may know: a visitor learns no more than that there is nothing here.
REPORT_READ = "404 403 403 403 200 404 200"
REPORT_DONE = "302 403 403 403 302 404 302"
# What is measured: the alliance's members read it, its coordinators and administrators write it.
MEASURED = "302 404 200 200 200 404 200"
MEASURING = "302 404 403 403 200 404 200"

ROWS: list[Row] = [
    # Reports: whether one exists is not for others to know.
    Row(route="reports:list", get="302 403 403 403 200 200 200", post="302 403 403 403 422 422 422"),
    *(
        Row(route=f"reports:{act}", of=name, args=lambda names, name=name: [names[name].pk], **statuses)  # type: ignore[misc]
        for name in ("report", "awaited_report")
        for act, statuses in {
            "detail": {"get": REPORT_READ, "post": NO_METHOD},
            "cancel": {"get": NO_METHOD_INSIDE, "post": REPORT_DONE},
            "again": {"get": NO_METHOD_INSIDE, "post": REPORT_DONE},
        }.items()
    ),
    *(
        Row(
            route=f"reports:{act}",
            args=lambda names: [names["report"].pk],
            get=NO_METHOD_INSIDE,
            post=REPORT_DONE,
        )
        for act in ("publish", "unpublish", "new_version")
    ),
    Row(
        route="reports:write",
        args=lambda names: [names["draft_report"].pk],
        get=REPORT,
        # Sent empty it says nothing of what was read: the words that stand are shown beside.
        post="302 403 403 403 422 404 422",
    ),
    # Who was asked for one box reads all and writes that one: words for another are refused whole.
    *(
        Row(
            route="reports:write",
            of=f"asked_report {case}".strip(),
            args=pk("asked_report"),
            get="302 403 403 200 200 404 200",
            post=f"302 403 403 {asked} 422 404 422",
            data=data,
        )
        for case, data, asked in (("", {}, "422"), ("forged", {"box_highlights": "Forged"}, "403"))
    ),
    Row(
        route="reports:discard",
        args=lambda names: [names["draft_report"].pk],
        get=NO_METHOD_INSIDE,
        post=REPORT_DONE,
    ),
    Row(
        route="reports:detail",
        of="public_report",
        args=lambda names: [names["public_report"].pk],
        get=ALL,
        post=NO_METHOD,
    ),
    Row(
        route="reports:download",
        of="public_report",
        args=lambda names: [names["public_report"].pk, "csv"],
        get=ALL,
        post=NO_METHOD,
        html=False,
    ),
    Row(
        route="reports:unpublish",
        of="public_report",
        args=lambda names: [names["public_report"].pk],
        get=NO_METHOD_INSIDE,
        post="302 403 403 403 302 403 302",
    ),
    *(
        Row(
            route="reports:download",
            of=format,
            args=lambda names, format=format: [names["report"].pk, format],  # type: ignore[misc]
            get=REPORT_READ,
            post=NO_METHOD,
            html=False,
        )
        for format in ("pdf", "xlsx", "csv", "html")
    ),
    Row(
        route="reports:download",
        of="awaited_report",
        args=lambda names: [names["awaited_report"].pk, "csv"],
        get="404 403 403 403 404 404 404",
        post=NO_METHOD,
        html=False,
    ),
    # What is measured: an alliance's own, written by who coordinates it.
    of("reports:measures", "celje", get=MEASURED, post=NO_METHOD_INSIDE),
    *(
        of(f"reports:new_{what}", "celje", get=MEASURING, post=MEASURING.replace("200", "422"))
        for what in ("milestone", "indicator")
    ),
    Row(route="reports:indicator", args=pk("indicator"), get=MEASURED, post=NO_METHOD_INSIDE),
    *(
        Row(route=f"reports:{act}", args=pk(name), get=MEASURING, post=MEASURING.replace("200", "422"))
        for act, name in (
            ("edit_milestone", "milestone"),
            ("tell_milestone", "milestone"),
            ("prove_milestone", "milestone"),
            ("withdraw_milestone", "milestone"),
            ("edit_indicator", "indicator"),
            ("measure", "indicator"),
            ("withdraw_indicator", "indicator"),
            ("correct_measurement", "measurement"),
        )
    ),
    Row(
        route="reports:tell_milestone",
        of="withdrawn_milestone",
        args=pk("withdrawn_milestone"),
        get="302 404 410 410 410 404 410",
        post="302 404 410 410 410 404 410",
    ),
    Row(
        route="reports:remove_evidence",
        args=pk("evidence"),
        get=NO_METHOD_INSIDE,
        post="302 404 403 403 302 404 302",
    ),
    # When reports are due: for who coordinates.
    of("reports:schedules", "celje", get=MEASURING, post=NO_METHOD_INSIDE),
    of("reports:new_schedule", "celje", get=MEASURING, post=MEASURING.replace("200", "422")),
    Row(
        route="reports:edit_schedule",
        args=pk("schedule"),
        get=MEASURING,
        post=MEASURING.replace("200", "422"),
    ),
    Row(
        route="reports:stop_schedule",
        args=pk("schedule"),
        get=NO_METHOD_INSIDE,
        post=MEASURING.replace("200", "302"),
    ),
]
