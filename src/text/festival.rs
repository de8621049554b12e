//! Festivals, solar terms and other days with a name.
//!
//! Feasts that move are computed from their calendar; only days that are fixed by decree stand here as dates.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::calendar::{self, Days, plus};
use super::date::{Context, Found};
use super::scan::Scan;

/// How the day of a festival is found for a year.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// The nth such weekday of a month, counted from its end where negative, and days after it.
    Nth(i8, i8, Weekday, i64),
    /// Month and day of the Chinese calendar.
    Lunar(i8, i8),
    /// The last day of the Chinese year.
    LunarEve,
    /// The day before the 清明 term.
    ColdFood,
    /// The nth solar term after 立春.
    Term(u8),
    /// Days from Easter.
    Easter(i64),
    /// Days from orthodox Easter.
    Orthodox(i64),
    /// The eve of a day of the Hebrew calendar (its days begin in the evening), months from Tishri.
    Hebrew(u8, u8),
    /// The eve of Israel's independence, which is moved off the Sabbath.
    Independence(i64),
    /// Month and day of the Islamic calendar.
    Islamic(u8, u8),
    /// Zodiac sign of the new moon that starts the month, lunar day, and days after it.
    Hindu(u8, u8, i64),
}

use Rule::{Easter, Fixed, Hebrew, Hindu, Independence, Islamic, Lunar, LunarEve, Nth, Orthodox, Term};
use Weekday::{Friday, Monday, Sunday, Thursday, Tuesday};

