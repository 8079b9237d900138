"""What the sample city's site has to tell: invented stories, and the ground truth about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

SECTIONS: dict[str, str] = {
    "news": "Harbin Today",
    "government": "Government bulletin",
    "change": "Foreign Exchanges",
    "gallery": "Photo Gallery",
    "culture/arts": "Arts",
    "about": "About Harbin",
}
"""Slug to title, in the order of the menu."""

DATELESS = frozenset({"gallery", "about"})
"""The sections whose listings show no dates."""

_CUT = 255


@dataclass(frozen=True)
class Shot:
    """A picture: its file under /pictures/, what its caption says, and whose it is."""

    file: str
    caption: str
    credit: str = "Photo/my399.com"

    @property
    def line(self) -> str:
        """The caption as the page shows it, credit at the end."""
        return f"{self.caption} [{self.credit}]"


@dataclass(frozen=True)
class Story:
    """One article as its newsroom meant it; every text in it is plain text."""

    number: int
    section: str
    day: date
    title: str
    paragraphs: tuple[str, ...]
    summary: str
    author: str | None = None
    byline_source: str = "e.my399.com"
    shots: tuple[Shot, ...] = ()
    shown_day: date | None = None
    breadcrumb: bool = True
    stray: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict, hash=False)
    """A phrase occurring in a paragraph, to the path it links to."""

    @property
    def path(self) -> str:
        """Where the article stands on the site."""
        return f"/{self.section}/{self.day.isoformat()}/{self.number}.html"

    @property
    def text(self) -> str:
        """What it says, a line each: its paragraphs, or the captions of a story in pictures."""
        return "\n".join(self.paragraphs or [shot.caption for shot in self.shots])

    @property
    def updated(self) -> date:
        """The day on the page's own "Updated :" line."""
        return self.shown_day or self.day


def _story(
    number: int,
    section: str,
    day: str,
    title: str,
    *paragraphs: str,
    summary: str | None = None,
    author: str | None = None,
    source: str = "e.my399.com",
    shots: tuple[Shot, ...] = (),
    shown: str | None = None,
    breadcrumb: bool = True,
    stray: tuple[str, ...] = (),
    links: Mapping[str, str] | None = None,
) -> Story:
    """Build a story; without a summary of its own it has its first paragraph, cut off where the
    site cuts.
    """
    return Story(
        number=number,
        section=section,
        day=date.fromisoformat(day),
        title=title,
        paragraphs=paragraphs,
        summary=paragraphs[0][:_CUT].rstrip() if summary is None else summary,
        author=author,
        byline_source=source,
        shots=shots,
        shown_day=date.fromisoformat(shown) if shown else None,
        breadcrumb=breadcrumb,
        stray=stray,
        links=links or {},
    )


