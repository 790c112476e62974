"""`lambdafix pr`: the fixes of what is committed on the base branch, as a pull request.

All work is done in a temporary worktree of the base branch's last commit, so that neither the files, the index nor HEAD
of the user's checkout matter or change.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shlex
import sys
from argparse import Namespace
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from lambdafix.command.run import Run, prepare
from lambdafix.errors import UsageError
from lambdafix.forge import remote
from lambdafix.forge.forge import Forge, ForgeError, People
from lambdafix.forge.kinds import GITLAB, KINDS
from lambdafix.forge.remote import Remote
from lambdafix.model import Finding
from lambdafix.pull_request import announcement, askpass
from lambdafix.pull_request.askpass import Credential
from lambdafix.pull_request.body import Content
from lambdafix.pull_request.branch import PREFIX, Origin
from lambdafix.pull_request.publish import Ours, Outcome, Publisher, Ready
from lambdafix.redaction import Redaction
from lambdafix.settings.workspace import Workspace, locate
from lambdafix.vcs import state, worktrees
from lambdafix.vcs.git import Repository

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.vcs.commit import CommitStep

FOLDERS = "lambdafix-pull-"
"""How our temporary folders begin."""
BRANCH = f"{PREFIX}all"
_NARROWING = ("paths", "select", "ignore", "fixable", "unfixable", "per_file_ignores", "exclude", "extend_exclude")
"""Arguments with which a run that finds nothing says nothing about the rest of the project."""
_DONE, _NOT_DONE = 0, 1


@dataclass(frozen=True, slots=True)
class _Here:
    """The checkout that the command was given in."""

    workspace: Workspace
    repository: Repository
    remote: Remote


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to propose."""

    content: Content
    title: str
    commits: tuple[CommitStep, ...]


def start(args: Namespace) -> int:
    """Open, update or close the pull request, or with --dry-run show it. Raises `UsageError`."""
    tokens = askpass.take(os.environ)
    here = _here(args)
    if args.dry_run:
        return _dry_run(args, here)
    kind = KINDS[here.remote.kind]
    token = askpass.chosen(tokens, kind)
    if token is None:
        raise UsageError(
            f"there is no token for {here.remote.host}; put one with {kind.rights} into "
            f"{kind.tokens[0]}, or see what it would do: lambdafix pr --dry-run"
        )
    return _publish(args, here, token)


def _here(args: Namespace) -> _Here:
    workspace = locate(args.paths)
    repository = state.locate(workspace.root).repository
    if repository is None:
        raise UsageError(f"{workspace.root} is not in a git repository, so there is nothing to open a pull request on")
    name = _remote_name(repository, args.remote)
    url = repository.ask("remote", "get-url", name).text
    found = remote.parse(name, url, args.forge)
    if found.kind == GITLAB and args.team_reviewers:
        raise UsageError("GitLab asks people for a review, not teams; name them with --reviewers")
    return _Here(workspace, repository, found)


def _remote_name(repository: Repository, wanted: str | None) -> str:
    names = repository.ask("remote").text.split()
    if wanted and wanted not in names:
        raise UsageError(f"there is no remote {wanted}; there is {', '.join(names) or 'none at all'}")
    if not names:
        raise UsageError("the repository has no remote, so nobody to propose fixes to: git remote add origin URL")
    if wanted or len(names) == 1 or "origin" in names:
        return wanted or ("origin" if "origin" in names else names[0])
    raise UsageError(f"there are several remotes ({', '.join(names)}); --remote says which")


def _dry_run(args: Namespace, here: _Here) -> int:
    base = args.base or _local_base(here)
    with worktrees.temporary_folder(here.repository, FOLDERS) as folder:
        run = _run_of(args, here, worktrees.add(here.repository, folder, _local_commit(here, base)), base)
        found = _found(args, here, run, frozenset())
    host = _installed(KINDS[here.remote.kind].module)
    announcement.write_dry_run(
        found.content if found else None,
        announcement.Planned(
            here.remote,
            base,
            BRANCH,
            found.title if found else "",
            found.commits if found else (),
            tuple(host.calls(here.remote.project, BRANCH, _people(args))),
            bool(args.draft),
            host.BODY_LIMIT,
        ),
    )
    return _DONE


