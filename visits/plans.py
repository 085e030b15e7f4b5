"""Templates of a visit: what kind it is, and the list of what must be done before and after."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Task:
    """Something to prepare, due so many days before the first day (negative: after it)."""

    key: str
    words: str | Promise
    days_before: int


@dataclass(frozen=True)
class Plan:
    """One template: what it is called and for, and its tasks in order."""

    key: str
    label: str | Promise
    hint: str | Promise
    tasks: tuple[Task, ...]


SHOW = Task("show", _("Choose what to show: which challenges, which initiatives"), 42)
INVITE = Task("invite", _("Invite the delegations and single guests"), 35)
HOSTS = Task("hosts", _("Agree with the partners who hosts which part"), 28)
ROOMS = Task("rooms", _("Book rooms, interpreting and meals"), 28)
WISHES = Task("wishes", _("Read what the guests expect, and fit the programme to it"), 7)
NEEDS = Task("needs", _("Look after access and diet needs"), 5)
REMIND = Task("remind", _("Tell everybody the meeting point and whom to call"), 2)
PIN = Task("pin", _("Pin the takeaways to challenges and initiatives"), -2)
HOME = Task("home", _("Ask each city what it takes home"), -5)
ANSWER = Task("answer", _("Tell the guests what came of their expectations"), -10)
WRITE = Task("write", _("Write the visit up for everybody"), -14)
AFTER = (PIN, HOME, ANSWER, WRITE)

PLANS = (
    Plan(
        "opening",
        _("Opening site visit"),
        _("All transfer cities see the whole alliance at work for the first time."),
        (SHOW, INVITE, HOSTS, ROOMS, WISHES, NEEDS, REMIND, *AFTER),
    ),
    Plan(
        "thematic",
        _("Thematic visit"),
        _("One challenge in depth, with those who work on it."),
        (SHOW, INVITE, HOSTS, WISHES, NEEDS, REMIND, *AFTER),
    ),
    Plan(
        "transfer",
        _("Visit to a transfer city"),
        _("The alliance travels to a city that has adopted a challenge."),
        (
            Task("lessons", _("Gather what the city has kept, changed and dropped so far"), 35),
            INVITE,
            ROOMS,
            WISHES,
            NEEDS,
            REMIND,
            *AFTER,
        ),
    ),
    Plan(
        "recurring",
        _("Recurring workshop or fieldwork day"),
        _("A working day that comes again, with the institutes that work along."),
        (
            Task("question", _("Name the question of the day"), 14),
            Task("field", _("Ask who opens doors and shows the way in the field"), 10),
            REMIND,
            PIN,
            Task("next", _("Set the next day"), -3),
        ),
    ),
)
TASKS = {task.key: task for plan in PLANS for task in plan.tasks}
