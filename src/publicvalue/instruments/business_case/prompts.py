"""What is filled in for a business case: the cells of each sheet of its workbook."""

from __future__ import annotations

from publicvalue.instruments.appraisal.questions import YES_NO, Choice, Prompt
from publicvalue.words.text import Text

NUMBERS = ("low", "likely", "high")
COST_CHOICES = (
    Choice("build", Text("building it")),
    Choice("run", Text("running it")),
    Choice("licences", Text("licences")),
    Choice("data", Text("data")),
    Choice("people", Text("staff")),
    Choice("change", Text("training and change of work")),
    Choice("exit", Text("ending it, or leaving the vendor")),
)
BENEFIT_CHOICES = (
    Choice("cash_releasing", Text("money that is no longer spent")),
    Choice("time", Text("time saved, in hours")),
    Choice("quality", Text("better service")),
    Choice("social", Text("good for people or society")),
    Choice("residual", Text("what it is still worth at the end")),
)
PROJECT_CHOICES = (
    Choice("equipment_development", Text("software and equipment that are developed")),
    Choice("outsourcing", Text("outsourced services")),
    Choice("standard_buildings", Text("standard buildings")),
    Choice("non_standard_buildings", Text("non-standard buildings")),
    Choice("standard_civil", Text("standard civil works")),
    Choice("non_standard_civil", Text("non-standard civil works")),
)
TIMING_CHOICES = (
    Choice("middle", Text("in the middle of the year")),
    Choice("start", Text("at the start of the year")),
    Choice("end", Text("at the end of the year")),
)

_AMOUNTS = (
    Prompt("low", Text("A year, or at once: lowest"), "number"),
    Prompt("likely", Text("Most likely"), "number", needed=True),
    Prompt("high", Text("Highest"), "number"),
)
_DAYS = (
    Prompt("first", Text("From, or the day it flows once"), "day", needed=True),
    Prompt("last", Text("Until (blank: it flows once)"), "day"),
)
_GROWTH = (
    Prompt("growth_low", Text("Change of price a year beyond inflation, percent: lowest"), "number"),
    Prompt("growth_likely", Text("Change of price: most likely"), "number"),
    Prompt("growth_high", Text("Change of price: highest"), "number"),
)
_TITLE = Prompt("title", Text("What for"), "text", needed=True)
_OPTION = Prompt("option", Text("Option (blank: the proposed one)"), "text")
_CURRENCY = Prompt("currency", Text("Currency (blank: that of the case)"), "text")
_CAUSE = Prompt("cause", Text("Moves together with the lines that name the same cause"), "text")

