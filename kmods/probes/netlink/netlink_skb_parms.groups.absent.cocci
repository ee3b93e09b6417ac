// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_skb_parms.groups=absent
// since: 2.6.14
// reason: the sender's own groups, which nobody read in what a module sends
// words: groups

@@
expression skb, E;
@@
-NETLINK_CB(skb).groups = E;