_NEWS = (
    _story(
        5641,
        "news",
        "2024-06-21",
        "Night ferry returns to the East Quay after eleven years",
        "The night ferry between the East Quay and Willow Island took its first passengers in eleven years on Thursday "
        "evening, with two refitted boats leaving every forty minutes until half past midnight and a flat fare that "
        "the operator says will stay unchanged through the coming winter season.",
        "Each boat carries 180 people and 30 bicycles. The lower deck is heated, so that the service can run until the "
        "river freezes, which in most years happens in the third week of November.",
        "Some 2,400 tickets were sold on the first evening.",
        "The landing stage on the island was raised by 60 centimeters last autumn, following the "
        "flood survey of the river office, and now stays dry even at high water.",
        author="Lena Marsh",
        shots=(
            Shot(
                "ferry-first-run.png", "The first ferry leaves the East Quay at dusk on Thursday."
            ),
        ),
        links={"flood survey of the river office": "/government/2024-06-03/5603.html"},
    ),
    _story(
        5640,
        "news",
        "2024-06-21",
        "Bakers' lane gets its ovens back",
        "Three bakeries have reopened in Mill Lane, where the last oven went cold in 2009.",
        "The brick ovens were found behind a false wall during repairs to the drains. They were built around 1912 and "
        "needed only new doors and a new flue.",
        "Rye bread is sold from six in the morning, and the lane is closed to cars until noon.",
        "Queues form early.",
        source="chinadaily.com.cn",
    ),
    _story(
        5639,
        "news",
        "2024-06-20",
        "Tram line 7 to run every six minutes in summer",
        "Trams on line 7, which links the railway station with the botanical garden, will run every six minutes from "
        "July 1 to August 31, the transport company announced on Wednesday, adding that four older cars had been "
        "brought out of the reserve depot and fitted with air conditioning, wider doors and a low step.",
        "The interval has been nine minutes since the spring timetable came into force.",
        "By the end of the year the company expects to carry 41 million passengers on its seven lines, about three "
        "million more than last year.",
        author="Pavel Orlin",
        summary="Line 7 gets four more cars and a shorter interval for July and August.",
    ),
    _story(
        5638,
        "news",
        "2024-06-20",
        "Library & archive share one roof from September",
        "The city library and the municipal archive will move into the former customs house by September 2.",
        "Readers will use a single card for both. The reading room under the glass roof seats 320 and will stay open "
        "until ten at night on weekdays.",
        "The archive's oldest sheet, a survey of the river bank drawn in ink on linen, will be shown in the entrance "
        "hall for the first month.",
        author="Ida Bergquist",
        shown="2024-06-22",
    ),
    _story(
        5637,
        "news",
        "2024-06-19",
        'Rail yard "Old Seven" becomes a park',
        "Work has begun to turn the disused rail yard known as Old Seven into a park of 14 hectares with a skating "
        "pond, a sledding hill and an open-air stage, all of it to be built on the existing tracks and platforms so "
        "that the outline of the yard, laid down more than a century ago, remains visible from the footbridge above.",
        "Nine of the eleven sheds will be kept. One will house a workshop where visitors can repair their bicycles.",
        "The first part, along Foundry Street, is to open in May.",
        shots=(
            Shot(
                "old-seven-shed.png", "A shed in the rail yard that will become a repair workshop."
            ),
            Shot(
                "old-seven-plan.png",
                "A drawing of the park shows the pond between the tracks.",
                "Photo/City Parks",
            ),
        ),
        stray=("IMG_2041.jpg",),
    ),
    _story(
        5636,
        "news",
        "2024-06-18",
        "Water tests clear all six river beaches",
        "All six bathing places along the river passed the first water tests of the season, the health office said.",
        "Samples are taken every Tuesday and the results posted at the entrance of each beach by Thursday noon.",
        "Lifeguards are on duty from nine to seven.",
        breadcrumb=False,
    ),
    _story(
        5635,
        "news",
        "2024-06-18",
        "Commute times < 30 minutes for most residents, survey finds",
        "Six in ten residents reach their place of work in less than half an hour, according to a survey of 8,200 "
        "households that the planning office carried out in March and April with the help of students from two "
        "colleges, who went from door to door in all nine districts and noted down every trip of the previous day.",
        "Walking remains the most common way to get to work in the old town, at 44 percent. In the districts north of "
        "the river it is the bus.",
        "The office found that trips of < 2 kilometers are made by car less often than five years ago: 11 percent, down from 19 percent.",
        author="Tomas Veil",
        source="chinadaily.com.cn",
    ),
    _story(
        5634,
        "news",
        "2024-06-17",
        "School gardens open to neighbors for the summer",
        "Twenty-two school gardens will be open to people living nearby from the last day of term to the first.",
        "Those who water may harvest.",
        "The scheme was tried out last year at four schools, where, the education office says, more tomatoes were "
        "grown than in any summer before.",
        stray=(".",),
    ),
    _story(
        5633,
        "news",
        "2024-06-15",
        "Bell of the clock tower recast in the city's own foundry",
        "The great bell of the clock tower, which cracked during the frost of January 2021, has been recast in the "
        "foundry on Anvil Street and will be lifted back into place on Saturday morning by the same kind of wooden "
        "crane that was used when the tower was first built, an undertaking for which the square will be closed.",
        "The bell weighs 2.3 metric tons. A quarter of the metal comes from the old one.",
        "It will strike the hours again from July 1, but not between eleven at night and six in the morning.",
        author="Lena Marsh",
        shots=(
            Shot("bell-mould.png", "Foundry workers open the mould of the new bell on Friday."),
        ),
    ),
    _story(
        5632,
        "news",
        "2024-06-14",
        "Ice house under the market hall opens for tours",
        "Guided tours of the vaulted ice house under the market hall start this weekend.",
        "River ice was stored here in sawdust until 1958. The vaults keep a temperature of four degrees Celsius even "
        "in July, so visitors are advised to bring a coat.",
        "Tours last 45 minutes and are given in four languages.",
    ),
    _story(
        5631,
        "news",
        "2024-06-13",
        "Bridge repairs to close one lane until August",
        "One lane of the Sandbar Bridge will be closed from Monday while the bearings on the northern side are replaced.",
        "Buses keep their own lane. Drivers are asked to use the ring road between seven and nine in the morning.",
        "The work was planned together with the ferry, as reported in Night ferry trial ends well, so that "
        "cyclists have another way across.",
        source="chinadaily.com.cn",
        links={"Night ferry trial ends well": "/news/2024-05-30/5620.html"},
    ),
    _story(
        5630,
        "news",
        "2024-06-12",
        "Storks nest on the power station chimney",
        "A pair of storks has raised three young on the chimney of the old power station, the first brood recorded "
        "within the city limits since records of nesting birds began in 1974, says the nature society, which has put "
        "up a telescope on the opposite bank and asks visitors to keep dogs on a lead and to leave the reeds alone.",
        "The chimney has not been used for sixteen years.",
        "Its owner has agreed to put off the planned repairs until October.",
        author="Ida Bergquist",
        shots=(
            Shot(
                "stork-chimney.png",
                "A stork stands over its young on the chimney.",
                "Photo/Nature Society",
            ),
        ),
    ),
    _story(
        5629,
        "news",
        "2024-06-11",
        "Doctors on bicycles to visit patients in the old town",
        "Eight doctors of the district clinic now make their house calls by bicycle.",
        "The narrow streets between the cathedral hill and the quay are closed to most cars, and a visit that took "
        "fifty minutes with parking now takes twenty.",
        "In winter they will walk.",
        summary="A clinic swaps its cars for bicycles, and saves half an hour on each visit.",
    ),
    _story(
        5628,
        "news",
        "2024-06-10",
        "Fair of mended things draws 9,000",
        "More than 9,000 people came to the fair of mended things on the parade ground, twice as many as expected.",
        "Clocks, kettles and coats made up the larger part of what was brought. Of 3,100 objects, 2,640 were taken home in working order.",
        "By Sunday evening the volunteers had run out of thread.",
        author="Tomas Veil",
    ),
    _story(
        5606,
        "news",
        "2024-06-05",
        "Sister city sends forty apple trees",
        "Forty young apple trees, a present from the sister city of Brannock on the far side of the continent, were "
        "planted along the promenade on Tuesday by pupils of two schools, who had exchanged letters about them for a "
        "year and drawn lots over which class was to care for which tree during the dry weeks of the coming summer.",
        "The trees belong to five old varieties that withstand frost of minus 35 degrees.",
        "The first apples are expected in 2027.",
        author="Pavel Orlin",
        shots=(Shot("apple-trees.png", "Pupils plant apple trees on the promenade on Tuesday."),),
    ),
    _story(
        5625,
        "news",
        "2024-06-05",
        "Swimming hall reopens with a warmer pool",
        "The swimming hall on Birch Street has reopened after fourteen months of repairs.",
        "The large pool is heated with waste heat from the laundry next door, which has made it two degrees warmer and "
        "the bill a third smaller.",
        "Children under ten swim free of charge on Wednesdays.",
        shown="2024-06-06",
    ),
    _story(
        5620,
        "news",
        "2024-05-30",
        "Night ferry trial ends well",
        "A trial of the night ferry has ended without a single departure being cancelled.",
        "Over ten evenings 6,150 people took part. Most of them were on their way home from late shifts at the "
        "hospital and the paper mill.",
        "The council will decide on a permanent service on June 11.",
    ),
    _story(
        5617,
        "news",
        "2024-05-27",
        "Chess tables set up in nine parks",
        "Stone chess tables now stand in nine parks, sixty in all.",
        "Pieces can be borrowed at the kiosks against a deposit of one coin.",
        "Play goes on under lamps until eleven.",
        source="chinadaily.com.cn",
    ),
    _story(
        5611,
        "news",
        "2024-05-20",
        "River fair 江畔之夏 to last ten days this year",
        "The summer fair on the river bank, known to everyone by its old name 江畔之夏, will last ten days instead of seven.",
        "The letters over its gate were written by the calligrapher Tao Kun (陶堃), who is 91 years old and did so on site, with a broom.",
        "Some 140 stalls have been let, among them 30 from other towns along the river.",
        author="Lena Marsh",
    ),
    _story(
        5609,
        "news",
        "2024-05-13",
        "Weather station on Hill Street marks its 120th year",
        "The weather station on Hill Street has written down the temperature three times a day for 120 years.",
        "There is one gap, of nine days, in the spring of 1932, when the river stood in the yard.",
        "The handwritten books can be read from this week at the city archive.",
    ),
)

