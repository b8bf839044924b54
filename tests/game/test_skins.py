"""A skin hides every real name that people would read, and what they type under it is read back exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import scenarios
from docs.catalogue import gathered, held, key_of, said_of
from sim import cards, language, moves
from sim.errors import UnknownName
from sim.game import skins
from sim.language import ORIGINAL
from sim.orders import order
from sim.sitting import Sitting
from tests.sittings import model

UNDATED = "country-t-undated"

# Gathered by reading, and not from the skin's own table.
REAL = (
    r"vi[eệ]t ?nam(ese)?|china|chinese|sino|beijing|peking|hanoi|washington|america[ns]*|united states|moscow"
    r"|russia[ns]*|ussr|soviet|ukrain\w+|kyiv|europe(an)?|cambodia[n]?|khmer|phnom penh|laos|laotian|asean|taiwan"
    r"|japan(ese)?|india[n]?|philippine\w*|korea[ns]*|israel|gaza|iran(ian)?|mongolia|belarus\w*|finland|amur|ussuri"
    r"|vladivostok|cam ranh|da nang|lang son|lao cai|cao bang|indochina|asia[n]?|siberia\w*|red sea|himalaya|far east"
    r"|gorbachev|brezhnev|deng|mao|putin|biden|trump|zelensk\w+|pol pot|kremlin|white house|nato|cptpp|evfta"
    r"|rcep|hd-981|australia|kiev|sweden|south china sea|indo-pacific|atacms|himars"
)
REAL_VI = (
    r"việt nam|trung quốc|bắc kinh|hà nội|hoa kỳ|liên xô|xô viết|campuchia|phnom penh|khmer|lào|đài loan|nhật bản|ấn độ"
    r"|triều tiên|hàn quốc|mông cổ|phần lan|thụy điển|châu âu|châu á|trung á|viễn đông|biển đông|biển đỏ|đông dương"
    r"|lạng sơn|lào cai|cao bằng|đà nẵng|nhà trắng|moskva|đông nam á|thái bình dương|đặng tiểu bình"
)
SHORT, SHORT_VI = r"US|USA|PRC|Xi|Hu", r"Mỹ|Nga|Úc"
CITATION = re.compile(r"\[[A-Z][^\]]*\]")


@pytest.fixture(autouse=True)
def bare() -> Iterator[None]:
    yield
    skins.use("")
    language.choose(ORIGINAL)


def texts() -> list[str]:
    """Return every text of the game in English, from the catalogue's template, and what it may call by name."""
    return [key_of(message) for message in gathered() if message.id]


def identifiers() -> set[str]:
    """Return every name that orders and messages can hold: seats, moves, answers, options, doctrines, scenarios."""
    found = set(moves.table()) | {row.id for rows in moves.answers().values() for row in rows}
    for card in cards.table().values():
        found |= {card.id} | {option.id for options in card.options.values() for option in options}
    for name in scenarios.names():
        scenario = scenarios.load(name)
        found |= {name, *scenario.seats}
        found |= {doctrine for seat in scenario.seats.values() for doctrine in seat.doctrines}
    return found


def test_no_real_name_is_left_in_any_text_of_the_game() -> None:
    skins.use("country-t")
    pattern = re.compile(rf"(?<![\w])(?:{REAL})(?![\w])", re.IGNORECASE)
    short = re.compile(rf"(?<![\w])(?:{SHORT})(?![\w])")
    left = {f[0]: t for t in texts() for f in (pattern.search(_told(t)), short.search(_told(t))) if f}
    assert not left


def test_no_real_name_is_left_in_the_vietnamese_texts() -> None:
    language.choose("vi")
    skins.use("country-t")
    plain = re.compile(rf"(?<![\w])(?:{REAL}|{REAL_VI})(?![\w])", re.IGNORECASE)
    short = re.compile(rf"(?<![\w])(?:{SHORT_VI})(?![\w])")
    said = map(said_of, held("vi"))
    left = {f[0]: t for t in said for f in (plain.search(_told(t)), short.search(_told(t))) if f}
    assert not left


def _told(text: str) -> str:
    """Return a text under the skin, without its citations, whose keys are nobody's disguise."""
    return CITATION.sub("", skins.shown(text))


@pytest.mark.parametrize("name", ["country-t", UNDATED])
def test_identifiers_are_shown_and_read_back_exactly(name: str) -> None:
    skins.use(name, "1979Q1")
    pattern = re.compile(rf"(?:^|-)(?:{REAL}|us|cam-ranh)(?:-|$)")
    for each in identifiers():
        shown = skins.shown(each)
        assert not pattern.search(shown), shown
        assert skins.read(shown) == each
        assert skins.read(each) == each
    assert len({skins.shown(each) for each in identifiers()}) == len(identifiers())


