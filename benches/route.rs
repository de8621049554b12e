//! Routing one utterance with few and with very many phrases, and loading them. Goes by generated phrases, so that sizes can be
//! compared; what the shipped hotline costs is measured by `scripts/bench`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use daohang::compile::id::{IntentId, SetId};
use daohang::compile::index::builder::Builder;
use daohang::compile::index::{Index, Owner};
use daohang::finding::{FileId, Part, Path, Place, Sources};
use daohang::matching::rank::rank_by;
use daohang::matching::scratch::Scratch;
use daohang::matching::{Expected, hear_index};
use daohang::rules::hotline::Thresholds;

const KINDS: [&str; 50] = [
    "个人", "对公", "家庭", "校园", "老年", "青年", "商务", "跨境", "海外", "境内", "城市", "乡村", "社区", "车主",
    "航空", "铁路", "酒店", "医疗", "教育", "养老", "住房", "装修", "消费", "信用", "抵押", "质押", "联名", "白金",
    "钻石", "黄金", "电子", "实体", "虚拟", "企业", "小微", "农户", "军人", "学生", "教师", "医护", "外籍", "港澳",
    "尊享", "普惠", "绿色", "数字", "极速", "预付", "后付", "主副",
];
const THINGS: [&str; 50] = [
    "信用卡",
    "储蓄卡",
    "贷款",
    "存单",
    "理财",
    "基金",
    "保险",
    "社保卡",
    "公积金",
    "医保卡",
    "养老金",
    "宽带",
    "流量包",
    "话费",
    "套餐",
    "会员",
    "积分",
    "优惠券",
    "发票",
    "快递",
    "包裹",
    "机票",
    "火车票",
    "签证",
    "护照",
    "驾照",
    "居住证",
    "税款",
    "电费",
    "水费",
    "燃气费",
    "物业费",
    "停车费",
    "过路费",
    "学费",
    "挂号单",
    "体检单",
    "处方",
    "手机号",
    "固话",
    "邮箱",
    "网盘",
    "云主机",
    "域名",
    "证书",
    "账号",
    "密码器",
    "转账单",
    "营业执照",
    "酒店单",
];
/// Each row is an intent: five phrases about `{B}`.
const TASKS: [[&str; 5]; 8] = [
    [
        "[我想]查询{B}[的](账单|明细)",
        "[帮我]查[一下]{B}(账单|记录)",
        "{B}[的](账单|明细)(怎么查|在哪查)",
        "(看看|看一下){B}[的]账单",
        "{B}这个月花了多少[钱]",
    ],
    [
        "[我想](开通|办理){B}",
        "{B}(怎么|如何)(开通|办理)",
        "[帮我]申请[一个]{B}",
        "{B}在哪[里](开通|能办)",
        "(需要|准备)什么[材料]才能办{B}",
    ],
    [
        "[我想](取消|注销){B}",
        "{B}(怎么|如何)(取消|退订)",
        "[帮我]把{B}(关掉|停掉)",
        "(不再用|用不着){B}了",
        "{B}[可以](退订|销户)吗",
    ],
    [
        "[我想](修改|更改){B}[的](资料|信息)",
        "{B}[的](资料|信息)(填错|写错)了",
        "把{B}[的]地址(改成|换成)",
        "更新{B}[的]联系人",
        "{B} & (换绑|改名)",
    ],
    [
        "{B}[的](手续费|年费)是多少",
        "(办|用){B}(收费|要钱)吗",
        "{B}(怎么|如何)收费",
        "{B}[的](资费|价格)(标准|表)",
        "[我想](了解|咨询){B}[的]费用",
    ],
    [
        "{B}(用不了|打不开|登不上)",
        "{B}(出故障|出问题|坏)了",
        "[我要](投诉|举报){B}",
        "{B}[一直]提示(错误|失败)",
        "为什么{B}(不能用|没反应)",
    ],
    [
        "[我想]查询{B}[的](进度|状态)",
        "{B}(到哪一步|审核到哪)了",
        "{B}[的](审批|申请)(通过|下来)了没",
        "{B}(多久|几天)能(到账|办好)",
        "催[一下]{B}[的]进度",
    ],
    [
        "[我想]找{B}[的](人工|客服)",
        "(转|接){B}[的]人工",
        "{B}[的]客服电话(多少|是什么)",
        "(联系|呼叫){B}[的]专员",
        "跟{B}[的]客服(聊聊|谈谈)",
    ],
];
const FILLERS: &str =
    "你好 您好 麻烦 请问 请帮我 我想 我要 帮我 给我 嗯 那个 呃 不好意思 喂 一下 我的 这边 吧 呢 啊 谢谢 好吗 哈";
const NEGATIONS: &str = "不 没 别 不要 不想 不用 不是 没有";
/// Utterances about `{B}`, hits and misses, short and long.
const UTTERANCES: [&str; 8] = [
    "帮我查一下那个{B}的账单",
    "你好我想开通{B}谢谢",
    "{B}被猫叼走了怎么办",
    "我昨天去公园跑步，回家发现{B}用不了，急死我了",
    "不要取消{B}",
    "今天天气真不错，和猫玩了半天",
    "{B}的手续费是多少啊",
    "嗯，那个，帮我转{B}的人工吧",
];

/// The phrases of so many intents, eight about each business.
fn index(n_intents: usize) -> Index {
    let (mut builder, mut findings) = (Builder::new(), Vec::new());
    for (n, (name, words)) in [("填充词", FILLERS), ("否定词", NEGATIONS)].into_iter().enumerate() {
        let words: Vec<(u16, &str)> = words.split_whitespace().map(|word| (0, word)).collect();
        builder.lexicon(id::<SetId>(n), name, &words);
    }
    let file: FileId = Sources::default().add("bench.yaml", "");
    for n in 0..n_intents {
        for (line, phrase) in TASKS[n % 8].iter().enumerate() {
            let phrase = phrase.replace("{B}", &business(n / 8));
            let place = Place { file, part: Part::Text { path: Path::default(), line, from: 0, to: 0 } };
            builder.add(Owner::Intent(id::<IntentId>(n)), &phrase, place, &|_| None, &mut findings);
        }
    }
    let index = builder.finish(&mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    index
}

fn business(n: usize) -> String {
    format!("{}{}", KINDS[n % 50], THINGS[(n / 50 + n) % 50])
}

/// Ids are made by `compile` alone; here they come in as they are stored.
fn id<T: serde::de::DeserializeOwned>(n: usize) -> T {
    serde_json::from_value(n.into()).expect("an id is a number")
}

fn route(criterion: &mut Criterion) {
    let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
    for (name, n_intents) in [("300 phrases", 60), ("100,000 phrases", 20_000)] {
        let index = index(n_intents);
        let utterances: Vec<String> =
            (0..n_intents.div_ceil(8)).flat_map(|n| UTTERANCES.map(|text| text.replace("{B}", &business(n)))).collect();
        let mut scratch = Scratch::default();
        let mut texts = utterances.iter().cycle();
        criterion.bench_function(&format!("hear and rank, {name}"), |bencher| {
            bencher.iter(|| {
                let text = texts.next().map_or("", String::as_str);
                let heard = hear_index(&index, &[], &mut scratch, black_box(text), now, &Expected::default());
                black_box(rank_by(&Thresholds::default(), heard))
            });
        });
    }
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10);
    group.bench_function("100,000 phrases", |bencher| bencher.iter(|| index(20_000)));
    group.finish();
}

criterion_group!(benches, route, load);
criterion_main!(benches);