def _local_base(here: _Here) -> str:
    """The branch that the remote merges into, as far as this repository knows."""
    head = here.repository.ask("symbolic-ref", "--quiet", f"refs/remotes/{here.remote.name}/HEAD", codes=(0, 1))
    if head.code == 0:
        return head.text.removeprefix(f"refs/remotes/{here.remote.name}/")
    current = here.repository.ask("symbolic-ref", "--quiet", "--short", "HEAD", codes=(0, 1))
    if current.code:
        raise UsageError("HEAD is detached, and no branch is known to merge into; name it: --base main")
    return current.text


def _local_commit(here: _Here, base: str) -> str:
    for ref in (f"refs/remotes/{here.remote.name}/{base}", f"refs/heads/{base}"):
        found = here.repository.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", codes=(0, 1, 128))
        if found.code == 0:
            return found.text
    raise UsageError(f"the branch {base} is not here; git fetch {here.remote.name} {base}, or name another: --base")


def _publish(args: Namespace, here: _Here, token: str) -> int:
    forge = _forge(args, here, token)
    project = forge.project()
    if project.archived:
        raise ForgeError(f"{project.name} is archived, and takes no {forge.noun}")
    if project.may_push is False:
        raise ForgeError(f"the token may not push to {project.name}; it wants {KINDS[here.remote.kind].rights}")
    base = args.base or project.default_branch
    credential = Credential(here.remote.scheme, here.remote.host, forge.user, token)
    with (
        worktrees.temporary_folder(here.repository, FOLDERS) as folder,
        askpass.answering(credential, folder) as variables,
    ):
        origin = Origin(here.repository, here.remote.url, variables, Redaction.of([token]))
        tips = origin.tips(base)
        commit = tips.base(base)
        origin.bring(base, commit)
        run = _run_of(args, here, worktrees.add(here.repository, folder, commit), base)
        ours = Ours.of(forge.pull_requests())
        publisher = Publisher(forge, origin, ours, tips, _people(args), bool(args.draft), args.max_open)
        return _bring_in_line(args, here, run, publisher, base)


def _bring_in_line(args: Namespace, here: _Here, run: Run, publisher: Publisher, base: str) -> int:
    rejected = {} if args.recreate else publisher.ours.rejected
    found = _found(args, here, run, rejected.keys())
    if found is None:
        if any(getattr(args, name) for name in _NARROWING):
            print(f"Nothing to fix in what was named; a {publisher.forge.noun} that is open stays as it is.")
            return _DONE
        published = publisher.withdraw(BRANCH, base)
        sys.stdout.write(announcement.render(published, publisher.most_open, publisher.forge.noun))
        return _DONE
    if args.share_rejections and rejected:
        _share(here, found.content.analysis, rejected.keys())
    from lambdafix.vcs import commit

    tree = run.workspace.root
    committed = commit.commit_fixes(tree, found.commits, snapshots=False)
    if committed.failure or committed.refused:
        said = committed.failure or str(committed.refused[0].refusal)
        raise UsageError(f"the fixes could not be committed, so nothing was pushed: {said}")
    last = committed.commits[-1].name
    ready = Ready(found.title, BRANCH, base, publisher.tips.base(base), found.content, tree, last)
    published = publisher.publish(ready)
    sys.stdout.write(announcement.render(published, publisher.most_open, publisher.forge.noun))
    return _NOT_DONE if published.outcome is Outcome.TOO_MANY else _DONE


def _share(here: _Here, analysis: Analysis, rejected: AbstractSet[str]) -> None:
    """Write what was rejected by closing into the file that a team commits, in the user's checkout."""
    from lambdafix.decisions import rejected as shared

    gone = [(finding, "closed unmerged") for finding in analysis.findings if finding.fingerprint in rejected]
    if count := shared.add(here.workspace.root, gone):
        print(f"{count} rejected in {shared.PATH}; commit it")


