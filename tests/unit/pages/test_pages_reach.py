"""What a page leads to is looked for among the files of the site: links, styles, scripts, and places in a page."""

from __future__ import annotations

import pytest

from site_builder.pages.reach import DeadLink, Reach
from site_builder.promises import Promise

FILES = (
    "index.html",
    "about/index.html",
    "assets/handlelists/js/1/main.js",
    "a b.png",
    "feeds/v1/index.json",
)


def dead(
    html: str, page: str = "guides/first/index.html", site_url: str = "https://lists.example/"
) -> list[DeadLink]:
    reach = Reach(site_url)
    for path in FILES:
        reach.add(path)
    reach.add("policy/index.html", b"<h2 id='contacts'>Whom</h2><a name=old></a>")
    reach.add(page, html.encode())
    return list(reach.dead())


@pytest.mark.parametrize(
    "href",
    [
        *("", "#", "#here", "#top", ".", "./", "../..", "../../", "../../#", "../../?q=x#q=x"),
        *("../../about/", "../../about/index.html", "../../policy/#contacts", "../../policy/#old"),
        *("../../policy/#record=7k3f9q2m4d1p&amp;list=harbour", "../../a%20b.png", "/about/", "/"),
        *("mailto:a@b.example", "https://elsewhere.example/x", "//elsewhere.example/x", "data:,x", "tel:1"),
        "https://lists.example/what-else-the-host-serves",
    ],
)
def test_what_is_there_and_what_is_elsewhere_is_let_be(href: str) -> None:
    assert dead(f'<p id="here"><a class="x" href="{href}">x</a></p>') == []


@pytest.mark.parametrize(
    "html",
    [
        *('<img src="{}">', "<SCRIPT SRC={}></SCRIPT>", '<iframe src="{}">', '<object data="{}">'),
        *('<link rel="stylesheet" href="{}">', '<link href="{}" rel=preconnect>', '<video poster="{}">'),
        *('<img srcset="a.png 1x, {} 2x">', '<p style="background: url({})">', "<input type=image src='{}'>"),
        '<img srcset="a.png 1x,{} 2x">',
    ],
)
def test_pages_ask_no_other_host_for_anything(html: str) -> None:
    for address in ("https://x.example/a", "//x.example/a", "HTTP://x.example/a"):
        (link,) = [link for link in dead(html.format(address)) if "another host" in link.why]
        assert link.why == f"{address} is on another host, and pages ask no other host for anything"
        assert not link.there
    own = dead(html.format("https://lists.example/a"))
    assert not [link for link in own if "another host" in link.why]


def test_what_names_another_host_without_asking_it_is_let_be() -> None:
    assert not dead(
        '<link rel="alternate" href="https://x.example/"><img alt="https://x.example/" src="/a b.png">'
    )
    assert not dead(
        '<link rel="canonical" href="//x.example/"><form action="https://x.example/"><input value="//x/">'
    )


@pytest.mark.parametrize("css", ["a { background: url('%s') }", "@import '%s';", '@import url("%s")'])
def test_styles_ask_no_other_host_either(css: str) -> None:
    reach = Reach("https://lists.example/")
    reach.add("more.css", (css % "https://x.example/a").encode())
    assert [link.why.partition(" ")[0] for link in reach.dead()] == ["https://x.example/a"]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            '<a href="nowhere.md">',
            "the link to nowhere.md leads nowhere: there is no guides/first/nowhere.md on",
        ),
        ("<a href='../../gone/'>", "there is no gone/index.html on the site"),
        ("<a href=/gone.html>", "there is no gone.html on the site"),
        ('<a title="a > b" href="/gone.html">', "there is no gone.html on the site"),
        ('<img alt="x" src="x.png">', "there is no guides/first/x.png on the site"),
        ('<link rel="stylesheet" href="../../assets/x.css">', "there is no assets/x.css on the site"),
        ('<script type="module" src="../../assets/x.js">', "there is no assets/x.js on the site"),
        ('<div data-hl-columns="../../x.json">', "there is no x.json on the site"),
        ('<a href="../../about">', "the link to ../../about needs a slash at the end of its path"),
        ('<a href="../../feeds/v1/">', "there is no feeds/v1/index.html on the site"),
        ('<a href="../../../CONTRIBUTING.md">', "there is no ../CONTRIBUTING.md on the site"),
        ('<a href="#nothing">', "the link to #nothing leads to a page without that heading or place"),
        ('<a href="../../policy/#nothing">', "the link to ../../policy/#nothing leads to a page without"),
    ],
)
def test_what_leads_nowhere_is_found(html: str, said: str) -> None:
    (link,) = dead(f"<p>{html}</p>")
    assert said in link.why
    assert link.page == "guides/first/index.html"
    assert link.there == ("heading" in link.why)


