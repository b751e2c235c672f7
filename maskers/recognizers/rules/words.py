"""Word lists of the rules, as data: last labels of host names, words that say nothing about what follows."""

# what Presidio's URL recognizer takes for the end of a host name (top-level domains of IANA's root zone)
TOP_LEVEL = frozenset(
    """
    ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by
    bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk
    fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir
    is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml
    mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn
    pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr st su sv sx sy sz tc td tf tg
    th tj tk tl tm tn to tp tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw academy
    accountant accountants actor adult africa agency airforce apartments app archi army art asia associates
    attorney auction audio auto autos baby band bar bargains beer berlin best bet bid bike bio black blackfriday
    blog blue boats bond boo boston bot boutique build builders business buzz cab cafe cam camera camp capital
    car cards care careers cars casa cash casino catering center ceo cfd charity chat cheap christmas church
    city claims cleaning click clinic clothing cloud club codes coffee college com community company computer
    condos construction consulting contact contractors cooking cool coupons courses credit creditcard cricket
    cruises cyou dad dance date dating day degree delivery democrat dental dentist desi design dev diamonds diet
    digital direct directory discount doctor dog domains download earth eco edu education email energy engineer
    engineering enterprises equipment esq estate events exchange expert exposed express fail faith family fans
    farm fashion feedback film finance financial fish fishing fit fitness flights florist flowers football
    forsale foundation fun fund furniture futbol fyi gallery game games garden gay gdn gifts gives giving glass
    global gmbh gold golf gov graphics gratis green gripe group guide guitars guru hair hamburg haus health
    healthcare help hiphop hockey holdings holiday homes horse hospital host hosting house how icu info ink
    institute insure int international investments irish jetzt jewelry juegos kaufen kids kitchen kiwi krd kyoto
    land lat law lawyer lease legal lgbt life lighting limited limo link live loan loans lol london love ltd
    ltda luxury maison management market marketing markets mba media melbourne meme memorial men miami mil mobi
    moda moe mom money monster mortgage motorcycles mov movie nagoya name navy net network new news ngo ninja
    now nyc observer okinawa one ong onl online org organic osaka page paris partners parts party pet phd photo
    photography photos pics pictures pink pizza place plumbing plus poker porn press pro productions prof promo
    properties property protection pub quest racing recipes red rehab reise reisen rent rentals repair report
    republican rest restaurant review reviews rip rocks rodeo rsvp run saarland sale salon sarl sbs school
    schule science services sex sexy shoes shop shopping show singles site skin soccer social software solar
    solutions soy space spiegel study style sucks supply support surf surgery systems tax taxi team tech
    technology tel theater tips tires today tools top tours town toys trade training tube university uno
    vacations ventures vet video villas vin vip vision vlaanderen vodka vote voting voyage wales wang watch
    webcam website wedding wiki wine work works world wtf xxx xyz yoga yokohama you zone
    """.split()
)

# English words without meaning of their own: context does not count them (spaCy's stop words)
STOP_WORDS = frozenset(
    """
    'd 'll 'm 're 's 've a about above across after afterwards again against all almost alone along already also
    although always am among amongst amount an and another any anyhow anyone anything anyway anywhere are around
    as at back be became because become becomes becoming been before beforehand behind being below beside
    besides between beyond both bottom but by ca call can cannot could did do does doing done down due during
    each eight either eleven else elsewhere empty enough even ever every everyone everything everywhere except
    few fifteen fifty first five for former formerly forty four from front full further get give go had has have
    he hence her here hereafter hereby herein hereupon hers herself him himself his how however hundred i if in
    indeed into is it its itself just keep last latter latterly least less made make many may me meanwhile might
    mine more moreover most mostly move much must my myself n't name namely neither never nevertheless next nine
    no nobody none noone nor not nothing now nowhere n't n't of off often on once one only onto or other others
    otherwise our ours ourselves out over own part per perhaps please put quite rather re really regarding same
    say see seem seemed seeming seems serious several she should show side since six sixty so some somehow
    someone something sometime sometimes somewhere still such take ten than that the their them themselves then
    thence there thereafter thereby therefore therein thereupon these they third this those though three through
    throughout thru thus to together too top toward towards twelve twenty two under unless until up upon us used
    using various very via was we well were what whatever when whence whenever where whereafter whereas whereby
    wherein whereupon wherever whether which while whither who whoever whole whom whose why will with within
    without would yet you your yours yourself yourselves 'd 'll 'm 're 's 've 'd 'll 'm 're 's 've
    """.split()
)
