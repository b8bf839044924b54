"""Effects in plain words: "trust between challenger and target +0.05, once"; "... × 0.9, for 4 quarters".

The words for rows of the state and for parameters are those of their tables; those for levers and opening values stand
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sim.effects import Effect, Path
from sim.language import _, in_words
from sim.parameters import table as parameters
from sim.seats import Role
from sim.world import ROWS, Row

PATRONS = (_("first patron"), _("second patron"))
SIDES = (_("target"), _("challenger"))
PLAIN_UNITS = (
    "share",
    "index",
    "ratio",
    "flag",
    "utility",
    "logit",
    "-",
    "chance/quarter",
    "share/quarter",
    "share/year",
)
"""Units that the words for a value leave in no doubt."""

ROW_WORDS: Mapping[str, str] = {
    "breach": _("alignment that the challenger fears, fading"),
    "gdp_path": _("the target's GDP, over that of the opening"),
    "output": _("the target's own munitions output"),
    "conceded": _("policy conceded by the target"),
    "level": _("the target's partnership with the {patron}"),
    "credibility": _("how far the partnership with the {patron} is believed"),
    "reliability": _("the target's belief that the {patron} delivers"),
    "fatigue": _("the {patron}'s fatigue with aiding"),
    "mood": _("the {patron}'s disposition towards the target"),
    "support": _("the {patron}'s support for the target"),
    "distraction": _("pull of another theatre on the {patron}"),
    "rivalry": _("rivalry of the {patron} with the challenger"),
    "usual_aid": _("aid for which the {patron} is known of late"),
    "force": _("forces of the {side} able to reach the theatre"),
    "dead": _("military dead of the {side}"),
    "burden": _("cumulated burden of war of the {side}"),
    "weariness": _("war weariness of the {side}"),
    "optimism": _("private optimism of the {side} about the war"),
}
"""Rows of the state whose meaning in `sim.world` reads badly beside a size, or is that of a pair."""
PARAMETER_WORDS: Mapping[str, str] = {
    "step_speed": _("speed at which one patron comes to meet what the other no longer sends"),
    "fear_fixed": _("the challenger's fear that the target will return, as far as it is fixed"),
    "hdg": _("the price of hedging: support of a patron lost by ties elsewhere"),
}

LEVERS: Mapping[Role, Mapping[str, str]] = {
    Role.TARGET: {
        "level_a": _("partnership sought with the first patron"),
        "level_b": _("partnership sought with the second patron"),
        "tie": _("tie sought with the challenger"),
        "reassurance": _("effort spent on reassuring the challenger"),
        "concession": _("readiness to give way on policy"),
        "self_help": _("denial and people's defence"),
        "conditional": _("partnership sought with the first patron under threat, beyond the usual"),
        "seasoning": _("exercises and stockpiles with the first patron, without a treaty"),
    },
    Role.CHALLENGER: {
        "coerce": _("leaning to coerce by trade"),
        "grey": _("leaning to press in the grey zone"),
        "crisis": _("leaning to open a crisis"),
        "punish": _("leaning to a punitive war"),
        "seize": _("leaning to a war for land"),
        "bleed": _("intensity of fighting on a static border"),
        "hold": _("share of held land that it would keep in a settlement"),
        "offense": _("share of its effort spent attacking on a static front"),
    },
}
PATRON_LEVERS: Mapping[str, str] = {
    "offer": _("highest partnership on offer"),
    "aid": _("aid given, of what support would carry"),
    "fear": _("fear of escalation"),
    "lean": _("leaning to the challenger"),
    "arms": _("arms sold to the target, its own output a quarter"),
    "challenger_supply": _("supplies to the challenger, its output"),
}
SETTINGS: Mapping[str, str] = {
    "grievance": _("the challenger's grievance at the opening"),
    "grievance_structural": _("the challenger's usual grievance"),
    "trust": _("trust at the opening"),
    "tie": _("tie with the challenger at the opening"),
    "trade_dependence": _("the target's usual dependence on trade with the challenger"),
    "polarisation": _("how far the world is parted into camps"),
    "nuclear": _("the challenger's nuclear shadow"),
    "front": _("troops that the challenger can bring into contact"),
    "burden_scale": _("scale of the burden of war"),
    "market": _("access to the challenger's market"),
    "expedition_share": _("part of the grievance that is about troops in a third country"),
    "population": _("people of the {side}"),
    "force": _("usual force of the {side}"),
    "force_ceiling": _("largest possible force of the {side}"),
    "quality": _("quality of the {side}'s troops"),
    "output": _("fire that the {side} produces"),
    "dead": _("dead of the {side} at the opening"),
    "target_growth": _("the target's growth a year on a calm path"),
    "target_drain": _("the target's other burdens in war, share of GDP a year"),
    "target_expedition": _("the target's troops in a third country at the opening"),
    "target_expedition_drain": _("part of those burdens that is the troops abroad"),
    "target_army": _("usual size of the target's army"),
    "level": _("tie of the {patron} at the opening"),
    "credibility": _("credibility of the {patron} at the opening"),
    "rivalry": _("rivalry of the {patron} with the challenger at the opening"),
    "rivalry_structural": _("usual rivalry of the {patron} with the challenger"),
    "border": _("how far the {patron} borders on the challenger"),
    "corridor": _("room in which the {patron}'s help can reach the target"),
    "capacity": _("aid that the {patron} can send a quarter"),
    "patron_market": _("access to the {patron}'s market"),
    "commitments": _("means of the {patron} that are bound elsewhere"),
    "votes": _("how far the {patron}'s aid hangs on votes"),
    "divided": _("whether the {patron}'s government opens divided"),
    "need": _("need of the {patron} through a war of its own"),
    "dependence": _("dependence of the {patron} on the challenger"),
}
"""Opening values by the name under which rules read them; those of both sides once, without the side."""

SCALES: Mapping[str, str] = {
    "": "",
    "cohesion": _("as far as ASEAN holds together"),
    "greed": _("as far as the challenger is greedy"),
    "modesty": _("as far as the challenger is not greedy"),
    "support-a": _("as far as the first patron supports the target"),
    "support-b": _("as far as the second patron supports the target"),
    "rivalry-a": _("as far as the first patron is the challenger's rival"),
    "rivalry-b": _("as far as the second patron is the challenger's rival"),
    "legitimacy": _("as far as the target's government stands well at home"),
    "trade": _("as far as the target depends on trade with the challenger, 15 % counting in full"),
    "weariness": _("as far as the target is weary of war"),
}
"""What a share of a run by which a size is multiplied means; named as in `sim.effects.SCALES`."""
CHANCES: Mapping[str, str] = {
    "": "",
    "support-a": _("the first patron may refuse: the likelier to agree, the more it supports the target"),
    "support-b": _("the second patron may refuse: the likelier to agree, the more it supports the target"),
    "cohesion": _("ASEAN may fail to agree: the likelier to agree, the better it holds together"),
}


@lru_cache(maxsize=1)
def _rows() -> dict[str, Row]:
    return {row.name: row for row in ROWS}


def place(path: Path) -> str:
    """Return what an effect changes, in words."""
    if path.kind == "agenda":
        return _("ASEAN's cohesion")
    if path.kind == "parameter":
        return PARAMETER_WORDS.get(path.name) or _(parameters()[path.name].meaning)
    if path.kind == "lever":
        role = Role(path.role)
        return LEVERS[role][path.name] if role in LEVERS else PATRON_LEVERS[path.name]
    return _of_row(path) if path.kind == "state" else _opening(path)


def address(path: Path) -> str:
    """Return a path as the tables write it: `state.mood.a`, `lever.tie`."""
    if path.place is None:
        return f"{path.kind}.{path.name}"
    sided = "{side}" in ROW_WORDS.get(path.name, "")
    return f"{path.kind}.{path.name}.{('target', 'challenger')[path.place] if sided else 'ab'[path.place]}"


def unit(path: Path) -> str:
    """Return the unit in which an effect's size is added, where the words leave it in doubt; else nothing."""
    if path.kind == "state":
        found = _rows()[path.name].unit
    elif path.kind == "parameter":
        found = parameters()[path.name].unit
    else:
        found = "100 000 troops" if path.name.endswith(("_force", "_force_ceiling", "front", "army")) else ""
    return "" if found in PLAIN_UNITS else in_words(found)


