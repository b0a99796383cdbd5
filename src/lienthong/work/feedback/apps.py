from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "lienthong.work.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Teach notices the texts of this room."""
        from lienthong.ground.notices import wording as notices
        from lienthong.work.feedback import wording

        notices.TEXTS.update(wording.TEXTS)
