"""The product's addresses with those of the demo, which the tests' own settings leave out."""

from django.urls import include, path

from wangge.config.urls import urlpatterns as product

urlpatterns = [*product, path("demo/", include("wangge.demo.urls"))]
