"""Stories of a city that copies are made of: (title, text)."""

ENGLISH = [
    (
        "Ferry to Sun Island runs again",
        """The ferry between the East Quay and Sun Island runs again after a break of eleven years, the city's transport bureau said on Friday.
Ferries leave every forty minutes from six in the morning until half past midnight, and a ticket costs 12 yuan. Children under 1.2 metres travel free.
"We have waited for this for a long time," said Wang Meili, who keeps a tea house on the island. The bureau expects 300,000 passengers this year.
The quay was rebuilt after the flood of 2013. Two new boats, each with room for 220 people, were built in Wuhan and arrived in May.""",
    ),
    (
        "Library opens reading rooms all night",
        """The municipal library in Nangang District will keep two of its reading rooms open all night from September, after students asked for it in a petition that 4,600 people signed.
The rooms have 180 seats, and a card with a photograph is needed to enter after ten in the evening. Hot water and lockers are free of charge, while food has to stay outside.
Librarian Zhao Qing said that the night shifts will be taken by volunteers of three universities, who were trained over the summer. Guards will walk the corridors every hour.
If the trial goes well, the branch in Songbei will follow in spring. The library lent 1.9 million books last year, a tenth more than in the year before.""",
    ),
    (
        "Old railway bridge becomes a promenade",
        """The old railway bridge over the Songhua River, built in 1901 and closed to trains since 2014, has been turned into a promenade for walkers and cyclists with a floor of glass in its middle part.
Engineers replaced 3,100 rivets and painted the girders in the original dark green. A small exhibition in the northern tower tells of the Russian builders and the Chinese workers whose names were found in a ledger.
On the first weekend some 70,000 people crossed the bridge, so many that the police had to close the stairs twice. Visitors are asked to book a time on weekends until the end of August.
"My grandfather drove the first train across after the war," said Li Guofeng, 71, who came with three grandchildren.""",
    ),
    (
        "Farm school teaches pupils to grow rice",
        """A school farm outside Wuchang is teaching city children where their rice comes from. This spring 640 pupils from eleven schools planted seedlings by hand, and in autumn they will harvest what they planted.
Farmer Sun Lihua, whose family has grown rice for four generations, shows them how deep a seedling must stand and why ducks are better than poison against weeds. "They fall over in the mud, and they laugh," she said.
The education bureau pays for the buses, and every class takes home a sack of twenty kilograms. Teachers use the field for lessons in biology, arithmetic and even poetry.
Next year the school wants to add a beekeeping course. The waiting list already holds the names of nineteen schools.""",
    ),
    (
        "Tram line to be rebuilt in the old town",
        """Harbin will bring back a tram to its old town. The line of 6.4 kilometres will run from the Flood Memorial along Central Avenue's side streets to the Music Park and have thirteen stops, planners said at a hearing on Tuesday.
The cars will draw their power from batteries, so that no wires spoil the view of the historic facades. Each will carry 150 people and be heated to eighteen degrees in winter.
Shopkeepers worry about the noise while the rails are laid, which will take two summers. The city has promised to work on one side of a street at a time and to pay for lost trade after an audit.
Trams ran in the city for sixty years until the last line was closed in 1987. One of the old cars stands in a depot in Daowai and has been restored by retired drivers.""",
    ),
    (
        "Orchestra plays for the night shift",
        """Members of the Harbin Symphony Orchestra played at three in the morning on Thursday, in the hall of the central wholesale market, for the people who carry the city's vegetables.
About 900 porters, drivers and traders stopped for forty minutes to hear Dvorak and two folk songs from Heilongjiang. Conductor Tang Muhai wore a porter's jacket and was cheered for it.
"I have passed the opera house a thousand times and never gone in," said He Jun, who sells cabbages. The orchestra gave away 500 tickets for its autumn season after the concert.
The idea came from a cellist whose mother worked at the market for thirty years. Further concerts are planned in a bus depot, a bakery and the emergency ward of a hospital.""",
    ),
    (
        "River ice to be sawn by robots",
        """Machines that steer themselves will saw a part of this winter's ice out of the Songhua River. A team of the Harbin Institute of Technology showed four of them on Monday to the builders of the Ice and Snow World.
Each robot cuts blocks of 1.6 metres in length and moves along a track laid on the ice. It stops at once when somebody comes nearer than five metres, and works at forty degrees below zero.
Until now the blocks have been cut by 300 workers with saws and poles. Their foreman, Yang Deshun, is not afraid for their jobs: "The machine cannot feel when the ice is rotten. We can."
The park needs about 110,000 cubic metres of ice, and building begins in early December.""",
    ),
    (
        "Bakery finds recipe of the Russian bread",
        """A bakery in Daoli has found the handwritten recipe of the round bread that made the city famous a century ago. It lay between the pages of a prayer book that a family in Khabarovsk sent back.
The dough rests for twelve hours and is raised with hops instead of yeast; then it is baked over linden wood. A loaf weighs two kilograms and keeps for ten days.
Master baker Qu Hongtao tried the recipe nineteen times before the crust was right. On Saturday he sold 260 loaves in two hours, at 38 yuan each.
The museum of the city has asked for a copy of the sheet. It names the baker as Ivan Chernov, who had his shop on Kitaiskaya Street, today's Central Avenue, until 1946.""",
    ),
]

