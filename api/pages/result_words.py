"""The words that scripts show: of results on any page, and of the editor; one catalogue for pages and scripts.

A number stands behind a colon (``Rows: 3``), so that a script needs no rules of plurals.
"""

from __future__ import annotations

from m4sd_graph.speech import speech


def result_words(lang: str) -> dict[str, str]:
    """What is said of a result."""
    _ = speech(lang).gettext
    return {
        "lang": lang,
        "table": _("Table"),
        "chart": _("Chart"),
        "network": _("Network"),
        "text": _("Text"),
        "view": _("View"),
        "result": _("Result"),
        "yes": _("Yes"),
        "no": _("No"),
        "noRows": _("No rows."),
        "silence": _("Nothing in the graph fits; that does not mean that there is nothing in the world."),
        "filterRows": _("Filter rows"),
        "columns": _("Columns"),
        "names": _("Names"),
        "iris": _("IRIs"),
        "showAs": _("Show things as"),
        "sortBy": _("Sort by %(name)s"),
        "rowsShown": _("Rows shown: %(number)s of %(total)s"),
        "firstPage": _("First rows"),
        "previousPage": _("Rows before"),
        "nextPage": _("Next rows"),
        "lastPage": _("Last rows"),
        "chartKind": _("Kind of chart"),
        "bar": _("Bars"),
        "line": _("Line"),
        **_drawn(lang),
    }


def _drawn(lang: str) -> dict[str, str]:
    _ = speech(lang).gettext
    return {
        "scatter": _("Points"),
        "pie": _("Shares"),
        "labelColumn": _("Labels from"),
        "valueColumn": _("Numbers from"),
        "chartRows": _("The chart shows %(number)s of %(total)s rows; the table has them all."),
        "chartCut": _("The chart shows the first %(number)s of %(total)s rows; the table has them all."),
        "chartAbout": _("Chart of %(value)s by %(label)s"),
        "noChart": _("A chart needs a column of numbers or dates."),
        "from": _("From"),
        "to": _("To"),
        "link": _("Name of the link from"),
        "none": _("none"),
        "networkRows": _("Things: %(nodes)s, links: %(links)s, from %(number)s of %(total)s rows."),
        "networkCut": _("The network shows the first %(number)s of %(total)s rows."),
        "networkAbout": _("Network of the things in the result; the table holds the same."),
        "noNetwork": _("A network needs two columns of things."),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "fit": _("Show all"),
        "selected": _("Selected"),
        "loading": _("Loading…"),
        "notice": _("Required notice"),
    }


def editor_words(lang: str) -> dict[str, str]:
    """What the editor says beside the result."""
    return {**result_words(lang), **_writing(lang), **_running(lang), **_panels(lang)}


def _writing(lang: str) -> dict[str, str]:
    _ = speech(lang).gettext
    return {
        "query": _("Query"),
        "run": _("Run"),
        "cancel": _("Cancel"),
        "format": _("Tidy up"),
        "comment": _("Comment"),
        "search": _("Search"),
        "addPrefixes": _("Declare prefixes"),
        "removePrefixes": _("Hide prefixes"),
        "questions": _("Questions"),
        "history": _("History"),
        "share": _("Share"),
        "useIn": _("Use in…"),
        "endpoint": _("Endpoint"),
        "newTab": _("New query"),
        "closeTab": _("Close %(name)s"),
        "renameTab": _("Rename"),
        "tabName": _("Name of the query"),
        "queries": _("Your queries"),
        "untitled": _("Query %(number)s"),
        "required": _("required"),
        "recommended": _("recommended"),
        "optional": _("optional"),
        "class": _("class"),
        "property": _("property"),
        "graph": _("graph"),
        "prefix": _("prefix"),
        "unused": _("not used in the data"),
        "times": _("in the data: %(number)s"),
        "ofClass": _("%(class)s that have it: %(number)s"),
        "leadsTo": _("leads to"),
        "keys": _("Ctrl+Enter runs, Ctrl+Space completes, Escape then Tab leaves the editor."),
        "replaceBy": _("Write %(text)s"),
        "declare": _("Declare the prefix"),
        "apply": _("Correct the query"),
        "expected": _("Expected: %(list)s"),
    }


def _running(lang: str) -> dict[str, str]:
    _ = speech(lang).gettext
    return {
        "running": _("Running for %(seconds)s s…"),
        "cancelled": _("Cancelled; the service has stopped the query."),
        "complete": _("Complete answer"),
        "rows": _("rows: %(number)s"),
        "triples": _("statements: %(number)s"),
        "seconds": _("%(number)s s"),
        "release": _("release %(name)s"),
        "fromCache": _("answered before"),
        "limited": _(
            "The query asks for %(number)s rows at most and got as many: there may be more. "
            "Raise or remove LIMIT to see them."
        ),
        "advice": _("Advice on the query"),
        "line": _("line"),
        "broken": _("The answer broke off before its end and is not shown. Try again, or ask for less."),
        "offline": _("The service does not answer. Is the connection there?"),
        "download": _("Also as"),
        "outdated": _("The query has changed since this answer."),
    }


def _panels(lang: str) -> dict[str, str]:
    _ = speech(lang).gettext
    return {
        "close": _("Close"),
        "filterQuestions": _("Find a question"),
        "load": _("Load"),
        "aboutQuestion": _("its page"),
        "noneFits": _("Nothing fits."),
        "noHistory": _("Nothing has run yet."),
        "forget": _("Forget all"),
        "shareText": _("This address opens the query here without running it."),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "asSent": _("Each of these sends the query to this service and reads the whole answer."),
        "excelHow": _("In Excel: Data, From Web, paste this address. Or open the workbook."),
        "powerBiHow": _("In Power BI: Get data, Blank query, Advanced editor, paste this."),
        "workbook": _("Download the workbook"),
        "address": _("Address"),
        "defaultGraph": _("Default graph"),
        "union": _("All named graphs together; GRAPH and FROM choose some."),
        "unnamed": _("The statements that stand in no named graph."),
        "graphs": _("Named graphs"),
        "limits": _("Limits"),
        "limitTexts": _(
            "%(seconds)s seconds (timeout= up to %(longest)s), %(memory)s MiB of memory, %(result)s MiB of answer, "
            "%(length)s characters of query. What exceeds a limit is refused and says so; an answer is never cut."
        ),
        "services": _("Endpoints that SERVICE may call"),
        "kept": _("Queries are kept in this browser only."),
    }
