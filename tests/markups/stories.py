"""The stories of the invented city, and which of them its listings show."""

from dataclasses import replace

from .city import Bare, Beside, Head, Items, Listed, Shot, Shots, Story, Stray, Text


def _short(section: str, day: str, number: int, title: str, lead: str) -> Story:
    return Story(section, day, number, title, [Text(lead), Text("More is to follow.")])


WRITTEN: dict[str, Story] = {
    "bridge": Story(
        "news",
        "2024-06-18",
        5588,
        "Old railway bridge reopens to walkers after repairs",
        [
            Text(
                "The century-old Binzhou railway bridge over the Songhua River reopened to walkers on Tuesday morning after four months of repairs, and several hundred residents queued before sunrise to be the first across, many of them with folding chairs, thermos flasks and grandchildren in tow."
            ),
            Text(
                "Engineers replaced 1,140 timber planks and repainted 27 steel spans. The work cost 18.6 million yuan ($2.56 million), according to the city's construction bureau."
            ),
            Text(
                '"My father drove freight trains over this bridge in 1957," said Zhao Guilan, 71, who had come from Daoli district with three of her sisters.'
            ),
            Bare("bridge-map.jpg"),
            Text("Visitors can cross from 5:30 am to 9 pm daily. Bicycles are not allowed."),
            Text("Admission is free."),
        ],
        author="Sun Mingyuan",
    ),
    "clinic": Story(
        "news",
        "2024-06-19",
        5591,
        "Night clinics to stay open through summer",
        [
            Text(
                "Eleven community hospitals in Harbin will keep their outpatient desks open until 10 pm from July 1 to Sept 30, the municipal health commission said."
            ),
            Text(
                "By the end of last year, only two of them had offered evening hours. Doctors and nurses who work the late shift will be paid a supplement of 120 yuan per evening."
            ),
            Text(
                "Updated plans published on 2024-06-15 list pediatrics, stomatology and traditional Chinese medicine as the first departments to join. A second group is to follow by 2025."
            ),
            Text(
                "The commission described the trial in {a:bridge|an earlier notice about riverside services}, which drew more than 6,000 comments within a week."
            ),
            Text(
                "Residents can book a visit by telephone or on the city's health platform; walk-in patients are accepted until half an hour before closing."
            ),
            Stray("."),
        ],
        updated="2024-06-21",
    ),
    "forum": Story(
        "news",
        "2024-06-20",
        5594,
        "Ice and snow economy forum draws 400 guests from 23 countries and regions",
        [
            Text(
                "{b:HARBIN} -- Some 400 officials, scholars and company managers from 23 countries and regions gathered in the provincial capital on Thursday for a two-day forum on the ice and snow economy, with talks on ski equipment, cold-climate farming and winter transport."
            ),
            Shots(
                (
                    Shot(
                        "forum1.jpg",
                        "Guests look at a hydrogen-powered snow groomer on the sidelines of the forum in Harbin on June 20.",
                        "Photo/my399.com",
                    ),
                )
            ),
            Text(
                "Heilongjiang province has 79 ski resorts, more than any other province. Last winter they received 7.2 million visits, up 61.3 percent from a year earlier."
            ),
            Head("Equipment makers"),
            Text(
                "By Thursday evening, 31 contracts worth 4.7 billion yuan had been signed. Among the buyers were resort operators from Finland, Austria and the Republic of Korea."
            ),
            Shots(
                (
                    Shot(
                        "forum2.jpg",
                        "A delegate tries a pair of smart ski goggles.",
                        "Photo by Liu Yang/my399.com",
                    ),
                    Shot(
                        "forum3.jpg",
                        "Students of Harbin Sport University demonstrate curling on synthetic ice.",
                        "Photo/my399.com",
                    ),
                )
            ),
            Text(
                '"We did not come for the discounts. We came because the engineers here answer the telephone at minus 30 C," said Jukka Nieminen, purchasing manager of a Finnish resort.'
            ),
            Stray("IMG_0012.jpg"),
            Text("The forum has been held every two years since 2016."),
        ],
        author="Zhou Huiying and Tian Xuefei",
        source="chinadaily.com.cn",
    ),
    "market": Story(
        "news",
        "2024-06-21",
        5597,
        "Daowai's \"morning market\" & its 冻梨 sellers: what's new",
        [
            Text(
                "Stallholders at the Daowai morning market, where frozen pears known as~dongli (冻梨) are sold even in midsummer, will move under a new glass roof next month."
            ),
            Text("The market's managers listed what will change:"),
            Items(
                (
                    "Opening time moves from 4 am to 4:30 am.",
                    "Stalls are numbered from A1 to C96, and prices must be shown in yuan per 500 grams.",
                    "Dogs stay outside.",
                )
            ),
            Text(
                "{b:Rents:} A stall will cost 380 yuan a month, the same as now. The district government will pay for water, electricity~and waste removal until the end of 2026."
            ),
            Beside(
                Shot(
                    "market1.jpg",
                    "A vendor arranges frozen pears at the Daowai morning market.",
                    "Photo/my399.com",
                ),
                'Some sellers remain unconvinced. "A roof keeps the rain off, but it also keeps the sun off," said Ma Defu, who has sold pickled cabbage there since 1994.',
            ),
            Text("Customers' opinions can be left in a red box at the east gate."),
            Text("Thank you, roof."),
        ],
    ),
    "students": Story(
        "news",
        "2024-06-22",
        5605,
        "Russian students learn calligraphy in Harbin summer school",
        [
            Text(
                "Forty-two students from Khabarovsk and Vladivostok began a three-week summer school at Heilongjiang University on Saturday, with mornings devoted to the Chinese language and afternoons to calligraphy, dumpling making and table tennis."
            ),
            Text(
                "The school resumed last year after a break of four years. Enrollment opened on 2024-03-01 and closed within nine days."
            ),
            Text(
                '"The brush does exactly what you tell it, which is the problem," said Daria Kim, 19, from Khabarovsk.'
            ),
            Text("A return visit by 40 Harbin students is planned for September."),
        ],
        author="Pang Bo",
        source="my399.com",
    ),
    "almanac": Story(
        "news",
        "2024-06-22",
        5607,
        "River almanac of 1924 found in a school attic",
        [
            Text(
                "An almanac that says for every day from January 1 to December 31, 1924 when the ice came and went was found on 3 May 2024 in an attic in Daowai district."
            ),
            Text(
                "Updated by hand until 14 September 1931, it names 17 floods. The worst, on Aug 7, 1932, was added later; on 2024-06-19 and again yesterday the ink was tested."
            ),
            Shots(
                (
                    Shot(
                        "almanac.jpg",
                        "A page of the almanac for the week of April 6-12, 1924.",
                        "Photo/my399.com",
                    ),
                )
            ),
            Text(
                "It can be seen from 9:00 to 16:30 between July 1 and September 30, and by appointment in 2025."
            ),
            Text("Published in Harbin, 1925."),
        ],
        author="Pang Bo",
    ),
    "envoys": Story(
        "change",
        "2024-06-17",
        5583,
        "Envoys' visit to Harbin Engineering University ends with ship-model race",
        [
            Text(
                "Diplomats from nine embassies in Beijing raced model ships with students of Harbin Engineering University on Monday, the last day of their visit."
            ),
            Text(
                "The boat built by the Nepalese team sank twice. It was nevertheless given the prize for perseverance."
            ),
            Text("The university has 1,230 international students from 74 countries."),
        ],
        crumb=False,
    ),
    "lilac": Story(
        "gallery",
        "2024-06-12",
        5570,
        "In pics: Lilacs scent the streets of Harbin",
        [
            Shots(
                (
                    Shot(
                        "l1.jpg",
                        "Lilacs bloom along Zhongyang Street in Harbin, Heilongjiang province.",
                        "Photo/my399.com",
                    ),
                )
            ),
            Shots(
                (
                    Shot(
                        "l2.jpg",
                        "A girl in a traditional costume poses beside a lilac bush in Zhaolin Park on June 11.",
                        "Photo/my399.com",
                    ),
                )
            ),
            Shots(
                (
                    Shot(
                        "l3.jpg",
                        "Gardeners prune branches at the lilac park in Qunli New Area.",
                        "Photo by Wang Lei/my399.com",
                    ),
                )
            ),
        ],
    ),
    "sophia": Story(
        "gallery",
        "2024-06-05",
        5552,
        "St Sophia's domes at dusk",
        [
            Shots(
                (
                    Shot(
                        "s1.jpg",
                        "Pigeons circle over the former St Sophia Cathedral.",
                        "Photo/Xinhua",
                    ),
                    Shot(
                        "s2.jpg",
                        "Tourists wait for the lights to be switched on in the square.",
                        "Photo/Xinhua",
                    ),
                )
            ),
            Shots(
                (
                    Shot(
                        "s3.jpg",
                        "The green dome of the building, which was finished in 1932, is seen against the evening sky.",
                        "Photo/Xinhua",
                    ),
                )
            ),
        ],
        source="chinadaily.com.cn",
    ),
}
WRITTEN["students2"] = replace(
    WRITTEN["students"], section="change", number=5606
)  # the same story in a second section

