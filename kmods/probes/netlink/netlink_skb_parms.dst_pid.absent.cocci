// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_skb_parms.dst_pid=absent
// since: 2.6.20
// reason: the destination is an argument of netlink_unicast(), and nothing read it here

@@
expression skb, E;
@@
-NETLINK_CB(skb).dst_pid = E;
