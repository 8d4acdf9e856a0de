"""A real ZenML in a folder of its own: no server, no network, nothing of the user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import tools
import zenml_environment

PACKAGE = tools.REPOSITORY / "integrations" / "zenml"
FLAVOR = "segue_zenml.flavor.SegueOrchestratorFlavor"
TARGETS = ("argo", "tekton", "airflow", "kubeflow")
# Variables of the stack that come from a secret instead of being written.
SECRETS = {"REGISTRY_PASSWORD": "registry/password"}
# The values of those, and of a token, in `zenml/`.
HIDDEN = "that-nobody-may-see"
TEKTON_IMAGE = "registry.example.com/kubectl:1.35"


class ZenML:
    """The command line and the Python of ZenML 0.98.0 with the package installed as a user's `pip` does it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._python = zenml_environment.python()
        for name in ("home", "config", "project", "packages"):
            (folder / name).mkdir()
        self._install()

    def register(self, program: Path) -> list[list[str]]:
        """Registers the flavor and a component of it; returns the rows of words in ZenML's list of flavors."""
        self.command("orchestrator", "flavor", "register", FLAVOR)
        listed = self.command("orchestrator", "flavor", "list")
        targets = json.dumps({"tekton": {"schedule_image": TEKTON_IMAGE}})
        fields = {
            "target": ",".join(TARGETS),
            "binary": program,
            "namespace": "ml",
            "local": "true",
            "targets": targets,
        }
        options = [f"--{name}={value}" for name, value in fields.items()]
        options.append(f"--secret_environment={json.dumps(SECRETS)}")
        self.command("orchestrator", "register", "orch_segue", "--flavor", "segue", "--inputs_dir=inputs", *options)
        return [line.split() for line in listed.splitlines()]

    def command(self, *arguments: str) -> str:
        return self._run(str(self._python.parent / "zenml"), *arguments)

    def python(self, *arguments: str) -> str:
        return self._run(str(self._python), *arguments)

    def _install(self) -> None:
        # A copy, since building leaves folders beside the sources.
        source = self._folder / "source"
        shutil.copytree(PACKAGE, source)
        self.python(
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"),
            *("--no-build-isolation", "--target", str(self._folder / "packages"), str(source)),
        )

    def _run(self, *command: str) -> str:
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder / "home"),
            "ZENML_CONFIG_PATH": str(self._folder / "config"),
            "ZENML_ANALYTICS_OPT_IN": "false",
            "PYTHONPATH": str(self._folder / "packages"),
            "PYTHONDONTWRITEBYTECODE": "1",
            # Tables are cut to the width of the terminal.
            "COLUMNS": "400",
            "NO_COLOR": "1",
            # A request to the network fails at once instead of waiting.
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "HTTP_PROXY": "http://127.0.0.1:9",
        }
        done = subprocess.run(
            command,
            env=variables,
            cwd=self._folder / "project",
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            print(done.stdout + done.stderr, file=sys.stderr)
            raise RuntimeError(f"`{' '.join(command[:4])}` ended with {done.returncode}")
        # ZenML writes its tables to either, by whether there is a terminal.
        return done.stdout + done.stderr