@pytest.mark.parametrize(
    "html",
    [
        '<a title=" href=&quot;gone.html&quot; src=x">x</a>',
        "<meta content='&lt;img src=x onerror=alert(1)&gt;'>",
        '<code>href="gone.html"</code> &lt;a href="gone.html"&gt;',
    ],
)
def test_text_that_looks_like_a_link_is_none(html: str) -> None:
    assert dead(html) == []


def test_a_site_below_a_path_knows_its_root() -> None:
    found = dead(
        '<a href="/sub/about/"><a href="/other/"><a href="/sub/gone/">', site_url="https://l.example/sub/"
    )
    assert [link.why for link in found] == [
        "the link to /sub/gone/ leads nowhere: there is no gone/index.html on the site"
    ]


def test_styles_and_our_scripts_are_followed_and_no_others() -> None:
    reach = Reach("https://lists.example/")
    reach.add(
        "assets/handlelists/css/a.css", b'@font-face{src:url("../fonts/x.woff2")}i{background:url(data:,x)}'
    )
    reach.add("assets/handlelists/js/1/main.js", b'import { a } from "./a.js";\nawait import("./b.js")\n')
    reach.add("assets/javascripts/bundle.js", b'from"./c.js"')
    assert [link.why.rpartition("no ")[2] for link in reach.dead()] == [
        f"assets/handlelists/{name} on the site" for name in ("fonts/x.woff2", "js/1/a.js", "js/1/b.js")
    ]


def test_of_pages_in_a_frame_the_frame_is_looked_through_once() -> None:
    reach = Reach("https://lists.example/")
    reach.add("about/index.html")
    body = (
        b'<h2 id="e1"><a href="#e1"></a><a href="#e2"></a><a href="record.json"></a><a href="gone.json"></a>'
    )
    pages = [f"lists/a/{name}/index.html" for name in "12"]
    around = b'<a href="#main"><link href=""><a href="../../../gone/"><a href="../../../about/">'
    promises = [Promise(page, (), lambda: (around, body, b"</main>")) for page in pages]
    promises += [Promise(page.replace("index.html", "record.json"), (), lambda: (b"{}",)) for page in pages]
    assert [b"".join(promise.make()).count(b"</main>") for promise in reach.watched(promises)] == [1, 1, 0, 0]
    assert [(link.page, link.why.split(" leads")[0]) for link in reach.dead()] == [
        *((page, "the link to #e2") for page in pages),
        (pages[0], "the link to ../../../gone/"),
        *((page, "the link to gone.json") for page in pages),
    ]


@pytest.mark.parametrize(
    ("href", "passing"),
    [
        ("/lists/a/browse/platform/x/", True),
        ("/changes/2025-01/", True),
        ("/lists/a/", False),
        ("/lists/a/7k3f9q2m4d1p/", False),
        ("/changes/", False),
    ],
)
def test_pages_that_come_and_go_with_records_are_known(href: str, passing: bool) -> None:  # noqa: FBT001 - a case's
    reach = Reach("https://lists.example/")
    reach.add("about/index.html", f'<a href="{href}">'.encode())
    assert [link.passing for link in reach.dead()] == [passing]
