from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "lienthong.records.documents"
    label = "documents"
