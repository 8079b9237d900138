"""Events, each as several newsrooms report it in words of their own: (language, title, text)."""

Report = tuple[str, str, str]

EVENTS: tuple[tuple[Report, ...], ...] = (
    (
        ("en", "Metro Line 3 closes its loop", "Trains ran all the way around Harbin's Metro Line 3 for the first time on Wednesday. The loop of 37.6 kilometres has 34 stations, and 210,000 passengers used it on the opening day."),
        ("en", "Harbin's ring subway opens after nine years", "The last section of the subway's Line 3 went into service, completing a ring with 34 stations. Officials counted 210,000 riders by midnight."),
        ("zh", "哈尔滨地铁3号线成环运营", "哈尔滨地铁3号线周三全线贯通，环线全长37.6公里，设车站34座，开通首日客流量达到21万人次。"),
    ),
    (
        ("en", "Siberian tigers born in Hengdaohezi", "Four Siberian tiger cubs were born at the Hengdaohezi breeding centre. Keeper Liu Dan said each weighs about 1.3 kilograms."),
        ("en", "Four new cubs at tiger breeding base", "The breeding base for Siberian tigers in Hengdaohezi has four more mouths to feed, keeper Liu Dan told visitors."),
        ("zh", "横道河子东北虎基地喜添四只虎崽", "横道河子东北虎繁育基地近日有四只虎崽出生，饲养员刘丹介绍，每只体重约1.3公斤。"),
    ),
    (
        ("en", "Marathon winner breaks course record", "Kenya's Daniel Kiprotich won the Harbin Marathon in 2:09:48, the fastest time ever run on the course. 35,000 runners took part."),
        ("en", "Kiprotich fastest at Harbin Marathon", "Daniel Kiprotich of Kenya needed 2:09:48 and took 40 seconds off the record. The field counted 35,000 runners."),
        ("zh", "哈尔滨马拉松刷新赛会纪录", "肯尼亚选手Kiprotich以2:09:48的成绩夺得哈尔滨马拉松冠军，刷新赛会纪录，共有35000名跑者参赛。"),
    ),
    (
        ("en", "Warehouse fire in Xiangfang under control", "A fire in a warehouse for timber in Xiangfang District was brought under control after seven hours. 148 firefighters were on the scene, nobody was hurt."),
        ("en", "148 firefighters battle blaze at timber store", "Flames rose thirty metres high over the timber store in Xiangfang. It took 148 firefighters until dawn to stop them."),
        ("zh", "香坊区一木材仓库起火 明火已扑灭", "香坊区一处木材仓库夜间起火，148名消防员参与救援，经过七个小时明火被扑灭，没有人员伤亡。"),
    ),
    (
        ("en", "Water levels of the Songhua reach alert mark", "The Songhua River rose to 118.35 metres at Harbin on Sunday, above the alert level. 2,600 people were moved from low-lying islands."),
        ("en", "Songhua islands evacuated as river rises", "Authorities moved 2,600 people from islands in the Songhua after gauges showed 118.35 metres."),
        ("zh", "松花江哈尔滨段超警戒水位", "周日松花江哈尔滨段水位涨至118.35米，超过警戒水位，低洼岛屿上的2600名居民已经转移。"),
    ),
    (
        ("en", "Opera house presents new Turandot", "Director Chen Xinyi's new Turandot had its first night at the Harbin Grand Theatre. Soprano He Hui was called back eleven times."),
        ("en", "He Hui shines in Turandot premiere", "With He Hui in the title role, Chen Xinyi's Turandot opened the season of the Grand Theatre."),
        ("zh", "歌剧图兰朵在哈尔滨大剧院首演", "由陈薪伊执导、和慧主演的歌剧《图兰朵》在哈尔滨大剧院首演，演员谢幕十一次。"),
    ),
    (
        ("en", "Aircraft maker delivers first Y-12F to airline", "The Harbin aircraft factory has delivered its first Y-12F for passengers. The plane carries 19 people."),
        ("en", "Y-12F commuter plane handed over", "A commuter plane of the type Y-12F, built in Pingfang, was handed over to its first airline. It seats 19."),
        ("zh", "首架客运型Y-12F飞机在哈交付", "哈尔滨制造的首架客运型Y-12F飞机交付用户，该机可载客19人。"),
    ),
    (
        ("en", "Swans winter on Hulan wetland", "Ornithologists counted 1,247 whooper swans on the Hulan wetland, twice as many as last year."),
        ("en", "Record number of whooper swans at Hulan", "With 1,247 birds, more whooper swans than ever rest on the Hulan wetland."),
    ),
    (
        ("en", "Court jails three for fake rice", "Three traders who sold 680 tonnes of ordinary rice as Wuchang rice were sent to prison by the Nangang court."),
        ("en", "Prison terms in Wuchang rice fraud", "For passing off 680 tonnes of cheap grain as Wuchang rice, three merchants must go to prison, the court in Nangang ruled."),
        ("zh", "假冒五常大米 三人获刑", "南岗法院宣判一起假冒五常大米案，三名商贩将680吨普通大米当作五常大米出售，均被判处有期徒刑。"),
    ),
    (
        ("en", "University finds fossil of horned dinosaur", "Palaeontologists of Heilongjiang University dug up the skull of a horned dinosaur near Jiayin. They named it Sinoceratops amurensis."),
        ("en", "Sinoceratops amurensis unearthed at Jiayin", "A skull found near Jiayin belongs to a species unknown so far, which its finders called Sinoceratops amurensis."),
    ),
    (
        ("en", "Trade fair closes with record contracts", "Contracts worth 78.4 billion yuan were signed at the China-Russia Expo in Harbin, the organisers said at its close."),
        ("en", "China-Russia Expo: deals of 78.4 billion yuan", "The China-Russia Expo ended on Monday. Companies agreed on deals of 78.4 billion yuan."),
        ("zh", "中俄博览会闭幕 签约784亿元", "第八届中俄博览会在哈尔滨闭幕，主办方介绍，会上签约总额达784亿元。"),
    ),
    (
        ("en", "Bus driver stops runaway coach", "Driver Gao Mingyang jumped into an empty coach that rolled down Hongqi Street and brought it to a halt before a school."),
        ("en", "Gao Mingyang is the hero of Hongqi Street", "A coach without a driver rolled towards a school on Hongqi Street. Gao Mingyang, a bus driver, climbed in and braked."),
        ("zh", "公交司机红旗大街勇截失控客车", "一辆无人驾驶的客车沿红旗大街滑向学校，公交司机高明阳跳上车将车刹停。"),
    ),
    (
        ("en", "Heating season to start five days early", "Because a cold front is coming, boilers in Harbin will be fired up on October 15 instead of 20. 3.1 million households are affected."),
        ("en", "Boilers fired up early as cold front nears", "3.1 million households will have warm radiators five days sooner than planned."),
        ("zh", "哈尔滨今年提前五天供暖", "受冷空气影响，哈尔滨市供暖时间由10月20日提前到15日，涉及310万户居民。"),
    ),
    (
        ("en", "Skater Xu Bingyu takes gold in Calgary", "Speed skater Xu Bingyu from Harbin won the 1,500 metres at the World Cup in Calgary in 1:53.07."),
        ("en", "World Cup gold for Harbin's Xu Bingyu", "In 1:53.07, Xu Bingyu was the fastest over 1,500 metres in Calgary."),
        ("zh", "速滑世界杯卡尔加里站许冰玉夺金", "在速滑世界杯卡尔加里站1500米比赛中，哈尔滨选手许冰玉以1:53.07夺得金牌。"),
    ),
    (
        ("en", "Saint Sophia gets its bells back", "Seven bells cast in Minsk were hung in the tower of Saint Sophia Cathedral. The largest weighs 1,850 kilograms."),
        ("en", "Bells from Minsk ring over Saint Sophia square", "After half a century the cathedral of Saint Sophia rings again: seven bells from Minsk, the heaviest of 1,850 kilograms."),
        ("zh", "圣索菲亚教堂重新响起钟声", "在明斯克铸造的七口铜钟挂上圣索菲亚教堂钟楼，最大的一口重1850公斤。"),
    ),
    (
        ("en", "Scientists drill ice core in Mohe", "A team led by Qin Weijia has drilled 214 metres into the permafrost near Mohe to learn about the climate of the past."),
        ("en", "Permafrost core of 214 metres tells of climate", "The permafrost at Mohe has given a core of 214 metres, said team leader Qin Weijia."),
    ),
    (
        ("en", "Beer festival draws a million", "1.04 million guests came to the Harbin Beer Festival on Sun Island, which ended with fireworks on Sunday."),
        ("en", "Sun Island beer festival ends with fireworks", "Fireworks closed the beer festival, which counted 1.04 million guests."),
        ("zh", "哈尔滨啤酒节落幕 接待104万人次", "哈尔滨啤酒节周日在太阳岛落幕，共接待游客104万人次，焰火为活动画上句号。"),
    ),
    (
        ("en", "Hospital transplants liver to baby", "Surgeons of the First Affiliated Hospital transplanted a part of her father's liver to a girl of nine months. The operation led by Liu Lianxin took 13 hours."),
        ("en", "Nine-month-old girl receives father's liver", "A girl of nine months lives with a part of her father's liver after 13 hours of surgery by Liu Lianxin and his team."),
    ),
    (
        ("en", "Snow sculptors from 12 countries compete", "Teams from 12 countries have begun to carve at the snow sculpture contest on Sun Island. Each has 72 hours and a block of 3.5 metres."),
        ("en", "International snow sculpture contest begins", "Carvers of 12 countries have 72 hours to turn blocks of 3.5 metres into works of art on Sun Island."),
        ("zh", "国际雪雕比赛太阳岛开铲", "来自12个国家的队伍在太阳岛参加国际雪雕比赛，选手要在72小时内把3.5米高的雪坯雕成作品。"),
    ),
    (
        ("en", "High-speed line to Yichun tests trains", "Trials at 275 kilometres an hour have begun on the new line from Tieli to Yichun."),
        ("en", "First test train reaches Yichun at 275 km/h", "A test train ran from Tieli to Yichun at up to 275 kilometres an hour."),
        ("zh", "铁力至伊春高铁开始联调联试", "铁力至伊春高铁日前启动联调联试，试验列车最高时速达到275公里。"),
    ),
    (
        ("en", "Zoo celebrates panda Sijia's birthday", "Panda Sijia turned 18 at the Yabuli panda house, with a cake of ice and bamboo."),
        ("en", "An ice cake for Sijia the panda", "At Yabuli the panda Sijia celebrated her 18th birthday. Visitors sang."),
        ("zh", "亚布力大熊猫思嘉过18岁生日", "亚布力大熊猫馆为思嘉庆祝18岁生日，工作人员用冰块和竹子做了蛋糕。"),
    ),
    (
        ("en", "Gas leak empties shopping centre", "The Songlei shopping centre was cleared on Thursday because of a gas leak in the basement. 1,900 customers left within six minutes."),
        ("en", "1,900 leave Songlei mall after gas alarm", "A leaking gas pipe set off the alarm at the Songlei mall; 1,900 people got out unharmed."),
        ("zh", "松雷商场燃气泄漏 1900人疏散", "周四，松雷商场地下一层发生燃气泄漏，1900名顾客在六分钟内全部疏散。"),
    ),
    (
        ("en", "Old Jewish synagogue hosts music festival", "Forty concerts in nine days: the festival in the former synagogue on Tongjiang Street opens with violinist Lu Siqing."),
        ("en", "Lu Siqing opens synagogue festival", "Violinist Lu Siqing played the first of forty concerts in the old synagogue in Tongjiang Street."),
    ),
    (
        ("en", "Airport runway reopens after repairs", "The second runway of Taiping Airport is open again. 96 lamps and 3,400 square metres of asphalt were replaced."),
        ("en", "Taiping Airport back to two runways", "With 3,400 square metres of new asphalt, Taiping Airport has taken its second runway back into use."),
        ("zh", "太平机场第二跑道恢复使用", "太平机场第二跑道完成维修恢复使用，更换灯具96盏，铺设沥青3400平方米。"),
    ),
    (
        ("en", "Ginkgo trees planted for every newborn", "Bin County plants a ginkgo for every child born this year, 2,318 so far."),
        ("en", "2,318 ginkgos for Bin County's babies", "Parents and foresters in Bin County have planted 2,318 ginkgo trees, one for each baby."),
    ),
    (
        ("en", "Stolen Buddha returns to museum", "A bronze Buddha of the Jin dynasty, stolen from Acheng in 1996, has come back from Zurich."),
        ("en", "Zurich collector gives back Jin dynasty bronze", "The bronze Buddha taken from Acheng in 1996 is home: a collector in Zurich gave it back."),
    ),
    (
        ("en", "Student satellite goes into orbit", "The satellite Longjiang-4, built by 26 students of the Harbin Institute of Technology, was launched from Jiuquan."),
        ("en", "Longjiang-4 sends first signals", "Hours after its launch from Jiuquan, Longjiang-4 sent signals to the students who had built it."),
        ("zh", "学生卫星龙江四号Longjiang-4升空", "由哈尔滨工业大学26名学生研制的Longjiang-4卫星在酒泉发射升空。"),
    ),
    (
        ("en", "Blackout in Daowai traced to raccoon dog", "A raccoon dog in a substation left 8,700 households in Daowai without power for two hours."),
        ("en", "Animal causes power cut for 8,700 homes", "In Daowai 8,700 homes had no power because a raccoon dog had crept into a substation."),
        ("zh", "貉子钻进变电站 道外8700户停电", "一只貉子钻进变电站，导致道外区8700户居民停电两个小时。"),
    ),
    (
        ("en", "Chess prodigy beats grandmaster", "Nine-year-old Yin Xiaotong from Harbin beat grandmaster Ni Hua in 41 moves at the open in Suifenhe."),
        ("en", "Girl of nine stuns Ni Hua in Suifenhe", "Grandmaster Ni Hua resigned on move 41 against Yin Xiaotong, aged nine."),
    ),
    (
        ("en", "Tainted milk recalled", "Dairy Longdan recalls 54,000 cartons of milk because of cleaning agent. They are marked with batch L0932."),
        ("en", "Longdan calls back milk of batch L0932", "54,000 cartons of Longdan milk may hold remains of cleaning agent, the food inspectors warn."),
        ("zh", "龙丹召回5.4万盒牛奶", "龙丹乳业宣布召回批次为L0932的牛奶5.4万盒，原因是清洗剂残留。"),
    ),
    (
        ("en", "Hikers rescued from Phoenix Mountain", "Mountain rescuers brought 17 hikers down from Phoenix Mountain near Shanhetun, where they had lost their way in fog."),
        ("en", "17 lost in fog at Shanhetun are safe", "All 17 hikers who went missing in the fog at Phoenix Mountain were found by rescuers from Shanhetun."),
    ),
    (
        ("en", "City buys 400 hydrogen buses", "Harbin orders 400 hydrogen buses from Yutong for 1.12 billion yuan."),
        ("en", "Yutong wins order for hydrogen buses", "The bus maker Yutong will deliver 400 hydrogen buses to Harbin, an order of 1.12 billion yuan."),
        ("zh", "哈尔滨采购400辆氢能公交车", "哈尔滨将斥资11.2亿元采购400辆氢能公交车，供应商为宇通Yutong。"),
    ),
    (
        ("en", "Chef cooks longest noodle", "Chef Kou Tianwei pulled a noodle of 3,084 metres in Zhongyang Square and stands in the book of records."),
        ("en", "A noodle of 3,084 metres", "More than three kilometres in one piece: the noodle of Kou Tianwei is the longest in the world."),
    ),
    (
        ("en", "Vaccine plant inaugurated in Limin", "Weike Biotech has opened a plant for animal vaccines in Limin that can make 2.2 billion doses a year."),
        ("en", "Weike opens animal vaccine works", "2.2 billion doses a year will leave the new works of Weike Biotech in Limin."),
    ),
    (
        ("en", "Bridge named after poet Xiao Hong", "The new bridge at Hulan will be called after the writer Xiao Hong, a vote of 52,000 readers decided."),
        ("en", "Hulan honours Xiao Hong with a bridge", "52,000 people voted, and Xiao Hong won: the new bridge at Hulan carries the name of the writer."),
        ("zh", "呼兰新桥以萧红命名", "经过5.2万名读者投票，呼兰新桥将以作家萧红的名字命名。"),
    ),
    (
        ("en", "Truck with 20 tonnes of apples overturns", "A truck lost 20 tonnes of apples on the Hada Expressway near Shuangcheng. Villagers helped to gather them."),
        ("en", "Apples all over the Hada Expressway", "After a truck had overturned near Shuangcheng, 20 tonnes of apples lay on the Hada Expressway."),
    ),
    (
        ("en", "Tax office uncovers invoice ring", "Police and tax inspectors in Songbei broke up a ring that sold invoices for 930 million yuan. 26 people were arrested."),
        ("en", "26 arrested in Songbei over fake invoices", "False invoices worth 930 million yuan brought 26 people in Songbei under arrest."),
        ("zh", "松北警方侦破虚开发票案", "松北警方联合税务部门侦破一起虚开发票案，涉案金额9.3亿元，抓获犯罪嫌疑人26名。"),
    ),
    (
        ("en", "Photographer Wang Fuchun honoured", "The Railway Museum shows 160 pictures that Wang Fuchun took of people in trains."),
        ("en", "160 train pictures by Wang Fuchun on show", "People on trains: the Railway Museum opened an exhibition of Wang Fuchun with 160 photographs."),
        ("zh", "王福春火车摄影展开幕", "铁路博物馆展出王福春拍摄的160幅照片，记录了火车上的中国人。"),
    ),
    (
        ("en", "Minimum wage goes up to 2,080 yuan", "From October the minimum wage in Harbin will be 2,080 yuan a month, the labour office announced."),
        ("en", "Labour office raises minimum wage", "2,080 yuan a month is the least that employers in Harbin must pay from October."),
        ("zh", "哈尔滨最低工资标准上调", "人社部门宣布，10月起哈尔滨市月最低工资标准调整为2080元。"),
    ),
    (
        ("en", "Ice hockey club signs Finnish keeper", "Goalkeeper Mikko Rantala from Tampere joins the ice hockey club of Harbin for two seasons."),
        ("en", "Rantala to guard Harbin's net", "Mikko Rantala leaves Tampere for the ice hockey team of Harbin."),
    ),
    (
        ("zh", "哈尔滨发现金代古墓群", "考古人员在阿城区发现一处金代古墓群，目前清理墓葬23座，出土器物460余件。"),
        ("zh", "阿城出土金代墓葬23座", "阿城区一工地发现金代墓葬，文物部门已清理23座，出土铜镜、瓷器等器物460余件。"),
    ),
    (
        ("zh", "群力湿地公园增设观鸟长廊", "群力湿地公园新建的观鸟长廊全长820米，设有观测点15处，本周六向市民开放。"),
        ("zh", "市民周六可走进群力观鸟长廊", "长820米的观鸟长廊在群力湿地公园建成，15处观测点配备了望远镜。"),
    ),
    (
        ("zh", "高三学生韩雪峰勇救落水儿童", "在斯大林公园，高三学生韩雪峰跳入江中救起一名七岁男孩，随后悄然离开。"),
        ("zh", "斯大林公园救人少年找到了", "跳江救起七岁男孩的少年身份确认，他是就读于第三中学的高三学生韩雪峰。"),
        ("en", "Pupil Han Xuefeng saves boy from river", "A boy of seven fell into the river at Stalin Park and was saved by Han Xuefeng, a pupil who left without giving his name."),
    ),
)  # fmt: skip
