from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "lienthong.work.payments"
    label = "payments"
