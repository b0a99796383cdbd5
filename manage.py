"""Django's own commands (makemigrations, shell …) against the development database; users want `lienthong`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.test")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
