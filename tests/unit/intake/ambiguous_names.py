"""Forty names that are words too: what their posts speak of, texts that mean the brand, and texts that mean the word. All invented."""

from __future__ import annotations

from typing import NamedTuple


class Ambiguous(NamedTuple):
    """needs: words of the trade, as a marketer would list them."""

    needs: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


NAMES: dict[str, Ambiguous] = {
    "Gap": Ambiguous(("jeans", "denim", "hoodie*", "store", "shirt*"), ("new jeans from Gap", "my Gap hoodie shrank", "the Gap store was closed"), ("mind the gap", "the pay gap grows", "a gap year abroad")),
    "Target": Ambiguous(("store", "shop*", "checkout", "cart", "aisle*"), ("the Target store was a mess", "shopping at Target today", "the line at Target checkout"), ("missed the sales target", "a moving target", "target audience research")),
    "Apple": Ambiguous(("iphone", "phone", "mac*", "ipad", "apps", "update"), ("my iPhone from Apple died", "the new Apple update broke mail", "that Apple macbook again"), ("an apple a day", "apple pie with cream", "the apple tree blooms")),
    "Orange": Ambiguous(("mobile", "internet", "network", "sim", "signal"), ("Orange network is down", "no signal on Orange", "the internet of Orange fails again"), ("an orange dress", "orange juice please", "the sky turned orange")),
    "Boots": Ambiguous(("pharmacy", "prescription*", "store", "makeup", "advantage"), ("my prescription at Boots is late", "the Boots pharmacy closed", "makeup from Boots"), ("muddy boots in the hall", "new hiking boots", "boots on the ground")),
    "Shell": Ambiguous(("petrol", "fuel", "station*", "oil", "gas"), ("fuel at Shell is dear", "the Shell station is shut", "oil giant Shell reports"), ("a sea shell", "shell script fails", "came out of her shell")),
    "Visa": Ambiguous(("card*", "payment*", "bank", "declined"), ("my Visa card was declined", "payments by Visa are down", "the bank sent a new Visa"), ("my visa for Japan", "visa application rejected", "visa free travel")),
    "Total": Ambiguous(("energies", "petrol", "fuel", "station*", "oil"), ("the Total station in Lyon", "fuel from Total", "oil major Total said"), ("the total is ten", "total eclipse tonight", "a total disaster")),
    "Amazon": Ambiguous(("prime", "parcel*", "order*", "delivery", "delivered"), ("my order from Amazon is late", "Amazon delivered to the wrong door", "the Amazon parcel was empty"), ("fires in the amazon forest", "the amazon river", "an amazon warrior")),
    "Delta": Ambiguous(("flight*", "airline*", "airport", "luggage", "seat*"), ("my Delta flight is cancelled", "Delta lost my luggage", "the airline Delta apologised"), ("the river delta", "a delta of two points", "the delta variant")),
    "Dove": Ambiguous(("soap", "shampoo", "skin", "deodorant*", "lotion"), ("Dove soap burns", "shampoo by Dove", "my skin after Dove"), ("a white dove", "she dove into the lake", "dove and hawk in politics")),
    "Tide": Ambiguous(("detergent*", "laundry", "pods", "stain*", "washing"), ("Tide pods recall", "laundry with Tide", "detergent of Tide again"), ("high tide at nine", "the tide turns", "a tide of letters")),
    "Mars": Ambiguous(("bar*", "chocolate", "snickers", "candy"), ("the Mars bar got smaller", "chocolate maker Mars", "candy giant Mars said"), ("a rover on mars", "mars and venus", "life on mars")),
    "Puma": Ambiguous(("shoe*", "sneaker*", "jersey*", "sponsor*"), ("Puma shoes fall apart", "the jersey by Puma", "Puma sneakers on sale"), ("a puma in the zoo", "puma seen near village", "the puma hunts at night")),
    "Jaguar": Ambiguous(("car*", "suv", "rover", "dealer*", "electric"), ("my Jaguar car broke down", "the new electric Jaguar", "Jaguar dealers protest"), ("a jaguar in the jungle", "jaguar cubs born", "the jaguar sleeps")),
    "Fox": Ambiguous(("news", "channel", "anchor", "tv", "host*"), ("Fox news host leaves", "the anchor of Fox", "watching tv on Fox"), ("a fox in the garden", "quick brown fox", "fox and hound")),
    "Sprint": Ambiguous(("carrier*", "phone", "network", "plan", "signal"), ("Sprint network is dead", "my phone plan at Sprint", "no signal with Sprint"), ("a sprint to the finish", "our sprint review", "100 metre sprint")),
    "Square": Ambiguous(("payment*", "reader", "terminal", "merchant*"), ("Square payments fail", "my Square reader died", "the terminal of Square"), ("a square room", "times square tonight", "square root of two")),
    "Stripe": Ambiguous(("payment*", "payout*", "checkout", "api", "account"), ("Stripe froze my account", "payouts from Stripe are late", "the Stripe api is down"), ("a red stripe", "stripe patterns", "earned his stripe")),
    "Slack": Ambiguous(("channel*", "message*", "notification*", "workspace", "app"), ("Slack messages do not load", "our Slack workspace is gone", "notifications of Slack"), ("cut me some slack", "slack rope", "slack demand")),
    "Zoom": Ambiguous(("call*", "meeting*", "video", "webinar*"), ("the Zoom call dropped", "meetings on Zoom again", "Zoom video is broken"), ("zoom into the map", "a zoom lens", "cars zoom by")),
    "Snap": Ambiguous(("chat", "snapchat", "app", "filter*", "share*"), ("Snap shares fall", "the app of Snap crashes", "new Snap filters"), ("a cold snap", "snap decision", "ginger snap")),
    "Ring": Ambiguous(("doorbell*", "camera*", "door", "footage"), ("my Ring doorbell is offline", "footage from Ring", "the Ring camera failed"), ("a wedding ring", "ring me later", "the ring of fire")),
    "Nest": Ambiguous(("thermostat*", "camera*", "google", "heating"), ("my Nest thermostat died", "heating with Nest", "Nest cameras are offline"), ("a bird nest", "nest egg", "leave the nest")),
    "Echo": Ambiguous(("alexa", "dot", "speaker*", "amazon"), ("my Echo dot stopped", "Alexa on the Echo", "the Echo speaker talks"), ("an echo in the hall", "echo chamber", "i echo that")),
    "Oracle": Ambiguous(("database*", "cloud", "java", "licence*", "software"), ("Oracle raises licence fees", "the database of Oracle", "cloud outage at Oracle"), ("the oracle of delphi", "an oracle spoke", "oracle bones")),
    "Virgin": Ambiguous(("media", "broadband", "atlantic", "trains", "flight*"), ("Virgin media is down", "broadband by Virgin", "my Virgin flight"), ("virgin olive oil", "the virgin mary", "virgin forest")),
    "Three": Ambiguous(("network", "mobile", "signal", "sim", "data"), ("Three network down", "no signal on Three", "my sim from Three"), ("three of us", "at three o'clock", "three cheers")),
    "Next": Ambiguous(("dress*", "store*", "delivery", "order*", "clothes"), ("my order from Next is late", "a dress by Next", "the Next store in Leeds"), ("see you next week", "what comes next", "next door")),
    "Monster": Ambiguous(("energy", "drink*", "can*", "caffeine"), ("a Monster energy can", "drinks by Monster", "the caffeine in Monster"), ("a monster under the bed", "monster truck rally", "green eyed monster")),
    "Subway": Ambiguous(("sandwich*", "footlong", "sub", "franchise*"), ("my Subway sandwich was cold", "a footlong from Subway", "Subway franchise closes"), ("the subway is late", "subway station closed", "took the subway home")),
    "Pampers": Ambiguous(("diaper*", "nappies", "baby", "rash"), ("Pampers diapers leak", "a rash from Pampers", "my baby in Pampers"), ("she pampers him", "he pampers his car", "the spa pampers guests")),
    "Galaxy": Ambiguous(("samsung", "phone*", "tablet*", "battery"), ("my Galaxy phone is hot", "Samsung Galaxy recall", "the battery of the Galaxy"), ("a galaxy far away", "the galaxy rotates", "our galaxy")),
    "Surface": Ambiguous(("microsoft", "laptop*", "tablet*", "pen"), ("my Surface laptop died", "Microsoft Surface sale", "the pen of the Surface"), ("the surface of the lake", "a rough surface", "surface tension")),
    "Edge": Ambiguous(("browser*", "microsoft", "tab*", "extension*"), ("Edge browser crashes", "tabs in Edge are gone", "Microsoft Edge update"), ("on the edge of town", "cutting edge", "the edge of a knife")),
    "Prime": Ambiguous(("video", "membership", "amazon", "drink*", "delivery"), ("Prime video is down", "my Prime membership renewed", "Amazon Prime price"), ("the prime minister", "a prime number", "in his prime")),
    "Champion": Ambiguous(("hoodie*", "sweatshirt*", "brand", "clothes"), ("a Champion hoodie", "sweatshirts by Champion", "the brand Champion was sold"), ("the world champion", "champion of the poor", "chess champion")),
    "Fossil": Ambiguous(("watch*", "smartwatch*", "strap*", "battery"), ("my Fossil watch stopped", "the strap of Fossil", "Fossil smartwatch update"), ("a dinosaur fossil", "fossil fuel", "fossil record")),
    "Guess": Ambiguous(("jeans", "handbag*", "store", "dress*"), ("a Guess handbag", "jeans by Guess", "the Guess store"), ("i guess so", "guess who came", "a wild guess")),
    "Bounty": Ambiguous(("paper", "towel*", "kitchen", "roll*", "chocolate"), ("Bounty paper towels", "a roll of Bounty", "kitchen roll Bounty is dear"), ("a bounty hunter", "mutiny on the bounty", "nature's bounty")),
}  # fmt: skip
