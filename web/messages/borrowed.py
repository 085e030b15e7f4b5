"""Strings of the packages that our pages show and whose own catalogs lack them, or say them badly.

Nothing imports this file: it is here to be read by ``messages update``, so that our catalogs, which come
last, carry these strings. Before adding one, look whether the package has it in all four languages.
"""

from django.utils.translation import gettext_noop, ngettext_lazy, npgettext_lazy, pgettext_lazy

# Django's forms: missing in Slovene, in Italian, or (the first) everywhere.
gettext_noop("- Select an option -")
gettext_noop("“%(pk)s” is not a valid value.")
gettext_noop("“%(value)s” is not a valid UUID.")
gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
gettext_noop(
    "%(datetime)s couldn’t be interpreted in time zone %(current_timezone)s; "
    "it may be ambiguous or it may not exist."
)
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
# There, but with wrong plural forms (Croatian) or stray spaces (Slovak).
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
# There, but for programmers.
gettext_noop("Null characters are not allowed.")

# There, but not in the case that “pred … ” and “prije …” ask for (Slovene, Croatian).
npgettext_lazy("naturaltime-past", "%(num)d year", "%(num)d years", "num")
npgettext_lazy("naturaltime-past", "%(num)d month", "%(num)d months", "num")
npgettext_lazy("naturaltime-past", "%(num)d week", "%(num)d weeks", "num")
npgettext_lazy("naturaltime-past", "%(num)d day", "%(num)d days", "num")
npgettext_lazy("naturaltime-past", "%(num)d hour", "%(num)d hours", "num")
npgettext_lazy("naturaltime-past", "%(num)d minute", "%(num)d minutes", "num")

# allauth: a stray bracket in Slovak, a small letter in Italian, sexed or boastful sentences.
gettext_noop("Email")
gettext_noop("Password successfully set.")
gettext_noop("Password successfully changed.")
gettext_noop("Successfully signed in as %(name)s.")
gettext_noop("You have signed out.")

# Languages in our languages: Django's are capitalised, and adverbs in Slovene.
gettext_noop("English")
gettext_noop("Slovenian")
gettext_noop("Croatian")
gettext_noop("Italian")
gettext_noop("Slovak")

# Months and days: Django's are capitalised in Italian and Croatian, nominative in Slovak dates.
gettext_noop("January")
gettext_noop("February")
gettext_noop("March")
gettext_noop("April")
gettext_noop("May")
gettext_noop("June")
gettext_noop("July")
gettext_noop("August")
gettext_noop("September")
gettext_noop("October")
gettext_noop("November")
gettext_noop("December")
pgettext_lazy("alt. month", "January")
pgettext_lazy("alt. month", "February")
pgettext_lazy("alt. month", "March")
pgettext_lazy("alt. month", "April")
pgettext_lazy("alt. month", "May")
pgettext_lazy("alt. month", "June")
pgettext_lazy("alt. month", "July")
pgettext_lazy("alt. month", "August")
pgettext_lazy("alt. month", "September")
pgettext_lazy("alt. month", "October")
pgettext_lazy("alt. month", "November")
pgettext_lazy("alt. month", "December")
gettext_noop("Monday")
gettext_noop("Tuesday")
gettext_noop("Wednesday")
gettext_noop("Thursday")
gettext_noop("Friday")
gettext_noop("Saturday")
gettext_noop("Sunday")
