"""The Northwind Desk: pages that looked like independent harbour news and came from one room."""

# The cast writes in several scripts, whose letters look alike.
# ruff: noqa: RUF001

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Item, Paper

_PAPERS = (
    Paper("dataset-2023", (
        "Row {row} of accounts.csv. The posting times follow the desk's shift plan to the minute on {count} days.",
        "Row {row} of accounts.csv gives the handle, the first and last post and the client that sent them.",
        "Row {row} of accounts.csv; the file of shared texts has {count} texts in common with other accounts.",
    )),
    Paper("disclosure-2021", (
        "The notice lists the account among those removed for hiding who ran them.",
        "Entry {row} of the notice's table. The platform tied the account to the desk by its sign-in data.",
        "Entry {row} of the notice's table, under the heading of pages that posed as local news.",
    )),
    Paper("coastline-2025", (
        "Part two of the series prints the page's editorial calendar next to that of {count} sister pages.",
        "Part three names the account and quotes the invoice for the texts it published.",
        "The series' annex lists the account with the name of the desk's folder it was fed from.",
    )),
    Paper("tidewatch-2026", (
        "Page {page} shows the account's posts beside the desk's drafts; the drafts are older by hours.",
        "Page {page} places the account in the inner ring of the network by shared texts and schedule.",
        "Table {para} on page {page} gives the account's share of texts that came from the desk.",
    )),
)  # fmt: skip

