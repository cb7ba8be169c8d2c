#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""SSH_ASKPASS of the tests: answers a prompt as the account's owner would, and notes that it was asked.

ssh hands over the prompt as the one argument and the environment that Clients set (ssh_clients.py)."""
import glob
import json
import os
import sys
import time


def newest_code(folder: str, seen: int) -> str:
    """The code of the message after the `seen` ones that were there before; the prompt may be quicker than it."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        messages = sorted(glob.glob(folder + "/*.json"))
        if len(messages) > seen:
            with open(messages[-1], encoding="utf-8") as text:
                return json.load(text)["text"].split(" ", 1)[0]
        time.sleep(0.02)
    sys.exit("askpass: no message came")


def answer(question: str) -> str:
    if question.endswith("assword:"):
        return os.environ["ASKPASS_PASSWORD"]
    if question.endswith("Choice [1]:"):
        return "1"
    if question == "Code:":
        return newest_code(os.environ["ASKPASS_OUTBOX"], int(os.environ["ASKPASS_SEEN"]))
    sys.exit(f"askpass: nobody would know what to answer to {question!r}")


last_line = sys.argv[1].rstrip().splitlines()[-1].strip()
with open(os.environ["ASKPASS_PROMPTS"], "a", encoding="utf-8") as prompts:
    prompts.write(last_line + "\n")
print(answer(last_line))
