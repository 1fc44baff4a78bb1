"""Addresses of the desk of the knowledge base, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import knowledge, knowledge_acts

app_name = "knowledge_desk"

urlpatterns = [
    path("", knowledge.list_page, name="list"),
    path("baru/", knowledge_acts.new_page, name="new"),
    path("pencarian/", knowledge.misses_page, name="misses"),
    path("pencarian/selesai/", knowledge_acts.miss, name="miss_done"),
    path("artikel/<slug:slug>/", knowledge.article_page, name="article"),
    path("artikel/<slug:slug>/ubah/", knowledge_acts.edit_page, name="edit"),
    path("artikel/<slug:slug>/beda/", knowledge.difference_page, name="difference"),
    path("artikel/<slug:slug>/periksa/", knowledge_acts.check, name="check"),
    path("artikel/<slug:slug>/kembalikan/", knowledge_acts.send_back, name="return"),
    path("artikel/<slug:slug>/terbitkan/", knowledge_acts.publish, name="publish"),
    path("artikel/<slug:slug>/perbaiki/", knowledge_acts.revise, name="revise"),
    path("artikel/<slug:slug>/tarik/", knowledge_acts.withdraw, name="withdraw"),
    path("artikel/<slug:slug>/tinjau/", knowledge_acts.reviewed, name="reviewed"),
]
