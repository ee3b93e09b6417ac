// SPDX-License-Identifier: GPL-2.0-only
// step: genl_info.attrs=policed
// since: 6.13
// reason: a request's attributes are passed only if there is a policy for them: one that accepts everything
// words: genl_family genl_ops
// probe: none (it is seen at run time: 6.12.117 hands them over without a policy, 7.2.12 does not)

@policed@
identifier one;
expression E;
@@
(
 struct genl_family one = { .policy = E, };
|
 struct genl_ops one = { .policy = E, };
|
 struct genl_ops one[] = { ..., { .policy = E, }, ... };
)

@reads@
struct genl_info *info;
@@
 info->attrs

@bare depends on reads && !policed@
identifier family;
expression most;
@@
+static const struct nla_policy any_attribute[most + 1];
+
 struct genl_family family = {
 	.maxattr = most,
+	.policy = any_attribute,
 };

@says depends on bare@
identifier one;
expression E;
@@
(
 struct genl_ops one = { .validate = E, };
|
 struct genl_ops one[] = { ..., { .validate = E, }, ... };
)

@depends on bare && !says@
identifier operation;
expression command;
@@
 struct genl_ops operation = {
 	.cmd = command,
+	.validate = GENL_DONT_VALIDATE_STRICT | GENL_DONT_VALIDATE_DUMP,
 };

@depends on bare && !says@
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
