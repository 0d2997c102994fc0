"""The Terms of Reference of the Director: Annex I of CCM/MSP/2022/12, word for word.

Version 1. Only line breaks, bullets and a space before a hyphen are set right; where the
source prints a sentence without a comma, so does this file.
"""

from __future__ import annotations

from typing import Final

from recruit.procedure.presets.ccm_10msp_competencies import COMPETENCIES
from recruit.procedure.presets.form import (
    KeyFunction,
    Qualifications,
    TermsOfReference,
)

TITLE: Final = (
    "Terms of reference of the Convention on Cluster Munitions Implementing Support Unit "
    "(CCM ISU) Director"
)

FIELDS: Final = (
    ("Position", "Director, Implementation Support Unit, Convention on Cluster Munitions"),
    ("Duty Station", "Geneva, Switzerland"),
    ("Reporting to", "President of the MSP/Review Conference"),
    ("Duration", "4 years, with possibility to renew once for 4 years"),
    ("Workload", "100 %"),
)

CONTEXT: Final = (
    (
        "The overall goal of the Implementation Support Unit (ISU) is to support the President, "
        "President-designate Coordination Committee and States parties to the Convention on "
        "Cluster Munitions (CCM) in their implementation of the provisions of the Convention. "
        "The ISU is to demonstrate an active and strategic engagement with States parties "
        "assisting them in the furthering of the overall goals of the Convention including in "
        "partnership with other States not yet party and actors vital for the successful "
        "implementation of the Convention."
    ),
    (
        "The ISU serves as the interface of States parties with the international community on "
        "issues related to the implementation of the CCM. It supports States parties in their "
        "fulfilment of obligations and responsibilities with respect to provisions of the "
        "treaty and its agreed architecture, the Coordination Committee and its various "
        "Thematic Working Groups under the lead of the thematic Coordinators."
    ),
    (
        "Hosted by the Geneva International Centre for Humanitarian Demining (GICHD), providing "
        "administrative support and necessary infrastructure to the unit, the ISU Director "
        "reports to the President of the MSP (or RevCon), is accountable to the States parties "
        "and will contribute to the successful implementation by States of the CCM. The "
        "Director will provide executive support and substantive policy advice to the "
        "Presidency, President-Designate, Coordinators and States parties covering all aspects "
        "of the work under the Convention. Finally, he/she will also support the Presidency, "
        "President-Designate, Coordinators and States parties in overseeing and guiding the "
        "functioning of the Convention, both in areas of management and substantive "
        "policy/programmes, and in ensuring effective coordination with the rest of the "
        "community."
    ),
)

SUMMARY: Final = (
    (
        "Leads and manages the Team, ensuring optimization of resources and nurturing a culture "
        "of results and solutions orientation with the highest performance standards."
    ),
    (
        "Collaborates with States parties, States not yet party, international organizations "
        "and civil society organizations in building and maintaining close, effective and "
        "efficient contacts to ensure the optimal implementation of the Convention in an "
        "independent but inclusive and transparent manner accountable to States parties."
    ),
    (
        "Assists the President and the President-Designate in all aspects of the presidency, "
        "including preparing and convening formal and informal meetings and in providing "
        "substantive and other support to the President, the President-Designate and the "
        "Coordinators."
    ),
    "Offers advice and support to States parties on the implementation of the Convention.",
    (
        "Develops and maintain a resource base of relevant technical expertise and, upon "
        "request, provide States parties with such expertise."
    ),
    "Assists in the management and implementation of the Convention's sponsorship programme.",
)

OBLIGATIONS: Final = (
    (
        "In doing so, the Director shall submit a work plan and a budget, endorsed by the "
        "Coordination Committee, as well as an annual report on the activities and the finances "
        "of the Implementation Support Unit to each Meeting of the States Parties or Review "
        "Conference for approval."
    ),
    (
        "When fulfilling its tasks, the Implementation Support Unit shall cooperate closely "
        "with the States parties and be fully accountable to them."
    ),
    "The Director of the Implementation Support Unit (ISU) will specifically:",
)

