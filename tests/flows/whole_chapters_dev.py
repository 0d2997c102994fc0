from tests.flows import whole_before as b, whole_screening as s, whole_shortlist as l
CHAPTERS=[b.vacancy,b.panel,b.applications,s.screening,s.declarations,l.rulings,l.papers,l.criteria,l.ballots]
