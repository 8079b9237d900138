"""Reports on topics like those of the events, of the same days, none of which is the same event as
any other.
"""

import random

from tests.sameness.events import Report

_DISTRICTS = (
    ("Daoli", "道里"),
    ("Daowai", "道外"),
    ("Pingfang", "平房"),
    ("Hulan", "呼兰"),
    ("Yilan", "依兰"),
    ("Tonghe", "通河"),
    ("Mulan", "木兰"),
)
_PEOPLE = (
    "Jin Haitao",
    "Meng Fanrui",
    "Yu Shan",
    "Qi Jiahui",
    "Bai Xuelin",
    "Cui Yongzhe",
    "Shi Lixin",
    "Fu Guirong",
)
_ENGLISH = (
    ("Fire in {place} flat put out", "Firefighters put out a fire in a flat in {place}. {number} neighbours had to leave the house for the night."),
    ("{place} warehouse burns", "A warehouse for toys burned in {place}. The damage is put at {number},000 yuan."),
    ("New school for {place}", "A primary school for {number} pupils will be built in {place}, headmaster {person} said."),
    ("{place} gets a swimming pool", "Work on a swimming pool with {number} lockers has begun in {place}."),
    ("Bus line extended to {place}", "From Monday a bus line of the city will go on to {place}, every {number} minutes at peak times."),
    ("Metro works close street in {place}", "A street in {place} will be closed for {number} days because of works on the metro."),
    ("{person} wins skating title", "{person} won the provincial title in speed skating and is {number} hundredths faster than last year."),
    ("{person} plays Chopin in {place}", "Pianist {person} gives a concert in the house of culture of {place}. {number} tickets are left."),
    ("Swans seen near {place}", "Walkers saw {number} swans on a lake near {place}."),
    ("Trade fair in {place} opens", "Companies from {number} towns show their goods at the trade fair in {place}."),
    ("{place} plants trees", "Volunteers in {place} planted {number} birches along the river."),
    ("Court in {place} sentences thief", "A man who stole {number} bicycles must go to prison, the court in {place} ruled."),
    ("Museum in {place} shows old maps", "{number} maps of Harbin hang in the museum of {place}. {person} collected them."),
    ("Hospital in {place} opens children's ward", "The new ward has {number} beds, said chief doctor {person}."),
    ("Snow closes road to {place}", "The road to {place} was closed for {number} hours after heavy snow."),
    ("Power cut in {place}", "{number} households in {place} had no electricity on Tuesday night after a cable had been cut."),
    ("Police in {place} find lost child", "{person}, a police officer, found a child after a search of {number} minutes in {place}."),
    ("Marathon training starts in {place}", "{number} runners met in {place} to train for the marathon."),
    ("Rice harvest begins in {place}", "Farmers in {place} expect {number} tonnes more rice than last year."),
    ("Wage talks at {place} factory", "The {number} workers of a factory in {place} ask for higher wages, their speaker {person} said."),
    ("Ice hockey club loses in {place}", "In front of {number} spectators the ice hockey club lost its match in {place}."),
    ("{place} tests hydrogen bus", "A hydrogen bus runs in {place} on trial for {number} days."),
    ("Expo in {place} ends", "The flower expo in {place} ended. {number},000 visitors came."),
)  # fmt: skip
_CHINESE = (
    ("{place}一住宅起火", "{place}一处住宅夜间起火，消防员及时扑灭，{number}名邻居转移到安全地带。"),
    ("{place}将新建一所小学", "{place}计划新建一所小学，可容纳学生{number}名。"),
    ("{place}公交线路延长", "周一起，一条公交线路延长至{place}，高峰时段每{number}分钟一班。"),
    ("{place}出现天鹅", "市民在{place}附近的水面发现{number}只天鹅。"),
    ("{place}法院宣判盗窃案", "{place}法院宣判一起盗窃案，被告人先后盗窃自行车{number}辆。"),
    ("{place}停电抢修完成", "周二夜间，{place}{number}户居民停电，电力部门连夜抢修。"),
    ("{place}开展义务植树", "志愿者在{place}沿江栽下白桦{number}棵。"),
    ("{place}水稻开镰", "{place}水稻进入收割期，预计比去年增产{number}吨。"),
    ("{place}降雪封路", "受降雪影响，通往{place}的公路封闭{number}小时。"),
    ("{place}博物馆展出老地图", "{place}博物馆展出哈尔滨老地图{number}幅。"),
)  # fmt: skip


def distractors(seed: int = 17) -> list[Report]:
    """Some 200 reports, each of an event of its own."""
    chance = random.Random(seed)
    number = iter(chance.sample(range(33, 960), 400))
    found: list[Report] = []
    for language, patterns in (("en", _ENGLISH), ("zh", _CHINESE)):
        for title, text in patterns:
            for place in chance.sample(_DISTRICTS, 6):
                values = {
                    "place": place[language == "zh"],
                    "person": chance.choice(_PEOPLE),
                    "number": str(next(number)),
                }
                found.append((language, title.format(**values), text.format(**values)))
    return found
