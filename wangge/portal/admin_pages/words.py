"""What the office's pages say of accounts, deeds and subjects, from values alone."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from wangge.kernel.words import span
from wangge.people.models import Account
from wangge.portal.admin_pages import life_words, party_words

#: Verbs of the journal as people read them; a verb that is not here is shown as it is written.
VERBS = {
    "grids.split_area": "拆分区域",
    "grids.merge_areas": "合并区域",
    "grids.draw_boundary": "手绘边界",
    "grids.keep_place": "登记地点",
    "grids.retire_place": "停用地点",
    "grids.set_hotline": "改公示电话",
    "grids.lend_post": "安排代班",
    "grids.take_back": "结束代班",
    "duties.sign_handover": "交接签字",
    "duties.plan_patrol": "安排巡查",
    "duties.end_plan": "停止巡查",
    "duties.keep_front": "登记门责",
    "duties.draft_whistle": "起草吹哨",
    "duties.approve_whistle": "批准吹哨",
    "duties.reject_whistle": "不批准吹哨",
    "duties.whistle_sign": "签收吹哨",
    "duties.whistle_contact": "吹哨已联系",
    "duties.whistle_arrive": "吹哨已到场",
    "duties.whistle_finish": "吹哨办完",
    "duties.whistle_refuse": "申请不来",
    "duties.whistle_excuse": "同意不来",
    "duties.whistle_bind": "决定必须来",
    "duties.whistle_late": "吹哨超时",
    "duties.write_minutes": "写会商纪要",
    "duties.rate_call": "吹哨互评",
    "duties.summon": "发出约请",
    "duties.answer_summons": "答复约请",
    "duties.close_summons": "约请结束",
    "notices.add_shift": "排班",
    "notices.remove_shift": "取消排班",
    "notices.acknowledge": "确认知晓紧急提醒",
    "people.sign_in": "登录",
    "people.sign_out": "退出",
    "people.set_password": "设置密码",
    "people.make_person": "添加人员",
    "people.change_person": "修改姓名",
    "people.change_phone": "修改手机号",
    "people.open_account": "开通账号",
    "people.issue_code": "发登录条",
    "people.lock_account": "锁定账号",
    "people.close_account": "关闭账号",
    "people.reopen_account": "重新开通账号",
    "people.end_sessions": "退出全部设备",
    "people.set_second_factor": "绑定验证器",
    "people.reset_second_factor": "重置验证器",
    "people.issue_token": "发令牌",
    "people.revoke_token": "吊销令牌",
    "people.reveal": "查看完整信息",
    "people.look": "打开个人信息页面",
    "people.forget": "到期删除",
    "people.forget_person": "离任人员匿名化",
    "people.make_unit": "添加单位",
    "people.change_unit": "修改单位",
    "grids.appoint": "任命岗位",
    "grids.end_post": "结束岗位",
    "grids.serve": "单位服务区域",
    "grids.stop_serving": "单位不再服务区域",
    "grids.add_area": "新增区域",
    "grids.change_area": "修改区域",
    "grids.retire_area": "停用区域",
    "grids.set_geometry": "修改区域边界",
    "grids.change_level": "修改层级",
    "grids.use_template": "更换层级模板",
    "grids.add_alias": "添加地名",
    "grids.remove_alias": "删除地名",
    "grids.place_again": "地点重新归属",
    "grids.import_areas": "导入区域",
    "grids.import_boundaries": "导入边界",
    "grids.import_places": "导入地点",
    "matters.seed": "录入事项目录",
    "matters.add_matter": "添加事项",
    "matters.edit_matter": "修改事项",
    "matters.lower_visibility": "放宽事项可见范围",
    "matters.change_number": "修改默认数值",
    "matters.add_model": "添加处置模型",
    "matters.edit_model": "修改处置模型",
    "matters.add_rule": "添加派单规则",
    "matters.edit_rule": "修改派单规则",
    "matters.retire_rule": "停用派单规则",
    "save_reply": "保存常用语",
    "drop_reply": "删除常用语",
    "files.original": "查看照片原件",
    "files.forget": "删除照片",
    "sheets.import": "导入表格",
    "sheets.stop": "停止导入",
    "sheets.export": "申请导出",
    "sheets.download": "下载导出",
    "sheets.export_approve": "同意导出",
    "sheets.export_refuse": "不同意导出",
    "calendar.seed": "录入系统自带日历",
    "calendar.import": "导入放假安排",
    "calendar.set_day": "设置日历的一天",
    "calendar.clear_day": "恢复日历的一天",
    "calendar.confirm_year": "确认一年的日历",
    "calendar.set_periods": "修改上班时间",
    "channels.talk_see": "查看一段对话",
    "channels.take_over": "接手一段对话",
    "channels.give_back": "把对话交还党小栖",
    "channels.entry_add": "添加知识",
    "channels.entry_edit": "修改知识",
    "channels.question_drop": "标为不用答",
    "channels.add_system": "添加对接系统",
    "channels.change_system": "修改对接系统",
    "channels.replied": "确认已回传",
    "channels.set_apart": "外部工单不是同一件事",
    "channels.open_door": "开放对外的门",
    "channels.shut_door": "关闭对外的门",
    "channels.clear": "标记故障已处理",
    "channels.subscribe": "添加推送订阅",
    "channels.change_subscription": "修改推送订阅",
    "channels.renew_secret": "更换推送密钥",
    "channels.unsubscribe": "删除推送订阅",
    "channels.send_again": "重新推送",
    "channels.drop_delivery": "不再推送一条",
    "channels.release": "发布对外说明",
    "cases.break_glass": "紧急查看一件事",
    "cases.glass_look": "打开紧急查看的页面",
    "cases.judge_glass": "复核一次紧急查看",
    "cases.forget_glass": "到期删除紧急查看记录",
    "channels.unrelease": "撤回对外说明",
    "channels.paint": "涂盖一张照片",
    "channels.confirm_photo": "确认照片可以公开",
    "channels.drop_photo": "删除涂盖后的照片",
    "channels.save_layout": "保存导出版式",
    "channels.drop_layout": "删除导出版式",
    "channels.add_gate": "接入微信或企业微信",
    "channels.change_gate": "修改微信接入",
    "channels.weixin_bind": "绑定微信",
    "channels.weixin_unbind": "解除绑定微信",
    "channels.weixin_send_again": "重发一条微信消息",
    "channels.weixin_drop": "不再发一条微信消息",
    "channels.open_group": "登记微信群",
    "channels.group_code": "更换群的绑定码",
    "channels.add_host": "添加群主持人",
    "channels.hand_over_group": "交接微信群",
    "channels.close_group": "停用微信群",
    "jobs.retry": "重试后台任务",
    "jobs.discard": "放弃后台任务",
    "journal.expire": "到期删除日志",
}

VERBS |= party_words.VERBS | life_words.VERBS

#: Kinds of subjects: `person:12`.
SUBJECTS = {
    "person": "人员",
    "account": "账号",
    "unit": "单位",
    "area": "区域",
    "appeal": "来件",
    "case": "事项",
    "matter": "事项目录",
    "model": "处置模型",
    "rule": "派单规则",
    "setting": "默认数值",
    "level": "层级",
    "place": "地点",
    "alias": "地名",
    "file": "照片",
    "reply": "常用语",
    "run": "导入",
    "export": "导出",
    "seq": "日志序号",
    "day": "日期",
    "job": "后台任务",
    "system": "对接系统",
    "subscription": "推送订阅",
    "delivery": "推送",
    "trouble": "故障",
    "door": "对外的门",
    "layout": "导出版式",
}

SUBJECTS |= party_words.SUBJECTS

#: Kinds of background work as the administrator reads them; a kind that is not here is shown as written.
JOBS = {
    "duties.forget_rounds": "删除 30 天前的巡查记录",
    "duties.late_calls": "提醒吹哨超时",
    "notices.ring_next": "紧急提醒下一位",
    "notices.sms": "发紧急短信",
    "cases.taken_in": "新来件入检索、通知席位",
    "cases.calendar": "日历改动后重算时限",
    "cases.doors": "清理收件回执",
    "channels.follow": "读取新进展，准备推送和回传",
    "channels.deliver": "推送事件",
    "channels.push": "回传外部系统",
    "channels.pull": "读取 Open311 城市",
    "channels.forget": "清理推送记录",
    "channels.weixin_answer": "回复微信消息",
    "channels.weixin_send": "发出微信消息",
    "channels.forget_weixin": "清理微信往来",
    "cases.sweep": "按时催办、督办、升级",
    "cases.recalculate": "重算在办事项的到期时间",
    "cases.watch_glass": "催紧急查看的复核",
    "cases.seal": "封存办理经过",
    "files.forget_unclaimed": "清理没人认领的上传",
    "files.sweep": "清理没有记录的文件",
    "grids.close_spent_accounts": "关闭没有岗位的账号",
    "grids.forget_departed": "离任人员匿名化",
    "grids.sweep_drafts": "清理没有确认的边界",
    "jobs.clean": "清理过期的失败任务",
    "journal.expire": "清理到期日志",
    "journal.seal": "日志封存",
    "journal.seal_day": "日志每日封印",
    "kernel.forget_counts": "清理限次计数",
    "notices.expire": "清理已读通知",
    "notices.watch_reveals": "查看联系方式过多时提醒",
    "people.forget_records": "清理到期的账号记录",
    "people.forget_sign_ins": "清理过期会话和登录日志",
    "people.lock_dormant": "锁定 90 天未用的账号",
    "portal.forget_contacts": "删除意见箱里到期的联系方式",
    "sheets.forget": "清理到期的导入导出文件",
    "sheets.run": "导入表格",
}
JOBS |= life_words.JOBS


def verb(written: str) -> str:
    """`people.sign_in` as 登录."""
    return VERBS.get(written, written)


def person_ids(subjects: Iterable[str]) -> set[int]:
    """The persons among these subjects, whose names the page asks for at once."""
    split = (subject.partition(":") for subject in subjects)
    return {int(key) for kind, _, key in split if kind == "person" and key.isdecimal()}


def subject(written: str, names: Mapping[int, str]) -> str:
    """`person:12` as 人员 王格远; other subjects keep the id that the auditor finds them by."""
    kind, _, key = written.partition(":")
    known = names.get(int(key), "") if kind == "person" and key.isdecimal() else ""
    return f"{SUBJECTS.get(kind, kind)} {known or key}".strip()


def standing(account: Account | None) -> tuple[str, str]:
    """How an account stands, in words and a tone."""
    if account is None:
        return "没有账号", "grey"
    if account.closed_at:
        return "已关闭", "grey"
    if account.locked_at:
        return account.get_lock_reason_display() or "已锁定", "red"
    if not account.has_signed_in:
        return "待首次登录", "amber"
    if account.must_change_password:
        return "已重置，待登录", "amber"
    return "正常", "green"


def job(kind: str) -> str:
    """`every:journal.seal` as 日志封存."""
    name = kind.removeprefix("every:")
    return JOBS.get(name, name)


def every(period: timedelta) -> str:
    """How often something happens: 每天, 每小时, 每 10 分钟."""
    whole = {timedelta(days=1): "每天", timedelta(hours=1): "每小时", timedelta(minutes=1): "每分钟"}
    return whole.get(period) or f"每 {span(period.total_seconds())}"
