// SPDX-License-Identifier: GPL-2.0-only
// step: struct xt_match_param=absent
// since: 2.6.35
// reason: matches and targets are told by one struct, and what checks an entry says which error
// words: xt_match_param xt_target_param xt_mtchk_param xt_tgchk_param

@@
struct xt_match_param *par;
expression E;
@@
(
- *par->hotdrop
+par->hotdrop
|
-E = par->hotdrop
+E = &par->hotdrop
)

@@
identifier given;
struct xt_match_param *par;
@@
 bool *given =
-	par->hotdrop
+	&par->hotdrop
 ;

@@
identifier f, skb, par;
@@
 f(...,
-	const struct xt_match_param *par
+	struct xt_action_param *par
 )
 { ... }

@@
identifier f, skb, par;
@@
 f(...,
-	const struct xt_target_param *par
+	const struct xt_action_param *par
 )
 { ... }

@checks@
identifier f, par;
@@
 bool f(const struct xt_mtchk_param *par)
 { ... }

@@
identifier checks.f;
expression E;
@@
 f(...)
 {
 	<...
(
-	return true;
+	return 0;
|
-	return 1;
+	return 0;
|
-	return false;
+	return -EINVAL;
|
-	return 0;
+	return -EINVAL;
|
-	return E;
+	return (E) ? 0 : -EINVAL;
)
 	...>
 }

@@
identifier checks.f;
parameter list all;
@@
-bool f(all)
+int f(all)
 { ... }

@checks_target@
identifier f, par;
@@
 bool f(const struct xt_tgchk_param *par)
 { ... }

@@
identifier checks_target.f;
expression E;
@@
 f(...)
 {
 	<...
(
-	return true;
+	return 0;
|
-	return 1;
+	return 0;
|
-	return false;
+	return -EINVAL;
|
-	return 0;
+	return -EINVAL;
|
-	return E;
+	return (E) ? 0 : -EINVAL;
)
 	...>
 }

@@
identifier checks_target.f;
parameter list all;
@@
-bool f(all)
+int f(all)
 { ... }
