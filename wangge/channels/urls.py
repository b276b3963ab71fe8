"""Addresses of the doors; each door begins with its own word."""

from django.urls import URLPattern, path

from wangge.channels.views import connections, outside

app_name = "channels"
urlpatterns: list[URLPattern] = [
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