/// Names and rules. Names that are digits only are in [`DIGITS`].
const FESTIVALS: &[(&str, Rule)] = &[
    // Chinese calendar.
    (
        "春节|农历新年|农历年初一|新春佳节|新春|大年初一|年初一|正月正时|过年|阴历新年|中国新年|旧历新年|大年",
        Lunar(1, 1),
    ),
    ("除夕夜|除夕|年三十|大年三十|大年夜|年夜|年三十晚", LunarEve),
    ("年初二|大年初二", Lunar(1, 2)),
    ("年初三|大年初三", Lunar(1, 3)),
    ("年初四|大年初四", Lunar(1, 4)),
    ("年初五|大年初五|破五", Lunar(1, 5)),
    ("年初六|大年初六", Lunar(1, 6)),
    ("年初七|大年初七|人日", Lunar(1, 7)),
    ("年初八|大年初八", Lunar(1, 8)),
    ("大年初九", Lunar(1, 9)),
    ("大年初十", Lunar(1, 10)),
    ("元宵节|元宵|上元节|灯节", Lunar(1, 15)),
    ("二月二龙抬头", Lunar(2, 2)),
    ("上巳节", Lunar(3, 3)),
    ("佛诞|佛诞日|浴佛节|佛诞节", Lunar(4, 8)),
    ("端午节|端午|端阳节|端阳|龙舟节", Lunar(5, 5)),
    ("七夕节|七夕情人节|七夕|乞巧节", Lunar(7, 7)),
    ("中元节|盂兰盆节|盂兰节|鬼节", Lunar(7, 15)),
    ("中秋节|中秋", Lunar(8, 15)),
    ("重阳节|重阳|重九|敬老节", Lunar(9, 9)),
    ("寒衣节", Lunar(10, 1)),
    ("下元节", Lunar(10, 15)),
    ("腊八节|腊八", Lunar(12, 8)),
    ("小年夜|小年", Lunar(12, 23)),
    ("寒食节", Rule::ColdFood),
    // Solar terms.
    ("立春", Term(0)),
    ("雨水节气|雨水", Term(1)),
    ("惊蛰", Term(2)),
    ("春分", Term(3)),
    ("清明节|清明", Term(4)),
    ("谷雨", Term(5)),
    ("立夏", Term(6)),
    ("小满节气|小满那天", Term(7)),
    ("芒种", Term(8)),
    ("夏至", Term(9)),
    ("小暑", Term(10)),
    ("大暑", Term(11)),
    ("立秋", Term(12)),
    ("处暑", Term(13)),
    ("白露", Term(14)),
    ("秋分", Term(15)),
    ("寒露", Term(16)),
    ("霜降", Term(17)),
    ("立冬", Term(18)),
    ("小雪", Term(19)),
    ("大雪", Term(20)),
    ("冬至节|冬至", Term(21)),
    ("小寒", Term(22)),
    ("大寒", Term(23)),
    // Civil days.
    ("元旦节|元旦|新年|阳历新年|新历新年|公历新年|新年元旦", Fixed(1, 1)),
    ("情人节|圣瓦伦丁节|圣瓦伦廷节", Fixed(2, 14)),
    ("妇女节|国际妇女节|三八妇女节|三八节|女神节|女王节|三八国际妇女节", Fixed(3, 8)),
    ("植树节|中国植树节", Fixed(3, 12)),
    ("白色情人节", Fixed(3, 14)),
    ("消费者权益日|国际消费者权益日|世界消费者权益日|消费者日|三一五晚会|315晚会", Fixed(3, 15)),
    ("圣帕特里克节|圣派翠克节|圣帕特里克日", Fixed(3, 17)),
    ("世界水日", Fixed(3, 22)),
    ("愚人节", Fixed(4, 1)),
    ("世界卫生日", Fixed(4, 7)),
    ("世界地球日|地球日", Fixed(4, 22)),
    ("世界读书日|世界书香日", Fixed(4, 23)),
    ("劳动节|五一劳动节|国际劳动节|五一国际劳动节|五一节", Fixed(5, 1)),
    ("青年节|五四青年节|五四运动纪念日|中国青年节", Fixed(5, 4)),
    ("护士节|国际护士节", Fixed(5, 12)),
    ("国际家庭日", Fixed(5, 15)),
    ("世界无烟日|无烟日", Fixed(5, 31)),
    ("儿童节|六一儿童节|国际儿童节|六一国际儿童节|六一节", Fixed(6, 1)),
    ("世界环境日|环境日", Fixed(6, 5)),
    ("国际禁毒日|禁毒日", Fixed(6, 26)),
    ("建党节|党的生日|七一建党节|香港回归纪念日|香港回归日|香港特别行政区成立纪念日", Fixed(7, 1)),
    ("加拿大国庆日|加拿大日|加拿大国庆节", Fixed(7, 1)),
    ("美国独立日|美国国庆日|美国国庆节|独立纪念日|独立日", Fixed(7, 4)),
    ("法国国庆日|法国国庆节|巴士底日", Fixed(7, 14)),
    ("建军节|八一建军节", Fixed(8, 1)),
    ("印度独立日|圣母升天节|圣母升天日|圣母蒙召升天节", Fixed(8, 15)),
    ("抗战胜利纪念日|中国人民抗日战争胜利纪念日", Fixed(9, 3)),
    ("教师节", Fixed(9, 10)),
    ("国际和平日", Fixed(9, 21)),
    ("烈士纪念日", Fixed(9, 30)),
    ("国庆节|国庆|十一国庆|十一国庆节|国庆长假|国庆黄金周|十一黄金周|十一长假|中国国庆节|中国国庆日", Fixed(10, 1)),
    ("甘地诞辰纪念日|甘地诞辰|甘地纪念日", Fixed(10, 2)),
    ("双十节|双十国庆|辛亥革命纪念日", Fixed(10, 10)),
    ("老板节|老闆节", Fixed(10, 16)),
    ("程序员节", Fixed(10, 24)),
    ("台湾光复节|光复节", Fixed(10, 25)),
    ("万圣节前夜|万圣节前夕|万圣夜|万圣节|万圣前夕", Fixed(10, 31)),
    ("诸圣节|诸圣日|万圣日", Fixed(11, 1)),
    ("追思节|追思已亡节|万灵节|万灵日", Fixed(11, 2)),
    ("记者节", Fixed(11, 8)),
    ("光棍节|双十一购物节|双十一狂欢节", Fixed(11, 11)),
    ("退伍军人节|老兵节|国殇纪念日|和平纪念日|休战纪念日", Fixed(11, 11)),
    ("世界艾滋病日|艾滋病日", Fixed(12, 1)),
    ("国家宪法日|宪法日", Fixed(12, 4)),
    ("世界人权日|人权日", Fixed(12, 10)),
    ("国家公祭日|南京大屠杀死难者国家公祭日", Fixed(12, 13)),
    ("澳门回归纪念日|澳门回归日|澳门特别行政区成立纪念日", Fixed(12, 20)),
    ("平安夜|圣诞夜|圣诞前夜|圣诞前夕|圣诞节前夜|圣诞节前夕", Fixed(12, 24)),
    ("圣诞节|圣诞日|圣诞|耶诞节|耶诞日|主降生节|耶稣圣诞瞻礼", Fixed(12, 25)),
    ("节礼日|拆礼物日|圣士提反日|圣斯德望日", Fixed(12, 26)),
    ("跨年夜|新年前夜|新年前夕|元旦前夜|跨年", Fixed(12, 31)),
    ("主显节|三王节|显现节|三王来朝节|三贤节|小圣诞", Fixed(1, 6)),
    ("东正教圣诞节|东正教圣诞|东正教圣诞日", Fixed(1, 7)),
    ("印度共和国日|印度共和日|澳大利亚国庆日|澳大利亚日|澳洲国庆日", Fixed(1, 26)),
    ("新西兰国庆日|怀唐伊日|怀唐依日", Fixed(2, 6)),
    ("土拨鼠日", Fixed(2, 2)),
    ("澳新军团日|澳纽军团日|安息日纪念日", Fixed(4, 25)),
    ("非洲解放日", Fixed(5, 25)),
    // Pongal and the Vaisakhi follow the sun and keep their day for decades.
    ("龙格尔节第一天|庞格尔节第一天|博吉节|印度丰收节第一天", Fixed(1, 13)),
    ("庞格尔节第二天|庞格尔节|淡米尔丰收节|泰米尔丰收节|丰收节|印度丰收节第二天|印度丰收节|大宝森丰收节", Fixed(1, 14)),
    ("庞格尔节第三天|印度丰收节第三天|牛丰收节|马图庞格尔节", Fixed(1, 15)),
    ("庞格尔节第四天|印度丰收节第四天|卡努庞格尔节", Fixed(1, 16)),
    ("拜萨哈节|拜萨克节|维萨基节|丰收节拜萨哈|印度新年|卫沙奇节", Fixed(4, 14)),
    ("波斯新年|诺鲁孜节|纳吾肉孜节|努鲁孜节", Fixed(3, 21)),
    ("泼水节|宋干节|泰国新年|傣历新年", Fixed(4, 13)),
    // By the weekday.
    ("马丁路德金日|马丁·路德·金纪念日|马丁路德金纪念日|马丁路德金恩日|mlk日", Nth(1, 3, Monday, 0)),
    ("总统日|总统节|华盛顿诞辰|华盛顿诞辰纪念日|美国总统日|家庭日", Nth(2, 3, Monday, 0)),
    ("超级碗星期天|超级碗周日", Nth(2, 1, Sunday, 0)),
    ("英联邦日|联邦日|共和联邦日", Nth(3, 2, Monday, 0)),
    ("母亲节", Nth(5, 2, Sunday, 0)),
    ("助残日|全国助残日", Nth(5, 3, Sunday, 0)),
    ("军队日|三军节|武装部队日", Nth(5, 3, Weekday::Saturday, 0)),
    ("阵亡将士纪念日|美国阵亡将士纪念日|国殇日|美国阵亡战士纪念日|阵亡战士纪念日", Nth(5, -1, Monday, 0)),
    ("父亲节", Nth(6, 3, Sunday, 0)),
    ("美国劳动节|美国劳工节|劳工节", Nth(9, 1, Monday, 0)),
    ("祖父母节|祖父母日", Nth(9, 1, Monday, 6)),
    ("哥伦布日|哥伦布纪念日|加拿大感恩节", Nth(10, 2, Monday, 0)),
    ("世界视力日|爱眼日", Nth(10, 2, Thursday, 0)),
    ("感恩节|美国感恩节", Nth(11, 4, Thursday, 0)),
    ("黑色星期五|黑五|黑色星期5", Nth(11, 4, Thursday, 1)),
    ("小企业星期六|小企业周六", Nth(11, 4, Thursday, 2)),
    ("网络星期一|网购星期一|剁手星期一", Nth(11, 4, Thursday, 4)),
    ("捐赠星期二|慈善星期二|给予星期二", Nth(11, 4, Thursday, 5)),
    ("行政专业人员日|秘书节|行政助理日|秘书日", Nth(4, -1, Weekday::Wednesday, 0)),
    ("世界哮喘日", Nth(5, 1, Tuesday, 0)),
    // Easter.
    ("忏悔星期二|忏悔火曜日|煎饼星期二|忏悔节|煎饼日|薄饼日|狂欢节|油腻星期二|肥美星期二", Easter(-47)),
    ("圣灰星期三|圣灰礼仪日|圣灰日|大斋首日|灰星期三|涂灰日|圣灰礼仪星期三|圣灰周三", Easter(-46)),
    ("棕枝主日|圣枝主日|棕榈主日|棕榈主日节|基督苦难主日|圣树主日|主进圣城节|棕榈星期日", Easter(-7)),
    (
        "濯足节|设立圣餐日|濯足星期四|圣周四|圣星期四|神圣星期四|主的晚餐|耶稣立圣餐日|最后晚餐日|神圣周四|立圣餐日",
        Easter(-3),
    ),
    (
        "耶稣受难日|主受难节|主受难日|受难节|受难日|圣周五|圣星期五|沉默周五|沈默周五|沉默星期五|神圣星期五|受难星期五|耶稣受难节|沈默星期五|救主受难日|神圣周五",
        Easter(-2),
    ),
    (
        "圣周六|圣星期六|神圣周六|神圣星期六|耶稣受难日翌日|黑色星期六|沉静周六|受难日翌日|望复活节|复活节前夜",
        Easter(-1),
    ),
    ("复活节|复活节星期日|复活节主日|主复活日|复活主日|主复活节|耶稣复活节|耶稣复活日|复活日|复活节星期天", Easter(0)),
    ("复活节星期一|复活节后星期一|复活节周一|复活节翌日|复活节后周一|复活星期一", Easter(1)),
    ("耶稣升天节|耶稣升天日|升天节|主升天节|主升天日|耶稣升天瞻礼|升天日|耶稣升天", Easter(39)),
    ("圣灵降临节|五旬节|圣神降临节|圣灵降临日|圣灵降临主日|五旬主日|白色星期日|五旬节主日", Easter(49)),
    ("圣灵节庆日|圣灵降临节庆日|圣灵降临节星期一|圣神降临节星期一|白色星期一|圣灵星期一|圣灵节", Easter(50)),
    ("圣三一主日|圣三一节|天主圣三一节|三一主日|圣三主日|三一节|天主圣三节|天主圣三主日|圣三节", Easter(56)),
    ("基督圣体节|基督圣体圣血节|基督圣体日|圣体节|圣体圣血节|耶稣圣体节", Easter(60)),
    ("圣心节|耶稣圣心节", Easter(68)),
    // Orthodox Easter; 东正教 before a name counted from Easter is read by the families below.
    ("洁净星期一|纯洁星期一|洁净周一|洁净礼拜一|正教大斋首日|东正教大斋首日|净洁星期一", Orthodox(-48)),
    (
        "拉撒路圣周六|拉匝路周六|拉撒路周六|拉撒路星期六|拉匝路圣周六|拉匝禄周六|拉撒路圣星期六|拉匝路星期六",
        Orthodox(-8),
    ),
    ("希腊复活节", Orthodox(0)),
    // Hebrew calendar: 1 Tishri, 2 Cheshvan, 3 Kislev, 4 Tevet, 5 Shevat, 6 Adar, 7 Nisan, 8 Iyar, 9 Sivan, 11 Av.
    ("犹太新年|犹太历新年|吹角节|犹太人新年|犹太教新年", Hebrew(1, 1)),
    ("赎罪日|犹太赎罪日|犹太教赎罪日|赎罪节", Hebrew(1, 10)),
    ("住棚节|犹太住棚节|住棚日|收藏节|结茅节", Hebrew(1, 15)),
    ("大和散那日|求降福日", Hebrew(1, 21)),
    ("圣会节|闭幕圣会日", Hebrew(1, 22)),
    ("西赫托拉节|诵经节|转经节|律法节|妥拉节|庆法节|欢庆圣法节|西姆哈托拉节|慕赫托拉节", Hebrew(1, 23)),
    ("光明节|修殿节|献殿节|烛光节|哈努卡节|犹太光明节|马加比节|净殿节", Hebrew(3, 25)),
    ("犹太植树节|图比舍巴特节|树木新年|树木的新年|犹太教植树节|树的新年", Hebrew(5, 15)),
    ("普珥节|普林节|掣签节|普尔节", Hebrew(6, 14)),
    ("书珊普珥节", Hebrew(6, 15)),
    ("逾越节|犹太逾越节|无酵节|除酵节|巴斯卦节", Hebrew(7, 15)),
    ("犹太大屠杀纪念日|大屠杀纪念日|浩劫纪念日|纳粹大屠杀纪念日|犹太人大屠杀纪念日|以色列大屠杀纪念日", Hebrew(7, 27)),
    ("以色列独立日|以色列国庆节|以色列国庆日|以色列国庆|以色列独立纪念日", Independence(0)),
    ("以色列阵亡将士纪念日|以色列纪念日", Independence(-1)),
    ("篝火节|犹太教篝火节|犹太篝火节|拉格巴欧默节|俄梅珥第三十三天|数俄梅珥第三十三日", Hebrew(8, 18)),
    ("七七节|沙夫幼特节|犹太五旬节|收割节|犹太教五旬节|五旬节犹太|七周节", Hebrew(9, 6)),
    ("圣殿被毁日|禁食日|犹太禁食日|圣殿节|阿布月初九|圣殿毁灭日|埃波月九日斋|禁食节", Hebrew(11, 9)),
    // Islamic calendar.
    ("伊斯兰新年|伊斯兰教新年|伊斯兰历新年|回历新年|希吉来新年|穆斯林新年|回教新年", Islamic(1, 1)),
    ("阿舒拉节|阿舒拉日|阿修罗节", Islamic(1, 10)),
    (
        "圣纪节|圣纪日|先知诞辰|穆罕默德诞辰|先知诞辰日|圣忌节|穆圣诞辰|先知纪念日|默罕默德生日|穆罕默德生日",
        Islamic(3, 12),
    ),
    ("登霄节|登霄夜|夜行登霄|登霄夜节|米尔拉吉节|升霄节", Islamic(7, 27)),
    ("拜拉特夜|白拉特夜", Islamic(8, 15)),
    ("斋月首日|斋月第一天|斋月开始", Islamic(9, 1)),
    ("盖德尔夜|高贵之夜|权力之夜|前定夜|尊贵之夜|平安之夜", Islamic(9, 27)),
    ("开斋节|尔代节|肉孜节|小尔代节|尔德节|伊德节", Islamic(10, 1)),
    ("古尔邦节|宰牲节|忠孝节|大尔代节|哈芝节|牺牲节|宰牲日|库尔班节|哈吉节|献牲节", Islamic(12, 10)),
    // Hindu and Buddhist feasts: the sign whose month it is; Chaitra 11, Vaishakha 0, Ashadha 2, Shravana 3, Bhadrapada 4,
    // Ashvin 5, Kartika 6, Magha 9, Phalguna 10.
    ("罗摩节|罗摩诞辰|罗摩诞生日|拉姆节|罗摩纳瓦米节|罗摩九夜节", Hindu(11, 9, 0)),
    ("大雄诞辰|马哈维拉诞辰|摩诃毗罗诞辰|大雄诞生日|马哈威拉诞辰", Hindu(11, 13, 0)),
    ("卫塞节|威瑟节|比萨宝蕉节|佛陀诞辰|卫塞日|佛陀节|浴佛卫塞节|吠舍佉节|维莎卡节|花节卫塞", Hindu(0, 15, 0)),
    ("乘车节|世界主节|拉塔雅特拉节|扎格纳特节", Hindu(2, 2, 0)),
    ("师尊满月节|上师节|古鲁普尼玛节", Hindu(2, 15, 0)),
    ("拉克沙班丹节|兄妹节|印度兄妹节|护绳节|保护绳节|系绳节|拉基节|圣线节", Hindu(3, 15, 0)),
    (
        "克利希那神诞日|黑天神节|奎师那诞辰|克里希那诞辰|黑天诞辰|黑天节|贾玛斯达米节|牧牛节|克利什那神诞|克里希纳神诞节",
        Hindu(3, 23, 0),
    ),
    ("象头神节|迦尼萨节|甘尼许节|伽内什节|格涅沙节|象神节|犍尼萨节|甘内什节|象头神诞辰", Hindu(4, 4, 0)),
    ("九夜节|纳瓦拉特里节|难近母节首日|九夜节首日|九夜节第一天|难近母节", Hindu(5, 1, 0)),
    ("十胜节|圣母节|凯旋节|胜利节|达瑟拉节|德瑟拉节|杜瑟拉节|达色拉节|十胜节庆", Hindu(6, 0, -20)),
    ("丹特拉斯节|丹泰罗斯节|财神节|印度财神节", Hindu(6, 0, -2)),
    ("排灯节|屠妖节|万灯节|印度灯节|光明排灯节|迪瓦里节|灯节排灯|印度排灯节|点灯节|乔达节", Hindu(6, 0, 0)),
    ("牛增山节|哥瓦丹节", Hindu(6, 0, 1)),
    ("拜妹节|手足节|巴伊杜吉节|兄弟姐妹节|拜杜节", Hindu(6, 0, 2)),
    ("克哈特普迦节|恰特节|查特普迦节|太阳神节|克哈特节|恰提节|查特节", Hindu(6, 0, 6)),
    (
        "古鲁那纳克诞辰|那纳克诞辰|古鲁纳纳克诞辰|那纳克上师诞辰|锡克教祖师诞辰|拿那克诞辰|古鲁那纳克的生日",
        Hindu(6, 15, 1),
    ),
    ("湿婆节|湿婆神节|大湿婆节|湿婆之夜|湿婆神之夜|摩诃湿婆节|大湿婆之夜|马哈希瓦拉特利节", Hindu(9, 29, 0)),
    ("智慧女神节|萨拉斯瓦蒂节|春五节|瓦桑特潘查米节|辩才天女节|妙音天女节|印度春节", Hindu(9, 5, 0)),
    ("侯丽节|荷丽节|胡里节|洒红节|好利节|欢悦节|霍利节|色彩节|春分洒红节|颜色节|撒红节|霍丽节", Hindu(10, 15, 0)),
    ("欧南节|奥南节|欧纳姆节", Hindu(3, 15, 0)),
];

