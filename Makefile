# make check is what a change must pass. PYTHON=... chooses another interpreter.
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: check format lint types test contract readme schema docs samples picture gallery clean

check: format lint types contract readme test

format:
	$(PYTHON) -m ruff format --check .

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

contract:
	$(PYTHON) -m pytest -q tests/test_house.py

readme:
	$(PYTHON) -m pytest -q tests/test_readme.py

test:
	$(PYTHON) -m pytest --ignore=tests/test_house.py --ignore=tests/test_readme.py

schema:
	$(PYTHON) -c "import json, pathlib; from overlay.errata_file.json_schema import json_schema; \
	pathlib.Path('overlay/errata_file/errata.schema.json').write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + '\n', encoding='utf-8')"

docs:
	$(PYTHON) docs/make_commands.py

samples:
	$(PYTHON) samples/make.py

picture:
	$(PYTHON) docs/make_picture.py

gallery:
	$(PYTHON) docs/make_gallery.py

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis release
