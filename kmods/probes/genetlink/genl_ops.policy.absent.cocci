// SPDX-License-Identifier: GPL-2.0-only
// step: genl_ops.policy=absent
// since: 5.2
// reason: a family has one policy for all of its operations
// words: genl_ops

// A declaration's value is a statement of its own, so that something can stand before it.
@declared@
identifier result, f, family;
@@
 f(...)
 {
 	...
-	int result = genl_register_family(&family);
+	int result;
 	... when any
 }

@after@
identifier declared.result, declared.f, declared.family;
declaration D;
statement S;
@@
 f(...)
 {
 	int result;
 	...
 	D
+	result = genl_register_family(&family);
 	S
 	... when any
 }

@depends on !after@
identifier declared.result, declared.f, declared.family;
statement S;
@@
 f(...)
 {
 	int result;
+	result = genl_register_family(&family);
 	S
 	... when any
 }


@policed@
identifier operation, rules;
@@
 struct genl_ops operation = {
-	.policy = rules,
 };

@listed@
identifier table, rules;
@@
 struct genl_ops table[] = {
 	...,
 	{
-	.policy = rules,
 	},
 	...
 };

@registered@
identifier family;
@@
 genl_register_family(&family)

@@
identifier registered.family;
expression result;
statement S;
@@
(
+before(&family);
 result = genl_register_family(&family);
|
+before(&family);
 if (\(genl_register_family(&family)\|genl_register_family(&family) < 0\|genl_register_family(&family) != 0\|(result = genl_register_family(&family))\|(result = genl_register_family(&family)) < 0\|(result = genl_register_family(&family)) != 0\)) S
|
+before(&family);
 return genl_register_family(&family);
)

@@
identifier registered.family, policed.rules;
@@
-before(&family);
+family.policy = rules;

@@
identifier registered.family, listed.rules;
@@
-before(&family);
+family.policy = rules;

@@
identifier registered.family;
@@
-before(&family);
