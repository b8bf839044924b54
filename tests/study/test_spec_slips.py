"""Study files: each slip is told with its line and what would be right."""

from __future__ import annotations

import pytest

from scenarios import load
from sim.errors import ScenarioError
from sim.study.spec_file import parse
from tests.one_table_studies import HEAD, POLICY, PSI, SOUND, decided, looked, open_to, sized

SLIPS: dict[str, tuple[str, int | None, tuple[str, ...]]] = {
    # what is wrong: the text, the line that is named, and what the message has to say
    "unknown key": ("sead = 3\n" + SOUND, 1, ("sead", "Did you mean 'seed'")),
    "unknown table": (SOUND + "[desing]\nkind = 'lhs'\n", 8, ("desing", "Did you mean 'design'")),
    "unknown key of a policy": (f"{HEAD}{POLICY}doctrine = 3\n{PSI}", 7, ("Did you mean 'doctrines'",)),
    "unknown scenario": (SOUND.replace("bleeding-white", "bleding-white"), 4, ("Did you mean 'bleeding-white'",)),
    "scenario twice": (SOUND.replace('white"]', 'white", "bleeding-white"]'), 4, ("given twice",)),
    "no scenario": (SOUND.replace('["bleeding-white"]', "[]"), 4, ("scenarios: needs at least 1",)),
    "no policy": (HEAD + PSI, None, ("policies: is missing",)),
    "no title": (SOUND.replace('title = "A study"\n', ""), None, ("title: is missing",)),
    "name with signs": (SOUND.replace('"mine"', '"My study!"'), 1, ("name", "small letters")),
    "name too long": (SOUND.replace('"mine"', f'"{"m" * 41}"'), 1, ("name", "at most 40")),
    "policy without a letter": (SOUND.replace("policies.bleed", "policies.1"), 5, ("policies", "letter")),
    "empty title": (SOUND.replace("A study", "  "), 2, ("title", "no readable text")),
    "title of signs alone": (SOUND.replace("A study", "\\u001b\\u0007"), 2, ("title", "no readable text")),
    "seed below 0": ("seed = -1\n" + SOUND, 1, ("seed", "at least 0")),
    "seed in words": ("seed = '1'\n" + SOUND, 1, ("seed", "a whole number")),
    "quarters without end": ("quarters = 500\n" + SOUND, 1, ("quarters", "at most 400")),
    "types": ("types = 'priors'\n" + SOUND, 1, ("'priors'", "Did you mean 'prior'")),
    "moves": ("moves = true\n" + SOUND, 1, ("moves",)),
    "mends": ("mends = 'defualt'\n" + SOUND, 1, ("mends", "defualt")),
    "unknown seat": (SOUND.replace("china =", "chna ="), 5, ("'chna'", "Did you mean 'china'")),
    "unknown doctrine": (SOUND.replace('"bleed-white"', '"bleed"'), 5, ("'bleed'", "'bleed-white'")),
    "doctrine of a number": (SOUND.replace('"bleed-white"', "3"), 6, ("text in quotes",)),
    "unknown lever": (decided("parameters = { psy = 0.3 }"), 5, ("'psy'", "Did you mean 'psi'")),
    "lever outside": (decided("parameters = { psi = 3 }"), 5, ("psi is 3", "from 0 to 1")),
    "lever of text": (f"{HEAD}{POLICY}parameters = {{ psi = 'x' }}\n", 7, ("must be a number",)),
    "lever of 400 digits": (f"{HEAD}{POLICY}parameters = {{ psi = {'9' * 400} }}\n", 7, ("a number",)),
    "unknown opening": (decided("opening = { 'target.frce' = 1 }"), 5, ("Did you mean 'target.force'",)),
    "plan without moves": (decided("plans = { vietnam = 'outlast' }"), 5, ("plan", "moves")),
    "theory of a policy": (decided("theories = { client-fear = 'feras' }"), 5, ("Did you mean 'fears'",)),
    "unknown parameter": (open_to("[uncertainties.psy]"), 7, ("'psy'", "Did you mean 'psi'")),
    "low above high": (open_to("[uncertainties.psi]\nlow = 0.5\nhigh = 0.4"), 7, ("low must be below high",)),
    "no width": (open_to("[uncertainties.psi]\nlow = 0.5\nhigh = 0.5"), 7, ("low must be below high",)),
    "outside its domain": (open_to("[uncertainties.psi]\nhigh = 1.5"), 7, ("psi is 1.5", "from 0 to 1")),
    "infinite": (open_to("[uncertainties.psi]\nhigh = inf"), 8, ("finite number",)),
    "not a number": (open_to("[uncertainties.psi]\nlow = nan"), 8, ("finite number",)),
    "loguniform from 0": (open_to("[uncertainties.psi]\ndist = 'loguniform'\nlow = 0"), 7, ("above 0",)),
    "unknown distribution": (open_to("[uncertainties.psi]\ndist = 'normal'"), 8, ("'normal'", "triangular")),
    "unknown opening value": (
        open_to("[uncertainties.x]\nopening = 'target.frce'\nlow = 1\nhigh = 2"),
        7,
        ("'target.force'",),
    ),
    "opening outside": (
        open_to("[uncertainties.x]\nopening = 'quarrel.trust'\nlow = 0.1\nhigh = 2.0"),
        7,
        ("quarrel.trust",),
    ),
    "opening without a range": (open_to("[uncertainties.x]\nopening = 'quarrel.trust'"), 7, ("low and high",)),
    "seat of an uncertainty": (
        open_to("[uncertainties.x]\ndoctrine = 'usa'\nlevels = ['full', 'limited']"),
        7,
        ("'usa'", "'us'"),
    ),
    "doctrine of an uncertainty": (
        open_to("[uncertainties.x]\ndoctrine = 'us'\nlevels = ['full', 'limitd']"),
        7,
        ("Did you mean 'limited'",),
    ),
    "doctrine without levels": (open_to("[uncertainties.x]\ndoctrine = 'us'"), 7, ("needs levels",)),
    "one level": (open_to("[uncertainties.x]\ndoctrine = 'us'\nlevels = ['full']"), 9, ("at least 2",)),
    "level twice": (open_to("[uncertainties.x]\ndoctrine = 'us'\nlevels = ['full', 'full ']"), 7, ("each once",)),
    "number twice": (open_to("[uncertainties.psi]\nlevels = [0.2, 0.2]"), 7, ("each once",)),
    "levels of both kinds": (open_to("[uncertainties.psi]\nlevels = [0.2, 'x']"), 7, ("list of numbers",)),
    "levels of lists": (open_to("[uncertainties.psi]\nlevels = [[1], [2]]"), 8, ("text in quotes or a finite number",)),
    "levels and a range": (open_to("[uncertainties.psi]\nlevels = [0.2, 0.3]\nlow = 0.1"), 7, ("do not go with",)),
    "unknown question": (open_to("[uncertainties.x]\ntheory = 'client-feer'"), 7, ("Did you mean 'client-fear'",)),
    "unknown coding": (
        open_to("[uncertainties.x]\ntheory = 'client-fear'\nlevels = ['open', 'feer']"),
        7,
        ("'fears'",),
    ),
    "two targets": (open_to("[uncertainties.x]\nparameter = 'psi'\ndoctrine = 'us'"), 7, ("more than one of",)),
    "two of the same": (open_to("[uncertainties.psi]\n[uncertainties.x]\nparameter = 'psi'"), 8, ("the same as",)),
    "a name of ours": (open_to("[uncertainties.design_id]\nparameter = 'psi'"), 7, ("choose another",)),
    "lever that is an uncertainty": (
        f"{HEAD}{POLICY}parameters = {{ psi = 0.3 }}\n{PSI}",
        8,
        ("lever of the policy bleed",),
    ),
    "seat that is an uncertainty": (
        open_to("[uncertainties.x]\ndoctrine = 'china'\nlevels = ['seize', 'charm']"),
        7,
        ("lever of the policy",),
    ),
    "unknown kind": (sized("kind = 'sobl'"), 9, ("'sobl'", "Did you mean 'sobol'")),
    "no point": (sized("points = 0"), 9, ("at least 1",)),
    "half a point": (sized("points = 1.5"), 9, ("a whole number",)),
    "no replication": (sized("replications = 0"), 9, ("at least 1",)),
    "points of a grid": (sized("kind = 'grid'\npoints = 10"), 10, ("does not go with this kind",)),
    "steps of a hypercube": (sized("steps = 4"), 9, ("goes with the design grid alone",)),
    "rows of a hypercube": (sized("rows = 'x.csv'"), 9, ("goes with the design rows alone",)),
    "rows without a file": (sized("kind = 'rows'"), 9, ("rows = ",)),
    "rows of no file": (sized("kind = 'rows'\nrows = 'no.csv'"), 10, ("There is no file no.csv",)),
    "grid too large": (
        f"{SOUND}[uncertainties.lam]\n[uncertainties.h_act]\n[design]\nkind = 'grid'\nsteps = 1000\n",
        10,
        ("1,000,000,000 points",),
    ),
    "point with uncertainties": (sized("kind = 'point'"), 9, ("may have no uncertainties",)),
    "hypercube without uncertainties": (f"{HEAD}{POLICY}[design]\nkind = 'lhs'\n", 8, ("at least one uncertainty",)),
    "calibrated and uncertain": (sized("kind = 'posterior'"), 7, ("part of the calibrated sets",)),
    "luck": (sized("luck = 'shared'"), 9, ("'shared'", "own, common")),
    "outcome of nothing": (looked("better = 'less'"), 8, ("neither what it is of nor when",)),
    "outcome of both": (looked("of = 'war'\nwhen = 'war = 1'"), 8, ("both",)),
    "unknown measure": (looked("of = 'teritory'"), 8, ("Did you mean 'territory'",)),
    "outcome of a number": (looked("of = '5'"), 8, ("reads nothing",)),
    "bad condition": (looked("when = 'war'"), 8, ("EXPRESSION < EXPRESSION",)),
    "bad probe": (looked("of = 'peak war'"), 8, ("quantity of a probe 'war'",)),
    "probe beyond the last quarter": (
        looked("of = 'land_held@41'").replace('name = "mine"', 'name = "mine"\nquarters = 40'),
        9,
        ("beyond the last, 40",),
    ),
    "better": (looked("of = 'war'\nbetter = 'fewer'"), 10, ("'fewer'",)),
    "threshold of text": (looked("of = 'war'\nthreshold = 'low'"), 10, ("a number",)),
    "no TOML": (HEAD + "[policies\n", 5, ("no valid TOML",)),
    "empty": ("", None, ("is empty",)),
    "deep": ("x = " + "[" * 5000, 1, ("nests brackets",)),
    "of another kind": ("[project]\nname = 'x'\n", 1, ("project",)),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_line_and_what_would_be_right(slip: str) -> None:
    written, line, expected = SLIPS[slip]
    with pytest.raises(ScenarioError) as caught:
        parse(written, "mine.toml", load)
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert all(words in message for words in expected), message
    lines = [fault.line for fault in caught.value.faults]
    assert line in lines, message
    assert all(c == "\n" or c.isprintable() for c in message)


def test_all_faults_are_told_together() -> None:
    written = "sead = 1\n" + SOUND.replace("bleeding-white", "x").replace('"mine"', "3")
    with pytest.raises(ScenarioError) as caught:
        parse(written, "mine.toml", load)
    assert len(caught.value.faults) == 2
    written = SOUND.replace('china = "bleed-white"', 'chna = "x"') + "[uncertainties.psy]\n[outcomes.x]\nof = 'y'\n"
    with pytest.raises(ScenarioError) as caught:
        parse(written, "mine.toml", load)
    assert [fault.line for fault in caught.value.faults] == [5, 8, 9]


def test_a_policy_that_is_wrong_is_not_blamed_on_the_uncertainties() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(SOUND.replace('"bleed-white"', '"bled"'), "mine.toml", load)
    assert [fault.where for fault in caught.value.faults] == ["policies.bleed"]


def test_a_policy_cannot_decide_what_the_calibrated_sets_hold() -> None:
    written = SOUND.replace('doctrines = { china = "bleed-white" }', "parameters = { psi = 0.3 }")
    written += '[design]\nkind = "posterior"\npoints = 4\n'
    with pytest.raises(ScenarioError, match=r"policies.bleed.parameters.psi: is part of the calibrated sets"):
        parse(written, "mine.toml", load)