/// Days called by their digits, which are numbers as well: alone, after a year, or before 节, 期间, 假期….
const DIGITS: [(&str, i8, i8); 22] = [
    ("双十一", 11, 11),
    ("双11", 11, 11),
    ("双十二", 12, 12),
    ("双12", 12, 12),
    ("双旦", 12, 25),
    ("六一八", 6, 18),
    ("618", 6, 18),
    ("三一五", 3, 15),
    ("三月三", 3, 3),
    ("315", 3, 15),
    ("九一八", 9, 18),
    ("五二零", 5, 20),
    ("五二〇", 5, 20),
    ("520", 5, 20),
    ("十一", 10, 1),
    ("五一", 5, 1),
    ("六一", 6, 1),
    ("七一", 7, 1),
    ("八一", 8, 1),
    ("三八", 3, 8),
    ("五四", 5, 4),
    ("一二九", 12, 9),
];

/// Every name and its variants with its rule, by its first character and then by length, longest first.
static NAMES: LazyLock<Vec<(char, String, Rule)>> = LazyLock::new(|| {
    let mut names: Vec<(char, String, Rule)> = Vec::new();
    for (list, rule) in FESTIVALS {
        for name in list.split('|') {
            names
                .extend(variants(name, *rule).into_iter().filter_map(|name| Some((name.chars().next()?, name, *rule))));
        }
    }
    names.sort_by_key(|(first, name, _)| (*first, std::cmp::Reverse(name.len())));
    names
});

