"""What the demo's bulletins say beside its posts: words of welcome and short items."""

INTRODUCTIONS = {
    1: "The year has begun with more letters than daylight. Thank you for every one of them.",
    2: "It is spring, and the list of things that members have tried is longer than this page.",
    3: "A short bulletin for long evenings: read it on the steps, and pass it on.",
    4: "The clocks have gone back, and members have not. Here is what you did since the summer.",
}

# From the network itself: title, text, whether it is for members alone.
FROM_THE_NETWORK = (
    (
        "Four forums a year, and why you should come to one",
        "At a forum you hear what others face, and what you say reaches HM Prison and Probation "
        "Service and the Ministry of Justice. Nobody is quoted without having agreed.",
        False,
    ),
    (
        "Ask for two hours of somebody’s time",
        "Members can ask for consultancy support: a governance question, a bid, a difficult "
        "partner. Write to the co-ordinator and say what you have tried.",
        True,
    ),
    (
        "Know a group that should be here?",
        "The network is for organisations led by, or working with, racially minoritised people "
        "in the criminal justice system. Checking takes two minutes on our website.",
        False,
    ),
    (
        "Your news belongs in here",
        "A paragraph is enough, and a photograph is welcome. Share it on our website: we write "
        "back to you, whatever becomes of it.",
        True,
    ),
    (
        "Train, or be trained",
        "Three members have offered to train others since the last bulletin, and five have asked. "
        "Somebody may be waiting for what you know.",
        True,
    ),
    (
        "The practice library grows",
        "Ten minutes of your time can save another member ten weeks. Tell us what you tried, "
        "above all if it did not work.",
        False,
    ),
)

# Members' news from before the portal had posts.
SHORT_NEWS = (
    (
        "Riverbank Drama plays to a full chapel",
        "Eleven men and a borrowed piano. The governor laughed in the right places.",
    ),
    (
        "Lantern and Loom moves upstairs",
        "There is now a lift, and a room with a door that closes.",
    ),
    (
        "Mango Tree helps with 90 tenancies",
        "Of people who were helped before their release, two in three still have the key.",
    ),
    (
        "Dandelion Clock meets its hundredth mentor",
        "She was mentored herself, six years ago, in the same kitchen.",
    ),
    (
        "Quiet Street answers on Sundays",
        "Because Sunday evening is when it is worst.",
    ),
    (
        "Calabash paints a visits hall",
        "The sea, on three walls. Children asked for the fourth.",
    ),
    (
        "Indigo Door has a van",
        "It fetches people from the gate. It is orange.",
    ),
    (
        "Marula House trains six peer supporters",
        "All six have been offered work.",
    ),
)
