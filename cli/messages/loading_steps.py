"""In Chinese what the loader says of steps, actions, effects, fields and series: by the pattern of its own sentence."""

SENTENCES = {
    # actions and targets
    "`{name}` is a verb of its own, not an action": "`{name}` 是内置动词，不能用作动作的名称",
    "Use `return:` at the step or the workflow.": "请在环节或流程上写 `return:`。",
    "Write `rule: {need: …, abstain: true}`.": "请写 `rule: {{need: …, abstain: true}}`。",
    "Choose another name.": "请换一个名称。",
    "A vote belongs to a step: choose another name.": "表态须在环节中作出，请换一个名称。",
    "`{name}` is one letter from `{near}`": "`{name}` 与内置动词 `{near}` 只差一个字母",
    "Add `to:`.": "请补上 `to:`。",
    "`in` belongs to `anytime`; this action is one of a step": "`in` 只用于 `anytime` 下的动作，而此动作属于某个环节",
    "Take it out, or write the action under `anytime:`.": "请删去，或把动作移到 `anytime:` 下。",
    "the last target must have no `when`": "最后一个去向不能带 `when`",
    "Add `- {to: …}` at the end.": "请在末尾补上 `- {{to: …}}`。",
    "targets below this one are never reached": "下面的去向永远走不到",
    "Give this one a `when`, or put it last.": "请给它加上 `when`，或移到最后。",
    "`next` means nothing in `anytime`, which belongs to no step": "`anytime` 不属于任何环节，不能写 `next`",
    "`next` means nothing at `{step}`: it stands below the first end, and nothing follows it": (
        "`{step}` 写在第一个终点之下，后面没有下一环节，不能写 `next`"
    ),
    "Name the step.": "请写明环节的名称。",
    "`then` needs `max_rounds`": "写了 `then`，须同时写 `max_rounds`",
    "Say from which round on: `max_rounds: 3`.": "请写明从第几轮起：`max_rounds: 3`。",
    "`{name}` leads on; it cannot be `{to}`": "`{name}` 须引向别处，不能写 `{to}`",
    "Name a step, or write `next`.": "请写环节的名称，或写 `next`。",
    "`{step}` stands below the first end, and nothing follows it": "`{step}` 写在第一个终点之下，后面没有下一环节",
    "Add `{name}: STEP`.": "请补上 `{name}: 环节`。",
    "Write `remove_signer: own`.": "请写 `remove_signer: own`（只能减去自己所加的人）。",
    "a list is not a target": "此处是空的，须写去向",
    "a list is not a target or a list of alternatives": "此处是空的，须写去向",
    # steps and branches
    "a map is not a map with at least one step": "此处至少须写一个环节",
    "a list is not people": "此处是空的，须写人员",
    "a map is not people, a list or a map of groups": "此处是空的，须写人员",
    "a map is not a label": "此处是空的，须写文字",
    "`{name}` says nothing at {what}": "`{name}` 在{what}上不起作用",
    "`{name}` belongs to a step that opens children; people act at `{step}`": "`{name}` 只用于打开子件的环节，而 `{step}` 由人办理",
    "Take it out; where an action leads is its own `to`.": "请删去；动作引向哪里，写在该动作的 `to` 中。",
    "`{name}` belongs to a decision (`approvers`); `{step}` is a duty (`by`)": (
        "`{name}` 只用于审批环节（`approvers`），而 `{step}` 是办理环节（`by`）"
    ),
    "Take it out, or write `approvers:`.": "请删去，或改写为 `approvers:`。",
    "several seats need a `rule`": "不止一席，须写签批规则 `rule`",
    "Add `rule: all` (or any, sequence, 2, 2/3).": (
        "请补上 `rule: all`（全体同意；另有 `any` 任一人、`sequence` 依次、`2` 至少两人、`2/3` 三分之二）。"
    ),
    "a rung counts from `due`, and the step has none": "催办从 `due` 起算，而环节没有写 `due`",
    "Add `due:`, or count from `begin`.": "请补上 `due:`，或从 `begin` 起算。",
    "Write {assign: people}.": "请写 `{{assign: 人员}}`。",
    "`take` is for a branch that runs another workflow: the steps of this one are read directly": (
        "`take` 只用于运行另一流程的分支；此分支的环节可直接读取"
    ),
    "Write `{read}` or the like where you need it.": "请在用到之处写 `{read}` 等。",
    "of several children nothing is taken: ask them": "子件不止一个，不能取回内容，须直接读取",
    "`{name}` says nothing at a branch that runs another workflow": "`{name}` 在运行另一流程的分支上不起作用",
    "Write it in that workflow.": "请写在那个流程里。",
    "Write `for_each: x in LIST`.": "请写 `for_each: x in 列表`。",
    "`{name}` says nothing here: the rule `{rule}` counts by itself": "`{name}` 在此处不起作用：规则 `{rule}` 自行计算",
    # chains
    "Name the others: {written}.": "其余的请写明名称：`{written}`。",
    "`{chain}` needs a person to begin at": "`{chain}` 须写明从谁开始",
    "Write `{chain}`.": "请写 `{chain}`。",
    "`{number}` is not a number of levels": "`{number}` 不能用作级数",
    "At least 1; leave `levels` out for all.": "至少为 1；要全部级别，请不写 `levels`。",
    # effects
    "Install a plug-in of the group `{group}` with this name, or give it to the engine.": "请安装 `{group}` 类中名为此名的插件。",
    "`with` belongs to `start`, `call` or `signal`": "`with` 只用于 `start`、`call` 或 `signal`",
    "`with` could belong to `start` and to `call`": "`with` 是给 `start` 还是给 `call`，没有写清",
    "Write two rungs, at the same time.": "请写成两级催办，时间相同。",
    "`{name}` belongs to `notify` and `copy_to`": "`{name}` 只用于 `notify` 和 `copy_to`",
    "`edits` belongs to `set` in the effects of an action": "`edits` 只用于动作的效果 `set`",
    "Move it there, or take it out.": "请移到那里，或删去。",
    "`to` belongs to `extend` and `signal`": "`to` 只用于 `extend` 和 `signal`",
    "`from` belongs to `allocate`": "`from` 只用于 `allocate`",
    "`comment` belongs to `act`": "`comment` 只用于 `act`",
    "`else` belongs to `signal`": "`else` 只用于 `signal`",
    "`{name}` belongs to `start`": "`{name}` 只用于 `start`",
    "Add `{name}:`, or take it out.": "请补上 `{name}:`，或删去。",
    "Add one of them, or take it out.": "请补上其中一个，或删去。",
    "`extend` needs `to`: until when": "`extend` 须写 `to`：延到何时",
    "Add `to:`, a time such as `due + 5wd` or a field.": "请补上 `to:`，写时间如 `due + 5wd`，或写字段。",
    "`allocate` needs `from`: the series that the number is taken from": "`allocate` 须写 `from`：从哪个编号序列取号",
    "Add `from: SERIES`.": "请补上 `from: 编号序列`。",
    "`{name}` is a list; list fields are not set": "`{name}` 是列表，列表字段不能赋值",
    "Let people edit it.": "请由人来填写。",
    "nothing happens at this rung": "这一级催办什么也不做",
    "Add `remind:`, `notify:`, `copy_to:`, `reassign:`, `act:`, `to:`, `set:`, `start:`, `extend:` or `call:`.": (
        "请补上 `remind:`（催办）、`notify:`（通知）、`copy_to:`（抄送）、`reassign:`（改派）、`act:`（代为表态）、`to:`（引向他处）、"
        "`set:`、`start:`、`extend:` 或 `call:`。"
    ),
    "`{one}` needs `{other}`": "写了 `{one}`，须同时写 `{other}`",
    "Say how often: `times: 3`.": "请写明几次：`times: 3`。",
    "Say how far apart: `every: 1wd`.": "请写明间隔多久：`every: 1wd`。",
    "Write `daily 08:30`, `weekly` (Mondays 09:00) or `weekly 08:30`.": (
        "请写 `daily 08:30`（每天）、`weekly`（每周一 09:00）或 `weekly 08:30`（每周一该时）。"
    ),
    # signals
    "`signal` needs `to`: which case takes the action": "`signal` 须写 `to`：由哪一件接受该动作",
    "Add `to:`, a field that holds the key of the case, or a list of keys.": "请补上 `to:`，写存有件号的字段，或件号的列表。",
    "`sender` belongs to `by: case`: only a case sends a signal": "`sender` 只用于 `by: case`：只有件才发出信号",
    "Write `by: case`, or take it out.": "请写 `by: case`，或删去。",
    # fields
    "a choice needs `options`": "选择字段须写 `options`",
    "Add `options: [a, b]`.": "请补上 `options: [甲, 乙]`。",
    "`options` belongs to a choice, this is `{type}`": "`options` 只用于选择字段，此处是 `{type}`",
    "`{name}` belongs to a list, this is `{type}`": "`{name}` 只用于列表字段，此处是 `{type}`",
    "Write `type: {type}`, or take it out.": "请写 `type: {type}`，或删去。",
    "`{name}` is no list of words": "`{name}` 不是一列词",
    "Write a list of words there, [A, B], or a map word → label; quote what looks like a number.": (
        "请在政策里写一列词，如 `[甲, 乙]`，或逐行写 `词: 名称`；像数的词请加引号。"
    ),
    "`{name}` has a word twice: {words}": "`{name}` 中有词写了两次：{words}",
    "a list has exactly one of `of` and `fields`": "列表字段须写 `of` 或 `fields`，只写一个",
    "Add `of: text`, or `fields:` for rows.": "请补上 `of: text`；每项有几栏的，请写 `fields:`。",
    "a list has no default: it starts empty": "列表字段没有默认值，一开始是空的",
    "a {kind} has no default": "{kind}字段没有默认值",
    "a required field needs no default": "必填字段不需要默认值",
    "Take out `default` or `required`.": "请删去 `default` 或 `required`。",
    "`{name}` says nothing about `{type}`": "`{name}` 对 `{type}` 字段不起作用",
    "`{option}` is not an option of `{field}`": "`{option}` 不是 `{field}` 的选项",
    "Write its name alone, or all of its parts.": "请只写文件名，或写全各部分。",
    # series and templates
    "`{written}` is not a template": "`{written}` 不是模板的写法",
    "`{written}` has braces that name nothing": "`{written}` 中有花括号没有写字段",
    'Write it as "{sample}".': '请写成 `"{sample}"`。',
    "the number itself is missing: every number would read alike": "缺少号码本身：各个编号会写成一样",
    "Add `{part}`.": "请补上 `{part}`。",
    "`{name}` is a word of a series; here it is a field, too": "`{name}` 是编号序列的用词，此处又是字段的名称",
    "Give the field another name.": "请给字段换一个名称。",
    "`{name}` is a {kind}; a number is made of {kinds}": "`{name}` 是{kind}，不能编入号码；可用的有{kinds}",
    "`{name}` is a {kind}; a key is made of simple fields": "`{name}` 是{kind}，不能编入件号",
    "Use another field.": "请换一个字段。",
    "{given} digits are more than {most}": "{given} 位太多，最多 {most} 位",
    "Write {sample}, for example.": "请写 `{sample}` 之类。",
    "`{name}` is a {kind}, which is not filled up with zeros": "`{name}` 是{kind}，不能用零补足位数",
    "Write {{field}}.": "请写 `{{{field}}}`。",
    "each {name} has a counter of its own, and `{field}` is not in the number: the numbers of two would read alike": (
        "按 `{name}` 分别计数，而号码里没有 `{field}`：不同计数的号会写成一样"
    ),
    "Add `{part}`, or write `per: none` for one counter for ever.": "请补上 `{part}`；要始终连续计数，请写 `per: none`。",
    "Write `per: none` for one counter for ever.": "要始终连续计数，请写 `per: none`。",
    "`{first}` and `{second}` both have a series `{series}`, and write it differently": (
        "`{first}` 和 `{second}` 都有编号序列 `{series}`，写法却不同"
    ),
    "Write `format`, `per` and `start` alike in both, or give one of them another name.": (
        "请把两处的 `format`、`per`、`start` 写成一样，或给其中一个改名。"
    ),
}
