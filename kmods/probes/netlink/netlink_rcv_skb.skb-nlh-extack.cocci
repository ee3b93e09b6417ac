// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_rcv_skb=skb-nlh-extack
// since: 4.12
// reason: the callback gets a place for an acknowledgement's text

@called@
expression skb;
identifier callback;
@@
 netlink_rcv_skb(skb, \(callback\|&callback\))

@@
identifier called.callback, skb, nlh;
@@
 int callback(
-	struct sk_buff *skb, struct nlmsghdr *nlh
+	struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack
 ) { ... }