/// Returns a name with the other ways to write it: feasts from abroad are called 节, 日 or 瞻礼, and weekdays 周, 星期 or 礼拜.
fn variants(name: &str, rule: Rule) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    if !is_foreign(rule) {
        return names;
    }
    if let Some(stem) = name.strip_suffix('节').filter(|stem| stem.chars().count() > 1) {
        names.extend(["日", "节日", "瞻礼"].map(|suffix| format!("{stem}{suffix}")));
    }
    if let Some(stem) = name
        .strip_suffix('日')
        .filter(|stem| !stem.ends_with(['主', '期', '周', '拜', '节', '念']) && stem.chars().count() > 1)
    {
        names.extend(["节", "瞻礼", "纪念日"].map(|suffix| format!("{stem}{suffix}")));
    }
    let words = ["星期", "礼拜", "周"];
    if let Some(word) = words.iter().find(|word| name.contains(**word) && !name.starts_with(**word)) {
        names.extend(words.iter().filter(|other| *other != word).map(|other| name.replace(word, other)));
    }
    names
}

/// Religions and countries before the name of one of their feasts.
const FAMILIES: [&str; 14] = [
    "东正教",
    "正教",
    "犹太教",
    "犹太人",
    "犹太",
    "伊斯兰教",
    "伊斯兰",
    "穆斯林",
    "回教",
    "印度教",
    "印度",
    "基督教",
    "天主教",
    "西方",
];

