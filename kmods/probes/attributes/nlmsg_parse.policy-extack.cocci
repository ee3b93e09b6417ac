// SPDX-License-Identifier: GPL-2.0-only
// step: nlmsg_parse=policy-extack
// since: 4.12
// reason: a parser may say what it does not like; NULL keeps that to itself, as before

@@
expression nlh, hdrlen, tb, max, policy;
@@
 nlmsg_parse(
-	nlh, hdrlen, tb, max, policy
+	nlh, hdrlen, tb, max, policy, NULL
 )

@@
expression nlh, hdrlen, max, policy;
@@
 nlmsg_validate(
-	nlh, hdrlen, max, policy
+	nlh, hdrlen, max, policy, NULL
 )
