"""An invented table of events in the columns of the real one."""

import csv
import gzip
from io import StringIO
from pathlib import Path

from wangge.demo.replay import table

LAMP = ("路灯", "公用部件", "市政设施", "清岚供电局")
RUBBISH = ("暴露垃圾", "垃圾问题", "市容环卫", "市政服务中心（柳湾街道办事处）")
STRANGE = ("精神文明建设", "宣传舆论", "市容环卫", "柳荫社区")
#: Two in the grid of one street, one late, one of a kind without a matter, one nobody knows where.
ROWS = [
    ("2018-02-08", "柳湾街道", "柳荫社区", *LAMP, "intime"),
    ("2018-02-08", "柳湾街道", "柳荫社区", *RUBBISH, "intime"),
    ("2018-02-09", "柳湾街道", "荷塘社区", *RUBBISH, "overtime"),
    ("2018-02-09", "石桥街道", "望山社区", *STRANGE, "intime"),
    ("2018-02-12", "-", "-", "暴露垃圾", "垃圾问题", "市容环卫", "-", "intime"),
    ("2018-02-12", "柳湾街道", "荷塘社区", *RUBBISH, "intime"),
    ("2018-02-13", "柳湾街道", "荷塘社区", *LAMP, "overtime"),
]


def written(path: Path, *, without: str = "") -> Path:
    """The invented rows as the real table is written."""
    names = [name for name in table.COLUMNS if name != without]
    text = StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore")
    writer.writeheader()
    for number, (day, street, community, fine, main, wide, unit, status) in enumerate(ROWS):
        row = (number, day, street, community, wide, main, fine, unit, "12345", "投诉", status)
        writer.writerow(dict(zip(table.COLUMNS, row, strict=True)))
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8-sig")))
    return path