/// Returns the rule of a feast named together with its religion, or `None` where that religion has no such feast.
fn of_family(family: &str, rule: Rule) -> Option<Rule> {
    match (family, rule) {
        ("东正教" | "正教", Easter(days)) => Some(Orthodox(days)),
        ("东正教" | "正教", Orthodox(_)) | ("基督教" | "天主教" | "西方", Easter(_) | Fixed(..)) => {
            Some(rule)
        }
        ("犹太教" | "犹太人" | "犹太", Hebrew(..))
        | ("伊斯兰教" | "伊斯兰" | "穆斯林" | "回教", Islamic(..))
        | ("印度教" | "印度", Hindu(..)) => Some(rule),
        _ => None,
    }
}

/// Tells whether callers here rarely name the feast, and then mean the next one.
fn is_foreign(rule: Rule) -> bool {
    matches!(rule, Easter(_) | Orthodox(_) | Hebrew(..) | Independence(_) | Islamic(..) | Hindu(..) | Fixed(1, 6..))
}

/// Reads a festival at `at`: this year's; of those that callers here rarely name, the next one.
pub(super) fn read(context: &Context<'_>, at: usize) -> Option<Found> {
    let year = context.first.and_then(|first| first.year);
    if let Some((end, month, day)) = digits(context.scan, at, false) {
        let is_sale = month > 10 || (month, day) == (6, 18);
        let year = year.unwrap_or(if is_sale { context.year_of(month) } else { context.today.year() });
        return found(end, Date::new(year, month, day).ok()?, false);
    }
    let (end, rule) = name(context.scan, at)?;
    // The end of the Chinese year lies in the next Gregorian one: 除夕 is that of this January or February.
    let is_end_of_year = matches!(rule, LunarEve | Lunar(12, _));
    let this_year = year.unwrap_or(context.today.year() - i16::from(is_end_of_year));
    let day = day_of(rule, this_year).filter(|day| year.is_some() || !is_foreign(rule) || *day >= context.today);
    let day = day.or_else(|| day_of(rule, this_year.checked_add(1)?)).or_else(|| day_of(rule, this_year))?;
    found(end, day, false)
}

