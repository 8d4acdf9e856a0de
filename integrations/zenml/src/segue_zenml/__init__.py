"""A ZenML orchestrator that compiles pipelines with Segue to the files of orchestrators that exist already.

It is registered once:

    zenml orchestrator flavor register segue_zenml.flavor.SegueOrchestratorFlavor

Nothing is imported here: a step's container needs the orchestrator alone, and registration the flavor.
"""