_CHANGE = (
    _story(
        5623,
        "change",
        "2024-06-02",
        "Choirs from six countries to sing on the quay",
        "Eleven choirs from six countries will sing on the steps of the East Quay on the first weekend of July.",
        "Rehearsals are open to all. The singers stay with families, 210 of which have offered a room.",
        author="Ida Bergquist",
        source="chinadaily.com.cn",
    ),
    _story(
        5612,
        "change",
        "2024-05-21",
        "Student engineers compare bridges",
        "Thirty students of engineering from three northern universities have spent a week under the city's bridges, "
        "measuring how far each of them bends when a loaded freight train crosses, and found that the oldest of the "
        "five, put up in 1901 with rivets and without a single weld, moves the least of all of them.",
        "Their figures will be published in the autumn.",
        shots=(Shot("bridge-students.png", "Students read a gauge under the railway bridge."),),
    ),
)

_GOVERNMENT = (
    _story(
        5626,
        "government",
        "2024-06-07",
        "Notice on quiet hours for building work",
        "From July 1, building work that can be heard outside the site is allowed between seven in the morning and "
        "eight in the evening only.",
        "Exceptions are granted by the district offices, for no more than three nights in a row.",
        "Complaints are taken on the city line at any hour.",
    ),
    _story(
        5603,
        "government",
        "2024-06-03",
        "River office publishes its flood survey",
        "The river office has published its survey of high water for the past hundred years, together with a map that "
        "shows for every house along the bank how often the river has come to its door and, where marks on walls and "
        "gateposts allow it, how high the water stood on each of those days down to the nearest hand.",
        "The survey proposes to raise four landing stages and to leave the meadows of Willow Island unbuilt.",
        "Objections can be handed in until July 15.",
        source="river.example",
        shown="2024-06-04",
    ),
    _story(
        5614,
        "government",
        "2024-05-24",
        "Allotment gardens: how to apply",
        "Applications for 85 allotment gardens can be made from May 27 to June 14.",
        "Lots are drawn in public on June 20.",
        breadcrumb=False,
    ),
    _story(
        5622,
        "government",
        "2024-06-01",
        "Roadworks calendar for the second half of the year",
        "Mill Lane is closed from June 10 to June 14, Foundry Street from July 8 until 19 July, and the "
        "ring road, which was last resurfaced on 3 October 2011, on every Sunday in August between 6:30 and 22:15.",
        "On May 28, 2024 the council moved the works at the East Quay, first planned for 2023-09-04, to the week "
        "that begins on Monday, 2 September; detours were posted on 30/05/2024.",
        "By 1 December 2025 all eleven crossings are to have lights. Those of 1998 and 2002 are replaced first, the "
        "two that were put up in the winter of 1987-88 last.",
        "Yesterday's hearing lasted two hours; the next one is held on Tuesday, 25 June 2024, at 5 pm.",
        author="Pavel Orlin",
    ),
)

