from tests.flows import whole_before as b
CHAPTERS=[b.vacancy,b.panel,b.applications]
