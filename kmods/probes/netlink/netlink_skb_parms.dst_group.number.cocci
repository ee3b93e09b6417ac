// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_skb_parms.dst_group=number
// since: 2.6.14
// reason: the group is a number, not a bit of a mask: ffs() is its number where the mask has one bit
// words: dst_groups

@@
expression skb;
@@
-NETLINK_CB(skb).dst_groups = 0
+NETLINK_CB(skb).dst_group = 0

@@
expression skb;
@@
-NETLINK_CB(skb).dst_groups = 1
+NETLINK_CB(skb).dst_group = 1

@@
expression skb, bit;
@@
-NETLINK_CB(skb).dst_groups = 1 << bit
+NETLINK_CB(skb).dst_group = bit + 1

@@
expression skb, mask;
@@
-NETLINK_CB(skb).dst_groups = mask
+NETLINK_CB(skb).dst_group = ffs(mask)
