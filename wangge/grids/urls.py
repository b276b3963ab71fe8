"""Addresses of the tree, its map, its posts and its imports."""

from django.urls import path

from wangge.grids.views import area, draw, imports, levels, places, posts, shapes, standing, tree, who

app_name = "grids"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("find.json", tree.find, name="find"),
    path("ground.json", shapes.ground, name="ground"),
    path("ground/<int:x>/<int:y>.json", shapes.tile, name="tile"),
    path("where.json", shapes.where, name="where"),
    path("levels/", levels.levels, name="levels"),
    path("levels/<int:level_id>/", levels.change, name="change_level"),
    path("imports/", imports.imports, name="imports"),
    path("imports/boundaries/", imports.upload, name="boundaries"),
    path("imports/boundaries/<uuid:draft_id>/", imports.preview, name="preview_boundaries"),
    path("who/", who.who, name="who"),
    path("stand-in/", standing.stand_ins, name="stand_ins"),
    path("stand-in/<int:post_id>/end/", standing.end, name="end_stand_in"),
    path("<int:area_id>/board/", who.board, name="board"),
    path("<int:area_id>/hotline/", who.hotline, name="hotline"),
    path("places/<int:place_id>/", places.change, name="place"),
    path("places/<int:place_id>/alias/", places.add_alias, name="add_alias"),
    path("places/<int:place_id>/retire/", places.retire, name="retire_place"),
    path("places/aliases/<int:alias_id>/remove/", places.remove_alias, name="remove_alias"),
    path("<int:area_id>/places/", places.places, name="places"),
    path("<int:area_id>/places/new/", places.new, name="add_place"),
    path("<int:area_id>/", area.area, name="area"),
    path("<int:area_id>/shapes.json", shapes.shapes, name="shapes"),
    path("<int:area_id>/change/", area.change, name="change_area"),
    path("<int:area_id>/draw/", draw.draw, name="draw"),
    path("<int:area_id>/sizes/", draw.sizes, name="sizes"),
    path("<int:area_id>/new/", area.new, name="new_area"),
    path("<int:area_id>/template/", area.template, name="use_template"),
    path("<int:area_id>/posts/", posts.posts, name="posts"),
    path("<int:area_id>/posts/appoint/", posts.appoint, name="appoint"),
    path("<int:area_id>/posts/<int:post_id>/end/", posts.end, name="end_post"),
]
