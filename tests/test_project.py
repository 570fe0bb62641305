"""The papers and the project's own files say the same, and what they promise is there."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.cli import build_parser

ROOT = Path(__file__).parents[1]
MOST_LINES = 450  # split at 400 (HOUSE "A good file"); a little over is not worth a test
# Files above the limit, each with the reason why it is not split.
LONG: dict[str, str] = {
    "app/db/migrations/versions/0001_initial.py": "written by Alembic from the models",
    "app/cli.py": "every command of the command line, one short function each",
    "app/services/own_import_plan.py": "one plan of one act: providers, services, contracts, rest",
}
PAPERS = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "THIRD-PARTY-NOTICES",
    "docs/data-protection.md", "docs/frameworks.md", "build.spec", "Makefile", ".ci/run",
    "requirements.lock", "pyproject.toml",
)  # fmt: skip


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def project() -> dict[str, Any]:
    return tomllib.loads(text_of("pyproject.toml"))


def locked() -> dict[str, set[str]]:
    """Package -> versions, as the lock file has them."""
    found: dict[str, set[str]] = {}
    for line in text_of("requirements.lock").splitlines():
        if match := re.match(r"([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", line):
            found.setdefault(canonical(match[1]), set()).add(match[2])
    return found


def tracked(*patterns: str) -> list[Path]:
    """Files of the project, without what is built or ignored."""
    left_out = {".venv", "build", "dist", "demo-output", ".git", "__pycache__", ".hypothesis"}
    return [
        path
        for pattern in patterns
        for path in ROOT.rglob(pattern)
        if not left_out & set(path.relative_to(ROOT).parts)
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_there_and_says_something(name: str) -> None:
    assert len(text_of(name)) > 100


def test_lock_file_has_a_hash_for_each_package_and_no_address() -> None:
    lines = text_of("requirements.lock").splitlines()
    starts = [n for n, line in enumerate(lines) if re.match(r"[A-Za-z0-9]", line)]
    assert len(starts) > 50
    for start in starts:
        assert "--hash=sha256:" in lines[start + 1], lines[start]
    assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_every_dependency_is_locked() -> None:
    wanted = [*project()["project"]["dependencies"]]
    wanted += project()["project"]["optional-dependencies"]["dev"]
    names = {canonical(re.match(r"[\w.-]+", each)[0]) for each in wanted}  # type: ignore[index]
    assert names - locked().keys() == set()


def test_notices_name_every_locked_package_with_its_versions() -> None:
    rows = re.findall(
        r"^\| ([a-z0-9-]+) \| ([0-9][^|]*) \|", text_of("THIRD-PARTY-NOTICES"), re.MULTILINE
    )
    assert {name: set(versions.strip().split(", ")) for name, versions in rows} == locked()


def test_version_is_the_same_everywhere() -> None:
    version = project()["project"]["version"]
    newest = re.search(r"^## ([\d.]+)", text_of("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version


def test_commands_of_the_papers_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    for paper in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`make ([a-z-]+)`", text_of(paper)))
        assert named, paper
        assert named - targets == set(), paper


def test_every_target_of_the_makefile_is_phony() -> None:
    makefile = text_of("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set(phony[1].split())


def test_modules_that_the_makefile_runs_exist() -> None:
    makefile = text_of("Makefile")
    for script in re.findall(r"tools/[a-z_]+\.py", makefile):
        assert (ROOT / script).is_file(), script
    for module in re.findall(r"-m (tests\.[a-z_.]+)", makefile):
        assert (ROOT / module.replace(".", "/") / "__main__.py").is_file(), module


def test_commands_of_the_readme_are_understood() -> None:
    """Each line of the README that starts with the program's name is taken by its parser."""
    program = r"^\.venv/bin/contract-quality-monitor (.+)$"
    lines = re.findall(program, text_of("README.md"), re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        arguments = re.findall(r'"([^"]*)"|(\S+)', line.split("  #")[0])
        build_parser().parse_args([quoted or plain for quoted, plain in arguments])


def test_numbers_of_questions_in_the_readme_are_those_of_the_frameworks() -> None:
    counts = [
        len(questions_of(ROOT / "resources" / "frameworks" / name))
        for name in ("care_home.toml", "homecare.toml")
    ]
    assert f"{counts[0]} questions for a care home or {counts[1]} for homecare" in text_of(
        "README.md"
    )


def questions_of(path: Path) -> list[str]:
    """The ids of a framework's questions."""
    sections = tomllib.loads(path.read_text(encoding="utf-8"))["section"]
    return [question["id"] for section in sections for question in section["question"]]


def test_pictures_of_the_readme_exist() -> None:
    named = re.findall(r"\]\((docs/pictures/[^)]+)\)", text_of("README.md"))
    assert len(named) >= 3
    for name in named:
        assert (ROOT / name).stat().st_size > 5_000, name


def test_links_of_the_papers_lead_somewhere() -> None:
    for paper in tracked("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", paper.read_text("utf-8")):
            assert (paper.parent / target).exists(), f"{paper.name} -> {target}"


def test_decisions_are_numbered_once_and_short() -> None:
    papers = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in papers]
    assert numbers == [f"{number:04}" for number in range(1, len(papers) + 1)]
    for path in papers:
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith(f"# {path.name[:4]} ")
        assert len(lines) <= 50, path.name


def test_files_of_the_program_are_short_or_say_why() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in tracked("app/**/*.py")
    }
    long = {name for name, lines in found.items() if lines > MOST_LINES}
    assert long - set(LONG) == set()


def test_no_file_names_a_place_of_one_machine() -> None:
    places = re.compile("/" + "(work|root)" + "/")
    for path in tracked("*.py", "*.md", "*.toml", "*.lock", "*.spec", "Makefile"):
        found = places.search(path.read_text("utf-8"))
        assert found is None, f"{path.relative_to(ROOT)}: {found and found[0]}"


def test_fonts_carry_their_licences() -> None:
    fonts = {
        path.name.split("-")[0].split(".")[0] for path in (ROOT / "resources/fonts").glob("*.ttf")
    }
    families = {"DejaVu" if name.startswith("DejaVu") else name for name in fonts}
    licences = {path.name.split("-")[0] for path in (ROOT / "resources/fonts").glob("*LICENCE*")}
    assert families == licences


def test_ci_runs_the_readme_s_own_test_command() -> None:
    script = text_of(".ci/run")
    assert "make test" in script
    assert subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=False).returncode == 0