def _of_row(path: Path) -> str:
    """Return what a row of the state means, with whose it is."""
    held = path.place or 0
    words = ROW_WORDS.get(path.name)
    if words is not None:
        return words.format(patron=PATRONS[held], side=SIDES[held])
    meaning = _(_rows()[path.name].meaning)
    return meaning if path.place is None else f"{meaning} ({PATRONS[held]})"


def _opening(path: Path) -> str:
    """Return what an opening value means, with whose it is."""
    if path.name in SETTINGS:
        return SETTINGS[path.name].format(patron=PATRONS[path.place or 0])
    side, _sign, name = path.name.partition("_")
    return SETTINGS[name].format(side=_(side))


def size(effect: Effect) -> str:
    """Return how much an effect changes: "+0.05", or "× 0.9"."""
    if effect.times:
        return f"× {effect.size:g}"
    held = unit(effect.path)
    return f"{effect.size:+g}".replace("-", "−") + (f" ({held})" if held else "")


def span(effect: Effect, lasts: int, after: int = 0) -> str:
    """Return for how long an effect changes something, and after how long.

    Parameters
    ----------
    lasts : quarters for which what it belongs to is in force.
    after : quarters before it begins.
    """
    if effect.path.kind in ("state", "agenda"):
        held = _("once")
    elif effect.stays:
        held = _("for good")
    else:
        held = _("this quarter") if lasts == 1 and not after else quarters(lasts)
    return held if not after else _("{held}, beginning {when}").format(held=held, when=coming(after))


def quarters(count: int) -> str:
    """Return a length in words: "for 4 quarters"."""
    return _("for a quarter") if count == 1 else _("for {count} quarters").format(count=count)


def coming(count: int) -> str:
    """Return when something comes, in words: "next quarter", "in 3 quarters"."""
    return _("next quarter") if count == 1 else _("in {count} quarters").format(count=count)


def sentence(effect: Effect, lasts: int, after: int = 0) -> str:
    """Return an effect in words: what it changes, by how much, how long, and by what that is multiplied."""
    parts = [f"{place(effect.path)} {size(effect)}", span(effect, lasts, after), SCALES[effect.by]]
    return ", ".join(part for part in parts if part)


def sentences(effects: Iterable[Effect], lasts: int, after: int = 0) -> list[str]:
    """Return effects in words, one a line, in their published order."""
    return [sentence(effect, lasts, after) for effect in effects]