CHINESE = [
    (
        "松花江轮渡时隔十一年恢复运营",
        """记者从市交通运输局获悉，往返于东码头和太阳岛之间的轮渡本周五恢复运营，这条航线此前已停航十一年。
轮渡每四十分钟一班，首班时间为早上六点，末班时间为零点三十分，票价12元，身高1.2米以下的儿童免费乘坐。
在岛上经营茶馆多年的王美丽说，大家盼这一天盼了很久。交通部门预计，今年全年客流量将达到30万人次。
东码头在2013年洪水之后重新修建。两艘新船在武汉建造，每艘可载客220人，今年五月运抵哈尔滨。""",
    ),
    (
        "市图书馆阅览室九月起通宵开放",
        """位于南岗区的市图书馆将从九月起通宵开放两间阅览室。此前有4600名读者联名提出了延长开放时间的建议，其中多数是在校学生。
两间阅览室共有座位180个，晚上十点以后凭带照片的证件入内。馆内免费提供热水和储物柜，食品不得带入阅览区域。
馆员赵青介绍，夜间值班由三所高校的志愿者承担，他们在暑期已经完成培训，保安人员每小时巡查一次。
如果试运行顺利，松北分馆将在明年春天跟进。去年全年图书馆共借出图书190万册，比前年增长一成。""",
    ),
    (
        "百年铁路桥变身江上步道",
        """建于1901年、2014年停止通车的松花江老铁路桥日前完成改造，成为一条供市民步行和骑行的江上步道，桥面中段铺设了透明玻璃。
施工人员更换铆钉3100颗，并把钢梁恢复成最初的墨绿色。北侧桥头堡里设有小型展览，讲述当年修桥的经过，一份账册中还留下了中国工人的名字。
开放后的第一个周末，大约有7万人走上大桥，民警两次临时关闭楼梯口疏导人流。八月底之前，周末参观需要提前预约时段。
带着三个孙辈前来的李国峰今年71岁，他说：“我的爷爷在战后开着第一列火车从这里驶过。”""",
    ),
    (
        "城里孩子下田学种稻",
        """在五常市郊外的一处学农基地，城里的孩子正在学习大米是怎样种出来的。今年春天，十一所学校的640名学生亲手插下秧苗，到了秋天他们还要回来收割。
种了大半辈子水稻的孙立华手把手教孩子们插秧要多深，又为什么用鸭子除草比打药更好。她笑着说，孩子们摔在泥里也高兴得很。
教育部门承担往返车费，每个班级可以带回一袋20公斤的大米。老师们把生物、算术乃至诗歌课都搬到了田埂上。
明年基地打算增设养蜂课程，目前已有十九所学校排队报名。""",
    ),
    (
        "交响乐团凌晨为市场夜班工人演出",
        """周四凌晨三点，哈尔滨交响乐团的演奏员走进中心批发市场大厅，为搬运全城蔬菜的人们举行了一场音乐会。
大约900名搬运工、司机和商户停下手里的活计，用四十分钟听完了德沃夏克的作品和两首黑龙江民歌。指挥汤沐海穿着搬运工的马甲登台，赢得满场喝彩。
卖白菜的何军说，歌剧院门口路过上千次，一次也没有进去过。演出结束后，乐团当场送出秋季音乐季门票500张。
这个主意来自一位大提琴手，她的母亲在市场里干了三十年。乐团还计划到公交场站、面包房和医院急诊室演出。""",
    ),
    (
        "冰雪大世界采冰用上机器人",
        """今年冬天，松花江上的部分采冰作业将由自动行走的机器完成。哈尔滨工业大学的团队周一向冰雪大世界的建设者展示了四台样机。
每台机器人沿着铺在冰面上的轨道行进，切出长1.6米的冰块，有人靠近到五米以内便立即停机，可在零下四十度的环境中工作。
过去采冰依靠300名工人使用锯子和撑杆完成。领班杨德顺并不担心饭碗，他说冰酥了机器感觉不到，人感觉得到。
园区一共需要冰块约11万立方米，十二月初开始施工。""",
    ),
    (
        "面包房找回百年前的列巴配方",
        """道里一家面包房找到了一百年前让这座城市出名的大列巴手写配方。这张纸夹在一本旧书里，由哈巴罗夫斯克的一户人家寄回。
面团要静置十二个小时，用啤酒花而不是酵母发酵，再用椴木烤制。一个列巴重两公斤，可以存放十天。
面包师曲洪涛试了十九次才把外壳烤对。周六当天他在两个小时里卖出260个，每个售价38元。
市博物馆希望得到这张配方的复制件。纸上写着面包师的名字，他在中央大街的铺子一直开到1946年。""",
    ),
]