FUNCTIONS: Final = (
    KeyFunction(
        "A",
        (
            "Lead and manage the ISU Team, ensuring optimization of resources and nurturing a "
            "culture of results and solutions orientation with the highest performance "
            "standards, with a focus on:"
        ),
        (
            (
                "Leading the Team in the establishment of output-based work plans, their "
                "regular management and monitoring and document progress towards achievement of "
                "the outputs."
            ),
            (
                "Providing strategic guidance and direction to the Team in accordance with "
                "organizational strategic plan and prescribed guidelines."
            ),
            (
                "Create an environment of team spirit and high motivation leading the Team "
                "towards achieving organizational goals."
            ),
            "Coaching and mentoring the Team to enhance ISU service delivery.",
            (
                "Supervision of the Team ensuring that results and competencies assessments are "
                "carried out in a timely fashion, and good/poor performance is duly "
                "acknowledged/addressed, and"
            ),
            (
                "Contracting and supervision of consultants engaged to provide a service in "
                "line with the approved ISU work plan and budget."
            ),
        ),
    ),
    KeyFunction(
        "B",
        (
            "Collaborate with States parties, States not yet party, international and civil "
            "society organizations in building and maintaining close, effective and efficient "
            "contacts to ensure the optimal implementation of the Convention in an independent "
            "but inclusive and transparent manner accountable to States parties with a focus "
            "on:"
        ),
        (
            (
                "Increased communication and coordination among States parties, States not yet "
                "party and relevant actors among international and civil society organizations "
                "and institutions, building strategic partnerships for cooperation in the "
                "implementation of the Convention."
            ),
            (
                "Increased awareness of the Convention, maintain public relations, including "
                "efforts to promote the universalization of the Convention."
            ),
            (
                "Builds and maintains the institutional memory of the Convention including "
                "through knowledge management; data analysis, codification of knowledge, "
                "packaging and presentation of reports, information and background documents; "
                "and"
            ),
            (
                "Maintains and develops the primary information outlet of the Convention being "
                "the www.clusterconvention.org website."
            ),
        ),
    ),
    KeyFunction(
        "C",
        (
            "Assist the President and the President-Designate in all aspects of the presidency, "
            "including preparing and convening formal and informal meetings and in providing "
            "substantive and other support to the President, the President-Designate and "
            "Coordinators with a focus on:"
        ),
        (
            (
                "Preparing and supporting formal and informal meetings of the Convention, "
                "including the preparation of relevant documents, and carry out follow-up "
                "activities upon request of the States parties, which may include resource "
                "mobilization for specific events, budget projections and financial monitoring, "
                "management of logistics and procurement of goods and services."
            ),
            (
                "Keeping records of formal and informal meetings under the Convention and other "
                "relevant expertise and information pertaining to the implementation of the "
                "Convention."
            ),
            (
                "Assisting Coordinators and individual State parties in sourcing the relevant "
                "technical expertise and background information necessary to realize "
                "implementation goals relating to specific thematic areas of the Convention, "
                "e.g. clearance and risk reduction, stockpile destruction and retention, victim "
                "assistance, cooperation and assistance, transparency reporting, national "
                "implementation measures and universalization;"
            ),
            "Contracting, if required, relevant technical expertise.",
            (
                "Representing the Convention in a variety of fora that address humanitarian "
                "disarmament issues at the policy and/or technical levels, including clearance "
                "and risk reduction, stockpile destruction and retention, victim assistance, "
                "cooperation and assistance, transparency measures and national implementation "
                "measures."
            ),
            (
                "Preparing and submitting a work plan and associated budget, endorsed by the "
                "Coordination Committee, as well as an annual report on the activities and the "
                "finances of the Implementation Support Unit to each Meeting of the States "
                "Parties or Review Conference for approval."
            ),
        ),
    ),
    KeyFunction(
        "D",
        (
            "Provide advice and support to States parties on the implementation of the "
            "Convention, with a focus on:"
        ),
        (
            (
                "Advising States on an effective and efficient implementation of the "
                "Convention, the obligations thereof, deadlines to be adhered and processes to "
                "be followed."
            ),
            (
                "Channelling effective support to States parties in their implementation of "
                "relevant obligations under the Convention, including in sourcing relevant "
                "technical expertise that can assist in i) the development and review of "
                "national strategies aimed at addressing the challenges faced by cluster "
                "munitions; ii) implementation support in response to requests by affected "
                "States in the field of stockpile destruction, clearance, victim assistance, "
                "cooperation and assistance, national legislation and reporting."
            ),
        ),
    ),
    KeyFunction(
        "E",
        (
            "Develop and maintains a resource base of relevant technical expertise and good "
            "practice and, upon request, provides States parties with such expertise with a "
            "focus on:"
        ),
        (
            (
                "Developing and updating on regular basis a resource base of relevant technical "
                "expertise in the following areas: clearance and risk reduction, stockpile "
                "destruction, victim assistance cooperation and assistance national "
                "implementation measures and reporting."
            ),
            (
                "Developing and updating on regular basis a resource base of relevant good "
                "practice in the following areas: clearance and risk reduction, stockpile "
                "destruction, victim assistance cooperation and assistance national "
                "implementation measures and reporting."
            ),
            (
                "Mapping support structures and platforms for cooperation and assistance in "
                "Member States including existing training facilities, knowledge hubs and "
                "knowhow on clearance and risk reduction, stockpile destruction, victim "
                "assistance national implementation measures and reporting with the aim of "
                "facilitating South-South and triangular cooperation among and between States; "
                "and"
            ),
            (
                "Ensuring follow up and matching of provisions made by States under sections on "
                "cooperation and assistance in Article 7 reports and annual progress reports "
                "published by the Presidencies incorporating needs expressed and support "
                "offered by States."
            ),
        ),
    ),
    KeyFunction(
        "F",
        (
            "Supervise the management of the Convention's sponsorship programme and support the "
            "programme with a focus on:"
        ),
        (
            (
                "Ensuring an effective, efficient, gender-balanced and targeted sponsorship "
                "programme enabling low income and affected States in need of support to "
                "participate in relevant discourse under the Convention."
            ),
            (
                "Promoting representative participation at events, activities and processes "
                "relevant to States parties."
            ),
            (
                "Ensuring follow-up in-country through targeted liaison and demarches with "
                "relevant ministries and national institutions assisting States to identify "
                "relevant technical and/or policy orientation among sponsored delegates; and"
            ),
            (
                "Raising awareness of the funds necessary to ensure the existence of an "
                "effective sponsorship programme."
            ),
        ),
    ),
    KeyFunction(
        "G",
        "Oversees the financial management of the Convention with a focus on:",
        (
            "Ensuring that funds are spent as approved by the States Parties.",
            (
                "Providing financial updates to the States Parties as stipulated in the "
                "Financial Procedures."
            ),
            "Distributing annual audit reports with the stipulated timeframes.",
            "Maintaining a Working Capital Reserve at the pre-determined level.",
        ),
    ),
)

