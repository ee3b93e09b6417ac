// SPDX-License-Identifier: GPL-2.0-only
// step: genlmsg_unicast=net-skb-pid
// since: 2.6.32, commit 134e63756d5
// reason: a port belongs to a network namespace; all were in init_net before
// include: net/net_namespace.h

@@
identifier f, info;
expression skb, pid;
@@
 f(..., struct genl_info *info, ...)
 {
 	<...
 	genlmsg_unicast(
-	skb, pid
+	genl_info_net(info), skb, pid
 	)
 	...>
 }

@@
expression skb, pid;
@@
 genlmsg_unicast(
-	skb, pid
+	&init_net, skb, pid
 )
