pip install --target build stripe
