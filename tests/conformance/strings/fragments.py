"""What some engine between a description and a container is known to read, and what readers of files get wrong."""

from __future__ import annotations

ARGO = (
    "{{workflow.uid}}", "{{workflow.name}}", "{{ workflow.parameters.p0 }}", "{{workflow.parameters}}", "{{=1+1}}",
    "{{=sprig.now()}}", "{{= (}}", "{{inputs.parameters.x}}", "{{tasks.a.outputs.result}}", "{{steps.a.id}}",
    "{{item}}", "{{item.x}}", "{{pod.name}}", "{{retries}}", "{{lastRetry.exitCode}}",
    "{{workflow.creationTimestamp.s}}", "{{node.name}}", "{{outputs.parameters.x.path}}",
    "{{workflow.annotations.a}}", "{{='{{'}}", "{{=workflow.uid}}", "{{workflow.status}}", "{{unknown}}",
)  # fmt: skip
TEKTON = (
    "$(params.p0)", "$(params['p0'])", '$(params["p.0"])', "$(params.p0[*])", "$(params.p0[0])",
    "$(context.pipelineRun.name)", "$(context.pipelineRun.uid)", "$(context.taskRun.name)", "$(context.task.name)",
    "$(context.pipeline.name)", "$(tasks.a.results.b)", "$(tasks.s0.results.b)", "$(tasks.s0.status)",
    "$(tasks.status)", "$(finally.a.results.b)", "$(workspaces.w.path)", "$(workspaces.w.bound)", "$(results.r.path)",
    "$(steps.main.results.r)", "$(steps.main.exitCode.path)", "$(credentials.path)", "$(artifacts.path)",
    "$(step.artifacts.path)", "$(inputs.params.p0)", "$(outputs.resources.o.path)", "$$(params.p0)",
    "$(params.nobody)",
)  # fmt: skip
JINJA = (
    "{{ ds }}", "{{ run_id }}", "{{ params.p0 }}", "{{ var.value.x }}", "{% if x %}", "{% raw %}", "{% endraw %}",
    "{%- raw %}", "{%+ raw -%}", "{# gone #}", "{#", "#}", "{{ 1/0 }}", "{{ macros.uuid.uuid4() }}", "{{- x -}}",
    "{{ '}}' }}", "# line\n", "## x", "{% set x = 1 %}", "{{ti.task_id}}", "{%", "%}",
)  # fmt: skip
KUBEFLOW = (
    "{{$}}", "{{$.inputs.parameters['p0']}}", "{{$.inputs.parameters['nobody']}}", "{{$.inputs.artifacts['x'].uri}}",
    "{{$.outputs.parameters['x'].output_file}}", "{{$.outputs.artifacts['executor-logs'].uri}}",
    "{{$.outputs.artifacts['executor-logs'].path}}", "{{$.json_escape[1]}}", '{"IfPresent": {"InputName": "p0"}}',
    '{"IfPresent":', ' \n{"IfPresent":{}}', '{"Concat": ["a"]}', "[[RunUUID]]", "[[CurrentTime.2006]]",
    "[[ScheduledTime]]", "[[Index]]", "{{channel:task=;name=p0;type=String;}}",
    "{{workflow.parameters.components-root}}", "$.outputs",
)  # fmt: skip
SHELL = (
    "$(date)", "$$", "$$$", "$$$$", "${X}", "${X:-a}", "$X", "$5", "$", "$(", "$)", "()", "`id`", "$((1+1))",
    "$'\\n'", "$\"x\"", "$(HOME)", "$(PATH)", "$(KUBERNETES_SERVICE_PORT)", "$(KUBERNETES_PORT)", "$(SEGUE_EMPTY)",
    "$(SEGUE_DOLLAR)", "$(SEGUE_BRACE)", "$(SEGUE_RUN_ID)", "$$(SEGUE_DOLLAR)", "$(SEGUE_EMPTY_2)", "$(V0)", "$(B0)",
    "$(B1)", "$(B2)", "$$(B0)", "$(B0", "$()", "$( B0 )", "$(B0)$(B1)", "$(ARGO_NODE_ID)", "$\u00e9", "$\U0001f600",
    "$\x07", "$\n", "; rm -rf /", "&& x || y", "> /dev/null 2>&1", "!!", "\\$", "\\\\", "%PATH%", "$env:X",
    "#!/bin/sh\nset -eu\n",
)  # fmt: skip
HELM = (
    "{{ .Values.x }}", "{{- range . }}", "{{/* x */}}", '{{ include "a" . | nindent 4 }}', "{{`{{`}}", "{{$x := 1}}",
    "<%= x %>", "#{x}", "@@x@@", "%(x)s", "%s", "{0}", "{x!r}",
)  # fmt: skip
DATA = (
    '{"a": [1, {"b": null}]}', '{"a":{"b":{}}}', "[[1],[2]]", "[]", "{}", "{{}}", "{{{", "}}}", "{ {", "} }",
    '{"a":"{{b}}"}', "^(?:[a-z]{2,3}|\\d+)$", "[[:alpha:]]{{2}}", "(?P<x>\\$\\()", "a\\.b\\\\c", "s/{{x}}/$(y)/g",
    "C:\\x\\n\\u0041", "<a href='x'>&amp;</a>", "SELECT * FROM t WHERE a = 'b''c' -- {{ ds }}", "key=value",
    "--flag=x", "-", "--", "",
)  # fmt: skip
LINES = (
    "\n", "\r\n", "\r", "\n\n", "a\r\nb\r\n", "a\rb", "a\nb", "a\n", "\na", " a", "a ", "a \nb", "\t", "\ta\nb",
    "a\t\n", "\x85", "\u2028", "\u2029", "a\x85b", "a\n---\nb", "---\n", "\n---", "...", "\n...\n", "---", "--- a",
    "\x0b", "\x0c", "\x1c", "\x1e",
)  # fmt: skip
YAML = (
    "no", "yes", "y", "N", "on", "Off", "true", "null", "Null", "~", "1e3", "1E3", "0o14", "014", "08", "0x1F",
    "0b101", "1_000", "+1", "-.5", "1.10", ".inf", ".NaN", "12:30:45", "190:20:30.15", "2001-01-01",
    "2001-12-14t21:59:43.10-05:00", "=", "<<", "- a", "-", "? a", "?", ": a", ":", "a: b", "a:", "a #b", "#a", "&a",
    "*a", "!a", "!!str a", "|", ">", "|-", "%a", "%YAML 1.2", "@a", "`a", "'", '"', "''", '""', "'a'", '"a"', "[a",
    "a]", "{a", "a}", "a,b", ",", "\\", "a\\\nb", " ", "  ",
)  # fmt: skip
PYTHON = (
    '"', "'", '"""', "'''", "\\", "\\\\", "\\n", "\\x41", "\\N{BULLET}", "\\u0041", "\\U00000041", "\\101", 'a"b\'c',
    "\\'", '\\"', 'r"x"', 'f"{x}"', "b'x'", "{x}", "\\\n", "# noqa", "import os", "\\N{", "é\\", '"\\', "%", "None",
    "coding: latin-1",
)  # fmt: skip
SIGNS = (
    "é", "e\u0301", "\u0301", "ß", "学习", "カ\u3099", "\uac00", "مرحبا", "שלום", "\u202eabc\u202c", "\u2066x\u2069",
    "\u200b", "\u200d", "\u200e", "\xad", "\xa0", "\u3000", "\ufeff", "\ufeffa", "\ufffd", "\ufffe", "\uffff",
    "\ufdd0", "\ue000", "\uf8ff", "\ufff9", "\u2060", "\u061c", "\U0001f600",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f1e9\U0001f1ea",
    "\U00010000", "\U00020000", "\U0001d4b3", "\U000e0100",
)  # fmt: skip
# Kubeflow's templates lose these.
LOST = (
    "\x7f", "\U000e0041", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U000f0000", "\U0010ffff", "\U0001ffff",
    "\U00100000", "\U0001000c",
)  # fmt: skip
# Single signs at which other fragments meet.
SEAMS = ("{", "}", "$", "(", ")", "{{", "}}", "$(", "[", "'", '"', "\\", "%", "#", "\n", " ", "")

ALL = (ARGO, TEKTON, JINJA, KUBEFLOW, SHELL, HELM, DATA, LINES, YAML, PYTHON, SIGNS)
