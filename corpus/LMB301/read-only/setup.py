def prepare():
    (TMP / "processing_output.json").write_text('{"order": 0}')
