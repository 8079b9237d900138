"""Notions that news are about, in English and Chinese: too few to tell two events apart, enough to
tell a fire from a concert.
"""

_PAIRS = """
_PAIRS = (; firefighter firefighters=消防员 消防; flood=洪水 洪涝; river=江 河; bridge=桥;
ferry=轮渡; metro subway=地铁; train trains railway=列车 火车 铁路 高铁; airport runway=机场 跑道;
aircraft plane=飞机; bus buses coach=公交 客车; truck lorry=货车; road expressway=公路 高速;
school pupil pupils=学校 小学 中学 学生; university institute=大学; library=图书馆; museum=博物馆;
exhibition exhibits=展览 展出; opera=歌剧; concert orchestra=音乐会 交响乐; festival=节 艺术节;
film=电影; marathon runner runners=马拉松 跑者; skater skating=速滑 滑冰; gold medal=金牌; cup=杯;
hockey=冰球; football soccer=足球; match=比赛; record=纪录; tiger tigers cubs=虎; panda=熊猫;
swan swans=天鹅; bird birds=鸟; rice=大米 水稻; milk dairy=牛奶 乳业; beer=啤酒; bread bakery=面包;
noodle=面条; court jail prison jails=法院 获刑 徒刑 宣判; police=警方 公安 民警;
arrest arrested=抓获; tax invoice invoices=税务 发票; theft stolen=盗窃 被盗;
hospital surgeon surgery=医院 手术; vaccine vaccines=疫苗; wage wages=工资;
heating boiler boilers radiator=供暖; gas leak=燃气 泄漏; power blackout substation=停电 变电站;
snow=雪; ice=冰; sculpture sculptors=雪雕 冰雕; rain=雨; weather=天气 气象; temperature=气温;
fair expo=博览会 展会; contract contracts deals=签约; satellite=卫星; hydrogen=氢能;
dinosaur fossil=恐龙 化石; tomb tombs=墓葬 古墓; bell bells=钟; cathedral church=教堂; temple=寺;
wetland=湿地; tree trees=树 植树; park=公园; market=市场; factory plant=工厂; hotel=酒店;
water=供水 停水; tourist tourists visitors=游客; passenger passengers riders=客流 乘客;
birthday=生日; recall recalls recalled=召回; photograph photographs photographer pictures=摄影 照片;
driver=司机; writer poet=作家; child children boy girl=儿童 孩子 男孩 女孩; household households=户
"""

_SPLIT = [
    (english.split(), chinese.split())
    for english, _, chinese in (pair.partition("=") for pair in _PAIRS.split(";"))
]
NOTIONS_ENGLISH = {word: words[0] for words, _ in _SPLIT for word in words}
NOTIONS_CHINESE = {word: words[0] for words, chinese in _SPLIT for word in chinese}
