"""Addresses of WeChat and WeCom, of groups and of pasted chat; part of `urls`."""

from django.urls import URLPattern, path

from wangge.channels.views import groups, weixin, weixin_setup

patterns: list[URLPattern] = [
    path("weixin/in/<slug:code>/", weixin.callback, name="weixin_in"),
    path("weixin/sign/", weixin.page_sign, name="weixin_sign"),
    path("connections/weixin/add/", weixin_setup.add, name="weixin_add"),
    path("connections/weixin/<int:gate_id>/", weixin_setup.gate, name="weixin_gate"),
    path("connections/weixin/<int:gate_id>/test/", weixin_setup.test, name="weixin_test"),
    path("connections/weixin/outgoing/<uuid:outgoing_id>/again/", weixin_setup.again, name="weixin_again"),
    path("connections/weixin/outgoing/<uuid:outgoing_id>/drop/", weixin_setup.drop, name="weixin_drop"),
    path("groups/", groups.list_of, name="groups"),
    path("groups/add/", groups.add, name="group_add"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/hosts/", groups.hosts, name="group_hosts"),
    path("groups/<int:group_id>/code/", groups.code, name="group_code"),
    path("groups/<int:group_id>/close/", groups.close, name="group_close"),
    path("pasted/", groups.pasted, name="pasted"),
    path("pasted/done/", groups.pasted_done, name="pasted_done"),
]