COSTS = (
    _TITLE,
    _OPTION,
    Prompt("kind", Text("Kind of cost"), "choice", COST_CHOICES, needed=True),
    *_DAYS,
    *_AMOUNTS,
    _CURRENCY,
    Prompt("who", Text("Who pays"), "text"),
    Prompt("public", Text("Does the state pay it?"), "choice", YES_NO),
    Prompt("project", Text("Class of its optimism bias"), "choice", PROJECT_CHOICES),
    Prompt("mitigation", Text("How much of that bias is managed, percent"), "number"),
    *_GROWTH,
    _CAUSE,
)
BENEFITS = (
    _TITLE,
    _OPTION,
    Prompt("kind", Text("Kind of benefit"), "choice", BENEFIT_CHOICES, needed=True),
    *_DAYS,
    *_AMOUNTS,
    Prompt("price", Text("Money a unit (blank: the amounts are money)"), "number"),
    Prompt("source", Text("Where that price is from"), "text"),
    _CURRENCY,
    Prompt("redeployed", Text("How much of the time becomes a post or an hour used otherwise, percent"), "number"),
    Prompt("who", Text("Who gains"), "text"),
    Prompt("public", Text("Does the state receive it in cash?"), "choice", YES_NO),
    *_GROWTH,
    _CAUSE,
)
OPTIONS = (Prompt("title", Text("Name of the option, the proposed one first"), "text", needed=True),)
EXCHANGE = (
    Prompt("currency", Text("Currency"), "text", needed=True),
    Prompt("low", Text("Money of the case for one unit: lowest"), "number"),
    Prompt("likely", Text("Most likely"), "number", needed=True),
    Prompt("high", Text("Highest"), "number"),
)
START = (
    Prompt("title", Text("Name of the business case"), "text", needed=True),
    Prompt("currency", Text("Currency in which everything is compared, such as DOP"), "text", needed=True),
    Prompt(
        "base",
        Text("Day to which amounts are discounted, and whose prices they have"),
        "day",
        needed=True,
    ),
    Prompt("end", Text("Last day that is looked at (year-month-day)"), "day", needed=True),
    Prompt("rate", Text("Discount rate that the country has chosen, percent a year, such as 8"), "number", needed=True),
    Prompt("timing", Text("When yearly amounts count"), "choice", TIMING_CHOICES),
    Prompt("tax_burden", Text("What a unit of tax costs beyond the unit, percent (blank: 0)"), "number"),
    Prompt("cases_low", Text("Cases a year under the proposed option: lowest"), "number"),
    Prompt("cases_likely", Text("Cases a year: most likely"), "number"),
    Prompt("cases_high", Text("Cases a year: highest"), "number"),
)
FORMS = (
    Choice("range", Text("lowest and highest")),
    Choice("quantiles", Text("1 in 10 lies below the first, 1 in 10 above the last")),
)
FORECASTS = (
    Prompt("title", Text("Line of the business case"), "text", needed=True),
    Prompt("who", Text("Who forecasts"), "text", needed=True),
    Prompt("day", Text("On which day"), "day", needed=True),
    *_AMOUNTS,
    Prompt("form", Text("What the first and the last number are (blank: lowest and highest)"), "choice", FORMS),
    Prompt("why", Text("What it rests on, such as comparable systems"), "text"),
)
COMPARABLES = (
    Prompt("title", Text("Line of the business case"), "text", needed=True),
    Prompt("system", Text("Comparable system"), "text", needed=True),
    Prompt("promised", Text("What was promised of it"), "number", needed=True),
    Prompt("came", Text("What came, in the same unit"), "number", needed=True),
    Prompt("source", Text("Where that is from"), "text", needed=True),
)
FREQUENCIES = (
    Choice("weekly", Text("every week")),
    Choice("monthly", Text("every month")),
    Choice("quarterly", Text("every quarter")),
    Choice("yearly", Text("every year")),
    Choice("once", Text("once")),
)
MEASURING = (
    Prompt("title", Text("Line of the business case"), "text", needed=True),
    Prompt("indicator", Text("What is counted"), "text"),
    Prompt("source", Text("In which records"), "text"),
    Prompt("frequency", Text("How often"), "choice", FREQUENCIES),
    Prompt("who", Text("Who measures it"), "text"),
    Prompt("hours", Text("Staff hours each time"), "number"),
    Prompt("stop", Text("Stop at this value (of a benefit: at or below; of a cost: at or above)"), "number"),
    Prompt("chance", Text("Stop when that is so with a probability of, percent, such as 80"), "number"),
    Prompt("action", Text("What is done when it is off track"), "text"),
)
FIELD = (
    Prompt("units", Text("Offices, courts or schools among which it is rolled out"), "whole"),
    Prompt("months", Text("Months that are observed, before and after"), "whole"),
    Prompt("first", Text("First day of the first month that is observed"), "day"),
    Prompt("before", Text("Months before the first units start, at least 1"), "whole"),
    Prompt("waves", Text("Groups that start one after the other, 2 or more"), "whole"),
    Prompt("gap", Text("Months from one group to the next"), "whole"),
    Prompt("lot", Text("May a lot decide who starts when?"), "choice", YES_NO),
    Prompt("threshold", Text("Does a score decide who gets it?"), "choice", YES_NO),
    Prompt("effect", Text("Change that is promised, in one unit in one month (or in one case)"), "number"),
    Prompt("deviation", Text("Without past records: standard deviation of the months of a unit"), "number"),
    Prompt("carry", Text("Without past records: correlation of a month with the next, 0 to 0.95"), "number"),
    Prompt("cases", Text("Cases that a lot or a score can part"), "whole"),
    Prompt("case_deviation", Text("Standard deviation of the cases"), "number"),
    Prompt("correlation", Text("Correlation of the cases of one unit, 0 to 1 (blank: 0)"), "number"),
    Prompt("seed", Text("Number with which the lot is drawn: let somebody else name it, in public"), "whole"),
    Prompt("new_lot", Text("Only where the lot is drawn anew after a gate froze it: why"), "text"),
    Prompt("agreed_by", Text("Who answers for the new lot"), "text"),
)
MOMENTS = (Choice("pilot", Text("in the pilot")), Choice("use", Text("in use")))
RESULTS = (
    Prompt("title", Text("Line of the business case"), "text", needed=True),
    Prompt("measured", Text("What was measured, a year or at once"), "number", needed=True),
    Prompt("day", Text("Measured on"), "day"),
    Prompt("low", Text("Within which ends it lies in nine of ten: lowest"), "number"),
    Prompt("high", Text("Within which ends: highest"), "number"),
    Prompt("moment", Text("When it was measured (blank: in use)"), "choice", MOMENTS),
    Prompt("began", Text("Day on which it began, for delays"), "day"),
    Prompt("source", Text("Where it is from"), "text"),
)
