"""Addresses of the portal."""

from django.conf import settings
from django.urls import path

from wangge.portal.views import entry, feedback, front, health, oneself, pocket, style, weixin

app_name = "portal"
urlpatterns = [
    path("", front.front, name="front"),
    path("home/", front.home, name="home"),
    path("start/", front.start, name="start"),
    path("sign-in/", entry.sign_in, name="sign_in"),
    path("sign-in/code/", entry.by_code, name="by_code"),
    path("sign-in/password/", entry.new_password, name="new_password"),
    path("sign-in/second/", entry.second_factor, name="second_factor"),
    path("sign-in/weixin/<slug:code>/", weixin.start, name="weixin_start"),
    path("sign-in/weixin/<slug:code>/back/", weixin.back, name="weixin_back"),
    path("sign-in/weixin/<slug:code>/tie/<str:token>/", weixin.tie, name="weixin_tie"),
    path("me/weixin/", weixin.mine, name="weixin_mine"),
    path("me/weixin/<slug:code>/tie/", weixin.tie_here, name="weixin_tie_here"),
    path("me/weixin/<slug:code>/untie/", weixin.untie, name="weixin_untie"),
    path("sign-out/", entry.sign_out, name="sign_out"),
    path("post/", oneself.choose_post, name="choose_post"),
    path("large/", oneself.large_type, name="large_type"),
    path("me/", oneself.me, name="me"),
    path("me/password/", oneself.password, name="password"),
    path("me/sessions/", oneself.end_sessions, name="end_sessions"),
    path("notices/", oneself.notice_list, name="notices"),
    path("notices/read/", oneself.read_notices, name="read_notices"),
    path("notices/<uuid:notice_id>/", oneself.open_notice, name="open_notice"),
    path("feedback/", feedback.give, name="feedback"),
    path("feedback/done/", feedback.done, name="feedback_done"),
    path("feedback/list/", feedback.box, name="feedback_list"),
    path("feedback/<int:feedback_id>/", feedback.settle, name="settle_feedback"),
    # the phone shell; its pages and what it keeps are those of the rooms below
    path("o/app.webmanifest", pocket.manifest, name="manifest"),
    path("o/sw.js", pocket.worker, name="worker"),
    path("o/offline/", pocket.offline, name="offline"),
    path("healthz", health.healthz, name="healthz"),
]
if settings.DEBUG or settings.DEMO or settings.TESTING:
    urlpatterns += [
        path("style/", style.desk, name="style"),
        path("style/phone/", style.phone, name="style_phone"),
        path("style/resident/", style.resident, name="style_resident"),
        path("style/print/", style.slip, name="style_print"),
        path("style/confirm/", style.confirm, name="style_confirm"),
    ]
