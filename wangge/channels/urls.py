"""Addresses of the doors; each door begins with its own word."""

from django.urls import URLPattern, path, re_path

from wangge.channels import talk_urls, weixin_urls
from wangge.channels.views import connections, lists, open311, openly, outside, public

app_name = "channels"
urlpatterns: list[URLPattern] = [
    *talk_urls.patterns,
    *weixin_urls.patterns,
    path("open311/v2/", open311.root, name="georeport"),
    re_path(r"^open311/v2/discovery\.(?P<form>json|xml)$", open311.discovery, name="discovery"),
    re_path(r"^open311/v2/services\.(?P<form>json|xml)$", open311.services, name="services"),
    re_path(
        r"^open311/v2/services/(?P<code>[A-Za-z0-9-]{1,12})\.(?P<form>json|xml)$",
        open311.service,
        name="service",
    ),
    re_path(r"^open311/v2/requests\.(?P<form>json|xml)$", open311.requests, name="requests"),
    re_path(
        r"^open311/v2/requests/(?P<number>[0-9]{11})\.(?P<form>json|xml)$",
        open311.request_one,
        name="request",
    ),
    path("feeds/", openly.feed_list, name="feeds"),
    re_path(r"^feeds/(?P<code>[0-9]{6,12})\.(?P<form>atom|json)$", openly.feed, name="feed"),
    path("open/", openly.area_list, name="open_list"),
    re_path(r"^open/(?P<code>[0-9]{6,12})/$", openly.area_page, name="open_area"),
    path("open/photos/<uuid:photo_id>/<slug:size>.jpg", openly.picture, name="open_photo"),
    path("tables/<slug:table>/", lists.export_list, name="export_list"),
    path("tables/<slug:table>/layouts/", lists.add_layout, name="add_layout"),
    path("tables/layouts/<int:layout_id>/drop/", lists.drop_layout, name="drop_layout"),
    path("public/", public.releases, name="releases"),
    path("public/<uuid:case_id>/", public.release, name="release"),
    path("public/<uuid:case_id>/photos/<uuid:file_id>/", public.paint, name="paint"),
    path("public/<uuid:case_id>/photos/<uuid:file_id>/look/", public.look, name="look"),
    path("public/<uuid:case_id>/photos/<uuid:file_id>/drop/", public.drop_photo, name="drop_photo"),
    path("public/<uuid:case_id>/withdraw/", public.unrelease, name="unrelease"),
    path("outside/", outside.orders, name="outside"),
    path("outside/<int:system_id>/import/", outside.bring, name="bring"),
    path("outside/<int:system_id>/replies/", outside.replies, name="replies"),
    path("outside/<int:system_id>/settle/", outside.settle, name="settle"),
    path("outside/<int:system_id>/push-again/", outside.push_again, name="push_again"),
    path("outside/orders/<uuid:order_id>/join/", outside.join, name="join"),
    path("outside/orders/<uuid:order_id>/apart/", outside.set_apart, name="set_apart"),
    path("connections/", connections.connections, name="connections"),
    path("connections/troubles/<int:trouble_id>/clear/", connections.clear, name="clear"),
    path("connections/doors/<slug:door>/", connections.set_door, name="set_door"),
    path("connections/systems/add/", connections.add_system, name="add_system"),
    path("connections/systems/<int:system_id>/", connections.system_page, name="system"),
    path("connections/subscriptions/add/", connections.add_subscription, name="add_subscription"),
    path(
        "connections/subscriptions/<int:subscription_id>/",
        connections.subscription_page,
        name="subscription",
    ),
    path(
        "connections/subscriptions/<int:subscription_id>/secret/",
        connections.renew_secret,
        name="renew_secret",
    ),
    path(
        "connections/subscriptions/<int:subscription_id>/end/",
        connections.end_subscription,
        name="end_subscription",
    ),
    path(
        "connections/subscriptions/<int:subscription_id>/again/",
        connections.send_all_again,
        name="send_all_again",
    ),
    path("connections/deliveries/<uuid:delivery_id>/again/", connections.send_again, name="send_again"),
    path("connections/deliveries/<uuid:delivery_id>/drop/", connections.drop, name="drop"),
]
