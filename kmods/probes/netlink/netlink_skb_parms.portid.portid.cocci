// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_skb_parms.portid=portid
// since: 3.7
// reason: it is a port, not a process: called portid
// words: pid

@@
expression skb;
@@
 NETLINK_CB(skb).
-	pid
+	portid
