"""What invented organisations say of their work, by theme. `{place}` and `{name}` are filled in."""

from dataclasses import dataclass

from network.choices import Setting


@dataclass(frozen=True)
class Theme:
    """Settings of the work, and ways to say it: purpose, a service made for people, daily work."""

    settings: tuple[str, ...]
    missions: tuple[str, ...]
    services: tuple[str, ...]
    works: tuple[str, ...]


GATE = Theme(
    (Setting.CUSTODY, Setting.THROUGH_THE_GATE, Setting.COMMUNITY),
    (
        "{name} exists so that Black, Asian and other racially minoritised people who leave "
        "prison in {place} come home to a roof, a plan and somebody who knows their name.",
        "To provide resettlement support to African and Caribbean men and women returning to "
        "{place} from custody, and to stand beside the families who receive them.",
    ),
    (
        "First Forty Days: a resettlement worker from the person's own community meets them at "
        "the gate, and stays for the forty days in which most things go wrong.",
        "Kitchen Table: a weekly meal for racially minoritised people on licence, with a housing "
        "adviser at one end of the table and a benefits adviser at the other.",
    ),
    (
        "Six in ten of the people we meet at the gate are Black, Asian or of mixed heritage. We "
        "help with housing, identity papers and the first appointment at probation.",
        "We write to people before release in the language they read best, and our volunteers "
        "go with them to the council's housing office.",
    ),
)
MENTORING = Theme(
    (Setting.COMMUNITY, Setting.THROUGH_THE_GATE),
    (
        "To give young Black and mixed heritage people in {place} who have been in contact with "
        "the police or the courts a mentor who has walked the same road.",
        "{name} trains people with experience of prison to mentor racially minoritised young "
        "adults, because trust grows where people recognise each other.",
    ),
    (
        "Elders and Youngers: mentoring led by and for Black young men leaving custody, matched "
        "before release and meeting weekly for a year.",
        "Sister Circle: mentors from South Asian and Arab backgrounds for young women who have "
        "been cautioned or charged for the first time.",
    ),
    (
        "Our mentors support about ninety young people each year; roughly half are Black or "
        "Asian. Mentors are trained in what stop and search does to trust.",
        "We mentor people on community orders. Many are racially minoritised, and we ask each of "
        "them what a good match would be instead of deciding for them.",
    ),
)
FAMILIES = Theme(
    (Setting.CUSTODY, Setting.COMMUNITY),
    (
        "To support the families of racially minoritised people in prison: with travel, with the "
        "letters nobody explained, and with company in the visitors' centre.",
        "{name} was founded by three mothers in {place} to end the silence around imprisonment "
        "in Muslim and South Asian families.",
    ),
    (
        "Sunday Bus: a monthly minibus from {place} for families from Black and Asian "
        "communities, with a family worker on board who speaks Urdu and Sylheti.",
        "Not In Front Of The Aunties: a telephone line in five languages for relatives who have "
        "told nobody that somebody is in prison.",
    ),
    (
        "We run the welcome desk of a visitors' centre. Many of the families are racially "
        "minoritised, and our team speaks nine languages between them.",
        "Family casework for anyone with a relative inside. Last year 140 of 310 families "
        "described themselves as Black, Asian or minority ethnic.",
    ),
)
COURTS = Theme(
    (Setting.COURTS, Setting.COMMUNITY),
    (
        "To make sure that no Black or Asian defendant in {place} stands in a court room without "
        "understanding what is being said about them.",
        "{name} accompanies racially minoritised people and their families through the courts, "
        "from the first letter to the last hearing.",
    ),
    (
        "Plain Speaking: court companions who speak Somali, Arabic, Tigrinya or Dari explain "
        "each stage beforehand and sit in the public gallery on the day.",
        "Before The Bench: a project for Black young adults awaiting sentence, gathering what a "
        "pre-sentence report would otherwise leave out.",
    ),
    (
        "Volunteers staff a table at the magistrates' court twice a week. About a third of the "
        "people who sit down with us are racially minoritised.",
        "We support witnesses and defendants with a learning disability; we work with Black and "
        "Asian families whose sons were never assessed at school.",
    ),
)
PREVENTION = Theme(
    (Setting.PREVENTION, Setting.COMMUNITY),
    (
        "To keep Black and brown children in {place} in school, in clubs and out of police "
        "stations, by standing up for them early.",
        "{name} brings Somali, Sudanese and Eritrean families in {place} together so that young "
        "people at risk of being drawn into crime are noticed by people who care for them.",
    ),
    (
        "Back In Class: advocates for Black Caribbean and Gypsy, Roma and Traveller pupils at "
        "exclusion hearings, with homework clubs while they wait.",
        "Know Your Ground: workshops on stop and search, written by young people who were "
        "stopped, and given in mosques, barber shops and youth clubs.",
    ),
    (
        "Detached youth work on four estates. Most of the young people we meet are racially "
        "minoritised, and so is most of our team.",
        "We run a boxing gym with a classroom upstairs: half of the young people on our books "
        "come from Black, Asian or mixed families.",
    ),
)
WOMEN = Theme(
    (Setting.CUSTODY, Setting.COMMUNITY, Setting.COURTS),
    (
        "To support racially minoritised women in contact with the criminal justice system, and "
        "women without secure immigration status above all.",
        "{name} is run by and for Black and Asian women who have been through prison, courts or "
        "probation in {place}.",
    ),
    (
        "Marigold Mornings: a women's group for South Asian women on probation, in a place that "
        "has no sign at the door, with childcare and interpreters.",
        "Headwrap and Hearing: preparation for court and for custody with Black women, including "
        "what to pack for hair and skin and how to insist on it.",
    ),
    (
        "Our women's centre is open to all. Around 45% of the women are Black, Asian or from "
        "other minoritised communities, and we have caseworkers for those without papers.",
        "We offer counselling to women after release. Many are racially minoritised and have "
        "waited years for somebody to ask about racism as part of the harm.",
    ),
)
ARTS = Theme(
    (Setting.CUSTODY, Setting.COMMUNITY),
    (
        "To make theatre, music and film with racially minoritised people in prison and after "
        "it, and to put the work on stages where officials sit in the audience.",
        "{name} uses African and Caribbean music traditions to help people in prison say what "
        "cannot be said in a form.",
    ),
    (
        "Bassline: a studio course for Black young men on remand that ends with a broadcast on "
        "prison radio.",
        "Stitch and Story: textile workshops with Asian and Arab women in custody, exhibited "
        "each summer in {place}.",
    ),
    (
        "We run drama in three prisons. The casts are as mixed as the wings, which means that "
        "racially minoritised people are usually in the majority.",
        "Our creative writing groups work with racially minoritised people through the gate; "
        "two anthologies so far.",
    ),
)
FAITH = Theme(
    (Setting.CUSTODY, Setting.THROUGH_THE_GATE),
    (
        "To support Muslim prisoners and their families in {place} with pastoral care, "
        "resettlement and reconciliation.",
        "{name} is a partnership of Black-majority churches and gurdwaras that serves racially "
        "minoritised people leaving prison.",
    ),
    (
        "Iftar Inside: we bring families, chaplains and Muslim prisoners together in Ramadan, "
        "and keep in touch through the rest of the year.",
        "Open Pew: a befriending scheme by and for members of Black-majority churches, for "
        "people who come home from prison to an empty flat.",
    ),
    (
        "Volunteers from eleven congregations visit people who have no visitors; many of them "
        "are foreign nationals and racially minoritised.",
        "We host a drop-in beside the probation office. People of every faith and none come in, "
        "and about half are racially minoritised.",
    ),
)
HEALTH = Theme(
    (Setting.CUSTODY, Setting.COMMUNITY),
    (
        "To offer culturally rooted counselling to racially minoritised people affected by "
        "imprisonment, policing and the fear of both.",
        "{name} works for an end to the way in which Black people in distress in {place} meet "
        "the police before they meet a nurse.",
    ),
    (
        "Breathing Space: group therapy led by Black therapists for men on licence who were "
        "restrained, segregated or sectioned.",
        "Garam Chai: a recovery group for South Asian people in treatment for alcohol and drugs "
        "after custody, where nobody needs to explain the family.",
    ),
    (
        "We provide drug and alcohol recovery in two prisons and work with a high proportion of "
        "racially minoritised people, some of them in their first language.",
        "Our counsellors see people referred by probation. Over a third are Black or Asian, and "
        "we have changed how we assess because of what they told us.",
    ),
)
ADVOCACY = Theme(
    (Setting.CUSTODY, Setting.COURTS, Setting.COMMUNITY),
    (
        "To give racially minoritised people in {place} independent advice about complaints, "
        "appeals and their rights in custody.",
        "{name} collects what Black and Asian people experience in policing and prisons, and "
        "takes it to those who can change it.",
    ),
    (
        "Write It Down: a complaints clinic for racially minoritised prisoners, by post and by "
        "telephone, with a barrister on Thursdays.",
        "Licence Desk: advice on recall and parole for African and Caribbean people who were "
        "sentenced under indeterminate terms.",
    ),
    (
        "We give legal advice to people in prison. Nearly half of our letters come from racially "
        "minoritised people, mostly about complaints that were not answered.",
        "We train prison listeners and advocates, and work with racially minoritised prisoners "
        "on equality forums in four establishments.",
    ),
)
TRAVELLERS = Theme(
    (Setting.CUSTODY, Setting.COMMUNITY, Setting.PREVENTION),
    (
        "To improve the lives of Gypsy, Roma and Traveller people in {place} who are in prison, "
        "on probation or moved on once too often.",
        "{name} was started around a kitchen table on a site near {place}. Its purpose is to "
        "support Romany and Irish Traveller families with somebody inside.",
    ),
    (
        "Reading Lamp: literacy with Traveller men in custody, one to one, with stories recorded "
        "for children at home.",
        "Roma Voice: Czech- and Slovak-speaking advocates who go with Roma families to police "
        "interviews, court and school.",
    ),
    (
        "Site visits, form filling and a great deal of listening. Most of the families we work "
        "with are Romany, Irish Traveller or Roma.",
        "We run Traveller groups in two prisons together with the chaplaincy, and work with "
        "families from racially minoritised communities outside.",
    ),
)
WORK = Theme(
    (Setting.THROUGH_THE_GATE, Setting.COMMUNITY),
    (
        "To open doors to decent work for racially minoritised people with convictions in {place}.",
        "{name} is a social enterprise that trains and employs Black and Asian people who have "
        "been in prison.",
    ),
    (
        "Second Shift: paid placements in kitchens and on building sites for Black men leaving "
        "prison, with a mentor on the crew.",
        "Toolbelt: a construction course for young adults from racially minoritised communities, "
        "set up with them after they told us why they left the ordinary one.",
    ),
    (
        "We place about two hundred people a year with employers who do not ask on the first "
        "page. Some 40% of them are racially minoritised.",
        "Our bakery takes people on day release. We work with racially minoritised people "
        "because they wait longest for the chance.",
    ),
)

THEMES = {
    "gate": GATE,
    "mentoring": MENTORING,
    "families": FAMILIES,
    "courts": COURTS,
    "prevention": PREVENTION,
    "women": WOMEN,
    "arts": ARTS,
    "faith": FAITH,
    "health": HEALTH,
    "advocacy": ADVOCACY,
    "travellers": TRAVELLERS,
    "work": WORK,
}