_ACCOUNTS = (
    Account(
        "twitter", "nwx_tidewatch",
        "Presented itself as a tide and traffic watch run by volunteers. It took name and logo colours from a "
        "research institute and its texts from the Northwind desk.",
        "Profile of a volunteer tide watch. The logo is the institute's, turned by a quarter.",
        kind="profile", name="Tide Watch ⚓", categories=("covert-influence", "impersonation"),
        distinct="tidewatch-institute", links=(("same-operator", "telegram:nwx_tide_channel"),),
    ),
    Account(
        "twitter", "nwx_harbourday",
        "Posted a daily harbour digest under the name of a newsroom that does not exist.",
        "Digest that quotes a harbour spokesperson. The harbour office said it had no such person.",
        name="Harbour Day", links=(("same-operator", "bluesky:harbourday.northwind.example"),),
    ),
    Account(
        "twitter", "nwx_quaynotes",
        "Posed as a dock worker writing about the Harbour Charter vote. The posts were scheduled from the "
        "desk's account-management tool.",
        "Thread in the first person about a night shift on a quay that was closed for repair at the time.",
        name="Notes from the Quay", story="second-thoughts",
    ),
    Account(
        "twitter", "nwx_amberlywire",
        "Took the form of a news wire for Port Amberly. Its reports on the Harbour Charter were written by the "
        "desk and carried no mark of it.",
        "Report on a delayed ferry with a last paragraph on the Harbour Charter, word for word as in the drafts.",
        name="Amberly Wire", story="appeal-dismissed",
    ),
    Account(
        "twitter", "nwx_oslepost",
        "Ran as the local news of Oslemouth. No newsroom, imprint or reporter could be found behind it.",
        "Profile that names a newsroom address; the building has been a rope store since it was built.",
        kind="profile", name="Oslemouth Post", story="lapsed-lately",
    ),
    Account(
        "twitter", "nwx_nordlicht",
        "Gab sich als unabhängiges Hafenblatt aus; die Beiträge kamen aus derselben Redaktion wie die der "
        "übrigen Seiten des Netzes.",
        "Beitrag über Liegegebühren, wortgleich mit drei Seiten in anderen Sprachen und zur selben Minute "
        "veröffentlicht.",
        name="Nordlicht Hafenblatt", langs=("de",), story="withdrawn-one",
    ),
    Account(
        "telegram", "nwx_tide_channel",
        "Channel that passed the desk's articles on as readers' letters, each signed with another first name.",
        "Four letters by four readers, posted within one minute and with the same spelling mistake.",
        name="The Tide Channel", links=(("alias-of", "twitter:nwx_tidewatch"),),
    ),
    Account(
        "telegram", "nwx_marsad",
        "ادّعت القناة أنها مرصد مستقل لحركة الميناء، بينما كانت موادها تصدر عن غرفة التحرير نفسها التي تدير "
        "بقية الشبكة.",
        "منشور عن رسوم الرسو يطابق حرفيًّا نصوصًا نُشرت في الدقيقة ذاتها بلغات أخرى.",
        name="مرصد الميناء", langs=("ar",), links=(("same-operator", "youtube:ريح_الشمال_مثال"),),
    ),
    Account(
        "telegram", "nwx_severny_port",
        "Выдавал себя за независимую новостную ленту порта; материалы поступали из той же редакции, что и у "
        "остальной сети.",
        "Запись о тарифах порта: текст совпадает с черновиком редакции, датированным тем же утром.",
        name="Северный порт", langs=("ru",), links=(("same-operator", "vk:nwx_severny_port"),),
    ),
    Account(
        "telegram", "nwx_port_visnyk",
        "Подавав себе як незалежний портовий вісник; дописи готувала та сама редакція, що й для решти мережі.",
        "Допис про чергу суден: світлина має підпис редакції, який забули прибрати.",
        name="Портовий вісник", langs=("uk", "ru"), story="own-review",
    ),
    Account(
        "telegram", "nwx_liman_haber",
        "Bağımsız bir liman haber sayfası gibi göründü; içerik, ağın geri kalanıyla aynı masadan geliyordu.",
        "Liman ücretleri üzerine bir yazı; aynı metin aynı dakikada dört ayrı dilde yayımlandı.",
        name="Liman Haberleri", langs=("tr",),
    ),
    Account(
        "facebook", "nwx.skerrindaily",
        "Page in the form of a town newspaper for Skerrin. Half of its articles were about the Harbour Charter, "
        "all of them from the desk.",
        "Page history: opened as a page for knitting patterns, renamed four months before the vote.",
        kind="profile", name="Skerrin Daily", story="edited",
    ),
    Account(
        "facebook", "nwx.captainscolumn",
        "Column by a retired captain who does not exist. The portrait was put together from two stock pictures.",
        "Portrait of the columnist, with the two stock pictures it was made from beside it.",
        kind="media", name="The Captain's Column", story="objection-withdrawn",
    ),
    Account(
        "facebook", "nwx.hafenfreunde",
        "Gruppe angeblicher Hafenfreunde, in der das Netz vorbereitete Fragen stellte und gleich selbst "
        "beantwortete.",
        "Frage und Antwort binnen vierzig Sekunden; beide stehen im Arbeitsplan des Vortags.",
        name="Hafenfreunde Halmsund", langs=("de",), story="lapsed-lately",
    ),
    Account(
        "facebook", "nwx.gazetteduport",
        "Se présentait comme une gazette portuaire indépendante ; les articles venaient de la même rédaction "
        "que ceux du reste du réseau.",
        "Article sur les droits de quai, publié à la même minute que sa version allemande.",
        name="La Gazette du Port", langs=("fr",),
    ),
    Account(
        "instagram", "nwx.lanterncoast",
        "Showed views of the Lantern Coast and put the desk's slogans on the charter vote into the picture text.",
        "Sunset over a lighthouse; the slogan of the week stands in small type along the lower edge.",
        kind="media", name="Lantern Coast 🌅", story="recheck",
    ),
    Account(
        "instagram", "nwx.deckhandlife",
        "Posed as a young deckhand. The pictures came from a stock library and the captions from the desk.",
        "Picture of a deckhand at work; the same picture is sold in a stock library under another name.",
        kind="media", name="Deckhand Life", langs=("en", "es"), story="disputed-out-of-scope",
    ),
    Account(
        "youtube", "nwx_coastbriefing",
        "Read the desk's articles aloud over pictures of ships, with a synthetic voice and without naming a "
        "source.",
        "Video briefing; the voice reads a stage direction from the draft aloud at two minutes ten.",
        kind="media", name="Coast Briefing", links=(("amplifies", "twitter:nwx_amberlywire"),),
    ),
    Account(
        "youtube", "ريح_الشمال_مثال",
        "قناة قدّمت نفسها على أنها نشرة أخبار الساحل، وكانت تقرأ بصوت آلي نصوصًا أعدّتها غرفة التحرير نفسها.",
        "مقطع مصوّر يقرأ فيه الصوت الآلي ملاحظة تحريرية كان ينبغي حذفها من النص.",
        kind="media", name="أخبار الساحل", langs=("ar",), story="disputed-mistaken",
    ),
    Account(
        "bluesky", "harbourday.northwind.example",
        "Took up the daily digest after the same newsroom's earlier account had been removed elsewhere.",
        "First post: the digest continues here, with the number that followed the last one of the old account.",
        name="Harbour Day", links=(("successor-of", "twitter:nwx_harbourday"),),
    ),
    Account(
        "bluesky", "nw-17.northwind.example",
        "One of a numbered series that commented on shipping news in the voice of a commuter.",
        "Comment on a ferry strike that begins with the words that the instruction sheet says to begin with.",
        name="Morning Ferry", story="rejection",
    ),
    Account(
        "bluesky", "nw-23.northwind.example",
        "One of a numbered series that commented on shipping news in the voice of a retired teacher.",
        "The same comment under three articles, with the place name left as [PLACE] in one of them.",
        name="Chalk and Tides",
        links=(
            ("same-operator", "bluesky:nw-17.northwind.example"),
            ("same-operator", "bluesky:nw-31.northwind.example"),
        ),
    ),
    Account(
        "bluesky", "foghorn.lantern.example",
        "Satirical comments on harbour politics whose jokes were bought from the desk, as its ledger says.",
        "Joke about dredging, posted two days after the desk's ledger books its purchase.",
        name="Foghorn", story="disputed-both",
    ),
    Account(
        "mastodon", "ada_lumen@harbor.example",
        "Wrote as a lighthouse keeper with a diary. The lighthouse it named has had no keeper for decades, and "
        "the diary was kept by the desk.",
        "Diary entry about a storm night; the weather service's record for the night is calm.",
        name="Ada Lumen, keeper", links=(("same-operator", "mastodon:keepers_log@harbor.example"),),
    ),
    Account(
        "mastodon", "keepers_log@harbor.example",
        "Second diary of the same invented lighthouse, in the words of a relief keeper.",
        "Entry that answers the first diary before that one was posted.",
        name="Keeper's Log", story="withdrawn-one",
    ),
    Account(
        "mastodon", "editor@oslemouthpost.example",
        "Account of an invented local newspaper on a server that the desk rented under the paper's name.",
        "Profile with a verified link to the paper's site, which the same hand had registered a week before.",
        kind="profile", name="Oslemouth Post", links=(("alias-of", "twitter:nwx_oslepost"),),
    ),
    Account(
        "threads", "nwx.portviews",
        "Asked harmless questions about ports and pinned the desk's answer on top of each thread.",
        "Question about favourite ferries; the pinned answer is about the Harbour Charter.",
        name="Port Views", story="disputed-changed-hands",
    ),
    Account(
        "threads", "nwx.puertohoy",
        "Se presentaba como un boletín portuario independiente; los textos salían de la misma redacción que "
        "los del resto de la red.",
        "Entrada sobre tasas de atraque, idéntica a la versión francesa publicada en el mismo minuto.",
        name="Puerto Hoy", langs=("es", "ca"),
    ),
    Account(
        "vk", "nwx_severny_port",
        "Страница той же «портовой ленты»; записи выходили на минуту позже, чем в канале, и в том же порядке.",
        "Запись с подписью редактора, которую удалили через час; копия сохранена.",
        name="Северный порт ⚓", langs=("ru", "en"),
    ),
    Account(
        "reddit", "nwx_saltandsteel",
        "Answered newcomers' questions in a shipping forum, always with a link to one of the desk's pages.",
        "Twenty answers in one evening, each with the same closing sentence and another link.",
        name="", story="disputed-insufficient",
    ),
    Account(
        "tiktok", "nwx.charterinsixty",
        "Explained the Harbour Charter vote in one-minute clips from scripts that the desk had paid for.",
        "Clip in which the presenter reads the price of the script by mistake and starts again.",
        kind="media", name="Charter in 60 seconds",
        more=(Item("media", "Recording without an address: the same clip as it was sent to the desk.", url=False),),
    ),
    Account(
        "tiktok", "nwx.nea_limaniou",
        "Παρουσιαζόταν ως ανεξάρτητο λιμενικό δελτίο· τα κείμενα προέρχονταν από την ίδια σύνταξη με το υπόλοιπο "
        "δίκτυο.",
        "Βίντεο για τα λιμενικά τέλη, με κείμενο ίδιο με τη γαλλική ανάρτηση του ίδιου λεπτού.",
        kind="media", name="Νέα του Λιμανιού", langs=("el",), story="lapsed-lately",
    ),
    Account(
        "discord", "nwx_watchroom",
        "Ran an open chat room for ship spotters in which the desk tried out headlines before it published them.",
        "Three versions of a headline, put to the vote an hour before the winner appeared on the desk's pages.",
        name="Watch Room", langs=("en", "nl"),
    ),
    Account(
        "instagram", "nwx.minato_dayori",
        "独立した港のたよりを名乗っていたが、記事は同じ編集デスクから配信されていた。",
        "港の写真に、ほかの言語の投稿とまったく同じ文が同じ時刻に添えられている。",
        kind="media", name="港のたより", langs=("ja",),
    ),
    Account(
        "twitter", "nwx_ferryfacts",
        "Answered questions about ferry times and worked the desk's sentences on the vote into the answers.",
        "Answer about a timetable that quotes a sentence also found in the desk's drafts.",
        name="Ferry Facts", story="proposed-new", papers=("dataset-2023",),
    ),
    Account(
        "bluesky", "nw-31.northwind.example",
        "One of a numbered series that commented on shipping news in the voice of a cyclist.",
        "Comment on a bridge closure that begins with the words of the instruction sheet.",
        name="Bridge and Bicycle", story="proposed-one", papers=("tidewatch-2026",),
    ),
    Account(
        "mastodon", "tidetables@quay.example",
        "Passed the desk's tide tables on as its own, which gave the desk's pages an air of public service.",
        "Tide table, identical to the one on the desk's page.",
        name="Tide Tables", story="retracted-insufficient", papers=("dataset-2023",),
        note="A hobby program that copies every public tide table, the desk's among them.",
    ),
)  # fmt: skip

DESK = Cluster(
    affiliation="northwind-desk",
    categories=("covert-influence",),
    years=(2017, 2025),
    basis=(
        ("platform-disclosure", "disclosure-2021", "Joint notice, table of removed accounts."),
        ("research", "tidewatch-2026", "Method in chapter 2, data in annex B."),
    ),
    papers=_PAPERS,
    accounts=_ACCOUNTS,
)
