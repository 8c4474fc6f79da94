# The README's two commands are `make demo` and `make test`; `.ci/run` calls the rest.
.DEFAULT_GOAL := help
# A module is compiled once, whatever the shell says: a portal is six processes, the tests start hundreds.
export PYTHONDONTWRITEBYTECODE =
.PHONY: help demo test test-sqlite test-real check bench tour messages lock runtime development servers

PYTHON = .venv/bin/python
PDF_LIBRARIES = libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 fonts-noto-core
SERVERS = postgresql redis-server pdns-server pdns-backend-sqlite3 pebble
BROWSER = chromium
JUDGES = qpdf poppler-utils
REAL = libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-dev pkg-config gcc python3-dev qemu-system-x86 qemu-utils \
  seabios cpio busybox-static
GUEST = $(or $(TMPDIR),/tmp)/portal-tiny-guest
PYTEST = env PORTAL_MODE=demo $(PYTHON) -m pytest
FULL ?=

help: ## what can be asked for
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: runtime ## set up and start the portal with a seeded company (PORT=8000)
	@.ci/demo

test: development servers ## all tests, on a PostgreSQL and a Redis of their own (ARGS="-k domains")
	@.ci/debian-packages $(BROWSER) $(JUDGES)
	@.ci/with-servers $(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-sqlite: development ## the fast tests once more, on SQLite and without Redis
	@.ci/debian-packages $(JUDGES)
	@env -u DATABASE_URL -u REDIS_URL -u EMAIL_URL $(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not processes" $(ARGS)

test-real: development ## a real libvirtd and QEMU: a tiny guest is ordered, boots and is destroyed
	@.ci/debian-packages $(REAL)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements-real.txt
	@.ci/tiny-guest $(GUEST)
	@env -u DATABASE_URL -u REDIS_URL -u EMAIL_URL PORTAL_REAL=$(GUEST) $(PYTEST) tests/real $(ARGS)

check: development ## style, types, layers, migrations, templates, translations, deployment
	@.ci/check

bench: development servers ## the figures, one JSON object a line (FULL=1 for 4 000 000 names)
	@.ci/with-servers $(PYTHON) manage.py bench $(if $(FULL),--full)

tour: development ## take the README's pictures anew
	@.ci/debian-packages $(BROWSER)
	@mkdir -p hosting_portal/docs/tour && PORTAL_TOUR=hosting_portal/docs/tour $(PYTEST) tests/browser

messages: runtime ## collect the texts to translate
	@.ci/debian-packages gettext
	@$(PYTHON) manage.py makemessages --locale fr --locale ar --no-obsolete --no-wrap --add-location file --ignore '.*'
	@$(PYTHON) manage.py makemessages --domain djangojs --locale fr --locale ar --no-obsolete --no-wrap --add-location file --ignore '.*'

lock: development ## pin anew what pyproject.toml asks for (ARGS=--upgrade)
	@.ci/lock $(ARGS)

runtime:
	@.ci/debian-packages $(PDF_LIBRARIES)
	@.ci/venv requirements.txt
	@.ci/translations

development:
	@.ci/debian-packages $(PDF_LIBRARIES)
	@.ci/venv requirements-dev.txt
	@.ci/translations

servers:
	@.ci/debian-packages $(SERVERS)