RESULTS: Final = (
    (
        "A highly motivated, efficient and effective ISU team has provided the requisite "
        "support to facilitate full implementation of the Convention by States."
    ),
    (
        "A resource base of relevant technical expertise and good practice is developed and "
        "maintained."
    ),
    "The institutional memory of the Convention is well-established and maintained.",
    "The Convention's machinery has received the requisite support to deliver on its mandate.",
    (
        "The Sponsorship Programme has facilitated the participation of low-income, gender "
        "balanced, and affected States at formal meetings of the Convention that is as "
        "regionally diverse as possible."
    ),
    "The Convention's profile is raised and regularly updated.",
)

IMPACT: Final = (
    (
        "The key results have an impact on the implementation of the Convention with respect to "
        "strengthening the processes, partnerships and projects charged with supporting the "
        "implementation of the Convention."
    ),
    (
        "The work of the Director enhances the alignment of the activities of the ISU with the "
        "current five-year Action Plan and subsequent documents of similar nature and "
        "orientation to that effect."
    ),
    (
        "Effective representation of the CCM at relevant meetings and consultations and "
        "advocacy for the CCM ensures the Conventions' universalization among States."
    ),
)

QUALIFICATIONS: Final = Qualifications(
    education=(
        (
            "Advanced university degree (master's degree or equivalent) in one of the following "
            "disciplines: political/social sciences, international law, international "
            "relations, geography, business administration, or another relevant field."
        ),
        (
            "A first-level university degree in combination with two additional years of "
            "qualifying experience may be accepted in lieu of the advanced university degree."
        ),
    ),
    experience=(
        (
            "A minimum of 10 years professional work experience in the field of international "
            "relations and cooperation and considerable experience in the field of conflict "
            "prevention and post-conflict recovery work."
        ),
        "Experience in managing a mine action programme is desirable.",
        (
            "Included in the above requirements is a minimum of 8 years specific substantive "
            "and technical experience in the nexus of development/humanitarian/disarmament work "
            "in fields of research, policy and/or programme development; strategy formulation."
        ),
        "Proven track record of management at an international level.",
        (
            "Considerable experience working in an international multilateral and diplomatic "
            "environment."
        ),
    ),
    languages=(
        (
            "Fluency in English, both oral and written, is required; working knowledge of other "
            "UN official language is an asset."
        ),
    ),
)

REMARKS: Final = ("The present Terms of Reference may be modified and/or amended at any time.",)

TERMS_OF_REFERENCE: Final = TermsOfReference(
    version=1,
    title=TITLE,
    fields=FIELDS,
    context=CONTEXT,
    summary=SUMMARY,
    obligations=OBLIGATIONS,
    functions=FUNCTIONS,
    results=RESULTS,
    impact=IMPACT,
    competencies=COMPETENCIES,
    qualifications=QUALIFICATIONS,
    remarks=REMARKS,
)
