from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "lienthong.ground.files"
    label = "files"