/// Reads a festival of `year` at `at`.
pub(super) fn in_year(context: &Context<'_>, at: usize, year: i16) -> Option<Found> {
    if let Some((end, month, day)) = digits(context.scan, at, true) {
        return found(end, Date::new(year, month, day).ok()?, true);
    }
    let (end, rule) = name(context.scan, at)?;
    found(end, day_of(rule, year)?, true)
}

fn found(end: usize, day: Date, has_year: bool) -> Option<Found> {
    Some(Found { end, days: Days::day(day)?, year: Some(day.year()), month: None, has_year })
}

/// Reads the longest name at `at`, or a religion and a name.
fn name(scan: &Scan, at: usize) -> Option<(usize, Rule)> {
    plain_name(scan, at).or_else(|| {
        let (family, start) = FAMILIES.iter().find_map(|family| Some((*family, scan.word(at, family)?)))?;
        let (end, rule) = plain_name(scan, start)?;
        Some((end, of_family(family, rule)?))
    })
}

fn plain_name(scan: &Scan, at: usize) -> Option<(usize, Rule)> {
    let first = scan.at(at);
    let start = NAMES.partition_point(|(character, _, _)| *character < first);
    let candidates = NAMES.iter().skip(start).take_while(|(character, _, _)| *character == first);
    let (end, rule) = candidates.into_iter().find_map(|(_, name, rule)| scan.word(at, name).map(|end| (end, *rule)))?;
    let next = scan.at(end);
    let is_other = match scan.slice(at, end) {
        ['清', '明'] | ['小', '满'] | ['雨', '水'] | ['小', '年'] | ['大', '年'] | ['大', '雪'] | ['小', '雪'] => {
            next.is_alphanumeric() && !"节气的那前后期假时当是到".contains(next)
        }
        ['过', '年'] => "龄级份度".contains(next) && next != '\0',
        ['新', '年'] => "级代度".contains(next) && next != '\0',
        ['跨', '年'] => "度级".contains(next) && next != '\0',
        ['家', '庭', '日'] => next == '常',
        ['人', '日'] => true,
        _ => false,
    };
    (!is_other).then_some((end, rule))
}