@pytest.mark.parametrize("name", ["tutorial", "four-nos", "ukraine-analogue", "amur"])
def test_typed_orders_are_read_back_to_the_same_order(name: str) -> None:
    scenario = scenarios.load(name)
    skins.use("country-t")
    for seat in scenario.seats:
        role = scenario.role_of(seat)
        for row in moves.of_seat(role, seat):
            typed = skins.shown(f"{seat}: {row.id}; posture {scenario.seats[seat].doctrine}; say firm")
            real_seat, _colon, rest = skins.read(typed).partition(":")
            assert real_seat == seat
            assert order(rest, role, seat).moves == (row.id,)


def test_an_order_of_a_whole_turn_survives_the_skin_there_and_back() -> None:
    game = model("four-nos", seed=1, runs=1)
    play = Sitting(game)
    skins.use("country-t")
    for seat in play.turn().acting:
        choices = play.choices(seat)
        listed = ", ".join(offer.id for offer in choices.moves)
        text = f"{seat}: {listed}; posture {choices.postures[0]}"
        assert skins.read(skins.shown(text)) == text
    game.close()


def test_the_short_name_of_a_seat_is_no_english_word() -> None:
    skins.use("country-t")
    assert skins.shown("It tells us what they want, between us all.") == "It tells us what they want, between us all."
    assert skins.shown("us: aid-more") == "country-w: aid-more"
    assert skins.shown("(known: china, russia, us, vietnam)") == "(known: country-n, country-e, country-w, country-t)"
    assert skins.shown("United States (us): a person") == "Country W (country-w): a person"
    assert skins.read("country-w: aid-more") == "us: aid-more"


def test_articles_and_beginnings_of_sentences_are_mended() -> None:
    skins.use("country-t")
    assert skins.shown("An American carrier calls.") == "A Country W carrier calls."
    assert skins.shown("The United States waits. ASEAN does not.") == "Country W waits. The League does not."
    assert skins.shown("1979Q1  ASEAN parts.") == "1979Q1  The League parts."
    assert skins.shown("a Central Asia in ruins") == "an Inner Lands in ruins"


def test_years_stay_unless_the_skin_hides_them() -> None:
    text = "17 February 1979; 1979-82; 650,000 soldiers in 2,020 places; by the late 1990s; 1980Q3"
    skins.use("country-t", "1979Q1")
    assert skins.shown(text) == text
    skins.use(UNDATED, "1979Q1")
    hidden = skins.shown(text)
    counted = "17 February Year 1; Year 1-4; 650,000 soldiers in 2,020 places; by the years around Year 12; Year 2 Q3"
    assert hidden == counted
    assert skins.shown("border-war-1979") == "border-war-year-1"
    skins.use(UNDATED)
    assert skins.shown("in 1979") == "in a year"
    language.choose("vi")
    skins.use(UNDATED, "1979Q1")
    assert skins.shown("Tháng Hai năm 1979, thập niên 1980") == "Tháng Hai năm thứ 1, những năm quanh năm thứ 2"


def test_no_year_is_left_where_the_skin_hides_them() -> None:
    year = re.compile(r"(?<![\d.,])(?:1[89]|20)\d\d(?!\d|,\d)")
    for code in ("en", "vi"):
        language.choose(code)
        skins.use(UNDATED, "1979Q1")
        told = texts() if code == "en" else map(said_of, held("vi"))
        left = [text for text in map(_told, told) if year.search(text)]
        assert left == []


def test_without_a_skin_nothing_is_changed() -> None:
    skins.use("")
    assert skins.current() == ""
    for text in texts()[:200]:
        assert skins.shown(text) is text
    assert skins.read("country-t: denial") == "country-t: denial"
    assert skins.revealed() == ()


def test_the_debrief_can_name_what_was_hidden() -> None:
    skins.use("country-t")
    rows = dict(skins.revealed())
    assert rows["Country T"].startswith("Vietnam")
    assert "Moscow" in rows["E City"]
    assert not [real for real in rows.values() if "the " in real.split(",")[0]]
    assert len(rows) == len(skins.revealed())


def test_an_unknown_skin_offers_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        skins.use("country-x")
    assert caught.value.nearest == "country-t"
    assert skins.current() == ""