_GALLERY = (
    _story(
        5624,
        "gallery",
        "2024-06-04",
        "Fog on the river",
        summary="Morning fog over the river and the islands.",
        shots=(
            Shot(
                "fog-bridge.png", "The arches of the railway bridge rise out of the fog on Monday."
            ),
            Shot("fog-heron.png", "A heron waits in the shallows off Willow Island."),
            Shot("fog-boats.png", "Rowing boats lie moored at the East Quay before sunrise."),
        ),
    ),
    _story(
        5619,
        "gallery",
        "2024-05-29",
        "Market hall at six in the morning",
        summary="Traders set out their stalls in the market hall.",
        author="Tomas Veil",
        shots=(
            Shot("market-bread.png", "A baker stacks loaves on a marble counter."),
            Shot("market-fish.png", "Fish from the lower river is weighed by hand."),
        ),
        stray=(".",),
    ),
    _story(
        5615,
        "gallery",
        "2024-05-25",
        "Lilac week in the botanical garden",
        summary="Lilacs are in bloom in the botanical garden.",
        source="chinadaily.com.cn",
        shots=(
            Shot("lilac-gate.png", "White lilac frames the southern gate of the garden."),
            Shot("lilac-bench.png", "Visitors rest on a bench under the oldest lilac."),
            Shot("lilac-bees.png", "Bees gather on a late cluster of flowers."),
            Shot(
                "lilac-rain.png", "Petals float in a puddle after a shower.", "Photo/Garden Friends"
            ),
        ),
        shown="2024-05-26",
    ),
    _story(
        5608,
        "gallery",
        "2024-05-12",
        "Boats painted for the season",
        summary="Boat owners paint their hulls on the slipway.",
        shots=(
            Shot("boats-red.png", "A hull gets its second coat of red on Sunday."),
            Shot("boats-names.png", "A sign painter letters the name of a boat."),
        ),
    ),
)

