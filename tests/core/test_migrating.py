"""`manage.py migrate` makes every table, index, constraint and trigger, without drawing models anew for nothing."""

import gc

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from core.management.migrating import migrating

CONSTRAINT = models.CheckConstraint(condition=models.Q(size__gt=0), name="box_size_positive")


@pytest.fixture
def state() -> ProjectState:
    """Two drawn models, the second related to the first."""
    drawn = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    drawn.add_model(ModelState("store", "Box", [key, ("size", models.IntegerField())]))
    drawn.add_model(ModelState("store", "Label", [key, ("box", models.ForeignKey("store.Box", models.CASCADE))]))
    assert len(drawn.apps.get_models()) == 2
    return drawn


def test_a_constraint_leaves_the_drawn_models_and_is_known_to_them(state: ProjectState) -> None:
    box, label = (state.apps.get_model("store", name) for name in ("box", "label"))
    with migrating():
        migrations.AddConstraint("Box", CONSTRAINT).state_forwards("store", state)
        assert state.models["store", "box"].options["constraints"] == box._meta.constraints == [CONSTRAINT]
        migrations.RemoveConstraint("Box", CONSTRAINT.name).state_forwards("store", state)
        assert state.models["store", "box"].options["constraints"] == box._meta.constraints == []
    assert state.apps.get_model("store", "box") is box
    assert state.apps.get_model("store", "label") is label is not box


def test_a_column_draws_them_anew(state: ProjectState) -> None:
    before = state.apps.get_model("store", "box")
    with migrating():
        migrations.AddIndex("Box", models.Index(fields=["size"], name="box_size")).state_forwards("store", state)
        migrations.AddField("Box", "colour", models.TextField(default="")).state_forwards("store", state)
    after = state.apps.get_model("store", "box")
    assert after is not before
    assert [index.name for index in after._meta.indexes] == ["box_size"]
    assert state.apps.get_model("store", "label")._meta.get_field("box").related_model is after


def test_django_is_left_as_it_was(state: ProjectState) -> None:
    ways = migrations.AddConstraint.state_forwards, migrations.RemoveIndex.state_forwards
    threshold = gc.get_threshold()
    with migrating():
        assert migrations.AddConstraint.state_forwards is not ways[0]
        assert gc.get_threshold() != threshold
    assert (migrations.AddConstraint.state_forwards, migrations.RemoveIndex.state_forwards) == ways
    assert gc.get_threshold() == threshold


@pytest.mark.django_db
def test_every_constraint_index_and_trigger_of_the_models_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        found = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tgname FROM pg_trigger")
        triggers = {row[0] for row in cursor.fetchall()}
    metas = [model._meta for model in apps.get_models() if model._meta.managed]
    named = {item.name for meta in metas for item in [*meta.constraints, *meta.indexes]}
    assert len(named) > 300
    assert named - found == set()
    wanted = {trigger.get_pgid(model) for model, trigger in pgtrigger.registered()}
    assert len(wanted) > 80
    assert wanted - triggers == set()
