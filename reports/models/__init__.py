"""The tables of this room."""

from reports.measures import models as measures  # noqa: F401 - so that Django finds these, too
from reports.models.report import JOB as JOB
from reports.models.report import OPEN as OPEN
from reports.models.report import Aim as Aim
from reports.models.report import Format as Format
from reports.models.report import Report as Report
from reports.models.report import ReportFile as ReportFile
from reports.models.report import State as State
from reports.models.report import Trouble as Trouble
from reports.models.report import Written as Written
from reports.models.report import folder as folder
from reports.schedules import models as schedules  # noqa: F401 - as above
