import subprocess
import sys

CODE = "import app; app.handler({'name': 'a'}, None); print(app.errors)"


def test_state():
    assert subprocess.check_output([sys.executable, "-c", CODE], text=True) == "['a']\n"
