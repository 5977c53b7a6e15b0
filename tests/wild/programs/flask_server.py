"""A Flask application under its development server: ``threads`` or ``processes``."""

import sys

from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def hello():
    return "Hello, World!"


@app.post("/double")
def double():
    return {"doubled": request.get_json()["number"] * 2}


if sys.argv[1] == "threads":
    app.run(host="127.0.0.1", port=0, threaded=True)
else:
    app.run(host="127.0.0.1", port=0, threaded=False, processes=2)
