"""What a key or a type is called where people come from: in other engines, in forms and databases, or in Chinese."""

from collections.abc import Collection, Mapping

TITLE = {"title": "name label description display_name caption 名称 标题 说明"}
WHEN = {"when": "if condition conditions enter_if enabled_if 条件 触发条件"}
PARTS = {
    "data": "fields form variables inputs properties schema 数据 字段 表单 变量",
    "steps": "states nodes tasks stages activities transitions flow 步骤 环节 节点",
    "names": "let expressions",
    "notify": "notifications listeners messages 通知",
}

KEYS: Mapping[str, Mapping[str, str]] = {
    "workflow": {
        **TITLE,
        **PARTS,
        "workflow": "id process 流程 流程标识",
        "version": "版本",
        "calendar": "日历",
        "policy": "parameters params constants config settings 参数",
        "start": "initiator starter 发起人 谁可发起",
        "series": "numbering numbers sequences 编号",
        "branches": "subprocesses 分支",
        "examples": "tests scenarios 示例 测试",
    },
    "branch": {**TITLE, **WHEN, **PARTS, "workflow": "process subprocess 流程"},
    "field": {
        **TITLE,
        "type": "kind datatype 类型",
        "required": "mandatory not_null 必填 必须",
        "options": "choices enum values allowed 选项",
        "of": "items item_type element",
        "fields": "columns properties 列",
        "default": "initial value 默认 默认值",
        "min": "minimum min_length 最小 最小值",
        "max": "maximum max_length 最大 最大值",
    },
    "step": {
        **TITLE,
        **WHEN,
        "by": "assignee assigned_to owner candidates candidate_users candidate_groups role roles users performer 经办人 承办人 办理人",
        "approvers": "approver reviewer reviewers signers 审批人 审核人 会签人 会签 或签",
        "rule": "quorum threshold votes completion_condition multi_instance mode 规则 通过规则",
        "actions": "buttons outcomes transitions decisions on 动作 操作 按钮",
        "may_edit": "editable fields form inputs writable 可编辑 可改字段",
        "hide": "hidden invisible 隐藏",
        "due": "deadline due_date timeout timer sla 期限 时限 截止时间",
        "escalate": "reminders reminder remind on_timeout overdue 催办 提醒 升级",
        "effects": "on_enter on_entry listeners hooks webhooks script call 效果",
        "return": "send_back reject_to rollback back 退回 驳回",
        "parallel": "branches fork split gateway 并行 分支",
        "workflow": "subprocess sub_process call_activity subworkflow child 子流程",
        "then": "next goto 下一步 下一环节",
        "end": "final terminal 结束 终点",
    },
    "seat": {**TITLE, **WHEN, "who": "by user role approver person 谁 审批人"},
    "rule": {"need": "approve approvals quorum threshold minimum 通过", "reject": "veto rejections 否决"},
    "action": {
        **TITLE,
        **WHEN,
        "to": "goto target next then step 去向 下一步 目标",
        "by": "role roles user users actor performer who 人员 角色 谁",
        "needs": "required requires fields form 必填",
        "require": "validate validators guard guards preconditions check 校验",
        "may_edit": "editable 可编辑",
        "effects": "set do run call on_complete webhooks 效果",
        "comment": "reason opinion 意见 理由",
    },
    "guard": {"that": "if condition check test 条件", "say": "message text error 提示"},
    "rung": {**WHEN, "at": "after delay time when_due 时间", "remind": "reminder 提醒 催办", "reassign": "transfer 改派 转办"},
    "notification": {**WHEN, "event": "on 事件", "to": "recipients who 收件人", "text": "message body 内容"},
}
"""By the map that it stands in and by what it is called here: what somebody may write instead."""

TYPES: Mapping[str, str] = {
    "text": "string str varchar textarea 文本 字符串",
    "number": "数 数字",
    "integer": "int long bigint 整数",
    "decimal": "float double numeric 小数",
    "money": "currency 金额",
    "bool": "boolean checkbox flag 是否",
    "date": "day 日期",
    "datetime": "timestamp time 时间",
    "choice": "enum select dropdown radio 选项 单选",
    "person": "user employee 人员 用户",
    "unit": "department group organization 部门 单位",
    "document": "正文 文稿",
    "file": "attachment upload blob 附件 文件",
    "list": "array table collection multiselect 列表 明细",
}
"""The same of the types of fields."""


def key_here(scope: str, name: str, possible: Collection[str]) -> str | None:
    """What the key of a map is called here that somebody has written by another name, if it is one of those that are possible."""
    return _here(KEYS.get(scope, {}), name, possible)


def type_here(name: str, possible: Collection[str]) -> str | None:
    """The same of the type of a field."""
    return _here(TYPES, name, possible)


def _here(called: Mapping[str, str], name: str, possible: Collection[str]) -> str | None:
    written = name.casefold().replace("-", "_")
    return next((mine for mine, others in called.items() if mine in possible and written in others.split()), None)
