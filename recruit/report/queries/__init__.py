from recruit.report.queries.reports import hand_over as hand_over
from recruit.report.queries.reports import lodged as lodged
