"""Common English words that are one letter away from a name, or are one: none is taken for a misspelt name.

Made from words that are frequent in English texts, kept where one inserted, left out, changed or exchanged letter makes
them a name of Faker's lists; with words of orders, deliveries and payments.
"""

COMMON_WORDS = frozenset(
    """
    abbot account accounts achilles african after albans albany albeit alberta albion alert algeria aliens
    allegro alley alone alpine alter alton american americas amino amore amount amounts anatolia andes angels
    angle angles anglo angola animal ankle apples arabia arched archer archers archery arches archive arden
    areas arena argent armada arsenic arson artemis ashes aston astor austen avant avenue average azores backed
    backer badger bakery balkan ballad ballet banco bandit bands banker banner banning baptism barbed barber
    barbie barges barked barker barley barns barred barrel barrels barren barrier barrow basal basin basket
    bastion batman baton batter battista battle baylor beacon beast beasts beating beauty began begin beijing
    bender benign berber bergen berlin berth betting bigger billing birth births bitter blades bland blank
    blanket blaze blazed blonde boiler bolivia bollywood bomber booked booker border boring borne borneo borrow
    boston bottle bouquet bourbon bourne bowled bowler bowling bowls boxers bracket braden branch brand brands
    breeders brewers brewery bright brings brisbane broader broke broken broker browns bruise brunei buckle
    buckled burger burning buster butcher button cabinet caden calder calgary called caller calling calves
    camden camel camera cameroon campus canal canals cancel cancels candles canine cannes canon cantor canvas
    canyon cappella captain caravan carbon career caring carlton carpenter carried carrier carriers carries
    cartel carton cartons cartoon casino castle cater catering cavern caves cellar cello cement certain ceylon
    chairs chamber chambers chance chancel chances change changer changes channel channels chapman charge
    charger chargers charges charging charms charter charts chases cheer cheney cherry chill chilly christ
    christi christians cinder clade classes clause clean clearly clears clerks clifton clone clones clover
    cluster coated coats coding coffee colder collar collect colliery colombo colonel commits commons company
    conception condo condom condor cones console contractor contractors convex convey convoy cooled cooler
    cooling cores corner cornish cortex cottage cotton couldn council counsel counter country counts county
    courage courier couriers courts cousin cousins coward cowboy crater crates craved crawled crimes crisp
    cruise cruiser cruises cunning curled curly curtain custer cutter damage damaged danger dangers danish
    daring darker define deliver delivered delivers delivery demise denies dense denton denying desire desired
    desires destiny deter device dharma diablo diamond diamonds diesel digging dinner dipped divers divide
    divine diving docket doctors dodgers doing dollar dollars domino donate donegal doping dorian downed dragon
    driven drone drones drowning dummy durban during earlier earnest easter easton eating either element
    elements entry ether evangelist events everest every falcon falcons fallen farmer farmland faster fencing
    fender feral ferries fertile fiddle fielding fierce filler finely flaming flanders flatly flawless fleeing
    florida folder folding fontana forces former fortunate fortune fountain francais france franchise franciscan
    francs franks freely fried fright frowning fuller funnel gable gained gains galicia galilee galileo gallant
    gallery galley gallon garage gardener gender gently georgian german germans germany getting gilded gills
    given glacier glasses glove gloves goblin golden golfer gorge gotham govern gracie grade grand grande grange
    grass grasses grassy greatly greece greedy greene greenish greens greenwood groan groove grove groves
    guarantee guardian guerre guilty guinea guitar guitars gunner hacker hailed halle hammer handing handler
    handles happen harden harder harlem harlow harmony harta haste hating having hawker hawthorne haydn header
    healed healer hearing heart hearth hearts heater heating heaved heaven heavy hedges helens helmet helps
    henan herald heroine hiring hitter hockey holder holders holding holes hollis holster homes honda honor
    honored honors hooker hooves hoping hopper hotter howled howling humming hurled iceland infant infants
    inland inner innocent invoice invoices irish israeli jacket jingle jockey joker jumper justice karate
    kashmir keepers kenton kernel kettle kidney kilda killed killer killers ladder lahore landau lanes langley
    lankan lantern largely larger lately later latino latter laude laundry laurel lawyer layers leader learns
    leather leave leaves ledger leiden lender lennox lenses leopard lesser lesson lessons letter letting liberty
    lineman lisbon listen litter little liver livery loader locket lodges lotus louder lover lowers lowland
    lowlands macintosh maestro magnet magnum maharaja maiden maine maison making malaria manage managed manager
    mandir manga mania manila manly manner mansion marche margin margins marine marines maris marital marked
    marker market marking marlins marlon marne maroon marquess marquis marred marries marrow marshal martial
    martian martin martini martyr marvel mascara masses master masters mastery mates matter matters maximal
    mayor meadow meadows media median meets mention mentor merchant merchants merger merlin message messages
    meters metres mexican middle middletown miller minas minister miracles misery mister mistress mocking modest
    moffat moines money montane months montreal morale morals mormon morocco mountain mountains murder murders
    musica muster mutter mutton myriad natal netting nevada newtown ninth nobles noise noises nordic normal
    normandy nylon oakley ocean oceans older oliveira ollie olympia orchard orchards order orders organ otter
    ottoman outer owning pacific package packages packer packet padded paint painter palette panda panzer parade
    parades parcel parent parents parish parked parker parking parma parole parrot passage pastor pastoral
    pastry patent patio patron pausing paxton payment payments peace persian person personal persons petrol
    philippines philips phillies piano piazza piccolo piece pierce pierced pillar pillow piston planes planner
    plans plants pleasure pocket poison polite pollen ponder poster posters pottery press priest priests
    primitive prison pristine product products prose provost puerto purification quarter quilt quintet racers
    raider rained raising ranch rancho range ranged ranger ranges reader readers really reaper reason reasons
    recess rector redding refers refrain refund refunded refunds regard regime regimes relate render replace
    replaced replacement return returned returns reuters revenue review reviewed reviews reward rhode ribbon
    ribbons richer riches richly ridden rider riders right rigid ripped rising river rivers robes rocker rocket
    rodents roles rolling romani romania romans roster rotten rouse router routers routes rover rovers rubbed
    rubber rudder runner running sailor salford saline salmon salon saloon salvage sample sandals santo sausage
    scandal scanner scanning scarlet school scroll seaman season seasons seater seating sector sedan seller
    sellers senate sender serene session setting settle seven sevens severe severn shaman shape share sharing
    sharks sheen sheer sheets shield shields shortage shorts siding siena sigma simpsons singers single sinner
    sister sisters skater slate slated slavery slavic slayer slowed slower slowly socket solar somber sonata
    soprano sorrow spark sparks speaks spear spears speedy spider spike spiked spikes sprang sprung stade stage
    stakes stamford stance steele stellar still stills stoke stole stolen stones storage store stored stores
    storey stormy strainer strange striker strokes stump sudden summon summons sunken supply support sweets
    sword swords syrian system tablet tablets tackle tailor talked talker taller tangle tanker taunton tavern
    teacher teeth teller tender tennis tenor terrace terre terror tester thayer themes there thorne throne
    ticket tickets tingle tirana tools torment toulon toward towers trace traced traces trade traders trainer
    traitor travels traverse treaty trees tremor trenton trois trophy tunnel turin turkey turner turning under
    undone unique update updates upgrade urbana valet valley valleys values valves vanish vector venture verde
    verity verona vessel victorian victory vienna villas visitation vital volley waiter walked walker walkers
    walking walled wallet wander warden warmed warmer warranty warrior warriors water waters weasel weimar
    welles wetland whale whales whitley wielding willed willow winner winners witty wonder wooden words worker
    workers yielding zoning
    """.split()
)