/// Reads a day called by its digits; without a year before it, only where nothing else can be meant.
fn digits(scan: &Scan, at: usize, has_year: bool) -> Option<(usize, i8, i8)> {
    if !matches!(scan.at(at), '双' | '六' | '三' | '九' | '五' | '十' | '七' | '八' | '一' | '3' | '5' | '6') {
        return None;
    }
    let (name, month, day) = DIGITS.iter().find(|(name, _, _)| scan.word(at, name).is_some())?;
    let end = scan.word(at, name)?;
    let is_whole = at == 0 && end == scan.len();
    let is_named = scan
        .any(
            end,
            &[
                "节",
                "期间",
                "假期",
                "长假",
                "黄金周",
                "大促",
                "那天",
                "那会",
                "前后",
                "放假",
                "小长假",
                "购物",
                "当天",
                "活动",
            ],
        )
        .is_some();
    let is_double = scan.at(at) == '双';
    let next = scan.at(end);
    let goes_on = next.is_ascii_alphanumeric()
        || super::numeral::is_start(next) && next != '.'
        || "月日号点个年块元笔万千百十分倍折岁人天次".contains(next) && next != '\0';
    let starts_inside = super::numeral::is_start(scan.before(at))
        || scan.before(at).is_ascii_alphanumeric()
        || matches!(scan.before(at), '第' | '初' | '廿' | '周' | '期' | '拜');
    let is_day = is_double || is_named || is_whole && !scan.at(at).is_ascii_digit() || has_year;
    (is_day && !goes_on && !starts_inside).then(|| (scan.word(end, "节").unwrap_or(end), *month, *day))
}

