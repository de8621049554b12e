//! The keys that authors write: for each kind of mapping one table of what may stand in it, what it takes and what it is for.
//!
//! The reader knows its keys from here, and the schema for editors is printed from the same tables, so that neither can know a
//! key that the other does not. What serde reads by itself is held against its table by a test.

/// A mapping with keys of ours.
#[derive(Debug)]
pub struct Form {
    /// The name of the table, unique.
    pub name: &'static str,
    /// What it is, for authors.
    pub about: &'static str,
    /// The names of the keys, in the order of `keys`.
    pub names: &'static [&'static str],
    /// The keys.
    pub keys: &'static [Key],
}

/// One key of a mapping.
#[derive(Debug)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What stands behind it.
    pub takes: Takes,
    /// Whether it must be there.
    pub is_required: bool,
    /// What it is for, for authors.
    pub about: &'static str,
    /// Values to copy, as YAML.
    pub examples: &'static [&'static str],
}

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// Text.
    Text,
    /// Text, or nothing.
    MaybeText,
    /// A list of texts.
    Texts,
    /// A list of texts, or nothing.
    MaybeTexts,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to 255.
    Count,
    /// A score from 0 to 1.
    Score,
    /// Phrases or sentences: a block with one on each line, or a list.
    Lines,
    /// As [`Takes::Lines`], or nothing.
    MaybeLines,
    /// What is said: one wording, or a list for the n-th time.
    Wordings,
    /// An expression, or a bare value.
    Expression,
    /// A key of the telephone.
    Keypad,
    /// The name of a type of slots.
    SlotType,
    /// The name of a type of what actions give.
    OutputType,
    /// Where an edge goes: a name, or steps.
    Branch,
    /// A list of steps.
    Steps,
    /// Names of the author's own, each with this behind it.
    Each(&'static Takes),
    /// A mapping with these keys.
    Form(&'static Form),
    /// A slot, in one of its three forms.
    Slot,
    /// A lexicon: words, or values with their words.
    Lexicon,
    /// An entity: a regular expression, or values with their phrases.
    Entity,
    /// An option of a menu: a branch, or [`OPTION`].
    Choice,
    /// The standing sentences; see [`crate::rules::wordings::Sentence`].
    Sentences,
}

impl Form {
    /// Returns the key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// Declares the tables, each key in one place: `required` behind a name says that it must be there.
macro_rules! forms {
    (@required required) => { true };
    (@required) => { false };
    ($($(#[$doc:meta])* $form:ident: $about:literal { $($name:literal $($required:ident)? => $takes:expr, $key_about:literal, [$($example:literal),*];)+ })+) => {
        $($(#[$doc])*
        pub static $form: Form = Form {
            name: stringify!($form),
            about: $about,
            names: &[$($name),+],
            keys: &[$(Key {
                name: $name,
                takes: $takes,
                is_required: forms!(@required $($required)?),
                about: $key_about,
                examples: &[$($example),*],
            }),+],
        };)+

        /// All tables.
        pub static ALL: &[&Form] = &[$(&$form),+];
    };
}

forms! {
    /// A file with an intent.
    INTENT: "意图文件：来电人要办的一件事，怎么说，怎么办。一个文件写一个。" {
        "intent" required => Takes::Text, "意图的名字，整个热线里不能重名。别的流程用它（start:），主菜单也用它。", ["解冻账户"];
        "about" => Takes::Text, "几个字说清楚是办什么的。菜单、帮助和反问时这样称呼它：“您是要……吗？”不写就用名字。", ["解除账户的冻结或挂失"];
        "queue" => Takes::Text, "转人工时进哪个队列，名字见 queues:。不写就进默认队列。", ["账户安全"];
        "phrases" => Takes::Lines, "来电人怎么说，一行一条，# 后面是注释。(甲|乙) 选一个，[可有可无]，{槽} 或 {实体} 或 {实体:槽}，<词库>，甲 & 乙 先后都行、中间可以隔着话，(甲;乙) 挨着、先后都行，* 隔几个字。", ["|\n  <解冻>[我的](账户|账号)\n  (账户|余额) & <被冻结>\n"];
        "alone" => Takes::Lines, "太笼统的说法：只有整句话差不多就是它的时候才算数，夹在长句子里不算。", ["|\n  怎么关闭\n"];
        "unless" => Takes::Lines, "排除的说法：话里有这些，就不是这个意图。", ["|\n  <信贷产品> & <冻结>\n"];
        "examples" => Takes::Lines, "例句：必须听成这个意图，daohang test 会逐句去试。说法没听出来的时候，也和例句比一比像不像。", ["|\n  我的支付宝被冻住了咋整\n"];
        "slots" => Takes::Each(&Takes::Slot), "流程要问的值，名字: 类型。", ["{手机号: mobile, 原因: {挂失: 丢了|挂失, 风险: 风险|异常}}"];
        "flow" => Takes::Steps, "办理的步骤，按顺序走。不写的话，听懂了就说一遍是什么事，再转人工。", ["- say: 已经为您办好。\n- end: 办好了\n"];
    }
    /// A file with a subflow.
    SUBFLOW: "子流程文件：供别的流程用 run: 调用的一段步骤，办成或者 failed 之后回到原处。" {
        "subflow" required => Takes::Text, "子流程的名字，和意图也不能重名。", ["核验身份"];
        "about" => Takes::Text, "几个字说清楚是做什么的。", ["核对来电人的身份"];
        "slots" => Takes::Each(&Takes::Slot), "这段流程自己的槽，名字: 类型。", ["{证件尾号: digits(4)}"];
        "flow" => Takes::Steps, "步骤。end: failed 是没办成，别的结尾都算办成。", ["- ask: 证件尾号\n  say: 请说证件号码的后四位。\n- end: 核对好了\n"];
    }
    /// A file with shared parts.
    SHARED: "共用的部分：首页、词库、实体、命令、队列、动作、整通电话的槽。可以写在一个文件里，也可以分开写。" {
        "hotline" => Takes::Form(&HOTLINE), "热线的首页，整个热线只写一处。", ["{name: 市图书馆, greeting: 您好，市图书馆。请问要办什么？, menu: [续借]}"];
        "lexicons" => Takes::Each(&Takes::Lexicon), "词库：一组词，说法里写 <名字>。有几个名字另有用处：填充词、否定词、更正词、常用词、轻词、别家词、骂人词。", ["{解冻: [解冻, 解封, 解开], 信贷产品: {花呗: 花吧|花百, 借呗: ~}}"];
        "entities" => Takes::Each(&Takes::Entity), "自己定义的实体：{regex: …}，或者“值: 说法”。说法里写 {名字}，槽的类型也可以是它。", ["{会员号: {regex: 'D[0-9]{12}'}}"];
        "commands" => Takes::Each(&Takes::Form(&COMMAND)), "随时能说的命令。名字只能是：转人工、重复、返回、取消、帮助、主菜单、挂机。写了哪一个，它自带的按键和说法就不算了。", ["{转人工: {key: '0', phrases: 转人工|找人}}"];
        "queues" => Takes::Each(&Takes::Form(&QUEUE)), "人工队列。", ["{账户安全: {title: 账户安全专席, hours: 09:00-21:00}, 综合咨询: {default: true}}"];
        "actions" => Takes::Each(&Takes::Form(&ACTION)), "后台能办的事，流程里用 call: 调用。", ["{account.unfreeze: {takes: [手机号], gives: {生效时间: time}, outcomes: [done, refused], irreversible: true}}"];
        "slots" => Takes::Each(&Takes::Slot), "整通电话都记得的槽，比如核对过的手机号。", ["{手机号: mobile}"];
    }
    /// `hotline:`.
    HOTLINE: "热线的首页：名称、开场白、主菜单、判断的尺度、常用的话。" {
        "name" required => Takes::Text, "热线的名称。", ["市图书馆服务热线"];
        "greeting" required => Takes::Wordings, "开场白，电话一接通就说。", ["您好，这里是市图书馆。请问要办什么？"];
        "menu" => Takes::MaybeTexts, "主菜单：意图的名字，从 1 开始按顺序对应按键，最多九项。不写就是最前面的几个意图。", ["[续借, 办证, 转人工]"];
        "outside" => Takes::Lines, "和本热线无关的话，一行一句：像这些的，不当作要办事。", ["|\n  今天天气怎么样\n"];
        "thresholds" => Takes::Form(&THRESHOLDS), "判断的尺度：分数是“听懂的部分占这句话的多少”。", ["{accept: 0.6, confirm: 0.4, margin: 0.05}"];
        "no_match" => Takes::Form(&LADDER), "没听懂几次以后，走出错的去处。", ["{step: 3, session: 5}"];
        "no_input" => Takes::Form(&LADDER), "不说话几次以后，走出错的去处或者挂机。", ["{step: 3, session: 5}"];
        "volunteered" => Takes::Text, "来电人把验证码或者密码说了出来，就填上这个槽（整通电话都记得的槽），流程可以问一句是谁要的。", ["说了码"];
        "wordings" => Takes::Sentences, "常用的话：不属于哪个流程的句子，不写的用默认的。", ["{wrap_up: [还有什么可以帮您？, 还有别的事要办吗？]}"];
    }
    /// `thresholds:`.
    THRESHOLDS: "判断的尺度，都是 0 到 1。" {
        "accept" => Takes::Score, "到这个分数就直接办。", ["0.6"];
        "confirm" => Takes::Score, "到这个分数就先问一句“您是要……吗？”，再低就是没听懂。", ["0.4"];
        "margin" => Takes::Score, "前几名相差不到这么多，就请来电人自己选。", ["0.05"];
        "near_offer" => Takes::Score, "没有说法对得上的时候，像例句像到这个程度，就列出来请来电人选。", ["0.15"];
        "near_confirm" => Takes::Score, "同上，像到这个程度而且比别的都像，就单独问是不是它。", ["0.42"];
    }
    /// `no_match:` and `no_input:`.
    LADDER: "可以出错几次。" {
        "step" => Takes::Count, "同一个问题上连续几次。", ["3"];
        "session" => Takes::Count, "整通电话里一共几次。", ["5"];
    }
    /// One of `commands:`.
    COMMAND: "随时能说、能按的命令。" {
        "key" => Takes::Keypad, "对应的按键：0 到 9、'*' 或 '#'。", ["'0'", "'#'"];
        "phrases" => Takes::Lines, "来电人怎么说，写法和意图的 phrases: 一样。", ["|\n  转人工\n  找[个]人\n"];
        "intent" => Takes::MaybeText, "和它是一回事的意图：说法通用，没有在办事的时候走那个意图的流程。不写就是同名的意图。", ["转人工"];
    }
    /// One of `queues:`.
    QUEUE: "人工队列。" {
        "title" => Takes::MaybeText, "对来电人说的名字，不写就用队列的名字。", ["账户安全专席"];
        "hours" => Takes::MaybeText, "服务时间，不含结束的那一刻；不写就是全天。", ["09:00-21:00"];
        "urgent" => Takes::Flag, "这个队列的来电人是不是排在别人前面。", ["true"];
        "default" => Takes::Flag, "没有写队列的都进这一个。整个热线里恰好一个队列写 true。", ["true"];
    }
    /// One of `actions:`.
    ACTION: "后台能办的一件事。" {
        "about" => Takes::MaybeText, "几个字说清楚是做什么的。", ["按手机号找账户"];
        "takes" => Takes::MaybeTexts, "交给后台的槽，没填的交空值。", ["[手机号, 证件尾号]"];
        "gives" => Takes::Each(&Takes::OutputType), "办完带回来的值，名字: 类型。话术里按名字用，比如 {账单.支出|元}。", ["{称呼: text, 余额: money}"];
        "outcomes" => Takes::MaybeTexts, "可能的结果。第一个是办成，其余每个都要有去处；error（后台没有响应）总是可能，不用写。", ["[found, not_found]"];
        "irreversible" => Takes::Flag, "办了就不能撤回。写 true 的，每次调用前都必须有 confirm:。", ["true"];
    }
    /// A slot in its long form.
    SLOT: "槽的完整写法：type: 和 values: 恰好写一个。" {
        "type" => Takes::SlotType, "值的类型。", ["date_range", "digits(4-6)"];
        "values" => Takes::Each(&Takes::MaybeLines), "可以选的值，名字: 别的说法。", ["{挂失: 丢了|挂失, 风险: ~}"];
        "title" => Takes::Text, "对来电人怎么称呼它：“好的，月份已改为……”。不写就用槽的名字。", ["证件后四位"];
        "depends" => Takes::MaybeTexts, "它取决于哪些槽：那些槽改了，它要重新问。", ["[手机号]"];
    }
    /// An entity that a regular expression finds.
    REGEX: "用正则表达式找的实体。" {
        "regex" required => Takes::Text, "正则表达式，对着归一后的文字（半角、小写）。", ["'D[0-9]{12}'"];
    }
    /// An option of a menu in its long form.
    OPTION: "选项的完整写法。" {
        "hear" => Takes::Lines, "除了选项的名字，还可以怎么说。", ["明细|一笔一笔的"];
        "then" required => Takes::Branch, "选了它去哪里。", ["看明细"];
    }
    /// A step.
    STEP: "一个步骤：最多一个动词（say、ask、confirm、choose、if、set、clear、call、run、start、goto、transfer、end），say: 可以和问、办、转、结束写在一起。" {
        "label" => Takes::Text, "这一步的名字，别处用它跳过来。", ["未冻结"];
        "say" => Takes::Wordings, "说的话，可以是列表：第几次走到这里就说第几句。", ["已为您解冻尾号{手机号|尾号}的账户。"];
        "ask" => Takes::Text, "问一个槽，问的话写在 say:。已经填好的就不问。", ["手机号"];
        "confirm" => Takes::Wordings, "请来电人确认：是就往下走，不是就走 no:。", ["现在要解冻尾号{手机号|尾号}的账户，对吗？"];
        "choose" => Takes::Each(&Takes::Choice), "菜单，选项: 去处。选项可以说，也可以按序号。", ["{看明细: 看明细, 不用了: {hear: 没有了|好了, then: end}}"];
        "hear" => Takes::Each(&Takes::Choice), "ask 或 confirm 除了回答还听得懂的话，话: 去处；没有它，这些话就算没听懂。", ["{想不起来了: 核验不了, 替别人办: {hear: 帮我妈|替我爸, then: 不是本人}}"];
        "if" => Takes::Expression, "条件：成立走 then:，不成立走 else:，没写的就往下走。", ["账单.笔数 > 0", "手机号 is defined"];
        "set" => Takes::Each(&Takes::Expression), "给槽或变量赋值，名字: 表达式。", ["{页码: 页码 + 1}"];
        "clear" => Takes::Texts, "清空这些槽。", ["[账单月份]"];
        "call" => Takes::Text, "调用一个动作（见 actions:）。它的每个结果都可以当作键，写去处。", ["account.unfreeze"];
        "run" => Takes::Text, "走一段子流程，走完回来；没办成走 failed:。", ["核验身份"];
        "start" => Takes::Text, "转去办另一个意图，同名的槽带过去，不再回来。", ["金额异议"];
        "goto" => Takes::Text, "跳到一个标签。", ["未冻结"];
        "transfer" => Takes::MaybeText, "转人工：写队列的名字，空着就用意图自己的队列。", ["账户安全", "~"];
        "end" => Takes::Text, "结束这件事，名字记在记录里。子流程里 failed 是没办成；hangup 结束整通电话。", ["已解冻", "hangup"];
        "then" => Takes::Branch, "if: 成立时的去处。", ["未冻结"];
        "else" => Takes::Branch, "if: 不成立时的去处。", ["next"];
        "no" => Takes::Branch, "confirm: 说不是的去处。", ["end"];
        "failed" => Takes::Branch, "问够次数还没有答案，或者子流程没办成的去处。", ["transfer"];
        "reason" => Takes::Text, "转人工的原因，给接手的人看。", ["账户有风险"];
        "retries" => Takes::Count, "这个问题最多几次没答上来；不写就用热线的。", ["2"];
    }
}

/// Where an edge may go besides labels: the words, and what they mean to authors.
pub const TARGETS: &[(&str, &str)] = &[
    ("next", "往下走"),
    ("end", "结束这件事"),
    ("failed", "子流程没办成"),
    ("transfer", "转人工"),
    ("menu", "回主菜单"),
    ("hangup", "挂机"),
];

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::rules::{action, command, hotline, queue, read::Complaint, step};

    /// What serde reads by itself must have the keys of its table: those that it knows, and those that it misses.
    #[track_caller]
    fn check<T: DeserializeOwned>(form: &Form) {
        let complaint = |yaml: &str| {
            let error = serde_yaml::from_str::<T>(yaml).err().expect("it is wrong");
            Complaint::of(error.to_string().split(" at line ").next().unwrap_or_default())
        };
        let Complaint::UnknownKey { known, .. } = complaint("{~无: 1}") else { panic!("{} takes any key", form.name) };
        assert_eq!(known, form.names, "{}", form.name);
        let mut required = form.keys.iter().filter(|key| key.is_required);
        match serde_yaml::from_str::<T>("{}") {
            Ok(_) => assert!(required.next().is_none(), "{} misses nothing", form.name),
            Err(_) => {
                let first = required.next().map(|key| key.name.to_owned());
                assert_eq!(complaint("{}"), Complaint::MissingKey(first.unwrap_or_default()), "{}", form.name);
            }
        }
    }

    #[test]
    fn serde_knows_the_same_keys() {
        check::<hotline::Head>(&HOTLINE);
        check::<hotline::Thresholds>(&THRESHOLDS);
        check::<hotline::Ladder>(&LADDER);
        check::<command::Command>(&COMMAND);
        check::<queue::Queue>(&QUEUE);
        check::<action::Action>(&ACTION);
    }

    #[test]
    fn a_step_keeps_every_key() {
        for key in STEP.keys {
            let yaml = match key.takes {
                Takes::Branch => format!("{{{}: next}}", key.name),
                Takes::Each(_) => format!("{{{}: {{名: next}}}}", key.name),
                Takes::Texts => format!("{{{}: [名]}}", key.name),
                _ => format!("{{{}: 1}}", key.name)
                    .replace(": 1", if matches!(key.takes, Takes::Count) { ": 1" } else { ": 名" }),
            };
            let step: step::Step = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"));
            assert!(step.outcomes.0.is_empty(), "{} is taken for an outcome", key.name);
        }
    }

    #[test]
    fn names_and_tables_are_unique() {
        for (nth, form) in ALL.iter().enumerate() {
            assert!(ALL.iter().skip(nth + 1).all(|other| other.name != form.name), "{}", form.name);
            for (nth, name) in form.names.iter().enumerate() {
                assert!(!form.names[nth + 1..].contains(name), "{} in {}", name, form.name);
            }
        }
    }
}
