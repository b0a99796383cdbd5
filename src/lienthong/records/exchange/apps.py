from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lienthong.records.exchange"
    label = "exchange"