def _run_of(args: Namespace, here: _Here, tree: Path, base: str) -> Run:
    """The run on the worktree `tree`, with the configuration that is committed there."""
    folder = tree / here.workspace.here.relative_to(here.workspace.root)
    paths = [tree / path for path in here.workspace.paths]
    for path, place in zip(here.workspace.paths, paths, strict=True):
        if not place.exists():
            raise UsageError(f"{path}: is not on the branch {base}; commit and push it first")
    config = str(Path(args.config).absolute()) if args.config else None
    with contextlib.chdir(folder if folder.is_dir() else tree):
        return prepare(Namespace(**{**vars(args), "paths": [str(path) for path in paths], "config": config}))


def _found(args: Namespace, here: _Here, run: Run, rejected: AbstractSet[str]) -> _Found | None:
    """What to propose, without the fixes `rejected`; None where nothing is left. Complains of what cannot be read."""
    from lambdafix.vcs import commit, plan

    analysis = run.without(rejected)
    held = set(rejected)
    if not args.rejected:
        from lambdafix.decisions.remembered import rejections

        if own := rejections(here.workspace.root, analysis.findings) - held:
            held |= own
            analysis = run.without(held)
    for reason in run.unusable(analysis):
        raise UsageError(reason)
    if not analysis.rewrites:
        return None
    tests = ""
    if args.verify is not None:
        analysis, tests = _proven(args, run, analysis, held)
    refused = commit.refusals(run.workspace.root, analysis.rewrites)
    by_rule = plan.commit_steps(analysis, "rule", refused)
    if not by_rule:
        raise UsageError("no fix is left to propose: your tests fail with each, or its file is not to be written")
    per = args.commit_per or "rule"
    steps = by_rule if per == "rule" else plan.commit_steps(analysis, per, refused)
    left_out = sum(finding.fingerprint in held for finding in analysis.findings)
    noun = KINDS[here.remote.kind].noun
    content = Content(analysis, by_rule, _again(args, here), tests, left_out, noun)
    return _Found(content, _title(content.fixed), steps)


def _proven(args: Namespace, run: Run, analysis: Analysis, held: AbstractSet[str]) -> tuple[Analysis, str]:
    from lambdafix.trial import proof
    from lambdafix.vcs import commit

    root = run.workspace.root
    tests = proof.command(args.verify, run.config.verify)
    proven = proof.prove(
        root,
        analysis,
        tests,
        lambda more: run.without({*held, *more}),
        lambda found: commit.refusals(root, found.rewrites),
        run.quiet,
    )
    return proven.analysis, shlex.join(tests) if proven.runs else ""


def _title(fixed: tuple[Finding, ...]) -> str:
    from lambdafix.vcs import plan

    return plan.message(fixed).partition("\n")[0]


def _again(args: Namespace, here: _Here) -> str:
    """The command as one types it at the top of the repository."""
    from_top = {path: here.workspace.relative(path) for path in args.paths}
    words = [word for word in args.arguments if word not in ("--dry-run", "-q", "--quiet", "--recreate")]
    return shlex.join(["lambdafix", "pr", *(from_top.get(word, word) for word in words)])


def _people(args: Namespace) -> People:
    return People(*(tuple(given or ()) for given in (args.labels, args.assignees, args.reviewers, args.team_reviewers)))


def _forge(args: Namespace, here: _Here, token: str) -> Forge:
    host, http, httpx = map(_installed, (KINDS[here.remote.kind].module, "lambdafix.forge.http", "httpx"))
    base_url = remote.check_secure(args.base_url or host.API.format(site=here.remote.site), "--base-url")
    say = _silent if args.quiet else _say
    try:
        client = httpx.Client(timeout=args.timeout)
    except (ValueError, ImportError) as error:  # a proxy in the environment that is none, or wants another package
        raise UsageError(
            f"the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names cannot be used: {error}"
        ) from error
    connection = http.Connection(client, args.retries, say=say)
    forge: Forge = host.connect(connection, here.remote.project, token, base_url)
    return forge


def _installed(name: str) -> ModuleType:
    """The module `name`, or one that it needs is a package of the extra `pr`. Raises `UsageError`."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed; pip install 'lambdafix[pr]'") from error


def _say(message: str) -> None:
    from lambdafix.report.printable import printable

    print(f"lambdafix: {printable(message)}", file=sys.stderr)


def _silent(_: str) -> None:
    pass
