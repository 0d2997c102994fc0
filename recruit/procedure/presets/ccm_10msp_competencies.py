"""The pool of competencies: section IV of Annex I of CCM/MSP/2022/12, word for word.

Four functional and eight headed core competencies, in the order of the source. Two more
heads are printed as bullets under another one ("Developing & Empowering People..." and
"Communicating Information and ideas..."); they are offered as flagged entries of their own.
The bullet that follows each of them in print stays with the head under which it stands and
is offered with the flagged entry too: the source does not say to which of them it belongs.
"""

from __future__ import annotations

from typing import Final

from recruit.procedure.presets.form import Competency, Family

COMPETENCIES: Final = (
    Competency(
        "advocacy",
        Family.FUNCTIONAL,
        "Advocacy/Advancing A Policy-Oriented Agenda",
        "",
        (
            (
                "Demonstrates political/cultural acumen in proposing technically sound, "
                "fact-based approaches/solutions in a cooperative yet independent and "
                "transparent fashion."
            ),
        ),
    ),
    Competency(
        "partnerships",
        Family.FUNCTIONAL,
        "Building Strategic Partnerships",
        "",
        (
            (
                "Makes effective use of the CCM resources and comparative advantage to "
                "strengthen partnerships."
            ),
            "Creates networks and promotes initiatives with partner organizations.",
        ),
    ),
    Competency(
        "organizational_learning",
        Family.FUNCTIONAL,
        "Promoting Organizational Learning and Knowledge Sharing",
        "",
        (
            (
                "Actively seeks and promotes innovative methodologies and leads the development "
                "of supporting policies/tools to encourage learning and knowledge sharing."
            ),
            (
                "Develops and/or participates in the development of policies and new approaches "
                "and participates in training of staff in their application throughout the "
                "organization."
            ),
        ),
    ),
    Competency(
        "job_knowledge",
        Family.FUNCTIONAL,
        "Job Knowledge/Technical Expertise",
        "",
        (
            (
                "Possesses expert knowledge of advanced concepts in humanitarian disarmament, a "
                "broad knowledge of related disciplines, (HR, IHL, disarmament, humanitarian "
                "action, peacebuilding and conflict prevention) as well as an in-depth "
                "knowledge of multilateral work."
            ),
            (
                "Keeps abreast of new developments in area of conflict prevention and recovery "
                "and seeks to develop him/herself personally."
            ),
            (
                "Demonstrates expert knowledge of project management tools and manages the use "
                "of these regularly in work assignments."
            ),
        ),
    ),
    Competency(
        "ethics",
        Family.CORE,
        "Ethics & Values",
        "Promoting Ethics and Integrity/Creating Organizational Precedents",
        (
            (
                "Demonstrates and promotes the highest standard of integrity, impartiality, "
                "fairness and incorruptibility in all matters affecting his/her work and "
                "status."
            ),
        ),
    ),
    Competency(
        "organizational_awareness",
        Family.CORE,
        "Organizational Awareness",
        "Building support and political acumen",
        (
            (
                "Builds and maintains alliances and networks of partners, colleagues and "
                "interest groups inside and outside of the organization to achieve results."
            ),
            (
                "Takes appropriate risk in developing new or adapting existing methods and "
                "approaches to perform tasks more effectively or to solve problems in new and "
                "unique ways."
            ),
        ),
    ),
    Competency(
        "developing_people",
        Family.CORE,
        "Developing & Empowering People/Coaching and Mentoring",
        "Building staff competence, Creating an environment of creativity and innovation.",
        (
            (
                "Takes appropriate risk in developing new or adapting existing methods and "
                "approaches to perform tasks more effectively or to solve problems in new and "
                "unique ways."
            ),
        ),
        printed_under="organizational_awareness",
    ),
    Competency(
        "financial_acumen",
        Family.CORE,
        "Financial Acumen",
        "Overseeing and directing team financial management",
        (
            (
                "Prepares and distributes annual invoices to States in accordance with the ISU "
                "financial procedures."
            ),
            (
                "Annual audited accounts and audit reports are provided to States Parties as "
                "stipulated."
            ),
            "Provides regular updates on the financial status of the ISU.",
            "Exercises prudence in the use of ISU funds.",
        ),
    ),
    Competency(
        "teams",
        Family.CORE,
        "Working in Teams",
        "Building and promoting effective teams",
        (
            (
                "Encourages and creates mechanisms to share expertise and team approaches with "
                "other partners and stakeholders."
            ),
            (
                "Makes effective use of existing communication tools and creates new ones to "
                "ensure effective internal and external communication."
            ),
        ),
    ),
    Competency(
        "communicating",
        Family.CORE,
        "Communicating Information and ideas",
        "Creating and promoting enabling environment for open communication.",
        (
            (
                "Makes effective use of existing communication tools and creates new ones to "
                "ensure effective internal and external communication."
            ),
        ),
        printed_under="teams",
    ),
    Competency(
        "self_management",
        Family.CORE,
        "Self-Management & Emotional Intelligence",
        "Creating an emotionally intelligent organization",
        (
            (
                "Provides a sense of direction and purpose, and maintains operational "
                "effectiveness of the organization, even during times of organizational crisis "
                "or change."
            ),
        ),
    ),
    Competency(
        "conflict_management",
        Family.CORE,
        "Conflict Management/Negotiating & Resolving Disagreements",
        "Leveraging conflict in the interests of the work & setting standards",
        (
            (
                "Acts as a role model for positive handling of potential situations of conflict "
                "to others inside and outside the organization."
            ),
        ),
    ),
    Competency(
        "knowledge_sharing",
        Family.CORE,
        "Knowledge Sharing & Continuous Learning",
        (
            "Sharing knowledge across the organization and building a culture of knowledge "
            "sharing and learning"
        ),
        (
            (
                "Creates, supports, and promotes an enabling environment for organizational "
                "knowledge sharing and learning including the use of technology."
            ),
        ),
    ),
    Competency(
        "decision_making",
        Family.CORE,
        "Appropriate and Transparent Decision-making",
        "Fair and transparent decision making; calculated risk-taking",
        (
            (
                "Ensures that criteria and reasons for important decisions are communicated and "
                "explained to all those affected, especially in the case of tough or sensitive "
                "decisions."
            ),
        ),
    ),
)
