from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "lienthong.work.petitions"
    label = "petitions"

    def ready(self) -> None:
        """Teach notices the sentences and texts of this room."""
        from lienthong.ground.notices import templates
        from lienthong.ground.notices import wording as notices
        from lienthong.work.petitions import wording

        notices.TEXTS.update(wording.TEXTS)
        templates.SENTENCES.update(wording.SENTENCES)
