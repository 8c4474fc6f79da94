"""Compiles every template, so that a misspelt tag or a missing parent shows before anyone opens the page."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    names = [path.relative_to(ROOT / "templates") for path in sorted((ROOT / "templates").rglob("*.*"))]
    broken = 0
    for name in names:
        try:
            get_template(str(name))
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            print(f"templates/{name}: {error}")
            broken += 1
    print(f"{len(names)} templates, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
