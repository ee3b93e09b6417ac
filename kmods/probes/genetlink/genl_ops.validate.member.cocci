// SPDX-License-Identifier: GPL-2.0-only
// step: genl_ops.validate=member
// since: 5.2
// reason: from 5.2 on a family is strict about what it receives, unless its operations say otherwise; before, it was not
// when: older
// words: genl_ops

@says@
identifier operation;
expression E;
@@
 struct genl_ops operation = { .validate = E, };

@depends on !says@
identifier operation;
expression command;
@@
 struct genl_ops operation = {
 	.cmd = command,
+	.validate = GENL_DONT_VALIDATE_STRICT | GENL_DONT_VALIDATE_DUMP,
 };

@depends on !says@
identifier table;
expression command;
@@
 struct genl_ops table[] = {
 	...,
 	{
 	.cmd = command,
+	.validate = GENL_DONT_VALIDATE_STRICT | GENL_DONT_VALIDATE_DUMP,
 	},
 	...
 };
