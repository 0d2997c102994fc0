from tests.flows import whole_before as b, whole_screening as s
CHAPTERS=[b.vacancy,b.panel,b.applications,s.screening,s.declarations]
