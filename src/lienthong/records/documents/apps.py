from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "lienthong.records.documents"
    label = "documents"

    def ready(self) -> None:
        """Take part in reorganisations (drafts of a dissolved body go to its successor); archive what was sealed."""
        from lienthong.ground.organisations import reorganisation
        from lienthong.kit import outbox
        from lienthong.records.documents import jobs
        from lienthong.records.documents.actions import rehoming

        outbox.subscribe("documents.document.sealed", jobs.on_sealed)

        reorganisation.register(
            "documents.documents",
            label=_("Văn bản đi chưa xong"),
            count=rehoming.count_open,
            rehome=rehoming.rehome,
            restore=rehoming.restore,
        )
