"""The sample council: Wexborough, made up from a fixed seed by the services the screens use."""

from app.services.sample.build import SampleSummary, build_sample

__all__ = ["SampleSummary", "build_sample"]
