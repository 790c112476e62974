import subprocess
import sys


def test_shape():
    command = [sys.executable, "-c", "import app; print(app.shape({'b': 1, 'a': 2}))"]
    assert subprocess.check_output(command, env={}, text=True).strip() == "['a', 'b']"
