//! The grammar of phrases: each sign with a phrase, what it hears and what it does not, heard while it is printed.

use super::values::routed;
use super::{code, hotline, table};

/// The sign, what it means, a phrase, what is heard by it and what is not.
type Sign = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const SIGNS: [Sign; 13] = [
    ("文字", "照字面", "续借", &["续借", "我想续借", "帮我续借一下"], &["还书"]),
    ("(甲|乙)", "几个里有一个", "(续借|延期)", &["延期"], &["预约"]),
    ("甲|乙", "不在括号里也行，整条几选一", "续借|晚几天还", &["晚几天还"], &["早点来"]),
    ("[甲]", "可有可无，也可以是 [甲|乙]", "续借[这本|那本]书", &["续借书", "续借那本书"], &["那本书"]),
    ("*", "中间可以隔几个字", "借书证*丢", &["借书证不小心丢了"], &["丢"]),
    ("甲 & 乙", "都说到就行，先后不论，中间可以隔着话", "书 & 续借", &["这书我要续借", "续借那本书"], &["书"]),
    ("(甲;乙)", "挨着说，先后不论", "(续借;三本)", &["续借三本", "三本续借"], &["三本"]),
    ("<词库>", "词库里的任何一个词", "<续借词>", &["续期"], &["归还"]),
    ("{槽}", "本流程的槽：听出来就填上", "续借{册数}本", &["续借三本"], &["续借几本"]),
    ("{实体}", "一种值：date、money、mobile……", "{date}到期", &["明天到期"], &["已经到期"]),
    ("{实体:槽}", "一种值，填进这个槽", "{date:还书日}还", &["后天还"], &["没还"]),
    ("\\", "后面的符号照字面；标点本来就不听", "c\\*语言", &["c语言"], &["语言"]),
    ("（｜）＜＞＆", "全角的符号和半角的一样", "（续借｜续期）", &["续期"], &["预约"]),
];

/// The section.
pub(super) fn section() -> String {
    let rows = SIGNS.map(|(sign, about, phrase, heard, unheard)| {
        let hotline = hotline(&[
            "hotline: {name: 样例, greeting: 您好}\nlexicons: {续借词: [续借, 续期]}",
            &format!(
                "intent: 试\nslots: {{册数: number, 还书日: date}}\nflow: [{{say: 好}}]\nphrases: |\n  {phrase}\n"
            ),
        ]);
        let wrong = heard
            .iter()
            .filter(|said| !routed(&hotline, said))
            .chain(unheard.iter().filter(|said| routed(&hotline, said)));
        let wrong: Vec<&&str> = wrong.collect();
        assert!(wrong.is_empty(), "{phrase}: {wrong:?}");
        [code(sign), about.to_owned(), code(phrase), heard.join("、"), unheard.join("、")]
    });
    format!(
        "## 说法\n\n`phrases:`、`hear:`、槽的值、命令都这样写，一行一条；`#` 后面是注释。请问、帮我、那个、吧这样的话不用写，夹在中间也听得懂；\
         没写到的话多了，得分就低。\n\n{}`phrases:` 以外还有：`alone:` 是太笼统的说法，整句差不多就是它才算；`unless:` 是排除，话里有就不是。\
         说了不办（不要续借）也不算。\n\n",
        table(["写法", "意思", "例子", "听得懂", "听不懂"], rows)
    )
}
