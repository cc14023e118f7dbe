# SPDX-License-Identifier: Apache-2.0
"""Reports: one file, well formed, safe, readable with any eyes, and true to the numbers."""
from __future__ import annotations

import html
import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import joyfulprofit as jp
from joyfulprofit import _look_words, _report_words
from joyfulprofit._report import render, report_words

pytest.importorskip("jinja2")
html5lib = pytest.importorskip("html5lib")

PAIRS = [("Quickbyte Systems", "Meadow Clinics"), ("Cedar Analytics", "Nomad Travel"),
         ("Sunrise Payroll", "Falk Logistics"), ("Kestrel Legal", "Pike Brewery")]
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}{% x %}</title></svg>"


def parse(text: str) -> Any:
    """The document, by a parser that forgives nothing."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def words_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def pages(story: jp.Facts) -> dict[str, str]:
    made = {f"portfolio {language}": render(story, language=language) for language in ("en", "de")}
    for supplier, client in PAIRS:
        for language in ("en", "de"):
            made[f"{supplier} {language}"] = render(story, supplier=supplier, client=client, language=language)
    made["nothing"] = render(jp.Facts({name: [] for name in ("supplier", "client", "time", "kind", "actor")}))
    return made


@pytest.fixture(scope="module")
def all_pages(story: jp.Facts) -> dict[str, str]:
    return pages(story)


@pytest.fixture(scope="module")
def documents(all_pages: dict[str, str]) -> dict[str, Any]:
    return {name: parse(text) for name, text in all_pages.items()}


def many(count: int) -> jp.Facts:
    kinds = np.array(["meeting", "complaint", "praise", "request_made"])
    return jp.Facts({"supplier": [f"s{i % 100}" for i in range(count)] * 2, "client": [f"c{i}" for i in range(count)] * 2,
                     "time": [*range(count), *range(10**12, 10**12 + count)],
                     "kind": kinds[np.arange(2 * count) % 4].tolist(), "actor": ["client"] * (2 * count)})


# ---- What every page keeps to -----------------------------------------------------------------------------------

def test_pages_are_well_formed(all_pages: dict[str, str], documents: dict[str, Any]) -> None:
    assert documents.keys() == all_pages.keys()  # the parser has forgiven nothing
    assert all(text.startswith("<!DOCTYPE html>") for text in all_pages.values())


def test_pages_ask_nothing_of_the_network(all_pages: dict[str, str]) -> None:
    for name, text in all_pages.items():
        assert not re.search(r"https?:|//[a-z]|@import|\bsrc\s*=|<(script|link|img|iframe|object|embed)\b", text), name
        assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', text)), name
        assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", text)), name
        assert "default-src 'none'" in text


def test_pages_say_their_language_and_title(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        assert document.get("lang") == ("de" if name.endswith("de") else "en")
        assert words_of(document.find("head/title"))
        assert len(document.findall(".//h1")) == 1 and len(document.findall(".//main")) == 1


def test_every_picture_has_a_text_or_is_said_beside_it(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        by_id = {element.get("id"): element for element in document.iter() if element.get("id")}
        inner = {child for svg in document.iter("svg") for child in svg.iter("svg") if child is not svg}
        for svg in document.iter("svg"):
            if svg in inner or svg.get("aria-hidden") == "true":
                continue
            assert svg.get("role") == "img", name
            assert all(len(words_of(by_id[i])) > 5 for i in svg.get("aria-labelledby").split()), name


def test_ids_are_there_once_and_what_refers_to_them_finds_them(all_pages: dict[str, str], documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        ids = [element.get("id") for element in document.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        used = {t for e in document.iter() for t in (e.get("aria-labelledby") or "").split()}
        used |= set(re.findall(r'(?:href="|url\()#([^")]+)', all_pages[name]))
        assert used <= set(ids)


def test_tables_have_captions_and_headers(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        for table in document.iter("table"):
            assert words_of(table.find("caption")), name
            width = len(table.findall("thead/tr/th"))
            for row in table.findall("tbody/tr"):
                assert len(list(row)) == width and row.find("th").get("scope") == "row", name


def test_headings_leave_out_no_level(documents: dict[str, Any]) -> None:
    for document in documents.values():
        levels = [int(e.tag[1]) for e in document.iter() if e.tag in ("h1", "h2", "h3", "h4")]
        assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


# ---- Colours ---------------------------------------------------------------------------------------------------------

def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    rgb = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # a known near miss


def test_text_stands_out_from_its_ground_by_4_5_and_marks_by_3(all_pages: dict[str, str]) -> None:
    style = re.search(r"<style>(.*?)</style>", all_pages["portfolio en"], re.S).group(1)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style))
    grounds = [colours["paper"], colours["ground"]]
    used = set(re.findall(r"[^-]color: var\(--([a-z-]+)\)", style)) | set(
        re.findall(r"svg text[^{]*{[^}]*fill: var\(--([a-z-]+)\)", style))
    assert {"ink", "muted", "good", "bad", "accent"} <= used
    for name in used:
        assert min(contrast(colours[name], ground) for ground in grounds) >= 4.5, name
    for name in (n for n in colours if n.startswith("mark-")):
        assert min(contrast(colours[name], ground) for ground in grounds) >= 3, name


# ---- What comes in ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("place", ["supplier", "client", "id"])
def test_hostile_names_are_shown_and_not_obeyed(place: str) -> None:
    row = {"supplier": "A", "client": "B", "id": "1", place: HOSTILE, "time": 0, "kind": "complaint", "actor": "client"}
    facts = jp.Facts([row])
    for text in (render(facts), render(facts, supplier=row["supplier"], client=row["client"])):
        document = parse(text)
        assert not list(document.iter("script"))
        assert "<script>" not in text
    assert html.escape(HOSTILE, quote=False)[:20] in text
    assert HOSTILE in "".join(document.itertext())


def test_characters_that_cannot_be_shown_are_replaced() -> None:
    name = "a\x1b[31m\u2028b"
    facts = jp.Facts({"supplier": [name], "client": ["B"], "time": [0], "kind": ["complaint"], "actor": ["client"]})
    for text in (render(facts), render(facts, supplier=name, client="B")):
        parse(text)
        assert "a\ufffd[31m\ufffdb" in text and "\x1b" not in text


def test_a_model_of_ones_own_is_named_with_its_hash() -> None:
    model = jp.Model.default().replace(name="<ours>", version="7", parameters={"silence_days": 30})
    facts = {"supplier": ["A"], "client": ["B"], "time": [0], "kind": ["complaint"], "actor": ["client"]}
    text = render(facts, model=model)
    assert "&lt;ours&gt;" in text and model.hash[:12] in text


# ---- True to the numbers -------------------------------------------------------------------------------------------------

def rows_under(document: Any, heading: str) -> list[list[str]]:
    section = next(s for s in document.iter("section") if s.get("aria-labelledby") == heading)
    return [[words_of(cell) for cell in row] for row in section.findall(".//tbody/tr")]


def test_the_portfolio_says_what_score_says(story: jp.Facts, documents: dict[str, Any]) -> None:
    table = jp.score(story)
    scores = {f"{row['supplier']} / {row['client']}": row for row in table.rows()}
    rows = rows_under(documents["portfolio en"], "all")
    assert sorted(row[1] for row in rows) == sorted(scores)
    for row in rows:
        s = scores[row[1]]
        assert row[3] == f"{s['health']:.2f}" and row[5] == f"{s['closure']:.2f}" and row[7] == f"{s['risk_index']:.2f}"
        assert row[6] == f"{100 * s['closure.coverage']:.0f} %" and row[8] == str(s["facts"])
    known = [scores[row[1]]["risk_index"] for row in rows if scores[row[1]]["status"] == "known"]
    assert known == sorted(known, reverse=True)
    assert scores[rows[-1][1]]["status"] == "unknown"


def test_the_unknown_is_never_called_good_or_bad(all_pages: dict[str, str], documents: dict[str, Any]) -> None:
    rows = rows_under(documents["portfolio en"], "all")
    assert [row[2] for row in rows if row[1] == "Kestrel Legal / Pike Brewery"] == ["unknown"]
    text = all_pages["Kestrel Legal en"]
    assert "Too little is known to say how this relationship stands" in text
    head = text[:text.index("</section>")]
    assert "#m-good" not in head[head.index("<header>"):] and "#m-bad" not in head[head.index("<header>"):]


def test_what_is_good_is_not_what_to_look_at_first(documents: dict[str, Any]) -> None:
    document = documents["portfolio en"]
    (first,) = [e for e in document.iter("ol") if e.get("class") == "first"]
    names = [words_of(e) for e in first.iter("h3")]
    assert names[0] == "Cedar Analytics / Nomad Travel" and "Lindqvist Design / Harbour Museum" not in names


def test_a_relationship_says_what_explain_and_next_say(story: jp.Facts, documents: dict[str, Any]) -> None:
    why = jp.explain(story, "Quickbyte Systems", "Meadow Clinics")
    document = documents["Quickbyte Systems en"]
    said = words_of(document)
    assert why.text() in said
    rows = rows_under(document, "equation")
    assert [row[2] for row in rows] == ["0.56", "0.36", "0.39", "0.44"]  # as docs/explain.md has them
    assert "holds it down most" in rows[2][0]
    actions = [row[0] for row in rows_under(document, "next")][:3]
    assert actions == jp.next_actions(story, "Quickbyte Systems", "Meadow Clinics")["label"].tolist()[:3]
    facts = [row[0] for row in rows_under(document, "why") if "story-" in row[0]]
    assert facts[:2] == ["Decision taken over the other's head [story-91]", "Rework requested [story-90]"]


def test_the_german_page_speaks_as_the_library_does(story: jp.Facts, documents: dict[str, Any]) -> None:
    why = jp.explain(story, "Quickbyte Systems", "Meadow Clinics")
    said = words_of(documents["Quickbyte Systems de"])
    assert why.text("de") in said and "0,43" in said and "0.43" not in said


def test_silence_and_blind_spots_of_the_story_are_found(documents: dict[str, Any]) -> None:
    document = documents["portfolio en"]
    (silent,) = rows_under(document, "silent")
    assert silent[:4] == ["Cedar Analytics / Nomad Travel", "2024-01-18", "160", "119"]  # as docs/explain.md has it
    assert {row[0] for row in rows_under(document, "blind")} == {"Sunrise Payroll / Falk Logistics"}


def test_what_one_side_alone_has_rated_is_said_to_be_so(documents: dict[str, Any]) -> None:
    assert "Only the client has said something of: bad service" in words_of(documents["Quickbyte Systems en"])


# ---- How many ----------------------------------------------------------------------------------------------------------------

def test_without_facts_a_page_says_that_nothing_is_known(all_pages: dict[str, str]) -> None:
    assert "No client relationships" in all_pages["nothing"] and "<table" not in all_pages["nothing"]


def test_one_relationship_is_a_portfolio_too() -> None:
    text = render({"supplier": ["A"], "client": ["B"], "time": [0], "kind": ["praise"], "actor": ["client"]})
    assert "One client relationship" in text and len(rows_under(parse(text), "all")) == 1


def test_ten_thousand_are_shown_in_part_and_the_rest_is_counted() -> None:
    text = render(many(10_000))
    document = parse(text)
    assert "10,000 client relationships" in text
    assert len(rows_under(document, "all")) == 200 and "9,800 more are not shown." in text
    assert len(text) < 600_000
    assert "10.000 Kundenbeziehungen" in render(many(10_000), language="de")


def test_a_party_has_a_portfolio_of_its_own(story: jp.Facts) -> None:
    text = render(many(300), supplier="s7")
    assert {row[1] for row in rows_under(parse(text), "all")} == {"s7 / c7", "s7 / c107", "s7 / c207"}
    with pytest.raises(jp.NotFoundError, match="no client 'Nobody'"):
        render(story, client="Nobody")


def test_before_the_first_fact_and_after_the_end(story: jp.Facts) -> None:
    early = render(story, as_of="2000-01-01T00:00:00Z", supplier=PAIRS[0][0], client=PAIRS[0][1])
    parse(early)
    assert "There is no moment at which anything was known" in early
    parse(render(story, as_of="2000-01-01T00:00:00Z"))
    ended = render({"supplier": ["A"] * 2, "client": ["B"] * 2, "time": [0, 10**13], "kind": ["meeting", "termination"],
                    "actor": ["client"] * 2}, supplier="A", client="B")
    parse(ended)
    assert "The relationship has ended." in ended


def anything(seed: int) -> list[dict[str, Any]]:
    """Facts of up to four relationships with what a model allows: any kind, any rating, any span of time."""
    chance = random.Random(seed)
    document = jp.Model.default().to_dict()
    kinds = [k for k in document["kinds"] if not k.get("derived")]
    start, span = chance.choice([0, -10**15, 10**15]), chance.choice([0, 1, 3 * 10**11, 4 * 10**14])
    rows: list[dict[str, Any]] = []
    for _ in range(chance.choice([1, 2, 10, 60])):
        row = {"supplier": chance.choice(["S", "<i>"]), "client": chance.choice(["C", "\"&"]),
               "time": start + int(chance.random() * span), "id": chance.choice([None, "x<"])}
        kind = chance.choice(kinds)
        rated = chance.random() < 0.4
        actor = "either" if rated else kind["actors"]
        row |= {"kind": "rating" if rated else kind["id"],
                "actor": chance.choice(["client", "supplier"]) if actor == "either" else actor,
                "item": chance.choice(document["indicators"][:9])["id"] if rated else None,
                "value": chance.random() if rated else None, "guess": chance.random() < 0.3 if rated else None}
        rows.append(row)
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_whatever_has_happened_can_be_told(seed: int) -> None:
    rows = anything(seed)
    facts = jp.Facts(rows)
    for as_of in (None, min(row["time"] for row in rows) - 1, max(row["time"] for row in rows) + 10**14):
        parse(render(facts, as_of=as_of, supplier=rows[0]["supplier"], client=rows[0]["client"]))
        assert render(facts, as_of=as_of, client=rows[0]["client"], language="de").endswith("</html>\n")


def test_a_model_without_bands_calls_nothing_good_or_bad(story: jp.Facts) -> None:
    model = jp.Model.default().replace(bands={"health": [], "closure": [], "risk_index": []}, name="plain")
    document = parse(render(story, model=model))
    assert {row[2] for row in rows_under(document, "all")} == {"known", "unknown"}
    parse(render(story, model=model, supplier="Cedar Analytics", client="Nomad Travel"))


# ---- The file -------------------------------------------------------------------------------------------------------------------

def test_a_file_is_written_whole_or_not_at_all(story: jp.Facts, tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    assert jp.report(story, target) == target
    before = target.read_text(encoding="utf-8")
    assert before == render(story)
    with pytest.raises(jp.NotFoundError):
        jp.report(story, target, supplier="A", client="B")
    with pytest.raises(jp.ArgumentError, match="language: expected 'en' or 'de', got 'fr'"):
        jp.report(story, str(target), language="fr")
    with pytest.raises(OSError):
        jp.report(story, tmp_path / "none" / "r.html")
    assert target.read_text(encoding="utf-8") == before and [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_a_report_is_a_pure_function_of_what_it_is_about(story: jp.Facts) -> None:
    assert render(story) == render(story)


def test_the_languages_say_the_same_things() -> None:
    for tables in (_look_words.LANGUAGES, _report_words.LANGUAGES):
        english, german = tables["en"], tables["de"]
        assert list(english) == list(german)
        for key in english:
            names = [sorted(set(re.findall(r"{(\w+)}", table[key]))) for table in (english, german)]
            assert names[0] == names[1], key
            assert english[key].strip() and german[key].strip()
    assert not set(_look_words.LANGUAGES["en"]) & set(_report_words.LANGUAGES["en"])


def test_no_word_is_kept_that_no_page_says() -> None:
    package = Path(jp.__file__).parent
    used = "".join(p.read_text(encoding="utf-8") for p in [*package.glob("_templates/*"), package / "plot.py",
                   package / "_tidy.py", *package.glob("_report*.py")] if p.name != "_report_words.py")
    made = re.compile(r"read_|endgame_|of_|next_|where_title|suffering|control|resignation|pillar|ability|cocreation|"
                      r"pledge|engage|excite|conversation|caring|client|supplier|both|Client|Supplier|known|unknown|"
                      r"ended|agreed|blind_spot|undervalued|good|even|bad|yes|no|undecided|fulfilling|value_consensus")
    unused = [key for key in report_words("en") if not made.match(key) and not re.search(rf"\b{key}\b", used)]
    assert unused == []


# ---- In a browser ------------------------------------------------------------------------------------------------------------------

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")

PROBE = """<script>
const bad = [];
const paint = c => (c.match(/[\\d.]+/g) || []).map(Number);
const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b; };
let least = 99, texts = 0, wide = 0;
for (const e of document.querySelectorAll("body *")) {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (!e.closest(".hidden, .skip, thead") && box.width && box.right > innerWidth + 1) bad.push(e.tagName + " " + e.className);
  if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || ["SCRIPT", "STYLE", "title", "desc"].includes(e.tagName)) continue;
  let ground = e, colour = paint(style.color);
  if (e instanceof SVGElement) colour = paint(style.fill);
  while (ground && (paint(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
  const back = ground ? paint(getComputedStyle(ground).backgroundColor) : [255, 255, 255];
  const [a, b] = [light(colour), light(back)].sort((x, y) => y - x);
  least = Math.min(least, (a + .05) / (b + .05)); texts++;
}
document.documentElement.dataset.found = JSON.stringify({bad, least, texts, width: document.documentElement.scrollWidth, inner: innerWidth});
</script>"""


def chromium(folder: Path, page: Path, *options: str) -> bytes:
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
               "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1",
               "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)}).stdout


@in_browser
@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("which", ["portfolio de", "Cedar Analytics en", "Sunrise Payroll de"])
def test_a_page_fits_a_phone_and_a_desk_and_is_legible(all_pages: dict[str, str], tmp_path: Path, which: str,
                                                      width: int) -> None:
    page = tmp_path / "page.html"
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", all_pages[which])
    page.write_text(text.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    # A window is at least 500 wide, so a phone is a frame of its width.
    frame = tmp_path / "frame.html"
    frame.write_text(f'<body style="margin:0"><iframe src="page.html" style="width:{width}px;height:900px;border:0">'
                     "</iframe><script>onload = () => document.documentElement.dataset.found = document.querySelector("
                     "'iframe').contentDocument.documentElement.dataset.found</script>", encoding="utf-8")
    dump = chromium(tmp_path, frame, "--allow-file-access-from-files", f"--window-size={max(width, 600)},900",
                    "--virtual-time-budget=3000", "--dump-dom").decode()
    found = json.loads(html.unescape(re.search(r'data-found="([^"]*)"', dump).group(1)))
    assert found["inner"] == width and found["texts"] > 50
    assert found["bad"] == [] and found["width"] <= width
    assert found["least"] >= 4.5


@in_browser
def test_pictures_of_the_page_are_no_blank_sheets(all_pages: dict[str, str], tmp_path: Path) -> None:
    image_of = pytest.importorskip("PIL.Image")
    page = tmp_path / "page.html"
    page.write_text(all_pages["Cedar Analytics en"], encoding="utf-8")
    chromium(tmp_path, page, "--window-size=600,3000", f"--screenshot={tmp_path / 'page.png'}")
    pixels = np.asarray(image_of.open(tmp_path / "page.png").convert("RGB"))
    assert pixels.shape == (3000, 600, 3)
    inked = (pixels.min(axis=2) < 200).mean(axis=1)
    assert (inked > 0).mean() > 0.4  # rows with something on them
    blue = (np.abs(pixels.astype(int) - [0, 0x72, 0xb2]).max(axis=2) < 12).sum()
    assert blue > 500                # what helps, and the line of health


@in_browser
def test_a_page_can_be_printed(all_pages: dict[str, str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(all_pages["portfolio en"], encoding="utf-8")
    chromium(tmp_path, page, f"--print-to-pdf={tmp_path / 'page.pdf'}", "--no-pdf-header-footer")
    data = (tmp_path / "page.pdf").read_bytes()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", data)) <= 6


# ---- The same list as a table --------------------------------------------------------------------------------

@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("party", [{}, {"supplier": "Quickbyte Systems"}, {"client": "Nomad Travel"}])
def test_the_table_of_whom_to_look_at_first_is_that_of_the_report(language, party, story, tmp_path):
    table = jp.look_first(story, language=language, **party)
    page = jp.report(story, tmp_path / "r.html", language=language, **party).read_text(encoding="utf-8")
    listed = re.search(r'<ol class="first">(.*?)</ol>', page, re.S)
    items = re.findall(r"<li.*?</li>", listed[1], re.S) if listed else []
    assert len(items) == table.num_rows
    for item, row in zip(items, table.rows(), strict=True):
        said = html.unescape(re.sub("<[^>]*>", "", item))
        for words in (row["client"], row["band"], row["why"], row["action"]):
            assert words in said


def test_whom_to_look_at_first(story):
    table = jp.look_first(story)
    scores = jp.score(story, want=("headlines", "intervals", "silence"))
    assert table["risk_index"].tolist() == sorted(table["risk_index"].tolist(), reverse=True) and table.num_rows == 5
    same = [name for name in table if name in scores]
    assert {"supplier", "client", "facts", "health", "health.low", "closure.coverage", "silence.client.days"} <= set(same)
    for row in table.rows():
        own = scores.take((scores["supplier"] == row["supplier"]) & (scores["client"] == row["client"])).row(0)
        assert own["status"] == "known" and {n: row[n] for n in same} == {n: own[n] for n in same}
        assert row["why"] == jp.explain(story, row["supplier"], row["client"]).text()
        best = jp.next_actions(story, row["supplier"], row["client"]).row(0)
        assert (row["action"], row["action.health"]) == (best["label"], best["health"])
    assert list(jp.look_first(story, count=2).rows()) == list(table.head(2).rows())
    assert jp.look_first(story, count=0).columns == table.columns
    assert "risk_index" in repr(table) and len(table.to_dict()["why"]) == 5


def test_nobody_to_look_at_first(story):
    empty = jp.look_first(jp.Facts([]))
    assert empty.num_rows == 0 and empty.columns == jp.look_first(story).columns
    assert jp.look_first(story, "2020-01-01T00:00:00Z").num_rows == 0
    with pytest.raises(jp.NotFoundError, match="there is no client 'Nobody'"):
        jp.look_first(story, client="Nobody")
    with pytest.raises(jp.ArgumentError, match="supplier= or client=, not both"):
        jp.look_first(story, supplier="a", client="b")
    with pytest.raises(jp.ArgumentError, match="client: expected text, got int"):
        jp.look_first(story, client=3)
    with pytest.raises(jp.ArgumentError, match="count: expected a number from 0, got -1"):
        jp.look_first(story, count=-1)
    with pytest.raises(jp.ArgumentError, match="language: expected 'en' or 'de'"):
        jp.look_first(story, language="fr")
