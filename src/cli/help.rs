//! What the help says beside the options: its shape, and examples, formats and terms of each command, in Chinese.

pub(super) const HELP: &str = "\
{name} {version}  {about}

\x1b[1;33m用法:\x1b[0m {usage}

{all-args}{after-help}
";

pub(super) const COMMAND_HELP: &str = "\
{about-with-newline}
\x1b[1;33m用法:\x1b[0m {usage}

{all-args}{after-help}
";

pub(super) const AFTER_HELP: &str = "\
例子:
  daohang                          在终端里直接对话
  daohang < 脚本.txt               逐行回答，输出的对话可以直接用 daohang test 重放
  daohang explain 我的号被冻住了   看一句话是怎么听懂的
  daohang check && daohang test    检查 ./intents，重放 ./tests/conversations
  daohang new hotline 图书馆       建一套自己的热线

退出码: 0 正常，1 有问题或对话不符，2 用法不对，3 文件读写不了";

pub(super) const ROUTE_HELP: &str = "\
输出: {\"text\":…,\"decision\":…,\"intent\":…,\"score\":…,\"candidates\":[…],\"slots\":{…}}
decision 是 accept（直接办）、confirm（先确认）、clarify（请来电选）或 reject（没听懂）。
每个输入行恰有一个输出行，空行也是。";

pub(super) const ENTITIES_HELP: &str = "\
输出: {\"text\":…,\"entities\":[{\"kind\":…,\"start\":…,\"end\":…,\"value\":…}]}
start 和 end 按原文的字符计，从 0 起，不含 end。
只找内置的几种，不看意图目录；意图里自己定义的实体，用 daohang explain 看。";

pub(super) const CHECK_HELP: &str = "\
--proofs 还要证明（比检查久，几秒）:
  每条说法说得出的话，都听成它自己的意图；一条说法超过 200 句的均匀取样。
  被别的意图拿走（overmatch）、被自己的 unless 排除（phrase-excluded）、
  自己也听不懂（phrase-unheard）的，各报一处，并指出是哪一条拿走的。
  每个例句也要到它的意图（example-misrouted）。
  走遍每个流程：每种回答，动作和队列的每种结果，走到的每一处都要
  说“转人工”，最多再答一句就转得到（no-way-to-a-person）；
  一直不说话、说听不懂的话、要求重复，都有个头（never-ends）；
  问的总有一种回答对得上，选项总有一句话选得到（unanswerable）。
  做不到的，附上那通对话，存成 .chat 就能重放。

放过一处提醒: 在那一行的上面或者后面写注释，理由不能少；错误不能放过
  # daohang: allow one-wording 只问一次，问不到就转人工

--format sarif 给代码托管网站和编辑器看（SARIF 2.1.0）";

pub(super) const TEST_HELP: &str = "\
--coverage 报告的是来电走得到的里面走过了多少，再逐行列出没有走到的:
  意图   办过的
  说法   判断由它作出的；例句也算
  步骤   走到的
  去向   走过的: 动作的每个结果，确认的是与不是，每个选项，then 和 else，子流程的办成与 failed
  出错   每个问题有没有遇到过答非所问、静默、问够次数
  队列   每个队列有没有遇到过排上队、坐席全忙、下班";

pub(super) const EVAL_HELP: &str = "\
输入: 每行一个 {\"text\":\"…\",\"intents\":[\"可以接受的意图\",…]}；不该听懂的写 [\"拒识\"]
输出: 总的比例，每个意图的精确率、召回率和 F1，最常见的混淆，没听对的句子和原因。
  接受   直接办或先确认；意图在可以接受的里面就算对
  反问   请来电选；前三个候选里有可以接受的就算对
  办得成 接受对的加反问对的
  误接   标着拒识的，却接受了";

pub(super) const GRAPH_HELP: &str = "\
svg 是一张图，不用别的文件，浏览器里随系统明暗；mermaid 和 dot 是给 Mermaid 和 Graphviz 的文本；json 给程序看。

例子:
  daohang graph > 总览.svg                           整条热线一张图
  daohang graph 解冻账户 > 解冻账户.svg              一个流程
  daohang graph 核验身份 --format mermaid            贴进文档的文本
  daohang graph --all 流程图                         每个流程一张，从 index.html 看起";

pub(super) const CALLS_HELP: &str = "\
例子:
  daohang calls --db 演示.db                 列出通话
  daohang calls --db 演示.db 3 > 第三通.chat  存成对话，可以用 daohang test 重放
  daohang chat --db 演示.db --resume 3       接着打第 3 通";

pub(super) const EXPLAIN_HELP: &str = "\
说明的是: 归一后的文字、怎么断的词、找到的实体，判断和它的尺度，
每个候选得了多少分、输给了谁、由哪条说法或例句得来，
还有差一点的: 添上一个词就听得懂的说法，和那时的得分（真的添上去再听过一遍）。
--format json 输出一个对象:
  text、folded                原话和归一后的文字
  chance                      exact（照说法）、sound（按读音）、near（像例句）
  tokens                      断出来的词: text、start、end、sort、weight（分量）、explained（有没有说法解释它）
  entities、repairs           实体；按读音听成的词: said、heard
  decision、why、thresholds   accept、confirm、clarify 或 reject，为什么，和尺度
  then                        这句话里的第二件事
  candidates                  intent、score、why、phrase 或 example、place、spans、slots
  near_misses                 intent、phrase、place、lacks（差的部分）、said（添上以后的话）、score
start 和 end 按原文的字符计，从 0 起，不含 end。";

pub(super) const NEW_HELP: &str = "\
new intent 写 intents/[目录/]名字.yaml 和 tests/conversations/[目录/]名字.chat，
里面有说法、例句、一段流程和注释，写好就能通过 daohang check 和 daohang test。
new hotline 在空目录里建一套: 首页、一个意图、一段对话，和编辑器要的 daohang.schema.json。
已经有的文件不会覆盖；和现有的意图分不开的不会写。
例子:
  daohang new hotline 图书馆 && cd 图书馆
  daohang new intent 借阅/续借图书";

pub(super) const SCHEMA_HELP: &str = "\
先存成文件（daohang new 会自己写上）:
  daohang schema > daohang.schema.json
VS Code 装上 YAML 插件（redhat.vscode-yaml），在 .vscode/settings.json 里写一行，对整个目录有效:
  \"yaml.schemas\": {\"./daohang.schema.json\": \"intents/**/*.yaml\"}
Neovim、Helix、Zed、Emacs 装上 yaml-language-server，JetBrains 自带，在每个 YAML 文件的第一行写:
  # yaml-language-server: $schema=../daohang.schema.json";

pub(super) const COMPLETIONS_HELP: &str = "\
补全命令、选项、目录，也补全意图的名字（从 --intents 或当前目录现读）。
bash        daohang completions bash > ~/.local/share/bash-completion/completions/daohang
zsh         daohang completions zsh > ~/.zfunc/_daohang   （~/.zfunc 要在 fpath 里）
fish        daohang completions fish > ~/.config/fish/completions/daohang.fish
elvish      daohang completions elvish >> ~/.config/elvish/rc.elv
PowerShell  daohang completions powershell >> $PROFILE";

pub(super) const MAN_HELP: &str = "\
例子:
  daohang man > ~/.local/share/man/man1/daohang.1 && man daohang";