_ARTS = (
    _story(
        5627,
        "culture/arts",
        "2024-06-08",
        'Puppet theater plays "The Miller\'s Moon"',
        "The puppet theater ends its season with a play about a miller who keeps the moon in his pond.",
        "The forty puppets were carved from driftwood. It's the first play for which the theater has had live music since 1998.",
        "Seats are few.",
        author="Ida Bergquist",
    ),
    _story(
        5618,
        "culture/arts",
        "2024-05-28",
        "Painter's notebooks come home",
        "Seventeen notebooks of a painter who left the city in 1926 have been given to the city museum by her "
        "granddaughter, who found them in a trunk of winter clothes and recognized in the drawings the view from a "
        "window on Cathedral Hill that her grandmother had described to her again and again in her childhood.",
        "The museum will show a page of each from autumn on.",
        shots=(
            Shot(
                "notebook.png",
                "An open notebook shows the roofs of Cathedral Hill.",
                "Photo/City Museum",
            ),
        ),
        source="museum.example",
    ),
    _story(
        5610,
        "culture/arts",
        "2024-05-17",
        "Orchestra rehearses in the tram depot",
        "The city orchestra rehearses in the tram depot while its hall is being repaired.",
        "The acoustics are said to be remarkable.",
    ),
)

_ABOUT = (
    _story(
        5604,
        "about",
        "2024-05-04",
        "Two hundred years of the quay in dates",
        "On 14 March 1824 the first pile was driven; the quay was opened on 30 September 1826, and again, after the "
        "flood of 12 August 1932, on May 1, 1934.",
        "Last week the museum showed the diary of a ferryman who was born on 29 February 1880 and wrote in it every "
        "evening at 21:00 from 1 January 1901 to 7 July 1937.",
        "Published in three volumes between 2019 and 2021, it tells of 13 winters in which the river stayed open "
        "until December 24.",
        summary="The quay from 1824 to this day.",
        shots=(Shot("quay-1934.png", "The quay on May 1, 1934, when it was opened again."),),
    ),
    _story(
        5602,
        "about",
        "2024-05-03",
        "The river in the course of the year",
        "The river is free of ice from the middle of April to the third week of November.",
        "Ferries run during that time; in the cold months a road is marked out on the ice with fir branches.",
    ),
    _story(
        5601,
        "about",
        "2024-05-02",
        "The city at a glance",
        "The city lies on both banks of the river, has nine districts and grew up around a railway junction.",
        "Summers are short and warm, winters long, dry and clear.",
        summary="Location, districts and climate in brief.",
        shots=(Shot("city-view.png", "The city seen from the tower on Cathedral Hill."),),
    ),
)


def _cross_post(number: int) -> Story:
    """The same text in Foreign Exchanges, under the next number."""
    story = next(story for story in _NEWS if story.number == number)
    return replace(story, number=number + 1, section="change")


STORIES: tuple[Story, ...] = tuple(
    sorted(
        (
            *_NEWS,
            *_CHANGE,
            _cross_post(5606),
            _cross_post(5620),
            *_GOVERNMENT,
            *_GALLERY,
            *_ARTS,
            *_ABOUT,
        ),
        key=lambda story: (story.day, story.number),
        reverse=True,
    )
)
"""What the site holds unless told otherwise, newest first."""
