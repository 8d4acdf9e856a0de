"""An independent reading of ZenML's snapshots and of the stack file, from what ZenML documents and its code does.

A snapshot is what ZenML 0.98 writes (`PipelineSnapshot`, before 0.90 `PipelineDeployment`); the stack file is what
`zenml stack export` writes, with Segue's keys. As with descriptions nothing here comes from Segue, and what the reading
does not take is `Unreadable`.
"""
