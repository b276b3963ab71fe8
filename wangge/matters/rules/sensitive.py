"""Does a message touch what only few may read, before anybody has classified it (domain/04 section 1d)?

A report without a matter would otherwise lie open on the grid's desk until somebody names it. Rather one too
many kept close than one shown to whom it could harm; the desk may file it as what it is.
"""

import re

#: Matter code -> words that hint at it. Looked through in this order: complaints about staff first.
_HINTS = (
    (
        "GOV-04",
        r"网格员(?!.{0,4}(?:真好|辛苦|谢))|网格长(?!好)|社区(?:的人|干部|主任|书记|工作人员)"
        r"|居委会的人|点满意|按满意|给个?满意",
    ),
    ("GOV-03", r"(?:窗口|办事(?:员|大厅)|工作人员).{0,12}(?:态度|刁难|推|跑了|不理|骂|不耐烦|踢皮球)"),
    (
        "GOV-09",
        r"(?:身份证号|手机号|电话号码|住址|地址|个人信息|我的信息).{0,16}"
        r"(?:泄|露|发群|发到群|传出|删|给人|截图)"
        r"|(?:泄露|删掉|删除).{0,10}(?:信息|资料)|(?:信息|资料).{0,8}(?:删掉|删除|泄露)",
    ),
    ("GOV-10", r"(?:反映|投诉).{0,12}(?:到现在|多年|[0-9一二三四五六七八九十]+年|多少部门|没人管|没结果)"),
    ("SEC-08", r"家暴|打老婆|打我妈|打孩子|打(?:媳妇|女人)|又打我|喊救命"),
    ("SEC-10", r"自杀|轻生|不想活|想死|跳楼|割腕|想不开"),
    (
        "SEC-03",
        r"被骗|诈骗|骗子|安全账户|刷(?:单|好评).{0,6}返|转账.{0,10}(?:拉黑|骗)|冒充(?:公检法|客服|警察)",
    ),
    ("SEC-05", r"尾随|跟踪我|拧我?(?:家)?门把|撬(?:门|锁)|偷拍|猥亵|骚扰|非礼"),
    ("SEC-04", r"传销|举报|赌博|赌场|吸毒|贩毒|卖淫|嫖娼|黑社会|邪教|聚赌"),
    ("SEC-07", r"(?:孩子|学生|同学|放学|校门|校园|学校).{0,20}(?:被打|欺负|要钱|霸凌|扇|围住|拦住|勒索)"),
    (
        "NEI-03",
        r"离婚|婆媳|两口子|夫妻.{0,6}(?:吵|打)|跟(?:婆婆|老公|老婆|丈夫|媳妇).{0,10}(?:吵|闹|过不下去)|啃老",
    ),
    ("NEI-04", r"赡养|抚养费|不养老|不管(?:老娘|老人|爹|妈|老头|老太)|谁也不养"),
    ("LAB-01", r"(?:拖欠|欠|不发|没发|没结).{0,8}(?:工资|工钱|薪)|包工头"),
    ("LAB-04", r"工伤|辞退|没签合同|劳动合同|被裁"),
    ("MED-03", r"(?:好多|好几|几个|一家子|全都|都).{0,8}(?:发烧|吐|拉肚子|起泡|出疹)|手足口|传染病|诺如"),
    ("MED-06", r"精神(?:分裂|病|障碍)|犯病|心理(?:医生|咨询|疏导)|抑郁|失眠.{0,12}提不起劲|狂躁"),
    ("MED-08", r"医疗纠纷|手术.{0,10}(?:出了?问题|失败|纠纷)|拔(?:牙|智齿).{0,6}(?:错|瘫|麻)|误诊"),
    ("WEL-01", r"低保|特困|临时救助|救助金|断了收入|没有?一分|大病.{0,6}(?:花光|没钱)"),
    ("WEL-04", r"残疾证|评残|申请.{0,6}(?:轮椅|助听器|辅具)|残疾人?补贴"),
    ("WEL-05", r"留守儿童|孩子.{0,10}(?:没人管|一个人在家|没去上学|不上学)|爸妈都在外地"),
)
_ALL = re.compile("|".join(f"(?P<{code.replace('-', '_')}>{pattern})" for code, pattern in _HINTS))


def sensitive(text: str) -> str:
    """The code of the confidential matter the words hint at, or an empty string; some microseconds."""
    found = _ALL.search(text)
    return found.lastgroup.replace("_", "-") if found and found.lastgroup else ""
