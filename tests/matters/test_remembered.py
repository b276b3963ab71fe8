"""What a desk said once of such words is recalled for words like them, and for no others."""

from wangge.matters.rules.understanding.remembered import memory_of

LAMP = "丁字口那盏大灯一到半夜就不亮"


def test_words_like_those_once_filed_mean_the_same_and_say_which_were_alike() -> None:
    memory = memory_of([(LAMP, "FAC-03"), ("桶满了没人收", "ENV-02")])

    found = memory.recall("丁字口的大灯半夜又不亮了")

    assert found is not None
    assert found[0] == "FAC-03"
    assert all(word in LAMP for word in found[1])


def test_of_two_corrections_of_the_same_words_the_newest_holds() -> None:
    assert (memory_of([(LAMP, "UTL-05"), (LAMP, "FAC-03")]).recall(LAMP) or ("",))[0] == "UTL-05"


def test_other_words_few_words_and_an_empty_memory_recall_nothing() -> None:
    memory = memory_of([(LAMP, "FAC-03"), ("灯坏", "FAC-03")])

    assert memory.recall("楼道堆满纸箱") is None
    assert memory.recall("灯坏") is None
    assert memory.recall("") is None
    assert memory_of([]).recall(LAMP) is None
