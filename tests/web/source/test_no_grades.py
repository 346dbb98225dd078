"""A source never sees how a case is graded or coded, on no page and in no mailbox."""

from intake.domain.coding import Act, Coding
from intake.domain.grading import TESTIMONY, Grading
from intake.domain.vocabulary import Vocabulary
from intake.services import code, double_coding, grade, review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.web.source.conftest import Source, addresses

CODED = Coding((Act("tor_electric_shock", description="Wires to the fingers."),))
GRADES = Grading({TESTIMONY: "highly_unreliable"}, {"A1": "unlikely"}, {"A1": {"photo": 7}}, "Hardly to be believed.")
V = Vocabulary.load()
NEVER = (
    "Hardly to be believed.",
    "Wires to the fingers.",
    V.code("tor_electric_shock").label("en"),
    V.attribute("reliability").say("highly_unreliable"),
    V.attribute("status").say("unlikely"),
)


def graded(instance: Instance, staff: Staff) -> None:
    """Code, verify and grade the one case, and answer its source."""
    anna = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        (case,) = uow.cases.find()
    code.save_coding(instance, anna, case.id, CODED, 0)
    grade.grade(instance, anna, case.id, GRADES, CODED, 0)
    double_coding.finish(instance, anna, case.id)
    review.reply(instance, anna, case.id, "We read it.")


def test_no_page_and_no_mailbox_of_a_graded_case_tells_a_grade(
    source: Source, instance: Instance, staff: Staff
) -> None:
    codename = source.told()
    graded(instance, staff)
    assert "We read it." in source.come_back(codename).text
    paths = addresses(source.app)
    assert "/mailbox" in paths
    for path in paths:
        page = source.get(path).text
        assert not [word for word in NEVER if word in page], path
