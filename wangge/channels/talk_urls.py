"""Addresses of the talks with 党小栖 and of the knowledge base; part of `urls`."""

from django.urls import URLPattern, path

from wangge.channels.views import chat, knowledge, talks

patterns: list[URLPattern] = [
    path("chat/", chat.chat, name="chat"),
    path("chat/lines/", chat.lines, name="chat_lines"),
    path("chat/end/", chat.end, name="chat_end"),
    path("talks/", talks.list_of, name="talks"),
    path("talks/day/", talks.day, name="talks_day"),
    path("talks/<uuid:talk_id>/", talks.talk, name="talk"),
    path("talks/<uuid:talk_id>/take/", talks.take, name="talk_take"),
    path("talks/<uuid:talk_id>/give/", talks.give, name="talk_give"),
    path("knowledge/", knowledge.list_of, name="knowledge"),
    path("knowledge/add/", knowledge.add, name="entry_add"),
    path("knowledge/<int:pk>/", knowledge.edit, name="entry"),
    path("knowledge/unanswered/", knowledge.unanswered, name="unanswered"),
    path("knowledge/unanswered/<uuid:question_id>/drop/", knowledge.drop, name="question_drop"),
]
