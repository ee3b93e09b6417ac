// SPDX-License-Identifier: GPL-2.0-only
// step: genl_family.resv_start_op=member
// since: 6.1
// reason: commands from this one on are always strict: no command is
// when: older
// words: genl_family

@says@
identifier operation;
expression E;
@@
(
 struct genl_ops operation = { .validate = E, };
|
 struct genl_ops operation[] = { ..., { .validate = E, }, ... };
)

@limited@
identifier family;
expression E;
@@
 struct genl_family family = { .resv_start_op = E, };

@depends on says && !limited@
identifier family;
expression E;
@@
 struct genl_family family = {
 	.name = E,
+	.resv_start_op = 255,
 };
