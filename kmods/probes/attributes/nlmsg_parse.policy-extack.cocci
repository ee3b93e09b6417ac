// SPDX-License-Identifier: GPL-2.0-only
// step: nlmsg_parse=policy-extack
// since: 4.12
// reason: a parser may report what is wrong; with NULL it does not, as before

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
