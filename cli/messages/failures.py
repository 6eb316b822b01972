"""In Chinese what the engine says of a database, a setting or a file that is not as it should be: by the pattern of its own sentence.

The codes `database_unavailable`, `misconfigured` and `archive_unavailable` stand for many sentences each, so that these, and not the
codes, are looked up here. What stands in braces is taken over from the sentence that is said.
"""

SENTENCES = {
    # ---- what is asked for by its name
    "there is no reason `{name}`": "没有原因码 `{name}`",
    "there is no severity `{name}`": "没有级别 `{name}`",
    "findings are not grouped by `{name}`": "不能按 `{name}` 汇总",
    "`{name}` is a text, and {given} is none": "`{name}` 应为文字，不是 {given}",
    "`{name}` is a whole number from {least}, and {given} is none": "`{name}` 应为不小于 {least} 的整数，不是 {given}",
    "`{name}` is an instant, and {given} is none": "`{name}` 应为时刻，不是 {given}",
    "`{name}` is the id of a case, and {given} is none": "`{name}` 应为件的 id，不是 {given}",
    "Give {name}='…'.": "请写 {name}='…'。",
    "Give {name}={least}, or more.": "请写 {name}={least} 或更大的数。",
    "Give {name}=datetime(…).": "请写 {name}=datetime(…)。",
    "Give the `id` of the last case of the page.": "请写上一页最后一件的 `id`。",
    "it is not said which cases are to be mended": "没有写明要修复哪些件",
    "Name cases, give a filter such as workflow='…', or everything=True.": (
        "请写件名，或写筛选条件如 workflow='…'，全部则写 everything=True。"
    ),
    # ---- what does not arrive
    "there is no case '{name}'": "没有件 {name}",
    "'{name}' could be any of {candidates}": "{name} 可能指 {candidates} 中的任一件",
    "the signal `{action}` could not be worked out: {why}": "信号 `{action}` 无法计算：{why}",
    "what `{name}` is given could not be worked out: {why}": "交给 `{name}` 的内容无法计算：{why}",
    "nobody is there to be told: {persons}": "没有可通知的人：{persons}",
    "nobody can be reached by {channel}: {persons}": "{channel} 联系不上任何人：{persons}",
    "nobody else is there to take the seat over": "没有别人可以接手这个席位",
    # ---- the data of a case
    "Fields: {names}.": "字段：{names}。",
    "This workflow has no data.": "本流程没有数据字段。",
    # ---- files of settings, people and workflows
    "{path} cannot be read: {reason}": "读不了 {path}：{reason}",
    "Check the path.": "请核对路径。",
    "Known here: {names}.": "这里有：{names}。",
    # ---- the database
    "the database cannot be used: {why}": "数据库不可用：{why}",
    "Check that the database runs and that the URL is right.": "请确认数据库正在运行，且 URL 无误。",
    "the database can only be read": "数据库只读，不能写入",
    "Give the URL of the server that takes writes; a file of SQLite and its folder must belong to whoever runs this.": (
        "请给出可写服务器的 URL；使用 SQLite 的，文件及其所在目录须对运行者可写。"
    ),
    "the database failed before the command was committed, so nothing was carried out: {why}": "数据库在提交前出错，什么也没办成：{why}",
    "Give the command again.": "请再办一次。",
    "another process has been upgrading this database for an hour": "另一进程升级此库已达一小时",
    "the user may not use this database": "此用户无权使用该数据库",
    "Grant it: GRANT ALL ON database.* TO user.": "请授权：GRANT ALL ON 库名.* TO 用户。",
    "the server does not let this user in": "服务器拒绝此用户登录",
    "Check the user and the password of the URL.": "请核对 URL 中的用户和密码。",
    "there is no such database on the server": "服务器上没有此数据库",
    "Create it: CREATE DATABASE name CHARACTER SET utf8mb4.": "请先建库：CREATE DATABASE 库名 CHARACTER SET utf8mb4。",
    "the user may not do this to the tables": "此用户无权这样操作表",
    "the server has too many connections": "服务器连接数已满",
    "Lower the size of the pools, or raise max_connections.": "请调小连接池，或调大 max_connections。",
    "the server's disk is full": "服务器磁盘已满",
    "a table is full, or the server's disk is": "表已满，或服务器磁盘已满",
    "Make room; nothing was written.": "请腾出空间；什么也没写入。",
    "the database URL cannot be used": "数据库 URL 不可用",
    "Write sqlite:///file.db, postgresql+psycopg://user@host/name or mariadb+pymysql://user@host/name.": (
        "请写 sqlite:///文件.db、postgresql+psycopg://用户@主机/库名 或 mariadb+pymysql://用户@主机/库名。"
    ),
    "the database URL names an asynchronous driver": "数据库 URL 写的是异步驱动",
    "Give it to AsyncEngine, or leave the driver out.": "请去掉 URL 中的驱动名。",
    "{kind} is not supported": "不支持 {kind}",
    "Use one of: {known}.": "可用：{known}。",
    "the server is MySQL, which is not supported": "服务器是 MySQL，不受支持",
    "Use MariaDB 10.6 or newer, PostgreSQL or SQLite.": "请使用 MariaDB 10.6 以上、PostgreSQL 或 SQLite。",
    "MariaDB {version} is too old": "MariaDB {version} 版本过低",
    "Use MariaDB 10.6 or newer.": "请使用 MariaDB 10.6 以上。",
    "with sql_mode {mode} MariaDB would cut texts short or lose empty ones without a word": (
        "sql_mode 为 {mode} 时，MariaDB 会不声不响地截短文字或丢失空文字"
    ),
    "Set sql_mode to STRICT_TRANS_TABLES, as it is by default.": "请把 sql_mode 设为默认的 STRICT_TRANS_TABLES。",
    "the connection speaks {charset}, which lacks characters": "连接使用的字符集 {charset} 字符不全",
    "Add charset=utf8mb4 to the database URL.": "请在数据库 URL 中加上 charset=utf8mb4。",
    "Run: pip install 'signoff[{extra}]'": "请运行：pip install 'signoff[{extra}]'",
    # ---- files of archived cases
    "another process writes to {file}": "另一进程正在写 {file}",
    "Wait until it has finished, or name another file.": "请等其写完，或另写一个文件名。",
    "{path} cannot be used: {why}": "{path} 不能用：{why}",
    "Check the path, its rights and the room on the disk; what was written before stays.": (
        "请检查路径、权限和磁盘空间；此前已写入的内容仍在。"
    ),
    "{file} is damaged: {why}": "{file} 已损坏：{why}",
    "Name another file.": "请另写一个文件名。",
    "a batch holds at least one root": "每批至少一件",
    "Give a whole number from 1.": "请写 1 以上的整数。",
    "the file has no name": "没有写文件名",
    "Name a file, or a folder where each day gets one; `.` is this folder.": "请写文件名，或写目录，每天一个文件；`.` 即当前目录。",
    "{age} is no age: cases grow old by calendar days": "{age} 不是期限：满期按日历日计算",
    "{age} is no age": "{age} 不是期限",
    "Write 730d, 24m, 2y or 36h.": "请写 730d、24m、2y 或 36h。",
    "`{name}` cannot be kept for {kept}": "`{name}` 不能保留 {kept}",
    "Give a number of days or months from 1: {given}. None keeps it for ever.": "请写天数或月数，从 1 起：{given}。",
    # ---- settings
    "`{key}` ({source}) wants {what}, and {given} is none": "`{key}`（{source}）的值不对：{given}",
    "`{key}` ({source}) wants {what}": "`{key}`（{source}）的值不对",
    "there is no setting `{key}` ({source})": "没有设置项 `{key}`（{source}）",
    "`signoff config` shows every setting.": "可用 signoff config 查看各项设置。",
    "`{name}` in {source} is not a table": "{source} 中的 `{name}` 不是表",
    "Write [{name}] and its settings below it.": "请写 [{name}]，下面写各项设置。",
    "Write older_than as 5d, 8h or 3wd.": "请把 older_than 写成 `5d`、`8h` 或 `3wd`。",
    "Write a text.": "请写文字。",
    "Write a path.": "请写路径。",
    "Write a list of texts.": "请写文字列表。",
    "Write texts.": "请写文字列表。",
    "Write one of {words}.": "可写：{words}。",
    "Write a number of seconds above 0 and at most a day, such as 5.": "请写秒数，大于 0，不超过一天，如 5。",
    "Write a number above 0.": "请写大于 0 的数。",
    "Write a number, such as 300.": "请写数字，如 300。",
    "Write a port from 1 to 65535.": "请写 1 至 65535 的端口号。",
    "Write a time zone such as Asia/Shanghai.": "请写时区名，如 Asia/Shanghai。",
    "Write the URL of a broker such as amqp://user@host/vhost or redis://host/0.": (
        "请写消息队列的 URL，如 amqp://用户@主机/vhost 或 redis://主机/0。"
    ),
    "Write a URL such as sqlite:///signoff.db or postgresql+psycopg:///app.": "请写 URL，如 sqlite:///signoff.db 或 postgresql+psycopg:///app。",
    "Write a number of days or months such as 30d or 6m, or never.": "请写天数或月数，如 30d、6m；永久保留写 never。",
    "the settings file {path} cannot be read: {why}": "读不了设置文件 {path}：{why}",
    "Check the path after --config.": "请核对 --config 后的路径。",
    "the settings file {path} is not UTF-8": "设置文件 {path} 不是 UTF-8 编码",
    "Save it as UTF-8.": "请存为 UTF-8 编码。",
    "{path} is not TOML: {why}": "{path} 不是 TOML：{why}",
    'Write `name = "value"`, texts in quotes.': '请写成 `名称 = "值"`，文字加引号。',
    "{source} is not a table": "{source} 不是表",
    "Write {table} and the settings below it.": "请写 {table}，下面写各项设置。",
    "`{name}` in {source} is not a table of tables": "{source} 中的 `{name}` 不是表中之表",
    "the setting `dispatcher` is {set}, and this is a worker of {name}": "设置 `dispatcher` 为 {set}，而这是 {name} 的工作进程",
    'Write `dispatcher = "{name}"` in signoff.toml, for every process alike.': (
        '请在 signoff.toml 中写 `dispatcher = "{name}"`，各进程一致。'
    ),
    "the setting {key} is missing": "缺少设置 {key}",
    "Set {key} to {value}.": "请把 {key} 设为 {value}。",
    "Set {key}.": "请设置 {key}。",
    "the setting {key} is not {what}": "设置 {key} 的值不对",
    "there is no time zone {zone}": "没有时区 {zone}",
    "Use a name such as Asia/Shanghai.": "请写时区名，如 `Asia/Shanghai`。",
    "there is no calendar `{id}`": "没有日历 `{id}`",
    "the unit `{unit}` goes by the calendar `{calendar}`, which is not there": "单位 `{unit}` 所用的日历 `{calendar}` 不存在",
    "Put its file beside the workflows, under calendars/, or give it: Engine(…, calendars=FOLDER).": (
        "请把该日历文件放在流程目录下的 calendars/ 中，或放在设置 `calendars` 所指的目录中。"
    ),
    "Give it to the engine: Engine(…, calendars=FOLDER).": "请在设置 `calendars` 所指的目录中放上它。",
    "Did you mean `{name}`?": "是否想写 `{name}`？",
    "There are: {known}.": "现有：{known}。",
    "the directory `static` needs a people file": "组织目录 `static` 需要人员文件",
    "Give the path of a people.yaml as `people`.": "请把 people.yaml 的路径写在设置 `people` 中。",
    "the {what} under the key `{key}` calls itself `{id}`": "键 `{key}` 下的条目自称 `{id}`",
    "Use the id as the key.": "请用标识作键。",
    # ---- channels and dispatchers
    "there is no broker for Celery": "没有设置 Celery 的消息队列",
    "Set `celery.broker`: amqp://user@host/vhost, or redis://host/0.": "请设置 `celery.broker`：amqp://用户@主机/vhost 或 redis://主机/0。",
    "the broker's URL names no RabbitMQ and no Redis": "消息队列的 URL 既非 RabbitMQ 也非 Redis",
    "Write amqp://user@host/vhost, or redis://host/0.": "请写 amqp://用户@主机/vhost 或 redis://主机/0。",
    "`{name}` of the dispatcher is no text": "分发器的 `{name}` 不是文字",
    "`patience` of the dispatcher is no number of seconds above 0": "分发器的 `patience` 不是大于 0 的秒数",
    "procrastinate keeps its jobs in PostgreSQL by way of psycopg, and this store is {driver}": (
        "procrastinate 经 psycopg 把任务存在 PostgreSQL 中，而此库用的是 {driver}"
    ),
    "Use a database URL postgresql+psycopg://…, or another dispatcher.": "请用 postgresql+psycopg://… 的库，或换一个分发器。",
    "the database has no tables of procrastinate": "数据库中没有 procrastinate 的表",
    "Run once: {line}": "请运行一次：{line}",
    "the library {library} is not installed": "没有安装 {library}",
    "this engine submits its effects to {used}, so a worker of {name} would never be told of any": (
        "此引擎把效果交给 {used}，{name} 的工作进程收不到任何一条"
    ),
    "Give the engine a dispatcher of {name}: Engine(…, dispatcher=…), or the setting `dispatcher`.": (
        "请把设置 `dispatcher` 改为 {name}。"
    ),
    "smtp.security is {given}": "smtp.security 为 {given}",
    "smtp.port is {given}": "smtp.port 为 {given}",
    "the password for {host} would travel unencrypted": "发往 {host} 的密码未加密",
    "Set smtp.security to starttls or ssl, or take out smtp.user.": "请把 smtp.security 设为 starttls 或 ssl，或去掉 smtp.user。",
    "smtp.ca cannot be read: {why}": "读不了 smtp.ca：{why}",
    "Give the path of a PEM file.": "请写 PEM 文件的路径。",
    "smtp.from is no address: {why}": "smtp.from 不是邮件地址：{why}",
    "Write name@host.": "请写 名称@主机。",
    "a webhook needs an http or https URL without user and password": "webhook 须为不含用户和密码的 http 或 https URL",
    "Write https://host/path.": "请写 https://主机/路径。",
    "a webhook needs a secret to be signed with": "webhook 须有签名密钥",
    "Set webhook.secrets to [{prefix}…].": "请把 webhook.secrets 设为 [{prefix}…]。",
    "a webhook secret begins with {prefix}": "webhook 密钥须以 {prefix} 开头",
    "Write {prefix} and the base64 of 24 to 64 random bytes.": "请写 {prefix} 加 24 至 64 个随机字节的 base64。",
    "what follows {prefix} in a webhook secret is not base64": "webhook 密钥中 {prefix} 之后不是 base64",
    "Copy the secret anew.": "请重新复制密钥。",
    "a webhook secret of {n} bytes is too short": "webhook 密钥只有 {n} 字节，太短",
    "Use at least {n} random bytes.": "至少用 {n} 个随机字节。",
    "there are no notices in the language {language}": "通知没有语言 {language}",
    "Set `language` to zh or en.": "请把 `language` 设为 zh 或 en。",
    "metrics cannot be served at {place}: {why}": "不能在 {place} 提供指标：{why}",
    "Give another port or address: --metrics-port, --metrics-address.": "请换端口或地址：--metrics-port、--metrics-address。",
    "{n} threads fire no timers": "{n} 个线程触发不了计时",
    "Give `sweepers` from 1.": "`sweepers` 至少为 1。",
    "on this database only one thread of a process fires timers": "此数据库上，每个进程只能由一个线程触发计时",
    "Leave `sweepers` out, and run another worker instead.": "请不要给 `sweepers`，改为多开一个工作进程。",
    # ---- plug-ins
    "the plug-in `{name}` of {source} in {group} has a name that the language has already": (
        "{source} 在 {group} 中的插件 `{name}` 与流程语言已有的名称相同"
    ),
    "`{name}` is a plug-in of {other} ({source}) and of {group} ({second})": (
        "`{name}` 既是 {other}（{source}）的插件，又是 {group}（{second}）的插件"
    ),
    "Rename it.": "请改名。",
    "Rename one of them.": "请给其中一个改名。",
    "there are two plug-ins `{name}` in the group {group}: one of {first}, one of {second}": (
        "{group} 中有两个插件 `{name}`，分别来自 {first} 和 {second}"
    ),
    "Rename one of them, or uninstall the distribution that is not wanted.": "请给其中一个改名，或卸载不要的软件包。",
    "{who} {group}, which is no group of plug-ins": "{who} {group}，而没有这一类插件",
    "The groups are {known}.": "插件的类别：{known}。",
    "{plugin} is no plug-in: it needs group, name, version and target": "{plugin} 不是插件：缺少 group、name、version 或 target",
    "Wrap it: Plugin(group, name, …).": "请写成 Plugin(group, name, …)。",
    "the plug-in `{name}` of {group} cannot be called": "{group} 的插件 `{name}` 不能调用",
    "Give a function of {argument}.": "请给出以 {argument} 为参数的函数。",
    "there is no plug-in `{name}` in the group {group}": "{group} 中没有插件 `{name}`",
    "the effect `{name}` is no plain function": "效果 `{name}` 不是普通函数",
    "Effects run in a thread: write `def`.": "效果在线程中执行：请写 `def`。",
    "the plug-in `{name}` of {source} cannot be loaded: {why}": "{source} 的插件 `{name}` 装不上：{why}",
    "Its entry point in {group} names `{value}`; upgrade or uninstall the distribution.": (
        "其入口点在 {group} 中指向 `{value}`；请升级或卸载此软件包。"
    ),
    "the plug-in `{name}` of {group} is no function": "{group} 的插件 `{name}` 不是函数",
    "Name a function in its entry point.": "请在入口点中指向一个函数。",
    "Install version {version} of it.": "请安装版本 {version}。",
    "workbooks are read with openpyxl, which is not installed": "读取 xlsx 需要 openpyxl，尚未安装",
    "pip install 'signoff[xlsx]'; or save the table as CSV.": "请执行 pip install 'signoff[xlsx]'；或把表格另存为 CSV。",
    "the period ends before it begins": "期间的结束早于开始",
    "Give `since` before `until`.": "`since` 须早于 `until`。",
    "`{text}` is not where a page of `stuck` ends": "`{text}` 不是 `stuck` 某一页的结尾",
    "`{text}` was written by an older release": "`{text}` 是旧版本给出的",
    "`{text}` is where a page of another question ends: other filters, or another tenant": (
        "`{text}` 是另一次查询某一页的结尾：筛选条件或租户不同"
    ),
    "Ask with the filters of the page before, or begin again.": "请沿用上一页的筛选条件，或从头查起。",
    "Hand back what `next` of the page before was.": "请原样交回上一页的 `next`。",
}