STORIES = WRITTEN | {
    "tram": _short(
        "news",
        "2024-06-16",
        5580,
        "Trial tram line links two campuses",
        "A 3.8-kilometer tram line between two university campuses in Songbei district started trial operation on Sunday with six cars.",
    ),
    "sturgeon": _short(
        "news",
        "2024-06-14",
        5575,
        "60,000 sturgeon fry set free in Songhua River",
        "Fishery officers and schoolchildren released 60,000 sturgeon fry into the Songhua River on Friday to help restore a stock that has fallen steadily since the 1980s, in the presence of anglers who had been asked to leave their rods at home and, with a few grumbling exceptions, complied with the request.",
    ),
    "concert": _short(
        "news",
        "2024-06-13",
        5572,
        "Harbin Summer Music Concert announces program",
        "More than 120 performances are planned for the 36th China Harbin Summer Music Concert, which begins on July 5.",
    ),
    "beer": _short(
        "news",
        "2024-06-11",
        5567,
        "Beer festival tickets go on sale",
        "Tickets for the 22nd Harbin International Beer Festival went on sale on Tuesday at 39 yuan.",
    ),
    "maps": _short(
        "news",
        "2024-06-08",
        5560,
        "Paper maps return to metro stations",
        "Metro Line 2 is handing out paper maps again after elderly riders asked for them.",
    ),
    "sister": _short(
        "change",
        "2024-06-10",
        5565,
        "Sister-city week brings Niigata chefs to Harbin",
        "Six chefs from Niigata, Japan, cooked with their peers in Harbin during a week that marked 45 years of sister-city ties.",
    ),
    "opera": _short(
        "gallery",
        "2024-05-29",
        5540,
        "Harbin Grand Theatre from above",
        "The curved roof of the Harbin Grand Theatre is seen from the air.",
    ),
    "nurseries": _short(
        "news",
        "2024-06-24",
        5611,
        "Forty small nurseries to open in courtyards",
        "Families in Daoli and Nangang districts will find forty small nurseries in their own courtyards by the end of the year.",
    ),
    "trains": _short(
        "news",
        "2024-06-25",
        5615,
        "Freight trains to Europe pass 1,000 mark",
        "The 1,000th China-Europe freight train of the year to pass through the Harbin rail bureau left for Duisburg, Germany, on Monday.",
    ),
    "visa": _short(
        "government",
        "2024-06-23",
        5609,
        "Visa desk opens at Harbin airport",
        "Travelers in transit can apply for a temporary entry permit at a new desk in Terminal 2.",
    ),
    "tigers": _short(
        "news",
        "2024-06-26",
        5618,
        "Eight tiger cubs named at Siberian Tiger Park",
        "Eight cubs born in March received their names on Wednesday after an online vote in which 210,000 people took part.",
    ),
    "side1": _short(
        "government", "2024-06-20", 5595, "Notice on water supply in Nangang district", "Water."
    ),
    "side2": _short("news", "2024-05-30", 5541, "Cyclists circle the city in 14 hours", "Bikes."),
    "side3": _short("flash", "2024-05-12", 5511, "Harbin in numbers", "Numbers."),
}
LISTINGS = {
    "/news/index.html": Listed(
        "news", ("students", "market", "forum", "clinic", "bridge", "tram"), 1, 3
    ),
    "/news/index_2.html": Listed("news", ("sturgeon", "concert", "beer", "maps"), 2, 3),
    "/news/index_3.html": Listed("news", ("maps", "beer"), 3, 3),
    "/change/index.html": Listed("change", ("students2", "envoys", "sister"), 1, 1),
    "/gallery/index.html": Listed("gallery", ("lilac", "sophia", "opera"), 1, 2, dated=False),
}