/// Returns the day in (or, for the Chinese calendar, of) `year`.
fn day_of(rule: Rule, year: i16) -> Option<Date> {
    let later = |day: Date, days: i64| plus(day, Span::new().try_days(days).ok()?);
    match rule {
        Fixed(month, day) => Date::new(year, month, day).ok(),
        Nth(month, nth, weekday, days) => later(calendar::nth_weekday(year, month, nth, weekday)?, days),
        Lunar(month, day) => calendar::lunar(year, month, false, day),
        LunarEve => calendar::lunar_eve(year),
        Rule::ColdFood => plus(calendar::solar_term(year, 4)?, (-1).days()),
        Term(term) => calendar::solar_term(year, term),
        Easter(days) => later(calendar::easter(year)?, days),
        Orthodox(days) => later(calendar::orthodox_easter(year)?, days),
        Hebrew(month, day) => plus(calendar::hebrew(year, month, day)?, (-1).days()),
        Independence(days) => later(independence(year)?, days),
        Islamic(month, day) => calendar::islamic(year, month, day),
        Hindu(sign, tithi, days) => later(calendar::hindu(year, sign, tithi)?, days),
    }
}

/// Returns the eve of 5 Iyar, moved as Israel's law of 2004 says: earlier from Friday and Saturday, later from Monday.
fn independence(year: i16) -> Option<Date> {
    let day = calendar::hebrew(year, 8, 5)?;
    let moved = match day.weekday() {
        Friday => -1,
        Weekday::Saturday => -2,
        Monday => 1,
        Tuesday | Weekday::Wednesday | Thursday | Sunday => 0,
    };
    plus(day, Span::new().try_days(moved - 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::traditional;

    #[test]
    fn every_name_is_looked_for() {
        for (first, name, _) in NAMES.iter() {
            let starts = traditional::class(*first) & (traditional::DATE_START | traditional::NUMERAL) != 0;
            assert!(starts || !traditional::is_han(*first), "{name}");
            assert!(
                name.chars()
                    .any(|character| traditional::class(character) & (traditional::DATE | traditional::NUMERAL) != 0),
                "{name}"
            );
        }
    }

    #[test]
    fn every_rule_gives_a_day() {
        for (_, name, rule) in NAMES.iter() {
            assert!(day_of(*rule, 2026).is_some(), "{name}");
        }
    }
}
