from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "lienthong.records.registers"
    label = "registers"
