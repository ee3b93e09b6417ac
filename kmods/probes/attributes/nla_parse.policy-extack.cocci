// SPDX-License-Identifier: GPL-2.0-only
// step: nla_parse=policy-extack
// since: 4.12
// reason: a parser may report what is wrong; with NULL it does not, as before

@@
expression tb, max, head, len, policy;
@@
 nla_parse(
-	tb, max, head, len, policy
+	tb, max, head, len, policy, NULL
 )

@@
expression tb, max, nla, policy;
@@
 nla_parse_nested(
-	tb, max, nla, policy
+	tb, max, nla, policy, NULL
 )
