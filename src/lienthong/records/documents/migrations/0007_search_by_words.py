"""Documents and lines of the incoming book are found by words instead of by pieces of text."""

from django.db import migrations, models

import lienthong.kit.search


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_renewed_archives")]

    operations = [
        migrations.RemoveIndex(model_name="document", name="document_searched_by_body"),
        migrations.RemoveIndex(model_name="incomingentry", name="incoming_searched_by_year"),
        migrations.RemoveField(model_name="document", name="folded"),
        migrations.RemoveField(model_name="incomingentry", name="folded"),
        migrations.AddField(
            model_name="document",
            name="words",
            field=lienthong.kit.search.WordsField(default="", editable=False, help_text="What it is found by"),
        ),
        migrations.AddField(
            model_name="incomingentry",
            name="words",
            field=lienthong.kit.search.WordsField(default="", editable=False, help_text="What it is found by"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["body", "-changed_at"],
                condition=models.Q(("state", "received"), _negated=True),
                name="document_last_changed",
            ),
        ),
    ]
