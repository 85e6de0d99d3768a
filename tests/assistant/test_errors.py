import pickle

import pytest

from assistant import errors
from assistant.wording import Wording

CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, errors.AssistantError)
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling(kind: type[errors.AssistantError]) -> None:
    original = kind(Wording("It broke.", "고장 났어요."), Wording("Mend it.", "고쳐 주세요."))
    copy = pickle.loads(pickle.dumps(original))
    assert type(copy) is kind
    assert copy.told("en") == "It broke. Mend it."
    assert copy.told("ko") == "고장 났어요. 고쳐 주세요."


def test_the_reason_of_a_document_error_survives_pickling() -> None:
    original = errors.DocumentError(Wording("Locked.", "잠겼어요."), reason="password")
    assert pickle.loads(pickle.dumps(original)).reason == "password"
