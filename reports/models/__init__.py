"""The tables of this room."""

from reports.measures import models as measures  # noqa: F401 - so that Django finds these, too
from reports.models.files import Format as Format
from reports.models.files import ReportFile as ReportFile
from reports.models.files import Written as Written
from reports.models.files import folder as folder
from reports.models.report import Report as Report
from reports.models.run import JOB as JOB
from reports.models.states import OPEN as OPEN
from reports.models.states import Aim as Aim
from reports.models.states import State as State
from reports.models.states import Trouble as Trouble
from reports.models.writers import BoxWriter as BoxWriter
from reports.schedules import models as schedules  # noqa: F401 - as above
