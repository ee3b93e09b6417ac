// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_skb_parms.groups=absent
// since: 2.6.14
// reason: these are the sender's own groups, which nothing read in a module's messages
// words: groups

@@
expression skb, E;
@@
-NETLINK_CB(skb).groups = E;
