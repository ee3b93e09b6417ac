// SPDX-License-Identifier: GPL-2.0-only
// step: flowi4.flowi4_tos=absent
// since: 6.18, commit 1bec9d0c0046
// reason: the type of service is a dscp_t, without the two bits of ECN
// include: net/inet_dscp.h

@@
expression flow, value;
@@
-flow->flowi4_tos = value
+flow->flowi4_dscp = inet_dsfield_to_dscp(value)

@@
expression flow, value;
@@
-flow.flowi4_tos = value
+flow.flowi4_dscp = inet_dsfield_to_dscp(value)

@@
identifier flow;
expression value;
@@
 struct flowi4 flow = {
-	.flowi4_tos = value,
+	.flowi4_dscp = inet_dsfield_to_dscp(value),
 };

@@
expression flow;
@@
-flow->flowi4_tos
+inet_dscp_to_dsfield(flow->flowi4_dscp)

@@
expression flow;
@@
-flow.flowi4_tos
+inet_dscp_to_dsfield(flow.flowi4_dscp)
