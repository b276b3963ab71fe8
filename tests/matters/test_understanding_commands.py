"""The commands other systems rely on: columns, one row out for each row in, odd input, spoilt model files."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from wangge.matters.rules.emergency import emergency

CLASSIFIED = ["message", "matter_1", "score_1", "matter_2", "matter_3", "urgency", "place", "ms"]


def classified(folder: Path, text: str) -> list[list[str]]:
    source, result = folder / "in.tsv", folder / "out.tsv"
    source.write_bytes(text.encode())
    call_command("classify", input=str(source), output=str(result))
    lines = result.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    return [line.split("\t") for line in lines]


def table(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_every_message_gets_one_row_with_the_columns_of_the_contract(tmp_path: Path) -> None:
    head, *rows = classified(tmp_path, "message\n路灯黑了一排\n在吗\n8幢煤气味特别大\n")

    assert head == CLASSIFIED
    assert [row[0] for row in rows] == ["路灯黑了一排", "在吗", "8幢煤气味特别大"]
    assert rows[0][1] == "FAC-03"
    assert rows[1][1] == "CHAT"
    assert rows[2][5] == "emergency"
    assert rows[2][6] == "8幢"
    for row in rows:
        assert len(row) == len(CLASSIFIED)
        assert len({row[1], row[3], row[4]}) == 3
        assert 0 < float(row[2]) <= 1
        assert row[5] in ("low", "normal", "high", "emergency")
        assert float(row[7]) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffmessage\r\n路灯不亮\r\n",
        "message\turgency\n路灯不亮\tlow\n",
        "路灯不亮\n",
        "note\tmessage\nx\t路灯不亮",
    ],
)
def test_a_mark_foreign_line_ends_other_columns_and_no_head_are_all_read(tmp_path: Path, text: str) -> None:
    _, *rows = classified(tmp_path, text)

    assert [row[0] for row in rows] == ["路灯不亮"]


def test_odd_messages_keep_their_row(tmp_path: Path) -> None:
    odd = [
        "",
        " ",
        "🌹🌹🌹",
        "1",
        "a" * 50,
        "路灯坏了" * 2500,
        "\u202e反的",
        "\x0b\x0c",
        "\ud83d".encode("utf-8", "replace").decode(),
    ]

    _, *rows = classified(tmp_path, "message\n" + "\n".join(odd) + "\n")

    assert len(rows) == len(odd)
    assert rows[0][1] == "CHAT"
    assert rows[5][0] == odd[5]
    assert all(len(row) == len(CLASSIFIED) for row in rows)


def test_a_place_stands_literally_in_its_message(tmp_path: Path) -> None:
    told = ["锦绣华庭１８幢二单元电梯坏了", "ＡＢ座停水", "银杏路和文昌街口有坑；柳荫巷也有"]

    _, *rows = classified(tmp_path, "message\n" + "\n".join(told))

    assert rows[0][6]
    for row in rows:
        assert all(place in row[0] for place in row[6].split(";"))


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "in.tsv"
    source.write_bytes("message\n你好\n".encode() + "路灯".encode("gbk"))

    with pytest.raises(CommandError, match="第 3 行不是 UTF-8"):
        call_command("classify", input=str(source), output=str(tmp_path / "out.tsv"))


@pytest.fixture
def learnt(tmp_path: Path) -> Path:
    """A model of two labels."""
    rows = [(f"学校老师收补课费第{i}次", "教育") for i in range(15)]
    rows += [(f"公交车第{i}次不进站", "交通") for i in range(15)]
    with (tmp_path / "train.csv").open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([("text", "label"), *rows])
    model = tmp_path / "texts.model"
    call_command("learn", input=str(tmp_path / "train.csv"), text="text", label="label", output=str(model))
    return model


def test_learning_prints_classes_rows_and_what_cross_validation_says(
    capsys: pytest.CaptureFixture[str], learnt: Path
) -> None:
    said = capsys.readouterr().out

    assert learnt.exists()
    for words in ("类别 2", "行数 30", "accuracy 1.0000", "macro-F1 1.0000"):
        assert words in said


def test_predicting_keeps_the_columns_and_the_order_and_adds_label_and_score(
    learnt: Path, tmp_path: Path
) -> None:
    told = [("7", '他说"公交车,不来"\n等了很久'), ("3", "老师又收补课费"), ("5", "")]
    with (tmp_path / "test.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("id", "text"), *told])

    call_command(
        "predict",
        model=str(learnt),
        input=str(tmp_path / "test.csv"),
        text="text",
        output=str(tmp_path / "o.csv"),
    )

    head, *rows = table(tmp_path / "o.csv")
    assert head == ["id", "text", "label", "score"]
    assert [tuple(row[:2]) for row in rows] == told
    assert [row[2] for row in rows[:2]] == ["交通", "教育"]
    assert all(0 < float(row[3]) <= 1 for row in rows)


@pytest.mark.parametrize("spoil", ["tampered", "truncated", "foreign", "missing"])
def test_a_spoilt_model_file_is_refused_with_a_sentence(learnt: Path, tmp_path: Path, spoil: str) -> None:
    body = bytearray(learnt.read_bytes())
    if spoil == "tampered":
        body[len(body) // 2] ^= 1
    elif spoil == "truncated":
        body = body[: len(body) - 100]
    elif spoil == "foreign":
        body = bytearray(b"\x80\x04cos\nsystem\n")
    learnt.write_bytes(body)
    if spoil == "missing":
        learnt.unlink()
    (tmp_path / "test.csv").write_text("text\n公交车\n", encoding="utf-8")

    with pytest.raises(CommandError, match="模型文件"):
        call_command(
            "predict",
            model=str(learnt),
            input=str(tmp_path / "test.csv"),
            text="text",
            output=str(tmp_path / "o"),
        )


def test_a_missing_column_is_named(learnt: Path, tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("正文\n公交车\n", encoding="utf-8")

    with pytest.raises(CommandError, match="没有“text”这一列；有的列：正文"):
        call_command(
            "predict",
            model=str(learnt),
            input=str(tmp_path / "test.csv"),
            text="text",
            output=str(tmp_path / "o"),
        )


def test_hot_gives_every_message_its_row_and_the_hottest_trouble_rank_one(tmp_path: Path) -> None:
    told = [
        ("1", "柳荫新城旁边的搅拌站半夜噪音大，灰尘也大，睡不着", "2026-11-01 22:00:00"),
        ("2", "请问生育登记在哪里办", "2026-11-02 08:00:00"),
        ("3", "柳荫新城搅拌站的噪音和灰尘什么时候管", "2026/11/3 7:05"),
        ("4", "又投诉柳荫新城附近搅拌站，噪音扰民灰尘污染", "2026-11-05"),
        ("5", "柳荫新城小区物业费涨价没有公示", "2026-11-05 09:00:00"),
        ("6", "荷塘小区的搅拌站噪音太大", "不知道"),
    ]
    source, result = tmp_path / "m.csv", tmp_path / "o.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("编号", "内容", "时间"), *told])

    call_command("hot", input=str(source), id="编号", text="内容", time="时间", output=str(result))

    head, *rows = table(result)
    assert head == ["id", "cluster", "rank", "heat", "place", "title"]
    assert [row[0] for row in rows] == [number for number, _, _ in told]
    together = {row[0] for row in rows if row[2] == "1"}
    assert together == {"1", "3", "4"}
    assert {row[1] for row in rows if row[0] in together} == {rows[0][1]}
    assert rows[0][4] == "柳荫新城"
    assert [row[1] for row in rows if row[0] not in together] == ["", "", ""]


@pytest.mark.parametrize("rows", [0, 1])
def test_hot_of_nothing_is_nothing(tmp_path: Path, rows: int) -> None:
    (tmp_path / "m.csv").write_text("id,text,time\n" + "1,路灯坏了,2026-01-01\n" * rows, encoding="utf-8")

    call_command(
        "hot",
        input=str(tmp_path / "m.csv"),
        id="id",
        text="text",
        time="time",
        output=str(tmp_path / "o.csv"),
    )

    assert len(table(tmp_path / "o.csv")) == rows + 1


def test_words_of_danger_decide_whatever_the_model_thinks(tmp_path: Path) -> None:
    text = "12号楼楼顶坐着个小姑娘，腿在外面，谁快来"
    assert emergency(text) is not None

    _, row = classified(tmp_path, f"message\n{text}\n")

    assert row[1] == "SEC-10"
    assert row[5] == "emergency"
